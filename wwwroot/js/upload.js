// Uploads straight to the HTTP endpoint, four at a time. The list outlives the page: whoever goes to the worklist and comes back
// finds it, and what is under way goes on. Closing the window asks first.
const atOnce = 4;
const url = "/api/v1/films";
const lines = [];
const changed = new Set();
let details = {};
let page = null;
let timer = 0;

const underWay = () => lines.some((line) => line.state === "waiting" || line.state === "sending");

function tell(line) {
  changed.add(line);
  timer ||= setTimeout(flush, 150); // two hundred files at once are normal
}

function flush() {
  timer = 0;
  if (!page || changed.size === 0) return;
  const news = [...changed].map(({ key, name, size, sent, state, id, duplicate, code, sentence }) =>
    ({ key, name, size, sent, state, id, duplicate, code, sentence }));
  changed.clear();
  page.invokeMethodAsync("OnLinesAsync", news).catch(() => {}); // the page has just gone: it asks again when it is back
}

function add(files) {
  for (const file of files) {
    const line = { key: lines.length, name: file.name, size: file.size, sent: 0, state: "waiting", file, details: { ...details } };
    lines.push(line);
    tell(line);
  }
  next();
}

function next() {
  let free = atOnce - lines.filter((line) => line.state === "sending").length;
  for (const line of lines) {
    if (free <= 0) break;
    if (line.state !== "waiting") continue;
    send(line);
    free--;
  }
}

function send(line) {
  const form = new FormData();
  for (const [name, value] of Object.entries(line.details)) if (value) form.append(name, value);
  form.append("file", line.file, line.name);
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.upload.onprogress = (event) => {
    if (line.state !== "sending") return;
    line.sent = event.total ? event.loaded / event.total : 0;
    tell(line);
  };
  request.onload = () => finish(line, request);
  request.onerror = request.ontimeout = () =>
    refuse(line, "upload.connection", "The connection broke off. Check the network and try this file again.");
  line.state = "sending";
  line.sent = 0;
  tell(line);
  line.request = request;
  request.send(form);
}

function finish(line, request) {
  let answer = null;
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // Not from the portal: a proxy answers in HTML.
  }
  if (request.status === 202 && answer?.[0]?.id) {
    Object.assign(line, { state: "sent", sent: 1, id: answer[0].id, duplicate: answer[0].duplicate === true, file: null, request: null });
    tell(line);
    next();
  } else if (request.status === 401) refuse(line, "upload.signed-out", "You are signed out. Sign in again and try this file again.");
  else refuse(line, answer?.code ?? `upload.status-${request.status}`, answer?.detail ?? `The server answered ${request.status}. Try again later.`);
}

function refuse(line, code, sentence) {
  Object.assign(line, { state: "refused", code, sentence, request: null });
  tell(line);
  next();
}

async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return [...transfer.files];
  const files = [];
  const walk = async (entry) => {
    if (entry.isFile) files.push(await new Promise((done, fail) => entry.file(done, fail)));
    else {
      const reader = entry.createReader();
      for (;;) {
        const some = await new Promise((done, fail) => reader.readEntries(done, fail)); // at most 100 at a time
        if (some.length === 0) break;
        for (const inner of some) await walk(inner);
      }
    }
  };
  for (const entry of entries) await walk(entry);
  return files;
}

window.addEventListener("beforeunload", (event) => {
  if (underWay()) event.preventDefault();
});

/** Binds the page: a drop anywhere on it, or files chosen in the input. OnLinesAsync gets the lines that changed. */
export function attach(dotnet, input) {
  page = dotnet;
  lines.filter((line) => line.state !== "removed").forEach((line) => changed.add(line));
  flush();
  const over = (event) => {
    event.preventDefault();
    document.body.classList.add("drop-here");
  };
  const leave = (event) => {
    if (!event.relatedTarget) document.body.classList.remove("drop-here");
  };
  const drop = async (event) => {
    event.preventDefault();
    document.body.classList.remove("drop-here");
    add(await filesOf(event.dataTransfer));
  };
  const choose = () => {
    add([...input.files]);
    input.value = "";
  };
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", leave);
  document.addEventListener("drop", drop);
  input.addEventListener("change", choose);
  if (input.files.length > 0) choose(); // chosen while this module was still on its way
  return {
    describe: (typed) => { details = typed; },
    retry: (key) => {
      const line = lines[key];
      if (!line?.file || line.state !== "refused") return;
      Object.assign(line, { state: "waiting", details: { ...details }, code: null, sentence: null });
      tell(line);
      next();
    },
    remove: (keys) => {
      for (const line of keys.map((key) => lines[key])) {
        const request = line.request;
        Object.assign(line, { state: "removed", file: null, request: null });
        changed.delete(line);
        request?.abort(); // what has arrived of it is dropped there
      }
      next();
    },
    dispose: () => {
      page = null;
      document.body.classList.remove("drop-here");
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
      input.removeEventListener("change", choose);
    },
  };
}
