"""A database that is in use goes to a newer shape and back without losing a row."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from storage import migrate
from storage.database import Database

_THEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_FILL: dict[type, Any] = {str: "x", int: 1, float: 1.0, bool: False, list: [], datetime: _THEN}


def _insert(database: Database, name: str, **given: Any) -> None:
    """A row of a table as it is now, with something in every column that wants it."""
    table = sa.Table(name, sa.MetaData(), autoload_with=database.engine)
    for column in table.columns:
        kind: type = list if isinstance(column.type, sa.JSON) else column.type.python_type
        if column.name not in given and not column.nullable:
            given[column.name] = _FILL[kind]
    with database.engine.execution_options(write=True).begin() as connection:
        connection.execute(table.insert().values(**given))


def _rows(database: Database, words: str) -> list[Any]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(words)).all()]


@pytest.fixture
def older(database: Database) -> Database:
    """A database as it was before briefs had drafts, with a brief, its passages and a pitch."""
    migrate.downgrade(database, "0002")
    for number, published in ((1, _THEN), (2, None)):
        own = {"workspace": "T1", "id": f"v{number}", "product_key": "rounds", "filed_by": "UMARA"}
        _insert(database, "brief_version", **own, number=number, published_at=published)
        _insert(database, "brief_passage", workspace="T1", version=f"v{number}", ref="what/1", position=0)
    _insert(database, "pitch", workspace="T1", id="p1")
    return database


def test_a_filled_database_keeps_every_row_on_the_way_to_drafts_and_back(older: Database) -> None:
    passages = "SELECT version, ref FROM brief_passage ORDER BY version"
    held = [("v1", "what/1"), ("v2", "what/1")]
    migrate.upgrade(older)
    assert _rows(older, passages) == held
    assert _rows(older, "SELECT id, published_by FROM brief_version ORDER BY id") == [("v1", "UMARA"), ("v2", "")]
    assert _rows(older, "SELECT id, outcome FROM pitch") == [("p1", "")]
    migrate.downgrade(older, "0002")
    assert _rows(older, passages) == held
    assert _rows(older, "SELECT id FROM pitch") == [("p1",)]
    migrate.upgrade(older)
    assert _rows(older, passages) == held


def test_references_are_kept_again_once_the_shape_is_changed(older: Database) -> None:
    migrate.upgrade(older)
    with older.engine.execution_options(write=True).begin() as connection:
        connection.execute(sa.text("DELETE FROM brief_version WHERE id = 'v2'"))
    assert _rows(older, "SELECT version FROM brief_passage") == [("v1",)]


def test_a_proposal_and_the_notes_behind_it_outlast_a_column_more(database: Database) -> None:
    migrate.downgrade(database, "0003")
    _insert(database, "brief_proposal", workspace="T1", id="c1")
    _insert(database, "brief_proposal_note", workspace="T1", proposal="c1", note="n1")
    migrate.upgrade(database)
    assert _rows(database, "SELECT id, held FROM brief_proposal") == [("c1", "")]
    assert _rows(database, "SELECT proposal, note FROM brief_proposal_note") == [("c1", "n1")]
    migrate.downgrade(database, "0003")
    assert _rows(database, "SELECT proposal, note FROM brief_proposal_note") == [("c1", "n1")]
    migrate.upgrade(database)
