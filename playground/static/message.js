/** Shows one message: who, when, what, its reactions, its thread and what the bot is doing there. */
import { post } from "./api.js";
import { blockContext, keepingFocus } from "./actions.js";
import { renderBlocks } from "./blocks.js";
import { h, icon, iconButton, refill } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { fileNode } from "./files.js";
import { mrkdwn, textObject } from "./mrkdwn.js";
import { authorOf, personName, sessionKey, store } from "./store.js";
import { statusLine } from "./status.js";
import { dateOfTs, fullText, hourText, whenText } from "./time.js";

/** A coloured sign with initials for a person. */
export function avatar(author, size = "") {
  const given = author.avatar || {};
  const letters =
    given.text ||
    (author.name || "?")
      .split(/\s+/)
      .map((word) => word[0])
      .join("")
      .slice(0, 2)
      .toUpperCase();
  const node = h(
    "span",
    { class: `avatar ${size}`, "aria-hidden": "true" },
    author.isBot ? h("span", { class: "bob" }) : letters,
  );
  if (author.isBot) node.classList.add("bot");
  else if (/^#[0-9a-f]{3,8}$/i.test(given.bg || "")) node.style.background = given.bg;
  return node;
}

const SILENT = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "group_join",
  "group_leave",
  "tombstone",
]);

export const isSilent = (message) => SILENT.has(message.subtype);

/** A message in a list. `place` is `{channel, inThread, onthread}`. */
export class MessageRow {
  constructor(message, place) {
    this.place = place;
    this.body = h("div", { class: "msg-body" });
    this.time = h("div", { class: "msg-side" });
    this.node = h(
      "div",
      { class: "msg", role: "listitem", tabindex: "-1", "data-testid": "message", "data-ts": message.ts },
      this.time,
      this.body,
    );
    this.compact = false;
    this.show(message);
  }

  get key() {
    return this.message.ts;
  }

  /** Shows the message as it is now; only this row is drawn again. */
  show(message) {
    this.message = message;
    this.node.classList.toggle("is-ephemeral", Boolean(message.ephemeral));
    this.node.classList.toggle("is-streaming", Boolean(message.streaming));
    this.node.classList.toggle("is-silent", isSilent(message));
    keepingFocus(this.body, () => this.draw());
  }

  setCompact(compact) {
    if (this.compact === compact) return;
    this.compact = compact;
    this.node.classList.toggle("compact", compact);
    this.drawHead();
  }

  draw() {
    const { message } = this;
    const previous = this.context?.form.values();
    this.context = blockContext({ container: this.container(), channel: this.place.channel, previous });
    this.head = h("div", { class: "msg-head" });
    const content = message.ephemeral
      ? h("div", { class: "ephemeral", "data-testid": "ephemeral" }, this.ephemeralNote(), this.content())
      : this.content();
    this.reactions = h("div", { class: "reactions" });
    this.foot = h("div", { class: "msg-foot" });
    this.body.replaceChildren(this.head, content, this.reactions, this.foot);
    this.drawHead();
    this.drawReactions();
    this.drawFoot();
  }

  container() {
    const { ts, thread_ts, ephemeral } = this.message;
    return {
      type: "message",
      channel: this.place.channel,
      ts,
      ...(thread_ts && { thread_ts }),
      ...(ephemeral && { ephemeral: true }),
    };
  }

  drawHead() {
    const author = authorOf(this.message);
    const date = dateOfTs(this.message.ts);
    const when = h("time", { datetime: date.toISOString(), title: fullText(date) }, hourText(date));
    if (this.compact) {
      this.time.replaceChildren(when);
      this.head.replaceChildren(h("span", { class: "visually-hidden" }, `${author.name}, ${hourText(date)}`));
      return;
    }
    this.time.replaceChildren(avatar(author));
    refill(
      this.head,
      h("span", { class: "author", title: author.title || null }, author.name),
      author.isBot && h("span", { class: "app-mark" }, "app"),
      when,
    );
  }

  ephemeralNote() {
    return h(
      "div",
      { class: "ephemeral-note" },
      icon("lock"),
      "Only visible to you",
      iconButton("close", "Dismiss this message", { onclick: () => this.place.ondismiss?.(this.key) }),
    );
  }

  content() {
    const { message } = this;
    const parts = [];
    if (message.blocks?.length)
      parts.push(h("div", { class: "blocks" }, renderBlocks(message.blocks, this.context)));
    else if (message.text) parts.push(mrkdwn(message.text));
    for (const attachment of message.attachments || []) parts.push(this.attachment(attachment));
    if (message.files?.length)
      parts.push(
        h("div", { class: "files" }, message.files.filter((file) => typeof file === "object").map(fileNode)),
      );
    if (message.edited && !message.streaming) parts.push(h("span", { class: "muted edited" }, "(edited)"));
    return h("div", { class: "msg-content", "aria-busy": message.streaming ? "true" : null }, parts);
  }

  attachment(attachment) {
    const node = h(
      "div",
      { class: "attachment" },
      attachment.pretext && mrkdwn(attachment.pretext),
      attachment.title && h("strong", {}, attachment.title),
      attachment.blocks
        ? renderBlocks(attachment.blocks, this.context)
        : textObject({ type: "mrkdwn", text: attachment.text || attachment.fallback || "" }),
    );
    if (/^#?[0-9a-f]{6}$/i.test(attachment.color || ""))
      node.style.borderColor = `#${attachment.color.replace("#", "")}`;
    return node;
  }

  drawReactions() {
    const { reactions = [], ephemeral } = this.message;
    const shown = ephemeral ? [] : reactions.filter((reaction) => reaction.users?.length);
    this.reactions.hidden = !shown.length;
    refill(
      this.reactions,
      shown.map((reaction) => {
        const mine = reaction.users.includes(store.me.id);
        const who = reaction.users.map((id) => (id === store.me.id ? "you" : personName(id))).join(", ");
        const label = `:${reaction.name}: from ${who}`;
        return h(
          "button",
          {
            type: "button",
            class: "reaction",
            "aria-pressed": String(mine),
            "aria-label": label,
            title: label,
            "data-testid": `reaction-${reaction.name}`,
            onclick: () => react(this.place.channel, this.message.ts, reaction.name, mine),
          },
          h(
            "span",
            { class: "emoji", "aria-hidden": "true" },
            emojiFor(reaction.name) || `:${reaction.name}:`,
          ),
          h("span", {}, String(reaction.users.length)),
        );
      }),
      this.place.onreact && shown.length
        ? iconButton("smile", "Add another reaction", {
            class: "reaction add",
            "data-testid": "reaction-add-more",
            onclick: (event) => this.place.onreact(this, event.currentTarget),
          })
        : null,
    );
  }

  /** The thread under a message, and what the bot is doing in it. */
  drawFoot() {
    const { message, place } = this;
    if (place.inThread || message.ephemeral) return;
    const count = message.reply_count || 0;
    const parts = [];
    if (count) {
      const faces = (message.reply_users || [])
        .slice(0, 4)
        .map((id) => avatar(authorOf({ user: id }), "tiny"));
      parts.push(
        h(
          "button",
          {
            type: "button",
            class: "thread-link",
            "data-testid": "thread-link",
            onclick: () => place.onthread(message.ts),
          },
          faces,
          h("span", { class: "thread-count" }, count === 1 ? "1 reply" : `${count} replies`),
          message.latest_reply &&
            h("span", { class: "muted" }, `Last reply ${whenText(dateOfTs(message.latest_reply))}`),
          icon("next"),
        ),
      );
    }
    const session = store.sessions.get(sessionKey(place.channel, message.ts));
    if (session) parts.push(statusLine(session, { quiet: store.openThread === message.ts }));
    refill(this.foot, parts);
  }
}

export function react(channel, ts, name, remove = false) {
  return post("/ui/react", { channel, ts, name, remove });
}
