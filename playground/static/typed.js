/** Turns what a person typed into what Slack would store: names become mentions, and signs of markup stay plain signs. */
import { escape, unescape } from "./mrkdwn.js";
import { botUserId, channelName, personName, store } from "./store.js";

const quote = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function alternatives(names) {
  return [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => quote(escape(name)))
    .join("|");
}

function peopleByName() {
  const names = new Map();
  for (const user of store.users.values()) {
    for (const name of [user.real_name, user.name])
      if (name && !user.deleted) names.set(name.toLowerCase(), user.id);
  }
  if (store.bot?.name) names.set(store.bot.name.toLowerCase(), botUserId());
  return names;
}

/** "@Ana Ruiz", "#sales", "@channel" and group handles to Slack's tokens; `&`, `<` and `>` to entities. */
export function encodeTyped(text, { broadcasts = true } = {}) {
  const people = peopleByName();
  const channels = new Map(
    [...store.channels.values()]
      .filter((one) => one.kind !== "im")
      .map((one) => [one.name.toLowerCase(), one]),
  );
  const groups = new Map([...store.usergroups.values()].map((group) => [group.handle.toLowerCase(), group]));
  const known = [...people.keys(), ...(broadcasts ? [...groups.keys(), "channel", "here", "everyone"] : [])];
  return escape(text)
    .replace(new RegExp(`(^|[\\s(])@(${alternatives(known)})(?![\\w-])`, "gi"), (whole, before, name) => {
      const key = name.toLowerCase();
      if (people.has(key)) return `${before}<@${people.get(key)}>`;
      if (groups.has(key)) return `${before}<!subteam^${groups.get(key).id}>`;
      return `${before}<!${key}>`;
    })
    .replace(
      channels.size ? new RegExp(`(^|[\\s(])#(${alternatives(channels.keys())})(?![\\w-])`, "gi") : /$^/,
      (whole, before, name) => {
        const channel = channels.get(name.toLowerCase());
        return `${before}<#${channel.id}|${channel.name}>`;
      },
    );
}

/** The registered command a text begins with, or null. */
export function commandOf(text) {
  const word = /^\/\S+/.exec(text)?.[0];
  return store.commands.find((command) => command.command === word) || null;
}

/** A slash command: who is mentioned in it is told, but it rings for nobody. */
export const encodeCommand = (text) => encodeTyped(text, { broadcasts: false });

/** The reverse of `encodeTyped`, for changing a message that was sent. */
export function decodeTyped(text) {
  const words = text.replace(/<([@#!])([^<>|]+)(?:\|([^<>]*))?>/g, (whole, sign, key, label) => {
    if (sign === "@") return `@${personName(key)}`;
    if (sign === "#") return `#${label || channelName(key)}`;
    if (["channel", "here", "everyone"].includes(key)) return `@${key}`;
    return label ? `@${label.replace(/^@/, "")}` : whole;
  });
  return unescape(words);
}

/** Mentions that can be completed after `@` or `#`, as `{key, label, hint, insert, names}`. */
export function completions(sign, asked) {
  const fits = (...words) => words.some((word) => word && word.toLowerCase().includes(asked.toLowerCase()));
  if (sign === "#") {
    return [...store.channels.values()]
      .filter((one) => one.kind !== "im" && fits(one.name))
      .map((one) => ({
        key: one.id,
        label: `#${one.name}`,
        hint: one.topic,
        insert: `#${one.name} `,
        names: [`#${one.name}`.toLowerCase()],
      }));
  }
  const users = [...store.users.values()].filter((user) => !user.deleted && fits(user.real_name, user.name));
  const shown = users.map((user) => ({
    key: user.id,
    label: user.real_name || user.name,
    hint: user.is_bot ? "app" : user.team,
    insert: `@${user.real_name || user.name} `,
    names: [user.real_name, user.name].filter(Boolean).map((name) => `@${name}`.toLowerCase()),
  }));
  const groups = [...store.usergroups.values()]
    .filter((group) => fits(group.handle))
    .map((group) => ({
      key: group.id,
      label: `@${group.handle}`,
      hint: group.name,
      insert: `@${group.handle} `,
      names: [`@${group.handle}`.toLowerCase()],
    }));
  return [...shown, ...groups].slice(0, 8);
}
