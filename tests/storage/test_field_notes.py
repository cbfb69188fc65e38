"""Field notes that wait, are placed, listed in parts and taken back with their import."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage import field, themes
from storage.database import Database, Unit
from tests.written import write

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def note(note_id: str, **more: Any) -> field.Note:
    values: dict[str, Any] = {"workspace": "T1", "created_at": NOW, "author": "U1", "text": "a longer lease", **more}
    return field.Note(id=note_id, **values)


def keep(database: Database, *notes: field.Note) -> None:
    for row in notes:
        with database.unit(row.workspace) as unit:
            field.add(unit, row)


def test_a_theme_lists_its_standing_notes_newest_first(database: Database) -> None:
    keep(
        database,
        note("a", theme="t1"),
        note("b", theme="t1", created_at=NOW + timedelta(hours=1)),
        note("c", theme="t1", undone_at=NOW),
        note("d", theme="t2"),
        note("e"),
        note("f", theme="t1", workspace="T2"),
    )
    with database.reading("T1") as unit:
        assert [row.id for row in field.by_theme(unit, "t1")] == ["b", "a"]
        assert [row.id for row in field.by_theme(unit, "t1", limit=1)] == ["b"]


def test_all_notes_come_in_parts_oldest_first_even_of_one_moment(database: Database) -> None:
    moments = [NOW, NOW, NOW, NOW - timedelta(days=1), NOW + timedelta(days=1), NOW, NOW]
    keep(database, *(note(f"n{number}", created_at=at) for number, at in enumerate(moments)))
    keep(database, note("undone", undone_at=NOW), note("elsewhere", workspace="T2"))
    for at_once in (1, 2, 3, 7, 100):
        with database.reading("T1") as unit:
            ids = [row.id for row in field.every(unit, at_once=at_once)]
        assert ids == ["n3", "n0", "n1", "n2", "n5", "n6", "n4"]


def test_those_somebody_waits_for_are_settled_first(database: Database) -> None:
    keep(
        database,
        note("imported", kept_at=NOW - timedelta(hours=1)),
        note("typed", kept_at=NOW, reply_to="user:U1"),
        note("known", known_at=NOW),
        note("undone", undone_at=NOW),
        note("earlier", kept_at=NOW - timedelta(minutes=1), reply_to="user:U1"),
    )
    with database.reading("T1") as unit:
        assert [row.id for row in field.waiting(unit, limit=9)] == ["earlier", "typed", "imported"]
        assert [row.id for row in field.waiting(unit, limit=1)] == ["earlier"]


def test_waiting_notes_are_found_along_an_index_however_many_wait(database: Database) -> None:
    imported = [note(f"n{number:04}", kept_at=NOW) for number in range(4000)]
    with database.unit("T1") as unit:
        write(unit, [*imported, note("typed", kept_at=NOW + timedelta(hours=1), reply_to="user:U1")])
    with database.reading("T1") as unit:
        assert [row.id for row in field.waiting(unit, limit=3)] == ["typed", "n0000", "n0001"]
        if unit.connection.dialect.name != "sqlite":
            return
        asked: list[str] = []
        listen = sa.event.listens_for(unit.connection, "before_execute")
        listen(lambda _connection, clause, *_: asked.append(compiled(unit, clause)))
        field.waiting(unit, limit=32)
        themes.who_waits(unit)
        plans = [unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all() for query in asked[:]]
    told = [str(row[3]) for plan in plans for row in plan]
    assert not any("TEMP B-TREE" in line for line in told), told
    assert not any(line.startswith("SCAN field_note") and "INDEX" not in line for line in told), told


def compiled(unit: Unit, clause: Any) -> str:
    return str(clause.compile(dialect=unit.connection.dialect, compile_kwargs={"literal_binds": True}))


def test_a_note_is_finished_once_and_only_as_it_was_read(database: Database) -> None:
    keep(database, note("a"), note("b", undone_at=NOW))
    with database.unit("T1") as unit:
        done, read = {"known_at": NOW, "theme": "t1"}, note("a")
        assert not field.make_known(unit, replace(read, text="what it said before"), done)
        assert not field.make_known(unit, replace(read, edited_at=NOW), done)
        assert not field.make_known(unit, note("b"), done)
        assert field.make_known(unit, read, done)
        assert not field.make_known(unit, read, {**done, "theme": "t2"})
    with database.reading("T1") as unit:
        kept = field.get(unit, "a")
    assert kept is not None
    assert (kept.theme, kept.known_at) == ("t1", NOW)


def test_what_a_person_placed_stays_unless_a_person_moves_it(database: Database) -> None:
    keep(database, note("a"), note("b"), note("c", workspace="T2"))
    with database.unit("T1") as unit:
        assert field.place(unit, ["a", "b", "c"], "t1") == 2
        assert field.place(unit, ["a"], "t2", by="U7") == 1
        assert field.place(unit, ["a", "b"], None) == 1
        assert field.place(unit, [], "t1") == 0
    with database.reading("T1") as unit:
        rows = {row.id: (row.theme, row.placed_by) for row in field.some(unit, ["a", "b"])}
    assert rows == {"a": ("t2", "U7"), "b": (None, "")}


def test_a_thousand_notes_are_placed_at_once(database: Database) -> None:
    ids = [f"n{number}" for number in range(1100)]
    with database.unit("T1") as unit:
        write(unit, [note(note_id) for note_id in ids])
        assert field.place(unit, ids, "t1") == 1100
