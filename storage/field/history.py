"""How a note read before it was changed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from storage import columns
from storage.database import Unit


class Wording(SQLModel, table=True):
    """A note as it stood until `at`, when `by` changed it; `was` holds the columns that differed."""

    __tablename__ = "field_wording"
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    note: str = Field(max_length=40, index=True)
    at: datetime
    by: str = Field(max_length=80)
    was: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


def add_wording(unit: Unit, wording: Wording) -> None:
    unit.session.add(wording)


def wordings(unit: Unit, note_id: str) -> list[Wording]:
    """Every earlier wording of a note, the latest first."""
    query = select(Wording).where(Wording.workspace == unit.workspace, Wording.note == note_id)
    return list(unit.session.exec(query.order_by(col(Wording.at).desc())).all())
