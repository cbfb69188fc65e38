"""Makes notes findable by their words and by their meaning, in the transaction of whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Unit
from storage.field.nearness import AT_ONCE, Nearness, microseconds
from storage.field.vectors import Vector, form, written
from storage.field.words import by_words, words_of

__all__ = ["Findable", "Nearness", "alone", "by_words", "forget", "forget_import", "make_findable"]


@dataclass(frozen=True)
class Findable:
    """What a note is found by: its words, and the vector of length 1 that a model made of them."""

    note: str
    created_at: datetime
    words: str
    model: str
    vector: Vector


def make_findable(unit: Unit, rows: Sequence[Findable]) -> None:
    """Let notes be found by this; replaces what they were found by before. Of two rows of one note the later counts."""
    newest = list({row.note: row for row in rows}.values())
    forget(unit, [row.note for row in newest])
    if not newest:
        return
    kept = form(unit.connection)
    values = [
        {
            "workspace": unit.workspace,
            "note": row.note,
            "created_at": microseconds(row.created_at),
            "model": row.model,
            "vector": written(row.vector, kept),
            "words": " ".join(words_of(row.words)),
        }
        for row in newest
    ]
    if unit.connection.dialect.name == "sqlite":
        last = unit.connection.execute(_LAST).scalar() or 0
        for seq, row in enumerate(values, start=last + 1):
            row["seq"] = seq
        unit.connection.execute(_INSERT, values)
        unit.connection.execute(_INSERT_WORDS, values)
    else:
        alone(unit)  # so that in a workspace numbers rise in the order in which they are committed
        unit.connection.execute(_INSERT_HALFVEC if kept == "halfvec" else _INSERT_BYTES, values)


def forget(unit: Unit, note_ids: Sequence[str]) -> None:
    """Notes that shall be found no more."""
    for start in range(0, len(note_ids), AT_ONCE):
        _delete(unit, "note IN :notes", notes=list(note_ids[start : start + AT_ONCE]))


def forget_import(unit: Unit, import_id: str) -> None:
    """All notes of an import shall be found no more; one statement for any number of them."""
    of_import = "SELECT id FROM field_note WHERE workspace = :workspace AND import_id = :import_id"
    _delete(unit, f"note IN ({of_import})", import_id=import_id)


def alone(unit: Unit) -> None:
    """Until this transaction ends nobody else comes past here for the same workspace.

    SQLite has one writer at a time anyway.
    """
    if unit.connection.dialect.name != "sqlite":
        unit.connection.execute(_ALONE, {"name": f"plumbline:search:{unit.workspace}"})


def _delete(unit: Unit, condition: str, **given: object) -> None:
    these = f"workspace = :workspace AND {condition}"
    statements = [f"DELETE FROM field_search WHERE {these}"]
    if unit.connection.dialect.name == "sqlite":
        statements.insert(0, f"DELETE FROM field_words WHERE rowid IN (SELECT seq FROM field_search WHERE {these})")
    for words in statements:
        query = sa.text(words)
        if "notes" in given:
            query = query.bindparams(sa.bindparam("notes", expanding=True))
        unit.connection.execute(query, {"workspace": unit.workspace, **given})


_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
_LAST = sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'field_search'")
_INSERT = sa.text(
    "INSERT INTO field_search (seq, workspace, note, created_at, model, vector)"
    " VALUES (:seq, :workspace, :note, :created_at, :model, :vector)"
)
_INSERT_WORDS = sa.text("INSERT INTO field_words (rowid, words) VALUES (:seq, :words)")
_INTO = (
    "INSERT INTO field_search (workspace, note, created_at, model, vector, words)"
    " VALUES (:workspace, :note, :created_at, :model, {vector},"
    " setweight(to_tsvector('simple', :words), 'A') || to_tsvector('english', :words))"
)
_INSERT_BYTES = sa.text(_INTO.format(vector=":vector"))
_INSERT_HALFVEC = sa.text(_INTO.format(vector="CAST(:vector AS halfvec)"))
