/** The two tabs of the bot: Home, and the messages with it. */
import { h } from "./dom.js";
import { botConversation } from "./store.js";

/** Gives `{node, select}`; `select` shows which tab is open, and hides both for null. */
export function tabs() {
  const tab = (id, label, go, panel) =>
    h(
      "button",
      { type: "button", id, role: "tab", "aria-controls": panel, "data-testid": id, onclick: go },
      label,
    );
  const home = tab(
    "home-tab",
    "Home",
    () => {
      location.hash = "#/home";
    },
    "home-panel",
  );
  const messages = tab(
    "messages-tab",
    "Messages",
    () => {
      location.hash = `#/c/${botConversation()?.id}`;
    },
    "messages-panel",
  );
  const node = h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": "App Home", hidden: true },
    home,
    messages,
  );
  node.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    (event.target === home ? messages : home).click();
    (event.target === home ? messages : home).focus();
  });
  const select = (which) => {
    for (const [one, name] of [
      [home, "home"],
      [messages, "messages"],
    ]) {
      one.setAttribute("aria-selected", String(which === name));
      one.tabIndex = which === name ? 0 : -1;
    }
    node.hidden = !which;
  };
  return { node, select };
}
