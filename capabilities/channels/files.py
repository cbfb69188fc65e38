"""Files of channel weeks sent in Slack: asked for, looked over, brought in at a press, taken back within an hour."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from capabilities.books import Books, Deed
from capabilities.channels.corrections import Corrections
from capabilities.channels.reminded import Reminded
from capabilities.channels.table import ChannelTable, Imported, channel_rows
from capabilities.permissions import PROGRAM, require
from capabilities.refusal import Refusal
from capabilities.tables import CsvRows, TableFile, name_of_column
from storage import channel_imports as stored
from storage import channels as stored_channels
from storage.channel_imports import ChannelImport
from storage.channels import Report
from storage.database import Unit

__all__ = ["ChannelImport", "WeekFiles", "is_of_weeks"]

MAY = "importing"
LOOK, RUN, SHOW = "channel_import", "channel_import_run", "channel_import_show"
TAKEN = "channel_taken"  # the kind of durable work that tells beneath digests of weeks that are here no more
UNDO = timedelta(hours=1)
_SHOWN = 8  # bad rows that are kept to be shown
_GONE = "That import is no longer here. Send the file again."


def is_of_weeks(file: TableFile) -> bool:
    """Whether a table is one of channel weeks, by the names of its columns, and not of field notes."""
    line = file.first_line()
    between = max(",;\t", key=line.count)
    names = {name_of_column(name.strip(' "\r\n')) for name in line.split(between)}
    return {"week", "channel"} <= names and "text" not in names


@dataclass(frozen=True)
class WeekFiles:
    """Brings channel weeks in from files in Slack, which keeps the file; and hands all of them out as one."""

    books: Books
    table: ChannelTable

    def may(self, deed: Deed) -> None:
        """Pass, or raise NotAllowed: asked before a form is opened."""
        with self.books.look(deed.workspace) as unit:
            require(unit, deed.user, MAY)

    def ask(self, deed: Deed, files: Sequence[tuple[str, str]], *, ids: Sequence[str] = ()) -> None:
        """Remember that these files (Slack's id, name) are to be looked over; `ids` name the imports beforehand, and
        one that is known is not asked for twice. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            for at, (file_id, name) in enumerate(files):
                import_id = ids[at] if at < len(ids) else self.books.new_id()
                if stored.get(unit, import_id) is not None:
                    continue
                row = ChannelImport(
                    workspace=deed.workspace, id=import_id, user=deed.user, name=name[:200], file_id=file_id,
                    asked_at=self.books.clock.now(),
                )  # fmt: skip
                stored.save(unit, row)
                self.books.work.enqueue(unit, LOOK, import_id)

    def get(self, workspace: str, import_id: str) -> ChannelImport:
        with self.books.look(workspace) as unit:
            row = stored.get(unit, import_id)
        if row is None:
            raise Refusal(_GONE)
        return row

    def rows(self, file: TableFile) -> CsvRows:
        """The rows of a file. Raises Refusal for one that is no table of weeks."""
        return channel_rows(file)

    def look(self, workspace: str, import_id: str, file: TableFile) -> None:
        """Note what an import would do, for its sender to decide. Raises Refusal for a file that is no table of weeks,
        NotAllowed without the role."""
        row = self.get(workspace, import_id)
        rows = self.rows(file)
        found = self.table.look(Deed(workspace, row.user), rows)
        content = {
            **_counted(found),
            "unknown": list(rows.unknown)[:10],
            "doubt": " ".join(filter(None, (file.doubt, found.doubt))),
        }
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _there(unit, import_id)
            if row.state == "waiting":
                row.state, row.mark, row.content = "previewed", file.mark, content

    def start(self, deed: Deed, import_id: str) -> None:
        """Have a file that was looked over brought in; starting twice is the same as once."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            row = _there(unit, import_id)
            if row.state == "cancelled":
                raise Refusal("This file was left aside. Send it again to import it.")
            if row.state == "previewed":
                row.state = "running"
                self.books.work.enqueue(unit, RUN, import_id)

    def leave(self, deed: Deed, import_id: str) -> None:
        """Leave a file that was looked over as it is. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            row = _there(unit, import_id)
            if row.state == "previewed":
                row.state = "cancelled"
                self.books.work.enqueue(unit, SHOW, f"{import_id}:{row.state}")

    def run(self, workspace: str, import_id: str, file: TableFile) -> Iterator[Imported]:
        """Keep the rows in parts; a process killed goes on from the start and keeps nothing twice. Raises Refusal for
        another file than the one that was looked over, NotAllowed without the role."""
        row = self.get(workspace, import_id)
        if row.state != "running":
            return
        if file.mark != row.mark:
            raise Refusal("The file in Slack is no longer the one I looked over. Send it again.")
        added: set[str] = set(row.content.get("added") or [])
        done = Imported()
        for done in self.table.load(Deed(workspace, row.user), self.rows(file), import_id=import_id):
            added |= set(done.added)
            self._note(workspace, import_id, {"added": sorted(added)})
            yield done
        self._note(workspace, import_id, {**_counted(done), "added": sorted(added)}, state="done")

    def fail(self, workspace: str, import_id: str, words: str) -> None:
        """Note why an import goes no further."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _there(unit, import_id)
            if row.state in ("waiting", "running"):
                row.state, row.remark, row.finished_at = "failed", words, self.books.clock.now()

    def undo(self, deed: Deed, import_id: str) -> int:
        """Take back the weeks an import brought which nobody corrected since, and the channels it added that are then
        empty; how many weeks. What a week said before is its newest revision again, so that no digest stands corrected
        by what was taken back. Raises Refusal after an hour, NotAllowed without the role."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            row = _there(unit, import_id)
            if row.state == "undone":
                return 0
            if row.finished_at is None or row.state not in ("done", "failed"):
                raise Refusal("There is nothing to take back yet.")
            if now - row.finished_at > UNDO:
                raise Refusal("An import can be taken back within an hour; that is over. Correct the weeks instead.")
            names = {channel.id: channel.name for channel in stored_channels.channels(unit)}
            taken, gone = self._take_back(unit, deed, import_id, list(row.content.get("added") or []))
            told = Corrections(self.books).told_of(unit, {week for _, week in gone})
            lost = [[names[channel], week.isoformat()] for channel, week in gone if week in told]
            row.state, row.content = "undone", {**row.content, "taken": taken, "gone": lost}
            if lost:
                self.books.work.enqueue(unit, TAKEN, import_id)
            self.books.work.enqueue(unit, SHOW, f"{import_id}:{row.state}")
        return taken

    def _take_back(
        self, unit: Unit, deed: Deed, import_id: str, added: list[str]
    ) -> tuple[int, list[tuple[str, date]]]:  # fmt: skip
        """How many weeks, and those of which nothing is left."""
        now, taken, gone = self.books.clock.now(), 0, list[Report]()
        again = list[Report]()
        for rows in stored.brought(unit, import_id):
            if rows[-1].import_id != import_id:  # corrected since
                continue
            taken += 1
            before = [row for row in rows if row.import_id != import_id]
            if not before:
                gone += rows
                continue
            words = {name: getattr(before[-1], name) for name in Report.model_fields}
            words |= {"revision": rows[-1].revision + 1, "reported_by": deed.user, "reported_at": now, "import_id": ""}
            again.append(Report(**words))
        self.table.channels.keep_revisions(unit, again)
        self._ask_again(unit, gone)
        left = sorted({(row.channel, row.week) for row in gone})
        stored.drop(unit, gone, added)
        return taken, left

    def _ask_again(self, unit: Unit, gone: list[Report]) -> None:
        """The messages that asked for a week which is not here any more ask for it again."""
        reminded = Reminded(self.books, self.table.channels.workspaces)
        for week in sorted({row.week for row in gone}):
            reminded.ask(unit, week, sorted({row.channel for row in gone if row.week == week}))

    def missing(self, workspace: str, before: datetime) -> int:
        """Ask again for the work of every file asked for before a moment and not done; how many."""
        with self.books.look(workspace) as unit:
            rows = stored.unfinished(unit, before)
        if rows:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for row in rows:
                    self.books.work.enqueue(unit, LOOK if row.state == "waiting" else RUN, row.id)
        return len(rows)

    def ask_export(self, deed: Deed) -> None:
        """Have every channel's weeks sent to somebody as a file. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, "exporting the channels")
            self.books.work.enqueue(unit, "channel_export", f"{deed.user}:{self.books.new_id()}")

    def export(self, workspace: str) -> str:
        """Every channel's weeks in their newest revision, with the columns of the import."""
        return self.table.export(workspace)

    def _note(self, workspace: str, import_id: str, content: dict[str, Any], *, state: str = "running") -> None:
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _there(unit, import_id)
            if row.state == "running":
                row.content = {**row.content, **content}
                row.state, row.finished_at = state, self.books.clock.now()


def _counted(done: Imported) -> dict[str, Any]:
    return {
        "read": done.read, "new": done.new, "known": done.known, "changed": done.changed, "left_out": len(done.bad),
        "bad": [asdict(bad) for bad in done.bad[:_SHOWN]], "channels": done.channels[:20],
        "more_channels": max(0, len(done.channels) - 20),
    }  # fmt: skip


def _there(unit: Unit, import_id: str) -> ChannelImport:
    row = stored.change(unit, import_id)
    if row is None:
        raise Refusal(_GONE)
    return row
