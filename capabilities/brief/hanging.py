"""How far something hangs from the lines it belongs to, week by week, as a figure from 0 to 1 and a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from capabilities.field.finding import Likeness

WEEKS = 6
LEAST = 5  # notes or points under which there is no figure
FEW = 20  # and under which one is a small sample: a single note more can turn it by a twentieth
IN_LINE, LEANING, OFF = "in line", "leaning", "far off"
_SPANS = (1, 3)  # weeks compared with as many before: the last one, or where that is too few, half of them all

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Hang:
    """How far `n` notes or points hang, from 0 to 1; None under five of them."""

    far: float | None
    n: int

    @property
    def word(self) -> str:
        """In line in the first third of the scale, leaning in the second, off in the last; empty without a figure."""
        return "" if self.far is None else IN_LINE if self.far < 1 / 3 else LEANING if self.far < 2 / 3 else OFF


@dataclass(frozen=True)
class Change:
    """How much nearer something hangs in the last `weeks` than in as many before, from -1 to 1."""

    nearer: float
    weeks: int


@dataclass(frozen=True)
class Weighed:
    """Items against the pillars: the week of each, its pillar (-1 for none), and how far it hangs from it."""

    week: NDArray[np.intp]
    pillar: NDArray[np.intp]
    far: NDArray[np.float64]

    def hang(self, pillar: int, weeks: range = range(WEEKS)) -> Hang:
        own = (self.pillar == pillar) & (self.week >= weeks.start) & (self.week < weeks.stop)
        far = self.far[own]
        return Hang(float(far.mean()) if len(far) >= LEAST else None, len(far))

    def change(self, pillar: int) -> Change | None:
        """The last week against the one before, else half of all weeks against the rest; None where that is too few."""
        for span in _SPANS:
            after = self.hang(pillar, range(WEEKS - span, WEEKS))
            before = self.hang(pillar, range(WEEKS - 2 * span, WEEKS - span))
            if after.far is not None and before.far is not None:
                return Change(before.far - after.far, span)
        return None


def week_starts(now: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The Mondays of the last six whole weeks, and the one that ends them, each at midnight in the zone."""
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    days = (monday - timedelta(weeks=back) for back in range(WEEKS, -1, -1))
    return tuple(datetime.combine(day, time(0), zone) for day in days)


def scale_of(likeness: Likeness) -> tuple[float, float]:
    """The cosines at which something hangs at 0 and at 1. The second is near enough; it is never quite the first."""
    return likeness.alike, likeness.alike - max((likeness.alike - likeness.found) / 2, (1 - likeness.alike) / 10)


def weigh(
    moments: Sequence[datetime], vectors: Vectors, lines: Sequence[Vectors], scale: tuple[float, float],
    starts: Sequence[datetime],
) -> Weighed:  # fmt: skip
    week = np.searchsorted([each.timestamp() for each in starts], [each.timestamp() for each in moments], "right") - 1
    if not len(vectors) or vectors.shape[1] != lines[0].shape[1]:
        nowhere = np.full(len(moments), -1, dtype=np.intp)
        return Weighed(week, nowhere, np.ones(len(moments)))
    nearest = np.stack([(vectors @ each.T).max(axis=1) for each in lines], axis=1)
    best = nearest.max(axis=1).astype(np.float64)
    in_line, near = scale
    pillar = np.where(best >= near, nearest.argmax(axis=1), -1)
    return Weighed(week, pillar, np.clip((in_line - best) / (in_line - near), 0.0, 1.0))
