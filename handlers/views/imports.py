"""What an import of field notes looks like in Slack: one message that is a preview, then its progress, then its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from capabilities.field.imports import FieldImport
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, many, shorten

START, LEAVE, UNDO = "import_start", "import_leave", "import_undo"
_SHOWN = 8  # bad rows in a message; each is a line
_COLUMNS = 10
_WIDE = 20  # squares of the bar
_NONE_LEFT = "; none of its notes is left."


def text(row: FieldImport) -> str:
    """One line that says how the import stands."""
    name, left_out = escape(shorten(row.name, 80)), f"{many(row.bad, 'row')} left out"
    if row.state == "previewed":
        return f"{name}: {many(row.new, 'note')} to import, {row.known:,} known already, {left_out}"
    if row.state == "running":
        return f"Importing {name}: {row.rows_done:,} of {many(row.rows, 'row')}"
    if row.state == "done":
        return f"Imported {many(row.new, 'note')} from {name}; {row.known:,} known already, {left_out}"
    if row.state == "cancelled":
        return f"{name} was left as it is. Nothing was imported."
    if row.state == "undoing":
        return f"Taking back the import of {name}"
    if row.state == "undone":
        return f"The import of {name} was taken back{f'. {escape(row.remark)}' if row.remark else _NONE_LEFT}"
    if row.state == "failed" and row.rows_done:
        return f"The import of {name} stopped after {row.rows_done:,} of {many(row.rows, 'row')}: {escape(row.remark)}"
    if row.state == "failed":
        return f"I could not import {name}: {escape(row.remark)}"
    return f"I am looking over {name}."


def shown(row: FieldImport) -> list[Block]:
    """The one message of an import, as it stands."""
    made = [b.section(f"*{text(row)}*" if row.state in ("previewed", "done") else text(row))]
    if row.state == "running":
        made.append(b.context(_bar(row)))
    if row.state in ("previewed", "done"):
        made += _remarks(row)
    if row.state == "previewed" and row.new:
        doors = [b.button(f"Import {many(row.new, 'note')}", START, row.id, style="primary")]
        made.append(b.actions(*doors, b.button("Leave it", LEAVE, row.id)))
    elif row.state in ("done", "failed") and row.new:
        made += [b.actions(_undo(row)), b.context("For an hour you can take all of it back.")]
    return made


def _remarks(row: FieldImport) -> list[Block]:
    made: list[Block] = []
    if row.problems:
        lines = [f"• {_problem(problem)}" for problem in row.problems[:_SHOWN]]
        if row.bad > len(lines):
            lines.append(f"… and {row.bad - len(lines):,} more")
        made.append(b.section("\n".join(lines)))
    if row.unknown_columns:
        made.append(b.context(f"Columns I do not know, left aside: {_names(row.unknown_columns)}"))
    if row.remark:
        made.append(b.context(escape(row.remark)))
    return made


def _problem(problem: Mapping[str, Any]) -> str:
    return f"Line {problem['line']:,}, {escape(str(problem['column']))}: {escape(shorten(str(problem['words']), 250))}"


def _names(columns: Sequence[str]) -> str:
    named = ", ".join(escape(shorten(name, 40)) for name in columns[:_COLUMNS])
    return f"{named} and {len(columns) - _COLUMNS:,} more" if len(columns) > _COLUMNS else named


def _bar(row: FieldImport) -> str:
    part = row.rows_done / row.rows if row.rows else 0.0
    full = int(part * _WIDE)
    return f"{'■' * full}{'□' * (_WIDE - full)} {part:.0%}"


def _undo(row: FieldImport) -> Block:
    return b.confirmed(
        b.button("Undo the import", UNDO, row.id),
        title="Undo the import?",
        words=f"All {many(row.new, 'note')} it brought are taken back; those edited since stay.",
        yes="Take them back",
    )
