"""Notes found by meaning: on SQLite, on PostgreSQL with pgvector, and on PostgreSQL without it."""

import threading
from datetime import timedelta

import numpy as np
import pytest

from storage import field, migrate
from storage.database import Database
from storage.field.search import Nearness, alone, by_words, forget, forget_import, make_findable
from storage.field.vectors import form
from tests.storage.findables import MODEL, NOW, VECTORS, findable, found, nearest, said, some_vectors
from tests.written import write


@pytest.fixture
def database(any_database: Database) -> Database:
    return any_database


def test_the_nearest_come_first_with_their_cosine(database: Database, nearness: Nearness) -> None:
    said(database, *["lease"] * 60)
    exact = VECTORS @ VECTORS[7]
    with database.reading("T1") as unit:
        hits = nearness.near(unit, VECTORS[7], model=MODEL, limit=12)
    assert [note for note, _ in hits] == [f"n{number}" for number in np.argsort(-exact)[:12]]
    assert [cosine for _, cosine in hits] == pytest.approx(sorted(exact, reverse=True)[:12], abs=1e-3)


def test_only_what_was_heard_since_a_moment_is_near(database: Database, nearness: Nearness) -> None:
    said(database, *["lease"] * 60)
    since = NOW - timedelta(days=4)  # n0 … n4, the last to the microsecond
    assert set(nearest(database, nearness, VECTORS[30], limit=12, since=since)) == {"n0", "n1", "n2", "n3", "n4"}
    later = since + timedelta(microseconds=1)
    assert "n4" not in nearest(database, nearness, VECTORS[30], limit=12, since=later)


def test_an_own_note_is_near_before_it_is_committed_and_never_when_it_is_undone(
    database: Database, nearness: Nearness
) -> None:
    def write_and_fail() -> None:
        with database.unit("T1") as unit:
            make_findable(unit, [findable(5)])
            assert nearness.near(unit, VECTORS[5], model=MODEL, limit=1)[0][0] == "n5"
            raise RuntimeError

    said(database, "a", "b")
    with pytest.raises(RuntimeError):
        write_and_fail()
    assert nearest(database, nearness, VECTORS[5], limit=9) in (["n0", "n1"], ["n1", "n0"])
    with database.unit("T1") as unit:  # another note may be given the same number now
        make_findable(unit, [findable(6)])
    assert nearest(database, nearness, VECTORS[6], limit=1) == ["n6"]
    assert len(nearest(database, nearness, VECTORS[5], limit=9)) == 3


def test_a_forgotten_note_is_found_no_more_in_this_process_or_another(database: Database, nearness: Nearness) -> None:
    said(database, *["lease"] * 20)
    assert nearest(database, nearness, VECTORS[3], limit=1) == ["n3"]
    elsewhere = Database(database.url)
    with elsewhere.unit("T1") as unit:
        forget(unit, ["n3", "unknown"])
    elsewhere.close()
    assert "n3" not in nearest(database, nearness, VECTORS[3], limit=20)
    assert len(nearest(database, nearness, VECTORS[3], limit=20)) == 19
    assert "n3" not in found(database, "lease", limit=20)


def test_a_forgetting_that_was_undone_forgets_nothing(database: Database, nearness: Nearness) -> None:
    def forget_and_fail() -> None:
        with database.unit("T1") as unit:
            forget(unit, ["n3"])
            assert nearness.near(unit, VECTORS[3], model=MODEL, limit=1)[0][0] != "n3"
            raise RuntimeError

    said(database, *["lease"] * 20)
    with pytest.raises(RuntimeError):
        forget_and_fail()
    assert nearest(database, nearness, VECTORS[3], limit=1) == ["n3"]


def test_a_note_that_changed_is_found_by_what_it_says_now(database: Database, nearness: Nearness) -> None:
    said(database, "a longer lease", "a monthly plan")
    assert nearest(database, nearness, VECTORS[0], limit=1) == ["n0"]
    with database.unit("T1") as unit:
        make_findable(unit, [findable(0, "lost"), findable(0, "an open window", vector=VECTORS[40])])
    assert nearest(database, nearness, VECTORS[40], limit=1) == ["n0"]
    assert sorted(nearest(database, nearness, VECTORS[0], limit=9)) == ["n0", "n1"]
    assert found(database, "lease") == []
    assert found(database, "window lost") == ["n0"]


def test_a_whole_import_is_forgotten_at_once(database: Database, nearness: Nearness) -> None:
    rows = [findable(number, vector=vector) for number, vector in enumerate(some_vectors(1200))]
    notes = [
        field.Note(
            workspace="T1", id=row.note, created_at=NOW, author="U1", import_id="i1" if number else "i2", known_at=NOW
        )
        for number, row in enumerate(rows)
    ]
    with database.unit("T1") as unit:
        write(unit, notes)
        make_findable(unit, rows)
    assert len(nearest(database, nearness, rows[9].vector, limit=12)) == 12
    with database.unit("T1") as unit:
        forget_import(unit, "i1")
    assert nearest(database, nearness, rows[9].vector, limit=12) == ["n0"]
    assert found(database, "lease") == ["n0"]


def test_workspaces_and_models_do_not_see_each_other(database: Database, nearness: Nearness) -> None:
    said(database, "lease")
    with database.unit("T2") as unit:
        make_findable(unit, [findable(1, vector=VECTORS[0])])
    with database.reading("T2") as unit:
        assert [note for note, _ in nearness.near(unit, VECTORS[0], model=MODEL, limit=5)] == ["n1"]
        assert [note for note, _ in by_words(unit, "lease", limit=5)] == ["n1"]
        assert nearness.near(unit, VECTORS[0], model="another", limit=5) == []
        assert nearness.vectors(unit, ["n0", "n1"], model="another") == {}
        assert list(nearness.vectors(unit, ["n0", "n1"], model=MODEL)) == ["n1"]


@pytest.mark.parametrize("size", [256, 1536, 100])
def test_vectors_may_have_any_length(database: Database, nearness: Nearness, size: int) -> None:
    rows = some_vectors(5, size=size)
    with database.unit("T1") as unit:
        make_findable(unit, [findable(number, vector=rows[number], model=f"m{size}") for number in range(5)])
    with database.reading("T1") as unit:
        assert nearness.near(unit, rows[2], model=f"m{size}", limit=1)[0][0] == "n2"
        assert nearness.near(unit, VECTORS[2], model=f"m{size}", limit=1) == []  # the model was changed under its name


def test_vectors_come_back_as_they_were(database: Database, nearness: Nearness) -> None:
    said(database, "a", "b", "c")
    with database.reading("T1") as unit:
        kept = nearness.vectors(unit, ["n2", "n0", "none"], model=MODEL)
        assert nearness.vectors(unit, [], model=MODEL) == {}
    assert set(kept) == {"n0", "n2"}
    assert kept["n2"].dtype == np.float32
    assert np.allclose(kept["n2"], VECTORS[2], atol=2e-4)


def test_the_window_holds_the_newest_notes_oldest_first(database: Database, nearness: Nearness) -> None:
    said(database, *["lease"] * 9)
    with database.reading("T1") as unit:
        notes, vectors = nearness.window(unit, model=MODEL, limit=3)
        nothing = nearness.window(unit, model="another", limit=3)
    assert notes == ["n2", "n1", "n0"]
    assert np.allclose(vectors, VECTORS[[2, 1, 0]], atol=2e-4)
    assert nothing[0] == []
    assert len(nothing[1]) == 0


def test_likeness_is_asked_for_while_notes_come_in(database: Database, nearness: Nearness) -> None:
    said(database, *["lease"] * 10)
    wrong: list[object] = []

    def log(start: int) -> None:
        for number in range(start, start + 10):
            with database.unit("T1") as unit:
                make_findable(unit, [findable(number)])

    def ask() -> None:
        for _ in range(15):
            if nearest(database, nearness, VECTORS[3], limit=1) != ["n3"]:
                wrong.append("n3 was not the nearest")

    threads = [threading.Thread(target=log, args=(start,)) for start in (10, 20, 30)]
    threads += [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert set(nearest(database, nearness, VECTORS[3], limit=99)) == {f"n{number}" for number in range(40)}


def test_one_at_a_time_settles_a_workspace(database: Database) -> None:
    inside: list[int] = []
    most: list[int] = []

    def settle() -> None:
        with database.unit("T1") as unit:
            alone(unit)
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    threads = [threading.Thread(target=settle) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_without_pgvector_vectors_are_bytes_and_with_it_halves(database: Database) -> None:
    with database.reading("T1") as unit:
        kept = form(unit.connection)
        with_it = "_vector?" in database.url
        assert kept == ("halfvec" if with_it else "bytes")


def test_the_search_tables_can_be_taken_down_and_put_up_again(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    with database.engine.execution_options(write=True).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")
    said(database, "a longer lease")
    assert found(database, "lease") == ["n0"]
