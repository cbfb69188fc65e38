"""The nearest notes by pgvector: by its index where a workspace has many, one by one where it has few."""

from typing import Any

import sqlalchemy as sa

from storage.database import Unit
from storage.field.vectors import Vector, written

# Up to as many notes every one is compared, which finds exactly the nearest: measured among 400,000 notes, the index
# needs as long to come upon twelve of a month as comparing 20,000 takes. Among more the index is quicker, and what is
# looked for is no longer so rare among all workspaces' notes that it would miss it.
EXACT_UP_TO = 20_000
# Lengths that have an index, see migration 0002: the built-in model's and those of common endpoints.
INDEXED = (256, 384, 512, 768, 1024, 1536, 3072)
# Rows kept in view while the index is walked: more find the true nearest more often, in more time.
IN_VIEW = 100


def near(
    unit: Unit, vector: Vector, *, model: str, limit: int, since: int | None, many: bool
) -> tuple[list[tuple[str, float]], bool]:
    """(note, cosine), best first, and whether the workspace has many notes: hand that back at the next call.

    `since` in microseconds. Finds `limit` notes whenever there are as many, whatever else shares the index.
    """
    given: dict[str, Any] = {
        "workspace": unit.workspace, "since": since, "model": model, "limit": limit,
        "size": len(vector), "vector": written(vector, "halfvec"),
    }  # fmt: skip
    settings = {"view": str(max(IN_VIEW, min(1000, 2 * limit))), "most": EXACT_UP_TO + 1}
    few = len(vector) not in INDEXED
    if not few:
        counts = since is not None or not many
        number = unit.connection.execute(_PREPARE_AND_COUNT if counts else _PREPARE, {**given, **settings}).scalar_one()
        few = counts and number <= EXACT_UP_TO
        many = many or (since is None and not few)
    if not few:
        found = _found(unit, _by_index(len(vector)), given)
        if len(found) >= limit:
            return found, many
    return _found(unit, _EXACT, given), many


def _found(unit: Unit, query: sa.TextClause, given: dict[str, Any]) -> list[tuple[str, float]]:
    rows = unit.connection.execute(query, given).all()
    # A vector of nothing but zeros is like no other: the database says NaN.
    found = [(note, 1.0 - float(distance)) for note, distance in rows if distance == distance]
    return sorted(found, key=lambda hit: -hit[1])


_WHERE = "workspace = :workspace AND model = :model AND (CAST(:since AS bigint) IS NULL OR created_at >= :since)"
# Settings last until the transaction ends. With relaxed order the index goes on until enough rows pass the
# filter; compiling a query costs more than running this one does.
_SET = (
    "set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', :view, true),"
    " set_config('jit', 'off', true)"
)
_COUNT = (
    "(SELECT count(*) FROM (SELECT 1 FROM field_search WHERE workspace = :workspace"
    " AND created_at >= coalesce(CAST(:since AS bigint), 0) LIMIT :most) AS seen)"
)
_PREPARE = sa.text(f"SELECT 0, {_SET}")
_PREPARE_AND_COUNT = sa.text(f"SELECT {_COUNT}, {_SET}")
# The index is on an expression this one does not hold, so it is not used.
_EXACT = sa.text(
    "SELECT note, vector <=> CAST(:vector AS halfvec) AS distance FROM field_search"
    f" WHERE {_WHERE} AND vector_dims(vector) = :size ORDER BY distance LIMIT :limit"
)


def _by_index(size: int) -> sa.TextClause:
    """The filters are written so that no other index serves them: stale statistics must not make the planner
    believe that a workspace has one note and sort all of them."""
    return sa.text(
        f"SELECT note, vector::halfvec({size}) <=> CAST(:vector AS halfvec({size})) AS distance FROM field_search"
        f" WHERE vector_dims(vector) = {size} AND workspace || '' = :workspace AND model = :model"
        " AND (CAST(:since AS bigint) IS NULL OR created_at + 0 >= :since)"
        f" ORDER BY vector::halfvec({size}) <=> CAST(:vector AS halfvec({size})) LIMIT :limit"
    )
