/** The middle of the page: one conversation with its head, its messages, what can be asked, and the box to write in. */
import { control, get, post } from "./api.js";
import { Composer } from "./composer.js";
import { h, icon, iconButton, refill } from "./dom.js";
import { MessageList } from "./list.js";
import { avatar } from "./message.js";
import { notice } from "./notices.js";
import { openMenu } from "./popup.js";
import { channelName, isBotChannel, personName, store } from "./store.js";
import { Toolbar } from "./toolbar.js";

/** The head of a direct message, and of App Home. */
export function personHead(channel) {
  const name = channelName(channel.id);
  const user = store.users.get(channel.user) || {};
  return [
    avatar({ name, avatar: user.avatar, isBot: isBotChannel(channel) }, "small"),
    h("h1", {}, name),
    h("span", { class: "muted topic" }, user.title || ""),
  ];
}

export class Conversation {
  constructor({ onthread, onheader }) {
    this.onthread = onthread;
    this.onheader = onheader;
    this.prompts = h("div", { class: "prompts", role: "group", "aria-label": "Suggestions" });
    this.composer = new Composer({
      main: true,
      testids: { input: "composer-input", send: "composer-send", attach: "attach-input" },
      onsent: () => this.list?.toEnd(),
    });
    this.slot = h("div", { class: "list-slot" });
    this.closed = h(
      "p",
      { class: "closed muted", hidden: true },
      "This channel is archived. It can be read, but nothing can be written in it.",
    );
    this.node = h(
      "div",
      { class: "conversation", id: "messages-panel" },
      this.slot,
      this.prompts,
      this.closed,
      this.composer.node,
    );
    this.composer.takeDropsFrom(this.node);
  }

  get id() {
    return this.channel?.id;
  }

  /** Opens a conversation; asking for the open one again only reads it anew. */
  async open(channel) {
    const again = this.id === channel.id;
    this.channel = channel;
    if (!again) {
      this.list = new MessageList(
        { channel: channel.id, inThread: false, onthread: this.onthread },
        { label: `Messages in ${channelName(channel.id)}` },
      );
      new Toolbar(this.list);
      this.slot.replaceChildren(this.list.node);
      const name = channelName(channel.id);
      this.composer.pointAt(channel.id, null, channel.kind === "im" ? `Message ${name}` : `Message #${name}`);
    }
    this.drawState();
    await this.reload();
  }

  async reload() {
    const { channel, list } = this;
    if (!channel) return;
    list.beginReading();
    const answer = await get("/ui/messages", { channel: channel.id });
    if (list !== this.list) return;
    if (!answer.ok) {
      notice({ level: "error", text: answer.text || "The messages could not be read." });
      return;
    }
    list.setMessages(answer.messages);
    if (!answer.messages.length)
      list.list.append(h("p", { class: "muted empty", role: "presentation" }, this.emptyWords()));
    this.read();
  }

  emptyWords() {
    if (isBotChannel(this.channel))
      return `This is your conversation with ${store.bot.name}. Ask something, or begin with a suggestion below.`;
    return this.channel.kind === "im"
      ? `The beginning of your messages with ${personName(this.channel.user)}.`
      : `The very beginning of #${this.channel.name}.`;
  }

  read() {
    if (!this.channel || document.hidden || !store.unread.get(this.id)) return;
    store.unread.set(this.id, 0);
    post("/ui/read", { channel: this.id });
  }

  take(message) {
    this.list.list.querySelector(".empty")?.remove();
    return this.list.upsert(message);
  }

  /** What depends on the conversation's own state: archived or not, what can be asked. */
  drawState() {
    const { channel } = this;
    this.closed.hidden = !channel.is_archived;
    this.composer.node.hidden = Boolean(channel.is_archived);
    for (const [name, value] of [
      ["role", "tabpanel"],
      ["aria-labelledby", "messages-tab"],
    ]) {
      if (isBotChannel(channel)) this.node.setAttribute(name, value);
      else this.node.removeAttribute(name);
    }
    this.drawPrompts();
    this.onheader(this.header());
  }

  drawPrompts() {
    const offered = isBotChannel(this.channel) ? store.prompts.get(this.id) : null;
    this.prompts.hidden = !offered?.prompts?.length;
    if (this.prompts.hidden) return;
    refill(
      this.prompts,
      offered.title && h("span", { class: "muted" }, offered.title),
      offered.prompts.map((one) =>
        h(
          "button",
          {
            type: "button",
            class: "prompt",
            "data-testid": "prompt-chip",
            title: one.message,
            onclick: () => this.composer.deliver(one.message),
          },
          one.title,
        ),
      ),
    );
  }

  header() {
    const { channel } = this;
    if (channel.kind === "im") return personHead(channel);
    const name = channelName(channel.id);
    const more = iconButton("more", "For this channel", {
      "data-testid": "channel-menu",
      "aria-haspopup": "menu",
      onclick: () => this.menu(more),
    });
    return [
      icon(channel.kind === "private" ? "lock" : "hash"),
      h("h1", {}, name),
      h("span", { class: "muted topic", title: channel.topic || null }, channel.topic || ""),
      h("span", { class: "muted members" }, `${channel.members?.length || 0} members`),
      more,
    ];
  }

  /** What an admin of a real workspace could do to this channel. */
  menu(anchor) {
    const { channel } = this;
    const act = async (what, extra) => {
      const answer = await control("/control/channel", { channel: channel.id, do: what, ...extra });
      if (!answer.ok) notice({ level: "error", text: answer.text || "That could not be done." });
    };
    openMenu(anchor, "For this channel", [
      "As an admin would",
      channel.bot_in
        ? { label: `Take ${store.bot.name} out`, run: () => act("remove_bot") }
        : { label: `Invite ${store.bot.name}`, run: () => act("invite_bot") },
      !channel.is_archived && { label: "Archive the channel", danger: true, run: () => act("archive") },
    ]);
  }
}
