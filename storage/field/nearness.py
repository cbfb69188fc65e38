"""The notes nearest in meaning: by pgvector where the database has it, else by the vectors held in memory."""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa

from storage.database import Database, Unit
from storage.field import pgvector
from storage.field.matrix import Matrix
from storage.field.vectors import Form, Vector, form, read, read_many, selected

# Of one workspace the newest notes by arrival are compared. 150,000 are some years of a large company's notes, take
# 230 MB at 384 numbers each, and one look over them about 15 ms.
MOST_ROWS = 150_000
# Of all workspaces together; the one that was not asked for the longest time goes first, and loads again when asked.
MOST_BYTES = 600_000_000
# So many rows gone at once and the matrix is loaded anew instead of striking them off one by one.
MANY_GONE = 500
AT_ONCE = 500  # notes named in one statement

_Key = tuple[str, str, int]
_UTC_START = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Nearness:
    """One for each Database; thread-safe. Vectors are compared only with those of the same model and length."""

    def __init__(self, database: Database, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES) -> None:
        self._database = database
        self._most_rows, self._most_bytes = most_rows, most_bytes
        self._form: Form | None = None
        self._many: set[str] = set()  # workspaces known to have many notes, for pgvector
        self._matrices: OrderedDict[_Key, tuple[Matrix, threading.Lock]] = OrderedDict()
        self._lock = threading.Lock()

    def near(
        self, unit: Unit, vector: Vector, *, model: str, limit: int, since: datetime | None = None
    ) -> list[tuple[str, float]]:
        """(note, cosine) of the nearest findable notes, best first; from `since` on, if given.

        `vector` is of length 1. Sees what the unit itself made findable. Which of the notes stand is up to the caller.
        """
        moment = None if since is None else microseconds(since)
        sought = np.ascontiguousarray(vector, dtype=np.float32)
        if limit < 1:
            return []
        if self._kept(unit) == "bytes":
            return self._in_memory(unit, sought, model=model, limit=limit, since=moment)
        many = unit.workspace in self._many
        found, many = pgvector.near(unit, sought, model=model, limit=limit, since=moment, many=many)
        if many:
            self._many.add(unit.workspace)
        return found

    def vectors(self, unit: Unit, note_ids: Sequence[str], *, model: str) -> dict[str, Vector]:
        """The vectors of these notes, of those that have one by this model."""
        kept = self._kept(unit)
        query = sa.text(
            f"SELECT note, {selected(kept)} FROM field_search"
            " WHERE workspace = :workspace AND model = :model AND note IN :notes"
        ).bindparams(sa.bindparam("notes", expanding=True))
        found: dict[str, Vector] = {}
        for start in range(0, len(note_ids), AT_ONCE):
            given = {"workspace": unit.workspace, "model": model, "notes": list(note_ids[start : start + AT_ONCE])}
            found.update((note, read(raw, kept)) for note, raw in unit.connection.execute(query, given))
        return found

    def window(self, unit: Unit, *, model: str, limit: int) -> tuple[list[str], Vector]:
        """The `limit` newest notes by when they were heard, oldest first, and their vectors, a row for each."""
        kept = self._kept(unit)
        query = sa.text(
            f"SELECT note, {selected(kept)} FROM field_search WHERE workspace = :workspace AND model = :model"
            " ORDER BY created_at DESC, seq DESC LIMIT :limit"
        )
        given = {"workspace": unit.workspace, "model": model, "limit": limit}
        rows = unit.connection.execute(query, given).all()
        rows = [row for row in reversed(rows) if len(row[1]) == len(rows[0][1])]  # of one length, the newest's
        if not rows:
            return [], np.empty((0, 0), dtype=np.float32)
        return [note for note, _ in rows], read_many([raw for _, raw in rows], kept)

    def _kept(self, unit: Unit) -> Form:
        if self._form is None:
            self._form = form(unit.connection)
        return self._form

    def _in_memory(
        self, unit: Unit, vector: Vector, *, model: str, limit: int, since: int | None
    ) -> list[tuple[str, float]]:
        """The matrix holds what was committed when it last looked; the unit says which of it is there, and what is
        there besides. So nothing that is undone, or only now being written, is ever found by another."""
        key = (unit.workspace, model, len(vector))
        matrix = self._grown(key)
        ours = _unit_rows(unit, key, above=matrix.high)
        found = [(note, float(read(raw, "bytes") @ vector)) for note, at, raw in ours if since is None or at >= since]
        wanted = limit + 8  # some may be gone
        while True:
            best = matrix.nearest(vector, limit=wanted, since=since)
            there = _there(unit, [seq for seq, _ in best])
            missing = [seq for seq, _ in best if seq not in there]
            if len(best) - len(missing) >= limit or len(best) < wanted:
                break
            if self._lost(key, matrix, missing) > MANY_GONE:
                matrix = self._grown(key)
            wanted *= 4
        found += [(there[seq], likeness) for seq, likeness in best if seq in there]
        return sorted(found, key=lambda hit: -hit[1])[:limit]

    def _grown(self, key: _Key) -> Matrix:
        """The matrix with every committed row, read over a connection that sees nothing else."""
        with self._lock:
            matrix, lock = self._matrices.setdefault(key, (Matrix(key[2], self._most_rows), threading.Lock()))
            self._matrices.move_to_end(key)
        with lock, self._database.reading(key[0]) as unit:
            for part in _committed(unit, key, above=matrix.high, most=self._most_rows):
                matrix.add(part)
        with self._lock:
            while len(self._matrices) > 1 and sum(m.size for m, _ in self._matrices.values()) > self._most_bytes:
                self._matrices.popitem(last=False)
        return matrix

    def _lost(self, key: _Key, matrix: Matrix, seqs: Sequence[int]) -> int:
        """Strike off what is gone for good: a unit may miss a row that only it has removed, or that is too new for it.

        A committed number is never given out again, so what is struck off stays so.
        """
        with self._database.reading(key[0]) as unit:
            there = _there(unit, seqs)
        gone = matrix.lose([seq for seq in seqs if seq not in there])
        if gone > MANY_GONE:
            with self._lock:
                if self._matrices.get(key, (None,))[0] is matrix:
                    del self._matrices[key]
        return gone


def microseconds(moment: datetime) -> int:
    """A moment as the search table keeps it, since 1970."""
    return (moment - _UTC_START) // timedelta(microseconds=1)


_NEWEST = sa.text(
    "SELECT min(seq) FROM (SELECT seq FROM field_search WHERE workspace = :workspace AND seq > :above"
    " ORDER BY seq DESC LIMIT :most) AS newest"
)
_ROWS = sa.text(
    "SELECT seq, created_at, vector FROM field_search WHERE workspace = :workspace AND seq > :above"
    " AND model = :model AND length(vector) = :bytes ORDER BY seq"
)
_UNIT_ROWS = sa.text(
    "SELECT note, created_at, vector FROM field_search WHERE workspace = :workspace AND seq > :above"
    " AND model = :model AND length(vector) = :bytes"
)
_THERE = sa.text("SELECT seq, note FROM field_search WHERE seq IN :seqs").bindparams(
    sa.bindparam("seqs", expanding=True)
)


def _committed(unit: Unit, key: _Key, *, above: int, most: int) -> Iterator[list[tuple[int, int, bytes]]]:
    given = {"workspace": key[0], "model": key[1], "bytes": key[2] * 4, "above": above}
    if not above:  # a first loading skips what would be dropped again
        lowest = unit.connection.execute(_NEWEST, {**given, "most": most}).scalar()
        given["above"] = (lowest or 1) - 1
    rows = unit.connection.execution_options(stream_results=True).execute(_ROWS, given)
    while part := rows.fetchmany(2000):
        yield [(seq, at, bytes(raw)) for seq, at, raw in part]


def _unit_rows(unit: Unit, key: _Key, *, above: int) -> list[tuple[str, int, bytes]]:
    given = {"workspace": key[0], "model": key[1], "bytes": key[2] * 4, "above": above}
    return [(note, at, raw) for note, at, raw in unit.connection.execute(_UNIT_ROWS, given)]


def _there(unit: Unit, seqs: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(seqs), AT_ONCE):
        part = list(seqs[start : start + AT_ONCE])
        found.update((seq, note) for seq, note in unit.connection.execute(_THERE, {"seqs": part}))
    return found
