"""Themes as they are kept: what groups of notes are called, who looks after them, and what was decided on them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col, select

from storage import columns
from storage.database import Unit
from storage.field.notes import Note, NoteRow


class Theme(SQLModel, table=True):
    """One theme. Its id never changes, whatever it is called and whatever notes join it.

    `name_by` is phrases, model, or the id of the person who named it; `hand` says that a person named, merged into
    or split it, so that no pass of the program may merge or dissolve it. `state` is open, hidden or merged (into
    `merged_into`). `decision` is empty, brief (answered in `decision_version`) or declined (for `decision_reason`).
    """

    __tablename__ = "theme"
    __table_args__ = (Index("theme_state", "workspace", "state"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    name: str = ""
    name_by: str = Field(default="phrases", max_length=80)
    hand: bool = False
    state: str = Field(default="open", max_length=20)
    merged_into: str | None = Field(default=None, max_length=40)
    owner: str = Field(default="", max_length=80)
    sales: str = Field(default="", max_length=80)  # the pair that takes it on: one from sales …
    marketing: str = Field(default="", max_length=80)  # … and one from marketing
    taken_at: datetime | None = None
    created_at: datetime
    decision: str = Field(default="", max_length=20)
    decision_version: str | None = Field(default=None, max_length=40)
    decision_reason: str = columns.words()
    decided_by: str = Field(default="", max_length=80)
    decided_at: datetime | None = None
    owner_told_at: datetime | None = None  # when its owner last heard that the brief is silent on it


class ThemeChange(SQLModel, table=True):
    """Something a person did to a theme; never changed, never deleted."""

    __tablename__ = "theme_change"
    __table_args__ = (Index("theme_change_theme", "workspace", "theme", "at"),)
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    theme: str = Field(max_length=40)
    at: datetime
    by: str = Field(max_length=80)
    what: str = Field(max_length=20)  # renamed, merged, split, hidden, shown, owner, taken, left, decided
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


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
_OF_NOTE = tuple(_NOTE.c[field.name] for field in fields(Note))
_OF_THEMES = (_NOTE.c.theme.is_not(None), _NOTE.c.undone_at.is_(None))


def add(unit: Unit, theme: Theme) -> None:
    unit.session.add(theme)
    unit.session.flush()


def get(unit: Unit, theme_id: str) -> Theme | None:
    return unit.session.get(Theme, (unit.workspace, theme_id))


def some(unit: Unit, theme_ids: Sequence[str]) -> list[Theme]:
    """These themes, whatever their state, in no order; at most some hundreds at a time."""
    query = select(Theme).where(Theme.workspace == unit.workspace, sa.column("id").in_(set(theme_ids)))
    return list(unit.session.exec(query).all()) if theme_ids else []


def standing(unit: Unit, theme_id: str) -> Theme | None:
    """The theme of this id, or the one it was merged into, however often that happened."""
    seen: set[str] = set()
    found = get(unit, theme_id)
    while found is not None and found.merged_into and found.id not in seen:
        seen.add(found.id)
        found = get(unit, found.merged_into)
    return found


def every(unit: Unit, *, states: Sequence[str] = ("open",)) -> list[Theme]:
    query = select(Theme).where(Theme.workspace == unit.workspace, sa.column("state").in_(states))
    return list(unit.session.exec(query).all())


def save(unit: Unit, theme: Theme) -> None:
    unit.session.add(theme)


def note_change(unit: Unit, change: ThemeChange) -> None:
    unit.session.add(change)


def changes(unit: Unit, theme: str) -> list[ThemeChange]:
    """What was ever done to a theme, oldest first."""
    query = select(ThemeChange).where(ThemeChange.workspace == unit.workspace, ThemeChange.theme == theme)
    return list(unit.session.exec(query.order_by(col(ThemeChange.at), ThemeChange.id)).all())


def weights(
    unit: Unit, *, since: datetime | None = None, until: datetime | None = None, theme: str | None = None
) -> dict[str, Weight]:
    """What stands behind each theme, or one, of all time or of a time from `since` up to `until`."""
    during = [_NOTE.c.workspace == unit.workspace, *_OF_THEMES]
    during += [_NOTE.c.theme == theme] if theme is not None else []
    during += [_NOTE.c.created_at >= since] if since is not None else []
    during += [_NOTE.c.created_at < until] if until is not None else []
    account = sa.func.lower(sa.func.nullif(_NOTE.c.account, ""))
    query = (
        sa.select(
            _NOTE.c.theme,
            sa.func.count(),
            sa.func.count(sa.distinct(_NOTE.c.author)),
            sa.func.count(sa.distinct(account)),
            sa.func.min(_NOTE.c.created_at),
            sa.func.max(_NOTE.c.created_at),
        )
        .where(*during)
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
    account = sa.func.lower(_NOTE.c.account)
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


def unthemed(unit: Unit, *, limit: int) -> list[Note]:
    """The newest notes that are known, stand, and wait for a theme, oldest first.

    A lead verdict waits for none, nor does a note that a person has placed, be it out of every theme.
    """
    waits = (_NOTE.c.theme.is_(None), _NOTE.c.known_at.is_not(None), _NOTE.c.undone_at.is_(None))
    query = (
        sa.select(*_OF_NOTE)
        .where(_NOTE.c.workspace == unit.workspace, *waits, _NOTE.c.lead_verdict == "", _NOTE.c.placed_by == "")
        .order_by(_NOTE.c.created_at.desc(), _NOTE.c.id)
        .limit(limit)
    )
    return [Note(**row._mapping) for row in unit.connection.execute(query)][::-1]


def workspaces_waiting(unit: Unit) -> list[tuple[str, str]]:
    """Each workspace in which notes wait, whatever workspace the unit is for, with a mark of one of those notes.

    The mark is the note's id, and after a colon when it was changed, if it was: then it waits once more.
    """
    mark = sa.func.min(_NOTE.c.id + sa.literal(":") + sa.func.coalesce(sa.cast(_NOTE.c.edited_at, sa.String), ""))
    query = sa.select(_NOTE.c.workspace, mark).where(_NOTE.c.known_at.is_(None), _NOTE.c.undone_at.is_(None))
    found = unit.connection.execute(query.group_by(_NOTE.c.workspace))
    return [(workspace, mark.rstrip(":")) for workspace, mark in found]


def known_after(unit: Unit, place: tuple[datetime, str] | None, *, limit: int) -> list[Note]:
    """Notes that are known and stand, oldest first, beginning after one of this moment and id."""
    after = [sa.tuple_(_NOTE.c.created_at, _NOTE.c.id) > sa.tuple_(*map(sa.literal, place))] if place else []
    query = (
        sa.select(*_OF_NOTE)
        .where(_NOTE.c.workspace == unit.workspace, _NOTE.c.known_at.is_not(None), _NOTE.c.undone_at.is_(None), *after)
        .order_by(_NOTE.c.created_at, _NOTE.c.id)
        .limit(limit)
    )
    return [Note(**row._mapping) for row in unit.connection.execute(query)]


def texts(unit: Unit, *, limit: int) -> list[str]:
    """The words of the newest notes that stand, with their customers' own."""
    both = _NOTE.c.text + sa.literal("\n") + _NOTE.c.customer_words
    query = sa.select(both).where(_NOTE.c.workspace == unit.workspace, _NOTE.c.undone_at.is_(None))
    return list(unit.connection.execute(query.order_by(_NOTE.c.created_at.desc()).limit(limit)).scalars())


def grown(unit: Unit, notes: int) -> list[str]:
    """Open themes no person has named that have so many notes and were not named since."""
    theme: sa.Table = Theme.__table__  # type: ignore[attr-defined]
    done: sa.Table = ThemeChange.__table__  # type: ignore[attr-defined]
    same = (_NOTE.c.workspace == theme.c.workspace, _NOTE.c.theme == theme.c.id, _NOTE.c.undone_at.is_(None))
    named = (done.c.workspace == theme.c.workspace, done.c.theme == theme.c.id, done.c.what == "named")
    query = sa.select(theme.c.id).where(
        theme.c.workspace == unit.workspace, theme.c.state == "open", theme.c.name_by.in_(("phrases", "model")),
        ~sa.exists().where(*named),
        sa.exists(sa.select(_NOTE.c.id).where(*same).offset(notes - 1)),
    )  # fmt: skip
    return list(unit.connection.execute(query.order_by(theme.c.id)).scalars())


def correct_kind(unit: Unit, note_id: str, kind: str) -> None:
    """Say what kind a note is by its likeness to others, where so far only the rules have."""
    here = (_NOTE.c.workspace == unit.workspace, _NOTE.c.id == note_id, _NOTE.c.kind_by == "rules")
    unit.connection.execute(sa.update(_NOTE).where(*here).values(kind=kind, kind_by="likeness"))


def move_all(unit: Unit, theme: str, into: str) -> int:
    """Put every note of a theme into another, undone ones too; returns how many."""
    here = (_NOTE.c.workspace == unit.workspace, _NOTE.c.theme == theme)
    return unit.connection.execute(sa.update(_NOTE).where(*here).values(theme=into)).rowcount


def unanswered(unit: Unit, *, since: datetime, before: datetime) -> list[Note]:
    """Notes logged since a moment and known before another whose authors have not heard what came of them."""
    query = sa.select(*_OF_NOTE).where(
        _NOTE.c.workspace == unit.workspace, _NOTE.c.created_at >= since, _NOTE.c.reply_to != "",
        _NOTE.c.known_at < before, _NOTE.c.undone_at.is_(None),
    )  # fmt: skip
    return [Note(**row._mapping) for row in unit.connection.execute(query.order_by(_NOTE.c.created_at))]


def themed_between(unit: Unit, since: datetime, until: datetime) -> list[Note]:
    """The notes of a time that stand and have a theme, oldest first."""
    query = (
        sa.select(*_OF_NOTE)
        .where(_NOTE.c.workspace == unit.workspace, *_OF_THEMES)
        .where(_NOTE.c.created_at >= since, _NOTE.c.created_at < until)
        .order_by(_NOTE.c.created_at, _NOTE.c.id)
    )
    return [Note(**row._mapping) for row in unit.connection.execute(query)]
