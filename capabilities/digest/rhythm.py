"""How often a digest comes: every week, every second one, or in the first of each month; and what it then covers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from capabilities.channels import WEEK, ChannelWeek, Report, WeekState
from capabilities.quiet import at
from capabilities.workspace import DAYS, MONTHLY, OFF, TWO_WEEKLY, Choices

_COUNTS = ("impressions", "leads", "qualified", "opportunities", "customers")
_MONEY = ("spend", "pipeline", "revenue")
_DAY = timedelta(days=1)
_SOONEST = {MONTHLY: 4 * WEEK, TWO_WEEKLY: 2 * WEEK}  # between two digests, at the least


def falls(every: str, due: datetime, since: datetime | None) -> bool:
    """Whether a digest comes at this one of the weekly due times, in the workspace's zone.

    Of two-weekly ones the first comes at the first due time after `since`, when that was chosen.
    """
    if every == OFF:
        return False
    if every == MONTHLY:
        return due.day <= WEEK.days
    if every != TWO_WEEKLY:
        return True
    if since is None:
        return due.toordinal() // WEEK.days % 2 == 0
    # By the clock on the wall, which a change of clocks does not move.
    gone = due.replace(tzinfo=None) - since.astimezone(due.tzinfo).replace(tzinfo=None)
    return -(-gone // WEEK) % 2 == 1


def is_due(chosen: Choices, due: datetime) -> bool:
    """Whether a digest comes at this one of the weekly due times."""
    return falls(chosen.digest_every, due.astimezone(chosen.tz), chosen.every_since or chosen.since)


def coming(chosen: Choices, now: datetime) -> datetime | None:
    """When the next digest comes, in the workspace's zone; None where none comes by itself."""
    if chosen.digest_every == OFF:
        return None
    today, day = now.astimezone(chosen.tz).date(), DAYS.index(chosen.digest_day)
    ahead = (day - today.weekday()) % WEEK.days
    while True:
        due = at(today + ahead * _DAY, chosen.digest_time, chosen.tz).astimezone(chosen.tz)
        if due > now and is_due(chosen, due):
            return due
        ahead += WEEK.days


def fresh(every: str) -> timedelta:
    """How long a digest that was missed, or that Slack did not take, is still worth posting: until a day before the
    next one comes."""
    return _SOONEST.get(every, WEEK) - _DAY


def weeks(every: str, due: datetime) -> int:
    """How many whole weeks a digest of this due time covers: all since the one before."""
    if every == MONTHLY:
        back = due - WEEK
        count = 1
        while back.day > WEEK.days:
            back, count = back - WEEK, count + 1
        return count
    return 2 if every == TWO_WEEKLY else 1


def span(start: datetime, end: datetime) -> int:
    """How many weeks lie between two Mondays, whatever the clocks did."""
    return (end.date() - start.date()) // WEEK


def when(start: datetime, end: datetime) -> str:
    """`this week`, or `in these 2 weeks`."""
    weeks = span(start, end)
    return "this week" if weeks == 1 else f"in these {weeks} weeks"


def together(states: Sequence[WeekState]) -> WeekState:
    """Several weeks as one, the oldest first: what is known of the numbers is summed, the stories follow each other."""
    if len(states) == 1:
        return states[0]
    reports: dict[str, list[Report]] = {}
    for row in (row for state in states for row in state.rows):
        if row.report is not None:
            reports.setdefault(row.channel.id, []).append(row.report)
    rows = [
        ChannelWeek(row.channel, _sum(reports[row.channel.id])) if row.channel.id in reports else row
        for row in states[-1].rows
    ]
    return WeekState(states[0].week, tuple(rows))


def lacking(states: Sequence[WeekState]) -> int:
    """So many weeks of channels that did hand in others are not in the sums."""
    some = {row.channel.id for state in states for row in state.rows if row.report is not None}
    return sum(row.owed and row.channel.id in some for state in states for row in state.rows)


def _sum(several: Sequence[Report]) -> Report:
    """One report of several weeks. Amounts in different currencies are not added: the sum is unknown."""
    last = several[-1]
    told = [report for report in several if any(getattr(report, name) is not None for name in _MONEY)]
    one = len({report.currency for report in told}) <= 1
    numbers: dict[str, Any] = {name: _known(getattr(report, name) for report in several) for name in _COUNTS}
    numbers |= {name: _known(getattr(report, name) for report in several) if one else None for name in _MONEY}
    stories: dict[str, Any] = {
        name: "\n".join(filter(None, (getattr(r, name) for r in reversed(several)))) for name in ("worked", "didnt")
    }
    return Report(
        workspace=last.workspace, channel=last.channel, week=several[0].week, revision=last.revision,
        currency=(told or several)[-1].currency, next=last.next, reasons={}, reported_by=last.reported_by,
        reported_at=last.reported_at,
        **numbers, **stories,
    )  # fmt: skip


def _known(values: Iterable[int | Decimal | None]) -> int | Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known[1:], known[0]) if known else None
