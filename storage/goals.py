"""Aims that sales and marketing set together, who signed them, and how far they have come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, func, or_, select

from storage import columns
from storage.database import Unit
from storage.field.notes import NoteRow


class Goal(SQLModel, table=True):
    """A joint aim: from `start` to `target` of a measure by a day, answered for by one person.

    `state` is proposed (waits for signatures), live, reached, missed (its day has passed), or dropped. `measure` is
    the name of a figure the program counts itself, or empty where somebody enters it. `direction` is up or down.
    """

    __tablename__ = "goal"
    __table_args__ = (Index("goal_state", "workspace", "state", "due"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    title: str = columns.words()
    measure: str = Field(default="", max_length=40)
    about: str = Field(default="", max_length=120)  # channel:<id>, segment:<name>, theme:<id>, or empty for all
    unit: str = Field(default="", max_length=40)
    direction: str = Field(default="up", max_length=10)
    start: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    target: Decimal = Field(max_digits=18, decimal_places=2)
    due: date
    owner: str
    asked: str = ""  # who was asked to sign for the other side
    state: str = Field(default="proposed", max_length=20)
    proposed_by: str
    proposed_at: datetime
    live_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    why: str = columns.words()  # why it was dropped


class GoalSignature(SQLModel, table=True):
    """Somebody of sales or of marketing who put their name to a goal."""

    __tablename__ = "goal_signature"
    workspace: str = columns.workspace()
    goal: str = columns.key(40)
    user: str = columns.key()
    side: str = Field(max_length=20)  # sales or marketing
    at: datetime


class GoalProgress(SQLModel, table=True):
    """Where a goal stood at a moment, as somebody entered it, or as it was counted when the goal ended."""

    __tablename__ = "goal_progress"
    workspace: str = columns.workspace()
    goal: str = columns.key(40)
    at: datetime = Field(primary_key=True)
    value: Decimal = Field(max_digits=18, decimal_places=2)
    by: str = ""
    words: str = columns.words()


@dataclass(frozen=True)
class Said:
    """So many standing notes that are alike in what a goal may be counted by."""

    count: int
    kind: str
    channel: str
    segment: str
    theme: str | None
    verdict: str


_NOTE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_ALIKE = (_NOTE.c.kind, _NOTE.c.via_channel, _NOTE.c.segment, _NOTE.c.theme, _NOTE.c.lead_verdict)
OPEN = ("proposed", "live")


def add(unit: Unit, goal: Goal) -> None:
    unit.session.add(goal)


def get(unit: Unit, goal_id: str) -> Goal | None:
    return unit.session.get(Goal, (unit.workspace, goal_id))


def get_alone(unit: Unit, goal_id: str) -> Goal | None:
    """The same; until this transaction ends nobody else signs or changes it."""
    query = select(Goal).where(Goal.workspace == unit.workspace, Goal.id == goal_id).with_for_update()
    return unit.session.exec(query).first()


def open_ones(unit: Unit) -> list[Goal]:
    """Goals that are live or wait for signatures, the one due first at the head."""
    query = select(Goal).where(Goal.workspace == unit.workspace, col(Goal.state).in_(OPEN))
    return list(unit.session.exec(query.order_by(col(Goal.due), col(Goal.id))).all())


def current(unit: Unit, *, ended_since: datetime) -> list[Goal]:
    """Goals that are open, or ended since a moment, the one due first at the head."""
    lately = or_(col(Goal.state).in_(OPEN), col(Goal.ended_at) >= ended_since)
    query = select(Goal).where(Goal.workspace == unit.workspace, lately)
    return list(unit.session.exec(query.order_by(col(Goal.due), col(Goal.id))).all())


def decided(unit: Unit, *, since: datetime) -> list[Goal]:
    """Goals whose end the program itself has seen since a moment: reached, missed, or never signed."""
    query = select(Goal).where(
        Goal.workspace == unit.workspace, ~col(Goal.state).in_(OPEN), col(Goal.ended_at) >= since, Goal.ended_by == ""
    )
    return list(unit.session.exec(query.order_by(col(Goal.ended_at), col(Goal.id))).all())


def signatures(unit: Unit, goal_ids: Collection[str]) -> list[GoalSignature]:
    """Who signed these goals, in the order in which they did."""
    query = select(GoalSignature).where(
        GoalSignature.workspace == unit.workspace, col(GoalSignature.goal).in_(sorted(goal_ids))
    )
    return list(unit.session.exec(query.order_by(col(GoalSignature.at), col(GoalSignature.user))).all())


def sign(unit: Unit, signature: GoalSignature) -> None:
    unit.session.add(signature)


def unsign(unit: Unit, signature: GoalSignature) -> None:
    unit.session.delete(signature)


def progress(unit: Unit, goal_id: str, *, limit: int) -> list[GoalProgress]:
    """Where a goal stood, newest first."""
    query = select(GoalProgress).where(GoalProgress.workspace == unit.workspace, GoalProgress.goal == goal_id)
    return list(unit.session.exec(query.order_by(col(GoalProgress.at).desc()).limit(limit)).all())


def newest_progress(unit: Unit, goal_ids: Collection[str]) -> dict[str, GoalProgress]:
    """Where each of these goals stood last; one that nobody entered anything for is left out."""
    mine = (GoalProgress.workspace == unit.workspace, col(GoalProgress.goal).in_(sorted(goal_ids)))
    newest = select(GoalProgress.goal, func.max(GoalProgress.at).label("at")).where(*mine)
    last = newest.group_by(col(GoalProgress.goal)).subquery()
    query = select(GoalProgress).where(GoalProgress.workspace == unit.workspace)
    query = query.join(last, sa.and_(col(GoalProgress.goal) == last.c.goal, col(GoalProgress.at) == last.c.at))
    return {row.goal: row for row in unit.session.exec(query).all()}


def enter(unit: Unit, row: GoalProgress) -> None:
    """Keep where a goal stands. Of two at one moment the one that comes later is a moment later."""
    last = next(iter(progress(unit, row.goal, limit=1)), None)
    if last is not None and row.at <= last.at:
        row.at = last.at + timedelta(microseconds=1)
    unit.session.add(row)


def said(unit: Unit, since: datetime, until: datetime) -> list[Said]:
    """The standing notes said from `since` up to but not including `until`, counted by what goals ask of them."""
    during = sa.and_(_NOTE.c.created_at >= since, _NOTE.c.created_at < until, _NOTE.c.undone_at.is_(None))
    query = sa.select(sa.func.count(), *_ALIKE).where(_NOTE.c.workspace == unit.workspace, during).group_by(*_ALIKE)
    return [Said(*row) for row in unit.connection.execute(query)]
