/** What the page knows of the workspace, and the small bell that tells the parts of the page when it changes. */

export const store = {
  me: null,
  bot: null,
  clock: null,
  users: new Map(),
  channels: new Map(),
  usergroups: new Map(),
  unread: new Map(),
  commands: [],
  shortcuts: [],
  prompts: new Map(),
  sessions: new Map(),
};

const bell = new EventTarget();

export function emit(name, detail) {
  bell.dispatchEvent(new CustomEvent(name, { detail }));
}

export function on(name, listener) {
  bell.addEventListener(name, (event) => listener(event.detail));
}

/** Fills the store from the answer of `/ui/boot`. */
export function fillStore(boot) {
  store.users = new Map(boot.users.map((user) => [user.id, user]));
  store.me = typeof boot.me === "string" ? store.users.get(boot.me) : boot.me;
  store.channels = new Map(boot.channels.map((channel) => [channel.id, channel]));
  store.bot = boot.bot;
  store.commands = [...(boot.commands || [])].sort((a, b) => a.command.localeCompare(b.command));
  store.shortcuts = boot.shortcuts || [];
  store.clock = boot.clock;
  store.unread = new Map(Object.entries(boot.unread || {}));
  store.usergroups = new Map((boot.usergroups || []).map((group) => [group.id, group]));
  store.sessions = new Map(
    (boot.sessions || []).map((session) => [sessionKey(session.channel, session.thread_ts), session]),
  );
  const im = botConversation();
  if (im) store.prompts.set(im.id, { title: boot.prompts_title || "", prompts: boot.prompts || [] });
}

export const botUserId = () => store.bot?.user_id || store.bot?.id;

export function botConversation() {
  return [...store.channels.values()].find(
    (channel) => channel.kind === "im" && channel.user === botUserId(),
  );
}

export const isBotChannel = (channel) => channel?.kind === "im" && channel.user === botUserId();

export function personName(id) {
  const user = store.users.get(id);
  if (user) return user.real_name || user.name;
  return id === botUserId() ? store.bot.name : "Someone";
}

/** Who wrote a message: a user, or the bot speaking under its own or a borrowed name. */
export function authorOf(message) {
  const id = message.user || (message.bot_id ? botUserId() : null);
  const user = store.users.get(id);
  const isBot = Boolean(message.bot_id || user?.is_bot || id === botUserId());
  return {
    id,
    isBot,
    name: message.username || (id ? personName(id) : "Slackbot"),
    avatar: user?.avatar,
    title: user?.title,
  };
}

export function channelName(id) {
  const channel = store.channels.get(id);
  if (!channel) return "a channel you cannot see";
  return channel.kind === "im" ? personName(channel.user) : channel.name;
}

/** A channel by its id or, for an address somebody typed, by its name. */
export function findChannel(word) {
  const name = decodeURIComponent(word || "").replace(/^#/, "");
  return store.channels.get(name) || [...store.channels.values()].find((channel) => channel.name === name);
}

export const sessionKey = (channel, thread) => `${channel}:${thread || ""}`;
