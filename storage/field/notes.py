"""Field notes as they are kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel, col

from storage import columns
from storage.brief import in_force
from storage.database import Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """What a rep heard from a customer, as a value. Logging one must be quick, and rows of an ORM are not."""

    workspace: str
    id: str
    created_at: datetime
    author: str
    kind: str = "words"
    text: str = ""
    customer_words: str = ""
    account: str = ""
    segment: str = ""
    stage: str = ""
    amount: Decimal | None = None
    currency: str = ""
    competitor: str = ""
    via_channel: str = ""
    lead_verdict: str = ""
    return_reason: str = ""
    permalink: str = ""
    source_id: str | None = None
    brief_version: str | None = None
    edited_at: datetime | None = None
    undone_at: datetime | None = None
    kind_by: str = "person"  # who said what kind it is: person, rules, likeness or model
    theme: str | None = None
    placed_by: str = ""  # the person who put it into its theme; empty when nobody did
    kept_at: datetime | None = None  # when it reached us; `created_at` may lie years back in an import
    import_id: str | None = None
    known_at: datetime | None = None  # when it was made findable and compared with the others; None while it waits
    reply_to: str = ""  # where the person who logged it hears what came of it; emptied once they did
    masked: str = ""  # what was masked before it was kept: email,phone,…
    message_by: str = ""  # whose message it was logged from, if it was: Slack's id, or a name


def _only(condition: str) -> dict[str, Any]:
    """An index over few rows of many costs next to nothing to keep."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class NoteRow(SQLModel, table=True):
    """The table of notes; its columns are the value's fields, in the same order."""

    __tablename__ = "field_note"
    __table_args__ = (
        Index("field_note_when", "workspace", "created_at"),
        Index("field_note_author", "workspace", "author", "created_at"),
        Index("field_note_source", "workspace", "source_id", unique=True),
        Index("field_note_theme", "workspace", "theme", "created_at", **_only("theme IS NOT NULL")),
        Index("field_note_import", "workspace", "import_id", **_only("import_id IS NOT NULL")),
        Index("field_note_waiting", "workspace", "kept_at", "id", **_only("known_at IS NULL AND undone_at IS NULL")),
        Index("field_note_account", "workspace", "account", **_only("account <> ''")),
        Index("field_note_awaited", "workspace", "kept_at", "id", **_only("reply_to <> ''")),
    )
    workspace: str = columns.workspace()
    id: str = columns.key(40)
    created_at: datetime
    author: str = Field(max_length=80)
    kind: str = Field(default="words", max_length=20)
    text: str = columns.words()
    customer_words: str = columns.words()
    account: str = ""
    segment: str = ""
    stage: str = ""
    amount: Decimal | None = Field(default=None, max_digits=18, decimal_places=2)
    currency: str = Field(default="", max_length=3)
    competitor: str = ""
    via_channel: str = ""
    lead_verdict: str = ""
    return_reason: str = ""
    permalink: str = columns.words()
    source_id: str | None = Field(default=None, max_length=200)
    brief_version: str | None = Field(default=None, max_length=40)
    edited_at: datetime | None = None
    undone_at: datetime | None = None
    kind_by: str = Field(default="person", max_length=20)
    theme: str | None = Field(default=None, max_length=40)
    placed_by: str = Field(default="", max_length=80)
    kept_at: datetime
    import_id: str | None = Field(default=None, max_length=40)
    known_at: datetime | None = None
    reply_to: str = columns.words()
    masked: str = columns.words()
    message_by: str = Field(default="", max_length=80)


_TABLE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_NAMES = tuple(field.name for field in fields(Note))
_COLUMNS = tuple(_TABLE.c[name] for name in _NAMES)
_STANDS = col(NoteRow.undone_at).is_(None)
_AWAITED = _TABLE.c.reply_to != sa.literal_column("''")  # said as the index over those few rows says it
_INSERT_STAMPED = sa.insert(_TABLE).values(brief_version=in_force("stamped_for").scalar_subquery())


def add(unit: Unit, note: Note) -> None:
    """Keep a note, stamped with the version of the brief in force: one statement, as somebody waits for it."""
    values = _values(note)
    del values["brief_version"]
    unit.connection.execute(_INSERT_STAMPED, {**values, "stamped_for": unit.workspace})


def change(unit: Unit, note_id: str, values: Mapping[str, Any]) -> None:
    """Change some of a note's columns and leave the others as they now stand."""
    unit.connection.execute(sa.update(_TABLE).where(_here(unit, note_id)).values(**values))


def get(unit: Unit, note_id: str) -> Note | None:
    found = _notes(unit, _TABLE.c.id == note_id)
    return found[0] if found else None


def between(unit: Unit, since: datetime, until: datetime) -> list[Note]:
    """Notes that stand, from `since` up to but not including `until`, oldest first."""
    during = sa.and_(_TABLE.c.created_at >= since, _TABLE.c.created_at < until)
    return _notes(unit, during, _STANDS, order=(_TABLE.c.created_at,))


def of_kinds(unit: Unit, kinds: Sequence[str], since: datetime, until: datetime, *, limit: int) -> list[Note]:
    """The newest notes of some kinds that stand and are no lead's verdict, from `since` to `until`, newest first."""
    during = sa.and_(_TABLE.c.created_at >= since, _TABLE.c.created_at < until)
    fitting = sa.and_(during, _TABLE.c.kind.in_(kinds), _TABLE.c.lead_verdict == "")
    return _notes(unit, fitting, _STANDS, order=(_TABLE.c.created_at.desc(),), limit=limit)


def some(unit: Unit, note_ids: Sequence[str]) -> list[Note]:
    """These notes, undone ones too, in no order; at most some hundreds at a time."""
    return _notes(unit, _TABLE.c.id.in_(note_ids)) if note_ids else []


def by_author(unit: Unit, author: str, *, limit: int) -> list[Note]:
    """A person's own notes that stand, newest first."""
    return _notes(unit, _TABLE.c.author == author, _STANDS, order=(_TABLE.c.created_at.desc(),), limit=limit)


def by_theme(unit: Unit, theme: str, *, limit: int | None = None) -> list[Note]:
    """The notes of a theme that stand, newest first."""
    return _notes(unit, _TABLE.c.theme == theme, _STANDS, order=(_TABLE.c.created_at.desc(),), limit=limit)


def authors(unit: Unit, theme: str, *, since: datetime, besides: str) -> set[str]:
    """Who logged the notes of a theme that stand, since a moment, one note left out."""
    here = (_TABLE.c.workspace == unit.workspace, _TABLE.c.theme == theme, _TABLE.c.created_at >= since)
    query = sa.select(_TABLE.c.author).where(*here, _STANDS, _TABLE.c.id != besides).distinct()
    return set(unit.connection.execute(query).scalars())


def every(unit: Unit, *, at_once: int = 1000) -> Iterator[Note]:
    """All notes that stand, oldest first, for export: a part at a time, so that any number fits into memory."""
    after: tuple[datetime, str] | None = None
    while True:
        where: list[sa.ColumnElement[bool]] = [_STANDS]
        if after is not None:
            where.append(sa.tuple_(_TABLE.c.created_at, _TABLE.c.id) > sa.tuple_(*map(sa.literal, after)))
        part = _notes(unit, *where, order=(_TABLE.c.created_at, _TABLE.c.id), limit=at_once)
        yield from part
        if len(part) < at_once:
            return
        after = part[-1].created_at, part[-1].id


def waiting(unit: Unit, *, limit: int) -> list[Note]:
    """Notes that are not yet findable and compared with the others; those somebody waits for come first.

    Two looks along an index each: one sorted over all of an import's notes takes 55 ms, and this is asked often.
    """
    order = (_TABLE.c.kept_at, _TABLE.c.id)
    # Said so, the condition is none of the index over all that wait, and the one over few rows is taken.
    waits = (_TABLE.c.known_at.is_(None).is_(sa.true()), _STANDS.is_(sa.true()))
    first = _notes(unit, _AWAITED, *waits, order=order, limit=limit)
    if len(first) == limit:
        return first
    here = {note.id for note in first}
    others = _notes(unit, _TABLE.c.known_at.is_(None), _STANDS, order=order, limit=limit)
    return [*first, *(note for note in others if note.id not in here)][:limit]


def make_known(unit: Unit, read: Note, values: Mapping[str, Any]) -> bool:
    """Finish a waiting note; False when since it was `read` it was changed, undone or finished: nothing is done."""
    as_read = (_TABLE.c.text == read.text, _TABLE.c.edited_at.is_not_distinct_from(read.edited_at))
    same = sa.and_(_here(unit, read.id), _TABLE.c.known_at.is_(None), _STANDS, *as_read)
    return unit.connection.execute(sa.update(_TABLE).where(same).values(**values)).rowcount == 1


def logged_from(unit: Unit, author: str, permalink: str) -> Note | None:
    """A person's own note that stands and was made of the message at this address."""
    found = _notes(unit, _TABLE.c.author == author, _TABLE.c.permalink == permalink, _STANDS, limit=1)
    return found[0] if found else None


def taken(unit: Unit, mark: str) -> list[Note]:
    """Notes that stand, are known, and whose `reply_to` begins with this mark."""
    mine = sa.func.substr(_TABLE.c.reply_to, 1, len(mark)) == mark
    return _notes(unit, _AWAITED, mine, _TABLE.c.known_at.is_not(None), _STANDS)


def hand_over(unit: Unit, note_id: str, was: str, to: str) -> bool:
    """Change where a note's author waits for an answer; False when somebody else changed it meanwhile."""
    same = sa.and_(_here(unit, note_id), _TABLE.c.reply_to == was)
    return unit.connection.execute(sa.update(_TABLE).where(same).values(reply_to=to)).rowcount == 1


def place(unit: Unit, note_ids: Sequence[str], theme: str | None, *, by: str = "") -> int:
    """Put notes into a theme, or out of any; returns how many. Without `by`, what a person placed stays there."""
    done = 0
    for start in range(0, len(note_ids), 500):
        here = [_TABLE.c.workspace == unit.workspace, _TABLE.c.id.in_(note_ids[start : start + 500])]
        if not by:
            here.append(_TABLE.c.placed_by == "")
        values = {"theme": theme, **({"placed_by": by} if by else {})}
        done += unit.connection.execute(sa.update(_TABLE).where(*here).values(**values)).rowcount
    return done


def count(unit: Unit) -> int:
    query = sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.workspace == unit.workspace, _STANDS)
    return unit.connection.execute(query).scalar_one()


def accounts(unit: Unit) -> list[str]:
    """Every customer a note of the workspace ever named, undone ones too, each as it was written."""
    named = _TABLE.c.account != sa.literal_column("''")  # said as the index over the notes that name one says it
    query = sa.select(_TABLE.c.account).where(_TABLE.c.workspace == unit.workspace, named).distinct()
    return list(unit.connection.execute(query).scalars())


def _notes(
    unit: Unit, *where: sa.ColumnElement[bool], order: Sequence[Any] = (), limit: int | None = None
) -> list[Note]:
    query = sa.select(*_COLUMNS).where(_TABLE.c.workspace == unit.workspace, *where).order_by(*order).limit(limit)
    return [Note(**row._mapping) for row in unit.connection.execute(query)]


def _here(unit: Unit, note_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(_TABLE.c.workspace == unit.workspace, _TABLE.c.id == note_id)


def _values(note: Note) -> dict[str, Any]:
    values = {name: getattr(note, name) for name in _NAMES}
    values["kept_at"] = note.kept_at or note.created_at
    return values
