"""When a week's report is to be asked for, reckoned a second time apart from the program: what a year is held to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = (  # of whole, half and quarter hours, with a change of clocks in either half of the year and without any
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Phoenix", "America/Denver",
    "America/Chicago", "America/New_York", "America/Halifax", "America/St_Johns", "America/Sao_Paulo",
    "Atlantic/Azores", "Europe/London", "Europe/Berlin", "Africa/Cairo", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Bangkok", "Asia/Tokyo", "Australia/Adelaide", "Australia/Sydney", "Australia/Lord_Howe",
    "Pacific/Chatham",
)  # fmt: skip
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Look:
    """A look at what is due: what the clock showed, and when it really was."""

    clock: datetime
    real: datetime


def moments_of(due: datetime, zone: str) -> list[tuple[datetime, str]]:
    """The three moments, reckoned apart from the program: quiet ends at eight of the next working day."""
    day = due.astimezone(clocks_of(zone)).date()
    hour = due.astimezone(clocks_of(zone)).time()
    return [
        (_after_quiet(at, zone), stage)
        for at, stage in ((local(day - DAY, hour, zone), "before"), (due, "due"), (due + HOUR, "after"))
    ]


def windows(moments: list[tuple[datetime, str]], looks: Sequence[Look], zone: str) -> dict[str, list[Look]]:
    """The looks that may find each stage: those within its time that are not quiet, by what the clock showed."""
    found = {}
    for at, (begin, stage) in enumerate(moments):
        end = moments[at + 1][0] if at + 1 < len(moments) else begin + 3 * DAY + timedelta(seconds=1)
        if stage == "before":
            there = begin.astimezone(clocks_of(zone)).date()
            end = min(end, local(there + DAY, time(0), zone))
        found[stage] = [each for each in looks if begin <= each.clock < end and not is_quiet(each.clock, zone)]
    return found


def _after_quiet(at: datetime, zone: str) -> datetime:
    while is_quiet(at, zone):
        there = at.astimezone(clocks_of(zone))
        eight = local(there.date(), time(8), zone)
        at = eight if eight > at else local(there.date() + DAY, time(8), zone)
    return at


def is_quiet(at: datetime, zone: str) -> bool:
    there = at.astimezone(clocks_of(zone))
    return there.isoweekday() > 5 or there.hour < 8 or there.hour >= 18


def local(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, tzinfo=clocks_of(zone)).astimezone(UTC)


@cache
def clocks_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)
