"""Imports of field notes: what was brought in, how far it got, and taking all of it back."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit
from storage.field.notes import Note, NoteRow

_NAMES = tuple(field.name for field in fields(Note))


class FieldImport(SQLModel, table=True):
    """One file of notes. `mark` is made of its contents, so the same file is known again.

    `state` is waiting (to be looked at), previewed, running, done, cancelled, failed, undoing or undone. `rows_done`
    rows are kept or refused; a killed import goes on after them.
    """

    __tablename__ = "field_import"
    __table_args__ = (Index("field_import_mark", "workspace", "mark"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    user: str = Field(max_length=80)
    name: str = ""
    mark: str = Field(default="", max_length=64)
    file_id: str = ""  # Slack's, when it was sent there
    state: str = Field(default="waiting", max_length=20)
    rows: int = 0
    rows_done: int = 0
    new: int = 0
    known: int = 0
    bad: int = 0
    problems: list[dict[str, Any]] = columns.values()  # the first of the bad rows: line, column, words
    unknown_columns: list[str] = columns.values()
    remark: str = columns.words()  # why it failed, or what was masked, in words for the person
    asked_at: datetime
    finished_at: datetime | None = None  # while it runs: when something of it was last kept
    undone_at: datetime | None = None


def get_import(unit: Unit, import_id: str) -> FieldImport | None:
    return unit.session.get(FieldImport, (unit.workspace, import_id))


def add_import(unit: Unit, row: FieldImport) -> None:
    unit.session.add(row)


def change_import(unit: Unit, import_id: str) -> FieldImport | None:
    """The import, to be changed in this transaction; on PostgreSQL others who would change it wait."""
    query = select(FieldImport).where(FieldImport.workspace == unit.workspace, FieldImport.id == import_id)
    return unit.session.exec(query.with_for_update()).first()


def unfinished(unit: Unit, mark: str) -> FieldImport | None:
    """The import of a file with this mark that was begun from the command line and not finished; the newest."""
    query = select(FieldImport).where(
        FieldImport.workspace == unit.workspace,
        FieldImport.mark == mark,
        FieldImport.state == "running",
        FieldImport.file_id == "",
    )
    return unit.session.exec(query.order_by(col(FieldImport.asked_at).desc())).first()


def in_state(unit: Unit, state: str) -> list[FieldImport]:
    """The imports of files sent in Slack that are in this state."""
    query = select(FieldImport).where(
        FieldImport.workspace == unit.workspace, FieldImport.state == state, FieldImport.file_id != ""
    )
    return list(unit.session.exec(query).all())


def kept_sources(unit: Unit, source_ids: Sequence[str]) -> set[str]:
    """Which of these are the `source_id` of a note already, or a note's own id; at most some hundreds at a time."""
    table: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
    here = table.c.workspace == unit.workspace
    queries = [sa.select(column).where(here, column.in_(source_ids)) for column in (table.c.source_id, table.c.id)]
    return {found for query in queries for found in unit.connection.execute(query).scalars()} if source_ids else set()


def add_new(unit: Unit, notes: Sequence[Note]) -> int:
    """Keep the notes whose `source_id` is not kept yet; how many. Every note must have one, and `kept_at`.

    Two imports that name the same one at the same time keep it once: the later waits, and passes it over.
    """
    table: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
    ids = [note.source_id or "" for note in notes]
    known = {each for start in range(0, len(ids), 500) for each in kept_sources(unit, ids[start : start + 500])}
    fresh = {note.source_id or "": note for note in reversed(notes) if note.source_id not in known}  # the first stands
    if not fresh:
        return 0
    place = ("workspace", "source_id")
    # In order, so that two imports wait for one another in turn and never both.
    rows = [{name: getattr(fresh[each], name) for name in _NAMES} for each in sorted(fresh)]
    if unit.connection.dialect.name == "sqlite":
        return unit.connection.execute(
            insert_on_sqlite(table).on_conflict_do_nothing(index_elements=place), rows
        ).rowcount
    insert = insert_on_postgresql(table).on_conflict_do_nothing(
        index_elements=place
    )  # its driver counts no rows of many
    return len(unit.connection.execute(insert.returning(table.c.id), rows).all())


def undo_part(unit: Unit, import_id: str, now: datetime, *, limit: int) -> list[str]:
    """Take back some notes of an import that stand and that nobody edited; their ids, none when there are no more.

    Each gives its `source_id` free, so that the file, mended, can be imported again.
    """
    table: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
    here = (*_standing(unit, import_id), table.c.edited_at.is_(None))
    some = sa.select(table.c.id).where(*here).limit(limit)
    change = sa.update(table).where(*here, table.c.id.in_(some)).values(undone_at=now, source_id=None)
    return list(unit.connection.execute(change.returning(table.c.id)).scalars())


def standing(unit: Unit, import_id: str) -> int:
    """How many notes of an import stand."""
    query = sa.select(sa.func.count()).select_from(NoteRow).where(*_standing(unit, import_id))
    return unit.connection.execute(query).scalar_one()


def _standing(unit: Unit, import_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(NoteRow.workspace) == unit.workspace,
        col(NoteRow.import_id) == import_id,
        col(NoteRow.undone_at).is_(None),
    )
