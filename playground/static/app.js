/** Puts the page together, follows its address and the stream, and tells each part what concerns it. */
import { get, listen, lookAs, post } from "./api.js";
import { Clock } from "./clock.js";
import { Conversation, personHead } from "./conversation.js";
import { announce, h, iconButton } from "./dom.js";
import { Home } from "./home.js";
import { Misbehave } from "./misbehave.js";
import { Modals } from "./modal.js";
import { wordsOf } from "./mrkdwn.js";
import { notice } from "./notices.js";
import { Sidebar } from "./sidebar.js";
import { authorOf, botConversation, botUserId, fillStore, findChannel, on, sessionKey, store } from "./store.js";
import { ThreadPane } from "./thread.js";
import { setClock } from "./time.js";

const WIDE = matchMedia("(min-width: 900px)");
const parts = {};
let route = {};

function build() {
  parts.sidebar = new Sidebar();
  parts.home = new Home();
  parts.clock = new Clock();
  parts.misbehave = new Misbehave();
  parts.modals = new Modals();
  parts.head = h("header", { class: "pane-head main-head" });
  const openThread = (ts, options) => {
    const address = `#/c/${parts.conversation.id}/t/${ts}`;
    if (location.hash === address) parts.thread.show(parts.conversation.channel, ts, options);
    else {
      parts.threadOptions = options;
      location.hash = address;
    }
  };
  parts.conversation = new Conversation({ onthread: openThread, onheader: (nodes) => parts.head.replaceChildren(...nodes.filter(Boolean)) });
  parts.thread = new ThreadPane({ onclose: closeThread });
  parts.tabs = tabs();
  parts.stage = h("div", { class: "stage" });
  parts.main = h("main", { class: "main", id: "main", tabindex: "-1" }, parts.head, parts.tabs.node, parts.stage);
  const drawer = iconButton("menu", "Channels and messages", { id: "drawer-button", "aria-controls": "sidebar", "aria-expanded": "false",
    onclick: () => parts.sidebar.drawer(!document.body.classList.contains("drawer-open")) });
  const top = h("header", { class: "top" }, drawer, h("span", { class: "brand" }, h("span", { class: "bob", "aria-hidden": "true" }), h("span", {}, "Plumbline"), h("span", { class: "brand-second" }, "playground")),
    parts.clock.node, parts.misbehave.button);
  const veil = h("div", { class: "veil", onclick: () => parts.sidebar.drawer(false) });
  document.getElementById("app").replaceChildren(top, parts.sidebar.node, veil, parts.main, parts.thread.node, document.getElementById("notices"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawer-open")) { parts.sidebar.drawer(false); drawer.focus(); }
  });
}

function tabs() {
  const tab = (id, label, go, panel) => h("button", { type: "button", id, role: "tab", "aria-controls": panel, "data-testid": id, onclick: go }, label);
  const home = tab("home-tab", "Home", () => { location.hash = "#/home"; }, "home-panel");
  const messages = tab("messages-tab", "Messages", () => { location.hash = `#/c/${botConversation()?.id}`; }, "messages-panel");
  const node = h("div", { class: "tabs", role: "tablist", "aria-label": "App Home", hidden: true }, home, messages);
  node.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    (event.target === home ? messages : home).click();
    (event.target === home ? messages : home).focus();
  });
  const select = (which) => {
    for (const [one, name] of [[home, "home"], [messages, "messages"]]) {
      one.setAttribute("aria-selected", String(which === name));
      one.tabIndex = which === name ? 0 : -1;
    }
    node.hidden = !which;
  };
  return { node, select };
}

const isBotChannel = (channel) => channel?.kind === "im" && channel.user === botUserId();

function readAddress() {
  const [, kind, channel, , ts] = /^#\/(c|home)(?:\/([^/]+)(\/t\/([\d.]+))?)?/.exec(location.hash) || [];
  if (kind === "home") return { home: true, channel: botConversation() };
  return { channel: findChannel(channel) || firstChannel(), ts };
}

function firstChannel() {
  const rooms = [...store.channels.values()].filter((channel) => !channel.is_archived && channel.kind !== "im");
  return rooms.filter((channel) => channel.members?.includes(store.me.id)).sort((a, b) => Number(b.bot_in) - Number(a.bot_in) || a.name.localeCompare(b.name))[0]
    || rooms[0] || [...store.channels.values()][0];
}

async function follow() {
  const before = route;
  route = readAddress();
  const { channel, home, ts } = route;
  if (!channel && !home) return;
  parts.sidebar.draw(channel?.id);
  parts.tabs.select(home ? "home" : isBotChannel(channel) && "messages");
  if (!ts && parts.thread.open) parts.thread.hide();
  document.body.classList.toggle("thread-open", Boolean(ts));
  if (home) {
    parts.head.replaceChildren(...(channel ? personHead(channel) : [h("h1", {}, store.bot.name)]));
    parts.stage.replaceChildren(parts.home.node);
    await parts.home.open();
  } else {
    parts.stage.replaceChildren(parts.conversation.node);
    if (before.channel?.id !== channel.id || before.home) {
      if (isBotChannel(channel)) post("/ui/open_home", { tab: "messages" });
      await parts.conversation.open(channel);
      if (!ts && WIDE.matches && document.activeElement === document.body) parts.conversation.composer.input.focus();
    }
  }
  if (ts) await parts.thread.show(channel, ts, parts.threadOptions);
  parts.threadOptions = undefined;
  for (const one of [before.ts, ts]) if (one) parts.conversation.list?.get(one)?.drawFoot();
  drawTitle();
}

function closeThread() {
  const ts = parts.thread.ts;
  location.hash = `#/c/${parts.conversation.id}`;
  (parts.conversation.list?.get(ts)?.node || parts.conversation.composer.input).focus();
}

function drawTitle() {
  const unread = [...store.unread.values()].reduce((sum, count) => sum + count, 0);
  const where = route.home ? "Home" : parts.head.querySelector("h1")?.textContent || "";
  document.title = `${unread ? `(${unread}) ` : ""}${where} · Plumbline playground`;
}

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

function showMessage({ channel, message }, fresh) {
  const { conversation, thread } = parts;
  const open = conversation.id === channel && !route.home;
  const inList = conversation.id === channel && conversation.list && (!isReply(message) || message.subtype === "thread_broadcast");
  let added = inList && conversation.take(message);
  if (thread.holds(channel, message)) added = thread.take(message) || added;
  if (open && fresh) conversation.read();
  if (added && message.user !== store.me.id && !message.streaming) announce(`${authorOf(message).name}: ${wordsOf(message).slice(0, 200)}`);
  if (fresh && isReply(message)) besideAnswer(channel, message);
}

/** An answer of the bot to the person's own message opens beside it, where there is room and nothing else is open. */
function besideAnswer(channel, message) {
  const { conversation, thread } = parts;
  if (!WIDE.matches || thread.open || route.home || conversation.id !== channel || !isBotChannel(conversation.channel) || message.ephemeral) return;
  const asked = conversation.list.get(message.thread_ts)?.message;
  if (asked?.user === store.me.id && asked === conversation.list.rows.at(-1)?.message) location.hash = `#/c/${channel}/t/${message.thread_ts}`;
}

const EVENTS = {
  message: (data) => showMessage(data, true),
  message_changed: (data) => showMessage(data, false),
  message_deleted: ({ channel, ts }) => {
    if (parts.conversation.id === channel) parts.conversation.list?.remove(ts);
    if (parts.thread.open && parts.thread.channel.id === channel) {
      if (parts.thread.ts === ts) closeThread();
      else parts.thread.list.remove(ts);
    }
  },
  view_opened: (data) => parts.modals.opened(data.view || data, Boolean(data.pushed)),
  view_updated: (data) => parts.modals.updated(data.view || data),
  view_closed: (data) => parts.modals.closed(data.view_id),
  home: (data) => parts.home.show(data.view),
  session: (session) => {
    store.sessions.set(sessionKey(session.channel, session.thread_ts), session);
    if (parts.conversation.id === session.channel) parts.conversation.list?.get(session.thread_ts)?.drawFoot();
    parts.thread.drawStatus();
  },
  prompts: ({ channel, title, prompts }) => {
    store.prompts.set(channel, { title, prompts });
    if (parts.conversation.id === channel) parts.conversation.drawPrompts();
  },
  channel: ({ channel }) => {
    store.channels.set(channel.id, channel);
    parts.sidebar.draw();
    if (parts.conversation.id === channel.id) {
      parts.conversation.channel = channel;
      parts.conversation.drawState();
    }
  },
  unread: ({ channel, count }) => {
    store.unread.set(channel, count);
    if (parts.conversation.id === channel && !route.home) parts.conversation.read();
    parts.sidebar.draw();
    drawTitle();
  },
  clock: (clock) => { setClock(clock); parts.clock.draw(); },
  notice: (data) => notice(data),
};

/** Something may have been missed while the stream was away: everything in sight is read again. */
async function catchUp() {
  const boot = await get("/ui/boot");
  if (!boot.ok) return;
  fillStore(boot);
  setClock(boot.clock);
  parts.clock.draw();
  parts.sidebar.draw();
  if (route.home) await parts.home.open();
  await parts.conversation.reload();
  await parts.thread.reload();
}

async function start() {
  const asked = new URLSearchParams(location.search).get("as");
  lookAs(asked);
  let boot = await get("/ui/boot");
  if (!boot.ok && asked) {
    lookAs(null);
    boot = await get("/ui/boot");
  }
  if (!boot.ok) {
    document.getElementById("app").replaceChildren(h("div", { class: "cannot" }, h("h1", {}, "The playground does not answer"), h("p", {}, boot.text),
      h("button", { type: "button", class: "button primary", onclick: () => location.reload() }, "Try again")));
    return;
  }
  fillStore(boot);
  lookAs(store.me.id);
  setClock(boot.clock);
  const url = new URL(location.href);
  url.searchParams.set("as", store.me.id);
  history.replaceState(null, "", url);
  build();
  parts.clock.draw();
  on("clock", () => parts.clock.draw());
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", () => parts.conversation.read());
  parts.misbehave.refresh();
  document.querySelector(".skip").addEventListener("click", (event) => { event.preventDefault(); parts.main.focus(); });
  const lost = document.getElementById("lost");
  listen({ onevent: (name, data) => EVENTS[name]?.(data), onstate: (here) => { lost.hidden = here; }, onback: catchUp });
  await follow();
}

start();
