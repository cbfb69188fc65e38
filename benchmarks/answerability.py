"""How well it is known beforehand that a question has an answer: beside likeness alone and shared words alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.asked import HELD, TUNED, Pair, clapnq, squad2
from benchmarks.likeness import Embedded, area
from benchmarks.put_to_briefs import Tried, tried
from bot.minilm import MiniLM
from capabilities.answerability import ANSWERABLE
from capabilities.finding import in_place
from capabilities.retrieval import Hit, Index
from capabilities.stems import content

Scores = NDArray[np.float64]
Marks = NDArray[np.bool_]
WAYS = ("Plumbline", "Plumbline, without vectors", "the embedding alone", "shared words alone")
OURS, OTHERS = WAYS[0], WAYS[2:]
BRIEF = "brassmoor"
COVERED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Found:
    """One way on one set: area under the curve by half (tuned on, reported), F1 on the reported one, and the share of
    what has an answer and of what has none that is let through there.

    Plumbline's threshold is the shipped one, that of the others the one with the best F1 on the half tuned on.
    """

    area: tuple[float, float]
    f1: float
    let_through: tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """Risk and coverage on the brief: of the surest so many, the share that has no answer; and the mean of all that."""

    risks: tuple[float, ...]
    mean: float


@dataclass(frozen=True)
class Table:
    """Every set and way; `sizes` are the questions with and without an answer on the reported half."""

    found: dict[str, dict[str, Found]]
    sizes: dict[str, tuple[int, int]]
    curves: dict[str, Curve]

    @property
    def kept(self) -> bool:
        """Whether Plumbline as shipped is ahead of likeness alone and of shared words alone, by area on every set, and
        on the brief by F1 and by risk too."""
        by_area = all(ways[OURS].area[1] > ways[other].area[1] for ways in self.found.values() for other in OTHERS)
        brief = self.found[BRIEF]
        by_f1 = all(brief[OURS].f1 > brief[other].f1 for other in OTHERS)
        return by_area and by_f1 and all(self.curves[OURS].mean < self.curves[other].mean for other in OTHERS)


@dataclass(frozen=True)
class Scored:
    """The scores of each way, whether there is an answer, and the half: one row for each question as it was put."""

    scores: dict[str, Scores]
    right: Marks
    half: NDArray[np.int_]


def measure(embedded: Embedded | None = None) -> Table:
    """Score all questions every way; the same at each call."""
    embedded = embedded or Embedded(MiniLM(), {})
    sets = {"clapnq": _of_pairs(clapnq(), embedded), "squad2": _of_pairs(squad2(), embedded)}
    sets[BRIEF] = of_brief(BRIEF, embedded)
    found = {name: {way: _found(way, each) for way in WAYS} for name, each in sets.items()}
    held = {name: each.right[each.half == HELD] for name, each in sets.items()}
    sizes = {name: (int(right.sum()), int((~right).sum())) for name, right in held.items()}
    brief = sets[BRIEF]
    here = brief.half == HELD
    return Table(found, sizes, {way: curve(brief.scores[way][here], brief.right[here]) for way in WAYS})


def report(table: Table) -> list[str]:
    """The tables as lines of Markdown."""
    lines = [
        "| set (with an answer, without) | way | area, tuned on | area, held out | F1 | let through, of both |",
        "|---|---|--:|--:|--:|---|",
    ]
    for name, ways in table.found.items():
        for way, each in ways.items():
            title = "{} ({:,}, {:,})".format(name, *table.sizes[name]) if way == OURS else ""
            through = "{:.0%}, {:.0%}".format(*each.let_through)
            lines.append(f"| {title} | {way} | {each.area[0]:.3f} | {each.area[1]:.3f} | {each.f1:.3f} | {through} |")
    lines += ["", "| of the surest | " + " | ".join(f"{share:.0%}" for share in COVERED) + " | mean |"]
    lines.append("|---|" + "--:|" * (len(COVERED) + 1))
    for way, drawn in table.curves.items():
        lines.append(f"| {way} | " + " | ".join(f"{x:.1%}" for x in drawn.risks) + f" | {drawn.mean:.1%} |")
    return lines


def curve(scores: Scores, right: Marks) -> Curve:
    """The risk at each coverage, surest first; questions of the same score share their mean."""
    wrong = ~right[np.argsort(-scores, kind="stable")]
    risk = np.cumsum(_evened(scores, wrong)) / np.arange(1, len(wrong) + 1)
    return Curve(tuple(float(risk[max(0, round(share * len(risk)) - 1)]) for share in COVERED), float(risk.mean()))


def _evened(scores: Scores, wrong: Marks) -> Scores:
    """What is wrong, in order, evened out among those of one score: their order means nothing."""
    order = -np.sort(-scores)
    _, groups = np.unique(-order, return_inverse=True)
    return np.asarray((np.bincount(groups, weights=wrong) / np.bincount(groups))[groups])


def _found(way: str, each: Scored) -> Found:
    scores, tune, held = each.scores[way], each.half == TUNED, each.half == HELD
    least = ANSWERABLE if way.startswith(OURS) else best_threshold(scores[tune], each.right[tune])
    said, right = scores[held] >= least, each.right[held]
    return Found(
        (area(scores[tune], each.right[tune]), area(scores[held], right)),
        f1(said, right),
        (float(said[right].mean()), float(said[~right].mean())),
    )


def f1(said: Marks, right: Marks) -> float:
    """The harmonic mean of precision and recall."""
    return float(2 * (said & right).sum() / max(1, said.sum() + right.sum()))


def best_threshold(scores: Scores, right: Marks) -> float:
    """The one of the scores from which on F1 is best."""
    return max(map(float, np.unique(scores)), key=lambda least: f1(scores >= least, right))


def _of_pairs(pairs: Sequence[Pair], embedded: Embedded) -> Scored:
    """Each question beside its own passage alone; how rare a word is, is known from all passages of the set."""
    index = Index.build(tuple({each.passage.ref: each.passage for each in pairs}.values()))
    alike = likenesses(pairs, embedded)
    hits = [Hit(each.passage, 0.0, 0.0, near, 0.0) for each, near in zip(pairs, alike, strict=True)]
    bare = [Hit(each.passage, 0.0, 0.0, None, 0.0) for each in pairs]
    ours = (
        [index.answerable(each.question, [hit]).score for each, hit in zip(pairs, several, strict=True)]
        for several in (hits, bare)
    )
    shared = [_shared(each.question, each.passage.text) for each in pairs]
    scores = [np.array(each) for each in (*ours, alike, shared)]
    return Scored(
        dict(zip(WAYS, scores, strict=True)),
        np.array([each.answers for each in pairs]),
        np.array([each.half for each in pairs]),
    )


def likenesses(pairs: Sequence[Pair], embedded: Embedded) -> list[float]:
    """The cosine of each question and its passage."""
    asked = embedded.rows([each.question for each in pairs])
    held = embedded.rows([in_place(each.passage) for each in pairs])
    return [float(each) for each in (asked * held).sum(axis=1)]


def of_brief(name: str, embedded: Embedded) -> Scored:
    """Each question put to the brief as the product does, once with its passages and once without."""
    found, bare = tried(name, embedded), tried(name, embedded, vectors=False)
    scores = {
        WAYS[0]: [_ours(each) for each in found],
        WAYS[1]: [_ours(each) for each in bare],
        WAYS[2]: [each.likest for each in found],
        WAYS[3]: [max(_shared(each.question.text, in_place(x)) for x in each.shared) for each in found],
    }
    return Scored(
        {way: np.array(each) for way, each in scores.items()},
        np.array([each.there for each in found]),
        np.array([each.half for each in found]),
    )


def _ours(each: Tried) -> float:
    return each.index.answerable(each.question.text, each.hits).score


def _shared(question: str, text: str) -> float:
    """The share of the question's words that carry meaning which stand in the text."""
    meant, held = set(content(question)), set(content(text))
    return len(meant & held) / len(meant) if meant else 0.0
