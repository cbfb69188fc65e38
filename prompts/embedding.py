"""An embedding model turns texts into unit vectors, so that a dot product says how near two meanings are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Embedder(Protocol):
    """What the capabilities know of an embedding model. `embed` raises only ModelFault."""

    @property
    def name(self) -> str:
        """Vectors are stored under this name; vectors of two names must never be compared."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector of length 1 for each text, in order; an empty text has one too. No texts give [].

        Plain lists, so that a durable step can store them and a fake can write them down.
        """
        ...
