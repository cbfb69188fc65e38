/** Shows what can be pressed or chosen inside a block, and tells the playground what a person did. */
import { picture } from "./blocks.js";
import { askFirst } from "./confirm.js";
import { h, icon, safeHref } from "./dom.js";
import { INPUT_TYPES, makeInput } from "./inputs.js";
import { plain, textObject } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { store } from "./store.js";

const wordsOf = (object) => plain(typeof object === "string" ? object : object?.text || "");

/** Asks first when the block says so, shows that something is under way, and hands the action on. */
async function act(node, element, block, context, extra) {
  if (element.confirm && !(await askFirst(element.confirm, node))) return;
  node.setAttribute("aria-busy", "true");
  await context.act({ type: element.type, action_id: element.action_id, block_id: block.block_id, ...extra });
  node.removeAttribute("aria-busy");
}

function button(element, block, context) {
  const style = ["primary", "danger"].includes(element.style) ? ` ${element.style}` : "";
  const node = h(
    "button",
    {
      type: "button",
      class: `button${style}`,
      "aria-label": element.accessibility_label,
      "data-testid": `action-${element.action_id}`,
    },
    wordsOf(element.text),
    element.url && icon("link"),
  );
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-busy")) return;
    if (element.url) openAddress(element.url);
    act(node, element, block, context, { text: element.text, value: element.value });
  });
  return node;
}

function openAddress(address) {
  const href = safeHref(address);
  if (href?.startsWith("#")) location.hash = href;
  else if (href) window.open(href, "_blank", "noopener");
}

function overflow(element, block, context) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-label": "More actions",
      title: "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "data-testid": `action-${element.action_id}`,
    },
    icon("more"),
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      "More actions",
      (element.options || []).map((option) => ({
        label: wordsOf(option.text),
        hint: option.description && wordsOf(option.description),
        testid: `option-${option.value}`,
        run: () => {
          if (option.url) openAddress(option.url);
          act(node, element, block, context, { selected_option: option });
        },
      })),
    ),
  );
  return node;
}

function feedbackButtons(element, block, context) {
  const buttons = [];
  const one = (given, drawing, name) => {
    const node = h(
      "button",
      {
        type: "button",
        class: "button small",
        "aria-pressed": "false",
        "aria-label": given?.accessibility_label,
        "data-testid": `action-${element.action_id}-${name}`,
      },
      icon(drawing),
      wordsOf(given?.text),
    );
    node.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === node));
      act(node, element, block, context, { text: given?.text, value: given?.value });
    });
    buttons.push(node);
    return node;
  };
  return h(
    "div",
    {
      class: "feedback",
      role: "group",
      "aria-label": "Was this of use?",
      "data-testid": `action-${element.action_id}`,
    },
    one(element.positive_button, "up", "positive"),
    one(element.negative_button, "thumbdown", "negative"),
  );
}

function iconButtonElement(element, block, context) {
  const label = element.accessibility_label || wordsOf(element.text);
  const node = h(
    "button",
    {
      type: "button",
      class: "button small",
      "aria-label": label,
      title: wordsOf(element.text),
      "data-testid": `action-${element.action_id}`,
    },
    icon(element.icon === "trash" ? "trash" : "more"),
  );
  node.addEventListener("click", () =>
    act(node, element, block, context, { value: element.value, icon: element.icon }),
  );
  return node;
}

const KINDS = {
  button,
  workflow_button: button,
  overflow,
  feedback_buttons: feedbackButtons,
  icon_button: iconButtonElement,
  image: (element) => picture(element, { class: "accessory-image" }),
  url: (element) => textObject(element.text),
};

/** One interactive element to a node; a choice outside an input block is told at once. */
export function elementNode(element, block, context) {
  if (!element?.type) return "";
  if (element.visible_to_user_ids?.length && !element.visible_to_user_ids.includes(store.me.id)) return "";
  if (Object.hasOwn(KINDS, element.type)) return KINDS[element.type](element, block, context);
  if (!INPUT_TYPES.has(element.type))
    return h(
      "span",
      { class: "unknown" },
      "An element the playground cannot show: ",
      h("code", {}, element.type),
    );
  const input = makeInput(element, {
    previous: context.form.before(block.block_id, element.action_id, element.type),
    label: wordsOf(element.placeholder) || "Choose",
    channel: context.channel,
    ask: context.ask(element, block),
    onchange: () => act(input.node, element, block, context, input.read()),
  });
  context.form.add(block.block_id, element, input);
  return input.node;
}
