"""Searches a published brief for what somebody said: by words, and by meaning where an embedder is at hand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np

from capabilities.brief import InForce
from capabilities.passages import Passage, answering
from capabilities.retrieval import Answerability, Hit, Index
from prompts.embedding import Embedder
from prompts.model import ModelFault

_KEPT = 8  # versions whose vectors are held in memory; one of 300 passages takes half a megabyte


@dataclass(frozen=True)
class Found:
    """What a search came back with, and whether it is enough to answer from."""

    hits: list[Hit]
    answerability: Answerability


@dataclass(frozen=True)
class Finder:
    """Searches briefs. A version's passages are embedded once, when it is first searched.

    When the embedder fails, words alone are searched: worse, but not silent.
    """

    embedder: Embedder | None = None
    _meant: dict[str, Index] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def find(self, brief: InForce, words: str, *, limit: int = 8) -> Found:
        """The passages nearest to the words, best first. May take a second when a version is new."""
        index, vector = brief.index, None
        if self.embedder is not None:
            try:
                index = self._by_meaning(brief, self.embedder)
                vector = np.asarray(self.embedder.embed([words])[0], dtype=np.float32)
            except ModelFault:
                index = brief.index
        hits = index.search(words, vector=vector, limit=limit)
        return Found(hits, index.answerable(words, hits))

    def _by_meaning(self, brief: InForce, embedder: Embedder) -> Index:
        known = self._meant.get(brief.version.id)
        if known is not None:
            return known
        passages = answering(brief.brief.passages)
        rows = embedder.embed([in_place(each) for each in passages])
        made = Index.build(passages, np.asarray(rows, dtype=np.float32) if rows else None)
        with self._lock:
            if len(self._meant) >= _KEPT:
                self._meant.pop(next(iter(self._meant)))
            return self._meant.setdefault(brief.version.id, made)


def in_place(passage: Passage) -> str:
    """A passage with its headings, as it is embedded: "How, Mid-market: …" says more than its text alone."""
    return f"{', '.join(passage.path)}: {passage.text}" if passage.path else passage.text
