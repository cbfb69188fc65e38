"""Blocks that carry data or formatted text: rich text, tables, charts, tasks and plans."""

from __future__ import annotations

from functools import cache
from typing import Any

from playground.blocks.checker import (
    Report,
    Rule,
    Shape,
    anything,
    by_type,
    number,
    one_of,
    several,
    string,
)

CHARTS = ("pie", "bar", "area", "line")


@cache
def rich_text() -> Rule:
    """A rich_text block: sections, lists, quotes and preformatted text; their leaves by type."""
    leaf = by_type(_leaves)
    parts: Rule = several(leaf, least=0, most=5000)
    section = Shape({"elements": parts}, ("elements",), open_=True)
    listed: dict[str, Rule] = {"elements": several(section, least=0, most=1000), "style": one_of("bullet", "ordered")}
    rules: dict[str, Rule] = {
        "rich_text_section": section,
        "rich_text_preformatted": section,
        "rich_text_quote": section,
        "rich_text_list": Shape(listed, ("elements", "style"), open_=True),
    }
    return Shape({"elements": several(by_type(lambda: rules), least=0, most=1000)}, ("elements",))


@cache
def _leaves() -> dict[str, Rule]:
    needs: dict[str, str] = {
        "text": "text", "link": "url", "user": "user_id", "channel": "channel_id", "usergroup": "usergroup_id",
        "emoji": "name", "broadcast": "range", "color": "value", "team": "team_id",
    }  # fmt: skip
    rules: dict[str, Rule] = {kind: Shape({need: string(12_000)}, (need,), open_=True) for kind, need in needs.items()}
    rules["date"] = Shape({"timestamp": number(), "format": string(255)}, ("timestamp", "format"), open_=True)
    return rules


@cache
def _cell_rules() -> dict[str, Rule]:
    return {
        "raw_text": Shape({"text": string(3000, 0)}, ("text",)),
        "raw_number": Shape({"value": number(), "text": string(255)}, ("value",), open_=True),
        "rich_text": rich_text(),
        "action": Shape({}, open_=True),
    }


@cache
def data_rules() -> dict[str, Rule]:
    """Rules of table, data_table, data_visualization, task_card and plan; of two known limits the lower."""
    cell = by_type(_cell_rules)
    row = several(cell, most=20)
    task = Shape(
        {
            "task_id": string(255),
            "title": string(3000),
            "details": rich_text(),
            "output": rich_text(),
            "sources": several(Shape({"url": string(3000), "text": string(3000)}, ("url",)), least=0),
            "status": one_of("pending", "in_progress", "complete", "error"),
        },
        ("task_id", "title", "status"),
    )
    return {
        "table": Shape(
            {"rows": several(row), "column_settings": several(anything, least=0, most=20)}, ("rows",)
        ),
        "data_table": Shape(
            {
                "caption": string(3000), "rows": several(row, least=2, most=101), "page_size": number(1, 100),
                "row_header_column_index": number(0, 19),
            },
            ("caption", "rows"), open_=True, also=_same_width,
        ),
        "data_visualization": Shape({"title": string(50), "chart": _chart}, ("title", "chart")),
        "task_card": task,
        "plan": Shape({"title": string(3000), "tasks": several(task, least=0, most=50)}, ("title",)),
    }  # fmt: skip


def _same_width(report: Report, where: str, value: Any) -> None:
    rows = value.get("rows")
    widths = {len(row) for row in rows if isinstance(row, list)} if isinstance(rows, list) else set()
    if len(widths) > 1:
        report.fail(f"{where}/rows", "all rows must have the same number of cells")


def _chart(report: Report, where: str, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in CHARTS:
        report.fail(f"{where}/type", f"unsupported type: {kind}")
        return
    point = Shape({"label": string(20), "value": number()}, ("label", "value"))
    if kind == "pie":
        part = Shape({"label": string(20), "value": number(0)}, ("label", "value"))
        Shape({"segments": several(part, most=6)}, ("segments",))(report, where, value)
        segments = value.get("segments")
        if isinstance(segments, list) and any(isinstance(s, dict) and s.get("value") == 0 for s in segments):
            report.fail(f"{where}/segments", "values must be positive")
        return
    series = Shape({"name": string(20), "data": several(point, most=20)}, ("name", "data"))
    axes = Shape(
        {"categories": several(string(20), most=20), "x_label": string(50), "y_label": string(50)}, ("categories",)
    )
    shape = Shape({"series": several(series, most=6), "axis_config": axes}, ("series", "axis_config"))
    before = len(report.problems)
    shape(report, where, value)
    if len(report.problems) == before:
        _covered(report, where, value)


def _covered(report: Report, where: str, chart: Any) -> None:
    names = [series["name"] for series in chart["series"]]
    if len(set(names)) != len(names):
        report.fail(f"{where}/series", "series names must be unique")
    for place, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(chart["axis_config"]["categories"]):
            report.fail(f"{where}/series/{place}/data", "must have exactly one point for each category")
