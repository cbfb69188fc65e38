"""Notes found by words and by meaning: on SQLite, on PostgreSQL with pgvector, and on PostgreSQL without it."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from storage import field, migrate
from storage.database import Database
from storage.field.search import (
    Findable,
    Nearness,
    alone,
    by_words,
    forget,
    forget_import,
    make_findable,
)
from storage.field.vectors import Vector

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MODEL = "tests-384"


@pytest.fixture(scope="module")
def servers(postgres_url: str) -> Iterator[dict[str, str]]:
    """Two databases on a server: one with pgvector, and one of somebody who may not add extensions."""
    name = f"plain_{os.getpid()}"
    admin = sa.create_engine(Database(postgres_url).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}_vector")
    yield {
        "pgvector": postgres_url.replace("/postgres?", f"/{name}_vector?"),
        "no pgvector": postgres_url.replace("postgres:@/postgres?", f"{name}:@/{name}?"),
    }
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        connection.exec_driver_sql(f"DROP DATABASE {name}_vector WITH (FORCE)")
        connection.exec_driver_sql(f"DROP ROLE {name}")
    admin.dispose()


@pytest.fixture(
    params=["sqlite", *(pytest.param(name, marks=pytest.mark.postgres) for name in ("pgvector", "no pgvector"))]
)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; those on the server are emptied, as making one takes a second."""
    if request.param == "sqlite":
        made = Database(request.getfixturevalue("sqlite_url"))
    else:
        made = Database(request.getfixturevalue("servers")[request.param])
        migrate.upgrade(made)
        with made.engine.begin() as connection:
            connection.exec_driver_sql("TRUNCATE field_search, field_note")
    yield made
    assert made.checked_out() == 0, "a connection was not given back"
    made.close()


@pytest.fixture
def nearness(database: Database) -> Nearness:
    return Nearness(database)


def some_vectors(number: int, *, seed: int = 1, size: int = 384) -> Vector:
    made = np.random.default_rng(seed).standard_normal((number, size)).astype(np.float32)
    unit_long: Vector = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit_long


VECTORS = some_vectors(60)


def findable(number: int, words: str = "a longer lease", *, vector: Vector | None = None, **more: str) -> Findable:
    own: Vector = VECTORS[number % len(VECTORS)] if vector is None else vector
    return Findable(f"n{number}", NOW - timedelta(days=number), words, more.get("model", MODEL), own)


def said(database: Database, *texts: str) -> None:
    with database.unit("T1") as unit:
        make_findable(unit, [findable(number, text) for number, text in enumerate(texts)])


def found(database: Database, words: str, *, limit: int = 10) -> list[str]:
    with database.reading("T1") as unit:
        return [note for note, _ in by_words(unit, words, limit=limit)]


def nearest(
    database: Database, nearness: Nearness, vector: Vector, *, limit: int = 3, since: datetime | None = None
) -> list[str]:
    with database.reading("T1") as unit:
        return [note for note, _ in nearness.near(unit, vector, model=MODEL, limit=limit, since=since)]


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
        field.add_many(unit, notes)
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


def test_words_find_notes_by_stem_accent_and_case_the_fuller_match_first(database: Database) -> None:
    said(
        database,
        "They want a monthly plan, cancelled any time",
        "The café’s pricing/packaging is unclear",
        "A Plan for the café, monthly",
        "Ticket PLB-1042 again",
        "他们想要更便宜的价格",
    )
    assert found(database, "cancelling") == ["n0"]
    assert set(found(database, "CAFE")) == {"n1", "n2"}
    assert found(database, "packaging") == ["n1"]
    assert found(database, "plb-1042") == ["n3"]
    assert found(database, "便宜") == ["n4"]
    assert found(database, "café monthly plan")[0] == "n2"
    assert set(found(database, "café monthly plan")) == {"n0", "n1", "n2"}
    assert found(database, "café monthly plan", limit=1) == ["n2"]
    assert found(database, "the café", limit=9) == found(database, "café", limit=9)
    assert found(database, "the") != []  # nothing but an everyday word still finds


def test_higher_scores_are_better(database: Database) -> None:
    said(database, "monthly plan", "monthly", "something else")
    with database.reading("T1") as unit:
        hits = by_words(unit, "monthly plan", limit=5)
    assert [note for note, _ in hits] == ["n0", "n1"]
    assert hits[0][1] > hits[1][1]


ODD = [
    "", " ", "\x00", "'", '"', "''; DROP TABLE field_search; --", "AND", "OR NOT NEAR(", "*", "a*", "^a", "{words} : x",
    "words:lease", "-lease", "(((", "\\", "%_", "😀🎉", "\u200b\u200d", "مرحبا بالعالم", "हिन्दी में",
    "lease & ! | <-> 'x':A", "lease " * 2000, "x" * 10_000, " ".join(f"w{number}" for number in range(2000)),
    "the and of to", "\ud800", "12e5 -3 1.5", "a@b.example/c?d=e", "\u0301\u0301",
]  # fmt: skip


def test_anything_may_be_asked_and_kept(database: Database) -> None:
    said(database, "a longer lease", *ODD)
    for words in ODD:
        assert len(found(database, words, limit=100)) <= 100
    assert "n0" in found(database, "lease")
    assert found(database, "hinter") == []
    assert found(database, "हिन्दी") == [f"n{1 + ODD.index('हिन्दी में')}"]


def test_naughty_strings_are_kept_and_asked(database: Database, shared_data: Path) -> None:
    import json

    strings = json.loads((shared_data / "adversarial" / "blns.json").read_text())
    said(database, *strings)
    for words in strings[::5]:
        assert len(found(database, words, limit=5)) <= 5


def test_words_of_thousands_of_notes_are_ranked_among_the_newest(database: Database) -> None:
    short = some_vectors(1, size=8)[0]  # of a length without an index, so that keeping them is quick
    many = [findable(number, "a card that failed", vector=short) for number in range(5200)]
    with database.unit("T1") as unit:
        make_findable(unit, [*many, findable(9000, "a card for the ferry"), findable(9001, "the ferry")])
    if not database.is_sqlite:  # the server counts words by itself, now and then
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE field_search")
    assert set(found(database, "card ferry", limit=2)) == {"n9000", "n9001"}
    assert len(found(database, "card ferry", limit=50)) == 50
    assert len(found(database, "failed card", limit=20)) == 20


def test_without_pgvector_vectors_are_bytes_and_with_it_halves(database: Database) -> None:
    from storage.field.vectors import form

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
