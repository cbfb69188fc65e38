"""Finds the passages of a brief that speak to a question, and says beforehand whether they can answer it."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capabilities.answerability import ANSWERABLE, likely, signs, stems_of
from capabilities.asked_for import OF_TALK, TALK, Asked, asked, paired
from capabilities.passages import Passage
from capabilities.stems import content

Vector = NDArray[np.float32]
Shares = NDArray[np.float64]

# Okapi BM25 with its usual constants; the words of the headings count this much of a word of the text.
_K1, _B, _HEADING = 1.2, 0.75, 0.5
# With vectors: likeness, the share of the best BM25 there could be times the share of the question's words held, and
# the share of its neighbouring words that stand beside each other in the passage. What `python -m benchmarks.fitting`
# prints, on the scale that what compares a score with a figure was measured on.
_LIKENESS, _WORDS, _PAIRS = 1.35, 0.94, 0.39
# Without: BM25 over the best there is, or over this, which keeps one shared ordinary word from looking like a find.
_WORDS_FLOOR = 10.0
# A passage this unlike the question that shares no word with it is not shown at all (median of unrelated: .10).
_UNLIKE = 0.25
_LOOKED_AT = 3


@dataclass(frozen=True)
class Hit:
    """A passage found: `score` orders the hits; `words` is its BM25 score as it is; `likeness` the cosine, if
    vectors were given; `coverage` how much of the question's content words it holds, rare ones weighing more."""

    passage: Passage
    score: float
    words: float
    likeness: float | None
    coverage: float


@dataclass(frozen=True)
class Answerability:
    """Whether the hits can answer the question: `score` from 0 to 1, and why in words for a person."""

    score: float
    answerable: bool
    why: str


class Index:
    """The passages of one brief version, ready to be searched; never changes, so threads may share it."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        *,
        postings: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]],
        stems: tuple[frozenset[str], ...],
        pairs: dict[tuple[str, str], list[int]],
        vectors: Vector | None,
    ) -> None:
        self.passages = passages
        self._postings = postings
        self._stems = stems
        self._pairs = pairs
        self._vectors = vectors

    @classmethod
    def build(cls, passages: Sequence[Passage], vectors: NDArray[np.floating] | None = None) -> Index:
        """An index over passages and, when given, their embedding vectors: one row each, of any length.

        Raises ValueError when the rows do not match the passages.
        """
        if vectors is not None and (vectors.ndim != 2 or len(vectors) != len(passages)):
            raise ValueError(f"{len(passages)} passages but vectors of shape {vectors.shape!r}")
        counts = [_counted(each) for each in passages]
        lengths = np.array([sum(count.values()) for count in counts], dtype=float)
        typical = float(lengths.mean()) if len(lengths) else 1.0
        damped = _K1 * (1 - _B + _B * lengths / max(typical, 1.0))
        found: dict[str, list[tuple[int, float]]] = {}
        for row, count in enumerate(counts):
            for stem, times in count.items():
                found.setdefault(stem, []).append((row, times * (_K1 + 1) / (times + damped[row])))
        postings = {}
        for stem, entries in found.items():
            rows = np.array([row for row, _ in entries], dtype=np.intp)
            weights = np.array([weight for _, weight in entries]) * _rarity(len(entries), len(passages))
            postings[stem] = (rows, weights)
        pairs: dict[tuple[str, str], list[int]] = {}
        for row, passage in enumerate(passages):
            for pair in set(paired(content(passage.text))):
                pairs.setdefault(pair, []).append(row)
        return cls(
            tuple(passages),
            postings=postings,
            stems=tuple(frozenset(count) for count in counts),
            pairs=pairs,
            vectors=None if vectors is None else _unit(np.asarray(vectors, dtype=np.float32)),
        )

    def search(self, question: str, *, vector: NDArray[np.floating] | None = None, limit: int = 8) -> list[Hit]:
        """The passages that speak to the question, best first; `vector` is the question's embedding."""
        terms = asked(question)
        words = self._bm25(terms)
        scores = words / max(float(words.max(initial=0.0)), _WORDS_FLOOR)
        likeness = None
        wanted = words > 0
        if vector is not None and self._vectors is not None:
            likeness = self._vectors @ _unit(np.asarray(vector, dtype=np.float32).reshape(1, -1))[0]
            held, beside = self._worded(terms, words)
            scores = _LIKENESS * likeness + _WORDS * held + _PAIRS * beside
            wanted |= likeness >= _UNLIKE
        best = [row for row in np.argsort(-scores, kind="stable") if wanted[row]][:limit]
        return [
            Hit(
                self.passages[row],
                float(scores[row]),
                float(words[row]),
                None if likeness is None else float(likeness[row]),
                self._coverage(terms.all, self._stems[row]),
            )
            for row in best
        ]

    def answerable(self, question: str, hits: Sequence[Hit]) -> Answerability:
        """Whether these hits, as `search` gave them for this question, are enough to answer it."""
        terms = asked(question)
        if not terms.all:
            return Answerability(0.0, False, "The question has no words to look for.")
        if not hits:
            return Answerability(0.0, False, "Nothing in the brief speaks about this.")
        judged = [likely(self._signs(terms, hit), vectors=hit.likeness is not None) for hit in hits[:_LOOKED_AT]]
        score, hit = max(zip(judged, hits, strict=False), key=lambda pair: pair[0])
        enough = score >= ANSWERABLE
        return Answerability(score, enough, self._why(terms, hit, enough=enough))

    def signs(self, question: str, hit: Hit) -> dict[str, float]:
        """What speaks for and against this hit answering the question; see `capabilities.answerability.signs`."""
        return self._signs(asked(question), hit)

    def _signs(self, terms: Asked, hit: Hit) -> dict[str, float]:
        def share(held: Set[str]) -> float:
            return self._coverage(terms.all, held)

        return signs(terms, hit.passage, likeness=hit.likeness, share=share)

    def worded(self, question: str) -> tuple[Shares, Shares]:
        """For each passage, from 0 to 1, how well it holds the question's words, and its words beside each other."""
        terms = asked(question)
        return self._worded(terms, self._bm25(terms))

    def _bm25(self, terms: Asked) -> Shares:
        words = np.zeros(len(self.passages))
        for stem in terms.all:
            if stem in self._postings:
                rows, weights = self._postings[stem]
                words[rows] += weights
        return words

    def _worded(self, terms: Asked, words: Shares) -> tuple[Shares, Shares]:
        rarity = {stem: self._rarity_of(stem) for stem in terms.all}
        whole = sum(rarity.values()) or 1.0
        held, beside = np.zeros(len(self.passages)), np.zeros(len(self.passages))
        for stem, weight in rarity.items():
            if stem in self._postings:
                held[self._postings[stem][0]] += weight
        for one, other in terms.pairs:
            beside[self._pairs.get((one, other), [])] += rarity[one] + rarity[other]
        of_pairs = sum(rarity[one] + rarity[other] for one, other in terms.pairs) or 1.0
        return words * held / (whole * whole * (_K1 + 1)), beside / of_pairs

    def _coverage(self, terms: Sequence[str], held: Set[str]) -> float:
        weights = {stem: self._weight_of(stem) for stem in terms}
        whole = sum(weights.values())
        return sum(weight for stem, weight in weights.items() if stem in held) / whole if whole else 0.0

    def _weight_of(self, stem: str) -> float:
        return self._rarity_of(stem) * (OF_TALK if stem in TALK else 1.0)

    def _rarity_of(self, stem: str) -> float:
        found = self._postings.get(stem)
        return _rarity(0 if found is None else len(found[0]), len(self.passages))

    def _why(self, terms: Asked, hit: Hit, *, enough: bool) -> str:
        held = stems_of(hit.passage)
        missing = [stem for stem in terms.all if stem not in held]
        nowhere = [terms.spoken[stem] for stem in missing if stem not in self._postings]
        where = " › ".join(hit.passage.path) or "its opening"
        if enough:
            return f"{where} speaks to this."
        if nowhere:
            return f"The brief nowhere says {_listed(nowhere)}."
        if missing:
            return f"The nearest passage, {where}, does not say {_listed([terms.spoken[x] for x in missing])}."
        return f"The nearest passage, {where}, speaks about something else."


def _counted(passage: Passage) -> dict[str, float]:
    """How often each stem stands in a passage, headings counted for less."""
    counts: dict[str, float] = {}
    for stem in content(passage.text):
        counts[stem] = counts.get(stem, 0.0) + 1
    for stem in content(" ".join(passage.path)):
        counts[stem] = counts.get(stem, 0.0) + _HEADING
    return counts


def _rarity(passages_with: int, passages: int) -> float:
    return math.log(1 + (passages - passages_with + 0.5) / (passages_with + 0.5))


def _unit(rows: Vector) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words[:3]]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
