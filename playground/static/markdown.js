/** Reads the common Markdown of an answer into elements; anything it does not know stays as text. */
import { h, link, safeHref } from "./dom.js";
import { emojiFor } from "./emoji.js";
import { angle, emojiNode } from "./mrkdwn.js";

const RULES = [
  [/\\([\\`*_{}[\]()#+\-.!|~<>])/y, (match) => match[1]],
  [/(`+)([^`]|[^`].*?[^`])\1(?!`)/y, (match) => h("code", {}, match[2].replace(/^ (.+) $/, "$1"))],
  [
    /!\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+["'][^)]*["'])?\s*\)/y,
    (match) => (safeHref(match[2]) ? link(match[2], match[1] || match[2]) : null),
  ],
  [
    /\[((?:\\.|[^[\]\\]|\[[^\]]*\])+)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+["'][^)]*["'])?\s*\)/y,
    (match) => (safeHref(match[2]) ? link(match[2], ...inlineMarkdown(match[1])) : null),
  ],
  [/<((?:https?:|mailto:|[@#!])[^<>\n]+)>/y, (match) => angle(match[1])],
  [/(\*\*|__)(?=\S)([\s\S]*?\S[*_]?)\1/y, (match) => h("strong", {}, ...inlineMarkdown(match[2]))],
  [/~~(?=\S)([\s\S]*?\S)~~/y, (match) => h("s", {}, ...inlineMarkdown(match[1]))],
  [
    /\*(?=[^\s*])((?:\*\*[^*]+\*\*|[^*])*?[^\s*])\*(?!\*)/y,
    (match) => h("em", {}, ...inlineMarkdown(match[1])),
  ],
  [/_(?=[^\s_])([^_]*?[^\s_])_(?![\p{L}\p{N}_])/uy, (match) => h("em", {}, ...inlineMarkdown(match[1]))],
  [/:([a-z0-9_+-]+):/y, (match) => (emojiFor(match[1]) ? emojiNode(match[1]) : null)],
  [/https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]'"*_~]/y, (match) => link(match[0], match[0])],
  [
    /&(amp|lt|gt|quot|#39|nbsp);/y,
    (match) => ({ amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: "\u00a0" })[match[1]],
  ],
  [/(?: {2,}|\\)\n|\n/y, () => h("br")],
];
const STARTS = /[\\`![<*_~:h&\n ]/;

// Nobody nests deeper on purpose; what does is shown as it was written.
const DEEPEST = 12;
let depth = 0;

function deeper(make, text) {
  if (depth >= DEEPEST) return [text];
  depth += 1;
  try {
    return make();
  } finally {
    depth -= 1;
  }
}

/** One run of Markdown to nodes. */
export const inlineMarkdown = (text) => deeper(() => inlineOf(text), text);

function inlineOf(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length;) {
    const found = STARTS.test(text[at]) && ruleAt(text, at);
    if (found) {
      if (plain) nodes.push(plain);
      plain = "";
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function ruleAt(text, at) {
  const inWord = /[\p{L}\p{N}]/u.test(text[at - 1] || " ");
  if (inWord && (text[at] === "_" || text[at] === "h")) return null;
  for (const [pattern, make] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const node = match && make(match);
    if (node) return { node, end: at + match[0].length };
  }
  return null;
}

const FENCE = /^ {0,3}(```+|~~~+)\s*([\w+-]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])\s*(?:\1\s*){2,}$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(\s*)([-*+•]|\d{1,9}[.)])\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const isTable = (lines, at) =>
  lines[at].includes("|") &&
  at + 1 < lines.length &&
  TABLE_RULE.test(lines[at + 1]) &&
  lines[at + 1].includes("-");
const startsBlock = (lines, at) =>
  FENCE.test(lines[at]) ||
  HEADING.test(lines[at]) ||
  RULE.test(lines[at]) ||
  QUOTE.test(lines[at]) ||
  ITEM.test(lines[at]) ||
  isTable(lines, at);

/** Cells of a table's line; a bar behind a backslash or inside code is a letter like any other. */
function cells(line) {
  const parts = [""];
  let code = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === "\\" && line[at + 1] === "|") {
      parts[parts.length - 1] += "|";
      at += 1;
      continue;
    }
    if (line[at] === "`") code = !code;
    if (line[at] === "|" && !code) parts.push("");
    else parts[parts.length - 1] += line[at];
  }
  const trimmed = parts.map((part) => part.trim());
  if (trimmed[0] === "") trimmed.shift();
  if (trimmed.at(-1) === "") trimmed.pop();
  return trimmed;
}

function table(lines, at) {
  const head = cells(lines[at]);
  const aligns = cells(lines[at + 1]).map((mark) =>
    /^:-+:$/.test(mark) ? "center" : /-:$/.test(mark) ? "right" : "left",
  );
  const body = [];
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|") && lines[end].trim()) body.push(cells(lines[end++]));
  const row = (values, tag) =>
    h(
      "tr",
      {},
      ...head.map((_, column) =>
        h(
          tag,
          {
            class: `to-${aligns[column] || "left"}`,
            scope: tag === "th" ? "col" : null,
          },
          ...inlineMarkdown(values[column] || ""),
        ),
      ),
    );
  const node = h(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      {},
      h("thead", {}, row(head, "th")),
      h("tbody", {}, ...body.map((values) => row(values, "td"))),
    ),
  );
  return { node, end };
}

function list(lines, at) {
  const [, space, mark] = ITEM.exec(lines[at]);
  const indent = space.length;
  const ordered = /\d/.test(mark);
  const node = h(ordered ? "ol" : "ul", ordered ? { start: Number.parseInt(mark, 10) } : {});
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || item[1].length < indent || item[1].length > indent + 1 || /\d/.test(item[2]) !== ordered)
      break;
    const inner = [item[3]];
    const margin = new RegExp(`^ {0,${indent + item[2].length + 1}}`);
    at += 1;
    while (at < lines.length && continues(lines, at, indent)) inner.push(lines[at++].replace(margin, ""));
    node.append(listItem(inner));
    if (at + 1 < lines.length && !lines[at].trim() && ITEM.test(lines[at + 1])) at += 1;
  }
  return { node, end: at };
}

function continues(lines, at, indent) {
  const line = lines[at];
  if (!line.trim())
    return at + 1 < lines.length && /^\s/.test(lines[at + 1]) && lines[at + 1].search(/\S/) > indent;
  const depth = line.search(/\S/);
  return depth > indent + 1 || (!startsBlock(lines, at) && lines[at - 1].trim() !== "");
}

function listItem(lines) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(lines[0]);
  if (task) lines[0] = task[2];
  const parts = blocksOf(lines);
  const first = parts[0]?.tagName === "P" ? [...parts.shift().childNodes] : [];
  return h(
    "li",
    task ? { class: "task" } : {},
    task &&
      h("input", {
        type: "checkbox",
        checked: task[1] !== " ",
        disabled: true,
        "aria-label": task[1] === " " ? "Open" : "Done",
      }),
    ...first,
    ...parts,
  );
}

const blocksOf = (lines) => deeper(() => parseBlocks(lines), lines.join("\n"));

function parseBlocks(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length;) {
    const fence = FENCE.exec(lines[at]);
    if (!lines[at].trim()) at += 1;
    else if (fence) {
      const from = at + 1;
      at = from;
      while (at < lines.length && !lines[at].trim().startsWith(fence[1])) at += 1;
      nodes.push(h("pre", { tabindex: "0" }, h("code", {}, lines.slice(from, at).join("\n"))));
      at += 1;
    } else if (HEADING.test(lines[at])) {
      const [, marks, words] = HEADING.exec(lines[at++]);
      nodes.push(
        h(
          "div",
          {
            class: `md-heading md-h${marks.length}`,
            role: "heading",
            "aria-level": String(Math.min(marks.length + 2, 6)),
          },
          ...inlineMarkdown(words),
        ),
      );
    } else if (RULE.test(lines[at])) {
      nodes.push(h("hr"));
      at += 1;
    } else if (QUOTE.test(lines[at])) {
      const inner = [];
      while (at < lines.length && QUOTE.test(lines[at])) inner.push(lines[at++].replace(QUOTE, ""));
      nodes.push(h("blockquote", {}, ...blocksOf(inner)));
    } else if (isTable(lines, at) || ITEM.test(lines[at])) {
      const { node, end } = isTable(lines, at) ? table(lines, at) : list(lines, at);
      nodes.push(node);
      at = end;
    } else {
      const from = at;
      do at += 1;
      while (at < lines.length && lines[at].trim() && !startsBlock(lines, at));
      nodes.push(h("p", {}, ...inlineMarkdown(lines.slice(from, at).join("\n").trim())));
    }
  }
  return nodes;
}

/** A whole Markdown text to an element; a text still being written is shown as far as it goes. */
export function markdown(text) {
  return h(
    "div",
    { class: "markdown" },
    ...blocksOf(
      String(text ?? "")
        .replace(/\r\n?/g, "\n")
        .replace(/\t/g, "    ")
        .split("\n"),
    ),
  );
}
