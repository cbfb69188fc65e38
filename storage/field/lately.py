"""Notes of the last weeks, as they are weighed against the brief: objections, and notes with their vectors."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa

from storage.database import Unit
from storage.field.nearness import microseconds
from storage.field.notes import Note, NoteRow
from storage.field.vectors import Vector, form, read_many, selected

_TABLE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_COLUMNS = tuple(_TABLE.c[each.name] for each in fields(Note))
_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Heard:
    """A note as it is weighed: when it was heard and by whom, and its theme, empty for none."""

    note: str
    at: datetime
    author: str
    theme: str


def objections(unit: Unit, since: datetime, *, limit: int) -> list[Note]:
    """The newest notes that stand with an objection, since a moment, oldest first."""
    query = (
        sa.select(*_COLUMNS)
        .where(_TABLE.c.workspace == unit.workspace, _TABLE.c.kind == "objection", _TABLE.c.undone_at.is_(None))
        .where(_TABLE.c.created_at >= since)
        .order_by(_TABLE.c.created_at.desc(), _TABLE.c.id.desc())
        .limit(limit)
    )
    return [Note(**row._mapping) for row in reversed(unit.connection.execute(query).all())]


def heard(unit: Unit, since: datetime, until: datetime, *, model: str, limit: int) -> tuple[list[Heard], Vector]:
    """The newest `limit` findable notes of a time, oldest first, with their vectors by this model, a row for each.

    Notes that were taken back are not among them, nor verdicts on leads: those speak of a lead, not of what is sold.
    """
    kept = form(unit.connection)
    vector = selected(kept).replace("vector", "s.vector")
    query = sa.text(
        f"SELECT s.note, s.created_at, n.author, coalesce(n.theme, ''), {vector} FROM field_search s"
        " JOIN field_note n ON n.workspace = s.workspace AND n.id = s.note"
        " WHERE s.workspace = :workspace AND s.model = :model AND s.created_at >= :since AND s.created_at < :until"
        " AND n.undone_at IS NULL AND n.lead_verdict = ''"
        " ORDER BY s.created_at DESC LIMIT :limit"
    )
    given: dict[str, object] = {
        "workspace": unit.workspace, "model": model, "limit": limit, "since": microseconds(since),
        "until": microseconds(until),
    }  # fmt: skip
    found = [
        (str(row[0]), int(row[1]), str(row[2]), str(row[3]), row[4]) for row in unit.connection.execute(query, given)
    ]
    rows = [row for row in reversed(found) if len(row[4]) == len(found[0][4])]  # of one length, the newest's
    if not rows:
        return [], np.empty((0, 0), dtype=np.float32)
    made = [Heard(note, _START + timedelta(microseconds=at), author, theme) for note, at, author, theme, _ in rows]
    return made, read_many([row[4] for row in rows], kept)
