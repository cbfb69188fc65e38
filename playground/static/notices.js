/** Shows what a developer wants to know in a small place that is never in the way, and keeps the last ones. */
import { h, icon, iconButton } from "./dom.js";
import { hourText, workspaceNow } from "./time.js";

const SHOWN = 3;
const past = [];
let onpast = () => {};

export const pastNotices = () => past;
/** Called whenever a notice was added to the past. */
export function watchNotices(listener) {
  onpast = listener;
}

const area = () => document.getElementById("notices");

/** `level` is info, warn or error. An info goes by itself; the others stay until they are dismissed. */
export function notice({ level = "info", text }) {
  const known = ["info", "warn", "error"].includes(level) ? level : "info";
  past.unshift({ level: known, text, at: hourText(workspaceNow()) });
  past.splice(50);
  onpast();
  const twin = [...area().children].find((node) => node.dataset.text === `${known}${text}`);
  if (twin) {
    const times = Number(twin.dataset.times || 1) + 1;
    twin.dataset.times = String(times);
    twin.querySelector(".notice-times").textContent = `×${times}`;
    return;
  }
  const node = h(
    "div",
    {
      class: `notice notice-${known}`,
      role: known === "error" ? "alert" : "status",
      "data-testid": "notice",
      "data-text": `${known}${text}`,
    },
    icon(known === "info" ? "info" : "warn"),
    h("span", {}, text),
    h("span", { class: "notice-times muted" }),
    iconButton("close", "Dismiss this notice", { onclick: () => node.remove() }),
  );
  area().append(node);
  while (area().children.length > SHOWN) area().firstElementChild.remove();
  if (known === "info") setTimeout(() => node.remove(), 9000);
}

/** A modal makes the rest of the page deaf; notices move into it while it is open so that they can be dismissed. */
export function noticesInto(host) {
  host.append(area());
}

/** Where notices stand when no modal is open: in the frame of the page, where they cover nothing. */
export const noticesHome = () => document.getElementById("app");
