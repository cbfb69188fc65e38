"""Reminds of weeks that are due: owners in one message for all they owe, then the responsible person who is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from capabilities.books import Books, Deed
from capabilities.channels.due import ALL, DAY, FRESH, HOUR, coming, due_at, last_at, standing
from capabilities.channels.reminded import (
    REMIND,
    Reminder,
    instead_key,
    last_weeks,
    nudge_key,
    zone_for,
    zone_in,
)
from capabilities.channels.rows import WeekState, state_of
from capabilities.channels.weeks import WEEK, monday_of
from capabilities.nudges import Nudges, Promised
from capabilities.permissions import PROGRAM
from capabilities.quiet import at, day_of, is_quiet, next_allowed
from capabilities.workspace import Choices, Known, Workspaces, choices, known_of, responsible_in, zone_of
from storage import nudges as stored_nudges
from storage import reminders as stored
from storage import workspace as stored_workspace
from storage.database import Unit

_Told = tuple[date, str, ZoneInfo]  # the week, the stage, and the zone of who is told
_AT_ONCE = 100  # people claimed in one transaction, so that nobody who writes waits long


@dataclass(frozen=True)
class Missing:
    """What the responsible person is told once everybody was reminded: how the week stands, and who is waited for."""

    to: str
    week: date
    state: WeekState
    people: Mapping[str, Known]
    now: datetime
    beneath: str = ""


@dataclass(frozen=True)
class Reminding:
    """Decides who is to be told at this moment, each thing once, and what."""

    books: Books
    workspaces: Workspaces
    nudges: Nudges

    def look(self, workspace: str) -> int:
        """Have everybody reminded who is to be by now; how many that were. Harmless however often it is repeated."""
        now = self.books.clock.now()
        self.nudges.look(workspace)  # what waited for a person goes out by the same clock
        with self.books.look(workspace) as unit:
            chosen = _chosen(unit, self.workspaces.defaults)
            owners, boss = _owners(unit, chosen, now), _boss(unit, chosen, now)
        keys = sorted(owners)
        told = sum(self._claim(workspace, keys[i : i + _AT_ONCE], owners) for i in range(0, len(keys), _AT_ONCE))
        return told + self._claim(workspace, list(boss), boss)

    def said(self, workspace: str, key: str) -> Reminder | Missing | None:
        """What a person is told now; None when everything came in meanwhile, or this is no time to tell them.

        In quiet hours, or while they are away, it counts as not said: a later look finds it again.
        """
        week_, stage, user, _ = key.split(":", 3)
        week, now = date.fromisoformat(week_), self.books.clock.now()
        with self.books.look(workspace) as unit:
            chosen = _chosen(unit, self.workspaces.defaults)
            zone = zone_for(unit, user, chosen)
            row = stored_workspace.person(unit, user)
            resting = is_quiet(now, zone, chosen.quiet) or (row is not None and known_of(row).is_away(now))
            said = None if resting else self._words(unit, user, week, stage, chosen, zone)
        if resting:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                stored_nudges.drop(unit, nudge_key(week, stage, user))
        return said

    def away(self, workspace: str, user: str, *, away: bool, until: datetime | None) -> None:
        """Keep what a person's status says at this moment; nothing for who is not known."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            known = stored_workspace.person(unit, user)
            if known is not None and (known.away, known.away_until) != (away, until):
                known.away, known.away_until = away, until
                unit.session.add(known)

    def instead(self, workspace: str, reminder: Reminder) -> tuple[str, str] | None:
        """The key and the person to tell where Slack cannot reach an owner; None when that is nobody else."""
        key = instead_key(reminder.week, reminder.to)
        again = REMIND, f"{reminder.week}:{reminder.stage}:{reminder.to}:instead"
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            boss = responsible_in(unit)
            if boss is None or boss == reminder.to:
                return None
            known = stored_nudges.given(unit, key)
            if not known and not self.nudges.owe(unit, boss, key=key, kind=REMIND, again=again):
                return None
        return key, boss

    def _claim(self, workspace: str, users: list[str], wanted: Mapping[str, _Told]) -> int:
        if not users:
            return 0
        now = self.books.clock.now()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            first = _first_today(unit, {user: wanted[user][2] for user in users}, now)
            asked = {user: (nudge_key(*wanted[user][:2], user), user in first) for user in users}
            told = self.nudges.owe_each(unit, asked, kind=REMIND)
            for user in sorted(told):
                week, stage, zone = wanted[user]
                self.books.work.enqueue(unit, REMIND, f"{week}:{stage}:{user}:{day_of(now, zone)}")
        return len(told)

    def _words(
        self, unit: Unit, user: str, week: date, stage: str, chosen: Choices, zone: ZoneInfo
    ) -> Reminder | Missing | None:  # fmt: skip
        now = self.books.clock.now().astimezone(zone)
        own = nudge_key(week, stage, user)
        earlier = _first_today(unit, {user: zone}, now).get(user, "")
        beneath = "" if earlier == own else earlier
        if stage == ALL:
            state = state_of(unit, week)
            if all(each.owner == user for each in state.missing):
                return None
            people = {row.user: known_of(row) for row in stored_workspace.people(unit)}
            return Missing(user, week, state, people, now, beneath)
        owed = stored.of(unit, week, user)
        if user == responsible_in(unit):
            owed += [each for each in stored.orphans(unit, week) if each.owner != user]
        if not owed:
            return None
        before = last_weeks(unit, owed, week)
        due = due_at(week, chosen, zone).astimezone(zone)
        return Reminder(user, stage, week, due, now, tuple(owed), before, beneath)


def gate_of(books: Books, defaults: Choices) -> Nudges:
    """The gate of all that is said unasked, which leaves room for the reminders that are to come."""
    return Nudges(books, promised(defaults), quiet=defaults.quiet)


def promised(defaults: Choices) -> Promised:
    """On which of the next days a person will be reminded, for the budget of all else (see Nudges)."""

    def days(unit: Unit, user: str, now: datetime) -> Iterable[date]:
        chosen, zone = _chosen(unit, defaults), zone_of(unit, user)
        boss = responsible_in(unit) == user
        found = set[date]()
        for each in coming(now, chosen, zone):
            known = stored_nudges.given(unit, nudge_key(each.week, each.stage, user))
            day = day_of(each.at, zone)
            if not known and day not in found and _owes(unit, each.week, user, boss=boss):
                found.add(day)
        if boss:
            today = day_of(now, zone)
            for week in _weeks(now, zone):
                told = _told_at(unit, week, chosen, zone)
                known = stored_nudges.given(unit, nudge_key(week, ALL, user))
                if told is not None and not known and today <= day_of(told, zone) < today + WEEK:
                    found.add(day_of(told, zone))
        return found - _reminded(unit, user, found, zone)

    return days


def _chosen(unit: Unit, defaults: Choices) -> Choices:
    """The workspace's choices, in force since it is known here: what was changed since is the digest's timetable, and
    no reminder that is due may fall through it."""
    row = stored_workspace.workspace(unit)
    return replace(choices(unit, defaults), since=row.since if row is not None else None)


def _owners(unit: Unit, chosen: Choices, now: datetime) -> dict[str, _Told]:
    """Owners to remind now: the week, the stage and their zone, by person."""
    asked: dict[tuple[date, str], list[str]] = {}
    for name in stored.zones(unit):
        moment = standing(now, chosen, zone_in(name, chosen))
        if moment is not None:
            asked.setdefault((moment.week, moment.stage), []).append(name)
    found: dict[str, _Told] = {}
    for (week, stage), names in asked.items():
        for user, name in stored.to_remind(unit, week, zones=names, unless=nudge_key(week, stage, ""), now=now):
            found[user] = week, stage, zone_in(name, chosen)
    boss = _reachable_boss(unit, now)
    if boss is not None and boss not in found:
        zone = zone_of(unit, boss)
        moment = standing(now, chosen, zone)
        new = moment is not None and not stored_nudges.given(unit, nudge_key(moment.week, moment.stage, boss))
        if moment is not None and new and stored.orphans(unit, moment.week):
            found[boss] = moment.week, moment.stage, zone
    return found


def _boss(unit: Unit, chosen: Choices, now: datetime) -> dict[str, _Told]:
    """The responsible person, when everybody was reminded and a week is still waited for."""
    boss = _reachable_boss(unit, now)
    if boss is None:
        return {}
    zone = zone_of(unit, boss)
    if is_quiet(now, zone, chosen.quiet):
        return {}
    for week in _weeks(now, zone):
        # A glance at the hours alone: clocks differ by a day at most, and a weekend may lie between.
        about = last_at(week, chosen, zone)
        if not about - DAY <= now <= about + DAY + 2 * FRESH or stored_nudges.given(unit, nudge_key(week, ALL, boss)):
            continue
        told = _told_at(unit, week, chosen, zone)
        here = told is not None and told <= now <= told + FRESH
        if here and any(each.owner != boss for each in stored.owing(unit, week)):
            return {boss: (week, ALL, zone)}
    return {}


def _told_at(unit: Unit, week: date, chosen: Choices, zone: ZoneInfo) -> datetime | None:
    """When the responsible person hears of a week: an hour after whoever owes it heard the last; None if nobody does.

    An hour, because that is what a week takes at most once one sits down to it.
    """
    names = stored.owing_zones(unit, week)
    if not names:
        return None
    last = max(last_at(week, chosen, zone_in(name, chosen)) for name in names)
    if chosen.since is not None and last <= chosen.since:
        return None
    return next_allowed(last + HOUR, zone, chosen.quiet)


def _reachable_boss(unit: Unit, now: datetime) -> str | None:
    boss = responsible_in(unit)
    row = stored_workspace.person(unit, boss) if boss is not None else None
    return None if row is None or known_of(row).is_away(now) else boss


def _owes(unit: Unit, week: date, user: str, *, boss: bool) -> bool:
    return bool(stored.of(unit, week, user)) or (boss and bool(stored.orphans(unit, week)))


def _first_today(unit: Unit, zones: Mapping[str, ZoneInfo], now: datetime) -> dict[str, str]:
    """The first reminder of today by person, which later ones of their day are written beneath."""
    midnights = {zone: at(day_of(now, zone), time(0), zone) for zone in set(zones.values())}
    rows = stored_nudges.since(unit, list(zones), REMIND, since=min(midnights.values()))
    found: dict[str, str] = {}
    for user, key, when in rows:  # oldest first
        if when >= midnights[zones[user]]:
            found.setdefault(user, key)
    return found


def _reminded(unit: Unit, user: str, days: set[date], zone: ZoneInfo) -> set[date]:
    """Those of these days on which a person was reminded already: more of that day costs nothing."""
    if not days:
        return set()
    rows = stored_nudges.since(unit, [user], REMIND, since=at(min(days), time(0), zone))
    return days & {day_of(when, zone) for _, _, when in rows}


def _weeks(now: datetime, zone: ZoneInfo) -> list[date]:
    this = monday_of(day_of(now, zone))
    return [this + ahead * WEEK for ahead in (-2, -1, 0, 1)]
