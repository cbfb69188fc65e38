/** The box a person writes in: commands and names completed, files added, Enter to send. */
import { post } from "./api.js";
import { Completer } from "./complete.js";
import { freshId, h, icon, iconButton } from "./dom.js";
import { FileTray } from "./fileinput.js";
import { openMenu } from "./popup.js";
import { store } from "./store.js";
import { commandOf, encodeCommand, encodeTyped } from "./typed.js";

const drafts = new Map();
const SLOW_MS = 700;

export class Composer {
  /** `testids` are `{input, send, attach}`; `main` marks the one of the conversation, which has the shortcuts menu. */
  constructor({ testids, main = false, onsent }) {
    this.onsent = onsent;
    this.main = main;
    this.tray = new FileTray({ onchange: () => this.refresh() });
    this.input = h("textarea", {
      id: freshId("composer"),
      rows: "1",
      "data-testid": testids.input,
      autocomplete: "off",
      spellcheck: "true",
    });
    this.completer = new Completer(this.input, { commands: true });
    this.hint = h("div", { class: "composer-hint", hidden: true });
    this.error = h("div", {
      class: "composer-error",
      role: "alert",
      hidden: true,
      "data-testid": "composer-error",
    });
    this.chooser = h("input", {
      type: "file",
      multiple: true,
      class: "visually-hidden",
      tabindex: "-1",
      "aria-label": "Choose files",
      "data-testid": testids.attach,
    });
    this.chooser.addEventListener("change", () => {
      this.tray.add(this.chooser.files);
      this.chooser.value = "";
    });
    this.sendButton = iconButton("send", "Send", {
      class: "icon-button send",
      "data-testid": testids.send,
      disabled: true,
      onclick: () => {
        this.send();
        this.input.focus();
      },
    });
    this.shortcutButton =
      main &&
      iconButton("bolt", "Shortcuts", {
        "data-testid": "shortcut-menu",
        "aria-haspopup": "menu",
        onclick: () => this.shortcuts(),
      });
    this.node = h(
      "div",
      { class: "composer" },
      this.completer.node,
      this.error,
      this.hint,
      h(
        "div",
        { class: "composer-box" },
        this.tray.node,
        this.input,
        h(
          "div",
          { class: "composer-bar" },
          this.shortcutButton,
          iconButton("clip", "Attach files", { onclick: () => this.chooser.click() }),
          this.chooser,
          h(
            "span",
            { class: "composer-keys muted", "aria-hidden": "true" },
            "Enter sends · Shift+Enter for a new line",
          ),
          this.sendButton,
        ),
      ),
    );
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("input", () => this.refresh());
    this.input.addEventListener("paste", (event) => {
      if (!event.clipboardData.files.length) return;
      event.preventDefault();
      this.tray.add(event.clipboardData.files);
    });
  }

  /** Files dropped anywhere on `zone` come into this box. */
  takeDropsFrom(zone) {
    let depth = 0;
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    zone.addEventListener("dragenter", (event) => {
      if (hasFiles(event)) {
        depth += 1;
        zone.classList.add("dropping");
      }
    });
    zone.addEventListener("dragleave", () => {
      depth = Math.max(0, depth - 1);
      zone.classList.toggle("dropping", depth > 0);
    });
    zone.addEventListener("dragover", (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    zone.addEventListener("drop", (event) => {
      depth = 0;
      zone.classList.remove("dropping");
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.tray.add(event.dataTransfer.files);
    });
  }

  /** Points the box at another place; what was begun in the old one is kept for coming back. */
  pointAt(channel, threadTs, words) {
    this.keepDraft();
    Object.assign(this, { channel, threadTs });
    const draft = drafts.get(this.place) || { text: "", files: [] };
    this.input.value = draft.text;
    this.tray.restore(draft.files);
    this.input.placeholder = words;
    this.input.setAttribute("aria-label", words);
    this.say(null);
    this.refresh();
  }

  /** Whether something is written or added that was not sent. */
  get begun() {
    return Boolean(this.input.value.trim() || this.tray.entries.length);
  }

  get place() {
    return `${this.channel}:${this.threadTs || ""}`;
  }

  keepDraft() {
    if (this.channel) drafts.set(this.place, { text: this.input.value, files: this.tray.files });
  }

  key(event) {
    if (this.completer.key(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  refresh() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 220)}px`;
    this.sendButton.disabled = this.tray.busy || !(this.input.value.trim() || this.tray.files.length);
    const command = /^\/\S+\s/.test(this.input.value) && commandOf(this.input.value);
    this.hint.hidden = !command;
    if (command)
      this.hint.replaceChildren(
        h("code", {}, `${command.command} ${command.usage_hint || ""}`),
        command.description ? ` ${command.description}` : "",
      );
  }

  say(text) {
    this.error.hidden = !text;
    this.error.textContent = text || "";
  }

  async send() {
    if (this.sendButton.disabled) return;
    const [typed, files] = [this.input.value.trim(), this.tray.files];
    await this.deliver(typed, files);
  }

  /** Sends words as if they had been typed; gives them back to the box when they were not taken. */
  async deliver(typed, files = []) {
    const { channel, threadTs, place } = this;
    const isCommand = /^\/\S/.test(typed) && !files.length;
    this.input.value = "";
    this.tray.clear();
    drafts.delete(place);
    this.say(null);
    this.refresh();
    this.onsent?.();
    const slow =
      isCommand &&
      setTimeout(() => {
        this.hint.hidden = false;
        this.hint.textContent = `Waiting for ${store.bot.name}…`;
      }, SLOW_MS);
    const answer = await post("/ui/send", {
      channel,
      text: isCommand ? encodeCommand(typed) : encodeTyped(typed),
      ...(threadTs && { thread_ts: threadTs }),
      ...(files.length && { files: files.map((file) => file.id) }),
    });
    clearTimeout(slow);
    if (this.place === place) this.refresh();
    if (answer.ok) return;
    if (this.place !== place) return;
    this.say(answer.text || "This was not sent. Try again.");
    if (!this.input.value && !isCommand) {
      this.input.value = typed;
      this.tray.restore(files);
      this.refresh();
    }
  }

  shortcuts() {
    const items = store.shortcuts
      .filter((one) => one.type === "global")
      .map((one) => ({
        label: one.name,
        hint: one.description,
        icon: icon("bolt"),
        testid: `shortcut-${one.callback_id}`,
        run: async () => {
          const answer = await post("/ui/shortcut", { callback_id: one.callback_id });
          if (!answer.ok) this.say(answer.text || "The bot did not take this in.");
        },
      }));
    const commands = store.commands.slice(0, 12).map((one) => ({
      label: one.command,
      hint: one.description,
      run: () => this.begin(`${one.command} `),
    }));
    openMenu(
      this.shortcutButton,
      "Shortcuts",
      [items.length ? "Shortcuts" : null, ...items, commands.length ? "Commands" : null, ...commands],
      { testid: "shortcut-menu-list" },
    );
  }

  /** Puts words into the box for the person to go on with. */
  begin(text) {
    this.input.value = text;
    this.input.focus();
    this.input.setSelectionRange(text.length, text.length);
    this.refresh();
  }
}
