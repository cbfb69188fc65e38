"""Channel weeks as a table: a CSV file read row by row with a word on each bad one, and written safely again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from capabilities.books import Books, Deed
from capabilities.channels import Channels, name_key, numbers_in, revision, story_in
from capabilities.channels.numbers import Numbers, Story
from capabilities.channels.table_rows import COLUMNS, Here, Row, reasons_cell, row_of
from capabilities.harmless import csv_lines
from capabilities.permissions import require
from capabilities.tables import BadRow, CsvRows, TableFile
from capabilities.tables import Row as Cells
from storage import channels as stored
from storage.channels import Channel, Report
from storage.database import Unit

__all__ = ["COLUMNS", "BadRow", "ChannelTable", "Imported", "channel_rows", "rows_of"]

_NEEDED = ("week", "channel")
_AT_ONCE = 500

_Said = tuple[Numbers, Story, dict[str, str]]  # what of a week two revisions can differ in


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
    ownerless: list[str] = field(default_factory=list)  # those it added whose owner in the file can own none

    @property
    def doubt(self) -> str:
        """What whoever imports should know beside the numbers; empty for nothing."""
        if not self.ownerless:
            return ""
        names = ", ".join(self.ownerless[:5]) + ("…" if len(self.ownerless) > 5 else "")
        return f"Nobody answers yet for {names}: who the file names is a guest or has left. /channels assign names one."


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
            made = row_of(row, here)
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
        newest: dict[tuple[str, date], _Said] = {}
        for batch in _batches(rows, here, done):
            if not batch:
                continue
            weeks = [row.week for row in batch]
            with self.books.look(deed.workspace) as unit:
                for report in stored.latest_reports(unit, min(weeks), max(weeks)):
                    newest.setdefault((report.channel, report.week), _said(report))
            for row in batch:
                key = name_key(row.channel)
                if key not in there:
                    done.channels.append(row.channel)
                    done.ownerless += [] if row.fit else [row.channel]
                    there[key] = f"new {key}"
                before = newest.get((there[key], row.week))
                said = self._says(row, before[2] if before is not None else {})
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

    def _here(self, workspace: str) -> Here:
        workspaces = self.channels.workspaces
        chosen = workspaces.choices(workspace)
        today = self.books.clock.now().astimezone(chosen.tz).date()
        return Here.of(today, chosen.currency, workspaces.people(workspace))

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
        channel = self.channels.new(unit, row.channel, row.owner if row.fit else "")
        stored.save_channel(unit, channel)
        unit.session.flush()  # its reports point at it
        known[channel.name_key] = channel
        done.channels.append(channel.name)
        done.ownerless += [] if row.fit else [channel.name]
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
        before = newest.get((channel.id, row.week))
        numbers, story, reasons = said = self._says(row, before.reasons if before is not None else {})
        if before is not None and _said(before) == said:
            if import_id and before.import_id == import_id:  # kept by a part of it that was cut off
                done.new, done.changed = done.new + (before.revision == 1), done.changed + (before.revision > 1)
            else:
                done.known += 1
            return []
        by = row.owner or deed.user
        made = revision(channel, row.week, before, numbers, story, by=by, at=self.books.clock.now())
        made.reasons, made.import_id = reasons, import_id
        newest[channel.id, row.week] = made
        done.new, done.changed = done.new + (before is None), done.changed + (before is not None)
        return [made]

    def _says(self, row: Row, before: Mapping[str, str]) -> _Said:
        """What is kept of a row: personal data masked, and the reasons given before where it says nothing of one."""
        clean = {name: self.channels.masked(Story(worked=why)).worked for name, why in row.reasons.items()}
        return row.numbers, self.channels.masked(row.story), {**before, **clean}


def _said(report: Report) -> _Said:
    return numbers_in(report), story_in(report), dict(report.reasons)


def _batches(rows: Iterable[Cells | BadRow], here: Here, done: Imported) -> Iterator[list[Row]]:
    """The good rows, some hundreds at a time; what was read and what is bad is counted in `done`."""
    batch: list[Row] = []
    for row in rows:
        done.read += 1
        made = row_of(row, here)
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
    said = [getattr(report, name) for name in COLUMNS[3:-1]]
    return [report.week.isoformat(), channel.name, channel.owner, *said, reasons_cell(report.reasons)]
