/** The small panel that makes the playground misbehave as Slack sometimes does, and heals it again. */
import { control } from "./api.js";
import { h, icon } from "./dom.js";
import { notice, pastNotices } from "./notices.js";
import { closePopup, openPopup } from "./popup.js";

const FAULTS = [
  { id: "duplicate", on: "delivery", label: "Deliver twice more", hint: "everything comes three times" },
  { id: "retry", on: "delivery", label: "Retry deliveries", hint: "again, with Slack's retry headers" },
  { id: "reorder", on: "delivery", label: "Out of order", hint: "two deliveries change places" },
  { id: "rate_limit", on: "api", label: "Too many requests (429)", hint: "with a Retry-After", seconds: 2 },
  { id: "server_error", on: "api", label: "Slack is down (503)", hint: "calls of the bot fail" },
  { id: "slow", on: "api", label: "Slow calls", hint: "each call waits first", seconds: 4 },
  { id: "connection_reset", on: "api", label: "Lost answers", hint: "done, but the connection drops" },
  {
    id: "drop_stream",
    on: "api",
    label: "A stream dies",
    hint: "its next piece or its end is refused",
    match: "chat.*Stream",
  },
];

export class Misbehave {
  constructor() {
    this.rules = [];
    this.button = h(
      "button",
      {
        type: "button",
        class: "button small quiet",
        "data-testid": "misbehave",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        onclick: () => this.open(),
      },
      icon("wrench"),
      h("span", { class: "wide-only" }, "Misbehave"),
      (this.count = h("span", { class: "badge", hidden: true })),
    );
  }

  async refresh() {
    const answer = await control("/control/faults");
    if (answer.ok)
      this.rules = (answer.faults || answer.rules || []).filter(
        (rule) => rule.left === undefined || rule.left > 0,
      );
    this.drawCount();
  }

  drawCount() {
    this.count.hidden = !this.rules.length;
    this.count.textContent = String(this.rules.length);
    this.button.classList.toggle("alarming", this.rules.length > 0);
  }

  async open() {
    await this.refresh();
    const panel = h("div", {
      class: "misbehave-panel",
      role: "dialog",
      "aria-label": "Misbehave as Slack does",
      "data-testid": "misbehave-panel",
    });
    this.draw(panel);
    openPopup(this.button, panel);
  }

  draw(panel) {
    const rows = FAULTS.map((fault) => this.row(fault));
    const send = async (rules) => {
      const answer = await control("/control/faults", rules);
      if (answer.ok) this.rules = rules;
      else notice({ level: "error", text: answer.text || "That could not be set." });
      this.drawCount();
      return answer.ok;
    };
    const apply = () => send(rows.filter((row) => row.on.checked).map((row) => row.rule()));
    for (const row of rows) row.node.addEventListener("change", apply);
    const heal = h(
      "button",
      {
        type: "button",
        class: "button",
        "data-testid": "heal",
        onclick: async () => {
          if (await send([])) {
            closePopup();
            notice({ text: "All well again." });
          }
        },
      },
      "Heal everything",
    );
    const reset = h(
      "button",
      { type: "button", class: "button danger", "data-testid": "reset", onclick: () => this.reset(reset) },
      "Forget everything",
    );
    const past = pastNotices().slice(0, 12);
    panel.replaceChildren(
      h("h2", {}, "Misbehave as Slack does"),
      h(
        "div",
        { class: "faults" },
        rows.map((row) => row.node),
      ),
      h("div", { class: "actions" }, heal, reset),
      h(
        "details",
        {},
        h("summary", {}, `Developer notices (${past.length})`),
        h(
          "ul",
          { class: "past" },
          past.map((one) =>
            h("li", { class: `past-${one.level}` }, h("span", { class: "muted" }, one.at), " ", one.text),
          ),
        ),
      ),
    );
  }

  row(fault) {
    const rule = this.rules.find((one) => one.do === fault.id);
    const on = h("input", { type: "checkbox", checked: Boolean(rule), "data-testid": `fault-${fault.id}` });
    const number = (value, label, unit, most) =>
      h(
        "label",
        { class: "fault-number" },
        h("input", {
          type: "number",
          class: "box",
          min: "1",
          max: String(most),
          value: String(value),
          "aria-label": `${fault.label}: ${label}`,
        }),
        unit,
      );
    const times = number(rule?.left ?? rule?.times ?? 1, "how often", "×", 99);
    const seconds = fault.seconds ? number(rule?.seconds ?? fault.seconds, "seconds", "s", 60) : null;
    const value = (label) => Number(label.querySelector("input").value) || 1;
    return {
      on,
      node: h(
        "div",
        { class: "fault" },
        h(
          "label",
          { class: "tick" },
          on,
          h("span", {}, fault.label, h("span", { class: "muted tick-description" }, fault.hint)),
        ),
        seconds,
        times,
      ),
      rule: () => ({
        on: fault.on,
        match: fault.match || "*",
        do: fault.id,
        times: value(times),
        ...(seconds && { seconds: value(seconds) }),
      }),
    };
  }

  async reset(button) {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = "Really? Press again";
      return;
    }
    const answer = await control("/control/reset", {});
    if (answer.ok) location.reload();
    else notice({ level: "error", text: answer.text || "That did not work." });
  }
}
