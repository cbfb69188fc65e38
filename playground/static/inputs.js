/** Makes the fields a person fills in; each can say what it holds in Slack's own shape and what is wrong with it. */
import { choose, manyChoices } from "./choices.js";
import { fileInput } from "./fileinput.js";
import { freshId, h } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";
import { fromLocalBox, toLocalBox } from "./time.js";

const words = (object) => plain(typeof object === "string" ? object : object?.text || "");

function box(element, { label, describe }, props) {
  return h(props.multiline ? "textarea" : "input", {
    id: freshId("field"),
    class: "box",
    "aria-label": label,
    placeholder: words(element.placeholder) || null,
    "data-testid": `action-${element.action_id}`,
    autocomplete: "off",
    ...props,
    multiline: null,
  });
}

/** Text is told on Enter, or as it is typed when the element asks for that. */
function textDispatch(control, element, onchange) {
  if (!onchange) return;
  const when = element.dispatch_action_config?.trigger_actions_on || ["on_enter_pressed"];
  let timer = null;
  if (when.includes("on_character_entered")) {
    control.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(onchange, 300);
    });
  }
  if (when.includes("on_enter_pressed")) {
    control.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      onchange();
    });
  }
}

function textInput(element, options) {
  const number = element.type === "number_input";
  const control = box(element, options, {
    type: { email_text_input: "email", url_text_input: "url" }[element.type] || "text",
    multiline: element.multiline,
    inputmode: number ? "decimal" : null,
    rows: element.multiline ? "4" : null,
    maxlength: element.max_length,
  });
  control.value = options.previous ? (options.previous.value ?? "") : (element.initial_value ?? "");
  textDispatch(control, element, options.onchange);
  // In a box for a few signs a countdown from the first one on would only be noise.
  const counter = element.max_length > 10 ? h("span", { class: "muted counter", "aria-hidden": "true" }) : null;
  const count = () => {
    const left = element.max_length - control.value.length;
    counter.textContent = left < Math.max(20, element.max_length * 0.1) ? String(left) : "";
  };
  if (counter) {
    control.addEventListener("input", count);
    count();
  }
  return {
    node: counter ? h("div", { class: "with-counter" }, control, counter) : control,
    control,
    read: () => ({ type: element.type, value: control.value === "" ? null : control.value }),
    check: () => CHECKS[element.type]?.(control.value.trim(), element) || null,
  };
}

const CHECKS = {
  plain_text_input: (text, element) =>
    text && element.min_length > text.length ? `Write at least ${element.min_length} characters.` : null,
  email_text_input: (text) =>
    text && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
      ? "Enter an e-mail address, such as name@example.com."
      : null,
  url_text_input: (text) => {
    if (!text) return null;
    return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)
      ? null
      : "Enter a whole address, such as https://example.com.";
  },
  number_input: (text, element) => {
    if (!text) return null;
    if (!/^-?\d+([.]\d+)?$/.test(text)) return "Enter a number.";
    if (!element.is_decimal_allowed && text.includes(".")) return "Enter a whole number.";
    if (element.min_value !== undefined && Number(text) < Number(element.min_value))
      return `Enter ${element.min_value} or more.`;
    if (element.max_value !== undefined && Number(text) > Number(element.max_value))
      return `Enter ${element.max_value} or less.`;
    return null;
  },
};

const PICKERS = {
  datepicker: ["date", "selected_date", "initial_date"],
  timepicker: ["time", "selected_time", "initial_time"],
  datetimepicker: ["datetime-local", "selected_date_time", "initial_date_time"],
};

function picker(element, options) {
  const [type, field, initial] = PICKERS[element.type];
  const control = box(element, options, { type });
  const start = options.previous ? options.previous[field] : element[initial];
  if (start) control.value = type === "datetime-local" ? toLocalBox(new Date(start * 1000)) : start;
  const value = () => {
    if (!control.value) return null;
    return type === "datetime-local" ? Math.round(fromLocalBox(control.value) / 1000) : control.value;
  };
  if (options.onchange) control.addEventListener("change", options.onchange);
  return { node: control, control, read: () => ({ type: element.type, [field]: value() }) };
}

function ticks(element, options) {
  const many = element.type === "checkboxes";
  const name = freshId("choice");
  const before = many
    ? (options.previous ? options.previous.selected_options : element.initial_options) || []
    : [options.previous ? options.previous.selected_option : element.initial_option].filter(Boolean);
  const chosen = new Set(before.map((option) => option.value));
  const boxes = (element.options || []).map((option) => {
    const control = h("input", {
      type: many ? "checkbox" : "radio",
      name,
      value: option.value,
      checked: chosen.has(option.value),
      "data-testid": `option-${option.value}`,
    });
    if (options.onchange) control.addEventListener("change", options.onchange);
    return {
      option,
      control,
      row: h(
        "label",
        { class: "tick" },
        control,
        h(
          "span",
          {},
          textObject(option.text),
          option.description &&
            h("span", { class: "muted tick-description" }, textObject(option.description)),
        ),
      ),
    };
  });
  const node = h(
    "div",
    {
      id: freshId("field"),
      class: "ticks",
      role: many ? "group" : "radiogroup",
      "aria-label": options.label,
      "data-testid": `action-${element.action_id}`,
    },
    boxes.map((one) => one.row),
  );
  const read = () => {
    const picked = boxes.filter((one) => one.control.checked).map((one) => one.option);
    return many
      ? { type: element.type, selected_options: picked }
      : { type: element.type, selected_option: picked[0] || null };
  };
  return { node, control: node, focus: boxes[0]?.control, read };
}

function richTextInput(element, options) {
  const inner = textInput(
    {
      ...element,
      type: "plain_text_input",
      multiline: true,
      initial_value: "",
      action_id: element.action_id,
    },
    { ...options, previous: null },
  );
  const read = () => {
    const { value } = inner.read();
    const section = { type: "rich_text_section", elements: [{ type: "text", text: value }] };
    return { type: element.type, rich_text_value: value ? { type: "rich_text", elements: [section] } : null };
  };
  return { ...inner, read };
}

const KINDS = {
  plain_text_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  number_input: textInput,
  rich_text_input: richTextInput,
  datepicker: picker,
  timepicker: picker,
  datetimepicker: picker,
  radio_buttons: ticks,
  checkboxes: ticks,
  file_input: fileInput,
};
for (const type of ["static", "users", "channels", "conversations", "external"]) {
  KINDS[`${type}_select`] = type === "external" ? manyChoices : choose;
  KINDS[`multi_${type}_select`] = manyChoices;
}

export const INPUT_TYPES = new Set(Object.keys(KINDS));

/**
 * Makes one field. `options` are `{previous, label, channel, onchange, ask}`: what it held before the view was shown
 * anew, its spoken name, where the person is, what to call when it changes and how to ask the bot for choices. Gives
 * `{node, control, read, check?}`.
 */
export function makeInput(element, options) {
  return KINDS[element.type](element, options);
}

/** True when a state value holds nothing. */
export function isEmpty(state) {
  return Object.entries(state).every(
    ([key, value]) =>
      key === "type" ||
      value === null ||
      value === undefined ||
      value === "" ||
      (Array.isArray(value) && !value.length) ||
      (typeof value === "string" && !value.trim()),
  );
}
