"""What a posted digest said of a channel's week and is no longer so: one line beneath it for each revision since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from capabilities.books import Books, Deed
from capabilities.channels.numbers import COUNTS, MONEY, cost_per
from capabilities.permissions import PROGRAM
from storage import channel_corrections as stored
from storage import channels as stored_channels
from storage import workspace as stored_workspace
from storage.channels import Channel, Report
from storage.database import Unit
from storage.digest import Digest

KIND = "channel_correction"
_BACK = timedelta(days=35)  # digests older than this are not looked through for lines that are missing


@dataclass(frozen=True)
class Changed:
    """One number that is another now; None where nobody knew."""

    name: str
    before: Decimal | int | None
    now: Decimal | int | None


@dataclass(frozen=True)
class Correction:
    """A revision that came after a digest had counted: `key` names the line, `under` the digest's message.

    `changed` is empty where a revision left every number as it was: then there is nothing to say.
    """

    key: str
    under: str
    channel: Channel
    report: Report
    before: Report | None
    changed: tuple[Changed, ...]


@dataclass(frozen=True)
class TakenBack:
    """Weeks, by channel's name, that were taken back beneath a digest they may be in."""

    key: str
    under: str
    weeks: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class Corrections:
    """Finds which posted digests a revision came too late for."""

    books: Books

    def ask(self, unit: Unit, reports: Sequence[Report]) -> None:
        """Have a line written for each revision beneath each digest that is posted about its week already."""
        told = self.told_of(unit, {report.week for report in reports})
        for report in reports:
            if report.week in told:
                self.books.work.enqueue(unit, KIND, f"{key_of(report)}@{_stamp(report.reported_at)}")

    def told_of(self, unit: Unit, weeks: Collection[date]) -> set[date]:
        """Those of these weeks that a posted digest is about."""
        if not weeks:
            return set()
        digests = stored.posted_between(unit, _within(min(weeks)), _within(max(weeks)))
        return {week for week in weeks if any(_covers(digest, _within(week)) for digest in digests)}

    def taken_back(self, workspace: str, import_id: str, gone: Sequence[tuple[str, date]]) -> list[TakenBack]:
        """What is said beneath each posted digest of weeks, by channel's name, that an import brought and that are here
        no more."""
        with self.books.look(workspace) as unit:
            weeks = {week for _, week in gone}
            digests = stored.posted_between(unit, _within(min(weeks)), _within(max(weeks))) if weeks else []
        found = []
        for digest in digests:
            here = tuple((name, week) for name, week in gone if _covers(digest, _within(week)))
            if here:
                key = f"taken:{digest.channel}|{_stamp(digest.due)}:{import_id}"
                found.append(TakenBack(key, _under(digest), here))
        return found

    def of(self, workspace: str, key: str) -> list[Correction]:
        """What is to be said of a revision, digest by digest; none when it was counted in, or is gone."""
        key = key.partition("@")[
            0
        ]  # behind it stands when it was handed in, or for which digest it was asked once more
        channel_id, day, number = key.rsplit(":", 2)
        week = date.fromisoformat(day)
        with self.books.look(workspace) as unit:
            channel = stored_channels.channel(unit, channel_id)
            rows = {row.revision: row for row in stored_channels.revisions(unit, channel_id, week)}
            digests = stored.posted_about(unit, _within(week))
            report, before = rows.get(int(number)), rows.get(int(number) - 1)
            if channel is None or report is None:
                return []
            lines = [_line(unit, digest, report) for digest in digests]
        changed = changes(before, report)
        return [
            Correction(
                line,
                _under(digest),
                channel, report, before, changed,
            )
            for digest, line in zip(digests, lines, strict=True)
            if digest.counted_at is not None and digest.counted_at < report.reported_at
        ]  # fmt: skip

    def missing(self, workspace: str) -> int:
        """Ask once more for lines that should stand beneath a digest and do not; returns how many.

        So it is when a revision came between the moment a digest counted and the moment it was posted.
        """
        since = self.books.clock.now() - _BACK
        asked: set[str] = set()
        with self.books.look(workspace) as unit:
            for digest in stored.posted_since(unit, since):
                if digest.counted_at is None or digest.covers_from is None or digest.covers_until is None:
                    continue
                for week in _weeks(digest.covers_from, digest.covers_until):
                    for report in stored_channels.kept_since(unit, week, digest.counted_at):
                        known = stored_workspace.posting(unit, _line(unit, digest, report))
                        if known is None or known.ts is None:
                            asked.add(f"{key_of(report)}@{_stamp(digest.due)}")
        if asked:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for key in sorted(asked):
                    self.books.work.enqueue(unit, KIND, key)
        return len(asked)


def key_of(report: Report) -> str:
    """The key of a revision's durable work."""
    return f"{report.channel}:{report.week.isoformat()}:{report.revision}"


def _line(unit: Unit, digest: Digest, report: Report) -> str:
    """The key of the line a revision gets beneath a digest.

    With the moment it was handed in, as an import that was taken back leaves its number to another revision. Lines of
    an older program stand without.
    """
    key = f"correction:{digest.channel}|{_stamp(digest.due)}:{key_of(report)}"
    known = stored_workspace.posting(unit, key)
    older = known is not None and known.begun >= report.reported_at
    return key if older else f"{key}@{_stamp(report.reported_at)}"


def changes(before: Report | None, now: Report) -> tuple[Changed, ...]:
    """Every number that is another than in the revision before, the cost of a lead with them."""
    pairs = [(name, getattr(before, name, None), getattr(now, name)) for name in (*MONEY, *COUNTS)]
    cost = cost_per(before.spend, before.leads) if before is not None else None
    pairs.append(("cost_per_lead", cost, cost_per(now.spend, now.leads)))
    other = before is not None and before.currency != now.currency
    return tuple(
        Changed(name, was, value)
        for name, was, value in pairs
        if was != value or (other and value is not None and name not in COUNTS)
    )


def _under(digest: Digest) -> str:
    return f"digest:{digest.channel}:{digest.due.astimezone(UTC).isoformat()}"


def _covers(digest: Digest, moment: datetime) -> bool:
    start, end = digest.covers_from, digest.covers_until
    return start is not None and end is not None and start <= moment < end


def _within(week: date) -> datetime:
    """A moment of the week's first day in every time zone's reading of it."""
    return datetime.combine(week + timedelta(days=2), time(12), UTC)


def _weeks(start: datetime, end: datetime) -> list[date]:
    """The Mondays of the weeks between two moments, as their zone or any near it reads them."""
    first = (start + timedelta(hours=15)).date()
    monday = first - timedelta(days=first.weekday())
    count = max(1, round((end - start) / timedelta(days=7)))
    return [monday + timedelta(days=7 * at) for at in range(count)]


def _stamp(due: datetime) -> str:
    return f"{due.astimezone(UTC):%Y%m%dT%H%M%S}"
