"""Says whether a theme grows, from a week's notes against the mean of the four weeks before."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from capabilities.themes.values import CHANGE_BASE, Trend

WEEKS = 4  # whole weeks before, whose mean is what is usual
LEAST = 3  # notes of difference; below that no change is worth a word
DEVIATIONS = 2.0


def trend(this_week: int, previous: Sequence[int]) -> Trend:
    """The trend of a week with `this_week` notes after weeks with `previous` notes each.

    Notes come one by one and mostly on their own, so a week's number scatters like a Poisson count: by the root of
    its mean, and the mean of n weeks by the root of a further n-th part of it (Przyborowski and Wilenski, 1940, treat
    the comparison of two such counts; this is its usual approximation). "Rising" and "falling" are said only of
    a difference beyond two of these deviations, which chance gives about once in twenty weeks, and of three notes at
    least. "New" had nothing in the weeks before, "quiet" has nothing in this one. A percentage is given on a mean of
    ten or more. All weeks are of seven whole days: a week that is still running would be compared too early.
    """
    mean = sum(previous) / len(previous) if previous else 0.0
    percent = round(100 * (this_week - mean) / mean) if mean >= CHANGE_BASE else None
    return Trend(this_week, mean, _word(this_week, mean, len(previous)), percent)


def _word(now: int, mean: float, weeks: int) -> str:
    if mean == 0:
        return "new" if now else "quiet"
    chance = DEVIATIONS * math.sqrt(mean * (1 + 1 / weeks))
    difference = now - mean
    if abs(difference) >= LEAST and abs(difference) > chance:
        return "rising" if difference > 0 else "falling"
    return "steady" if now else "quiet"


def worded(now: int, when: str, trend: Trend) -> str:
    """`8 in the last seven days, 4.5 a week before: rising`; with a percentage only where its base is large enough.

    `now` are the notes counted `when`, such as "this week".
    """
    if not now and not trend.mean:
        return "nothing for five weeks: quiet"
    percent = f" by {abs(trend.percent)} %" if trend.percent and trend.word in ("rising", "falling") else ""
    return f"{f'{now:,}' if now else 'nothing'} {when}, {per_week(trend)} before: {trend.word}{percent}"


def per_week(trend: Trend) -> str:
    """The mean of the weeks before, exact: `4.5 a week`, `12.25 a week`; under one `three in the four weeks`."""
    if trend.mean < 1:
        return f"{('none', 'one', 'two', 'three')[min(round(trend.mean * WEEKS), 3)]} in the four weeks"
    return f"{trend.mean:,.2f}".rstrip("0").rstrip(".") + " a week"


def last_weeks(moment: datetime, zone: ZoneInfo) -> list[datetime]:
    """The moments that begin the four spans of seven days before and the last seven days, and the end of these.

    Six moments for five spans, oldest first. Days are those of the zone: each span begins at the same time of day,
    whatever the clocks do. The moment itself is within the last span.
    """
    now = moment.astimezone(zone).replace(tzinfo=None) + timedelta(microseconds=1)
    return [(now + timedelta(weeks=away)).replace(tzinfo=zone) for away in range(-WEEKS - 1, 1)]


def week_starts(moment: datetime, zone: ZoneInfo) -> list[datetime]:
    """The Mondays at 00:00 in the zone that begin the four weeks before and the week of the moment, and the one after.

    Six moments for five weeks, oldest first; a week may have an hour more or less where the clocks change.
    """
    today = moment.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return [datetime.combine(monday + timedelta(weeks=away), time(0), zone) for away in range(-WEEKS, 2)]
