"""Who still owes a week's report, who of them is to be reminded, and what nobody is there to answer for."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from storage.channels import Channel, Report, Skip
from storage.database import Unit
from storage.nudges import Nudge
from storage.workspace import Person

GONE = "gone"  # the role of who left the workspace
_Row = type[Report] | type[Skip]


def zones(unit: Unit) -> set[str]:
    """The zones of all who answer for a channel that is not paused; "" for who has none, or is not known."""
    query = (
        select(_zone()).select_from(Channel).outerjoin(Person, _same()).where(_mine(unit), sa.not_(col(Channel.paused)))
    )
    return set(unit.session.exec(query.distinct()).all())


def owing_zones(unit: Unit, week: date) -> set[str]:
    """The zones of those who owe a week; empty when nobody owes it."""
    query = select(_zone()).select_from(Channel).outerjoin(Person, _same()).where(*_owing(unit, week))
    return set(unit.session.exec(query.distinct()).all())


def to_remind(
    unit: Unit, week: date, *, zones: Sequence[str], unless: str, now: datetime
) -> list[tuple[str, str]]:  # fmt: skip
    """Who in these zones owes a week, is not away, and has no nudge whose id is `unless` and theirs; with their zone.

    Who has left is not among them.
    """
    heard = sa.exists().where(
        col(Nudge.workspace) == Channel.workspace, col(Nudge.id) == sa.literal(unless).concat(col(Channel.owner))
    )
    here = sa.or_(col(Person.user).is_(None), sa.not_(col(Person.away)), col(Person.away_until) <= now)
    query = select(col(Channel.owner), _zone()).select_from(Channel).outerjoin(Person, _same())
    query = query.where(*_owing(unit, week), sa.not_(_orphaned()), _zone().in_(zones), here, sa.not_(heard))
    return list(unit.session.exec(query.distinct()).all())


def of(unit: Unit, week: date, user: str) -> list[Channel]:
    """The channels whose week a person owes, by name."""
    query = select(Channel).where(*_owing(unit, week), Channel.owner == user).order_by(col(Channel.name_key))
    return list(unit.session.exec(query).all())


def orphans(unit: Unit, week: date) -> list[Channel]:
    """The channels that owe a week and have no owner, or one who left."""
    query = select(Channel).select_from(Channel).outerjoin(Person, _same()).where(*_owing(unit, week), _orphaned())
    return list(unit.session.exec(query.order_by(col(Channel.name_key))).all())


def owing(unit: Unit, week: date) -> list[Channel]:
    """The channels that owe a week, by name."""
    query = select(Channel).where(*_owing(unit, week)).order_by(col(Channel.name_key))
    return list(unit.session.exec(query).all())


def _same() -> sa.ColumnElement[bool]:
    """The owner of a channel, where they are known."""
    return sa.and_(col(Person.workspace) == Channel.workspace, col(Person.user) == Channel.owner)


def _zone() -> sa.ColumnElement[str]:
    return sa.func.coalesce(Person.zone, "")


def _orphaned() -> sa.ColumnElement[bool]:
    return sa.or_(col(Channel.owner) == "", sa.func.coalesce(Person.role, "") == GONE)


def _mine(unit: Unit) -> sa.ColumnElement[bool]:
    return col(Channel.workspace) == unit.workspace


def _owing(unit: Unit, week: date) -> tuple[sa.ColumnElement[bool], ...]:
    def without(table: _Row) -> sa.ColumnElement[bool]:
        same = (col(table.workspace) == Channel.workspace, col(table.channel) == Channel.id, col(table.week) == week)
        return sa.not_(sa.exists().where(*same))

    return _mine(unit), sa.not_(col(Channel.paused)), without(Report), without(Skip)
