"""What a week's notes come to, counted by the database, with only as many of them read as can be quoted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from capabilities.channels import WEEK, name_key
from capabilities.digest import quotes
from capabilities.digest.numbers import WEEKS
from capabilities.digest.theming import QUOTED
from capabilities.digest.values import Count
from storage.database import Unit
from storage.field import Note
from storage.field import counts as stored
from storage.field.counts import Judged


@dataclass(frozen=True)
class Verdicts:
    """What sales said of a channel's leads. `written` are the ways its name was written."""

    accepted: int = 0
    returned: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    written: tuple[str, ...] = ()

    @property
    def judged(self) -> int:
        return self.accepted + self.returned

    @property
    def reason(self) -> str:
        """Why most came back, as stored; empty when nobody said."""
        return min(self.reasons, key=lambda name: (-self.reasons[name], name)) if self.reasons else ""


NONE = Verdicts()


@dataclass(frozen=True)
class Heard:
    """A week's notes in numbers. `alone` belong to no theme so far, lead verdicts left out: those wait for none.

    `themes` counts the notes of each theme by its id, `verdicts` those on leads by their channel's name key, `before`
    the same of the four weeks before.
    """

    said: Count
    kinds: Mapping[str, Count] = field(default_factory=dict)
    alone: int = 0
    authors: Collection[str] = ()
    themes: Mapping[str, Count] = field(default_factory=dict)
    verdicts: Mapping[str, Verdicts] = field(default_factory=dict)
    before: Mapping[str, Verdicts] = field(default_factory=dict)


def heard(unit: Unit, start: datetime, end: datetime) -> Heard:
    """What was said from `start` up to but not including `end`."""
    said, alone = stored.said(unit, start, end)
    return Heard(
        said=Count(*said),
        kinds={kind: Count(*counted) for kind, counted in stored.by_kind(unit, start, end).items()},
        alone=alone,
        authors=stored.authors_between(unit, start, end),
        themes={theme: Count(*counted) for theme, counted in stored.by_theme(unit, start, end).items()},
        verdicts=verdicts(stored.judged(unit, start, end)),
        before=verdicts(stored.judged(unit, start - WEEKS * WEEK, start)),
    )


def quotable(
    unit: Unit, start: datetime, end: datetime, *, inside: Sequence[str], besides: Collection[str]
) -> list[Note]:  # fmt: skip
    """The newest notes of the first themes shown, `inside`, and of what is in none of these nor `besides`."""
    found = [
        note
        for theme in inside[:QUOTED]
        for note in stored.newest(unit, start, end, theme=theme, limit=quotes.LOOKED_AT)
    ]
    outside = [*inside, *besides]
    return [*found, *stored.newest_outside(unit, start, end, themes=outside, limit=quotes.LOOKED_AT)]


def verdicts(judged: Iterable[Judged]) -> dict[str, Verdicts]:
    """Verdicts by their channel's name key; what names no channel is under the empty one."""
    several: dict[str, list[Judged]] = {}
    for each in judged:
        several.setdefault(name_key(each.via_channel), []).append(each)
    return {name: _together(rows) for name, rows in several.items()}


def _together(rows: Sequence[Judged]) -> Verdicts:
    reasons: dict[str, int] = {}
    for row in rows:
        if row.verdict == "returned" and row.reason:
            reasons[row.reason] = reasons.get(row.reason, 0) + row.leads
    accepted = sum(row.leads for row in rows if row.verdict == "accepted")
    returned = sum(row.leads for row in rows) - accepted
    return Verdicts(accepted, returned, reasons, tuple(sorted({row.via_channel for row in rows})))
