"""A question finds the passages that speak to it, and an honest word beforehand when none can answer it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from capabilities.brief_markdown import read
from capabilities.passages import Passage, answering
from capabilities.retrieval import Hit, Index


def passage(ref: str, text: str, *path: str) -> Passage:
    return Passage(ref, path, text, "other", 1)


PASSAGES = (
    passage("signal", "The app works without a signal and syncs later.", "What", "It is"),
    passage("price", "Rounds costs EUR 29 for each technician a month.", "Cost and risk"),
    passage("setup", "Set-up takes 12 working days at the median.", "Cost and risk"),
    passage("rutano", "Good where three people share a calendar.", "Competitors", "Rutano"),
    passage("meckel", "Torhaus Meckel found 212 of 1,900 gates overdue.", "Stories"),
    passage("audit", "The audit folder is always ready, by line and by date.", "How", "For food plants"),
)


def refs(hits: list[Hit]) -> list[str]:
    return [hit.passage.ref for hit in hits]


@pytest.mark.parametrize(
    ("question", "ref"),
    [
        ("Does it work without signals?", "signal"),
        ("What is the price for each technician?", "price"),
        ("how long is the set-up in working days", "setup"),
        ("What about Rutano?", "rutano"),
        ("Which gates were overdue at Torhaus Meckel?", "meckel"),
        ("What do food plants get for an audit?", "audit"),
    ],
)
def test_a_question_finds_its_passage_by_its_words_and_headings(question: str, ref: str) -> None:
    hits = Index.build(PASSAGES).search(question)
    assert refs(hits)[0] == ref
    assert hits[0].likeness is None


def test_hits_come_best_first_and_only_where_something_speaks() -> None:
    index = Index.build(PASSAGES)
    hits = index.search("technician working days", limit=2)
    assert refs(hits) == ["setup", "price"]
    assert hits[0].score >= hits[1].score
    assert index.search("kubernetes operators") == []
    assert index.search("what is it?") == []
    assert Index.build(()).search("anything at all") == []


def test_likeness_finds_what_no_word_does_and_words_settle_between_the_like() -> None:
    vectors = np.eye(len(PASSAGES), 8) * 7  # of any length: rows are compared by direction
    index = Index.build(PASSAGES, vectors)
    asked = np.zeros(8)
    asked[4] = 3.0
    hits = index.search("unrelated words", vector=asked)
    assert refs(hits) == ["meckel"]
    assert hits[0].likeness == pytest.approx(1.0)
    asked[1] = 3.0
    assert refs(index.search("What does a technician cost?", vector=asked))[:2] == ["price", "meckel"]


def test_vectors_that_do_not_match_the_passages_are_refused() -> None:
    with pytest.raises(ValueError, match="6 passages"):
        Index.build(PASSAGES, np.zeros((5, 8)))


def test_rare_words_weigh_more_in_what_a_passage_covers() -> None:
    common = tuple(passage(f"c{n}", f"the rounds plan of firm {n}") for n in range(20))
    index = Index.build((*common, passage("rare", "the whiteboard stays")))
    by_ref = {hit.passage.ref: hit for hit in index.search("a plan on the whiteboard", limit=30)}
    assert by_ref["rare"].coverage > 0.6 > by_ref["c3"].coverage


@pytest.mark.parametrize(
    ("question", "answerable", "why"),
    [
        ("Does the app work without a signal?", True, "What › It is speaks to this."),
        ("How many working days does set-up take?", True, "Cost and risk speaks to this."),
        ("Does the app integrate with Salesforce?", False, "The brief nowhere says “integrate” or “Salesforce”."),
        ("Is there a kubernetes operator?", False, "Nothing in the brief speaks about this."),
        ("What does Rounds cost for 4000 gates?", False, "The brief nowhere says “4000”."),
        ("What is it?", False, "The question has no words to look for."),
    ],
)
def test_it_is_said_beforehand_whether_the_brief_can_answer(question: str, answerable: bool, why: str) -> None:
    index = Index.build(PASSAGES)
    verdict = index.answerable(question, index.search(question))
    assert (verdict.answerable, verdict.why) == (answerable, why)
    assert 0 <= verdict.score <= 1


def test_a_number_or_a_name_the_passage_lacks_counts_against_it() -> None:
    index = Index.build(PASSAGES)

    def score(question: str) -> float:
        return index.answerable(question, index.search(question)).score

    assert score("Did Torhaus Meckel find 212 gates overdue?") > score("Did Torhaus Meckel find 999 gates overdue?")
    assert score("Did Torhaus Meckel find gates overdue?") > score("Did Torhaus Grevelund find gates overdue?")


def test_a_brief_of_three_hundred_passages_is_searched_in_under_five_milliseconds() -> None:
    many = [passage(f"p{n}", f"{each.text} {n}") for n in range(50) for each in PASSAGES]
    index = Index.build(many, np.random.default_rng(1).normal(size=(300, 384)))
    asked = np.ones(384)
    index.search("warm up the stems of a technician question", vector=asked)
    times = []
    for _ in range(20):
        started = time.perf_counter()
        index.search("warm up the stems of a technician question", vector=asked)
        times.append(time.perf_counter() - started)
    assert sorted(times)[10] < 0.005


def test_answerable_questions_of_a_public_set_score_above_unanswerable_ones(shared_data: Path) -> None:
    folder = shared_data / "questions" / "clapnq"
    asked: list[tuple[str, Passage, bool]] = []
    for name, can in (("answerable", True), ("unanswerable", False)):
        for n, line in enumerate((folder / f"clapnq_dev_{name}.jsonl").read_text().splitlines()[:150]):
            row = json.loads(line)
            asked.append((row["input"], passage(f"{name}-{n}", row["passages"][0]["text"]), can))
    index = Index.build([each for _, each, _ in asked])
    scores: dict[bool, list[float]] = {True: [], False: []}
    for question, own, can in asked:
        hits = [hit for hit in index.search(question, limit=300) if hit.passage is own]
        scores[can].append(index.answerable(question, hits).score)
    above = np.mean([[yes > no for no in scores[False]] for yes in scores[True]])
    assert above > 0.80  # shared words alone: .78


@pytest.mark.parametrize(
    ("likelier", "than"),
    [
        ("Which gates did the audit folder show?", "How many gates did the audit folder show?"),  # it gives no figure
        ("How much is a technician a month?", "How much is a technician for 3 years?"),
        ("Is the app without a signal?", "Is the audit folder not ready?"),  # it denies nothing
        ("Isn't the audit folder ready by date?", "Is the audit folder not ready by date?"),
        ("So what exactly is in the audit folder now?", "What is in the audit binder?"),  # words any talk is full of
    ],
)
def test_what_is_asked_for_must_be_given(likelier: str, than: str) -> None:
    index = Index.build(PASSAGES)
    scores = [index.answerable(question, index.search(question)).score for question in (likelier, than)]
    assert scores[0] > scores[1]


def test_words_side_by_side_settle_between_passages_as_like_as_each_other() -> None:
    index = Index.build((passage("apart", "Set the rounds up by line."), passage("beside", "Line by rounds set up.")))
    like = Index.build(index.passages, np.ones((2, 4)))
    assert refs(like.search("rounds set up", vector=np.ones(4)))[0] == "beside"


def test_a_question_of_one_endless_word_is_taken_apart_quickly() -> None:
    started = time.perf_counter()
    index = Index.build(PASSAGES)
    index.answerable("what does " + "a" * 20_000, index.search("signal"))
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(("name", "brief"), [("brassmoor", "questions/brassmoor.md"), ("glimwave", "trades/brief3.md")])
def test_the_questions_that_are_measured_name_the_passages_that_answer_them(name: str, brief: str) -> None:
    corpora = Path(__file__).parents[1] / "corpora"
    known = {each.ref for each in answering(read((corpora / brief).read_text(encoding="utf-8")).passages)}
    rows = [json.loads(line) for line in (corpora / "questions" / f"{name}.jsonl").read_text("utf-8").splitlines()]
    assert len({row["question"] for row in rows}) == len({row["id"] for row in rows}) == len(rows)
    assert {ref for row in rows for ref in row["cites"]} <= known
    halves = [{ref for row in rows if row["split"] == part for ref in row["cites"][:1]} for part in ("tune", "held")]
    assert halves[0].isdisjoint(halves[1])
