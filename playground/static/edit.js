/** Lets a person change a message they wrote, where it stands. */
import { post } from "./api.js";
import { h } from "./dom.js";
import { notice } from "./notices.js";
import { decodeTyped, encodeTyped } from "./typed.js";

/** Puts a box in place of the words of `row` until they are saved or left as they were. */
export function editRow(row) {
  const { message, place } = row;
  const box = h("textarea", {
    class: "box",
    rows: "2",
    "aria-label": "Change the message",
    "data-testid": "edit-input",
  });
  box.value = decodeTyped(message.text || "");
  const back = () => {
    row.show(row.message);
    row.node.focus();
  };
  const save = async () => {
    const text = box.value.trim();
    if (!text || text === decodeTyped(message.text)) return back();
    const answer = await post("/ui/edit", {
      channel: place.channel,
      ts: message.ts,
      text: encodeTyped(text),
    });
    if (!answer.ok) notice({ level: "error", text: answer.text || "The message was not changed." });
    return back();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      back();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  row.body
    .querySelector(".msg-content")
    .replaceChildren(
      h(
        "div",
        { class: "edit" },
        box,
        h(
          "div",
          { class: "actions" },
          h("button", { type: "button", class: "button small", onclick: back }, "Leave as it was"),
          h(
            "button",
            { type: "button", class: "button small primary", "data-testid": "edit-save", onclick: save },
            "Save",
          ),
        ),
      ),
    );
  box.focus();
}
