"""What is held in memory of a workspace's vectors is right, and bounded."""

from datetime import UTC, datetime

import numpy as np
import pytest

from storage.database import Database
from storage.field import pgvector
from storage.field.matrix import BLOCK, Matrix
from storage.field.search import Findable, Nearness, make_findable
from storage.field.vectors import Vector

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def some_vectors(number: int, *, size: int = 8, seed: int = 1) -> Vector:
    made = np.random.default_rng(seed).standard_normal((number, size)).astype(np.float32)
    unit_long: Vector = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit_long


def filled(vectors: Vector, *, most: int) -> Matrix:
    matrix = Matrix(vectors.shape[1], most)
    rows = [(number, number * 10, vector.tobytes()) for number, vector in enumerate(vectors, start=1)]
    for start in range(0, len(rows), 3000):  # parts that do not end where blocks do
        matrix.add(rows[start : start + 3000])
    return matrix


def test_the_nearest_are_the_same_in_blocks_as_in_one() -> None:
    vectors = some_vectors(2 * BLOCK + 77)
    matrix = filled(vectors, most=10 * BLOCK)
    exact = vectors @ vectors[5]
    best = (np.argsort(-exact)[:20] + 1).tolist()
    assert [seq for seq, _ in matrix.nearest(vectors[5], limit=20, since=None)] == best
    matrix.lose(best[:2])
    assert [seq for seq, _ in matrix.nearest(vectors[5], limit=18, since=None)] == best[2:]
    late = [seq for seq in (np.argsort(-exact) + 1).tolist() if seq > 2 * BLOCK][:5]
    assert [seq for seq, _ in matrix.nearest(vectors[5], limit=5, since=(2 * BLOCK + 1) * 10)] == late
    assert matrix.nearest(vectors[5], limit=5, since=10**9) == []
    assert len(matrix.nearest(vectors[5], limit=10**6, since=None)) == len(vectors) - 2


def test_the_oldest_go_when_there_are_too_many() -> None:
    vectors = some_vectors(3 * BLOCK + 5)
    matrix = filled(vectors, most=BLOCK)
    assert BLOCK <= len(matrix) <= 2 * BLOCK
    assert matrix.high == len(vectors)
    assert matrix.nearest(vectors[0], limit=1, since=None)[0][1] < 1.0
    matrix.lose([1, 2, 3])  # which are no longer held; nothing else may suffer for it
    assert matrix.nearest(vectors[-1], limit=1, since=None)[0][0] == len(vectors)


def test_an_empty_matrix_finds_nothing() -> None:
    assert Matrix(8, BLOCK).nearest(some_vectors(1)[0], limit=5, since=None) == []


def test_workspaces_over_the_memory_allowed_load_again_when_asked(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    nearness = Nearness(database, most_bytes=1)  # room for one workspace only
    vectors = some_vectors(4)
    for number, vector in enumerate(vectors):
        with database.unit(f"T{number}") as unit:
            make_findable(unit, [Findable("n", NOW, "a longer lease", "m", vector)])
    for _ in range(2):
        for number, vector in enumerate(vectors):
            with database.reading(f"T{number}") as unit:
                assert [note for note, _ in nearness.near(unit, vector, model="m", limit=3)] == ["n"]
    assert len(nearness._matrices) == 1
    database.close()


def test_only_the_newest_by_arrival_are_held(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    vectors = some_vectors(30)
    with database.unit("T1") as unit:
        make_findable(unit, [Findable(f"n{at}", NOW, "a lease", "m", vector) for at, vector in enumerate(vectors)])
    with database.reading("T1") as unit:
        found = Nearness(database, most_rows=10).near(unit, vectors[0], model="m", limit=30)
    assert {note for note, _ in found} == {f"n{at}" for at in range(20, 30)}
    database.close()


def test_another_reader_that_began_earlier_is_not_confused(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    nearness = Nearness(database)
    vectors = some_vectors(6)
    with database.unit("T1") as unit:
        make_findable(unit, [Findable(f"n{at}", NOW, "a lease", "m", vectors[at]) for at in range(5)])
    with database.reading("T1") as early:
        assert nearness.near(early, vectors[0], model="m", limit=1)[0][0] == "n0"  # its view begins here
        with database.unit("T1") as unit:
            make_findable(unit, [Findable("n0", NOW, "a lease", "m", vectors[5])])
        with database.reading("T1") as late:
            assert nearness.near(late, vectors[5], model="m", limit=1)[0][0] == "n0"
        assert "n0" not in [note for note, _ in nearness.near(early, vectors[5], model="m", limit=1)]
    with database.reading("T1") as unit:
        assert len(nearness.near(unit, vectors[0], model="m", limit=9)) == 5
    database.close()


@pytest.mark.postgres
def test_the_index_finds_enough_in_a_workspace_among_others(postgres_database_url: str) -> None:
    database = Database(postgres_database_url)
    vectors = some_vectors(330, size=256)
    for name, part in (("T1", vectors[:300]), ("T2", vectors[300:])):
        with database.unit(name) as unit:
            make_findable(unit, [Findable(f"n{at}", NOW, "a lease", "m", vector) for at, vector in enumerate(part)])
    exact = np.argsort(-(vectors[300:] @ vectors[0]))[:12].tolist()
    with database.reading("T2") as unit:
        unit.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        found, many = pgvector.near(unit, vectors[0], model="m", limit=12, since=None, many=True)
        nothing, _ = pgvector.near(unit, np.zeros(256, dtype=np.float32), model="m", limit=12, since=None, many=True)
    assert [note for note, _ in found] == [f"n{at}" for at in exact]
    assert many
    assert nothing == []
    database.close()
