/** Shows tables: the plain one, and the data table with its caption, sorting and pages. */
import { h, iconButton } from "./dom.js";
import { richText } from "./richtext.js";

/** What a cell holds, as something to show and as something to sort by. */
function readCell(cell) {
  if (cell === null || cell === undefined) return { node: "", key: "" };
  if (typeof cell !== "object") return { node: String(cell), key: cell };
  if (cell.type === "rich_text") {
    const node = richText(cell);
    return { node, key: node.textContent };
  }
  if (cell.type === "raw_number" || typeof cell.value === "number")
    return { node: cell.text ?? String(cell.value), key: Number(cell.value), number: true };
  return {
    node: typeof cell.text === "object" ? (cell.text?.text ?? "") : (cell.text ?? ""),
    key: cell.text ?? "",
  };
}

function cellNode(tag, cell, setting, scope) {
  const { node, number } = readCell(cell);
  const align = setting?.align || (number ? "right" : "left");
  return h(tag, { scope, class: `to-${align}${setting?.is_wrapped ? " wrapped" : ""}` }, node);
}

function scroller(label, table) {
  return h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, table);
}

/** Rows of cells to a table that scrolls sideways in its own place; the first row is the head. */
export function gridTable(rows, { caption, settings = [] } = {}) {
  const [head = [], ...body] = rows;
  return scroller(
    caption || "Table",
    h(
      "table",
      {},
      caption && h("caption", { class: "visually-hidden" }, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          head.map((cell, column) => cellNode("th", cell, settings[column], "col")),
        ),
      ),
      h(
        "tbody",
        {},
        body.map((row) =>
          h(
            "tr",
            {},
            row.map((cell, column) => cellNode("td", cell, settings[column])),
          ),
        ),
      ),
    ),
  );
}

export const tableBlock = (block) => gridTable(block.rows || [], { settings: block.column_settings || [] });

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** A data_table block: sorted by a press on a head, shown a page at a time. */
export function dataTableBlock(block) {
  const [head = [], ...rows] = block.rows || [];
  const size = Math.min(Math.max(Number(block.page_size) || 5, 1), 100);
  const rowHead = block.row_header_column_index ?? 0;
  const numeric = head.map((_, column) => rows.some((row) => readCell(row[column]).number));
  let [page, sorted] = [0, null];
  const body = h("tbody");
  const where = h("span", { class: "muted", "aria-live": "polite" });
  const turn = (step) => {
    page += step;
    draw();
  };
  const back = iconButton("back", "Previous page", { onclick: () => turn(-1) });
  const next = iconButton("next", "Next page", { onclick: () => turn(1) });
  const heads = head.map((cell, column) => {
    const name = readCell(cell).node;
    const button = h("button", { type: "button", class: "sort", onclick: () => sortBy(column) }, name);
    return h("th", { scope: "col", class: numeric[column] ? "to-right" : "to-left" }, button);
  });
  const sortBy = (column) => {
    const falling = sorted?.column === column && !sorted.falling;
    sorted = { column, falling };
    page = 0;
    heads.forEach((node, at) =>
      at === column
        ? node.setAttribute("aria-sort", falling ? "descending" : "ascending")
        : node.removeAttribute("aria-sort"),
    );
    draw();
  };
  const draw = () => {
    const order = sorted
      ? [...rows].sort(
          (a, b) =>
            compare(readCell(a[sorted.column]).key, readCell(b[sorted.column]).key) *
            (sorted.falling ? -1 : 1),
        )
      : rows;
    const from = page * size;
    body.replaceChildren(
      ...order.slice(from, from + size).map((row) =>
        h(
          "tr",
          {},
          row.map((cell, column) =>
            cellNode(column === rowHead ? "th" : "td", cell, null, column === rowHead ? "row" : null),
          ),
        ),
      ),
    );
    where.textContent = `${rows.length ? from + 1 : 0}–${Math.min(from + size, rows.length)} of ${rows.length}`;
    back.disabled = page === 0;
    next.disabled = from + size >= rows.length;
  };
  draw();
  const caption = typeof block.caption === "object" ? block.caption?.text : block.caption;
  return h(
    "div",
    { class: "data-table" },
    scroller(
      caption || "Table",
      h("table", {}, h("caption", {}, caption || ""), h("thead", {}, h("tr", {}, heads)), body),
    ),
    rows.length > size && h("div", { class: "pager" }, where, back, next),
  );
}
