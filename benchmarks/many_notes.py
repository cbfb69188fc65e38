"""Any number of notes with vectors as text has them: mixtures of real ones, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import labelled
from bot.minilm import DIMENSIONS, MiniLM

Rows = NDArray[np.float32]
POOL = 4000  # real texts that are embedded; a mixture of two with some noise makes each further note
AT_ONCE = 20_000
NOISE = 0.6  # the length of the noise beside a mixture of length 1


@dataclass(frozen=True)
class Part:
    """Some notes: their vectors, and the two texts of the pool each is made of."""

    first: int
    vectors: Rows
    texts: NDArray[np.int32]


@dataclass(frozen=True)
class Pool:
    """Texts and their vectors, and how they came about, for the report."""

    texts: list[str]
    vectors: Rows
    source: str

    def parts(self, number: int, *, seed: int) -> Iterator[Part]:
        for first in range(0, number, AT_ONCE):
            yield self.part(first, min(AT_ONCE, number - first), seed=seed)

    def part(self, first: int, size: int, *, seed: int) -> Part:
        chance = np.random.default_rng((seed, first))
        texts = chance.integers(0, len(self.texts), (size, 2)).astype(np.int32)
        share = chance.uniform(0.5, 1.0, (size, 1)).astype(np.float32)
        noise = chance.standard_normal((size, DIMENSIONS), dtype=np.float32) / np.float32(DIMENSIONS**0.5)
        mixed = _unit(share * self.vectors[texts[:, 0]] + (1 - share) * self.vectors[texts[:, 1]])
        return Part(first, _unit(mixed + NOISE * noise), texts)

    def words(self, pair: NDArray[np.int32]) -> str:
        return f"{self.texts[pair[0]]} {self.texts[pair[1]]}"


def pool() -> Pool:
    """Real texts by the built-in model, or where ../shared/data is missing, as many places around 200 centres."""
    chance = np.random.default_rng(77)
    try:
        texts = labelled.banking77("train").texts
    except FileNotFoundError:
        centres = chance.standard_normal((200, DIMENSIONS), dtype=np.float32)
        around = np.repeat(centres, POOL // 200, axis=0) + chance.standard_normal((POOL, DIMENSIONS), dtype=np.float32)
        words = [f"note {number} about subject {number * 200 // POOL}" for number in range(POOL)]
        return Pool(words, _unit(around), "vectors made around 200 centres")
    chosen = [texts[place] for place in chance.choice(len(texts), min(POOL, len(texts)), replace=False)]
    vectors = np.array(MiniLM().embed(chosen), dtype=np.float32)
    return Pool(chosen, vectors, f"mixtures of {len(chosen):,} banking77 texts by {MiniLM.name}, with noise")


def _unit(rows: Rows) -> Rows:
    long: Rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return long
