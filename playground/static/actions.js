/** Gives blocks their way back to the bot: a press in a message, in a modal or in App Home becomes one call. */
import { post } from "./api.js";
import { Form } from "./fields.js";
import { notice } from "./notices.js";

/** What blocks need to know of the place they stand in; `container` is the one the page API takes. */
export function blockContext({ container, channel, previous }) {
  const form = new Form(previous);
  return {
    form,
    container,
    channel,
    ask: (element, block) => (value) =>
      post("/ui/options", { container, action_id: element.action_id, block_id: block.block_id, value }),
    act: async (action) => {
      const answer = await post("/ui/action", { container, action, state: form.values() });
      if (!answer.ok)
        notice({ level: "error", text: answer.text || "The bot did not take this in. Try again." });
      return answer;
    },
  };
}

/** Runs `draw`, then puts the keyboard back where it was when the same control still exists. */
export function keepingFocus(root, draw) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const hook = active?.dataset?.testid;
  const caret = active && "selectionStart" in active ? active.selectionStart : null;
  draw();
  if (!hook || root.contains(document.activeElement)) return;
  const again = root.querySelector(`[data-testid="${CSS.escape(hook)}"]`);
  again?.focus({ preventScroll: true });
  if (again && caret !== null && again.setSelectionRange && again.type !== "email")
    again.setSelectionRange(caret, caret);
}
