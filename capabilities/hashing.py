"""Makes vectors of the words a text shares with others, for an installation that runs no embedding model."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from capabilities.stems import content, normalised, stems

DIMENSIONS = 384

# A run of four letters counts this much beside a whole stem: it joins words whose stems differ and slips of the
# pen. Chosen on the labelled sets of docs/search.md; three letters or half the weight are as good.
_RUN, _RUN_COUNTS = 4, 0.4


class HashedWords:
    """An `Embedder` that knows no meanings: two texts are alike as far as they share stems. Never fails.

    Each stem falls by a stable hash on one of 384 places with a sign, so that two stems on one place cancel as
    often as they add up (feature hashing, Weinberger et al., 2009). Repeats count less and less. Words that every
    sentence has count only in a text that has no others, and signs only in a text without words.
    """

    name = "words-384"
    dimensions = DIMENSIONS

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `Embedder.embed`."""
        return [_vector(text) for text in texts]


def _vector(text: str) -> list[float]:
    counts = Counter(content(text) or stems(text) or [normalised(text).strip()])
    row = np.zeros(DIMENSIONS)
    for stem, times in counts.items():
        place, sign = _place("word " + stem)
        row[place] += sign * (1 + math.log(times))
    # Once each: a text that says "invoice" and "invoices" is no more about invoices than one that says it twice.
    for letters in {run for stem in counts for run in _runs(stem)}:
        place, sign = _place("run " + letters)
        row[place] += sign * _RUN_COUNTS
    length = float(np.linalg.norm(row))
    if length < 1e-9:  # two stems, opposite signs, one place: rare, and still a vector is owed
        row[_place("word " + min(counts))[0]] = length = 1.0
    unit: list[float] = (row / length).tolist()
    return unit


def _runs(stem: str) -> Iterator[str]:
    edged = f"^{stem}$"
    return (edged[start : start + _RUN] for start in range(len(edged) - _RUN + 1))


@lru_cache(maxsize=65_536)
def _place(feature: str) -> tuple[int, float]:
    # Not Python's hash, which differs from process to process, while vectors are stored.
    number = int.from_bytes(hashlib.blake2b(feature.encode("utf-8", "replace"), digest_size=8).digest(), "big")
    return number % DIMENSIONS, 1.0 if number >> 40 & 1 else -1.0
