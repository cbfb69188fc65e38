"""Which theme a note joins by those it is like, and which notes without one make a new one together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from capabilities.themes.ground import Vectors

ALIKE = 0.5  # cosine from which two notes may be of one theme
FEWEST = 3


def join(near: Sequence[tuple[float, str | None]], *, model: str) -> str | None:  # noqa: ARG001
    """The theme most of the notes near to a new one speak for; None while it waits. `near`: (cosine, theme)."""
    spoken: dict[str | None, float] = defaultdict(float)
    for likeness, theme in near:
        if likeness >= ALIKE:
            spoken[theme] += likeness
    return max(spoken, key=lambda theme: spoken[theme], default=None)


def found(vectors: Vectors, *, model: str) -> list[list[int]]:  # noqa: ARG001
    """Groups of rows that make a theme each; a row in none goes on waiting."""
    likeness = vectors @ vectors.T
    left, made = set(range(len(vectors))), list[list[int]]()
    for at in np.argsort(-(likeness >= ALIKE).sum(axis=1), kind="stable"):
        alike = [int(other) for other in np.flatnonzero(likeness[at] >= ALIKE) if int(other) in left]
        if int(at) in left and len(alike) >= FEWEST:
            made.append(alike)
            left -= set(alike)
    return made
