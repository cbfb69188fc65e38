"""When things fall due: APScheduler's cron triggers, one per workspace and task, in the workspace's own zone."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from threading import Lock
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from capabilities.ports import Clock

log = logging.getLogger("plumbline.timetable")

_YEAR = timedelta(days=366)
REFRESH_S = 30.0  # how soon a changed hour, or a new workspace, is noticed


@dataclass(frozen=True)
class Line:
    """One line of the timetable: `fire` is told the due time, and must be harmless when told twice.

    A due time older than `fresh`, or before `since`, is let go; so is one that `falls` says no to.
    """

    key: str
    words: str
    trigger: CronTrigger
    fire: Callable[[datetime], None]
    fresh: timedelta
    since: datetime | None = None
    falls: Callable[[datetime], bool] | None = None


def weekly(day: str, at: time, zone: ZoneInfo) -> CronTrigger:
    """Every week on a day at an hour of a zone; keeps the hour across a change of clocks."""
    return CronTrigger(day_of_week=day[:3], hour=at.hour, minute=at.minute, second=at.second, timezone=zone)


def daily(at: time, zone: ZoneInfo) -> CronTrigger:
    return CronTrigger(hour=at.hour, minute=at.minute, second=at.second, timezone=zone)


def hourly(zone: ZoneInfo) -> CronTrigger:
    return CronTrigger(minute=5, timezone=zone)


def every(minutes: int) -> CronTrigger:
    """At each full hour and so many minutes apart from there, whatever any zone's clocks do."""
    return CronTrigger(minute=f"*/{minutes}", timezone="UTC")


def workdays(at: time, zone: ZoneInfo) -> CronTrigger:
    """Monday to Friday."""
    return CronTrigger(day_of_week="mon-fri", hour=at.hour, minute=at.minute, second=at.second, timezone=zone)


class Timetable:
    """Fires each line at its due times, and once for a due time that was missed while nobody was looking."""

    def __init__(self, lines: Callable[[], list[Line]], clock: Clock, *, refresh_s: float = REFRESH_S) -> None:
        self._lines = lines
        self._clock = clock
        self._refresh_s = refresh_s
        self._looked: dict[str, datetime] = {}
        self._lock = Lock()
        self._stopping = False
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})

    def start(self, *, every: Mapping[Callable[[], object], float] | None = None) -> None:
        """Begin to look; `every` is what else is done at the start and again each so many seconds."""
        self._scheduler.start()
        self._scheduler.add_job(self.look, "interval", seconds=self._refresh_s, id="look")
        self._scheduler.add_job(self.look, id="first look")
        for what, seconds in (every or {}).items():
            self._scheduler.add_job(what, "interval", seconds=seconds)
            self._scheduler.add_job(what)

    def stop(self) -> None:
        # While it shuts down the scheduler takes no alarms: a look under way would wait for it, and it for the look.
        self._stopping = True
        with self._lock:
            pass
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def look(self) -> None:
        """Fire what fell due since the last look, and set the alarm for what comes next."""
        now = self._clock.now()
        with self._lock:
            for line in () if self._stopping else self._lines():
                try:
                    self._look_at(line, now)
                except Exception:
                    log.exception("The timetable's line %s could not be fired", line.key)
                self._set_alarm(line)

    def next(self) -> list[tuple[datetime, str]]:
        """What falls due next, soonest first, each line once."""
        now = self._clock.now()
        coming = [(_next(line, now), line.words) for line in self._lines()]
        return sorted((at, words) for at, words in coming if at is not None)

    def _look_at(self, line: Line, now: datetime) -> None:
        start = now - line.fresh
        for earliest in (line.since, self._looked.get(line.key)):
            if earliest is not None and earliest > start:
                start = earliest
        for due in due_times(line.trigger, start, now):
            if line.falls is None or line.falls(due):
                line.fire(due)
        self._looked[line.key] = now

    def _set_alarm(self, line: Line) -> None:
        # The alarm only wakes `look`: what is due is always reckoned from the clock handed in.
        self._scheduler.add_job(
            self.look, line.trigger, id=f"alarm {line.key}", replace_existing=True, misfire_grace_time=3600
        )


def due_times(trigger: CronTrigger, after: datetime, until: datetime) -> list[datetime]:
    """The trigger's times later than `after`, up to and including `until`, oldest first."""
    return list(takewhile(lambda at: at <= until, _times(trigger, after)))


def _times(trigger: CronTrigger, after: datetime) -> Iterator[datetime]:
    at: datetime | None = after
    while at is not None:
        # Asked in UTC: a local time loses, by adding to it, which of its two showings it is, and the trigger
        # then gives the hour that the clocks show twice for ever.
        at = trigger.get_next_fire_time(None, at.astimezone(UTC) + timedelta(microseconds=1))
        if at is not None and not at.fold:  # such an hour is due at its first showing
            yield at


def _next(line: Line, now: datetime) -> datetime | None:
    """When a line comes next; None where it does not within a year."""
    soon = takewhile(lambda at: at <= now + _YEAR, _times(line.trigger, now))
    return next((at for at in soon if line.falls is None or line.falls(at)), None)
