"""When a week's report is asked for: the day before, at the hour, an hour after, by the clock of who answers for it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from capabilities.channels.weeks import THURSDAY, WEEK, monday_of
from capabilities.quiet import at, day_of, is_quiet, next_allowed
from capabilities.workspace import DAYS, Choices

BEFORE, DUE, AFTER = "before", "due", "after"
ALL = "all"  # what the responsible person hears, an hour after everybody heard the last of it
HOUR = timedelta(hours=1)
FRESH = timedelta(days=3)  # over a weekend; after that the digest has said what is missing
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """One time at which a week is asked for. `at` lies outside quiet hours."""

    week: date
    stage: str
    at: datetime


def due_at(week: date, choices: Choices, zone: tzinfo) -> datetime:
    """When the report of a week is due by a zone's clock; a day before Thursday is that of the week after: week_of."""
    day = DAYS.index(choices.report_day)
    return at(week + day * DAY + (WEEK if day < THURSDAY else timedelta()), choices.report_time, zone)


def moments(week: date, choices: Choices, zone: tzinfo) -> tuple[Moment, ...]:
    """The moments of a week, in order, each moved to the end of the quiet hours it falls into.

    Those that quiet hours push together become one: the day before is left out if it would be said on the day itself,
    and the hour itself if it would be said with the hour after.
    """
    due, quiet = due_at(week, choices, zone), choices.quiet
    hour = choices.report_time
    first = next_allowed(at(day_of(due, zone) - DAY, hour, zone), zone, quiet)
    second, third = next_allowed(due, zone, quiet), next_allowed(due + HOUR, zone, quiet)
    made = [Moment(week, BEFORE, first)] if day_of(first, zone) < day_of(second, zone) else []
    made += [Moment(week, DUE, second)] if second < third else []
    return (*made, Moment(week, AFTER, third))


def last_at(week: date, choices: Choices, zone: tzinfo) -> datetime:
    """When a week is asked for the last time by a zone's clock."""
    return moments(week, choices, zone)[-1].at


def standing(now: datetime, choices: Choices, zone: tzinfo) -> Moment | None:
    """What is to be said at this moment to who has not heard it and still owes; None in quiet hours and between weeks.

    What was missed for longer than FRESH is let go, the day before as soon as that day is over, and whatever lay
    before the workspace chose these hours.
    """
    if is_quiet(now, zone, choices.quiet):
        return None
    came = [each for each in _around(now, choices, zone) if each.at <= now]
    last = came[-1] if came else None
    if last is None or now - last.at > FRESH or (choices.since is not None and last.at <= choices.since):
        return None
    if last.stage == BEFORE and day_of(now, zone) > day_of(last.at, zone):
        return None
    return last


def coming(now: datetime, choices: Choices, zone: tzinfo) -> tuple[Moment, ...]:
    """The moments of today and the six days after."""
    today = day_of(now, zone)
    return tuple(each for each in _around(now, choices, zone) if today <= day_of(each.at, zone) < today + WEEK)


def _around(now: datetime, choices: Choices, zone: tzinfo) -> list[Moment]:
    this = monday_of(day_of(now, zone))
    return [each for ahead in range(-2, 2) for each in moments(this + ahead * WEEK, choices, zone)]
