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


def owners(unit: Unit, channel_ids: Sequence[str]) -> set[str]:
    """Who answers for these channels."""
    found: set[str] = set()
    for start in range(0, len(channel_ids), 500):  # some databases take no more values in one statement
        some = col(Channel.id).in_(channel_ids[start : start + 500])
        found.update(unit.session.exec(select(Channel.owner).where(_mine(unit), some, Channel.owner != "")).all())
    return found


def answered_for(unit: Unit, user: str, *, orphans_too: bool = False) -> list[Channel]:
    """The channels a person answers for, with those nobody does if asked for, by name."""
    whose = col(Channel.owner) == user
    query = select(Channel).select_from(Channel).outerjoin(Person, _same())
    query = query.where(_mine(unit), sa.or_(whose, _orphaned()) if orphans_too else whose)
    return list(unit.session.exec(query.order_by(col(Channel.name_key))).all())


def first_reports(unit: Unit, week: date, channel_ids: Sequence[str]) -> dict[str, Report]:
    """The first revision of a week by channel, where there is one."""
    query = select(Report).where(Report.workspace == unit.workspace, Report.week == week)
    query = query.where(col(Report.channel).in_(channel_ids)).order_by(col(Report.revision).desc())
    return {row.channel: row for row in unit.session.exec(query).all()}


def skips(unit: Unit, week: date, channel_ids: Sequence[str]) -> dict[str, Skip]:
    """The weeks that are not reported, by channel."""
    query = select(Skip).where(Skip.workspace == unit.workspace, Skip.week == week)
    return {row.channel: row for row in unit.session.exec(query.where(col(Skip.channel).in_(channel_ids))).all()}


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
