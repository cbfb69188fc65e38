/** Draws Slack's native charts (line, bar, area, pie) as drawings that fit their place, with their numbers as a table. */
import { freshId, h, svg } from "./dom.js";
import { axes, bars, colour, lines, pie, shown } from "./plot.js";
import { gridTable } from "./tables.js";

const words = (value) => (typeof value === "object" && value ? (value.text ?? "") : String(value ?? ""));
const numeric = (value) =>
  value === null || value === undefined || value === "" || !Number.isFinite(Number(value))
    ? null
    : Number(value);

/** Series over categories, whatever order the points came in; a missing point is a gap. */
function readChart(block) {
  const chart = block.chart || block;
  const axis = chart.axis_config || {};
  const series = (chart.series || []).map((one) => ({ name: words(one.name), points: one.data || [] }));
  const labels = axis.categories?.map(words) || [
    ...new Set(series.flatMap((one) => one.points.map((point) => words(point.label)))),
  ];
  for (const one of series) {
    const byLabel = new Map(
      one.points.map((point, index) => [
        words(point?.label ?? labels[index]),
        numeric(point?.value ?? point),
      ]),
    );
    one.values = labels.map((label) => byLabel.get(label) ?? null);
  }
  const segments = (chart.segments || []).map((part) => ({
    label: words(part.label),
    value: Math.max(0, numeric(part.value) ?? 0),
  }));
  return {
    kind: chart.type || "bar",
    series,
    labels,
    segments,
    xLabel: words(axis.x_label),
    yLabel: words(axis.y_label),
  };
}

function legend(data) {
  const total = data.segments.reduce((sum, part) => sum + part.value, 0);
  const names =
    data.kind === "pie"
      ? data.segments.map(
          (part) =>
            `${part.label} · ${shown(part.value)}${total ? ` (${Math.round((part.value / total) * 100)} %)` : ""}`,
        )
      : data.series.map((one) => one.name);
  if (data.kind !== "pie" && names.length < 2) return null;
  return h(
    "ul",
    { class: "legend" },
    names.map((name, index) => {
      const key = h("span", {
        class: `key key-${data.kind === "line" ? index % 4 : 1}`,
        "aria-hidden": "true",
      });
      key.style.background = colour(index);
      return h("li", {}, key, name);
    }),
  );
}

function asTable(data, title) {
  const rows =
    data.kind === "pie"
      ? [["Part", "Value"], ...data.segments.map((part) => [part.label, shown(part.value)])]
      : [
          [data.xLabel || "", ...data.series.map((one) => one.name)],
          ...data.labels.map((label, at) => [label, ...data.series.map((one) => shown(one.values[at]))]),
        ];
  return h(
    "details",
    { class: "chart-numbers" },
    h("summary", {}, "Show the numbers"),
    gridTable(rows, {
      caption: title,
      settings: rows[0].map((_, column) => (column ? { align: "right" } : {})),
    }),
  );
}

function summary(data) {
  if (data.kind === "pie")
    return data.segments.map((part) => `${part.label} ${shown(part.value)}`).join(", ");
  return data.series
    .map(
      (one) =>
        `${one.name}: ${one.values.map((value, at) => `${data.labels[at]} ${shown(value)}`).join(", ")}`,
    )
    .join("; ");
}

/** A data_visualization block to a figure; it is drawn again when its place gets wider or narrower. */
export function chartBlock(block) {
  const data = readChart(block);
  const title = words(block.title) || "Chart";
  const ids = [freshId("chart"), freshId("chart")];
  const stage = h("div", { class: `chart-stage ${data.kind === "pie" ? "pie" : ""}` });
  const empty =
    data.kind === "pie"
      ? !data.segments.some((part) => part.value)
      : !data.series.some((one) => one.values.some((value) => value !== null));
  const draw = (width) => {
    const height =
      data.kind === "pie" ? Math.min(220, width) : Math.round(Math.min(280, Math.max(200, width * 0.5)));
    let parts;
    if (data.kind === "pie") parts = pie(data, width, height);
    else {
      const plot = axes(data, width, height);
      parts = [plot.parts, data.kind === "bar" ? bars(data, plot) : lines(data, plot, data.kind === "area")];
    }
    stage.replaceChildren(
      svg(
        "svg",
        { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-labelledby": ids.join(" ") },
        svg("title", { id: ids[0] }, title),
        svg("desc", { id: ids[1] }, summary(data)),
        parts,
      ),
    );
  };
  if (empty) stage.append(h("p", { class: "muted" }, "Nothing to draw: no numbers."));
  else {
    let drawn = 0;
    new ResizeObserver(([entry]) => {
      const width = Math.floor(entry.contentRect.width);
      if (width > 60 && Math.abs(width - drawn) > 6) draw((drawn = width));
    }).observe(stage);
  }
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, title),
    stage,
    legend(data),
    asTable(data, title),
  );
}
