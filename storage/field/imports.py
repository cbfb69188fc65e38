"""Imports of field notes: what was brought in, how far it got, and taking all of it back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit
from storage.field.notes import NoteRow


class FieldImport(SQLModel, table=True):
    """One file of notes. `mark` is made of its contents, so the same file is known again.

    `state` is waiting (to be looked at), previewed, running, done, cancelled, failed or undone. `rows_done` rows are
    kept or refused; a killed import goes on after them.
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
    remark: str = columns.words()  # why it failed, in words for the person
    asked_at: datetime
    finished_at: datetime | None = None
    undone_at: datetime | None = None


def get_import(unit: Unit, import_id: str) -> FieldImport | None:
    return unit.session.get(FieldImport, (unit.workspace, import_id))


def unfinished(unit: Unit, mark: str) -> FieldImport | None:
    """The import of a file with this mark that was begun and not finished; the newest."""
    query = select(FieldImport).where(
        FieldImport.workspace == unit.workspace, FieldImport.mark == mark, FieldImport.state == "running"
    )
    return unit.session.exec(query.order_by(col(FieldImport.asked_at).desc())).first()


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
