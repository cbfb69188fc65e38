/** Builds the page's elements; every word from outside becomes a text node, so nothing typed is ever markup. */

const PROPERTIES = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "open",
  "multiple",
  "selected",
  "indeterminate",
]);

function fill(node, props, children) {
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (PROPERTIES.has(key) && key in node) node[key] = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

const present = (children) =>
  children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);

/** Puts these children in place of what `node` holds; those that are null or false are left out. */
export function refill(node, ...children) {
  node.replaceChildren(...present(children));
}

export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function svg(tag, props, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

const ICONS = {
  hash: "M5 9h15M4 15h15M10 4 8 20M16 4l-2 16",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  plus: "M12 5v14M5 12h14",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.5M15 9.5v.5",
  reply: "M20 15a3 3 0 0 1-3 3H9l-5 3V7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  clip: "M20 11.5 12 19.5a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 5 5l-8 7.6a1.7 1.7 0 0 1-2.5-2.4l7-6.8",
  send: "M4 12 20 4l-6 16-3-7z",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  down: "M6 9l6 6 6-6",
  menu: "M4 7h16M4 12h16M4 17h16",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7v5l3.5 2",
  skip: "M5 5l8 7-8 7zM17 5v14",
  wrench: "M14.5 6.5a4 4 0 0 1 5-3l-2.6 2.7 1 2 2.2.2 1-1.2a4 4 0 0 1-5.3 4.6L8 20a2 2 0 0 1-3.5-3z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  warn: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.01",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v5.5M12 7.5v.01",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  stop: "M7 7h10v10H7z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5",
  play: "M8 5l11 7-11 7z",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  up: "M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2.5 2.5L13 9h6a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 17.7 20H7",
  thumbdown: "M17 13V4h3v9zM17 13l-4 8a2 2 0 0 1-2.5-2.5L11 15H5a2 2 0 0 1-2-2.4l1.3-7A2 2 0 0 1 6.3 4H17",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
};

/** A small drawing that says nothing to a screen reader; the control around it carries the words. */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: ICONS[name] || ICONS.info }),
  );
}

export function iconButton(name, label, props) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label, ...props },
    icon(name),
  );
}

let counter = 0;
/** An id no other element of the page has. */
export function freshId(prefix) {
  counter += 1;
  return `${prefix}-${counter}`;
}

/**
 * An address a link may lead to, or null. Only web, mail and telephone addresses and our own paths pass, so a
 * `javascript:` address shown by the bot stays plain text.
 */
export function safeHref(address) {
  const text = String(address || "").trim();
  if (/^(\/(?!\/)|#)/.test(text)) return text;
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A message's permanent address leads to the same message on this page; anything else opens beside it. */
export function link(address, ...children) {
  const href = safeHref(address);
  if (!href) return h("span", {}, ...children);
  const archive = /\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?.*?thread_ts=(\d+\.\d+))?/.exec(href);
  if (archive) {
    const [, channel, seconds, micros, thread] = archive;
    const ts = thread || (seconds ? `${seconds}.${micros}` : "");
    return h("a", { href: ts ? `#/c/${channel}/t/${ts}` : `#/c/${channel}` }, ...children);
  }
  if (href.startsWith("#")) return h("a", { href }, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

const live = () => document.getElementById("live");
/** Tells a screen reader something without moving anybody's focus. */
export function announce(text) {
  const region = live();
  if (!region) return;
  const line = h("p", {}, text);
  region.append(line);
  setTimeout(() => line.remove(), 4000);
}
