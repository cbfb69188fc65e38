"""How a vector stands in the database: as float32 bytes, or as pgvector's halves of floats."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Form = Literal["bytes", "halfvec"]

_COLUMN_TYPE = sa.text(
    "SELECT atttypid::regtype::text FROM pg_attribute WHERE attrelid = 'field_search'::regclass AND attname = 'vector'"
)


def form(connection: sa.Connection) -> Form:
    """Whether this database keeps vectors with pgvector; asked once for each connection to it."""
    if connection.dialect.name == "sqlite":
        return "bytes"
    known: Form | None = connection.info.get("field_search_form")
    if known is None:
        # The type's name bears its schema where that is not searched.
        kind = connection.execute(_COLUMN_TYPE).scalar_one()
        known = "halfvec" if kind.endswith("halfvec") else "bytes"
        connection.info["field_search_form"] = known
    return known


def written(vector: Vector, kept: Form) -> bytes | str:
    """The value to hand to the database."""
    if kept == "bytes":
        return np.ascontiguousarray(vector, dtype="<f4").tobytes()
    # Six places are more than halves of floats can keep of numbers below one.
    numbers = tuple(vector.tolist())
    return "[" + (("%.6f," * len(numbers)) % numbers)[:-1] + "]"


def selected(kept: Form) -> str:
    """What to select so that `read` understands it."""
    return "vector" if kept == "bytes" else "halfvec_send(vector)"


def read(raw: bytes | memoryview, kept: Form) -> Vector:
    found: Vector = read_many([raw], kept)[0]
    return found


def read_many(raws: Sequence[bytes | memoryview], kept: Form) -> Vector:
    """One row for each, which are all of one length."""
    length = len(raws[0])
    joined = b"".join(raws)
    if kept == "bytes":
        return np.frombuffer(joined, dtype="<f4").reshape(-1, length // 4).astype(np.float32, copy=False)
    # Its form on the wire: two short numbers of which the first counts, then the halves, high byte first.
    return np.frombuffer(joined, dtype=">f2").reshape(-1, length // 2)[:, 2:].astype(np.float32)
