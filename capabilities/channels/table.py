"""Channel weeks as a table: a CSV file read row by row with a word on each bad one, and written safely again."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from capabilities.books import Books, Deed
from capabilities.channels import (
    Channels,
    begun,
    monday_of,
    name_key,
    numbers_in,
    proper_name,
    revision,
    story_in,
)
from capabilities.channels.numbers import COUNTS, MONEY, Numbers, Story, amount_of, checked, count_of
from capabilities.harmless import csv_lines
from capabilities.permissions import require
from capabilities.refusal import Refusal
from capabilities.tables import BadRow, CsvRows, TableFile
from capabilities.tables import Row as Cells
from capabilities.workspace import GONE, Known
from storage import channels as stored
from storage.channels import Channel, Report
from storage.database import Unit

__all__ = ["COLUMNS", "BadRow", "ChannelTable", "Imported", "channel_rows", "rows_of"]

COLUMNS = (
    "week", "channel", "owner", "spend", "currency", "impressions", "leads", "qualified", "opportunities",
    "pipeline", "customers", "revenue", "worked", "didnt", "next",
)  # fmt: skip
_NEEDED = ("week", "channel")
_AT_ONCE = 500
_ID = re.compile(r"[UW][A-Z0-9]{4,}")  # what Slack's ids of people look like


@dataclass
class Imported:
    """What an import did; `new` are weeks handed in for the first time, `known` those already so."""

    read: int = 0
    new: int = 0
    known: int = 0
    bad: list[BadRow] = field(default_factory=list)
    changed: int = 0  # weeks that got a correction
    channels: list[str] = field(default_factory=list)  # the channels it added
    added: list[str] = field(default_factory=list)  # their ids


@dataclass(frozen=True)
class Row:
    """One good row: a channel's week."""

    line: int
    week: date
    channel: str
    owner: str
    numbers: Numbers
    story: Story


@dataclass(frozen=True)
class _Here:
    """What a row is read against: the day and currency of the workspace, and who is in it."""

    today: date
    currency: str
    people: Mapping[str, str]  # role by id, who left among them
    named: Mapping[str, tuple[str, ...]]  # ids by name in small letters, without those who left

    @classmethod
    def of(cls, today: date, currency: str, people: Iterable[Known]) -> "_Here":
        named: dict[str, tuple[str, ...]] = {}
        everybody = list(people)
        for known in everybody:
            if known.role != GONE and known.name.strip():
                key = _name_of(known.name)
                named[key] = (*named.get(key, ()), known.user)
        return cls(today, currency, {known.user: known.role for known in everybody}, named)

    def owner(self, words: str) -> str:
        """The id of the person a row names by id or by name; empty for nobody. Raises Refusal, with what to do."""
        if not words or words in self.people:
            return words
        found = self.named.get(_name_of(words), ())
        if len(found) == 1:
            return found[0]
        if not found and _ID.fullmatch(words):
            return words
        who = f"{len(found)} people are called" if found else "I know nobody called"
        to_do = "write the person's Slack member ID, such as U01ABCDEF, or leave it empty"
        raise Refusal(f"{who} “{words[:40]}”: {to_do}.", field="owner")


def channel_rows(file: TableFile) -> CsvRows:
    """The rows of a file of weeks. Raises Refusal without `week` and `channel`."""
    return CsvRows(file, columns=COLUMNS, needed=_NEEDED)


def rows_of(text: str) -> tuple[list[Cells | BadRow], tuple[str, ...]]:
    """The rows of a CSV text, and the columns Plumbline does not know. Raises Refusal without `week` and `channel`."""
    rows = channel_rows(TableFile.of_text(text))
    return list(rows), tuple(rows.unknown)


@dataclass(frozen=True)
class ChannelTable:
    """Imports and exports channel weeks."""

    books: Books
    channels: Channels

    def preview(self, deed: Deed, rows: Iterable[Cells | BadRow]) -> Imported:
        """What an import would leave out and would keep, without doing it."""
        done, here = Imported(), self._here(deed.workspace)
        for row in rows:
            done.read += 1
            made = _row(row, here)
            if isinstance(made, BadRow):
                done.bad.append(made)
            else:
                done.new += 1
        return done

    def look(self, deed: Deed, rows: Iterable[Cells | BadRow]) -> Imported:
        """What an import would do to what is kept now, without doing it. Raises NotAllowed without the role."""
        done, here = Imported(), self._here(deed.workspace)
        with self.books.look(deed.workspace) as unit:
            require(unit, deed.user, "importing")
            there = {channel.name_key: channel.id for channel in stored.channels(unit)}
        newest: dict[tuple[str, date], tuple[Numbers, Story]] = {}
        for batch in _batches(rows, here, done):
            if not batch:
                continue
            weeks = [row.week for row in batch]
            with self.books.look(deed.workspace) as unit:
                for report in stored.latest_reports(unit, min(weeks), max(weeks)):
                    newest.setdefault((report.channel, report.week), (numbers_in(report), story_in(report)))
            for row in batch:
                key = name_key(row.channel)
                if key not in there:
                    done.channels.append(row.channel)
                    there[key] = f"new {key}"
                said = (row.numbers, self.channels.masked(row.story))
                before = newest.get((there[key], row.week))
                done.new += before is None
                done.known += before == said
                done.changed += before not in (None, said)
                newest[there[key], row.week] = said
        return done

    def load(self, deed: Deed, rows: Iterable[Cells | BadRow], *, import_id: str = "") -> Iterator[Imported]:
        """Keep the rows in parts of 500, telling how far it got after each; good rows do not wait for bad ones.

        A channel nobody added yet is added. A week already kept gets a revision only where the row differs, so
        the same file can be loaded again. `import_id` marks what it keeps. Raises NotAllowed without the role.
        """
        done, here = Imported(), self._here(deed.workspace)
        for batch in _batches(rows, here, done):
            self._keep(deed, batch, done, import_id)
            yield done
        if not done.read:
            with self.books.look(deed.workspace) as unit:
                require(unit, deed.user, "importing")
            yield done

    def export(self, workspace: str) -> str:
        """Every channel's weeks in their newest revision, as CSV with the columns of the import."""
        with self.books.look(workspace) as unit:
            channels = {channel.id: channel for channel in stored.channels(unit)}
            reports = stored.latest_reports(unit, date.min, date.max)
        reports.sort(key=lambda each: (each.week, channels[each.channel].name_key))
        return "".join(csv_lines(COLUMNS, (_cells(report, channels[report.channel]) for report in reports)))

    def _here(self, workspace: str) -> _Here:
        workspaces = self.channels.workspaces
        chosen = workspaces.choices(workspace)
        today = self.books.clock.now().astimezone(chosen.tz).date()
        return _Here.of(today, chosen.currency, workspaces.people(workspace))

    def _keep(self, deed: Deed, batch: list[Row], done: Imported, import_id: str) -> None:
        with self.books.keep(Deed(deed.workspace, deed.user)) as unit:
            require(unit, deed.user, "importing")
            if not batch:
                return
            known = {channel.name_key: channel for channel in stored.channels(unit)}
            weeks = [row.week for row in batch]
            newest = {
                (report.channel, report.week): report for report in stored.latest_reports(unit, min(weeks), max(weeks))
            }
            made: list[Report] = []
            for row in batch:
                channel = known.get(name_key(row.channel)) or self._added(unit, deed, row, known, done)
                made += self._next(deed, row, channel, newest, done, import_id)

            self.channels.keep_revisions(unit, made)

    def _added(self, unit: Unit, deed: Deed, row: Row, known: dict[str, Channel], done: Imported) -> Channel:
        require(unit, deed.user, "changing the channels")
        channel = self.channels.new(unit, row.channel, row.owner)
        stored.save_channel(unit, channel)
        unit.session.flush()  # its reports point at it
        known[channel.name_key] = channel
        done.channels.append(channel.name)
        done.added.append(channel.id)
        return channel

    def _next(
        self,
        deed: Deed,
        row: Row,
        channel: Channel,
        newest: dict[tuple[str, date], Report],
        done: Imported,
        import_id: str,
    ) -> list[Report]:
        """The revision a row makes, if it says anything new."""
        before, story = newest.get((channel.id, row.week)), self.channels.masked(row.story)
        if before is not None and (numbers_in(before), story_in(before)) == (row.numbers, story):
            if import_id and before.import_id == import_id:  # kept by a part of it that was cut off
                done.new, done.changed = done.new + (before.revision == 1), done.changed + (before.revision > 1)
            else:
                done.known += 1
            return []
        by = row.owner or deed.user
        made = revision(channel, row.week, before, row.numbers, story, by=by, at=self.books.clock.now())
        made.reasons, made.import_id = dict(before.reasons) if before is not None else {}, import_id
        newest[channel.id, row.week] = made
        done.new, done.changed = done.new + (before is None), done.changed + (before is not None)
        return [made]


def _batches(rows: Iterable[Cells | BadRow], here: _Here, done: Imported) -> Iterator[list[Row]]:
    """The good rows, some hundreds at a time; what was read and what is bad is counted in `done`."""
    batch: list[Row] = []
    for row in rows:
        done.read += 1
        made = _row(row, here)
        if isinstance(made, BadRow):
            done.bad.append(made)
            continue
        batch.append(made)
        if len(batch) >= _AT_ONCE:
            yield batch
            batch = []
    if batch or done.bad:
        yield batch


def _cells(report: Report, channel: Channel) -> list[object]:
    return [report.week.isoformat(), channel.name, channel.owner, *(getattr(report, name) for name in COLUMNS[3:])]


def _row(row: Cells | BadRow, here: _Here) -> Row | BadRow:
    if isinstance(row, BadRow):
        return row
    given = {name: row.cells.get(name, "") for name in COLUMNS}
    try:
        week = monday_of(_day(given["week"]))
        begun(week, here.today)
        name = proper_name(given["channel"])
        owner = here.owner(given["owner"])
        numbers, story = checked(
            _numbers(given), Story(given["worked"], given["didnt"], given["next"]), currency=here.currency
        )
    except Refusal as refusal:
        column = "channel" if refusal.field == "name" else refusal.field or "week"
        return BadRow(row.line, column, refusal.words)
    return Row(row.line, week, name, owner, numbers, story)


def _name_of(words: str) -> str:
    return " ".join(words.removeprefix("@").split()).casefold()


def _numbers(given: Mapping[str, str]) -> Numbers:
    amounts = {name: amount_of(given[name], field=name) for name in MONEY}
    said = {unit for _, unit in amounts.values() if unit} | ({given["currency"].upper()} - {""})
    if len(said) > 1:
        raise Refusal(f"One row holds one currency; this one has {' and '.join(sorted(said))}.", field="currency")
    counts = {name: count_of(given[name], field=name) for name in COUNTS}
    money = {name: amount for name, (amount, _) in amounts.items()}
    return Numbers(
        spend=money["spend"], pipeline=money["pipeline"], revenue=money["revenue"],
        currency=next(iter(said), ""), **counts,
    )  # fmt: skip


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Refusal(
            f"“{words[:40]}” is not a date; write any day of the week, like 2026-11-16.", field="week"
        ) from error
