/** Shows the messages of a conversation or a thread in order; a new one is set in its place without drawing the others anew. */
import { h } from "./dom.js";
import { MessageRow, isSilent } from "./message.js";
import { authorOf } from "./store.js";
import { dateOfTs, dayKey, dayLabel } from "./time.js";

const WINDOW = 80;
const TOGETHER_MS = 5 * 60000;

export class MessageList {
  /** `place` is handed to each row: `{channel, inThread, onthread, onreact}`. */
  constructor(place, { label }) {
    this.place = { ...place, ondismiss: (key) => this.remove(key) };
    this.rows = [];
    this.byKey = new Map();
    this.earlier = [];
    this.more = h(
      "button",
      { type: "button", class: "button small earlier", hidden: true, onclick: () => this.showEarlier() },
      "Show earlier messages",
    );
    this.list = h("div", { role: "list", class: "messages", "aria-label": label });
    this.jump = h(
      "button",
      { type: "button", class: "jump", hidden: true, onclick: () => this.toEnd() },
      "New messages ↓",
    );
    this.scroller = h("div", { class: "scroller" }, this.more, this.list);
    this.node = h("div", { class: "list-frame" }, this.scroller, this.jump);
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    this.stick = true;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    new ResizeObserver(() => {
      if (this.stick) this.toEnd();
    }).observe(this.list);
    new ResizeObserver(() => {
      if (this.stick) this.toEnd();
    }).observe(this.scroller);
  }

  /** Said before messages are asked for: what the stream brings meanwhile is newer than the answer. */
  beginReading() {
    this.meanwhile = [];
    this.list.setAttribute("aria-busy", "true");
  }

  /** Replaces everything, as after opening a conversation or coming back to the stream. */
  setMessages(messages) {
    const sorted = [...messages].sort((a, b) => Number(a.ts) - Number(b.ts));
    const from = Math.max(0, sorted.length - Math.max(WINDOW, this.rows.length));
    this.earlier = sorted.slice(0, from);
    this.rows = [];
    this.byKey = new Map();
    for (const message of sorted.slice(from))
      this.keep(new MessageRow(message, this.place), this.rows.length);
    this.list.replaceChildren();
    this.rows.forEach((row, index) => this.attach(row, index, null));
    this.more.hidden = !this.earlier.length;
    this.roving();
    this.toEnd();
    const newer = this.meanwhile || [];
    this.meanwhile = null;
    for (const message of newer) this.upsert(message);
    this.list.removeAttribute("aria-busy");
  }

  keep(row, index) {
    this.rows.splice(index, 0, row);
    this.byKey.set(row.key, row);
  }

  get(ts) {
    return this.byKey.get(ts);
  }

  /** Sets a message in its place, or shows it anew when it is there already. Gives true when it is new. */
  upsert(message) {
    this.meanwhile?.push(message);
    const known = this.byKey.get(message.ts);
    if (known) {
      known.show(message);
      return false;
    }
    const folded = this.earlier.findIndex((one) => one.ts === message.ts);
    if (folded >= 0) this.earlier[folded] = message;
    if (this.earlier.length && Number(message.ts) < Number(this.earlier.at(-1).ts)) return false;
    let index = this.rows.length;
    while (index > 0 && Number(this.rows[index - 1].key) > Number(message.ts)) index -= 1;
    const wasAtEnd = this.stick;
    const row = new MessageRow(message, this.place);
    this.keep(row, index);
    this.attach(row, index, this.rows[index + 1]?.divider || this.rows[index + 1]?.node || null);
    if (this.rows[index + 1]) this.attach(this.rows[index + 1], index + 1, undefined);
    this.roving();
    if (wasAtEnd) this.toEnd();
    else this.jump.hidden = false;
    return true;
  }

  remove(ts) {
    const row = this.byKey.get(ts);
    if (!row) return;
    const index = this.rows.indexOf(row);
    const focused = row.node.contains(document.activeElement);
    row.divider?.remove();
    row.node.remove();
    this.rows.splice(index, 1);
    this.byKey.delete(ts);
    if (this.rows[index]) this.attach(this.rows[index], index, undefined);
    this.roving();
    if (focused) (this.rows[index] || this.rows[index - 1])?.node.focus();
  }

  /** Puts a row before `before` (undefined leaves it where it is), with its day and its head as its neighbours ask. */
  attach(row, index, before) {
    if (before !== undefined) this.list.insertBefore(row.node, before);
    const last = this.rows[index - 1];
    const date = dateOfTs(row.key);
    const newDay = !last || dayKey(dateOfTs(last.key)) !== dayKey(date);
    row.divider?.remove();
    row.divider = null;
    if (newDay && !this.place.inThread) {
      row.divider = h("div", { class: "day", role: "presentation" }, h("span", {}, dayLabel(date)));
      this.list.insertBefore(row.divider, row.node);
    }
    row.setCompact(
      Boolean(last) &&
        !newDay &&
        this.sameVoice(last.message, row.message) &&
        date - dateOfTs(last.key) < TOGETHER_MS,
    );
  }

  sameVoice(a, b) {
    if (isSilent(a) || isSilent(b) || Boolean(a.ephemeral) !== Boolean(b.ephemeral)) return false;
    const [one, other] = [authorOf(a), authorOf(b)];
    return one.id === other.id && one.name === other.name;
  }

  showEarlier() {
    this.stick = false;
    const chunk = this.earlier.splice(-WINDOW);
    const height = this.scroller.scrollHeight;
    const old = this.rows[0];
    const before = old?.divider || old?.node || null;
    chunk.forEach((message, index) => {
      this.keep(new MessageRow(message, this.place), index);
      this.attach(this.rows[index], index, before);
    });
    if (old) this.attach(old, chunk.length, undefined);
    this.more.hidden = !this.earlier.length;
    this.scroller.scrollTop += this.scroller.scrollHeight - height;
  }

  /** Only a person moving up lets go of the end; messages growing by themselves do not. */
  scrolled() {
    const { scrollTop } = this.scroller;
    if (this.atEnd()) {
      this.stick = true;
      this.jump.hidden = true;
    } else if (scrollTop < this.lastTop) this.stick = false;
    this.lastTop = scrollTop;
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < 60;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.lastTop = this.scroller.scrollTop;
    this.stick = true;
    this.jump.hidden = true;
  }

  /** One message is a stop of the Tab key; the arrows walk from there. */
  roving(row = this.rows.at(-1)) {
    if (this.stop) this.stop.node.tabIndex = -1;
    this.stop = row;
    if (row) row.node.tabIndex = 0;
  }

  walk(event) {
    if (!event.target.matches('[data-testid="message"]')) return;
    const here = this.rows.findIndex((row) => row.node === event.target);
    const next = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: this.rows.length - 1 }[event.key];
    if (event.key === "Enter" && !this.place.inThread) this.place.onthread(this.rows[here].key);
    if (next === undefined || !this.rows[next]) return;
    event.preventDefault();
    this.roving(this.rows[next]);
    this.rows[next].node.focus();
  }
}
