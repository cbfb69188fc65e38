/** Asks "are you sure?" with the words a block brought along. */
import { freshId, h } from "./dom.js";
import { textObject } from "./mrkdwn.js";

/** Resolves to true when the person agrees. `confirm` is Slack's confirm object. */
export function askFirst(confirm, near) {
  return new Promise((resolve) => {
    const [title, words] = [freshId("ask"), freshId("ask")];
    const danger = confirm.style === "danger";
    const dialog = h(
      "dialog",
      {
        class: "ask",
        role: "alertdialog",
        "aria-labelledby": title,
        "aria-describedby": words,
        "data-testid": "confirm",
      },
      h("h2", { id: title }, textObject(confirm.title) || "Are you sure?"),
      h("div", { id: words }, textObject(confirm.text)),
      h(
        "div",
        { class: "dialog-foot" },
        h(
          "button",
          { type: "button", class: "button", "data-testid": "confirm-no", onclick: () => dialog.close("no") },
          textObject(confirm.deny) || "No",
        ),
        h(
          "button",
          {
            type: "button",
            class: `button ${danger ? "danger solid" : "primary"}`,
            "data-testid": "confirm-yes",
            onclick: () => dialog.close("yes"),
          },
          textObject(confirm.confirm) || "Yes",
        ),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (near?.isConnected) near.focus();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".dialog-foot .button").focus();
  });
}
