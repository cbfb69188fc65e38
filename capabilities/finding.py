"""Searches a published brief for what somebody said: by words, and by meaning where an embedder is at hand."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from capabilities.books import Books
from capabilities.brief import InForce
from capabilities.grounding import Rules
from capabilities.kept import Kept
from capabilities.passages import Passage, answering
from capabilities.retrieval import Answerability, Hit, Index
from prompts.embedding import Embedder
from prompts.model import ModelFault

log = logging.getLogger("plumbline.finding")

_LEFT_OUT = 8  # how many more are looked up, as some of what is found says nothing by itself
_FEWEST = 5  # words of a loose passage that can answer anything
_ADDRESS = re.compile(
    r"\(?(?:https?://|\.{0,2}/)?[\w./#~-]*[/.](?:md|html?|pdf|[\w-]+/)[^\s)]*\)?|https?://\S+", re.IGNORECASE
)
_KEPT = 24  # views of versions whose vectors are held in memory; one of 300 passages takes half a megabyte


@dataclass(frozen=True)
class Found:
    """What a search came back with, and whether it is enough to answer from.

    `thorough` is False when the meaning should have been searched and could not be: such a search misses things.
    """

    hits: list[Hit]
    answerability: Answerability
    thorough: bool = True


class _Making:
    """One version's passages on their way to being searchable by meaning."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.index: Index | None = None

    def make(self, brief: InForce, embedder: Embedder) -> None:
        """Embed every passage; leaves no index behind when the embedder fails."""
        passages = answering(brief.brief.passages)
        try:
            rows = embedder.embed([in_place(each) for each in passages])
            self.index = Index.build(passages, np.asarray(rows, dtype=np.float32) if rows else None)
        except ModelFault as fault:
            log.warning("The brief is searched by words alone: %s", fault)
        finally:
            self.done.set()


@dataclass(frozen=True)
class Finder:
    """Searches briefs. A version's passages are embedded once, when it is first searched; with books, each text once.

    Embedding hundreds of passages takes longer than a person should wait, and an embedder can fail: until
    the vectors are there, words alone are searched. Worse, but neither silent nor late.
    """

    embedder: Embedder | None = None
    patience_s: float = 2.0
    books: Books | None = None
    _meant: dict[str, _Making] = field(default_factory=dict, compare=False, repr=False)
    _rules: dict[str, Rules] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def find(
        self,
        brief: InForce,
        words: str,
        *,
        limit: int = 8,
        patience_s: float | None = None,
        asking: Embedder | None = None,
    ) -> Found:
        """The passages nearest to the words, best first; `asking` embeds them where it stands in for the finder's own.

        May take `patience_s` seconds (two, if not said) when a version is new.
        """
        index, vector = brief.index, None
        patience_s = self.patience_s if patience_s is None else patience_s
        meant = self._by_meaning(brief, self.embedder, patience_s) if self.embedder is not None else None
        if meant is not None and self.embedder is not None:
            try:
                vector = np.asarray((asking or self.embedder).embed([words])[0], dtype=np.float32)
                index = meant
            except ModelFault as fault:
                log.warning("The brief is searched by words alone: %s", fault)
        hits = index.search(words, vector=vector, limit=limit + _LEFT_OUT)
        hits = [hit for hit in hits if telling(hit.passage)][:limit]
        return Found(hits, index.answerable(words, hits), thorough=self.embedder is None or vector is not None)

    def find_many(
        self,
        brief: InForce,
        sentences: Sequence[str],
        *,
        limit: int,
        patience_s: float,
        asking: Embedder | None = None,
    ) -> tuple[list[list[Hit]], bool]:
        """The passages nearest to each sentence, best first, and whether they were searched as thoroughly as can be.

        All are embedded in one call, of `asking` where it stands in for the finder's own embedder. May take twice
        `patience_s` seconds: once while a version is new, and once more where the embedder is far away; then words
        alone are searched.
        """
        index, rows = brief.index, None
        if self.embedder is not None and sentences:
            meant = self._by_meaning(brief, self.embedder, patience_s)
            rows = in_time(asking or self.embedder, sentences, patience_s) if meant is not None else None
            index = meant if meant is not None and rows is not None else index
        hits = []
        for at, sentence in enumerate(sentences):
            near = index.search(sentence, vector=None if rows is None else rows[at], limit=limit + _LEFT_OUT)
            hits.append([hit for hit in near if telling(hit.passage)][:limit])
        return hits, self.embedder is None or not sentences or rows is not None

    def ready(self, brief: InForce, *, patience_s: float) -> None:
        """Have a version searchable by meaning before somebody searches it; waits for it so many seconds at most."""
        if self.embedder is not None:
            self._by_meaning(brief, self.embedder, patience_s)

    def rules(self, brief: InForce) -> Rules:
        """What sentences about this version are held to, its limits known in other words too; made once a version."""
        key = brief.key
        with self._lock:
            rules = self._rules.get(key)
            if rules is None or rules.brief is not brief.brief:
                if len(self._rules) >= _KEPT:
                    self._rules.pop(next(iter(self._rules)))
                rules = self._rules[key] = Rules.of(brief.brief, self.embedder)
        return rules

    def _by_meaning(self, brief: InForce, embedder: Embedder, patience_s: float) -> Index | None:
        key = brief.key
        with self._lock:
            making = self._meant.get(key)
            if making is None or (making.done.is_set() and making.index is None):  # new, or failed before
                making = _Making()
                if len(self._meant) >= _KEPT:
                    self._meant.pop(next(iter(self._meant)))
                self._meant[key] = making
                if self.books is not None:
                    embedder = Kept(embedder, self.books, brief.version.workspace)
                threading.Thread(target=making.make, args=(brief, embedder), name=f"embed {key}", daemon=True).start()
        making.done.wait(patience_s)
        return making.index


def in_time(embedder: Embedder, texts: Sequence[str], patience_s: float) -> NDArray[np.float32] | None:
    """The vectors of the texts, one row each; None when they take longer than that, or cannot be had.

    What takes longer goes on behind the scenes: an embedder that remembers has it the next time.
    """
    made: list[NDArray[np.float32]] = []

    def embed() -> None:
        try:
            made.append(np.asarray(embedder.embed(texts), dtype=np.float32))
        except ModelFault as fault:
            log.warning("The brief is searched by words alone: %s", fault)

    thread = threading.Thread(target=embed, name="embed sentences", daemon=True)
    thread.start()
    thread.join(patience_s)
    return made[0] if made else None


def telling(passage: Passage) -> bool:
    """Whether a passage says something by itself: no question, no lead-in to a list, no bare link or label.

    Pages that were not written as a brief are full of these, and they are near to every question about their subject.
    """
    text = _ADDRESS.sub("", passage.text).strip()
    if passage.kind.startswith("limit_"):
        return True
    if not text or text.endswith((":", "?")):
        return False
    return passage.kind != "other" or len(re.findall(r"\w+", text)) >= _FEWEST


def in_place(passage: Passage) -> str:
    """A passage with its headings, as it is embedded: "How, Mid-market: …" says more than its text alone."""
    return f"{', '.join(passage.path)}: {passage.text}" if passage.path else passage.text
