"""What people were nudged about and when: the budget that all features share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, select

from storage import columns
from storage.database import Unit

BENEATH = "_beneath"  # ends the kind of what was written beneath another message of that day, and costs nothing more


class Nudge(SQLModel, table=True):
    """Something the bot wrote to a person of its own accord; `id` names what about, so that it is said once."""

    __tablename__ = "nudge"
    __table_args__ = (Index("nudge_user", "workspace", "user", "at"),)
    workspace: str = columns.workspace()
    id: str = columns.key(200)
    user: str = Field(max_length=80)
    kind: str = Field(default="", max_length=40)
    at: datetime


class Held(SQLModel, table=True):
    """Work that tells a person something and waits for an hour, or a day, at which it may.

    `work` and `key` name it. What is `owed` waits for the person alone, all else for room in their budget too; `nudge`
    is what it is counted under as it begins, empty where the work counts itself.
    """

    __tablename__ = "nudge_held"
    workspace: str = columns.workspace()
    user: str = columns.key()
    work: str = columns.key(40)
    key: str = columns.key(200)
    owed: bool = False
    nudge: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=40)
    at: datetime


def hold(unit: Unit, row: Held) -> None:
    """Have work wait; the same again changes nothing."""
    if unit.session.get(Held, (unit.workspace, row.user, row.work, row.key)) is None:
        unit.session.add(row)
        unit.flush()


def held(unit: Unit, user: str | None = None) -> list[Held]:
    """What waits, for one person or for all: what is owed first, then the oldest."""
    query = select(Held).where(Held.workspace == unit.workspace)
    if user is not None:
        query = query.where(Held.user == user)
    return list(unit.session.exec(query.order_by(col(Held.owed).desc(), col(Held.at), col(Held.key))).all())


def let_go(unit: Unit, row: Held) -> None:
    """It waits no longer."""
    unit.session.delete(row)


def add(unit: Unit, nudge: Nudge) -> None:
    unit.session.add(nudge)


def given(unit: Unit, nudge_id: str) -> bool:
    """Whether this was said before."""
    return unit.session.get(Nudge, (unit.workspace, nudge_id)) is not None


def said_at(unit: Unit, nudge_id: str) -> datetime | None:
    """When this was said; None if it was not."""
    row = unit.session.get(Nudge, (unit.workspace, nudge_id))
    return row.at if row is not None else None


def count(unit: Unit, user: str, *, since: datetime) -> int:
    """How often a person was nudged since a moment."""
    query = select(func.count()).where(*_of(unit, user, since))
    return int(unit.session.exec(query).one())


def moments(unit: Unit, user: str, *, since: datetime) -> list[datetime]:
    """When a person was nudged since a moment."""
    return list(unit.session.exec(select(Nudge.at).where(*_of(unit, user, since))).all())


def given_of(unit: Unit, nudge_ids: Sequence[str]) -> set[str]:
    """Which of these were said before."""
    query = select(Nudge.id).where(col(Nudge.workspace) == unit.workspace, col(Nudge.id).in_(nudge_ids))
    return set(unit.session.exec(query).all())


def add_each(unit: Unit, rows: Iterable[Mapping[str, Any]]) -> None:
    """Many at once; each row has an id, user, kind and at."""
    made = [{"workspace": unit.workspace, **row} for row in rows]
    if made:
        unit.flush()
        unit.connection.execute(sa.insert(Nudge), made)


def since(unit: Unit, users: Sequence[str], kind: str, *, since: datetime) -> list[tuple[str, str, datetime]]:
    """The nudges of a kind to these people since a moment, oldest first: (person, id, when)."""
    query = select(Nudge.user, Nudge.id, Nudge.at).where(
        col(Nudge.workspace) == unit.workspace, col(Nudge.user).in_(users), Nudge.kind == kind, col(Nudge.at) >= since
    )
    return list(unit.session.exec(query.order_by(col(Nudge.at), col(Nudge.id))).all())


def drop(unit: Unit, nudge_id: str) -> None:
    """It was not said after all."""
    row = unit.session.get(Nudge, (unit.workspace, nudge_id))
    if row is not None:
        unit.session.delete(row)


def _of(unit: Unit, user: str, since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    counted = sa.not_(col(Nudge.kind).endswith(BENEATH, autoescape=True))
    return col(Nudge.workspace) == unit.workspace, col(Nudge.user) == user, col(Nudge.at) >= since, counted


def alone(unit: Unit, user: str) -> None:
    """Until this transaction ends nobody else spends of a person's budget. SQLite has one writer at a time anyway."""
    if unit.connection.dialect.name != "sqlite":
        unit.connection.execute(_ALONE, {"name": f"plumbline:nudge:{unit.workspace}:{user}"})


_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
