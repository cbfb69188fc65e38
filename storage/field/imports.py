"""Imports of field notes: what was brought in, how far it got, and taking all of it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit
from storage.field.notes import NoteRow


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
    finished_at: datetime | None = None
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


def undo_import(unit: Unit, import_id: str, now: datetime) -> int:
    """Take back every note of an import that still stands; returns how many.

    Each gives its `source_id` free, so that the file, mended, can be imported again.
    """
    table: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
    here = (
        table.c.workspace == unit.workspace,
        table.c.import_id == import_id,
        table.c.undone_at.is_(None),
    )
    values = {"undone_at": now, "source_id": None}
    return unit.connection.execute(sa.update(table).where(*here).values(**values)).rowcount
