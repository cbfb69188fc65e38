"""A year of reminders: thousands of owners in many zones over both changes of clocks, held to a second reckoning."""

import random
import tempfile
import time as real_time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import select

from benchmarks.reckoned import DAY, HOUR, ZONES, Look, clocks_of, is_quiet, local, moments_of, windows
from capabilities.books import Books, Deed
from capabilities.channels.reminding import Reminding, promised
from capabilities.nudges import Nudges
from capabilities.workspace import Choices, Known, Workspaces
from storage import migrate
from storage.channels import Channel, Report
from storage.database import Database, Unit
from storage.nudges import BENEATH, Nudge

HERE, BOSS, LED = "T", "UBOSS", Deed("T", "")
FIRST = date(2026, 1, 5)
WEEK = timedelta(days=7)
# When owners hand in, as hours after the report is due: before the first word of it, before the hour, within the hour
# after, never; and how many of a hundred weeks each is.
NEVER = 1e6
HABITS = ((-40.0, 55), (-3.0, 20), (0.5, 12), (NEVER, 13))
AWAY, MISSED, BACK = 0.04, 0.02, 0.02  # of an owner's weeks; of looks that are not taken; of looks after which it is
#                                        an hour earlier again
LIMIT_S = 240.0  # for three thousand looks at five thousand owners, on a busy machine of two cores


@dataclass
class Told:
    """A clock that is set, and work that is only written down with the moment it was asked for."""

    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    asked: list[tuple[datetime, str]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def enqueue(self, unit: Unit, kind: str, key: str) -> None:  # noqa: ARG002 (the shape is Work's)
        self.asked.append((self.at, key))


@dataclass(frozen=True)
class Year:
    """What happened: reminders by stage; `expected` by the second reckoning; those twice, missing, for nobody, in quiet
    hours; what else was said of its own accord to `watched` owners, with days and seven days over the budget."""

    owners: int
    weeks: int
    looks: int
    stages: Counter[str]
    expected: int
    twice: int
    missing: int
    uncalled: int
    quiet: int
    watched: int
    other: int
    days_over: int
    weeks_over: int
    seconds: float

    @property
    def kept(self) -> bool:
        return not (self.twice or self.missing or self.uncalled or self.quiet or self.days_over or self.weeks_over)


def measure(owners: int = 5_000, weeks: int = 53, *, report_time: time = time(14), watched: int = 8) -> Year:
    """Live a year; every look at what is due goes through the capability and a database of its own."""
    begun, luck = real_time.monotonic(), random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'year.db'}")
        migrate.upgrade(database)
        clock = Told()
        choices = Choices(zone="Europe/Berlin", report_time=report_time)
        books = Books(database, clock, lambda: "", clock)
        nudges = Nudges(books, promised(choices))
        reminding = Reminding(books, Workspaces(books, choices), nudges)
        clock.at = datetime.combine(FIRST, time(12), UTC) + 2 * DAY  # after all that was due in the week before
        reminding.workspaces.greet(HERE, "Here")
        zones = {f"U{at:05}": ZONES[at % len(ZONES)] for at in range(owners)}
        people = [Known(user, user, zone, "marketer") for user, zone in zones.items()]
        reminding.workspaces.meet(HERE, [*people, Known(BOSS, "Boss", "Europe/Berlin", "responsible")])
        with database.unit(HERE) as unit:
            rows = [{"id": f"c{user}", "name": user, "name_key": user, "owner": user} for user in zones]
            unit.connection.execute(sa.insert(Channel), [{"workspace": HERE, **row} for row in rows])
        year = _Living(reminding, nudges, clock, zones, report_time, luck, list(zones)[:watched])
        for at in range(weeks):
            year.week(FIRST + at * WEEK)
        found = year.judged(weeks, real_time.monotonic() - begun)
        database.close()
    return found


@dataclass(frozen=True)
class _Week:
    """One week: when each owner hands in, and the three moments of each zone."""

    week: date
    handed: dict[str, datetime]
    moments: dict[str, list[tuple[datetime, str]]]


@dataclass
class _Living:
    """One year as it goes by, and the second reckoning of what was to be said in it."""

    reminding: Reminding
    nudges: Nudges
    clock: Told
    zones: dict[str, str]
    hour: time
    luck: random.Random
    watched: list[str]
    expected: Counter[str] = field(default_factory=Counter)
    looks: list[Look] = field(default_factory=list)
    away: list[tuple[datetime, set[str]]] = field(default_factory=list)  # from when on who is away
    before: _Week | None = None

    def week(self, week: date) -> None:
        """Monday to Sunday; then the week before is reckoned, whose last words were said in this one."""
        due = {zone: local(week + 4 * DAY, self.hour, zone) for zone in ZONES}
        this = _Week(week, self._habits(week), {zone: moments_of(due[zone], zone) for zone in ZONES})
        begin = min(at for each in this.moments.values() for at, _ in each)
        end = max(at for each in this.moments.values() for at, _ in each)
        early = self.before.moments if self.before is not None else {}
        looks = {at for each in (*this.moments.values(), *early.values()) for at, _ in each}
        looks = {at for at in looks if not self.looks or at > self.looks[-1].real} | {end + 2 * HOUR, _told_boss(week)}
        waiting = sorted(this.handed.items(), key=lambda each: each[1])
        self.away.append((begin, {user for user in self.zones if self.luck.random() < AWAY}))
        others = {at for at in self._elevens(week) if at not in looks}
        for at in sorted(looks | others):
            waiting = self._hand_in(week, waiting, at)
            if at == begin:
                self._send_away()
            if at in looks and self.luck.random() >= MISSED:
                self._look(at, at)
                if self.luck.random() < BACK:  # the clock is put back an hour, and goes on from there
                    self._look(at - HOUR, at)
                    self._look(at, at)
            self._other(at)
        if self.before is not None:
            self._reckon(self.before)
        self.before = this

    def _habits(self, week: date) -> dict[str, datetime]:
        hours, often = zip(*HABITS, strict=True)
        drawn = self.luck.choices(hours, often, k=len(self.zones))
        # A minute of their own, so that nobody hands in at the very moment of a look.
        return {
            user: local(week + 4 * DAY, self.hour, zone) + hour * HOUR + timedelta(seconds=61)
            for (user, zone), hour in zip(self.zones.items(), drawn, strict=True)
            if hour < NEVER
        }

    def _send_away(self) -> None:
        with self.reminding.books.keep(LED) as unit:
            unit.connection.exec_driver_sql("UPDATE person SET away = 0")
            rows = [(user,) for user in self.away[-1][1]]
            unit.connection.exec_driver_sql("UPDATE person SET away = 1 WHERE user = ?", rows)

    def _hand_in(
        self, week: date, waiting: list[tuple[str, datetime]], until: datetime
    ) -> list[tuple[str, datetime]]:  # fmt: skip
        come = [each for each in waiting if each[1] <= until]
        rows = [
            {"workspace": HERE, "channel": f"c{user}", "week": week, "revision": 1, "reported_at": at, "reasons": {}}
            for user, at in come
        ]
        if rows:
            with self.reminding.books.keep(LED) as unit:
                unit.connection.execute(sa.insert(Report), rows)
        return waiting[len(come) :]

    def _elevens(self, week: date) -> Iterator[datetime]:
        """Eleven o'clock of each day of those whom other things try to reach too."""
        for user in self.watched:
            for day in range(7):
                yield local(week + day * DAY, time(11), self.zones[user])

    def _look(self, clock: datetime, real: datetime) -> None:
        self.clock.at = clock
        self.looks.append(Look(clock, real))
        self.reminding.look(HERE)

    def _other(self, at: datetime) -> None:
        self.clock.at = at
        for user in self.watched:
            if at.astimezone(clocks_of(self.zones[user])).time() == time(11):
                with self.reminding.books.keep(LED) as unit:
                    self.nudges.spend(unit, user, key=f"other {user} {at.isoformat()}", kind="other")

    def _reckon(self, week: _Week) -> None:
        """What each owner had to hear: at the first look of a stage's own time, if they owed and were there."""
        least = min(at for each in week.moments.values() for at, _ in each)
        looks = [each for each in self.looks if each.real >= least]
        found = {zone: windows(week.moments[zone], looks, zone) for zone in ZONES}
        for user, zone in self.zones.items():
            handed = week.handed.get(user)
            for stage, seen in found[zone].items():
                first = next((each for each in seen if not self._is_away(user, each.real)), None)
                if first is not None and (handed is None or handed > first.real):
                    self.expected[f"{week.week}:{stage}:{user}"] += 1

    def _is_away(self, user: str, at: datetime) -> bool:
        gone = [who for since, who in self.away[-3:] if since <= at]
        return bool(gone) and user in gone[-1]

    def judged(self, weeks: int, seconds: float) -> Year:
        # The last week's last words were never said: it is not reckoned.
        last = str(self.before.week) if self.before is not None else ""
        asked = [(at, key.rsplit(":", 1)[0]) for at, key in self.clock.asked if not key.startswith(last)]
        to_owners = [(at, key) for at, key in asked if ":all:" not in key]
        got = Counter(key for _, key in to_owners)
        quiet = sum(is_quiet(at, self.zones[key.rsplit(":", 1)[1]]) for at, key in to_owners)
        days_over, weeks_over, other = self._over()
        return Year(
            owners=len(self.zones),
            weeks=weeks - 1,
            looks=len(self.looks),
            stages=Counter(key.split(":")[1] for _, key in asked),
            expected=self.expected.total(),
            twice=sum(times > 1 for times in got.values()),
            missing=len(self.expected.keys() - got.keys()),
            uncalled=len(got.keys() - self.expected.keys()),
            quiet=quiet,
            watched=len(self.watched),
            other=other,
            days_over=days_over,
            weeks_over=weeks_over,
            seconds=seconds,
        )

    def _over(self) -> tuple[int, int, int]:
        """Days and spans of seven days with more to one person than the budget has; and how much of it could wait."""
        with self.reminding.books.look(HERE) as unit:
            rows = unit.session.exec(select(Nudge.user, Nudge.kind, Nudge.at)).all()
        days: dict[str, Counter[date]] = {}
        for user, kind, at in rows:
            if user in self.zones and not kind.endswith(BENEATH):
                days.setdefault(user, Counter())[at.astimezone(clocks_of(self.zones[user])).date()] += 1
        over = sum(n > 1 for each in days.values() for n in each.values())
        spans = sum(
            sum(each[day - back * DAY] for back in range(7)) > 3 for each in days.values() for day in list(each)
        )
        return over, spans, sum(kind == "other" for _, kind, _ in rows)


def _told_boss(week: date) -> datetime:
    """Monday as quiet ends for the responsible person: Honolulu's last word came on their Saturday."""
    return local(week, time(8), "Europe/Berlin")


def report(found: Year) -> list[str]:
    """The table for docs/benchmarks.md."""
    said = found.stages
    lines = [
        ("owners, zones, weeks, looks", f"{found.owners:,}, {len(ZONES)}, {found.weeks}, {found.looks:,}"),
        ("the day before", f"{said['before']:,}"),
        ("at the hour", f"{said['due']:,}"),
        ("an hour after", f"{said['after']:,}"),
        ("the responsible person", f"{said['all']:,}"),
        ("due by the second reckoning", f"{found.expected:,}"),
        ("said twice, missing, uncalled for", f"{found.twice}, {found.missing}, {found.uncalled}"),
        ("in quiet hours", f"{found.quiet}"),
        ("what could wait, said to those watched", f"{found.other:,} to {found.watched}"),
        ("days over one, seven days over three", f"{found.days_over}, {found.weeks_over}"),
        ("seconds", f"{found.seconds:.0f} (limit {LIMIT_S:.0f})"),
    ]
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in lines)]
