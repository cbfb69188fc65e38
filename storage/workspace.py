"""Workspaces, the people in them, their settings, and what was already delivered or posted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col, func, select

from storage import columns
from storage.database import Unit


class Workspace(SQLModel, table=True):
    """A Slack workspace the bot serves."""

    __tablename__ = "workspace"
    workspace: str = columns.workspace()
    name: str = ""
    zone: str = "UTC"
    since: datetime


class Person(SQLModel, table=True):
    """Somebody of a workspace as Slack last described them, and the role they hold here."""

    __tablename__ = "person"
    workspace: str = columns.workspace()
    user: str = columns.key()
    name: str = ""
    zone: str = ""
    role: str = Field(default="rep", max_length=20)
    seen: datetime
    away: bool = False  # as their status in Slack says
    away_until: datetime | None = None  # empty where the status names no end
    own_digest: bool = False  # whether they want the digest in their own messages


class Setting(SQLModel, table=True):
    """One choice a workspace made, such as the digest's day."""

    __tablename__ = "setting"
    workspace: str = columns.workspace()
    name: str = columns.key()
    value: str = columns.words()
    changed_by: str = ""
    changed_at: datetime


class Delivery(SQLModel, table=True):
    """Something Slack delivered whose work is done; the same delivery again is nothing new."""

    __tablename__ = "delivery"
    workspace: str = columns.workspace()
    id: str = columns.key(200)
    at: datetime = Field(index=True)


class Posting(SQLModel, table=True):
    """One message that must reach Slack once: begun under its key, finished when Slack named its time."""

    __tablename__ = "posting"
    workspace: str = columns.workspace()
    key: str = columns.key(200)
    channel: str = ""
    begun: datetime
    ts: str | None = None


# Built once: building a statement costs as much as running it, and this one stands before every acknowledgement.
_DELIVERED = {
    "sqlite": sqlite.insert(Delivery).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Delivery).on_conflict_do_nothing().returning(col(Delivery.id)),
}


def all_workspaces(unit: Unit) -> list[Workspace]:
    """Every workspace served, whatever workspace the unit is for: the timetable's one look over all."""
    return list(unit.session.exec(select(Workspace)).all())


def workspace(unit: Unit) -> Workspace | None:
    return unit.session.get(Workspace, unit.workspace)


def save_workspace(unit: Unit, *, name: str, zone: str, now: datetime) -> Workspace:
    """Add the workspace, or bring its name up to date. Its zone is set once and then belongs to its people."""
    known = workspace(unit)
    if known is None:
        known = Workspace(workspace=unit.workspace, name=name, zone=zone, since=now)
    elif name:
        known.name = name
    unit.session.add(known)
    return known


def first_delivery(unit: Unit, delivery: str, now: datetime) -> bool:
    """True the first time a delivery is seen; its id is kept in this very transaction."""
    statement = _DELIVERED[unit.connection.dialect.name]
    kept = unit.connection.execute(statement, {"workspace": unit.workspace, "id": delivery, "at": now})
    # Each row read back from SQLite lets every other thread run first; the count says as much.
    return kept.first() is not None if kept.returns_rows else kept.rowcount == 1


def person(unit: Unit, user: str) -> Person | None:
    return unit.session.get(Person, (unit.workspace, user))


def people(unit: Unit) -> list[Person]:
    return list(unit.session.exec(select(Person).where(Person.workspace == unit.workspace)).all())


def holding(unit: Unit, role: str) -> list[str]:
    """Who holds a role, in the order of their ids."""
    query = select(Person.user).where(Person.workspace == unit.workspace, Person.role == role)
    return list(unit.session.exec(query.order_by(col(Person.user))).all())


def save_person(unit: Unit, user: str, facts: Mapping[str, Any], *, now: datetime) -> Person:
    """Add or update a person; `facts` are any of name, zone, role, away, away_until."""
    known = person(unit, user) or Person(workspace=unit.workspace, user=user, seen=now)
    for name, value in facts.items():
        setattr(known, name, value)
    known.seen = now
    unit.session.add(known)
    return known


def settings(unit: Unit) -> dict[str, str]:
    rows = unit.session.exec(select(Setting).where(Setting.workspace == unit.workspace)).all()
    return {row.name: row.value for row in rows}


def setting(unit: Unit, name: str) -> Setting | None:
    """One choice with who made it and when; None while nobody has."""
    return unit.session.get(Setting, (unit.workspace, name))


def save_setting(unit: Unit, name: str, value: str, *, by: str, now: datetime) -> None:
    known = setting(unit, name)
    if known is None:
        known = Setting(workspace=unit.workspace, name=name, changed_at=now)
    known.value, known.changed_by, known.changed_at = value, by, now
    unit.session.add(known)


def posting(unit: Unit, key: str) -> Posting | None:
    return unit.session.get(Posting, (unit.workspace, key))


def is_posting(unit: Unit, channel: str, ts: str) -> bool:
    """Whether the message of that time in a channel is kept under any key."""
    query = select(Posting.key).where(Posting.workspace == unit.workspace, Posting.channel == channel, Posting.ts == ts)
    return unit.session.exec(query).first() is not None


def postings(unit: Unit, prefix: str) -> list[Posting]:
    """The messages whose key begins with `prefix`."""
    query = select(Posting).where(
        Posting.workspace == unit.workspace, col(Posting.key).startswith(prefix, autoescape=True)
    )
    return list(unit.session.exec(query.order_by(col(Posting.key))).all())


def begun_since(unit: Unit, prefix: str, since: datetime) -> int:
    """How many messages whose key begins with `prefix` were begun since a moment."""
    query = (
        select(func.count())
        .select_from(Posting)
        .where(
            Posting.workspace == unit.workspace,
            col(Posting.key).startswith(prefix, autoescape=True),
            Posting.begun >= since,
        )
    )
    return unit.session.exec(query).one()


def begin_posting(unit: Unit, key: str, *, channel: str, now: datetime) -> tuple[Posting, bool]:
    """The posting of this key, and whether it is begun for the first time just now."""
    known = posting(unit, key)
    if known is not None:
        return known, False
    new = Posting(workspace=unit.workspace, key=key, channel=channel, begun=now)
    unit.session.add(new)
    return new, True


def finish_posting(unit: Unit, key: str, *, channel: str, ts: str) -> None:
    known = posting(unit, key)
    if known is not None:
        known.channel, known.ts = channel, ts
        unit.session.add(known)
