/** Makes the fields in which one or several things are chosen: options, people, channels. */
import { freshId, h, icon } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { channelName, store } from "./store.js";

const words = (object) => plain(typeof object === "string" ? object : object?.text || "");
const TEAM = (user) => [user.title, user.team].filter(Boolean).join(", ");

const people = () =>
  [...store.users.values()]
    .filter((user) => !user.deleted && !user.is_bot)
    .map((user) => ({ key: user.id, label: user.real_name || user.name, hint: TEAM(user), raw: user.id }));

function places(element) {
  const include =
    element.filter?.include ||
    (element.type.includes("channels") ? ["public", "private"] : ["public", "private", "im"]);
  const kind = { channel: "public", private: "private", im: "im" };
  return [...store.channels.values()]
    .filter((channel) => !channel.is_archived && include.includes(kind[channel.kind]))
    .map((channel) => ({
      key: channel.id,
      label: `${channel.kind === "im" ? "" : "#"}${channelName(channel.id)}`,
      raw: channel.id,
    }));
}

const optionOf = (option, group) => ({
  key: option.value,
  label: words(option.text),
  hint: option.description && words(option.description),
  group,
  raw: option,
});

/** Everything that can be chosen in an element, in one shape. */
function itemsOf(element) {
  if (element.type.includes("users")) return people();
  if (element.type.includes("channels") || element.type.includes("conversations")) return places(element);
  if (element.option_groups)
    return element.option_groups.flatMap((group) =>
      (group.options || []).map((option) => optionOf(option, words(group.label))),
    );
  return (element.options || []).map((option) => optionOf(option));
}

const SINGLE = {
  static: "option",
  external: "option",
  users: "user",
  channels: "channel",
  conversations: "conversation",
};
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
  const entry = (item) =>
    h(
      "option",
      { value: item.key, selected: item.key === keyOf(start) },
      item.hint && !element.type.includes("static") ? `${item.label} (${item.hint})` : item.label,
    );
  const control = h(
    "select",
    {
      id: freshId("field"),
      class: "box",
      "aria-label": options.label,
      "data-testid": `action-${element.action_id}`,
    },
    h("option", { value: "" }, words(element.placeholder) || "Choose"),
  );
  const groups = new Map();
  for (const item of items) {
    if (item.group === undefined) control.append(entry(item));
    else {
      if (!groups.has(item.group))
        groups.set(item.group, control.appendChild(h("optgroup", { label: item.group })));
      groups.get(item.group).append(entry(item));
    }
  }
  const hint = h("span", { class: "muted choice-hint" });
  const showHint = () => {
    hint.textContent = (element.type === "static_select" && byKey.get(control.value)?.hint) || "";
  };
  showHint();
  control.addEventListener("change", () => {
    showHint();
    options.onchange?.();
  });
  return {
    node: h("div", { class: "choice" }, control, hint),
    control,
    read: () => ({ type: element.type, [field]: byKey.get(control.value)?.raw ?? null }),
  };
}

/**
 * Things out of a list by typing: Enter or a click takes one, Backspace gives the last one back. Several, or one whose
 * choices the bot has to be asked for (`options.ask`).
 */
export function manyChoices(element, options) {
  const [field, initial] = names(element);
  const single = !element.type.startsWith("multi_");
  const remote = element.type.includes("external");
  const most = single ? 1 : element.max_selected_items || Infinity;
  const start = [options.previous ? options.previous[field] : element[initial]].flat().filter(Boolean);
  let items = remote ? start.map((option) => optionOf(option)) : itemsOf(element);
  const chosen = new Map(
    start
      .map((value) => [keyOf(value), items.find((item) => item.key === keyOf(value))])
      .filter(([, item]) => item),
  );
  const listId = freshId("list");
  const chips = h("span", { class: "chips" });
  const control = h("input", {
    id: freshId("field"),
    type: "text",
    class: "multi-input",
    role: "combobox",
    autocomplete: "off",
    "aria-label": options.label,
    "aria-expanded": "false",
    "aria-controls": listId,
    "aria-autocomplete": "list",
    placeholder: words(element.placeholder) || "Choose",
    "data-testid": `action-${element.action_id}`,
  });
  const list = h("div", {
    id: listId,
    role: "listbox",
    class: "multi-list",
    "aria-multiselectable": String(!single),
    "aria-label": options.label || "Choices",
    hidden: true,
  });
  let [active, visible, timer] = [0, [], null];

  const take = (item) => {
    if (chosen.has(item.key)) chosen.delete(item.key);
    else {
      if (single) chosen.clear();
      if (chosen.size >= most) return;
      chosen.set(item.key, item);
    }
    control.value = "";
    if (single) show(false);
    draw();
    options.onchange?.();
  };
  const drawChips = () =>
    chips.replaceChildren(
      ...[...chosen.values()].map((item) =>
        h(
          "span",
          { class: "chip" },
          item.label,
          h(
            "button",
            {
              type: "button",
              "aria-label": `Take out ${item.label}`,
              onclick: () => {
                take(item);
                control.focus();
              },
            },
            icon("close"),
          ),
        ),
      ),
    );
  const entry = (item, index) =>
    h(
      "div",
      {
        id: `${listId}-${index}`,
        role: "option",
        class: `multi-option${index === active ? " active" : ""}`,
        "aria-selected": String(chosen.has(item.key)),
        "data-testid": `option-${item.key}`,
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => take(item),
      },
      h("span", { class: "multi-check" }, chosen.has(item.key) && icon("check")),
      h("span", {}, item.label),
      item.hint && h("span", { class: "muted" }, item.hint),
    );
  const drawList = () => {
    const asked = control.value.trim().toLowerCase();
    visible = remote
      ? items
      : items.filter((item) => `${item.label} ${item.hint || ""}`.toLowerCase().includes(asked));
    active = Math.min(active, Math.max(0, visible.length - 1));
    list.replaceChildren(
      ...visible.flatMap((item, index) => {
        const heading =
          item.group !== visible[index - 1]?.group &&
          h("div", { class: "menu-heading", role: "presentation" }, item.group);
        return heading ? [heading, entry(item, index)] : [entry(item, index)];
      }),
    );
    if (!visible.length) list.append(h("div", { class: "muted multi-option" }, "Nothing by that name"));
    control.setAttribute(
      "aria-activedescendant",
      list.hidden || !visible.length ? "" : `${listId}-${active}`,
    );
    list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  };
  const draw = () => {
    drawChips();
    if (!list.hidden) drawList();
  };
  const show = (open) => {
    list.hidden = !open;
    control.setAttribute("aria-expanded", String(open));
    if (open) drawList();
  };
  const ask = async () => {
    if (!remote || control.value.trim().length < (element.min_query_length ?? 3)) return;
    const answer = await options.ask(control.value.trim());
    if (!answer.ok) return;
    items = [
      ...(answer.options || []).map((option) => optionOf(option)),
      ...(answer.option_groups || []).flatMap((group) =>
        group.options.map((option) => optionOf(option, words(group.label))),
      ),
    ];
    if (!list.hidden) drawList();
  };
  const step = (by) => {
    active = (active + by + visible.length) % Math.max(1, visible.length);
    drawList();
  };
  const keys = {
    ArrowDown: () => (list.hidden ? show(true) : step(1)),
    ArrowUp: () => step(-1),
    Enter: () => {
      if (list.hidden) show(true);
      else if (visible[active]) take(visible[active]);
    },
    Escape: () => (list.hidden ? false : show(false)),
    Backspace: () => (control.value || !chosen.size ? false : take([...chosen.values()].at(-1))),
  };
  control.addEventListener("keydown", (event) => {
    if (!keys[event.key] || keys[event.key]() === false) return;
    event.preventDefault();
    if (event.key === "Escape") event.stopPropagation();
  });
  control.addEventListener("input", () => {
    active = 0;
    show(true);
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  });
  control.addEventListener("focus", () => {
    show(true);
    ask();
  });
  control.addEventListener("click", () => show(true));
  control.addEventListener("blur", () => show(false));
  draw();
  const raw = () => [...chosen.values()].map((item) => item.raw);
  return {
    node: h(
      "div",
      { class: "multi" },
      h("div", { class: "box multi-box", onclick: () => control.focus() }, chips, control),
      list,
    ),
    control,
    read: () => ({ type: element.type, [field]: single ? (raw()[0] ?? null) : raw() }),
  };
}
