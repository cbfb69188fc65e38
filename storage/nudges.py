"""What people were nudged about and when: the budget that all features share."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit


class Nudge(SQLModel, table=True):
    """Something the bot wrote to a person of its own accord; `id` names what about, so that it is said once."""

    __tablename__ = "nudge"
    __table_args__ = (Index("nudge_user", "workspace", "user", "at"),)
    workspace: str = columns.workspace()
    id: str = columns.key(200)
    user: str = Field(max_length=80)
    kind: str = Field(default="", max_length=40)
    at: datetime


def add(unit: Unit, nudge: Nudge) -> None:
    unit.session.add(nudge)


def given(unit: Unit, nudge_id: str) -> bool:
    """Whether this was said before."""
    return unit.session.get(Nudge, (unit.workspace, nudge_id)) is not None


def count(unit: Unit, user: str, *, since: datetime) -> int:
    """How often a person was nudged since a moment."""
    query = select(func.count()).where(
        col(Nudge.workspace) == unit.workspace, col(Nudge.user) == user, col(Nudge.at) >= since
    )
    return int(unit.session.exec(query).one())


def alone(unit: Unit, user: str) -> None:
    """Until this transaction ends nobody else spends of a person's budget. SQLite has one writer at a time anyway."""
    if unit.connection.dialect.name != "sqlite":
        unit.connection.execute(_ALONE, {"name": f"plumbline:nudge:{unit.workspace}:{user}"})


_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
