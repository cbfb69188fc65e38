"""The workspace itself: who is in it with which role, and the choices it made, such as the digest's hour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from capabilities.books import Books, Deed
from capabilities.permissions import ADMIN, GUEST, MARKETER, PROGRAM, REP, RESPONSIBLE, require
from capabilities.quiet import QuietHours
from capabilities.refusal import Refusal
from storage import workspace as stored
from storage.database import Unit

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKLY, TWO_WEEKLY, MONTHLY, OFF = EVERY = ("weekly", "two-weekly", "monthly", "off")  # how often the digest comes
GONE = "gone"  # the role of somebody who left the workspace: what they logged stays, they are asked for nothing
_LONGEST_CHANNEL = 80  # Slack's limit for a channel's name


@dataclass(frozen=True)
class Choices:
    """What a workspace chose, or what the program's settings say where it did not choose.

    `digest_channel` is a Slack channel's id or name, empty while nobody has chosen one. `since` is when the
    digest's day, time or channel was last changed: nothing fell due before it. `every_since` is when it was chosen how
    often it comes, from which every second week is counted.
    """

    zone: str = "UTC"
    digest_channel: str = ""
    digest_day: str = "monday"
    digest_time: time = time(9, 0)
    digest_every: str = WEEKLY
    report_day: str = "friday"
    report_time: time = time(14, 0)
    currency: str = "EUR"
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 0)
    since: datetime | None = None
    every_since: datetime | None = None

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def quiet(self) -> QuietHours:
        """When nothing is said to anybody unasked, by their own clock."""
        return QuietHours(self.quiet_from, self.quiet_until)


@dataclass(frozen=True)
class Known:
    """A person as Slack describes them, with the role they hold here.

    `away` is what their status says; `away_until` is empty where it names no end.
    """

    user: str
    name: str
    zone: str
    role: str = REP
    away: bool = False
    away_until: datetime | None = None

    def is_away(self, now: datetime) -> bool:
        return self.away and (self.away_until is None or now < self.away_until)


@dataclass(frozen=True)
class Workspaces:
    """Keeps workspaces, people and choices. `defaults` come from the program's settings."""

    books: Books
    defaults: Choices = Choices()

    def greet(self, workspace: str, name: str) -> None:
        """Make the workspace known; greeting it again only brings its name up to date."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            stored.save_workspace(unit, name=name, zone=self.defaults.zone, now=self.books.clock.now())

    def every(self) -> list[str]:
        """The keys of all workspaces served."""
        with self.books.look("") as unit:
            return [row.workspace for row in stored.all_workspaces(unit)]

    def choices(self, workspace: str) -> Choices:
        with self.books.look(workspace) as unit:
            return choices(unit, self.defaults)

    def choose(self, deed: Deed, **chosen: str) -> Choices:
        """Change some of the digest's choices. Raises Refusal for an impossible value, NotAllowed without the role."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "changing the timetable")
            for name, value in chosen.items():
                stored.save_setting(unit, name, _checked(name, value), by=deed.user, now=now)
            stored.save_setting(unit, "digest_changed_at", now.isoformat(), by=deed.user, now=now)
            if "digest_every" in chosen:
                stored.save_setting(unit, "digest_every_at", now.isoformat(), by=deed.user, now=now)
            unit.flush()
            return choices(unit, self.defaults)

    def meet(self, workspace: str, people: Iterable[Known]) -> int:
        """Bring the people of a workspace up to date; returns how many there are.

        `people` are all of them: who is known and not among them has left and loses their role. Nobody at all is
        no answer, and changes nothing.
        """
        now, here = self.books.clock.now(), {known.user: known for known in people}
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            for known in here.values():
                facts: dict[str, Any] = {"name": known.name, "zone": known.zone, "role": known.role}
                facts |= {"away": known.away, "away_until": known.away_until}
                stored.save_person(unit, known.user, facts, now=now)
            for row in stored.people(unit) if here else []:
                if row.user not in here and row.role != GONE:
                    stored.save_person(unit, row.user, {"role": GONE}, now=now)
        return len(here)

    def people(self, workspace: str) -> list[Known]:
        with self.books.look(workspace) as unit:
            return [known_of(row) for row in stored.people(unit)]

    def responsible(self, workspace: str) -> str | None:
        """The one person responsible for both teams, or else an admin; None while nobody is known."""
        with self.books.look(workspace) as unit:
            return responsible_in(unit)


def known_of(row: stored.Person) -> Known:
    return Known(row.user, row.name, row.zone, row.role, row.away, row.away_until)


def responsible_in(unit: Unit) -> str | None:
    """The one person responsible for both teams, or else an admin; None while nobody is known."""
    for role in (RESPONSIBLE, ADMIN):
        held = stored.holding(unit, role)
        if held:
            return held[0]
    return None


def choices(unit: Unit, defaults: Choices) -> Choices:
    """The choices in force in this transaction."""
    row = stored.workspace(unit)
    kept = stored.settings(unit)

    def of(name: str, default: str) -> str:
        return kept.get(name) or default

    changed, every_at = kept.get("digest_changed_at"), kept.get("digest_every_at")
    return Choices(
        zone=of("zone", row.zone if row else defaults.zone),
        digest_channel=of("digest_channel", defaults.digest_channel),
        digest_day=of("digest_day", defaults.digest_day),
        digest_time=time.fromisoformat(of("digest_time", defaults.digest_time.isoformat())),
        digest_every=of("digest_every", defaults.digest_every),
        report_day=of("report_day", defaults.report_day),
        report_time=time.fromisoformat(of("report_time", defaults.report_time.isoformat())),
        currency=of("currency", defaults.currency),
        quiet_from=defaults.quiet_from,
        quiet_until=defaults.quiet_until,
        since=datetime.fromisoformat(changed) if changed else (row.since if row else None),
        every_since=datetime.fromisoformat(every_at) if every_at else None,
    )


def zone_of(unit: Unit, user: str) -> ZoneInfo:
    """The time zone a person reads times in: their own in Slack, else the workspace's."""
    known = stored.person(unit, user)
    return zone_named(known.zone if known else "") or zone_named(choices(unit, Choices()).zone) or ZoneInfo("UTC")


@lru_cache(maxsize=512)  # the library itself remembers only eight of the world's zones
def zone_named(name: str) -> ZoneInfo | None:
    """A time zone by its name; None where Slack has not said, or names one that is not known here."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def roles(
    users: Iterable[str],
    *,
    sales: Iterable[str],
    marketing: Iterable[str],
    responsible: str,
    admins: Iterable[str],
    guests: Iterable[str] = (),
) -> Mapping[str, str]:
    """The role of each person by Slack's user groups and the settings; the first that fits of
    responsible, admin, guest, marketer, rep.

    Whom the settings name is trusted whatever they are in Slack; a group is not enough for a guest.
    """
    in_marketing, in_admins, in_sales, from_outside = set(marketing), set(admins), set(sales), set(guests)

    def role(user: str) -> str:
        if user == responsible:
            return RESPONSIBLE
        if user in in_admins:
            return ADMIN
        if user in from_outside:
            return GUEST
        return MARKETER if user in in_marketing and user not in in_sales else REP

    return {user: role(user) for user in users}


def _checked(name: str, value: str) -> str:
    if name.endswith("_day"):
        if value.lower() not in DAYS:
            raise Refusal(f"“{value}” is not a day. Choose one of {', '.join(DAYS)}.", field=name)
        return value.lower()
    if name.endswith("_time"):
        try:
            read = time.fromisoformat(value if len(value) > 4 else f"0{value}")
            return read.replace(tzinfo=None).isoformat()
        except ValueError as error:
            raise Refusal(f"“{value}” is not a time. Write it like 09:00.", field=name) from error
    if name == "digest_every" and value not in EVERY:
        raise Refusal(f"The digest comes weekly, two-weekly or monthly; “{value}” is none of these.", field=name)
    if name == "digest_channel" and len(value) > _LONGEST_CHANNEL:
        raise Refusal("No channel in Slack has so long a name. Pick it from the list Slack offers after the #.")
    if name == "zone":
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise Refusal(f"“{value}” is not a time zone. Write it like Europe/Berlin.", field=name) from error
    return value
