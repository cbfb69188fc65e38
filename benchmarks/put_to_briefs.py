"""Questions put to made-up briefs, each once with the passages that answer it there, and once with them taken out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.asked import HELD, TUNED, Pool, Put
from benchmarks.likeness import Embedded
from benchmarks.limits import CORPORA, TRADES
from capabilities.brief_markdown import read
from capabilities.finding import in_place, telling
from capabilities.passages import Passage, answering
from capabilities.retrieval import Hit, Index

_FOUND, _SHOWN = 16, 8  # as many as a search of the product looks up, and keeps
BRIEFS = {
    "brassmoor": CORPORA / "questions" / "brassmoor.md",
    "glimwave": TRADES / "brief3.md",
}


@dataclass(frozen=True)
class Question:
    """A question as a rep asks it, the references of all passages that answer it, and the half it belongs to."""

    text: str
    cites: frozenset[str]
    half: int


@dataclass(frozen=True)
class Tried:
    """A question put to an index that holds its answer or does not, and what a search there came back with."""

    question: Question
    there: bool
    index: Index
    hits: Sequence[Hit]
    likest: float
    shared: Sequence[Passage]

    @property
    def half(self) -> int:
        """The half its question belongs to."""
        return self.question.half


def questions(name: str) -> list[Question]:
    """The questions put to one brief."""
    path = CORPORA / "questions" / f"{name}.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Question(row["question"], frozenset(row["cites"]), HELD if row["split"] == "held" else TUNED) for row in rows
    ]


def passages(name: str) -> tuple[Passage, ...]:
    """The passages of one brief that may answer a person."""
    return answering(_read(BRIEFS[name]))


def pool(name: str) -> Pool:
    """One brief as a set to search in."""
    return Pool(passages(name), tuple(Put(each.text, each.cites, each.half) for each in questions(name)))


def tried(name: str, embedded: Embedded, *, vectors: bool = True) -> list[Tried]:
    """Every question of one brief, with its passages and without, searched as the product does."""
    every = passages(name)
    asked = questions(name)
    embedded.rows([*(in_place(each) for each in every), *(each.text for each in asked)])  # all in one call
    whole = _index(every, embedded)
    found = []
    for each in asked:
        vector = embedded.rows([each.text])[0]
        for there in (True, False):
            kept = every if there else tuple(x for x in every if x.ref not in each.cites)
            index = whole if there else _index(kept, embedded)
            hits = index.search(each.text, vector=vector if vectors else None, limit=_FOUND)
            likest = float((embedded.rows([in_place(x) for x in kept]) @ vector).max())
            shown = [hit for hit in hits if telling(hit.passage)][:_SHOWN]
            found.append(Tried(each, there, index, shown, likest, kept))
    return found


def _index(kept: Sequence[Passage], embedded: Embedded) -> Index:
    return Index.build(kept, embedded.rows([in_place(each) for each in kept]))


def _read(path: Path) -> tuple[Passage, ...]:
    return read(path.read_text(encoding="utf-8")).passages
