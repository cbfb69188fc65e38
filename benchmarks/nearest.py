"""What a look for like notes costs while notes come in: 100,000 on SQLite, a million on PostgreSQL with pgvector."""

import gc
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks import million
from benchmarks.many_notes import Pool, Rows, pool
from bot.ids import new_id
from storage import migrate
from storage.database import Database
from storage.field.search import Findable, Nearness, by_words, make_findable

TEAM, MODEL = "TBENCH", "bench-384"
ON_SQLITE, ON_POSTGRES = 100_000, 1_000_000
LOOKS, LIMIT, LIMIT_MS = 300, 12, 50.0
YEARS = timedelta(days=3 * 365)  # over which the notes are spread
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Found:
    """One database: `look` is near() after a note was logged, `month` the same in the last 30 days."""

    name: str
    notes: int
    source: str
    log: Times
    look: Times
    month: Times
    bare: Times
    words: Times
    facts: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        return self.look.p95 < LIMIT_MS and self.month.p95 < LIMIT_MS


def on_sqlite(*, notes: int = ON_SQLITE, looks: int = LOOKS) -> Found:
    """The reference: one product of the same vectors, in one matrix of numpy's, with the vector sought; the twelve
    best of it, and their rows read by number from the same table with a bare cursor."""
    material = pool()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate.upgrade(database)
        now = datetime.now(UTC)
        matrix = np.empty((notes, material.vectors.shape[1]), dtype=np.float32)
        began = time.perf_counter()
        for part in material.parts(notes, seed=1):
            matrix[part.first : part.first + len(part.vectors)] = part.vectors
            rows = [
                Findable(
                    new_id(),
                    now - YEARS + YEARS * (part.first + at) / notes,
                    material.words(part.texts[at]),
                    MODEL,
                    row,
                )
                for at, row in enumerate(part.vectors)
            ]
            with database.unit(TEAM) as unit:
                make_findable(unit, rows)
        loaded = time.perf_counter() - began
        connection = database.engine.raw_connection()
        cursor = connection.cursor()

        def bare(vector: Rows) -> None:
            likeness = matrix @ vector
            best = np.argpartition(likeness, -LIMIT)[-LIMIT:]
            marks = ",".join("?" * LIMIT)
            cursor.execute(f"SELECT seq, note FROM field_search WHERE seq IN ({marks})", (best + 1).tolist())
            cursor.fetchall()

        nearness = Nearness(database)
        began = time.perf_counter()
        with database.reading(TEAM) as unit:
            nearness.near(unit, material.vectors[0], model=MODEL, limit=LIMIT)
        facts = [
            f"making {notes:,} notes findable: {notes / loaded:,.0f} a second",
            f"the first look, which loads the vectors: {time.perf_counter() - began:.2f} s",
        ]
        found = _looks("SQLite", database, nearness, material, notes=notes, looks=looks, bare=bare, facts=facts)
        connection.close()
        database.close()
        return found


def on_postgres(*, notes: int = ON_POSTGRES, looks: int = LOOKS) -> Found:
    """The reference: ORDER BY vector <=> … LIMIT 12 over the same index by psycopg, for no workspace and no time."""
    material = pool()
    with million.server() as url:
        database = Database(url)
        migrate.upgrade(database)
        asked = material.part(notes + 1_000_000, 200, seed=3).vectors
        facts, exact = million.load(url, material, notes=notes, team=TEAM, model=MODEL, over=YEARS, asked=asked)
        nearness = Nearness(database)
        hits = 0
        with database.reading(TEAM) as unit:
            for vector, right in zip(asked, exact, strict=True):
                near = nearness.near(unit, vector, model=MODEL, limit=10)
                hits += len({note for note, _ in near} & set(right))
        facts.append(f"of the ten truly nearest, the index found {hits / 10 / len(asked):.1%} ({len(asked)} looks)")
        with million.bare(url) as ask:
            found = _looks("PostgreSQL", database, nearness, material, notes=notes, looks=looks, bare=ask, facts=facts)
        database.close()
        return found


def _looks(
    name: str,
    database: Database,
    nearness: Nearness,
    material: Pool,
    *,
    notes: int,
    looks: int,
    bare: Callable[[Rows], object],
    facts: list[str],
) -> Found:
    """One new note each time, as logging has it; then ours and the reference's look, in turns."""
    took: dict[str, list[float]] = {key: [] for key in ("log", "look", "month", "bare", "words")}
    part = material.part(notes, looks + 5, seed=2)
    # Other vectors for the reference: what one look brings into the caches must not serve the other.
    others = material.part(notes, looks + 5, seed=4).vectors
    gc.collect()
    gc.freeze()
    for at, vector in enumerate(part.vectors):
        now = datetime.now(UTC)
        words = material.words(part.texts[at])
        clock = [time.perf_counter()]
        with database.unit(TEAM) as unit:
            make_findable(unit, [Findable(new_id(), now, words, MODEL, vector)])
        clock.append(time.perf_counter())
        with database.reading(TEAM) as unit:
            nearness.near(unit, vector, model=MODEL, limit=LIMIT)
        clock.append(time.perf_counter())
        with database.reading(TEAM) as unit:
            nearness.near(unit, vector, model=MODEL, limit=LIMIT, since=now - MONTH)
        clock.append(time.perf_counter())
        bare(others[at])
        clock.append(time.perf_counter())
        with database.reading(TEAM) as unit:
            by_words(unit, material.texts[part.texts[at][0]], limit=20)
        clock.append(time.perf_counter())
        if at >= 5:  # the first are warm-up
            for key, begun, done in zip(took, clock, clock[1:], strict=False):
                took[key].append(done - begun)
    gc.unfreeze()
    times = {key: _times(taken) for key, taken in took.items()}
    return Found(name, notes, material.source, **times, facts=facts)


def _times(seconds: list[float]) -> Times:
    seconds = sorted(seconds)
    return Times(seconds[len(seconds) // 2] * 1000, seconds[int(len(seconds) * 0.95)] * 1000)


def report(found: Found) -> list[str]:
    """The table, as Markdown lines."""
    lines = [
        f"{found.notes:,} notes on {found.name}: {found.source}.",
        "",
        "| | p50 | p95 | ratio of p50 | ratio of p95 | limit of p95 |",
        "|---|---|---|---|---|---|",
    ]
    for label, times, limit in (
        ("bare query", found.bare, ""),
        (f"near, {LIMIT} of all notes", found.look, f"{LIMIT_MS:.0f} ms"),
        (f"near, {LIMIT} of the last 30 days", found.month, f"{LIMIT_MS:.0f} ms"),
        ("by words, 20", found.words, ""),
        ("making one note findable", found.log, ""),
    ):
        ratios = (
            f"{times.p50 / found.bare.p50:.2f} | {times.p95 / found.bare.p95:.2f}"
            if label.startswith("near")
            else " | "
        )
        lines.append(f"| {label} | {times.p50:.1f} ms | {times.p95:.1f} ms | {ratios} | {limit} |")
    return [*lines, "", *(f"- {fact}" for fact in found.facts)]
