"""How well a question finds its passage: the search as shipped, BM25 by bm25s and the embedding alone, in one run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np

from benchmarks.asked import HELD, Pool, Put, pools
from benchmarks.likeness import Embedded
from benchmarks.put_to_briefs import pool as of_brief
from bot.minilm import MiniLM
from capabilities.finding import in_place
from capabilities.retrieval import Index

WAYS = ("Plumbline", "bm25s", "the embedding alone")
BRIEF = "brassmoor"
LEVEL = 0.005  # of MRR: less than one question of the small sets
_DEEP = 100  # how far down the list the right passage is looked for; beyond it counts as not found

Ranked = Callable[[str], Sequence[int]]  # a question to the rows of the passages, best first


@dataclass(frozen=True)
class Found:
    """Of the questions, the share with a right passage first, among the first five, and the mean of 1 / its place."""

    first: float
    five: float
    reciprocal: float


@dataclass(frozen=True)
class Table:
    """What each way found on each set, of the questions nothing was tuned on; `sizes` are passages and questions."""

    found: dict[str, dict[str, Found]]
    sizes: dict[str, tuple[int, int]]

    @property
    def kept(self) -> bool:
        """Whether the search as shipped is behind neither other on any set (by MRR, a hair aside), and ahead of both in
        the mean of the sets by every figure."""
        behind = any(
            ways[WAYS[0]].reciprocal < ways[other].reciprocal - LEVEL
            for ways in self.found.values()
            for other in WAYS[1:]
        )
        return not behind and all(
            one > another
            for other in WAYS[1:]
            for one, another in zip(self.mean(WAYS[0]), self.mean(other), strict=True)
        )

    def mean(self, way: str) -> tuple[float, float, float]:
        """The three figures of one way, each set weighing the same."""
        of = [ways[way] for ways in self.found.values()]
        figures = np.array([(each.first, each.five, each.reciprocal) for each in of]).mean(axis=0)
        return float(figures[0]), float(figures[1]), float(figures[2])


def measure(embedded: Embedded | None = None) -> Table:
    """Search every pool every way; the same at each call."""
    embedded = embedded or Embedded(MiniLM(), {})
    found, sizes = {}, {}
    for name, pool in {**pools(), BRIEF: of_brief(BRIEF)}.items():
        held = [each for each in pool.put if each.half == HELD]
        found[name] = {way: _found(pool, held, ranked(pool, embedded)) for way, ranked in _RANKED.items()}
        sizes[name] = (len(pool.passages), len(held))
    return Table(found, sizes)


def report(table: Table) -> list[str]:
    """The table as lines of Markdown."""
    lines = ["| set | passages, questions | way | recall@1 | recall@5 | MRR |", "|---|---|---|--:|--:|--:|"]
    for name, ways in table.found.items():
        for place, (way, each) in enumerate(ways.items()):
            shown = (name, "{:,}, {:,}".format(*table.sizes[name])) if place == 0 else ("", "")
            lines.append(
                f"| {shown[0]} | {shown[1]} | {way} | {each.first:.3f} | {each.five:.3f} | {each.reciprocal:.3f} |"
            )
    for way in WAYS:
        lines.append(
            f"| {'mean of the sets' if way == WAYS[0] else ''} | | {way} | "
            + " | ".join(f"{x:.3f}" for x in table.mean(way))
            + " |"
        )
    return lines


def _found(pool: Pool, put: Sequence[Put], ranked: Ranked) -> Found:
    places = []
    for each in put:
        rows = [pool.passages[row].ref for row in ranked(each.text)]
        places.append(next((place for place, ref in enumerate(rows, 1) if ref in each.right), 0))
    at = np.array(places)
    return Found(
        float((at == 1).mean()),
        float(((at >= 1) & (at <= 5)).mean()),
        float(np.where(at > 0, 1 / np.maximum(at, 1), 0.0).mean()),
    )


def _ours(pool: Pool, embedded: Embedded) -> Ranked:
    index = Index.build(pool.passages, embedded.rows([in_place(each) for each in pool.passages]))
    rows = {each.ref: row for row, each in enumerate(pool.passages)}
    vectors = embedded.rows([each.text for each in pool.put])
    at = {each.text: vector for each, vector in zip(pool.put, vectors, strict=True)}
    return lambda asked: [rows[hit.passage.ref] for hit in index.search(asked, vector=at[asked], limit=_DEEP)]


def _bm25(pool: Pool, _: Embedded) -> Ranked:
    """bm25s as its makers advise for English: its list of small words, and Snowball's stems."""
    bm25s = import_module("bm25s")
    stems = import_module("snowballstemmer").stemmer("english").stemWords

    def cut(texts: list[str]) -> list[list[str]]:
        tokens: list[list[str]] = bm25s.tokenize(
            texts, stopwords="en", stemmer=stems, return_ids=False, show_progress=False
        )
        return tokens

    index = bm25s.BM25()
    index.index(cut([in_place(each) for each in pool.passages]), show_progress=False)

    def ranked(asked: str) -> list[int]:
        scores = index.get_scores(cut([asked])[0])
        return [int(row) for row in np.argsort(-scores, kind="stable")[:_DEEP] if scores[row] > 0]

    return ranked


def _embedding(pool: Pool, embedded: Embedded) -> Ranked:
    rows = embedded.rows([in_place(each) for each in pool.passages])
    return lambda asked: np.argsort(-(rows @ embedded.rows([asked])[0]), kind="stable")[:_DEEP].tolist()


_RANKED: dict[str, Callable[[Pool, Embedded], Ranked]] = dict(zip(WAYS, (_ours, _bm25, _embedding), strict=True))
