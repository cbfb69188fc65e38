/** Shows a labelled field with its hint and its error, and gathers what all fields of a view hold. */
import { freshId, h } from "./dom.js";
import { INPUT_TYPES, isEmpty, makeInput } from "./inputs.js";
import { textObject } from "./mrkdwn.js";

/** What the fields of one message or view hold; `previous` is what the same fields held before it was shown anew. */
export class Form {
  constructor(previous = {}) {
    this.previous = previous;
    this.fields = [];
  }

  before(blockId, actionId, type) {
    const state = this.previous[blockId]?.[actionId];
    return state?.type === type ? state : undefined;
  }

  add(blockId, element, input, required = null) {
    this.fields.push({ blockId, element, input, required });
  }

  /** Slack's `state.values`. */
  values() {
    const values = {};
    for (const { blockId, element, input } of this.fields) {
      values[blockId] = { ...values[blockId], [element.action_id]: input.read() };
    }
    return values;
  }

  /** What must be put right before sending, as `{block_id: words}`. */
  problems() {
    const wrong = {};
    for (const { blockId, input, required } of this.fields) {
      const words = required && isEmpty(input.read()) ? "Please fill this in." : input.check?.();
      if (words) wrong[blockId] = words;
    }
    return wrong;
  }

  /** Shows errors under their fields and takes away those that are gone; gives back the blocks that could not be found. */
  showProblems(errors) {
    const left = { ...errors };
    let first = null;
    for (const { blockId, input, required } of this.fields) {
      if (required === null) continue;
      const field = input.node.closest("[data-field]");
      const words = errors[blockId];
      delete left[blockId];
      const line = field?.querySelector(".field-error");
      if (!line) continue;
      line.textContent = words || "";
      line.hidden = !words;
      field.classList.toggle("wrong", Boolean(words));
      if (words) input.control.setAttribute("aria-invalid", "true");
      else input.control.removeAttribute("aria-invalid");
      if (words) field.addEventListener("input", () => clearProblem(field, input), { once: true });
      if (words && !first) first = input.focus || input.control;
    }
    first?.focus();
    // What is wrong is said under the field, where the keyboard alone would not bring it into sight.
    first?.closest("[data-field]").scrollIntoView({ block: "nearest" });
    return Object.values(left);
  }
}

function clearProblem(field, input) {
  field.querySelector(".field-error").hidden = true;
  field.classList.remove("wrong");
  input.control.removeAttribute("aria-invalid");
}

export function inputBlock(block, context) {
  const element = block.element || {};
  if (!INPUT_TYPES.has(element.type))
    return h(
      "div",
      { class: "unknown" },
      "A field the playground cannot show: ",
      h("code", {}, element.type || "none"),
    );
  const [labelId, hintId, errorId] = [freshId("label"), freshId("hint"), freshId("error")];
  const act = block.dispatch_action
    ? () =>
        context.act({
          type: element.type,
          action_id: element.action_id,
          block_id: block.block_id,
          ...input.read(),
        })
    : null;
  const input = makeInput(element, {
    previous: context.form.before(block.block_id, element.action_id, element.type),
    channel: context.channel,
    onchange: act,
    ask: context.ask(element, block),
  });
  input.control.setAttribute("aria-labelledby", labelId);
  input.control.setAttribute("aria-describedby", `${errorId} ${hintId}`);
  if (!block.optional) input.control.setAttribute("aria-required", "true");
  if (element.focus_on_load) input.control.setAttribute("data-focus", "");
  context.form.add(block.block_id, element, input, !block.optional);
  return h(
    "div",
    { class: "field", "data-field": "", "data-testid": `field-${block.block_id}` },
    h(
      "label",
      { id: labelId, for: input.control.id },
      textObject(block.label),
      block.optional && h("span", { class: "muted" }, " (optional)"),
    ),
    input.node,
    h("p", {
      id: errorId,
      class: "field-error",
      hidden: true,
      "data-testid": `field-error-${block.block_id}`,
    }),
    block.hint && h("p", { id: hintId, class: "muted field-hint" }, textObject(block.hint)),
  );
}
