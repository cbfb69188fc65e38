/** Shows Slack's rich text: sections, lists, quotes and preformatted text with their styles. */
import { h, link } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { channelMention, emojiNode, groupMention, userMention } from "./mrkdwn.js";
import { store } from "./store.js";
import { fillDateTokens } from "./time.js";

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
];

function styled(node, style) {
  return STYLES.reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}

function lines(text) {
  return String(text ?? "")
    .split("\n")
    .flatMap((line, index) => (index ? [h("br"), line] : [line]));
}

const PARTS = {
  text: (part) => h("span", {}, ...lines(part.text)),
  link: (part) => link(part.url, part.text || part.url),
  user: (part) => userMention(part.user_id),
  channel: (part) => channelMention(part.channel_id),
  usergroup: (part) => groupMention(store.usergroups.get(part.usergroup_id)?.handle || part.usergroup_id),
  broadcast: (part) => groupMention(part.range),
  emoji: (part) => (emojiFor(part.name) ? emojiNode(part.name) : unicode(part)),
  date: (part) => {
    const words = fillDateTokens(part.timestamp, part.format || "{date}");
    return part.url ? link(part.url, words) : h("time", { title: part.fallback }, words);
  },
  color: (part) => {
    const dot = h("span", { class: "swatch", "aria-hidden": "true" });
    dot.style.background = /^#[0-9a-f]{3,8}$/i.test(part.value) ? part.value : "none";
    return h("span", {}, dot, part.value);
  },
  team: (part) => h("span", { class: "mention" }, part.team_id),
};

function unicode(part) {
  const points = String(part.unicode || "")
    .split("-")
    .map((code) => Number.parseInt(code, 16))
    .filter((code) => code > 0 && code < 0x110000);
  return points.length ? h("span", { class: "emoji" }, String.fromCodePoint(...points)) : `:${part.name}:`;
}

function parts(elements) {
  return (elements || []).map((part) =>
    PARTS[part.type] ? styled(PARTS[part.type](part), part.style) : `[${part.type}]`,
  );
}

const BLOCKS = {
  rich_text_section: (element) => h("div", { class: "run" }, ...parts(element.elements)),
  rich_text_quote: (element) => h("blockquote", {}, ...parts(element.elements)),
  rich_text_preformatted: (element) => h("pre", { tabindex: "0" }, h("code", {}, ...parts(element.elements))),
  rich_text_list: (element) => {
    const node = h(
      element.style === "ordered" ? "ol" : "ul",
      { class: `indent-${Math.min(element.indent || 0, 6)}` },
      ...(element.elements || []).map((item) => h("li", {}, ...parts(item.elements))),
    );
    if (element.style === "ordered" && element.offset) node.start = element.offset + 1;
    return node;
  },
};

/** A rich_text block to an element. */
export function richText(block) {
  return h(
    "div",
    { class: "rich-text" },
    ...(block.elements || []).map((element) => BLOCKS[element.type]?.(element)),
  );
}
