/** Shows the blocks that frame others: cards, alerts, containers, tasks and plans, and a video as a link. */
import { picture, renderBlocks } from "./blocks.js";
import { h, icon, link } from "./dom.js";
import { elementNode } from "./elements.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

export function cardBlock(block, context) {
  return h(
    "article",
    { class: "card" },
    block.hero_image && picture(block.hero_image, { class: "hero" }),
    h(
      "div",
      { class: "card-inside" },
      h(
        "div",
        { class: "card-head" },
        block.icon && picture(block.icon, { class: "card-icon" }),
        h(
          "div",
          {},
          block.title && h("div", { class: "card-title" }, textObject(block.title)),
          block.subtitle && h("div", { class: "muted" }, textObject(block.subtitle)),
        ),
      ),
      block.body && h("div", { class: "card-body" }, textObject(block.body)),
      block.actions?.length &&
        h(
          "div",
          { class: "actions" },
          block.actions.map((element) => elementNode(element, block, context)),
        ),
    ),
  );
}

export function carouselBlock(block, context) {
  return h(
    "div",
    { class: "carousel", tabindex: "0", role: "group", "aria-label": "Cards" },
    (block.elements || []).map((card, index) =>
      cardBlock({ block_id: `${block.block_id}-${index}`, ...card }, context),
    ),
  );
}

export function alertBlock(block) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const drawing = { warning: "warn", error: "warn", success: "check" }[level] || "info";
  return h(
    "div",
    { class: `alert alert-${level}`, role: "note" },
    icon(drawing),
    h("div", {}, textObject(block.text)),
  );
}

export function containerBlock(block, context) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : textObject(block.title);
  const head = h(
    "div",
    { class: "card-head" },
    block.icon && picture(block.icon, { class: "card-icon" }),
    h(
      "div",
      {},
      h("div", { class: "card-title" }, title),
      block.subtitle && h("div", { class: "muted" }, textObject(block.subtitle)),
    ),
  );
  const inside = h(
    "div",
    { class: "card-inside" },
    renderBlocks(block.child_blocks || block.blocks, context),
  );
  if (!block.is_collapsible)
    return h("section", { class: "card" }, h("div", { class: "card-top" }, head), inside);
  return h(
    "details",
    { class: "card", open: !block.default_collapsed },
    h("summary", { class: "card-top" }, head),
    inside,
  );
}

const TASK_WORDS = { pending: "To do", in_progress: "Under way", complete: "Done", error: "Failed" };
const TASK_DRAWINGS = { pending: "clock", in_progress: "clock", complete: "check", error: "warn" };

export function taskCardBlock(block) {
  const status = TASK_WORDS[block.status] ? block.status : "pending";
  const head = [
    h(
      "span",
      { class: `task-mark task-${status}`, role: "img", "aria-label": TASK_WORDS[status] },
      icon(TASK_DRAWINGS[status]),
    ),
    h("span", { class: "task-title" }, textObject(block.title)),
  ];
  const inside = [
    block.details && h("div", { class: "task-words muted" }, richOrText(block.details)),
    block.output && h("div", { class: "task-words" }, richOrText(block.output)),
    block.sources?.length &&
      h(
        "div",
        { class: "sources" },
        block.sources.map((source) => link(source.url, source.text || source.url)),
      ),
  ].filter(Boolean);
  if (!inside.length) return h("div", { class: "task" }, head);
  return h(
    "details",
    { class: "task", open: status === "in_progress" || status === "error" },
    h("summary", {}, head),
    inside,
  );
}

const richOrText = (value) => (value?.type === "rich_text" ? richText(value) : textObject(value));

export function planBlock(block) {
  const tasks = block.tasks || [];
  const done = tasks.filter((task) => task.status === "complete").length;
  return h(
    "section",
    { class: "plan" },
    h(
      "div",
      { class: "card-title" },
      textObject(block.title),
      h("span", { class: "muted" }, ` ${done} of ${tasks.length}`),
    ),
    tasks.map((task) => taskCardBlock(task)),
  );
}

export function videoBlock(block) {
  return h(
    "div",
    { class: "card" },
    h(
      "div",
      { class: "card-inside" },
      h(
        "div",
        { class: "card-title" },
        icon("play"),
        link(block.title_url || block.video_url, textObject(block.title)),
      ),
      block.description && h("div", { class: "muted" }, textObject(block.description)),
      block.author_name && h("div", { class: "muted" }, block.author_name),
    ),
  );
}
