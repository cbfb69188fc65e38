/** Shows that the bot is working on an answer, in its own words, with a Stop that reaches it. */
import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { notice } from "./notices.js";
import { store } from "./store.js";

const TURN_MS = 2500;

const isBusy = (session) => session.status === "processing" || Boolean(session.text);

function sentence(text) {
  const words = String(text || "is answering…");
  return /^(is|was|has)\b/i.test(words) ? `${store.bot.name} ${words}` : words;
}

/** A status line, or null when the bot rests. `quiet` leaves the Stop out where another line already has it. */
export function statusLine(session, { quiet = false } = {}) {
  if (!isBusy(session)) return null;
  const words = h("span", {}, sentence(session.text));
  const messages = session.loading_messages || [];
  if (messages.length) {
    let turn = 0;
    words.textContent = messages[0];
    const timer = setInterval(() => {
      if (!words.isConnected) return clearInterval(timer);
      turn += 1;
      words.textContent = messages[turn % messages.length];
      return undefined;
    }, TURN_MS);
  }
  const stop = h(
    "button",
    { type: "button", class: "button small", "data-testid": "stop" },
    icon("stop"),
    "Stop",
  );
  stop.addEventListener("click", async () => {
    stop.disabled = true;
    const answer = await post("/ui/stop", { channel: session.channel, thread_ts: session.thread_ts });
    stop.disabled = false;
    if (!answer.ok) notice({ level: "error", text: answer.text || "Stop did not reach the bot." });
  });
  return h(
    "div",
    { class: "status-line", "data-testid": "status-line" },
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    words,
    !quiet && session.status === "processing" && stop,
  );
}
