"""Pitches as they were asked for and drafted."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit


class Pitch(SQLModel, table=True):
    """A pitch somebody asked for; `state` is waiting, drafted, or failed."""

    __tablename__ = "pitch"
    __table_args__ = (Index("pitch_state", "workspace", "state", "asked_at"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    asked_by: str
    asked_in: str = ""
    words: str = columns.words()
    asked_at: datetime
    state: str = Field(default="waiting", max_length=20)
    brief_version: str | None = Field(default=None, max_length=40)
    points: list[Any] = columns.values()
    remark: str = columns.words()
    model: str = ""
    prompt: str = ""
    tokens: int = 0
    drafted_at: datetime | None = None
    masked: str = columns.words()  # what was masked before it was kept: email,phone,…


def add(unit: Unit, pitch: Pitch) -> None:
    unit.session.add(pitch)


def get(unit: Unit, pitch_id: str) -> Pitch | None:
    return unit.session.get(Pitch, (unit.workspace, pitch_id))


def waiting(unit: Unit, before: datetime) -> list[str]:
    """Ids of pitches asked for before a moment and still not drafted."""
    query = select(Pitch.id).where(Pitch.workspace == unit.workspace, Pitch.state == "waiting", Pitch.asked_at < before)
    return list(unit.session.exec(query.order_by(col(Pitch.asked_at))).all())


def by_person(unit: Unit, user: str, *, limit: int) -> list[Pitch]:
    """A person's own pitches, newest first."""
    query = (
        select(Pitch)
        .where(Pitch.workspace == unit.workspace, Pitch.asked_by == user)
        .order_by(col(Pitch.asked_at).desc())
        .limit(limit)
    )
    return list(unit.session.exec(query).all())
