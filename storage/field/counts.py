"""A time's notes counted by the database, so that any number of them costs no memory, and a few read to quote."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import sqlalchemy as sa

from storage.database import Folded, Unit
from storage.field.notes import Note, NoteRow

_NOTE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_NOTE.c[each.name] for each in fields(Note))
# How many notes, by how many people, at how many customers: one customer being one in any case of letters.
_COUNTED = (
    sa.func.count(),
    sa.func.count(sa.distinct(_NOTE.c.author)),
    sa.func.count(sa.distinct(Folded(sa.func.nullif(_NOTE.c.account, "")))),
)

Counted = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """So many leads of a channel, as it was written, with one verdict and one reason."""

    via_channel: str
    verdict: str
    reason: str
    leads: int


def said(unit: Unit, since: datetime, until: datetime) -> tuple[Counted, int]:
    """All notes of a time, and those of them that belong to no theme and are no verdict on a lead."""
    alone = sa.case((sa.and_(_NOTE.c.theme.is_(None), _NOTE.c.lead_verdict == ""), 1), else_=0)
    query = sa.select(*_COUNTED, sa.func.coalesce(sa.func.sum(alone), 0)).where(*_during(unit, since, until))
    notes, people, accounts, without = unit.connection.execute(query).one()
    return (notes, people, accounts), without


def by_kind(unit: Unit, since: datetime, until: datetime) -> dict[str, Counted]:
    """The notes of each kind."""
    return _by(unit, _NOTE.c.kind, since, until)


def by_theme(unit: Unit, since: datetime, until: datetime) -> dict[str, Counted]:
    """The notes of each theme, by its id; those of none are left out."""
    return _by(unit, _NOTE.c.theme, since, until, _NOTE.c.theme.is_not(None))


def authors_between(unit: Unit, since: datetime, until: datetime) -> set[str]:
    """Who logged a note of a time."""
    query = sa.select(_NOTE.c.author).where(*_during(unit, since, until)).distinct()
    return set(unit.connection.execute(query).scalars())


def judged(unit: Unit, since: datetime, until: datetime) -> list[Judged]:
    """The verdicts on leads of a time."""
    of = (_NOTE.c.via_channel, _NOTE.c.lead_verdict, _NOTE.c.return_reason)
    query = sa.select(*of, sa.func.count()).where(*_during(unit, since, until), _NOTE.c.lead_verdict != "")
    return [Judged(*row) for row in unit.connection.execute(query.group_by(*of))]


def newest(unit: Unit, since: datetime, until: datetime, *, theme: str, limit: int) -> list[Note]:
    """The newest notes of a theme in a time."""
    return _newest(unit, since, until, (_NOTE.c.theme == theme,), limit)


def newest_outside(unit: Unit, since: datetime, until: datetime, *, themes: Collection[str], limit: int) -> list[Note]:
    """The newest notes of a time that belong to none of these themes."""
    outside = sa.or_(_NOTE.c.theme.is_(None), _NOTE.c.theme.not_in(sorted(themes)))
    return _newest(unit, since, until, (outside,), limit)


def newest_judged(
    unit: Unit, since: datetime, until: datetime, *, verdict: str, channels: Sequence[str], limit: int
) -> list[Note]:
    """The newest verdicts of one kind on leads of a channel, given all the ways its name is written."""
    such = (_NOTE.c.lead_verdict == verdict, _NOTE.c.via_channel.in_(channels))
    return _newest(unit, since, until, such, limit)


def _by(
    unit: Unit, column: sa.Column[str], since: datetime, until: datetime, *such: sa.ColumnElement[bool]
) -> dict[str, Counted]:
    query = sa.select(column, *_COUNTED).where(*_during(unit, since, until), *such).group_by(column)
    return {row[0]: (row[1], row[2], row[3]) for row in unit.connection.execute(query)}


def _newest(
    unit: Unit, since: datetime, until: datetime, such: Iterable[sa.ColumnElement[bool]], limit: int
) -> list[Note]:
    order = (_NOTE.c.created_at.desc(), _NOTE.c.id.desc())
    query = sa.select(*_COLUMNS).where(*_during(unit, since, until), *such).order_by(*order).limit(limit)
    return [Note(**row._mapping) for row in unit.connection.execute(query)]


def _during(unit: Unit, since: datetime, until: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """What stands of a time, from `since` up to but not including `until`."""
    when = (_NOTE.c.created_at >= since, _NOTE.c.created_at < until)
    return (_NOTE.c.workspace == unit.workspace, *when, _NOTE.c.undone_at.is_(None))
