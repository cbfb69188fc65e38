"""A pitch as it reached a person, and how it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capabilities.citing import Line, Withheld, as_json, from_json
from storage.pitch import Pitch

PLUMB_LINE, POINT, WITHHELD = "plumb_line", "point", "withheld"


@dataclass(frozen=True)
class Drafted:
    """A pitch: the plumb line it opens with, its points in order, what was withheld, and how it came about.

    `remark` says in words who wrote it and what went wrong, if anything did.
    """

    id: str
    asked_by: str
    words: str
    state: str
    plumb_line: Line | None
    points: tuple[Line, ...]
    withheld: tuple[Withheld, ...]
    remark: str
    model: str
    brief_version: str | None
    masked: tuple[str, ...] = ()


def kept(plumb_line: Line | None, points: Sequence[Line], withheld: Sequence[Withheld]) -> list[dict[str, Any]]:
    """The lines as they stand in the row."""
    made = [{"kind": PLUMB_LINE, **as_json(plumb_line)}] if plumb_line else []
    made += [{"kind": POINT, **as_json(point)} for point in points]
    return [*made, *({"kind": WITHHELD, "text": each.text, "reason": each.reason} for each in withheld)]


def drafted(row: Pitch) -> Drafted:
    """The pitch of a row."""
    of = {kind: [each for each in row.points if each["kind"] == kind] for kind in (PLUMB_LINE, POINT, WITHHELD)}
    return Drafted(
        id=row.id,
        asked_by=row.asked_by,
        words=row.words,
        state=row.state,
        plumb_line=next((from_json(each) for each in of[PLUMB_LINE]), None),
        points=tuple(from_json(each) for each in of[POINT]),
        withheld=tuple(Withheld(each["text"], each["reason"]) for each in of[WITHHELD]),
        remark=row.remark,
        model=row.model,
        brief_version=row.brief_version,
        masked=tuple(filter(None, row.masked.split(","))),
    )
