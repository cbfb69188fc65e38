"""Says whether a theme grows, from this week's notes against the mean of the four weeks before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from capabilities.themes.values import CHANGE_BASE, Trend

WEEKS = 4  # whole weeks before, whose mean is what is usual
LEAST = 3  # notes of difference; below that no change is worth a word
DEVIATIONS = 2.0


def trend(this_week: int, previous: Sequence[int], *, over: bool = True) -> Trend:
    """The trend of a week with `this_week` notes after weeks with `previous` notes each.

    Notes come one by one and mostly on their own, so a week's number scatters like a Poisson count: by the root of
    its mean, and the mean of n weeks by the root of a further n-th part of it (Przyborowski and Wilenski, 1940, treat
    the comparison of two such counts; this is its usual approximation). "Rising" and "falling" are said only of
    a difference beyond two of these deviations, which chance gives about once in twenty weeks, and of three notes at
    least. "New" had nothing in the weeks before, "quiet" has nothing in this one. A percentage is given on a mean of
    ten or more. A week that is not `over` can be rising already; it cannot be falling yet.
    """
    mean = sum(previous) / len(previous) if previous else 0.0
    percent = round(100 * (this_week - mean) / mean) if mean >= CHANGE_BASE and over else None
    return Trend(this_week, mean, _word(this_week, mean, len(previous), over=over), percent)


def _word(now: int, mean: float, weeks: int, *, over: bool) -> str:
    if mean == 0:
        return "new" if now else "quiet"
    chance = DEVIATIONS * math.sqrt(mean * (1 + 1 / weeks))
    difference = now - mean
    if abs(difference) >= LEAST and abs(difference) > chance:
        if difference > 0:
            return "rising"
        if over:
            return "falling"
    return "steady" if now else "quiet"


def week_starts(moment: datetime, zone: ZoneInfo) -> list[datetime]:
    """The Mondays at 00:00 in the zone that begin the four weeks before and the week of the moment, and the one after.

    Six moments for five weeks, oldest first; a week may have an hour more or less where the clocks change.
    """
    today = moment.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return [datetime.combine(monday + timedelta(weeks=away), time(0), zone) for away in range(-WEEKS, 2)]
