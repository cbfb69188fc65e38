"""Field notes as they are kept."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit


class Note(SQLModel, table=True):
    """What a rep heard from a customer."""

    __tablename__ = "field_note"
    __table_args__ = (
        Index("field_note_when", "workspace", "created_at"),
        Index("field_note_author", "workspace", "author", "created_at"),
        Index("field_note_source", "workspace", "source_id", unique=True),
    )
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    created_at: datetime
    author: str = Field(max_length=80)
    kind: str = Field(default="words", max_length=20)
    text: str = columns.words()
    customer_words: str = columns.words()
    account: str = ""
    segment: str = ""
    stage: str = ""
    amount: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    currency: str = Field(default="", max_length=3)
    competitor: str = ""
    via_channel: str = ""
    lead_verdict: str = ""
    return_reason: str = ""
    permalink: str = columns.words()
    source_id: str | None = Field(default=None, max_length=200)
    brief_version: str | None = Field(default=None, max_length=40)
    edited_at: datetime | None = None
    undone_at: datetime | None = None


FIELDS = (
    "kind", "text", "customer_words", "account", "segment", "stage", "amount", "currency", "competitor",
    "via_channel", "lead_verdict", "return_reason", "permalink",
)  # fmt: skip


def add(unit: Unit, note: Note) -> None:
    unit.session.add(note)


def add_many(unit: Unit, notes: Sequence[Note]) -> int:
    """Keep many notes at once; one whose `source_id` is already kept is passed over. Returns how many were new."""
    wanted = [note.source_id for note in notes if note.source_id]
    known: set[str | None] = set()
    for start in range(0, len(wanted), 500):
        query = select(Note.source_id).where(
            Note.workspace == unit.workspace, col(Note.source_id).in_(wanted[start : start + 500])
        )
        known.update(unit.session.exec(query).all())
    fresh = [note for note in notes if not note.source_id or note.source_id not in known]
    if fresh:
        rows: list[dict[str, Any]] = [note.model_dump() for note in fresh]
        unit.session.connection().execute(sa.insert(Note), rows)
    return len(fresh)


def get(unit: Unit, note_id: str) -> Note | None:
    return unit.session.get(Note, (unit.workspace, note_id))


def between(unit: Unit, since: datetime, until: datetime) -> list[Note]:
    """Notes that stand, from `since` up to but not including `until`, oldest first."""
    query = (
        select(Note)
        .where(
            Note.workspace == unit.workspace,
            Note.created_at >= since,
            Note.created_at < until,
            col(Note.undone_at).is_(None),
        )
        .order_by(col(Note.created_at))
    )
    return list(unit.session.exec(query).all())


def by_author(unit: Unit, author: str, *, limit: int) -> list[Note]:
    """A person's own notes that stand, newest first."""
    query = (
        select(Note)
        .where(Note.workspace == unit.workspace, Note.author == author, col(Note.undone_at).is_(None))
        .order_by(col(Note.created_at).desc())
        .limit(limit)
    )
    return list(unit.session.exec(query).all())


def every(unit: Unit) -> list[Note]:
    """All notes that stand, oldest first, for export."""
    query = (
        select(Note)
        .where(Note.workspace == unit.workspace, col(Note.undone_at).is_(None))
        .order_by(col(Note.created_at), col(Note.id))
    )
    return list(unit.session.exec(query).all())


def count(unit: Unit) -> int:
    query = (
        select(func.count())
        .select_from(Note)
        .where(Note.workspace == unit.workspace, col(Note.undone_at).is_(None))
    )
    return unit.session.exec(query).one()
