/** Reads Slack's own markup (mrkdwn) into elements, with the signs Slack knows and no others. */
import { h, link } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { botUserId, channelName, personName, store } from "./store.js";
import { fillDateTokens } from "./time.js";

/** Undoes the three escapes of Slack, once. */
export const unescape = (text) =>
  text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);

/** What a person typed, escaped as Slack does before it stores a message. */
export const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

export function userMention(id, label) {
  const known = store.users.has(id) || id === botUserId();
  return h(
    "span",
    { class: `mention${id === store.me?.id ? " mine" : ""}` },
    `@${known ? personName(id) : label || id}`,
  );
}

export function channelMention(id, label) {
  const channel = store.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, `#${label || "private-channel"}`);
  return h("a", { class: "mention", href: `#/c/${id}` }, `#${channelName(id)}`);
}

/** A mention that would ring for many people; it stands out so that nobody pings a team by mistake. */
export function groupMention(words) {
  return h(
    "span",
    { class: "mention ping", title: "In Slack this notifies everybody it names" },
    `@${words}`,
  );
}

export function emojiNode(name) {
  const sign = emojiFor(name);
  return sign
    ? h("span", { class: "emoji", role: "img", "aria-label": `:${name}:`, title: `:${name}:` }, sign)
    : `:${name}:`;
}

function special(body) {
  const [token, label] = split(body.slice(1));
  if (["channel", "here", "everyone"].includes(token)) return groupMention(token);
  const [kind, ...rest] = token.split("^");
  if (kind === "subteam")
    return groupMention(
      (label || store.usergroups.get(rest[0])?.handle || rest[0] || "group").replace(/^@/, ""),
    );
  if (kind === "date") {
    const [seconds, pattern, address] = rest;
    const words = fillDateTokens(Number(seconds), pattern || "{date}");
    const fallback = unescape(label || "");
    const text = Number.isFinite(Number(seconds)) ? words : fallback;
    return address ? link(address, text) : h("time", { title: fallback }, text);
  }
  return h("span", { class: "mention" }, unescape(label || token));
}

function split(body) {
  const bar = body.indexOf("|");
  return bar < 0 ? [body, ""] : [body.slice(0, bar), body.slice(bar + 1)];
}

/** What stands between `<` and `>`: a person, a channel, a group, a date or an address. */
export function angle(body) {
  if (body.startsWith("@")) return userMention(...split(body.slice(1)));
  if (body.startsWith("#")) return channelMention(...split(body.slice(1)));
  if (body.startsWith("!")) return special(body);
  const [address, label] = split(body);
  if (!/^(https?|mailto|tel):/i.test(address)) return null;
  const shown = label || address.replace(/^mailto:/i, "");
  return link(unescape(address), ...(label ? inline(shown) : [unescape(shown)]));
}

const EMPHASIS = { "*": "strong", _: "em", "~": "s" };
const wordy = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const SKIP = /`[^`\n]+`|<[^<>\n]+>/y;

function closing(text, from, sign) {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "\n") return -1;
    SKIP.lastIndex = at;
    const skipped = SKIP.exec(text);
    if (skipped) at += skipped[0].length - 1;
    else if (text[at] === sign && at > from && !/\s/.test(text[at - 1]) && !wordy(text[at + 1])) return at;
  }
  return -1;
}

const TOKENS = [
  [/`([^`\n]+)`/y, (match) => h("code", {}, unescape(match[1]))],
  [/<([^<>\n]+)>/y, (match) => angle(match[1])],
  [/:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/y, (match) => (emojiFor(match[1]) ? emojiNode(match[1]) : null)],
  [/https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"*_~]/y, (match) => link(unescape(match[0]), unescape(match[0]))],
];

// Nobody nests deeper on purpose; what does is shown as it was written.
const DEEPEST = 12;

/** One run of text to nodes. */
export function inline(text, depth = 0) {
  if (depth > DEEPEST) return [unescape(text)];
  const nodes = [];
  const dead = {};
  let plain = "";
  const flush = () => {
    const lines = unescape(plain).split("\n");
    lines.forEach((line, index) => nodes.push(...(index ? [h("br"), line] : [line])));
    plain = "";
  };
  for (let at = 0; at < text.length;) {
    const found = tokenAt(text, at, depth, dead);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    flush();
    nodes.push(found.node);
    at = found.end;
  }
  flush();
  return nodes;
}

function tokenAt(text, at, depth, dead) {
  const sign = text[at];
  // A sign that found no partner on its line finds none further on; `dead` remembers where that line ends.
  if (
    sign in EMPHASIS &&
    !(at < dead[sign]) &&
    !wordy(text[at - 1]) &&
    text[at + 1] !== undefined &&
    !/\s/.test(text[at + 1]) &&
    text[at + 1] !== sign
  ) {
    const end = closing(text, at + 1, sign);
    if (end < 0) dead[sign] = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at);
    else return { node: h(EMPHASIS[sign], {}, ...inline(text.slice(at + 1, end), depth + 1)), end: end + 1 };
  }
  if (!"`<:h".includes(sign) || (sign === "h" && wordy(text[at - 1]))) return null;
  for (const [pattern, make] of TOKENS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const node = match && make(match);
    if (node) return { node, end: at + match[0].length };
  }
  return null;
}

const QUOTE = /^(?:>|&gt;) ?/;
const LONG_QUOTE = /^(?:>>>|&gt;&gt;&gt;) ?/;

function paragraphs(text) {
  const nodes = [];
  const lines = text.split("\n");
  let run = [];
  const flush = () => {
    if (run.length) nodes.push(h("div", { class: "run" }, ...inline(run.join("\n"))));
    run = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    if (LONG_QUOTE.test(lines[at])) {
      flush();
      const rest = lines.slice(at).join("\n").replace(LONG_QUOTE, "");
      nodes.push(h("blockquote", {}, ...inline(rest)));
      return nodes;
    }
    if (!QUOTE.test(lines[at])) {
      run.push(lines[at]);
      continue;
    }
    flush();
    const quoted = [];
    while (at < lines.length && QUOTE.test(lines[at])) quoted.push(lines[at++].replace(QUOTE, ""));
    at -= 1;
    nodes.push(h("blockquote", {}, ...inline(quoted.join("\n"))));
  }
  flush();
  return nodes;
}

/** A whole mrkdwn text to an element. */
export function mrkdwn(text) {
  const box = h("div", { class: "mrkdwn" });
  for (const [index, part] of String(text ?? "")
    .split("```")
    .entries()) {
    const trimmed =
      index % 2 ? part.replace(/^\n/, "").replace(/\n$/, "") : part.replace(index ? /^\n/ : /^$/, "");
    if (!trimmed) continue;
    if (index % 2) box.append(h("pre", { tabindex: "0" }, h("code", {}, unescape(trimmed))));
    else box.append(...paragraphs(trimmed));
  }
  return box;
}

/** Plain text; short names of emoji are shown as signs unless the text says otherwise. */
export function plain(text, emoji = true) {
  const words = unescape(String(text ?? ""));
  if (!emoji) return words;
  return words.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emojiFor(name) || whole);
}

/** A text object of Block Kit (or a bare string) to nodes. */
export function textObject(object) {
  if (object === null || object === undefined) return "";
  if (typeof object === "string") return plain(object);
  if (object.type === "mrkdwn")
    return object.verbatim ? h("div", { class: "mrkdwn" }, ...paragraphs(object.text)) : mrkdwn(object.text);
  return h("span", { class: "plain" }, plain(object.text, object.emoji !== false));
}

/** The words of a message with every sign taken out, for a screen reader and for previews. */
export function wordsOf(message) {
  const text =
    message.text ||
    (message.blocks || [])
      .map((block) => block.text?.text || block.text || "")
      .filter((t) => typeof t === "string")
      .join(" ");
  return mrkdwn(text).textContent.replace(/\s+/g, " ").trim();
}
