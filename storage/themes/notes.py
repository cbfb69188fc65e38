"""Notes on their way into themes: those that wait, that are settled, that are moved from one theme to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
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


@dataclass(frozen=True)
class Waiting:
    """A note that waits to be settled: that of its workspace which is next, or one whose author waits for an answer.

    The mark is the note's id, and after a colon when it was changed, if it was: then it waits once more.
    """

    workspace: str
    mark: str
    awaited: bool


def who_waits(unit: Unit) -> list[Waiting]:
    """Of each workspace in which notes wait, whatever workspace the unit is for, the notes to settle next.

    Those somebody waits for, at most 500, and the first of all others: a few steps along two indexes, however
    many notes wait.
    """
    return [
        Waiting(row[0], f"{row[1]}:{row[2]}" if row[2] else row[1], bool(row[3]))
        for query in (_WHO_IS_AWAITED, _WHO_IS_NEXT)
        for row in unit.connection.execute(query)
    ]


_WHO_IS_AWAITED = sa.text(
    "SELECT workspace, id, CAST(edited_at AS VARCHAR(40)), 1 FROM field_note WHERE reply_to <> ''"
    " AND (known_at IS NULL) IS TRUE AND (undone_at IS NULL) IS TRUE ORDER BY workspace, kept_at, id LIMIT 500"
)
_WHO_IS_NEXT = sa.text(
    "WITH RECURSIVE here(workspace) AS ("
    " SELECT min(workspace) FROM field_note WHERE known_at IS NULL AND undone_at IS NULL UNION ALL"
    " SELECT (SELECT min(n.workspace) FROM field_note n WHERE n.known_at IS NULL AND n.undone_at IS NULL"
    " AND n.workspace > here.workspace) FROM here WHERE here.workspace IS NOT NULL),"
    " first(workspace, id) AS (SELECT workspace, (SELECT n.id FROM field_note n WHERE n.workspace = here.workspace"
    " AND n.known_at IS NULL AND n.undone_at IS NULL ORDER BY n.kept_at, n.id LIMIT 1)"
    " FROM here WHERE workspace IS NOT NULL)"
    " SELECT f.workspace, f.id, CAST(f.edited_at AS VARCHAR(40)), 0 FROM first"
    " JOIN field_note f ON f.workspace = first.workspace AND f.id = first.id"
)


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
    """Notes logged or changed since a moment and known before another whose authors wait for an answer.

    Not those whose answer a piece of work has taken on (there is a tab in `reply_to`): it ends what it began.
    """
    query = sa.select(*_OF_NOTE).where(
        _NOTE.c.workspace == unit.workspace, sa.func.coalesce(_NOTE.c.edited_at, _NOTE.c.created_at) >= since,
        _NOTE.c.reply_to != sa.literal_column("''"), _NOTE.c.reply_to.not_like("%\t%"),
        _NOTE.c.known_at < before, _NOTE.c.undone_at.is_(None),
    )  # fmt: skip
    order = (_NOTE.c.kept_at, _NOTE.c.id)  # as the index over the few notes has them that somebody waits for
    return [Note(**row._mapping) for row in unit.connection.execute(query.order_by(*order))]


@dataclass(frozen=True, slots=True)
class Themed:
    """A note of a theme without its words: of many notes only who said what where is counted."""

    id: str
    theme: str
    author: str
    account: str
    segment: str


def themed_between(unit: Unit, since: datetime, until: datetime) -> list[Themed]:
    """The notes of a time that stand and have a theme, oldest first."""
    query = (
        sa.select(*(_NOTE.c[each.name] for each in fields(Themed)))
        .where(_NOTE.c.workspace == unit.workspace, _NOTE.c.theme.is_not(None), _NOTE.c.undone_at.is_(None))
        .where(_NOTE.c.created_at >= since, _NOTE.c.created_at < until)
        .order_by(_NOTE.c.created_at, _NOTE.c.id)
    )
    return [Themed(*row) for row in unit.connection.execute(query)]
