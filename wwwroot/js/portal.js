// What pages need before and beside the circuit: signing out by a form post, and coming back after a lost connection.
window.portal = {
  zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
  signOut() {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/Account/Logout";
    document.body.append(form);
    form.submit();
  },
};

const dialog = document.getElementById("components-reconnect-modal");
const retry = async () => {
  try {
    if (!(await Blazor.reconnect()) && !(await Blazor.resumeCircuit())) location.reload();
  } catch {
    setTimeout(retry, 2000); // the server does not answer yet
  }
};
dialog?.addEventListener("components-reconnect-state-changed", (e) => {
  if (e.detail.state === "show") dialog.showModal();
  else if (e.detail.state === "hide") dialog.close();
  else if (e.detail.state === "failed") retry();
  else if (e.detail.state === "rejected") location.reload();
});
document.getElementById("components-reconnect-button")?.addEventListener("click", retry);
