"""What examples teach about the kind of a note with some vector; shipped as learnt with the built-in embedding model.

For another model, or other examples, it is learnt when it is first asked for, which embeds every example. What is
shipped is made anew by `python -m benchmarks.kinds learn`; it is only taken for the examples it was made of.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from capabilities.field.kinds import Guess, by_rules, decide, examples, guessed
from capabilities.field.words import KINDS
from prompts.embedding import Embedder

LEARNT = Path(__file__).with_name("learnt.npz")  # of the shipped examples: model, fingerprint, weights

# Chosen by leaving a tenth out at a time, as in kinds.py.
RIDGE = 2.0  # how far the reading is held back
STRENGTH = 7.0  # of it beside the rules


@dataclass(frozen=True)
class Reading:
    """What was learnt from examples: for each kind, how much each part of a vector speaks for it."""

    model: str  # vectors of another model must not be read with it
    weights: NDArray[np.float32]  # (dimensions + 1, kinds)

    @classmethod
    def of(cls, model: str, vectors: Sequence[Sequence[float]], kinds: Sequence[str]) -> Reading:
        """Learn by ridge regression on one column for each kind: a few hundred examples take milliseconds."""
        given = np.asarray(vectors, dtype=np.float64)
        wanted = np.array([[float(kind == each) for each in KINDS] for kind in kinds])
        mean, middle = given.mean(axis=0), wanted.mean(axis=0)
        around = given - mean
        held = around.T @ around + RIDGE * np.eye(given.shape[1])
        weights = np.linalg.solve(held, around.T @ (wanted - middle))
        return cls(model, np.vstack([weights, middle - mean @ weights]).astype(np.float32))

    @classmethod
    def shipped(cls, model: str, rows: Sequence[tuple[str, str]]) -> Reading | None:
        """What was learnt of these examples before; None for another model or other examples."""
        with np.load(LEARNT) as file:
            if str(file["model"]) != model or str(file["fingerprint"]) != _fingerprint(rows):
                return None
            return cls(model, file["weights"])

    def ship(self, rows: Sequence[tuple[str, str]]) -> None:
        """Keep what was learnt of these examples where `shipped` finds it."""
        np.savez(LEARNT, model=self.model, fingerprint=_fingerprint(rows), weights=self.weights)


class KindExamples:
    """Examples of kinds as one embedding model reads them. Thread-safe."""

    def __init__(self, embedder: Embedder, rows: Sequence[tuple[str, str]]) -> None:
        self._embedder = embedder
        self._rows = rows
        self._lock = threading.Lock()
        self._reading: Reading | None = None

    @classmethod
    def of(cls, embedder: Embedder) -> KindExamples:
        """The examples that ship with Plumbline; nothing is read or embedded yet."""
        return cls(embedder, ())

    def reading(self) -> Reading:
        """What was learnt; where that was not shipped, the first call embeds the examples (seconds).

        Raises ModelFault as the embedder does.
        """
        with self._lock:
            if self._reading is None:
                rows = self._rows or examples()
                self._reading = Reading.shipped(self._embedder.name, rows) or self._learnt(rows)
            return self._reading

    def guess(self, words: str, vector: Sequence[float]) -> Guess:
        """The rules and the examples together; `vector` is the words' own, by the same embedder.

        While another thread reads the examples, which takes seconds, the rules alone: somebody waits for an answer.
        """
        if self._reading is None and self._lock.locked():
            return by_rules(words)
        return decide(by_rules(words), nearest(vector, self.reading()))

    def _learnt(self, rows: Sequence[tuple[str, str]]) -> Reading:
        vectors = self._embedder.embed([text for text, _ in rows])
        return Reading.of(self._embedder.name, vectors, [kind for _, kind in rows])


def nearest(vector: Sequence[float], examples: Reading) -> Guess:
    """What the examples say of a note with this vector. Raises ValueError for a vector of another model's length."""
    given = np.asarray(vector, dtype=np.float32)
    if given.shape != (examples.weights.shape[0] - 1,):
        raise ValueError(f"the examples have vectors of {examples.weights.shape[0] - 1}, this one has {len(vector)}")
    return guessed([STRENGTH * float(value) for value in given @ examples.weights[:-1] + examples.weights[-1]])


def _fingerprint(rows: Sequence[tuple[str, str]]) -> str:
    return hashlib.sha256(repr((RIDGE, tuple(KINDS), list(rows))).encode()).hexdigest()
