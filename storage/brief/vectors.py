"""The vectors of the lines of briefs, by the text they were made of, so that a new start makes none of them again."""

from collections.abc import Mapping, Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, SQLModel, col

from storage import columns
from storage.database import Unit

Vector = NDArray[np.float32]

_AT_ONCE = 500  # fingerprints in one question


class BriefVector(SQLModel, table=True):
    """What one embedding model made of a text; lines that stand in several versions are kept once."""

    __tablename__ = "brief_vector"
    workspace: str = columns.workspace()
    model: str = columns.key(200)
    fingerprint: str = columns.key(64)  # of the text
    vector: bytes = Field(sa_type=sa.LargeBinary)  # float32, low byte first


def vectors(unit: Unit, model: str, fingerprints: Sequence[str]) -> dict[str, Vector]:
    """Those there are, by fingerprint."""
    found: dict[str, Vector] = {}
    for start in range(0, len(fingerprints), _AT_ONCE):
        query = sa.select(col(BriefVector.fingerprint), col(BriefVector.vector)).where(
            col(BriefVector.workspace) == unit.workspace,
            col(BriefVector.model) == model,
            col(BriefVector.fingerprint).in_(fingerprints[start : start + _AT_ONCE]),
        )
        found.update((key, np.frombuffer(raw, dtype="<f4")) for key, raw in unit.connection.execute(query))
    return found


def add_vectors(unit: Unit, model: str, made: Mapping[str, Vector]) -> None:
    """Keep vectors by fingerprint; what somebody else kept meanwhile stays. Those of other models go."""
    here = col(BriefVector.workspace) == unit.workspace
    unit.connection.execute(sa.delete(BriefVector).where(here, col(BriefVector.model) != model))
    rows = [
        {"workspace": unit.workspace, "model": model, "fingerprint": key, "vector": vector.astype("<f4").tobytes()}
        for key, vector in made.items()
    ]
    insert = (sqlite if unit.connection.dialect.name == "sqlite" else postgresql).insert(BriefVector)
    unit.connection.execute(insert.on_conflict_do_nothing(), rows)
