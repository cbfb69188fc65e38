"""Changes the cells of one row of a table in a brief."""

from __future__ import annotations

import re
from dataclasses import dataclass

from capabilities.passages import Passage

_RULE = re.compile(r"^[ \t>]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Row:
    """A source with one row changed, and what the row says now."""

    source: str
    text: str


def replaced(source: str, passage: Passage, words: str) -> Row | None:
    """The source with the cells of this passage's row as the words say ("Channel: Fairs; Owner: Ann"); None when the
    passage is no row, or the words name none of its columns."""
    lines = source.split("\n")
    at = passage.line - 1
    names = _names(lines, at)
    if names is None:
        return None
    first, cells, last = _cells(lines[at])
    said = _said(words, names)
    if not said or len(cells) > len(names):
        return None
    known = {name.casefold(): value for name, value in said}
    old = [each.strip() for each in cells] + [""] * (len(names) - len(cells))
    fresh = [known.get(name.casefold(), cell) for name, cell in zip(names, old, strict=True)]
    text = "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, fresh, strict=True) if cell)
    cells = [f" {_safe(cell)} " for cell in fresh]
    return Row("\n".join([*lines[:at], first + "|".join(cells) + last, *lines[at + 1 :]]), text)


def columns(source: str, passage: Passage) -> list[str]:
    """The named columns of the table this passage is a row of; none when it is no row."""
    return [name for name in _names(source.split("\n"), passage.line - 1) or [] if name]


def _names(lines: list[str], at: int) -> list[str] | None:
    """The columns of the table this line is a row of."""
    for above in range(at - 1, 0, -1):
        if _RULE.match(lines[above]) and "|" in lines[above - 1]:
            return [_bare(cell) for cell in _cells(lines[above - 1])[1]]
        if "|" not in lines[above]:
            return None
    return None


def _cells(line: str) -> tuple[str, list[str], str]:
    """What stands before the first cell, the cells, and what stands after the last."""
    outer = re.match(r"^([ \t>]*\|?)(.*?)(\|?[ \t]*)$", line)
    assert outer is not None
    return outer.group(1), _BAR.split(outer.group(2)), outer.group(3)


def _said(words: str, names: list[str]) -> list[tuple[str, str]]:
    """The (column, value) pairs of "Channel: Fairs; Owner: Ann"; empty unless the words begin with a column's name."""
    known = "|".join(re.escape(name) for name in sorted(filter(None, names), key=len, reverse=True))
    if not known:
        return []
    marks = list(re.finditer(rf"(?:^|;\s+)({known}):\s", words, re.IGNORECASE))
    if not marks or marks[0].start() != 0:
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(words)]
    return [(mark.group(1), words[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)]


def _bare(cell: str) -> str:
    return re.sub(r"[*_`]", "", cell).strip()


def _safe(value: str) -> str:
    return _BAR.sub(r"\\|", value)
