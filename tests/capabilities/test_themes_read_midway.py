"""Counting for a digest holds while people take back what they said."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capabilities.books import Books, Deed
from storage import field as stored_field
from tests.themed import HERE, REP, keep, make_theme, meet, note, themes_of

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)


def test_a_theme_s_only_note_taken_back_midway_leaves_the_digest_standing(books: Books) -> None:
    meet(books)
    keep(books, *[note(MONDAY + timedelta(hours=1), id=each, theme=each) for each in ("gone", "stays")])
    for each in ("gone", "stays"):
        make_theme(books, each)
    read: list[str] = []

    def take_back(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        """Once the week's notes were read, and before anything is counted, one is undone."""
        if not read and "ORDER BY field_note.created_at" in statement:
            read.append(statement)
            with books.keep(Deed(HERE, REP)) as unit:
                stored_field.change(unit, "gone", {"undone_at": MONDAY})

    sa.event.listen(books.database.engine, "after_cursor_execute", take_back)
    weeks = themes_of(books).for_digest(HERE, MONDAY, MONDAY + timedelta(weeks=1))
    assert read
    assert "stays" in {week.id for week in weeks}
    again = themes_of(books).for_digest(HERE, MONDAY, MONDAY + timedelta(weeks=1))
    assert {week.id for week in again} == {"stays"}
