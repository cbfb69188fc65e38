/** The thread beside the conversation: the first message, the replies, and what the bot is doing. */
import { get } from "./api.js";
import { Composer } from "./composer.js";
import { h, iconButton } from "./dom.js";
import { MessageList } from "./list.js";
import { notice } from "./notices.js";
import { statusLine } from "./status.js";
import { channelName, sessionKey, store } from "./store.js";
import { Toolbar } from "./toolbar.js";

export class ThreadPane {
  constructor({ onclose }) {
    this.composer = new Composer({
      testids: { input: "thread-input", send: "thread-send", attach: "thread-attach-input" },
      onsent: () => this.list?.toEnd(),
    });
    this.slot = h("div", { class: "list-slot" });
    this.status = h("div", { class: "status-slot", "aria-live": "polite" });
    this.where = h("span", { class: "muted topic" });
    this.node = h(
      "aside",
      { class: "thread", "aria-label": "Thread", hidden: true, "data-testid": "thread-pane" },
      h(
        "div",
        { class: "pane-head" },
        h("h2", {}, "Thread"),
        this.where,
        iconButton("close", "Close the thread", { "data-testid": "thread-close", onclick: onclose }),
      ),
      this.slot,
      this.status,
      this.composer.node,
    );
    this.composer.takeDropsFrom(this.node);
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) onclose();
    });
  }

  get open() {
    return !this.node.hidden;
  }

  /** Whether a person is at work in here: an answer begun, a message being changed, or the keyboard in a box. */
  get begun() {
    if (!this.open) return false;
    const editing = this.node.querySelector('[data-testid="edit-input"]');
    return this.composer.begun || Boolean(editing) || document.activeElement === this.composer.input;
  }

  async show(channel, ts, { focus = false } = {}) {
    const again = this.open && this.channel?.id === channel.id && this.ts === ts;
    Object.assign(this, { channel, ts });
    this.node.hidden = false;
    store.openThread = ts;
    const name = channelName(channel.id);
    this.where.textContent = channel.kind === "im" ? name : `#${name}`;
    if (!again) {
      this.list = new MessageList(
        { channel: channel.id, inThread: true, onthread: () => {} },
        { label: "Thread" },
      );
      new Toolbar(this.list);
      this.slot.replaceChildren(this.list.node);
      this.composer.pointAt(channel.id, ts, "Reply in the thread");
    }
    this.drawStatus();
    if (focus) this.composer.input.focus();
    if (!again) await this.reload();
  }

  hide() {
    this.composer.keepDraft();
    this.node.hidden = true;
    this.slot.replaceChildren();
    this.list = null;
    store.openThread = null;
  }

  async reload() {
    const { list, channel, ts } = this;
    if (!this.open) return;
    list.beginReading();
    const answer = await get("/ui/messages", { channel: channel.id, thread_ts: ts });
    if (list !== this.list) return;
    if (!answer.ok) notice({ level: "error", text: answer.text || "The thread could not be read." });
    else list.setMessages(answer.messages);
  }

  holds(channelId, message) {
    return (
      this.open && this.channel.id === channelId && (message.thread_ts === this.ts || message.ts === this.ts)
    );
  }

  take(message) {
    return this.list.upsert(message);
  }

  drawStatus() {
    const session = this.open && store.sessions.get(sessionKey(this.channel.id, this.ts));
    const line = session ? statusLine(session) : null;
    this.status.replaceChildren(...(line ? [line] : []));
  }
}
