/** Draws the marks of a chart: axes with their labels, lines and areas, bars, and the slices of a pie. */
import { svg } from "./dom.js";

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });

/** A value in words; a gap is n/a. */
export const shown = (value) => (value === null ? "n/a" : number.format(value));
export const colour = (index) => `var(--c${(index % 8) + 1})`;

function niceStep(span, wanted) {
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}

function scaleOf(values, height) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values) || (low < 0 ? 0 : 1);
  const step = niceStep(high - low, Math.max(2, Math.floor(height / 48)));
  const from = Math.floor(low / step) * step;
  const to = Math.ceil(high / step) * step;
  const ticks = [];
  for (let tick = from; tick <= to + step / 2; tick += step) ticks.push(Math.round(tick / step) * step);
  return { from, to, ticks };
}

const clip = (text, room) => (text.length <= room ? text : `${text.slice(0, Math.max(1, room - 1))}…`);

export function axes(data, width, height) {
  const values = data.series.flatMap((one) => one.values).filter((value) => value !== null);
  const scale = scaleOf(values, height);
  const tickText = scale.ticks.map((tick) => short.format(tick));
  const left = 14 + Math.max(...tickText.map((text) => text.length)) * 7 + (data.yLabel ? 18 : 0);
  const inner = width - left - 10;
  const slot = inner / Math.max(1, data.labels.length);
  const longest = Math.max(...data.labels.map((label) => label.length), 0);
  const tilted = longest * 6.6 > slot;
  // What is tilted goes down and to the left: the first label must not begin outside the picture.
  const room = Math.min(longest, 18, Math.floor((left + slot / 2) / 5.6));
  const bottom = (tilted ? 20 + Math.ceil(room * 4) : 24) + (data.xLabel ? 20 : 0);
  const top = 10;
  const y = (value) =>
    top + (height - top - bottom) * (1 - (value - scale.from) / (scale.to - scale.from || 1));
  const x = (index) => left + slot * (index + 0.5);
  const parts = scale.ticks.map((tick, index) => [
    svg("line", { class: tick === 0 ? "axis" : "grid", x1: left, x2: width - 10, y1: y(tick), y2: y(tick) }),
    svg("text", { class: "tick", x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tickText[index]),
  ]);
  const every = tilted ? Math.ceil(18 / slot) : 1;
  parts.push(
    data.labels.map((label, index) => {
      if (index % every) return null;
      const at = [x(index), height - bottom + 17];
      return tilted
        ? svg(
            "text",
            {
              class: "tick",
              "text-anchor": "end",
              transform: `translate(${at[0] + 4} ${at[1] - 3}) rotate(-35)`,
            },
            clip(label, room),
          )
        : svg("text", { class: "tick", x: at[0], y: at[1], "text-anchor": "middle" }, label);
    }),
  );
  if (data.xLabel)
    parts.push(
      svg(
        "text",
        { class: "axis-label", x: left + inner / 2, y: height - 5, "text-anchor": "middle" },
        data.xLabel,
      ),
    );
  if (data.yLabel) {
    parts.push(
      svg(
        "text",
        {
          class: "axis-label",
          "text-anchor": "middle",
          transform: `translate(12 ${top + (height - top - bottom) / 2}) rotate(-90)`,
        },
        data.yLabel,
      ),
    );
  }
  return { parts, x, y, slot };
}

const MARKS = [
  (x, y, props) => svg("circle", { cx: x, cy: y, r: 4, ...props }),
  (x, y, props) => svg("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7, ...props }),
  (x, y, props) => svg("path", { d: `M${x} ${y - 5}l5 5-5 5-5-5z`, ...props }),
  (x, y, props) => svg("path", { d: `M${x} ${y - 5}l5 9h-10z`, ...props }),
];

function mark(index, x, y, title) {
  const node = MARKS[index % MARKS.length](x, y, { class: "mark" });
  node.style.fill = colour(index);
  node.append(svg("title", {}, title));
  return node;
}

const titleOf = (one, label, value) => `${one.name ? `${one.name}, ` : ""}${label}: ${shown(value)}`;

export function lines(data, plot, filled) {
  return data.series.map((one, index) => {
    const runs = [[]];
    one.values.forEach((value, at) =>
      value === null ? runs.push([]) : runs.at(-1).push([plot.x(at), plot.y(value)]),
    );
    const drawn = runs
      .filter((run) => run.length)
      .map((run) => {
        const path = run.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
        const line = svg("path", { class: "line", d: path });
        line.style.stroke = colour(index);
        if (!filled) return [line];
        const area = svg("path", {
          class: "area",
          d: `${path}L${run.at(-1)[0]} ${plot.y(0)}L${run[0][0]} ${plot.y(0)}Z`,
        });
        area.style.fill = colour(index);
        return [area, line];
      });
    const marks = one.values.map(
      (value, at) =>
        value !== null && mark(index, plot.x(at), plot.y(value), titleOf(one, data.labels[at], value)),
    );
    return [drawn, marks];
  });
}

export function bars(data, plot) {
  const group = Math.min(plot.slot * 0.76, 46 * data.series.length);
  const wide = group / Math.max(1, data.series.length);
  return data.series.map((one, index) =>
    one.values.map((value, at) => {
      if (value === null) return null;
      const top = Math.min(plot.y(value), plot.y(0));
      const bar = svg(
        "rect",
        {
          class: "bar",
          x: plot.x(at) - group / 2 + wide * index + 1,
          y: top,
          width: Math.max(1, wide - 2),
          height: Math.max(1, Math.abs(plot.y(value) - plot.y(0))),
          rx: Math.min(3, wide / 4),
        },
        svg("title", {}, titleOf(one, data.labels[at], value)),
      );
      bar.style.fill = colour(index);
      return bar;
    }),
  );
}

export function pie(data, width, height) {
  const total = data.segments.reduce((sum, part) => sum + part.value, 0);
  const [cx, cy, radius] = [width / 2, height / 2, Math.min(width, height) / 2 - 12];
  let angle = -Math.PI / 2;
  return data.segments.map((part, index) => {
    const share = total ? part.value / total : 0;
    const from = angle;
    angle += share * 2 * Math.PI;
    if (!share) return null;
    const point = (at, r = radius) =>
      `${(cx + r * Math.cos(at)).toFixed(2)} ${(cy + r * Math.sin(at)).toFixed(2)}`;
    const title = svg("title", {}, `${part.label}: ${shown(part.value)} (${Math.round(share * 100)} %)`);
    const slice =
      share > 0.9999
        ? svg("circle", { class: "slice", cx, cy, r: radius }, title)
        : svg(
            "path",
            {
              class: "slice",
              d: `M${cx} ${cy}L${point(from)}A${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${point(angle)}Z`,
            },
            title,
          );
    slice.style.fill = colour(index);
    const [tx, ty] = point((from + angle) / 2, radius * 0.66).split(" ");
    return [
      slice,
      share >= 0.06 &&
        svg(
          "text",
          { class: "slice-text", x: tx, y: Number(ty) + 4, "text-anchor": "middle" },
          `${Math.round(share * 100)} %`,
        ),
    ];
  });
}
