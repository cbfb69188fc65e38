"""Whether a passage bears a sentence out: the check beside plain shared words and the embedding, on labelled pairs."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.labelled import DATA, key_points
from benchmarks.likeness import Embedded, area
from bot.minilm import MiniLM
from capabilities.grounding import sentences
from capabilities.grounding.checking import check
from capabilities.grounding.support import support
from capabilities.grounding.verdicts import Reason
from capabilities.passages import Limits, Passage
from capabilities.stems import content

Scores = NDArray[np.float64]
OF_SUPPORT = frozenset({"number_not_cited", "name_not_cited", "unsupported"})
WAYS = ("shared words", "embedding", "the check", "the check, as a score")


@dataclass(frozen=True)
class Pair:
    """A text, the passage it is held to, whether that bears it out, and the half it belongs to: 0 tunes, 1 reports."""

    said: str
    passage: str
    borne: bool
    half: int


@dataclass(frozen=True)
class Found:
    """Balanced accuracy and area under the curve of one way on one set, by half."""

    accuracy: tuple[float, float]
    area: tuple[float, float]


@dataclass(frozen=True)
class Table:
    """What was found on every set, and how many of the numbers changed in the e-mails' summaries were caught."""

    found: dict[str, dict[str, Found]]
    sizes: dict[str, tuple[int, int]]
    changed: tuple[int, int]

    @property
    def kept(self) -> bool:
        """Whether the check is above both baselines on the half that was held out, of claims with one thing changed."""
        return all(
            self.found[name][WAYS[2]].accuracy[1] > self.found[name][way].accuracy[1]
            for name in HELD_TO
            for way in WAYS[:2]
        )


def measure() -> Table:
    """Measure all sets; the same at each call."""
    embedded = Embedded(MiniLM(), {})
    found, sizes = {}, {}
    for name, pairs in sets().items():
        found[name] = {way: _found(pairs, way, embedded) for way in WAYS}
        sizes[name] = (sum(not each.half for each in pairs), sum(each.half for each in pairs))
    return Table(found, sizes, changed_numbers())


def report(table: Table) -> list[str]:
    """The table as lines of Markdown."""
    lines = [
        "| Set (pairs tuned on, held out) | Way | Balanced accuracy, tuned | held out | Area, held out |",
        "|---|---|--:|--:|--:|",
    ]
    for name, ways in table.found.items():
        for way, each in ways.items():
            shown = [f"{value:.1%}" for value in each.accuracy]
            size = "{:,}, {:,}".format(*table.sizes[name])
            area_ = f"{each.area[1]:.3f}" if way != WAYS[2] else "–"
            lines.append(f"| {name} ({size}) | {way} | {shown[0]} | {shown[1]} | {area_} |")
    caught, all_ = table.changed
    return [*lines, "", f"Summaries in which a number was changed and that are held back: {caught} of {all_}."]


def sets() -> dict[str, list[Pair]]:
    """Every set of pairs, by name; each text of one document or topic is in one half."""
    return {"sales e-mails": emails(), "clapnq": clapnq(), "squad2": squad2(), "key points": points()}


# Where a wrong text has the words of a right one. A passage on something else is told by its words alone (clapnq),
# the wrong answers of squad2 stand in the passage, and a key point says more than each argument for it.
HELD_TO = ("sales e-mails",)


def emails() -> list[Pair]:
    """SummEdits: summaries of sales e-mails, faithful or with one thing changed."""
    rows = _summaries()
    documents = sorted({row["doc"] for row in rows})
    return [Pair(x["summary"], x["doc"], str(x["label"]) == "1", documents.index(x["doc"]) % 2) for x in rows]


def clapnq() -> list[Pair]:
    """Sentences of people's answers with the passage they were written from, and with two others.

    One of these is the passage of another question; the other is that of the question nearest in words, so that they
    speak of like things.
    """
    file = DATA / "questions" / "clapnq" / "clapnq_dev_answerable.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    asked = [set(content(row["input"])) for row in rows]
    chosen, out = random.Random(11), []
    for place, row in enumerate(rows):
        others = [other for other in range(len(rows)) if other != place]
        near = max(others, key=lambda other: len(asked[other] & set(content(rows[place]["passages"][0]["text"]))))
        for sentence in _answer(row)[:1]:
            for of, borne in ((place, True), (near, False), (chosen.choice(others), False)):
                out.append(Pair(sentence, _spaced(rows[of]["passages"][0]["text"]), borne, place % 2))
    return out


def squad2() -> list[Pair]:
    """Questions made into statements with their answer, and with the likely but wrong answer of those without one.

    Up to 20 of each kind for each article.
    """
    data = json.loads((DATA / "questions" / "squad2" / "dev-v2.0.half.json").read_text("utf-8"))["data"]
    chosen, out = random.Random(12), []
    for half, article in enumerate(data):
        found: dict[bool, list[Pair]] = {True: [], False: []}
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                answers = asked["answers"] or asked.get("plausible_answers") or []
                said = _stated(asked["question"], answers[0]["text"]) if answers else ""
                if said:
                    borne = not asked["is_impossible"]
                    found[borne].append(Pair(said, paragraph["context"], borne, half % 2))
        out += [pair for kind in found.values() for pair in chosen.sample(kind, min(20, len(kind)))]
    return out


def points() -> list[Pair]:
    """Key points held to an argument: whether the argument was marked as making that point."""
    rows = key_points()
    topics = sorted({point for _, _, point, _ in rows})
    return [Pair(point, said, right, topics.index(point) % 2) for _, said, point, right in rows]


def changed_numbers() -> tuple[int, int]:
    """Of the altered summaries with a number that the faithful one has not, how many are held back, and all."""
    figures = re.compile(r"[$%]?\d[\d.,]*\d%?|\d")
    rows = [
        row
        for row in _summaries()
        if str(row["label"]) != "1"
        and set(figures.findall(row["summary"])) - set(figures.findall(row["original_summary"]))
    ]
    return sum(bool(_reasons(row["summary"], row["doc"])) for row in rows), len(rows)


def _found(pairs: Sequence[Pair], way: str, embedded: Embedded) -> Found:
    scores, right = _SCORES[way](pairs, embedded), np.array([pair.borne for pair in pairs])
    halves = np.array([pair.half for pair in pairs])
    tune, held = halves == 0, halves == 1
    least = 0.5 if way == WAYS[2] else _threshold(scores[tune], right[tune])
    return Found(
        (_balanced(scores[tune] >= least, right[tune]), _balanced(scores[held] >= least, right[held])),
        (area(scores[tune], right[tune]), area(scores[held], right[held])),
    )


def _threshold(scores: Scores, right: NDArray[np.bool_]) -> float:
    return max(map(float, np.unique(scores)), key=lambda least: _balanced(scores >= least, right))


def _balanced(said: NDArray[np.bool_], right: NDArray[np.bool_]) -> float:
    """The mean of the shares of right and of wrong pairs that are told."""
    return float((said[right].mean() + (~said[~right]).mean()) / 2)


def _shared(pairs: Sequence[Pair], _: Embedded) -> Scores:
    return np.array([_overlap(pair.said, pair.passage) for pair in pairs])


def _overlap(said: str, passage: str) -> float:
    meant, held = set(content(said)), set(content(passage))
    return len(meant & held) / len(meant) if meant else 0.0


def _cosine(pairs: Sequence[Pair], embedded: Embedded) -> Scores:
    """The mean over a text's sentences of the cosine to the nearest sentence of the passage."""
    return np.array([float(np.mean(_cosines(pair, embedded))) for pair in pairs])


def _cosines(pair: Pair, embedded: Embedded) -> Scores:
    said, held = sentences(pair.said) or [pair.said], sentences(pair.passage) or [pair.passage]
    return np.asarray((embedded.rows(said) @ embedded.rows(held).T).max(1), dtype=np.float64)


def _ruled(pairs: Sequence[Pair], embedded: Embedded) -> Scores:
    return np.array([float(not _reasons(pair.said, pair.passage, tuple(_cosines(pair, embedded)))) for pair in pairs])


@cache
def _reasons(said: str, passage: str, alike: tuple[float, ...] = ()) -> tuple[Reason, ...]:
    """Why the check does not let every sentence stand, limits and discounts apart."""
    cited = {"it": Passage("it", (), passage, "other", 1)}
    parts = sentences(said) or [said]
    found = [
        check(each, cites=["it"], passages=cited, limits=Limits(), alike=near)
        for each, near in zip(parts, alike or [None] * len(parts), strict=True)
    ]
    return tuple(reason for verdict in found for reason in verdict.reasons if reason.kind in OF_SUPPORT)


def _graded(pairs: Sequence[Pair], embedded: Embedded) -> Scores:
    """The weakest sentence's share of words borne out and its cosine, less one for a number or name that is missing
    and one for what says more or the opposite."""
    out = []
    for pair in pairs:
        cosines = _cosines(pair, embedded)
        cited = [Passage("it", (), pair.passage, "other", 1)]
        found = [support(each, cited) for each in sentences(pair.said) or [pair.said]]
        facts = any(each.kind != "unsupported" for each in _reasons(pair.said, pair.passage, tuple(cosines)))
        turned = any(each.reversed or each.twisted for each in found)
        out.append(min(each.share for each in found) + float(cosines.min()) - facts - turned)
    return np.array(out)


_SCORES: dict[str, Callable[[Sequence[Pair], Embedded], Scores]] = dict(
    zip(WAYS, (_shared, _cosine, _ruled, _graded), strict=True)
)


@cache
def _summaries() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((DATA / "claims" / "summedits_sales_email.json").read_text("utf-8"))
    return rows


def _answer(row: dict[str, object]) -> list[str]:
    out = row["output"]
    answer = out[0]["answer"] if isinstance(out, list) and out else ""
    return [each for each in sentences(_spaced(answer)) if len(content(each)) >= 3]


def _spaced(text: str) -> str:
    """Text that was cut into words with spaces, as people write it."""
    text = re.sub(r"\s+([.,;:!?%)’']|n't|'s)", r"\1", text.replace("``", '"').replace("''", '"'))
    return re.sub(r"([($])\s+", r"\1", text)


def _stated(question: str, answer: str) -> str:
    """A question with its answer in the place of the word that asks: "Who wrote it?" as "Ibsen wrote it."; or ""."""
    asked = re.sub(r"\?\s*$", "", question.strip())
    found = re.match(r"(?P<word>who|what|which(?: \w+)?|what \w+)\s+(?P<rest>\w+ .*)$", asked, re.IGNORECASE)
    if found is None or re.match(r"(?:did|does|do|can|could|should|would|will)\b", found["rest"]):
        return ""
    return f"{answer[:1].upper()}{answer[1:]} {found['rest']}."
