"""Puts together what a search of the notes found by words and by meaning, and says how near is near enough."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from capabilities.stems import stem
from storage.field.words import asked, words_of

# The cosine is raised by up to this much for words found, the best hit by words having all of it. Between .2 and .5
# little changes (docs/search.md); ranks in place of scores lose the meaning, scores of no words lose the names.
_WORDS_WEIGHT = 0.3
# A hit by words alone has at least this share of the words asked for, or "how to" finds every note.
_SHARED = 0.5


@dataclass(frozen=True)
class Hit:
    """A note found: `score` orders the hits of one search and means nothing beyond it; `by` says what found it."""

    note: str
    score: float
    by: Literal["words", "meaning", "both"]


@dataclass(frozen=True)
class Likeness:
    """The cosines from which two texts count as saying the like, as one note logged twice, and, for a search with
    no words in common, as found."""

    alike: float
    duplicate: float
    found: float


# Measured on labelled sets, each: see docs/search.md.
_KNOWN = {
    "all-MiniLM-L6-v2-int8": Likeness(alike=0.55, duplicate=0.85, found=0.32),
    "words-384": Likeness(alike=0.40, duplicate=0.80, found=0.40),
}
# Models of the E5 family put all texts close together: unrelated ones at .84. Measured on multilingual-e5-small.
_E5 = Likeness(alike=0.91, duplicate=0.96, found=0.85)
# An endpoint's models each have their own scale. This claims too little rather than too much.
_CAREFUL = Likeness(alike=0.70, duplicate=0.92, found=0.45)


def likeness_of(embedder: str) -> Likeness:
    """The thresholds for vectors of the embedder of that name; careful ones where it was never measured."""
    family = _E5 if "e5" in re.split(r"[^a-z0-9]+", embedder.lower()) else _CAREFUL
    return _KNOWN.get(embedder, family)


def shares_enough(query: str, text: str) -> bool:
    """Whether a note found by full text has half of the words asked for or more: one of five is no find.

    `text` is all that full text looked through: the note, the customer's words, the account.
    """
    wanted = {stem(word) for word in asked(query)}
    return bool(wanted) and len(wanted.intersection(map(stem, words_of(text)))) >= _SHARED * len(wanted)


def fused(
    words: Sequence[tuple[str, float]], meaning: Sequence[tuple[str, float]], *, limit: int, least: float
) -> list[Hit]:
    """The notes found, best first, at most `limit`: the cosine plus 0.3 times the share of the best score by words.

    `words` are notes with the score of a full-text engine, in its own scale, higher better and above zero; they
    stand whatever their cosine. `meaning` are the nearest notes with their cosines, about a hundred, not cut off:
    those below `least` (`Likeness.found`) that no word found are left out here. A note that only words found cannot
    be nearer than the last of the nearest, and counts as near as that. Neither list need be in order.
    """
    cosines = dict(meaning)
    scores = dict(words)
    farthest = min(cosines.values(), default=0.0)
    best = max(scores.values(), default=0.0)
    hits = [
        Hit(
            note,
            cosines.get(note, farthest) + (_WORDS_WEIGHT * scores.get(note, 0.0) / best if best > 0 else 0.0),
            "meaning" if note not in scores else "both" if cosines.get(note, -1.0) >= least else "words",
        )
        for note in dict.fromkeys([*scores, *cosines])
        if note in scores or cosines[note] >= least
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.note))[:limit]
