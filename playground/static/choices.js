/** Makes the fields in which one or several things are chosen: options, people, channels. */
import { freshId, h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { channelName, store } from "./store.js";

const words = (object) => plain(typeof object === "string" ? object : object?.text || "");
const TEAM = (user) => [user.title, user.team].filter(Boolean).join(", ");

const people = () => [...store.users.values()].filter((user) => !user.deleted && !user.is_bot)
  .map((user) => ({ key: user.id, label: user.real_name || user.name, hint: TEAM(user), raw: user.id }));

function places(element) {
  const include = element.filter?.include || (element.type.includes("channels") ? ["public", "private"] : ["public", "private", "im"]);
  const kind = { channel: "public", private: "private", im: "im" };
  return [...store.channels.values()].filter((channel) => !channel.is_archived && include.includes(kind[channel.kind]))
    .map((channel) => ({ key: channel.id, label: `${channel.kind === "im" ? "" : "#"}${channelName(channel.id)}`, raw: channel.id }));
}

const optionOf = (option, group) => ({ key: option.value, label: words(option.text), hint: option.description && words(option.description), group, raw: option });

/** Everything that can be chosen in an element, in one shape. */
function itemsOf(element) {
  if (element.type.includes("users")) return people();
  if (element.type.includes("channels") || element.type.includes("conversations")) return places(element);
  if (element.option_groups) return element.option_groups.flatMap((group) => (group.options || []).map((option) => optionOf(option, words(group.label))));
  return (element.options || []).map((option) => optionOf(option));
}

const SINGLE = { static: "option", external: "option", users: "user", channels: "channel", conversations: "conversation" };
const keyOf = (value) => (typeof value === "object" && value ? value.value : value);

/** Field names of what is chosen now and at the start, by Slack's naming. */
function names(element) {
  const many = element.type.startsWith("multi_");
  const word = SINGLE[element.type.replace("multi_", "").replace("_select", "")];
  return [`selected_${word}${many ? "s" : ""}`, `initial_${word}${many ? "s" : ""}`];
}

/** One thing out of a list: the browser's own select, which every keyboard, phone and screen reader knows. */
export function choose(element, options) {
  const [field, initial] = names(element);
  const items = itemsOf(element);
  const byKey = new Map(items.map((item) => [item.key, item]));
  let start = options.previous ? options.previous[field] : element[initial];
  if (!start && !options.previous && element.default_to_current_conversation) start = options.channel;
  const entry = (item) => h("option", { value: item.key, selected: item.key === keyOf(start) },
    item.hint && !element.type.includes("static") ? `${item.label} (${item.hint})` : item.label);
  const control = h("select", { id: freshId("field"), class: "box", "aria-label": options.label, "data-testid": `action-${element.action_id}` },
    h("option", { value: "" }, words(element.placeholder) || "Choose"));
  const groups = new Map();
  for (const item of items) {
    if (item.group === undefined) control.append(entry(item));
    else {
      if (!groups.has(item.group)) groups.set(item.group, control.appendChild(h("optgroup", { label: item.group })));
      groups.get(item.group).append(entry(item));
    }
  }
  const hint = h("span", { class: "muted choice-hint" });
  const showHint = () => { hint.textContent = (element.type === "static_select" && byKey.get(control.value)?.hint) || ""; };
  showHint();
  control.addEventListener("change", () => { showHint(); options.onchange?.(); });
  return {
    node: h("div", { class: "choice" }, control, hint), control,
    read: () => ({ type: element.type, [field]: byKey.get(control.value)?.raw ?? null }),
  };
}

/** Several things out of a list: type to narrow it, Enter or a click to take one, Backspace to give the last one back. */
export function manyChoices(element, options) {
  const [field, initial] = names(element);
  const items = itemsOf(element);
  const most = element.max_selected_items || Infinity;
  const chosen = new Set(((options.previous ? options.previous[field] : element[initial]) || []).map(keyOf).filter((key) => items.some((item) => item.key === key)));
  const listId = freshId("list");
  const chips = h("span", { class: "chips" });
  const control = h("input", { id: freshId("field"), type: "text", class: "multi-input", role: "combobox", autocomplete: "off", "aria-label": options.label,
    "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", placeholder: words(element.placeholder) || "Choose",
    "data-testid": `action-${element.action_id}` });
  const list = h("div", { id: listId, role: "listbox", class: "multi-list", "aria-multiselectable": "true", "aria-label": options.label || "Choices", hidden: true });
  let [active, visible] = [0, []];

  const set = (key, on) => {
    if (on && chosen.size >= most) return;
    chosen[on ? "add" : "delete"](key);
    control.value = "";
    draw();
    options.onchange?.();
  };
  const drawChips = () => chips.replaceChildren(...items.filter((item) => chosen.has(item.key)).map((item) => h("span", { class: "chip" }, item.label,
    h("button", { type: "button", "aria-label": `Take out ${item.label}`, onclick: () => { set(item.key, false); control.focus(); } }, icon("close")))));
  const drawList = () => {
    const asked = control.value.trim().toLowerCase();
    visible = items.filter((item) => `${item.label} ${item.hint || ""}`.toLowerCase().includes(asked));
    active = Math.min(active, Math.max(0, visible.length - 1));
    let group;
    list.replaceChildren(...visible.flatMap((item, index) => {
      const node = h("div", { id: `${listId}-${index}`, role: "option", class: `multi-option${index === active ? " active" : ""}`, "aria-selected": String(chosen.has(item.key)),
        "data-testid": `option-${item.key}`, onpointerdown: (event) => event.preventDefault(), onclick: () => set(item.key, !chosen.has(item.key)) },
      h("span", { class: "multi-check" }, chosen.has(item.key) && icon("check")), h("span", {}, item.label), item.hint && h("span", { class: "muted" }, item.hint));
      if (item.group === group) return [node];
      group = item.group;
      return [h("div", { class: "menu-heading", role: "presentation" }, group), node];
    }));
    if (!visible.length) list.append(h("div", { class: "muted multi-option" }, "Nothing by that name"));
    control.setAttribute("aria-activedescendant", list.hidden || !visible.length ? "" : `${listId}-${active}`);
    list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  };
  const draw = () => { drawChips(); if (!list.hidden) drawList(); };
  const show = (open) => {
    list.hidden = !open;
    control.setAttribute("aria-expanded", String(open));
    if (open) drawList();
  };
  const keys = {
    ArrowDown: () => { if (list.hidden) show(true); else { active = (active + 1) % Math.max(1, visible.length); drawList(); } },
    ArrowUp: () => { active = (active - 1 + visible.length) % Math.max(1, visible.length); drawList(); },
    Enter: () => { if (list.hidden) show(true); else if (visible[active]) set(visible[active].key, !chosen.has(visible[active].key)); },
    Escape: () => (list.hidden ? false : show(false)),
    Backspace: () => (control.value || !chosen.size ? false : set([...items].reverse().find((item) => chosen.has(item.key)).key, false)),
  };
  control.addEventListener("keydown", (event) => {
    if (!keys[event.key] || keys[event.key]() === false) return;
    event.preventDefault();
    if (event.key === "Escape") event.stopPropagation();
  });
  control.addEventListener("input", () => { active = 0; show(true); });
  control.addEventListener("focus", () => show(true));
  control.addEventListener("click", () => show(true));
  control.addEventListener("blur", () => show(false));
  const node = h("div", { class: "multi" }, h("div", { class: "box multi-box", onclick: () => control.focus() }, chips, control), list);
  draw();
  return { node, control, read: () => ({ type: element.type, [field]: items.filter((item) => chosen.has(item.key)).map((item) => item.raw) }) };
}
