/** What each event of the stream does to the parts of the page. */
import { announce } from "./dom.js";
import { wordsOf } from "./mrkdwn.js";
import { notice } from "./notices.js";
import { authorOf, isBotChannel, sessionKey, store } from "./store.js";
import { setClock } from "./time.js";

function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

function showMessage(page, { channel, message }, fresh) {
  const { conversation, thread } = page;
  const open = conversation.id === channel && !page.atHome();
  const inList =
    conversation.id === channel &&
    conversation.list &&
    (!isReply(message) || message.subtype === "thread_broadcast");
  let added = inList && conversation.take(message);
  if (thread.holds(channel, message)) added = thread.take(message) || added;
  if (open && fresh) conversation.read();
  if (added && message.user !== store.me.id && !message.streaming)
    announce(`${authorOf(message).name}: ${wordsOf(message).slice(0, 200)}`);
  if (fresh && isReply(message)) besideAnswer(page, channel, message);
}

/** An answer of the bot to the person's own latest message opens beside it, where there is room and nobody is writing. */
function besideAnswer(page, channel, message) {
  const { conversation, thread } = page;
  if (
    !page.wide.matches ||
    thread.begun ||
    page.atHome() ||
    conversation.id !== channel ||
    !isBotChannel(conversation.channel) ||
    message.ephemeral
  )
    return;
  const asked = conversation.list.get(message.thread_ts)?.message;
  if (asked?.user === store.me.id && asked === conversation.list.rows.at(-1)?.message)
    location.hash = `#/c/${channel}/t/${message.thread_ts}`;
}

/** Handlers by event name. `page` has the parts of the page, and knows whether Home is open and how to close a thread. */
export function news(page) {
  return {
    message: (data) => showMessage(page, data, true),
    message_changed: (data) => showMessage(page, data, false),
    message_deleted: ({ channel, ts }) => {
      if (page.conversation.id === channel) page.conversation.list?.remove(ts);
      if (page.thread.open && page.thread.channel.id === channel) {
        if (page.thread.ts === ts) page.closeThread();
        else page.thread.list.remove(ts);
      }
    },
    view_opened: (data) => page.modals.opened(data.view || data, Boolean(data.pushed)),
    view_updated: (data) => page.modals.updated(data.view || data),
    view_closed: (data) => page.modals.closed(data.view_id),
    home: (data) => page.home.show(data.view),
    session: (session) => {
      store.sessions.set(sessionKey(session.channel, session.thread_ts), session);
      if (page.conversation.id === session.channel)
        page.conversation.list?.get(session.thread_ts)?.drawFoot();
      page.thread.drawStatus();
    },
    prompts: ({ channel, title, prompts }) => {
      store.prompts.set(channel, { title, prompts });
      if (page.conversation.id === channel) page.conversation.drawPrompts();
    },
    channel: ({ channel }) => {
      store.channels.set(channel.id, channel);
      page.sidebar.draw();
      if (page.conversation.id === channel.id) {
        page.conversation.channel = channel;
        page.conversation.drawState();
      }
    },
    unread: ({ channel, count }) => {
      store.unread.set(channel, count);
      if (page.conversation.id === channel && !page.atHome()) page.conversation.read();
      page.sidebar.draw();
      page.drawTitle();
    },
    clock: (clock) => {
      setClock(clock);
      page.clock.draw();
    },
    notice: (data) => notice(data),
  };
}
