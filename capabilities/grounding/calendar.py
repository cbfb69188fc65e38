"""Days, months, quarters and years as they are written in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = "january february march april may june july august september october november december"
_MONTHS = {name: number for number, name in enumerate(_WORDS.split(), 1)}
_MONTHS.update({name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9})
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_QUARTER_WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4}


# "4.30 pm", "16:30", "5 o'clock"; a bare "4.30" is a number.
_HOUR = re.compile(
    r"(?<![\w.,:€$£])(?P<hour>[01]?\d|2[0-4])(?:(?P<sign>[:.])(?P<minute>[0-5]\d))?"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?)|\s(?P<clock>o['’]clock)\b)?(?![\w%:]|[.,]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Day:
    """As much of a date as was written; `other` is the second reading of a date like 03/04/2026."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    other: tuple[int, int] | None = None


_SHAPES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>[01]\d)(?:-(?P<day>[0-3]\d))?\b",
        rf"\b(?P<a>\d{{1,2}})[./](?P<b>\d{{1,2}})[./]{_YEAR}\b",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b",
        rf"\b{_MONTH}\s+{_DAY}(?![\d%]|[.,]\d)(?:,?\s+{_YEAR})?\b",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        rf"\bQ(?P<quarter>[1-4])(?:[\s/-]*(?:of\s+)?(?:FY\s?)?{_YEAR})?\b",
        rf"\b{_YEAR}[\s/-]*Q(?P<quarter>[1-4])\b",
        rf"\b(?P<ordinal>first|second|third|fourth) quarter(?:\s+(?:of\s+)?{_YEAR})?\b",
        r"\bFY\s?(?:20)?(?P<short>\d\d)\b",
    )
]
# A month alone is a date only with its capital and a word of time before it: "may" and "march" are verbs too.
_ALONE = re.compile(
    r"\b(?i:in|by|since|until|till|from|before|after|during|early|late|mid|this|next|last|to|and|of)[ -]"
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\b"
)


def days(text: str) -> Iterator[tuple[int, int, Day]]:
    """Each date of a text with where it starts and ends; dates never overlap."""
    taken: list[tuple[int, int]] = []
    for shape in (*_SHAPES, _ALONE):
        for match in shape.finditer(text):
            start, end = (match.start("month"), match.end()) if shape is _ALONE else match.span()
            read = _read(match)
            if read is not None and not any(start < b and a < end for a, b in taken):
                taken.append((start, end))
                yield start, end, read


def hours(text: str) -> Iterator[tuple[int, int, int]]:
    """Each time of the day in a text with where it starts and ends, in minutes since midnight or noon."""
    for match in _HOUR.finditer(text):
        if match["sign"] == ":" or match["half"] or match["clock"]:
            yield match.start(), match.end(), (int(match["hour"]) * 60 + int(match["minute"] or 0)) % 720


def within(said: Day, cited: Day) -> bool:
    """Whether everything said of a date is said by the cited one; a month bears its quarter."""
    quarter = cited.quarter or ((cited.month + 2) // 3 if cited.month else None)
    if said.year is not None and said.year != cited.year:
        return False
    if said.quarter is not None and said.quarter != quarter:
        return False
    if said.month is None:
        return True
    readings = {(cited.month, cited.day), cited.other}
    if said.day is None:
        return said.month == cited.month
    return (said.month, said.day) in readings or (said.other is not None and said.other in readings)


def _read(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("short"):
        return Day(year=2000 + int(parts["short"]))
    if parts.get("ordinal"):
        return Day(year=year, quarter=_QUARTER_WORDS[parts["ordinal"].casefold()])
    if parts.get("quarter"):
        return Day(year=year, quarter=int(parts["quarter"]))
    if parts.get("a"):
        return _either_way(year, int(parts["a"]), int(parts["b"]))
    month = int(parts["number"]) if parts.get("number") else _MONTHS[str(parts["month"]).casefold()]
    day = int(parts["day"]) if parts.get("day") else None
    if not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    # "may 5" in the middle of a sentence in lower case is a verb before a number, not a date.
    if parts.get("month") in {"may", "march", "mar"} and year is None:
        return None
    return Day(year=year, month=month, day=day)


def _either_way(year: int | None, a: int, b: int) -> Day | None:
    ways = [(month, day) for month, day in ((b, a), (a, b)) if 1 <= month <= 12 and 1 <= day <= 31]
    if not ways:
        return None
    other = ways[1] if len(ways) > 1 and ways[1] != ways[0] else None
    return Day(year=year, month=ways[0][0], day=ways[0][1], other=other)
