/** The workspace's clock: what time it is there, and the ways to move it on. */
import { control } from "./api.js";
import { h, icon } from "./dom.js";
import { emit, store } from "./store.js";
import { notice } from "./notices.js";
import { closePopup, openPopup } from "./popup.js";
import { clockText, dueText, fromLocalBox, fullText, setClock, toLocalBox, workspaceNow, zoneText } from "./time.js";

export class Clock {
  constructor() {
    this.words = h("span");
    this.zone = h("span", { class: "muted clock-zone" });
    this.now = h(
      "button",
      {
        type: "button",
        class: "clock-now",
        "data-testid": "clock-now",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        onclick: () => this.open(),
      },
      icon("clock"),
      h("span", { class: "clock-words" }, this.words, " ", this.zone),
    );
    this.nextWords = h("span", { class: "clock-next-words" });
    this.next = h(
      "button",
      {
        type: "button",
        class: "button small clock-next",
        "data-testid": "clock-next",
        onclick: () => this.go("next"),
      },
      icon("skip"),
      this.nextWords,
    );
    this.node = h(
      "div",
      { class: "clock", role: "group", "aria-label": "The workspace's clock" },
      this.now,
      this.next,
    );
    setInterval(() => this.tick(), 5000);
  }

  tick() {
    const now = workspaceNow();
    this.words.textContent = clockText(now);
    this.zone.textContent = zoneText();
    this.now.title = `${fullText(now)} in ${store.me.tz || "your time zone"}. Press to change.`;
  }

  draw() {
    this.tick();
    const due = this.due();
    this.next.hidden = !due;
    if (!due) return;
    const words = `Go to the next scheduled time: ${due.when}${due.what ? ` — ${due.what}` : ""}`;
    this.next.title = words;
    this.next.setAttribute("aria-label", words);
    this.nextWords.textContent = `Go to ${due.when}${due.what ? ` — ${due.what}` : ""}`;
  }

  due() {
    const next = store.clock?.next?.[0];
    return next && { when: dueText(new Date(next.at)), what: next.what };
  }

  async go(to) {
    this.next.setAttribute("aria-busy", "true");
    const answer = await control("/control/clock", { to });
    this.next.removeAttribute("aria-busy");
    if (!answer.ok) notice({ level: "error", text: answer.text || "The clock could not be moved." });
    else if (answer.now) {
      setClock({ next: [], ...answer });
      emit("clock");
    }
  }

  open() {
    const box = h("input", {
      type: "datetime-local",
      class: "box",
      value: toLocalBox(workspaceNow()),
      "aria-label": "Date and time",
      "data-testid": "clock-box",
    });
    const form = h(
      "form",
      { class: "clock-form" },
      h("label", {}, h("span", {}, "Set the workspace's clock"), box),
      h("button", { type: "submit", class: "button primary", "data-testid": "clock-set" }, "Set"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!box.value) return;
      closePopup();
      this.go(fromLocalBox(box.value).toISOString());
    });
    const due = (store.clock?.next || []).slice(0, 6);
    const panel = h(
      "div",
      { class: "clock-panel", role: "dialog", "aria-label": "The workspace's clock" },
      h("p", { class: "muted" }, fullText(workspaceNow()), store.me.tz ? ` (${store.me.tz})` : ""),
      form,
      due.length ? h("h3", {}, "Scheduled next") : h("p", { class: "muted" }, "Nothing is scheduled."),
      h(
        "ul",
        { class: "due" },
        due.map((one) =>
          h(
            "li",
            {},
            h(
              "button",
              {
                type: "button",
                class: "due-item",
                onclick: () => {
                  closePopup();
                  this.go(one.at);
                },
              },
              h("span", {}, dueText(new Date(one.at))),
              h("span", { class: "muted" }, one.what),
            ),
          ),
        ),
      ),
    );
    openPopup(this.now, panel, { focus: box });
  }
}
