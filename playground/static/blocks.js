/** Shows the blocks of Block Kit, each kind by a small function of its own, and quietly names a kind it does not know. */
import { chartBlock } from "./chart.js";
import {
  alertBlock,
  cardBlock,
  carouselBlock,
  containerBlock,
  planBlock,
  taskCardBlock,
  videoBlock,
} from "./cards.js";
import { h, icon, safeHref } from "./dom.js";
import { elementNode } from "./elements.js";
import { fileChip, fileAddress } from "./files.js";
import { inputBlock } from "./fields.js";
import { markdown } from "./markdown.js";
import { textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTableBlock, tableBlock } from "./tables.js";

/** A picture by its address or by the file it stands for. */
export function picture(source, props) {
  const file = source.slack_file || {};
  const address = safeHref(source.image_url) || ((file.id || file.url) && fileAddress(file));
  const alt = source.alt_text || "";
  if (!address) return h("span", { class: "muted" }, alt || "Picture without an address");
  const image = h("img", { src: address, alt, loading: "lazy", ...props });
  image.addEventListener("error", () =>
    image.replaceWith(h("span", { class: "picture-missing" }, `Picture: ${alt || address}`)),
  );
  return image;
}

const KINDS = {
  section: (block, context) => {
    const words = h(
      "div",
      { class: "section-words" },
      block.text && textObject(block.text),
      block.fields &&
        h(
          "div",
          { class: "fields" },
          block.fields.map((field) => h("div", {}, textObject(field))),
        ),
    );
    return h(
      "div",
      { class: "section" },
      words,
      block.accessory && h("div", { class: "accessory" }, elementNode(block.accessory, block, context)),
    );
  },
  header: (block) => h("h3", { class: "block-header" }, textObject(block.text)),
  divider: () => h("hr"),
  context: (block) =>
    h(
      "div",
      { class: "context" },
      (block.elements || []).map((element) =>
        element.type === "image"
          ? picture(element, { class: "context-image" })
          : h("div", {}, textObject(element)),
      ),
    ),
  actions: (block, context) =>
    h(
      "div",
      { class: "actions" },
      (block.elements || []).map((element) => elementNode(element, block, context)),
    ),
  context_actions: (block, context) =>
    h(
      "div",
      { class: "actions small" },
      (block.elements || []).map((element) => elementNode(element, block, context)),
    ),
  image: (block) =>
    h(
      "figure",
      { class: "image-block" },
      block.title && h("figcaption", {}, textObject(block.title)),
      picture(block, { class: "picture" }),
    ),
  input: inputBlock,
  rich_text: richText,
  markdown: (block) => markdown(block.text),
  table: tableBlock,
  data_table: dataTableBlock,
  data_visualization: chartBlock,
  card: cardBlock,
  carousel: carouselBlock,
  alert: alertBlock,
  container: containerBlock,
  task_card: taskCardBlock,
  plan: planBlock,
  video: videoBlock,
  file: (block) => fileChip(block.file || { id: block.file_id, title: block.external_id || "Shared file" }),
  layout: (block, context) =>
    h(
      "div",
      { class: "layout" },
      (block.rows || []).map((row) =>
        h(
          "div",
          { class: "layout-row" },
          row.label && h("div", { class: "layout-label" }, textObject(row.label)),
          renderBlocks(row.blocks || row.columns || row.elements || [], context),
        ),
      ),
    ),
};

/** One block to an element; a block that cannot be shown must not take the rest of the message with it. */
export function renderBlock(block, context, index = 0) {
  if (!block?.type) return null;
  const named = { ...block, block_id: block.block_id || `b${index}` };
  const make = Object.hasOwn(KINDS, block.type) ? KINDS[block.type] : null;
  let body;
  try {
    body = make ? make(named, context) : unknown(block.type);
  } catch (fault) {
    console.warn("A block could not be shown", block.type, fault);
    body = unknown(`${block.type} (malformed)`);
  }
  return h("div", { class: `block block-${block.type}`, "data-block-id": named.block_id }, body);
}

function unknown(type) {
  return h(
    "div",
    { class: "unknown" },
    icon("info"),
    h("span", {}, "A block the playground cannot show: ", h("code", {}, type)),
  );
}

/**
 * Blocks to elements. `context` is `{form, act, container, channel}`: where inputs leave what they hold, and what to
 * call with an action when somebody presses something.
 */
export function renderBlocks(blocks, context) {
  const all = document.createDocumentFragment();
  for (const [index, block] of (blocks || []).entries()) {
    const node = renderBlock(block, context, index);
    if (node) all.append(node);
  }
  return all;
}
