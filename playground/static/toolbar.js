/** The small row of buttons that comes up at the message a person points at: react, reply, and what else can be done. */
import { post } from "./api.js";
import { askFirst } from "./confirm.js";
import { h, icon, iconButton } from "./dom.js";
import { editRow } from "./edit.js";
import { EMOJI, PICKABLE } from "./emoji.js";
import { react } from "./message.js";
import { notice } from "./notices.js";
import { closePopup, openMenu, openPopup, walkWithArrows } from "./popup.js";
import { store } from "./store.js";

const QUICK = ["+1", "eyes", "tada", "white_check_mark", "heart", "bulb"];

/** A small picker of emoji; `onpick` gets the short name. */
export function pickEmoji(anchor, onpick) {
  const grid = h("div", { class: "emoji-grid" });
  const draw = (asked) => {
    const found = asked
      ? PICKABLE.filter((one) => one.name.includes(asked))
      : [
          ...QUICK.map((name) => ({ name, sign: EMOJI[name] })),
          ...PICKABLE.filter((one) => !QUICK.includes(one.name)),
        ];
    grid.replaceChildren(
      ...found.map(({ name, sign }) =>
        h(
          "button",
          {
            type: "button",
            class: "emoji-choice",
            "aria-label": name.replace(/_/g, " "),
            title: `:${name}:`,
            "data-testid": `emoji-${name}`,
            onclick: () => {
              closePopup();
              onpick(name);
            },
          },
          sign,
        ),
      ),
    );
    if (!found.length) grid.append(h("p", { class: "muted" }, "No emoji by that name"));
  };
  const search = h("input", {
    type: "search",
    class: "box",
    placeholder: "Find an emoji",
    "aria-label": "Find an emoji",
    oninput: () => draw(search.value.trim().toLowerCase().replace(/:/g, "").replace(/ /g, "_")),
  });
  draw("");
  const panel = h(
    "div",
    { class: "emoji-picker", role: "dialog", "aria-label": "Pick an emoji" },
    search,
    grid,
  );
  walkWithArrows(panel, ".emoji-choice", 8);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") grid.querySelector("button")?.click();
    if (event.key === "ArrowDown") {
      event.preventDefault();
      event.stopPropagation();
      grid.querySelector("button")?.focus();
    }
  });
  openPopup(anchor, panel, { focus: search });
}

/** Brings the row of buttons to whichever message of `list` is pointed at or holds the keyboard. */
export class Toolbar {
  constructor(list) {
    this.list = list;
    this.reactButton = iconButton("smile", "Add reaction", {
      "data-testid": "reaction-add",
      "aria-haspopup": "dialog",
      onclick: () => this.pick(this.row, this.reactButton),
    });
    this.replyButton = iconButton("reply", "Reply in thread", {
      "data-testid": "reply-in-thread",
      onclick: () => this.reply(),
    });
    this.moreButton = iconButton("more", "More for this message", {
      "data-testid": "message-menu",
      "aria-haspopup": "menu",
      onclick: () => this.menu(),
    });
    this.node = h(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "For this message" },
      this.reactButton,
      !list.place.inThread && this.replyButton,
      this.moreButton,
    );
    list.place.onreact = (row, anchor) => this.pick(row, anchor);
    for (const kind of ["pointerover", "focusin", "click"])
      list.list.addEventListener(kind, (event) => this.come(event.target));
    list.list.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch") this.leave();
    });
  }

  come(target) {
    const node = target.closest?.(".msg");
    if (!node || node.classList.contains("is-silent") || node.classList.contains("is-ephemeral")) return;
    if (this.node.parentElement === node || this.node.querySelector('[aria-expanded="true"]')) return;
    this.row = this.list.get(node.dataset.ts);
    node.append(this.node);
  }

  leave() {
    if (!this.node.querySelector('[aria-expanded="true"]') && !this.node.contains(document.activeElement))
      this.node.remove();
  }

  pick(row, anchor) {
    const { channel } = this.list.place;
    pickEmoji(anchor, (name) => {
      const mine = row.message.reactions
        ?.find((reaction) => reaction.name === name)
        ?.users.includes(store.me.id);
      react(channel, row.message.ts, name, Boolean(mine));
    });
  }

  reply() {
    this.list.place.onthread(this.row.message.thread_ts || this.row.message.ts, { focus: true });
  }

  async remove(message) {
    const words = {
      title: "Delete this message?",
      text: "It goes for everybody.",
      confirm: "Delete",
      deny: "Keep",
      style: "danger",
    };
    if (!(await askFirst(words, this.moreButton))) return;
    const answer = await post("/ui/delete", { channel: this.list.place.channel, ts: message.ts });
    if (!answer.ok) notice({ level: "error", text: answer.text || "The message was not deleted." });
  }

  menu() {
    const { channel, inThread } = this.list.place;
    const { message } = this.row;
    const copy = (text) =>
      navigator.clipboard
        ?.writeText(text)
        .catch(() => notice({ level: "warn", text: "The browser did not allow copying." }));
    openMenu(
      this.moreButton,
      "For this message",
      [
        { label: "Add reaction", icon: icon("smile"), run: () => this.pick(this.row, this.moreButton) },
        !inThread && { label: "Reply in thread", icon: icon("reply"), run: () => this.reply() },
        {
          label: "Copy link",
          icon: icon("link"),
          run: () =>
            copy(`${location.origin}${location.pathname}#/c/${channel}/t/${message.thread_ts || message.ts}`),
        },
        message.user === store.me.id && {
          label: "Edit message",
          icon: icon("wrench"),
          testid: "edit-message",
          run: () => editRow(this.row),
        },
        message.user === store.me.id && {
          label: "Delete message",
          icon: icon("trash"),
          danger: true,
          testid: "delete-message",
          run: () => this.remove(message),
        },
        ...(store.shortcuts.some((one) => one.type === "message") ? [store.bot.name] : []),
        ...store.shortcuts
          .filter((one) => one.type === "message")
          .map((one) => ({
            label: one.name,
            hint: one.description,
            icon: icon("bolt"),
            testid: `shortcut-${one.callback_id}`,
            run: async () => {
              const answer = await post("/ui/shortcut", {
                callback_id: one.callback_id,
                channel,
                ts: message.ts,
              });
              if (!answer.ok)
                notice({ level: "error", text: answer.text || "The bot did not take this in." });
            },
          })),
      ],
      { testid: "message-menu-list" },
    );
  }
}
