/** Dates and times as the person who is looking reads them: in their own time zone, in plain words. */
import { store } from "./store.js";

const formats = new Map();
function format(options) {
  const timeZone = store.me?.tz || undefined;
  const key = JSON.stringify([timeZone, options]);
  if (!formats.has(key)) {
    try {
      formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone, ...options }));
    } catch {
      formats.set(key, new Intl.DateTimeFormat("en-GB", options));
    }
  }
  return formats.get(key);
}

export const dateOfTs = (ts) => new Date(Number.parseFloat(ts) * 1000);
export const hourText = (date) =>
  format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
export const dayText = (date) => format({ weekday: "long", day: "numeric", month: "long" }).format(date);
export const fullText = (date) => format({ dateStyle: "full", timeStyle: "medium" }).format(date);
export const dayKey = (date) => format({ year: "numeric", month: "2-digit", day: "2-digit" }).format(date);

/** The workspace's present moment; it may be far from the real one. */
export const workspaceNow = () => new Date(Date.now() + (store.clock?.skew || 0));

/** Takes over the clock of the workspace; `now` is an ISO time with its offset. */
export function setClock(clock) {
  store.clock = { ...clock, skew: Date.parse(clock.now) - Date.now() };
}

export function dayLabel(date) {
  const now = workspaceNow();
  if (dayKey(date) === dayKey(now)) return "Today";
  if (dayKey(date) === dayKey(new Date(now - 86400000))) return "Yesterday";
  const sameYear = format({ year: "numeric" }).format(date) === format({ year: "numeric" }).format(now);
  return sameYear
    ? dayText(date)
    : format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(date);
}

/** "10:42", "Yesterday 10:42" or "3 Nov 10:42". */
export function whenText(date) {
  const label = dayLabel(date);
  if (label === "Today") return hourText(date);
  if (label === "Yesterday") return `Yesterday ${hourText(date)}`;
  return `${format({ day: "numeric", month: "short" }).format(date)} ${hourText(date)}`;
}

/** "Mon 23 Nov, 09:00", for the clock in the top bar. */
export function clockText(date) {
  return `${format({ weekday: "short", day: "numeric", month: "short" }).format(date)}, ${hourText(date)}`;
}

/** "Berlin", the place whose time is shown; empty when it is the browser's own. */
export const zoneText = () => (store.me?.tz || "").split("/").at(-1).replace(/_/g, " ");

/** "Monday 09:00" within a week, with the date beyond it. */
export function dueText(date) {
  const days = (date - workspaceNow()) / 86400000;
  const day =
    days < 7
      ? format({ weekday: "long" }).format(date)
      : format({ weekday: "short", day: "numeric", month: "short" }).format(date);
  return `${day} ${hourText(date)}`;
}

function wall(date) {
  const parts = format({
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).formatToParts(date);
  const at = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}:${at.second}`;
}

/** "2026-11-23T09:00" as the person's own wall clock shows it, for a date-time box. */
export const toLocalBox = (date) => wall(date).slice(0, 16);

/** The moment meant by what a date-time box holds, read in the person's time zone. */
export function fromLocalBox(text) {
  const asked = Date.parse(`${text}Z`);
  let moment = asked;
  for (let turn = 0; turn < 2; turn += 1) moment += asked - Date.parse(`${wall(new Date(moment))}Z`);
  return new Date(moment);
}

/** Slack's date tokens, such as `{date_short_pretty} at {time}`. */
export function fillDateTokens(seconds, pattern) {
  const date = new Date(seconds * 1000);
  const label = dayLabel(date);
  const pretty = ["Today", "Yesterday"].includes(label) ? label.toLowerCase() : null;
  const year = { year: "numeric" };
  const tokens = {
    date_num: () => wall(date).slice(0, 10),
    date: () => format({ day: "numeric", month: "long", ...year }).format(date),
    date_short: () => format({ day: "numeric", month: "short", ...year }).format(date),
    date_long: () => format({ weekday: "long", day: "numeric", month: "long", ...year }).format(date),
    time: () => hourText(date),
    time_secs: () => wall(date).slice(11),
    ago: () => agoText(date),
    day_divider_pretty: () => label,
  };
  for (const name of ["date", "date_short", "date_long"])
    tokens[`${name}_pretty`] = () => pretty || tokens[name]();
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => (tokens[name] ? tokens[name]() : whole));
}

function agoText(date) {
  const seconds = Math.round((date - workspaceNow()) / 1000);
  const steps = [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ];
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) || steps[3];
  return new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" }).format(Math.round(seconds / size), unit);
}
