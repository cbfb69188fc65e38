"""What stands behind themes, counted by the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from storage.database import Folded, Unit
from storage.field.notes import NoteRow
from storage.themes.rows import Theme, ThemeChange


@dataclass(frozen=True)
class Weight:
    """How much stands behind a theme: standing notes, distinct people and customers, the first and newest note."""

    theme: str
    notes: int
    people: int
    accounts: int
    first: datetime
    newest: datetime


_NOTE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_OF_THEMES = (_NOTE.c.theme.is_not(None), _NOTE.c.undone_at.is_(None))


def weights(
    unit: Unit, *, since: datetime | None = None, theme: str | None = None, among: Collection[str] | None = None
) -> dict[str, Weight]:  # fmt: skip
    """What stands behind each theme, or one, or those `among` them, of all time or from `since` on."""
    such = [_NOTE.c.theme == theme] if theme is not None else []
    such += [_NOTE.c.theme.in_(sorted(among))] if among is not None else []
    such += [_NOTE.c.created_at >= since] if since is not None else []
    account = Folded(sa.func.nullif(_NOTE.c.account, ""))
    query = (
        sa.select(
            _NOTE.c.theme,
            sa.func.count(),
            sa.func.count(sa.distinct(_NOTE.c.author)),
            sa.func.count(sa.distinct(account)),
            sa.func.min(_NOTE.c.created_at),
            sa.func.max(_NOTE.c.created_at),
        )
        .where(_NOTE.c.workspace == unit.workspace, *_OF_THEMES, *such)
        .group_by(_NOTE.c.theme)
    )
    return {row[0]: Weight(*row) for row in unit.connection.execute(query)}


def weekly(unit: Unit, starts: Sequence[datetime], *, theme: str | None = None) -> dict[str, list[int]]:
    """The notes of each theme, or of one, in each of the weeks that lie between these moments, oldest first."""
    counts = [
        sa.func.sum(sa.case((sa.and_(_NOTE.c.created_at >= since, _NOTE.c.created_at < until), 1), else_=0))
        for since, until in pairwise(starts)
    ]
    query = (
        sa.select(_NOTE.c.theme, *counts)
        .where(_NOTE.c.workspace == unit.workspace, *_OF_THEMES, *([_NOTE.c.theme == theme] if theme else []))
        .where(_NOTE.c.created_at >= starts[0], _NOTE.c.created_at < starts[-1])
        .group_by(_NOTE.c.theme)
    )
    return {row[0]: [int(number) for number in row[1:]] for row in unit.connection.execute(query)}


def segments(unit: Unit, themes: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """The segments of each theme's notes as they were written, with how often, the most frequent first."""
    return _named(unit, themes, _NOTE.c.segment)


def kinds(unit: Unit, themes: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """How many notes of which kind each theme has, the most frequent first."""
    return _named(unit, themes, _NOTE.c.kind)


def _named(unit: Unit, themes: Sequence[str], column: sa.Column[Any]) -> dict[str, list[tuple[str, int]]]:
    query = (
        sa.select(_NOTE.c.theme, column, sa.func.count())
        .where(_NOTE.c.workspace == unit.workspace, _NOTE.c.theme.in_(themes), *_OF_THEMES, column != "")
        .group_by(_NOTE.c.theme, column)
        .order_by(sa.func.count().desc(), column)
    )
    made: dict[str, list[tuple[str, int]]] = {}
    for theme, name, number in unit.connection.execute(query):
        made.setdefault(theme, []).append((name, number))
    return made


def at_stake(unit: Unit, themes: Sequence[str]) -> dict[str, dict[str, Decimal]]:
    """The amounts named in each theme's notes by currency; of a customer named several times the highest counts."""
    account = Folded(_NOTE.c.account)
    # A note without a customer stands for a customer of its own.
    who = sa.case((account == "", _NOTE.c.id), else_=account)
    highest = (
        sa.select(_NOTE.c.theme, _NOTE.c.currency, who.label("who"), sa.func.max(_NOTE.c.amount).label("amount"))
        .where(_NOTE.c.workspace == unit.workspace, _NOTE.c.theme.in_(themes), *_OF_THEMES)
        .where(_NOTE.c.amount.is_not(None))
        .group_by(_NOTE.c.theme, _NOTE.c.currency, who)
        .subquery()
    )
    query = sa.select(highest.c.theme, highest.c.currency, sa.func.sum(highest.c.amount))
    made: dict[str, dict[str, Decimal]] = {}
    for theme, currency, amount in unit.connection.execute(query.group_by(highest.c.theme, highest.c.currency)):
        made.setdefault(theme, {})[currency] = Decimal(amount)
    return made


def alive(unit: Unit) -> list[Theme]:
    """The open and hidden themes that a standing note belongs to."""
    theme: sa.Table = Theme.__table__  # type: ignore[attr-defined]
    same = (_NOTE.c.workspace == theme.c.workspace, _NOTE.c.theme == theme.c.id, _NOTE.c.undone_at.is_(None))
    query = select(Theme).where(theme.c.workspace == unit.workspace, theme.c.state.in_(("open", "hidden")))
    return list(unit.session.exec(query.where(sa.exists(sa.select(_NOTE.c.id).where(*same)))).all())


def grown(unit: Unit, notes: int) -> list[str]:
    """Open themes no person has shaped that have so many notes and were not named since."""
    theme: sa.Table = Theme.__table__  # type: ignore[attr-defined]
    done: sa.Table = ThemeChange.__table__  # type: ignore[attr-defined]
    same = (_NOTE.c.workspace == theme.c.workspace, _NOTE.c.theme == theme.c.id, _NOTE.c.undone_at.is_(None))
    named = (done.c.workspace == theme.c.workspace, done.c.theme == theme.c.id, done.c.what == "named")
    query = sa.select(theme.c.id).where(
        theme.c.workspace == unit.workspace, theme.c.state == "open", theme.c.name_by.in_(("phrases", "model")),
        theme.c.hand.is_(False),
        ~sa.exists().where(*named),
        sa.exists(sa.select(_NOTE.c.id).where(*same).offset(notes - 1)),
    )  # fmt: skip
    return list(unit.connection.execute(query.order_by(theme.c.id)).scalars())
