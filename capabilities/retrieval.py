"""Finds the passages of a brief that speak to a question, and says beforehand whether they can answer it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from capabilities.grounding.sentences import sentences
from capabilities.passages import Passage
from capabilities.stems import content

Vector = NDArray[np.float32]

# Okapi BM25 with its usual constants; the words of the headings count this much of a word of the text.
_K1, _B, _HEADING = 1.2, 0.75, 0.5
# Likeness and words are added as measured for this embedder: cos + weight * bm25 / max(best bm25, floor). The
# floor keeps one shared ordinary word from looking like a find.
_WORDS_WEIGHT, _WORDS_FLOOR = 0.3, 10.0
# A passage this unlike the question that shares no word with it is not shown at all (median of unrelated: .10).
_UNLIKE = 0.25

# How far an answer can be expected: logistic regression fitted on one half of ClapNQ (600 questions) and of a
# sample of SQuAD 2.0 (3,000), the two weighing the same. On the other halves the area under the curve is .90 and
# .67 with vectors (likeness alone .90 and .64), .85 and .60 without (shared words alone .78 and .57).
_WITH_VECTORS = {"likeness": 4.24, "window": 1.10, "number": -0.79, "name": -0.44, "constant": -2.82}
_WITHOUT = {"coverage": 0.49, "window": 1.59, "number": -0.76, "name": -0.40, "constant": -1.28}
# Where the bar is set: of ClapNQ's other half it lets through 88% of what can be answered and 27% of what cannot
# (those come with a passage on their very subject); of 50 questions written for the demo brief, 76% and 4%.
_ANSWERABLE = 0.4
_LOOKED_AT = 3

# Words of asking, not of what is asked about.
_ASKING = frozenset({"mani", "much", "happen", "tell", "know", "pleas", "ani", "some", "someth", "anyth"})
_NUMBER = re.compile(r"\d")
_CAPITAL = re.compile(r"(?<=[\w,;:()'’\"”-] )[(\"“'‘]?[A-Z][\w'’-]*")


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


@dataclass(frozen=True)
class _Terms:
    """What is asked for: content stems once each, and those that are numbers or names."""

    all: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    spoken: dict[str, str]


class Index:
    """The passages of one brief version, ready to be searched; never changes, so threads may share it."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        *,
        postings: dict[str, tuple[NDArray[np.intp], NDArray[np.float64]]],
        stems: tuple[frozenset[str], ...],
        vectors: Vector | None,
    ) -> None:
        self.passages = passages
        self._postings = postings
        self._stems = stems
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
        return cls(
            tuple(passages),
            postings=postings,
            stems=tuple(frozenset(count) for count in counts),
            vectors=None if vectors is None else _unit(np.asarray(vectors, dtype=np.float32)),
        )

    def search(self, question: str, *, vector: NDArray[np.floating] | None = None, limit: int = 8) -> list[Hit]:
        """The passages that speak to the question, best first; `vector` is the question's embedding."""
        terms = _asked(question).all
        words = np.zeros(len(self.passages))
        for stem in terms:
            if stem in self._postings:
                rows, weights = self._postings[stem]
                words[rows] += weights
        scores = words / max(float(words.max(initial=0.0)), _WORDS_FLOOR)
        likeness = None
        wanted = words > 0
        if vector is not None and self._vectors is not None:
            likeness = self._vectors @ _unit(np.asarray(vector, dtype=np.float32).reshape(1, -1))[0]
            scores = likeness + _WORDS_WEIGHT * scores
            wanted |= likeness >= _UNLIKE
        best = [row for row in np.argsort(-scores, kind="stable") if wanted[row]][:limit]
        return [
            Hit(
                self.passages[row],
                float(scores[row]),
                float(words[row]),
                None if likeness is None else float(likeness[row]),
                self._coverage(terms, self._stems[row]),
            )
            for row in best
        ]

    def answerable(self, question: str, hits: Sequence[Hit]) -> Answerability:
        """Whether these hits, as `search` gave them for this question, are enough to answer it."""
        terms = _asked(question)
        if not terms.all:
            return Answerability(0.0, False, "The question has no words to look for.")
        if not hits:
            return Answerability(0.0, False, "Nothing in the brief speaks about this.")
        judged = [self._judged(terms, hit) for hit in hits[:_LOOKED_AT]]
        score, hit = max(zip(judged, hits, strict=False), key=lambda pair: pair[0])
        enough = score >= _ANSWERABLE
        return Answerability(score, enough, self._why(terms, hit, enough=enough))

    def _judged(self, terms: _Terms, hit: Hit) -> float:
        """How likely this one passage answers: 0 to 1."""
        held = _stems_of(hit.passage)
        values = {
            "coverage": self._coverage(terms.all, held),
            "window": max(self._coverage(terms.all, window) for window in _windows(hit.passage)),
            "number": float(bool(terms.numbers - held)),
            "name": float(bool(terms.names - held)),
            "likeness": hit.likeness or 0.0,
            "constant": 1.0,
        }
        weights = _WITHOUT if hit.likeness is None else _WITH_VECTORS
        return 1 / (1 + math.exp(-sum(weight * values[name] for name, weight in weights.items())))

    def _coverage(self, terms: Sequence[str], held: frozenset[str]) -> float:
        weights = {stem: self._rarity_of(stem) for stem in terms}
        whole = sum(weights.values())
        return sum(weight for stem, weight in weights.items() if stem in held) / whole if whole else 0.0

    def _rarity_of(self, stem: str) -> float:
        found = self._postings.get(stem)
        return _rarity(0 if found is None else len(found[0]), len(self.passages))

    def _why(self, terms: _Terms, hit: Hit, *, enough: bool) -> str:
        held = _stems_of(hit.passage)
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


def _stems_of(passage: Passage) -> frozenset[str]:
    return frozenset(content(passage.text)) | frozenset(content(" ".join(passage.path)))


def _windows(passage: Passage) -> list[frozenset[str]]:
    """The stems of each two neighbouring sentences, with the headings': words far apart rarely answer together."""
    above = frozenset(content(" ".join(passage.path)))
    each = [frozenset(content(sentence)) for sentence in sentences(passage.text)] or [frozenset()]
    pairs = [first | second for first, second in pairwise(each)] or each
    return [pair | above for pair in pairs]


def _asked(question: str) -> _Terms:
    spoken: dict[str, str] = {}
    for word in re.findall(r"[\w.,'’-]*\w", question):
        for stem in content(word):
            spoken.setdefault(stem, word)
    names = " ".join(match.group() for match in _CAPITAL.finditer(question))
    order = tuple(stem for stem in dict.fromkeys(content(question)) if stem not in _ASKING)
    return _Terms(
        all=order,
        numbers=frozenset(stem for stem in order if _NUMBER.search(stem)),
        names=frozenset(content(names)),
        spoken={stem: spoken.get(stem, stem) for stem in order},
    )


def _rarity(passages_with: int, passages: int) -> float:
    return math.log(1 + (passages - passages_with + 0.5) / (passages_with + 0.5))


def _unit(rows: Vector) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words[:3]]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
