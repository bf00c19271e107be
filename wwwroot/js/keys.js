// Single-letter keys of a page. They rest while somebody types, while a dialog is open, and with Ctrl, Alt or Meta.
const typing = "input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";
const pressable = "a, button, summary, [role=button], [role=menuitem], [role=option], [role=combobox]";

/** Calls handlers[key](event) for keys pressed anywhere on the page; returns a function that ends it. */
export function onKeys(handlers) {
  const listener = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest(typing) && event.key !== "Escape") return;
    if ((event.key === "Enter" || event.key === " ") && target.closest(pressable)) return; // it presses that
    if (document.querySelector(".mud-dialog, dialog[open]") && event.key !== "Escape") return;
    const handler = handlers[event.key];
    if (!handler) return;
    event.preventDefault();
    handler(event);
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}

/** The same for a page on the server: its OnKeyAsync gets the key. */
export function listen(page, keys) {
  const handlers = Object.fromEntries(keys.map((key) => [key, () => page.invokeMethodAsync("OnKeyAsync", key)]));
  return { dispose: onKeys(handlers) };
}

export function focus(selector) {
  const element = document.querySelector(selector);
  element?.focus();
  element?.select?.();
}

export function reveal(selector) {
  document.querySelector(selector)?.scrollIntoView({ block: "nearest" });
}
