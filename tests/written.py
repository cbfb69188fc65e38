"""Puts notes into the database as they stand, many at once, without what saying or importing them does besides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from storage.database import Unit
from storage.field import Note, NoteRow


def write(unit: Unit, notes: Sequence[Note]) -> None:
    """Kept when they were said, unless they say otherwise."""
    rows = [{**asdict(note), "kept_at": note.kept_at or note.created_at} for note in notes]
    if rows:
        unit.connection.execute(sa.insert(NoteRow), rows)
