"""Imports of field notes: looked over before, kept in parts that outlast a crash, taken back within an hour."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from capabilities.books import Books, Deed
from capabilities.field.kinds import by_rules
from capabilities.field.looked import NO_IDS, SHOWN, Looked, count_bad, guessed
from capabilities.field.table import NoteMaker, NoteRows, lines_of, note_rows
from capabilities.field.taking_back import GONE, MAY, UNDO, TakenBack, found, take_back, undoable
from capabilities.masking import Masking, said
from capabilities.permissions import PROGRAM, require
from capabilities.refusal import Refusal
from capabilities.tables import BadRow, Row, TableFile
from capabilities.workspace import Choices, choices
from storage import brief as stored_brief
from storage import field as stored_notes
from storage.database import Unit
from storage.field import Note
from storage.field import imports as stored
from storage.field.imports import FieldImport

__all__ = ["AT_ONCE", "NO_IDS", "UNDO", "BadRow", "Elsewhere", "FieldImport", "Imports", "Looked", "TakenBack"]

AT_ONCE = 500  # rows kept in one transaction: some 20 ms in which nobody else writes

_STOPPED = "This import was stopped; nothing more was kept."


class Elsewhere(Refusal):
    """The same import is being done at the same time by somebody else, and goes on there."""


def _by_rules(words: str) -> str:
    return by_rules(words).kind


@dataclass(frozen=True)
class Imports:
    """Brings notes in from a table's rows, which can be read as often as wanted, and takes them out again."""

    books: Books
    masking: Masking
    kind_of: Callable[[str], str] = _by_rules

    def rows(self, file: TableFile) -> NoteRows:
        """The rows of a file of notes. Raises Refusal for a file that cannot be one, what it quotes masked."""
        return note_rows(file, self.masking)

    def preview(self, deed: Deed, file: TableFile, rows: NoteRows) -> Looked:
        """What an import would do, without doing it. Raises NotAllowed without the role."""
        with self.books.look(deed.workspace) as unit:
            require(unit, deed.user, MAY)
        maker, looked, seen = self._maker(deed.workspace, deed.user, file), Looked(), set[str]()
        for part in _parts(enumerate(rows, start=1)):
            made = [maker.note(number, row) for number, row in part]
            notes = count_bad(made, looked)
            ids = [note.source_id or "" for note in notes]
            with self.books.look(deed.workspace) as unit:
                kept = stored.kept_sources(unit, ids)
            for source_id in ids:
                known = source_id in kept or source_id in seen  # a file may name one twice; the first stands
                looked.known += known
                looked.new += not known
                seen.add(source_id)
        looked.unknown_columns = tuple(self.masking.mask(name).words for name in rows.unknown)
        looked.doubt = file.doubt
        looked.without_ids = "source_id" not in rows.known
        looked.masked = said(tuple(maker.found.elements()))
        looked.guessed = self.masking.mask(guessed(maker.no_kinds)).words
        return looked

    def begin(self, deed: Deed, file: TableFile, rows: int) -> FieldImport:
        """The import of this file that was begun and not finished, or a new one. Raises NotAllowed."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            row = stored.unfinished(unit, file.mark)
            if row is None:
                row = self._new(deed, file.name, state="running", mark=file.mark, rows=rows)
                stored.add_import(unit, row)
        return row

    def run(
        self, workspace: str, import_id: str, file: TableFile, rows: Iterable[Row | BadRow]
    ) -> Iterator[FieldImport]:
        """Keep the rows after those already done, telling how far it got after each 500.

        Each part is one transaction with the import's own progress, so a process killed at any moment goes on with
        the part it was at. A row whose `source_id` is already kept is passed over. Raises Refusal when the import
        was stopped or undone, Elsewhere when it is done somewhere else at the same time.
        """
        row = self.get(workspace, import_id)
        if row.state != "running":
            raise Refusal(_STOPPED)
        maker = self._maker(workspace, row.user, file, import_id)
        done = row.rows_done
        for part in _parts(islice(enumerate(rows, start=1), done, None)):
            with self.books.look(workspace) as unit:
                maker.brief_version = stored_brief.published_id(unit)
            made = [maker.note(number, each) for number, each in part]
            row = self._keep(workspace, import_id, done, made)
            done += len(part)
            yield row
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _standing(unit, import_id, done)
            row.state, row.finished_at = "done", self.books.clock.now()
        yield row

    def undo(self, deed: Deed, import_id: str) -> TakenBack:
        """Take back the notes of an import that nobody edited. Undoing twice is the same as once.

        Raises Refusal an hour after something was last kept of it, NotAllowed without the role.
        """
        return take_back(self.books, deed, import_id)

    def get(self, workspace: str, import_id: str) -> FieldImport:
        with self.books.look(workspace) as unit:
            row = stored.get_import(unit, import_id)
        if row is None:
            raise Refusal(GONE)
        return row

    def export(self, workspace: str, form: str = "csv") -> Iterator[str]:
        """Every note that stands, oldest first, a line at a time, with the columns of the import: csv or jsonl."""
        with self.books.look(workspace) as unit:
            yield from lines_of(stored_notes.every(unit), form)

    # A file sent in Slack: asked for now, looked over, started, left or undone by a button, each in its own time.

    def ask(self, deed: Deed, files: Sequence[tuple[str, str]]) -> None:
        """Remember that these files (Slack's id, name) are to be looked over. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            for file_id, name in files:
                row = self._new(deed, name, state="waiting", file_id=file_id)
                stored.add_import(unit, row)
                self.books.work.enqueue(unit, "import", row.id)

    def looked(self, workspace: str, import_id: str, file: TableFile, looked: Looked) -> None:
        """Note what an import would do, for its sender to decide."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = stored.change_import(unit, import_id)
            if row is None or row.state != "waiting":
                return
            row.state, row.mark, row.rows = "previewed", file.mark, looked.rows
            row.new, row.known, row.bad = looked.new, looked.known, looked.left_out
            row.problems = [asdict(bad) for bad in looked.bad]
            row.unknown_columns, row.remark = list(looked.unknown_columns), looked.remark

    def fail(self, workspace: str, import_id: str, words: str) -> None:
        """Note why an import goes no further; one that was stopped otherwise stays as it is."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = stored.change_import(unit, import_id)
            if row is not None and row.state in ("waiting", "running"):
                row.state, row.finished_at = "failed", self.books.clock.now()
                row.remark = self.masking.mask(words).words  # they may quote the file

    def start(self, deed: Deed, import_id: str) -> None:
        """Have a file that was looked over imported; starting twice is the same as once."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            row = found(unit, import_id)
            if row.state == "cancelled":
                raise Refusal("This file was left aside. Send it again to import it.")
            if row.state == "previewed":
                row.state = "running"
                row.new = row.known = row.bad = row.rows_done = 0
                row.finished_at = self.books.clock.now()  # nothing is kept yet, and the hour begins
                row.problems = []
                self.books.work.enqueue(unit, "import_run", import_id)

    def leave(self, deed: Deed, import_id: str) -> None:
        """Leave a file that was looked over as it is. Raises NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            require(unit, deed.user, MAY)
            row = found(unit, import_id)
            if row.state == "previewed":
                row.state, row.finished_at = "cancelled", self.books.clock.now()
                self.books.work.enqueue(unit, "import_show", import_id)

    def ask_undo(self, deed: Deed, import_id: str) -> None:
        """Have an import undone, which takes seconds for a large one. Raises what `undo` raises.

        Asked for again while it is being undone it is new work: the first may have been given up.
        """
        with self.books.keep(deed) as unit:
            row = undoable(self.books, unit, deed, import_id)
            if row.state != "undone":
                again = f":{self.books.new_id()}" if row.state == "undoing" else ""
                row.state = "undoing"
                self.books.work.enqueue(unit, "import_undo", f"{import_id}{again}")

    def missing(self, workspace: str, before: datetime) -> int:
        """Ask again for the work of every file of Slack's asked for before this moment; returns how many."""
        kinds = {"waiting": "import", "running": "import_run", "undoing": "import_undo"}
        asked = 0
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            for state, kind in kinds.items():
                for row in stored.in_state(unit, state):
                    if row.asked_at < before:
                        self.books.work.enqueue(unit, kind, row.id)
                        asked += 1
        return asked

    def _new(self, deed: Deed, name: str, **more: Any) -> FieldImport:
        made, now, shown = self.books.new_id(), self.books.clock.now(), self.masking.mask(name).words[:200]
        return FieldImport(workspace=deed.workspace, id=made, user=deed.user, name=shown, asked_at=now, **more)

    def _maker(self, workspace: str, user: str, file: TableFile, import_id: str | None = None) -> NoteMaker:
        with self.books.look(workspace) as unit:
            zone = choices(unit, Choices()).tz  # a workspace that was greeted has a zone of its own
        return NoteMaker(
            workspace=workspace, user=user, now=self.books.clock.now(), zone=zone, masking=self.masking,
            kind_of=self.kind_of, new_id=self.books.new_id, mark=file.mark, import_id=import_id,
        )  # fmt: skip

    def _keep(self, workspace: str, import_id: str, done: int, made: list[Note | BadRow]) -> FieldImport:
        counted = Looked()
        notes = count_bad(made, counted)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _standing(unit, import_id, done)
            new = stored.add_new(unit, notes)
            row.rows_done, row.finished_at = done + len(made), self.books.clock.now()
            row.new += new
            row.known += len(notes) - new
            row.bad += counted.left_out
            room = SHOWN - len(row.problems)
            row.problems = [*row.problems, *(asdict(bad) for bad in counted.bad[:room])]
        return row


def _standing(unit: Unit, import_id: str, done: int) -> FieldImport:
    """The running import, held, if it is where we left it."""
    row = found(unit, import_id)
    if row.state != "running":
        raise Refusal(_STOPPED)
    if row.rows_done != done:
        raise Elsewhere("This import is being done somewhere else at the same time, and goes on there.")
    return row


def _parts(rows: Iterable[tuple[int, Row | BadRow]]) -> Iterator[list[tuple[int, Row | BadRow]]]:
    each = iter(rows)
    while part := list(islice(each, AT_ONCE)):
        yield part
