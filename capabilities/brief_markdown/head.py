"""The front matter of a brief: who owns it and when it is to be looked at again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_PAIR = re.compile(r"^\s*([\w -]{1,40}?)\s*:\s*(.*?)\s*$")
_NAMED_DAY = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Head:
    """What stands before the first line of the page proper; `lines` is how many lines it takes."""

    product: str | None = None
    owner: str | None = None
    review_by: date | None = None
    lines: int = 0
    other: tuple[tuple[int, str], ...] = ()
    warnings: tuple[str, ...] = ()


def read_head(source: str) -> Head:
    """The front matter between two lines of three hyphens at the very start, or an empty head."""
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        return Head()
    end = next((at for at, line in enumerate(lines[1:200], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None or not all(_PAIR.match(line) or not line.strip() or line[:1] in " #-" for line in lines[1:end]):
        return Head()
    known: dict[str, str] = {}
    other: list[tuple[int, str]] = []
    for number, line in enumerate(lines[1:end], 2):
        pair = _PAIR.match(line)
        name = re.sub(r"[\s_-]+", "-", pair.group(1).casefold()) if pair else ""
        if pair and name in {"product", "owner", "review-by", "title"}:
            known[name] = pair.group(2).split(" #")[0].strip().strip("\"'")
        elif re.search(r"\w", line):
            other.append((number, line.strip()))
    written = known.get("review-by", "")
    review_by = read_date(written)
    warnings: tuple[str, ...] = ()
    if written and review_by is None:
        warnings = (f"Review-by “{written[:40]}” is not a date I can read; write it like 2026-03-31.",)
    product = known.get("product") or known.get("title") or None
    return Head(product, known.get("owner") or None, review_by, end + 1, tuple(other), warnings)


def read_date(words: str) -> date | None:
    """A day written as 2026-03-31, 31 March 2026, March 31, 2026 or 31.03.2026; None otherwise."""
    words = words.strip()
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", words)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    dotted = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", words)
    if dotted:
        return _day(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    named = _NAMED_DAY.fullmatch(words)
    if named and named[2][:3].casefold() in _MONTHS and (named[1] or named[3]):
        return _day(int(named[4]), _MONTHS.index(named[2][:3].casefold()) + 1, int(named[1] or named[3]))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
