// A film viewer: window and level, zoom, pan, invert, and the model's map over the very pixels it belongs to.
// Pixels come as grey values of 8 or 16 bits; WebGL2 draws them, a plain canvas does where there is none.
import { onKeys } from "./keys.js";
import { GlPainter } from "./viewer-gl.js";
import { PlainPainter } from "./viewer-plain.js";

const fullWindow = { center: 0.5, width: 1 };
const smallestWindow = 0.02;

async function fetchNumbers(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) {
    const problem = await response.json().catch(() => null);
    throw new Error(problem?.detail ?? `The server answered ${response.status}.`);
  }
  const number = (name) => Number(response.headers.get(name));
  const names = response.headers.get("X-Presentations");
  return {
    width: number("X-Width"), height: number("X-Height"), bytes: number("X-Bytes-Per-Pixel"), buffer: await response.arrayBuffer(),
    names: names ? JSON.parse(decodeURIComponent(names)) : [], overlays: response.headers.get("X-Overlays") === "true",
  };
}

class Viewer {
  constructor(root, page, inferno) {
    this.root = root;
    this.page = page;
    this.canvas = root.querySelector("canvas");
    this.readout = document.querySelector("[data-readout]");
    this.inferno = inferno;
    this.film = null;
    this.map = null;
    this.generation = 0;
    this.tool = "window";
    this.look = { ...fullWindow, invert: false, mapOn: false, opacity: 0.5, contour: false };
    this.view = { scale: 1, x: 0, y: 0, fitted: true }; // device pixels a film pixel; offset of the film's corner
    this.start();
  }

  start() {
    this.painter = GlPainter.on(this.canvas, this.inferno) ?? this.replaceByPlain();
    const listen = (target, name, handler, options) => {
      target.addEventListener(name, handler, options);
      this.ends.push(() => target.removeEventListener(name, handler, options));
    };
    this.ends = [];
    listen(this.canvas, "pointerdown", (e) => this.grab(e));
    listen(this.canvas, "wheel", (e) => this.wheel(e), { passive: false });
    listen(this.canvas, "dblclick", () => this.command("fit"));
    listen(this.canvas, "contextmenu", (e) => e.preventDefault());
    listen(this.canvas, "keydown", (e) => this.arrow(e));
    listen(this.canvas, "webglcontextlost", (e) => e.preventDefault());
    listen(this.canvas, "webglcontextrestored", () => this.restore());
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.root);
    this.ends.push(() => observer.disconnect());
    this.ends.push(onKeys({
      w: () => this.command("window"), z: () => this.command("zoom"), p: () => this.command("pan"), i: () => this.command("invert"),
      "=": () => this.command("fit"), "+": () => this.command("in"), "-": () => this.command("out"), " ": () => this.command("reset"),
    }));
    this.resize();
  }

  replaceByPlain() {
    const fresh = this.canvas.cloneNode(false); // a canvas that was asked for WebGL gives no plain context
    this.canvas.replaceWith(fresh);
    this.canvas = fresh;
    return new PlainPainter(fresh, this.inferno);
  }

  async load(pixelsUrl) {
    const generation = ++this.generation;
    const film = await fetchNumbers(pixelsUrl);
    if (generation !== this.generation) return; // another film was asked for meanwhile
    film.values = film.bytes === 2 ? new Uint16Array(film.buffer) : new Uint8Array(film.buffer);
    this.film = film;
    this.map = null;
    Object.assign(this.look, fullWindow, { invert: false, mapOn: false });
    this.painter.setFilm(film);
    this.painter.setMap(null);
    this.fit();
    this.root.dataset.ready = "true";
    return { names: film.names, overlays: film.overlays };
  }

  // The same film in another of its own windows, or with its overlays: place, map and reader's window stay.
  async present(pixelsUrl) {
    const generation = this.generation;
    const film = await fetchNumbers(pixelsUrl);
    if (generation !== this.generation) return;
    film.values = film.bytes === 2 ? new Uint16Array(film.buffer) : new Uint8Array(film.buffer);
    this.film = film;
    this.painter.setFilm(film);
    this.draw();
  }

  async setMap(evidenceUrl, on) {
    if (on && !this.map) {
      const generation = this.generation;
      const map = await fetchNumbers(evidenceUrl);
      if (generation !== this.generation) return;
      map.values = new Float32Array(map.buffer);
      // The scale of Overlay/HeatMap.cs: a film with hardly any evidence does not light up.
      const full = map.values.reduce((most, value) => Math.max(most, value), 1);
      map.values = map.values.map((value) => Math.max(0, value) / full);
      this.map = map;
      this.painter.setMap(map);
    }
    this.look.mapOn = on;
    this.root.dataset.map = String(on);
    this.draw();
  }

  set(look) {
    Object.assign(this.look, look);
    this.draw();
  }

  command(name) {
    const middle = [this.canvas.width / 2, this.canvas.height / 2];
    switch (name) {
      case "window": case "zoom": case "pan": this.tool = name; break;
      case "invert": this.look.invert = !this.look.invert; break;
      case "fit": this.fit(); break;
      case "in": this.zoom(1.25, ...middle); break;
      case "out": this.zoom(0.8, ...middle); break;
      case "reset": Object.assign(this.look, fullWindow, { invert: false }); this.fit(); break;
    }
    this.page.invokeMethodAsync("OnViewer", this.tool, this.look.invert);
    this.draw();
  }

  grab(event) {
    if (!this.film) return;
    this.canvas.focus({ preventScroll: true });
    const tool = event.button === 1 || event.shiftKey ? "pan" : event.button === 2 ? "zoom" : this.tool;
    const ratio = devicePixelRatio;
    const start = this.place(event);
    let last = start;
    const move = (e) => {
      const now = this.place(e);
      const dx = now[0] - last[0];
      const dy = now[1] - last[1];
      last = now;
      if (tool === "pan") this.pan(dx, dy);
      else if (tool === "zoom") this.zoom(Math.exp(-dy / (200 * ratio)), ...start);
      else this.windowBy(dx / (500 * ratio), dy / (500 * ratio));
    };
    const end = () => {
      this.canvas.removeEventListener("pointermove", move);
      this.canvas.removeEventListener("pointerup", end);
      this.canvas.removeEventListener("pointercancel", end);
    };
    this.canvas.setPointerCapture(event.pointerId);
    this.canvas.addEventListener("pointermove", move);
    this.canvas.addEventListener("pointerup", end);
    this.canvas.addEventListener("pointercancel", end);
    event.preventDefault();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * devicePixelRatio, (event.clientY - box.top) * devicePixelRatio];
  }

  wheel(event) {
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY / (event.deltaMode ? 15 : 500)), ...this.place(event));
  }

  arrow(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    if (event.shiftKey) this.windowBy(step[0] * 0.02, step[1] * 0.02);
    else this.pan(-step[0] * 40, -step[1] * 40);
  }

  // Right: wider, less contrast. Down: higher level, darker. As viewers do.
  windowBy(width, center) {
    this.look.width = Math.min(2, Math.max(smallestWindow, this.look.width + width));
    this.look.center = Math.min(1, Math.max(0, this.look.center + center));
    this.draw();
  }

  pan(dx, dy) {
    this.view.x += dx;
    this.view.y += dy;
    this.view.fitted = false;
    this.draw();
  }

  zoom(factor, atX, atY) {
    const scale = Math.min(32, Math.max(0.02, this.view.scale * factor));
    const real = scale / this.view.scale;
    this.view.x = atX - (atX - this.view.x) * real; // the point under the pointer stays
    this.view.y = atY - (atY - this.view.y) * real;
    this.view.scale = scale;
    this.view.fitted = false;
    this.draw();
  }

  fit() {
    if (!this.film) return;
    const { width, height } = this.canvas;
    const scale = Math.min(width / this.film.width, height / this.film.height);
    this.view = { scale, x: (width - this.film.width * scale) / 2, y: (height - this.film.height * scale) / 2, fitted: true };
    this.draw();
  }

  resize() {
    const width = Math.max(1, Math.round(this.root.clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round(this.root.clientHeight * devicePixelRatio));
    if (this.canvas.width === width && this.canvas.height === height) return;
    this.canvas.width = width;
    this.canvas.height = height;
    if (this.view.fitted) this.fit();
    else this.draw();
  }

  restore() {
    this.painter = GlPainter.on(this.canvas, this.inferno);
    if (this.film) this.painter.setFilm(this.film);
    if (this.map) this.painter.setMap(this.map);
    this.draw();
  }

  draw() {
    if (this.frame || !this.film) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.painter.paint(this.view, this.look);
      const percent = (value) => `${Math.round(value * 100)} %`;
      const zoom = percent(this.view.scale / devicePixelRatio);
      if (this.readout) this.readout.textContent = `window ${percent(this.look.width)} · level ${percent(this.look.center)} · zoom ${zoom}`;
    });
  }

  dispose() {
    this.generation++;
    cancelAnimationFrame(this.frame);
    this.ends.forEach((end) => end());
    this.painter.dispose();
  }
}

/** Binds a viewer to an element that holds a canvas. inferno: 256 × RGB. page: OnViewer(tool, inverted). */
export function create(root, page, inferno) {
  return new Viewer(root, page, inferno);
}
