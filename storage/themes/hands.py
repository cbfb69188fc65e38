"""What a person's hand does to all notes of a theme at once."""

import sqlalchemy as sa

from storage.database import Unit
from storage.field.notes import NoteRow
from storage.themes.notes import Leaning

_NOTE: sa.Table = NoteRow.__table__  # type: ignore[attr-defined]
_LEANING: sa.Table = Leaning.__table__  # type: ignore[attr-defined]


def hold(unit: Unit, theme: str, *, by: str) -> None:
    """Every note of a theme is placed there by a person from now on: no pass of the program takes one out."""
    here = (_NOTE.c.workspace == unit.workspace, _NOTE.c.theme == theme)
    unit.connection.execute(sa.update(_NOTE).where(*here, _NOTE.c.placed_by == "").values(placed_by=by))
    straighten(unit, theme)


def straighten(unit: Unit, theme: str) -> None:
    """The notes of a theme lean to no other any more."""
    own = sa.select(_NOTE.c.id).where(_NOTE.c.workspace == unit.workspace, _NOTE.c.theme == theme)
    here = (_LEANING.c.workspace == unit.workspace, _LEANING.c.note.in_(own))
    unit.connection.execute(sa.delete(_LEANING).where(*here))
