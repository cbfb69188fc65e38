"""Notes to be found, and looks for them."""

from datetime import UTC, datetime, timedelta

import numpy as np

from storage.database import Database
from storage.field.search import Findable, Nearness, by_words, make_findable
from storage.field.vectors import Vector

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MODEL = "tests-384"


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
