"""Notes on their way into themes: those that wait, that are settled, that are moved from one theme to another."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage import columns
from storage.database import Unit
from storage.field.notes import Note, NoteRow


class Leaning(SQLModel, table=True):
    """A note that stays where it is though it is more like another theme; what comes near to it joins that one."""

    __tablename__ = "theme_leaning"
    workspace: str = columns.workspace()
    note: str = columns.key(40)
    theme: str = Field(max_length=40)


_NOTE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_LEANING: sa.Table = Leaning.__table__  # type: ignore[attr-defined]
_OF_NOTE = tuple(_NOTE.c[field.name] for field in fields(Note))


def workspaces_waiting(unit: Unit) -> list[tuple[str, str]]:
    """Each workspace in which notes wait, whatever workspace the unit is for, with a mark of one of those notes.

    The mark is the note's id, and after a colon when it was changed, if it was: then it waits once more.
    """
    mark = sa.func.min(_NOTE.c.id + sa.literal(":") + sa.func.coalesce(sa.cast(_NOTE.c.edited_at, sa.String), ""))
    query = sa.select(_NOTE.c.workspace, mark).where(_NOTE.c.known_at.is_(None), _NOTE.c.undone_at.is_(None))
    found = unit.connection.execute(query.group_by(_NOTE.c.workspace))
    return [(workspace, mark.rstrip(":")) for workspace, mark in found]


def leanings(unit: Unit, note_ids: Sequence[str]) -> dict[str, str]:
    """The themes these notes lean to, of those that lean; at most some hundreds at a time."""
    query = sa.select(_LEANING.c.note, _LEANING.c.theme).where(_LEANING.c.workspace == unit.workspace)
    rows = unit.connection.execute(query.where(_LEANING.c.note.in_(note_ids)))
    return {row[0]: row[1] for row in rows}


def all_leanings(unit: Unit) -> dict[str, str]:
    query = sa.select(_LEANING.c.note, _LEANING.c.theme).where(_LEANING.c.workspace == unit.workspace)
    return {row[0]: row[1] for row in unit.connection.execute(query)}


def lean(unit: Unit, leaning: Mapping[str, str]) -> None:
    """Keep which notes lean to which themes; all others lean to none any more."""
    unit.connection.execute(sa.delete(_LEANING).where(_LEANING.c.workspace == unit.workspace))
    rows = [{"workspace": unit.workspace, "note": note, "theme": theme} for note, theme in sorted(leaning.items())]
    if rows:
        unit.connection.execute(sa.insert(_LEANING), rows)


def stand_straight(unit: Unit, note_ids: Sequence[str]) -> None:
    """These notes lean to no theme any more: they were changed, or put where they are by a person."""
    here = (_LEANING.c.workspace == unit.workspace, _LEANING.c.note.in_(note_ids))
    unit.connection.execute(sa.delete(_LEANING).where(*here))


def settled(unit: Unit, note_ids: Sequence[str]) -> list[tuple[str, str | None, str]]:
    """(note, theme, who placed it) of those that are known, stand and are no lead verdicts, in the order given."""
    found: dict[str, tuple[str, str | None, str]] = {}
    counts = (_NOTE.c.known_at.is_not(None), _NOTE.c.undone_at.is_(None), _NOTE.c.lead_verdict == "")
    for start in range(0, len(note_ids), 500):
        query = sa.select(_NOTE.c.id, _NOTE.c.theme, _NOTE.c.placed_by).where(
            _NOTE.c.workspace == unit.workspace, _NOTE.c.id.in_(note_ids[start : start + 500]), *counts
        )
        found.update((row[0], (row[0], row[1], row[2])) for row in unit.connection.execute(query))
    return [found[note] for note in note_ids if note in found]


def number_settled(unit: Unit) -> int:
    """How many notes are known, stand and are no lead verdicts."""
    counts = (_NOTE.c.known_at.is_not(None), _NOTE.c.undone_at.is_(None), _NOTE.c.lead_verdict == "")
    query = sa.select(sa.func.count()).select_from(_NOTE).where(_NOTE.c.workspace == unit.workspace, *counts)
    return unit.connection.execute(query).scalar_one()


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
        .where(_NOTE.c.workspace == unit.workspace, _NOTE.c.theme.is_not(None), _NOTE.c.undone_at.is_(None))
        .where(_NOTE.c.created_at >= since, _NOTE.c.created_at < until)
        .order_by(_NOTE.c.created_at, _NOTE.c.id)
    )
    return [Note(**row._mapping) for row in unit.connection.execute(query)]
