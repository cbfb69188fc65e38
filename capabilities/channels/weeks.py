"""Which week a report is about: weeks begin on Monday, in the workspace's own zone."""

from datetime import date, datetime, timedelta, tzinfo

WEEK = timedelta(days=7)
THURSDAY = 3


def monday_of(day: date) -> date:
    """The Monday of the ISO week a day belongs to."""
    return day - timedelta(days=day.weekday())


def week_of(now: datetime, zone: tzinfo) -> date:
    """The Monday of the week a report handed in now is about.

    Reports fall due towards the end of their week (Friday 14:00 by default), so from Thursday on it is the
    current week; from Monday to Wednesday one reports the week that has just ended.
    """
    today = now.astimezone(zone).date()
    monday = monday_of(today)
    return monday if today.weekday() >= THURSDAY else monday - WEEK
