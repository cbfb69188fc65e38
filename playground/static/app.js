/** Puts the page together, follows its address and the stream, and tells each part what concerns it. */
import { get, listen, lookAs, post } from "./api.js";
import { Clock } from "./clock.js";
import { Conversation, personHead } from "./conversation.js";
import { h, iconButton } from "./dom.js";
import { Home } from "./home.js";
import { Misbehave } from "./misbehave.js";
import { Modals } from "./modal.js";
import { news } from "./news.js";
import { Sidebar } from "./sidebar.js";
import { botConversation, fillStore, findChannel, isBotChannel, on, store } from "./store.js";
import { tabs } from "./tabs.js";
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
  parts.conversation = new Conversation({
    onthread: openThread,
    onheader: (nodes) => parts.head.replaceChildren(...nodes.filter(Boolean)),
  });
  parts.thread = new ThreadPane({ onclose: closeThread });
  parts.tabs = tabs();
  parts.stage = h("div", { class: "stage" });
  parts.main = h(
    "main",
    { class: "main", id: "main", tabindex: "-1" },
    parts.head,
    parts.tabs.node,
    parts.stage,
  );
  const drawer = iconButton("menu", "Channels and messages", {
    id: "drawer-button",
    "aria-controls": "sidebar",
    "aria-expanded": "false",
    onclick: () => parts.sidebar.drawer(!document.body.classList.contains("drawer-open")),
  });
  const top = h(
    "header",
    { class: "top" },
    drawer,
    h(
      "span",
      { class: "brand" },
      h("span", { class: "bob", "aria-hidden": "true" }),
      h("span", {}, "Plumbline"),
      h("span", { class: "brand-second" }, "playground"),
    ),
    parts.clock.node,
    parts.misbehave.button,
  );
  const veil = h("div", { class: "veil", onclick: () => parts.sidebar.drawer(false) });
  document
    .getElementById("app")
    .replaceChildren(
      top,
      parts.sidebar.node,
      veil,
      parts.main,
      parts.thread.node,
      document.getElementById("notices"),
    );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("drawer-open")) {
      parts.sidebar.drawer(false);
      drawer.focus();
    }
  });
}

function readAddress() {
  const [, kind, channel, , ts] =
    /^#\/(c|home|messages)(?:\/([^/]+)(\/t\/([\d.]+))?)?/.exec(location.hash) || [];
  if (kind === "home") return { home: true, channel: botConversation() };
  if (kind === "messages") return { channel: botConversation() || firstChannel() };
  return { channel: findChannel(channel) || firstChannel(), ts };
}

function firstChannel() {
  const rooms = [...store.channels.values()].filter(
    (channel) => !channel.is_archived && channel.kind !== "im",
  );
  return (
    rooms
      .filter((channel) => channel.members?.includes(store.me.id))
      .sort((a, b) => Number(b.bot_in) - Number(a.bot_in) || a.name.localeCompare(b.name))[0] ||
    rooms[0] ||
    [...store.channels.values()][0]
  );
}

async function follow() {
  const before = route;
  const here = readAddress();
  route = here;
  const { channel, home, ts } = here;
  if (!channel && !home) return;
  // The address says what is shown, also after a name, a stranger's conversation or nothing at all was asked for.
  const address = home ? "#/home" : `#/c/${channel.id}${ts ? `/t/${ts}` : ""}`;
  if (location.hash !== address) history.replaceState(null, "", address);
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
      if (!ts && WIDE.matches && document.activeElement === document.body)
        parts.conversation.composer.input.focus();
    }
  }
  // Somebody may have gone on while messages were being read.
  if (route !== here) return;
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
    document
      .getElementById("app")
      .replaceChildren(
        h(
          "div",
          { class: "cannot" },
          h("h1", {}, "The playground does not answer"),
          h("p", {}, boot.text),
          h(
            "button",
            { type: "button", class: "button primary", onclick: () => location.reload() },
            "Try again",
          ),
        ),
      );
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
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    parts.main.focus();
  });
  const handlers = news({ ...parts, wide: WIDE, atHome: () => Boolean(route.home), closeThread, drawTitle });
  const lost = document.getElementById("lost");
  listen({
    onevent: (name, data) => handlers[name]?.(data),
    onstate: (here) => {
      lost.hidden = here;
    },
    onback: catchUp,
  });
  await follow();
}

start();
