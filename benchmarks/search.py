"""How well notes are found and compared by what Plumbline ships: prints the tables of docs/search.md."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from benchmarks import labelled, likeness
from benchmarks.labelled import Asked, Texts
from benchmarks.likeness import Embedded
from bot.minilm import MiniLM
from capabilities.field.finding import fused, likeness_of, shares_enough
from capabilities.hashing import HashedWords
from storage import migrate
from storage.database import Database
from storage.field.search import Findable, by_words, make_findable

NEAREST, SHOWN = 100, 10
Ranked = list[tuple[int, float]]
SETS = {
    "banking77": "banking77",
    "intents, test": "intents, test",
    "intents, development": "intents, dev.",
    "company": "demo notes",
    "key points, first": "key points, first",
    "key points, area": "key points, area",
    "reviews, area": "reviews, area",
}


class FullText:
    """The product's own search by words, over a database of these texts alone: SQLite, or the
    empty PostgreSQL database at `url`."""

    def __init__(self, texts: Sequence[str], *, url: str = "") -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._database = Database(url or f"sqlite:///{self._folder.name}/notes.db")
        migrate.upgrade(self._database)
        nothing = np.zeros(1, dtype=np.float32)
        rows = [Findable(str(place), datetime.now(UTC), text, "none", nothing) for place, text in enumerate(texts)]
        with self._database.unit("bench") as unit:
            make_findable(unit, rows)

    def find(self, query: str, *, limit: int = NEAREST) -> Ranked:
        """Places and scores above zero, best first."""
        with self._database.reading("bench") as unit:
            return [(int(note), score) for note, score in by_words(unit, query, limit=limit)]

    def close(self) -> None:
        self._database.close()
        self._folder.cleanup()


def nearest_by_words(known: Texts, asked: Texts) -> float:
    """The same by full text; a text that shares no word with another is counted wrong."""
    index, right = FullText(known.texts), 0
    for place, (text, group) in enumerate(zip(asked.texts, asked.groups, strict=True)):
        found = [row for row, _ in index.find(text, limit=2) if known is not asked or row != place]
        right += bool(found) and known.groups[found[0]] == group
    index.close()
    return right / len(asked.texts)


def by_ranks(found: Ranked, near: Ranked) -> list[int]:
    """Reciprocal rank fusion, k = 60, for comparison."""
    scores: dict[int, float] = {}
    for ranked in (found, near):
        for rank, (place, _) in enumerate(ranked, 1):
            scores[place] = scores.get(place, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda place: -scores[place])


def added(found: Ranked, near: Ranked, *, least: float) -> list[int]:
    """What the product shows, as places."""
    named = [[(str(place), score) for place, score in ranked] for ranked in (found, near)]
    return [int(hit.note) for hit in fused(named[0], named[1], limit=SHOWN, least=least)]


def searched(asked: Sequence[Asked], embedded: Embedded) -> dict[str, list[float]]:
    """For each way of searching, the mean nDCG of the first ten for each set of queries."""
    least = likeness_of(embedded.embedder.name).found
    tables: dict[str, list[float]] = {}
    for each in asked:
        gains: dict[str, list[float]] = {}
        for (query, right), found, near in zip(each.queries, *_both(each, embedded), strict=True):
            kept = [(place, score) for place, score in found if shares_enough(query, each.texts[place])]
            ways = {
                "meaning alone": [place for place, _ in near],
                "words alone": [place for place, _ in found],
                "both, by ranks": by_ranks(found, near),
                "both, added": added(found, near, least=-1),
                "both, added, the far left out": added(kept, near, least=least),
            }
            for way, order in ways.items():
                gain = _gain([place in right for place in order[:SHOWN]], len(right))
                gains.setdefault(way, []).append(gain)
        for way, of_queries in gains.items():
            tables.setdefault(way, []).append(float(np.mean(of_queries)))
    return tables


def _both(asked: Asked, embedded: Embedded) -> tuple[list[Ranked], list[Ranked]]:
    index = FullText(asked.texts)
    cosines = embedded.rows([query for query, _ in asked.queries]) @ embedded.rows(asked.texts).T
    near = [[(int(place), float(row[place])) for place in np.argsort(-row)[:NEAREST]] for row in cosines]
    found = [index.find(query) for query, _ in asked.queries]
    index.close()
    return found, near


def _gain(right: Sequence[bool], all_right: int) -> float:
    ideal = sum(1 / math.log2(rank + 2) for rank in range(min(SHOWN, all_right)))
    return sum(1 / math.log2(rank + 2) for rank, each in enumerate(right) if each) / ideal


def answered(asked: Sequence[Asked], embedded: Embedded) -> Iterator[tuple[str, str, float, float]]:
    """For each set of notes and of nonsense, the share that finds something: with nothing left out of the words
    found and with the product's rules."""
    least = likeness_of(embedded.embedder.name).found
    for notes in (asked[0], asked[2], asked[3]):
        for kind, queries in labelled.nonsense().items():
            of_these = Asked(kind, notes.texts, [(query, set()) for query in queries])
            loose = strict = 0
            for query, found, near in zip(queries, *_both(of_these, embedded), strict=True):
                kept = [(place, score) for place, score in found if shares_enough(query, notes.texts[place])]
                loose += bool(added(found, near, least=least))
                strict += bool(added(kept, near, least=least))
            yield notes.name.partition(",")[0], kind, loose / len(queries), strict / len(queries)


def report(embedders: Sequence[Embedded]) -> Iterator[str]:
    """The tables, line by line; each embedder is compared with the first."""
    yield "## Embedders\n"
    yield from _table(["", *SETS.values(), "texts a second beside the first"], _embedders(embedders))
    asked = labelled.queries()
    yield "\n## Searching: nDCG of the first ten\n"
    yield from _table(["vectors", "way", *(f"{each.name} ({len(each.queries)})" for each in asked)], (
        [embedded.embedder.name, way, *(f"{share:.3f}" for share in row)]
        for embedded in embedders for way, row in searched(asked, embedded).items()
    ))  # fmt: skip
    yield "\n## Searching for what is not there: how often something is shown\n"
    yield from _table(["vectors", "notes", "asked", "any word counts", "half of the words count"], (
        [embedded.embedder.name, notes, kind, f"{loose:.0%}", f"{strict:.0%}"]
        for embedded in embedders for notes, kind, loose, strict in answered(asked, embedded)
    ))  # fmt: skip
    yield "\n## Said the like: of the pairs so near, of one group / of the pairs of one group, so near\n"
    sets = {"banking77": labelled.banking77("test"), **likeness.labelled_sets()}
    steps = (0.30, 0.35, 0.40, 0.45, 0.50, 0.55, 0.60, 0.65, 0.70)
    yield from _table(["vectors", "notes", *(f"{step:.2f}" for step in steps)], (
        [embedded.embedder.name, name, *("{:.2f} / {:.2f}".format(*likeness.agreed(texts, embedded, least=step))
                                         for step in steps)]
        for embedded in embedders for name, texts in sets.items()
    ))  # fmt: skip
    yield "\n## Logged twice\n"
    yield from _table(["vectors", "notes", "near another note", *likeness.REWORDINGS], (
        [embedded.embedder.name, name, f"{alone:.0%}", *(f"{share:.0%}" for share in caught)]
        for embedded in embedders for name, texts in sets.items() if name != "intents, development"
        for alone, caught in [likeness.doubled(texts.texts[:: 1 + len(texts.texts) // 600], embedded)]
    ))  # fmt: skip


def _embedders(embedders: Sequence[Embedded]) -> Iterator[list[str]]:
    speeds = _texts_a_second(embedders)
    for embedded, speed in zip(embedders, speeds, strict=True):
        found = likeness.compared(embedded)
        yield [embedded.embedder.name, *(f"{found[each]:.3f}" for each in SETS), f"{speed / speeds[0]:.1f}"]
    words = {name: nearest_by_words(texts, texts) for name, texts in likeness.labelled_sets().items()}
    words["banking77"] = nearest_by_words(labelled.banking77("train"), labelled.banking77("test"))
    yield ["full text (FTS5)", *(f"{words[each]:.3f}" if each in words else "" for each in SETS), ""]


def _texts_a_second(embedders: Sequence[Embedded], *, rounds: int = 5) -> list[float]:
    """The median of several turns over the same 200 short texts, one at a time as notes come."""
    texts = labelled.banking77("train").texts[:200]
    seconds: list[list[float]] = [[] for _ in embedders]
    for turn in range(rounds + 1):
        for taken, embedded in zip(seconds, embedders, strict=True):
            began = time.perf_counter()
            for text in texts:
                embedded.embedder.embed([text])
            if turn:  # the first turn loads the model
                taken.append(time.perf_counter() - began)
    return [len(texts) / float(np.median(taken)) for taken in seconds]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def main() -> int:
    """Print every table as it is measured; say so and stop where the labelled sets are not at hand."""
    if not labelled.FEEDBACK.is_dir():
        print(f"Search is not measured: the labelled sets are not in {labelled.DATA}.")
        return 0
    for line in report([Embedded(MiniLM(threads=1), {}), Embedded(HashedWords(), {})]):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
