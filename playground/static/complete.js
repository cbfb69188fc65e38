/** Offers commands, people and channels while somebody types; arrows choose, Enter or Tab takes, Esc puts the list away. */
import { freshId, h } from "./dom.js";
import { store } from "./store.js";
import { completions } from "./typed.js";

const COMMAND = /^\/(\S*)$/;
const MENTION = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u;

function commandsFor(asked) {
  const fits = store.commands.filter((one) => one.command.slice(1).startsWith(asked));
  const near = store.commands.filter(
    (one) => !fits.includes(one) && `${one.command} ${one.description || ""}`.toLowerCase().includes(asked),
  );
  return [...fits, ...(asked ? near : [])].map((one) => ({
    key: one.command.slice(1),
    label: one.command,
    usage: one.usage_hint,
    hint: one.description,
    insert: `${one.command} `,
    names: [one.command.toLowerCase()],
    command: true,
  }));
}

export class Completer {
  constructor(control, { commands = true } = {}) {
    this.control = control;
    this.commands = commands;
    this.items = [];
    this.active = 0;
    this.id = freshId("complete");
    this.node = h("div", {
      id: this.id,
      class: "complete",
      role: "listbox",
      "aria-label": "Suggestions",
      hidden: true,
      "data-testid": "command-menu",
    });
    control.setAttribute("aria-autocomplete", "list");
    control.setAttribute("aria-controls", this.id);
    control.addEventListener("input", () => this.look());
    control.addEventListener("blur", () => this.hide());
  }

  get open() {
    return !this.node.hidden;
  }

  /** Finds what the caret stands behind and shows what would fit. */
  look() {
    const { value, selectionStart } = this.control;
    const before = value.slice(0, selectionStart);
    const command = this.commands && COMMAND.exec(before);
    const mention = MENTION.exec(before);
    if (command) this.offer(commandsFor(command[1].toLowerCase()), 0);
    else if (mention) this.offer(completions(mention[1], mention[2]), selectionStart - mention[2].length - 1);
    else this.hide();
  }

  offer(items, from) {
    this.items = items;
    this.from = from;
    this.active = 0;
    if (!items.length) this.hide();
    else this.draw();
  }

  draw() {
    this.node.hidden = false;
    this.node.replaceChildren(
      ...this.items.map((item, index) =>
        h(
          "div",
          {
            id: `${this.id}-${index}`,
            role: "option",
            class: `complete-item${index === this.active ? " active" : ""}`,
            "aria-selected": String(index === this.active),
            "data-testid": item.command ? `command-item-${item.key}` : `mention-item-${item.key}`,
            onpointerdown: (event) => event.preventDefault(),
            onclick: () => this.take(index),
          },
          h("span", { class: "complete-name" }, item.label),
          item.usage && h("span", { class: "complete-usage" }, item.usage),
          item.hint && h("span", { class: "muted" }, item.hint),
        ),
      ),
    );
    this.control.setAttribute("aria-activedescendant", `${this.id}-${this.active}`);
    this.node.querySelector(".active").scrollIntoView({ block: "nearest" });
  }

  hide() {
    this.node.hidden = true;
    this.control.removeAttribute("aria-activedescendant");
  }

  take(index) {
    const item = this.items[index];
    const { value, selectionStart } = this.control;
    this.hide();
    this.control.value = value.slice(0, this.from) + item.insert + value.slice(selectionStart);
    const caret = this.from + item.insert.length;
    this.control.focus();
    this.control.setSelectionRange(caret, caret);
    this.control.dispatchEvent(new Event("input"));
  }

  /** True when what was typed is the offered thing to its last letter, so that Enter may send it. */
  isWhole(item) {
    const typed = this.control.value.slice(this.from, this.control.selectionStart).trim().toLowerCase();
    return item.names.includes(typed);
  }

  /** Gives true when the key was meant for the list. A name typed to its end is sent by Enter as it stands. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.active = (this.active + step + this.items.length) % this.items.length;
      this.draw();
    } else if (event.key === "Escape") this.hide();
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
      if (event.key === "Enter" && this.isWhole(this.items[this.active])) {
        this.hide();
        return false;
      }
      this.take(this.active);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
