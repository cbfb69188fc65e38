/** Modals: a stack of at most three views, of which the top one is seen, filled in, sent or closed. */
import { post } from "./api.js";
import { blockContext, keepingFocus } from "./actions.js";
import { renderBlocks } from "./blocks.js";
import { h, iconButton } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { noticesHome, noticesInto } from "./notices.js";
import { closePopup } from "./popup.js";

const MOST = 3;
const words = (object, otherwise) => plain(typeof object === "string" ? object : object?.text || otherwise);

/** One view of the stack; what was typed in it is kept while another one lies on top. */
class Sheet {
  constructor(view) {
    this.scroll = h("div", { class: "modal-body blocks" });
    this.show(view);
  }

  show(view) {
    const previous = this.context?.form.values();
    this.view = view;
    this.context = blockContext({ container: { type: "view", view_id: view.id }, previous });
    keepingFocus(this.scroll, () => this.scroll.replaceChildren(renderBlocks(view.blocks, this.context)));
  }
}

export class Modals {
  constructor() {
    this.stack = [];
    this.title = h("h2", { id: "modal-title" });
    this.back = iconButton("back", "Back to the one before", {
      "data-testid": "modal-back",
      onclick: () => this.close(),
    });
    this.problem = h("div", {
      class: "alert alert-error modal-problem",
      role: "alert",
      hidden: true,
      "data-testid": "modal-problem",
    });
    this.cancel = h("button", {
      type: "button",
      class: "button",
      "data-testid": "modal-cancel",
      onclick: () => this.close(),
    });
    this.submit = h("button", { type: "submit", class: "button primary", "data-testid": "modal-submit" });
    this.slot = h("div", { class: "modal-slot" });
    this.form = h(
      "form",
      { class: "modal-form", novalidate: true },
      h(
        "header",
        {},
        this.back,
        this.title,
        iconButton("close", "Close", {
          "data-testid": "modal-close",
          onclick: () => this.close({ all: true }),
        }),
      ),
      this.problem,
      this.slot,
      h("footer", { class: "dialog-foot" }, this.cancel, this.submit),
    );
    this.dialog = h(
      "dialog",
      { class: "modal", "aria-labelledby": "modal-title", "data-testid": "modal" },
      this.form,
    );
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      if (event.target === this.dialog) this.close();
    });
    // Enter in a one-line field sends the form, as in Slack, but only when there is something to send it with.
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send();
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        this.close();
      }
    });
  }

  get top() {
    return this.stack.at(-1);
  }

  /** `view_opened`: a view alone takes the place of whatever was there, a pushed one lies on top. */
  opened(view, pushed) {
    if (this.stack.some((sheet) => sheet.view.id === view.id)) {
      this.updated(view);
      return;
    }
    if (!pushed) this.stack = [];
    this.stack.push(new Sheet(view));
    this.stack.splice(0, Math.max(0, this.stack.length - MOST));
    this.draw({ entering: true });
  }

  updated(view) {
    const sheet = this.stack.find(
      (one) => one.view.id === view.id || (view.previous_id && one.view.id === view.previous_id),
    );
    if (!sheet) return;
    sheet.show(view);
    if (sheet === this.top) this.draw();
  }

  closed(viewId) {
    this.stack = viewId ? this.stack.filter((sheet) => sheet.view.id !== viewId) : [];
    this.draw({ entering: true });
  }

  draw({ entering = false } = {}) {
    closePopup({ refocus: false });
    if (!this.stack.length) {
      if (!this.dialog.open) return;
      noticesInto(noticesHome());
      this.dialog.close();
      this.dialog.remove();
      return;
    }
    const { view, scroll } = this.top;
    this.title.textContent = words(view.title, "Form");
    this.back.hidden = this.stack.length < 2;
    this.cancel.textContent = words(view.close, "Close");
    this.submit.hidden = !view.submit && !(view.blocks || []).some((block) => block.type === "input");
    this.submit.textContent = words(view.submit, "Submit");
    this.busy(false);
    if (this.slot.firstChild !== scroll) this.slot.replaceChildren(scroll);
    if (entering) this.problem.hidden = true;
    if (!this.dialog.open) {
      document.body.append(this.dialog);
      this.dialog.showModal();
      noticesInto(this.dialog);
    }
    if (entering) this.focusFirst();
  }

  focusFirst() {
    const fields = "[data-focus], input:not([type=hidden]):not(.visually-hidden), textarea, select";
    const wanted =
      this.slot.querySelector("[data-focus]") ||
      this.slot.querySelector(fields) ||
      (this.submit.hidden ? this.cancel : this.submit);
    wanted.focus();
  }

  busy(on) {
    this.submit.toggleAttribute("aria-busy", on);
    this.submit.disabled = on || this.top?.view.submit_disabled === true;
  }

  async send() {
    const sheet = this.top;
    if (!sheet || this.submit.hidden || this.submit.disabled) return;
    const problems = sheet.context.form.problems();
    this.problem.hidden = true;
    sheet.context.form.showProblems(problems);
    if (Object.keys(problems).length) return;
    this.busy(true);
    const answer = await post("/ui/view/submit", {
      view_id: sheet.view.id,
      state: sheet.context.form.values(),
    });
    this.busy(false);
    if (answer.ok) return;
    const errors = answer.errors && Object.keys(answer.errors).length ? answer.errors : null;
    const homeless = errors
      ? sheet.context.form.showProblems(errors)
      : [answer.text || "The bot did not take this in. Try again."];
    this.problem.hidden = !homeless.length;
    this.problem.textContent = homeless.join(" ");
  }

  /** Closes the top view, or every view at once. */
  async close({ all = false } = {}) {
    const sheet = this.top;
    if (!sheet) return;
    const clear = all && this.stack.length > 1;
    if (clear) this.stack = [];
    else this.stack.pop();
    this.draw({ entering: true });
    await post("/ui/view/close", { view_id: sheet.view.id, ...(clear && { clear: true }) });
  }
}
