"""An answer is judged by its asker, its sources open, and who looks after the brief sees how each of them did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.permissions import PROGRAM
from capabilities.questions import Answered, Questions
from capabilities.questions.judging import Given, Judged, Judging, Opened
from capabilities.refusal import Refusal
from capabilities.workspace import Choices, Known, Workspaces
from storage import questions as stored
from storage.questions import KeptAnswer, kept
from tests.asking import ANN, WHAT_COST, answered, questions
from tests.conftest import StillClock
from tests.small_brief import BRIEF, HERE, THERE, filed

REP2, MARKETER = Deed(HERE, "UREPTWO"), Deed(HERE, "UMARA")
OWNED = f"---\nowner: Mara Marketer\n---\n{BRIEF}"
BEDS, FAMILIES = "cost-and-risk", "How many families read a page each week?"


@pytest.fixture
def asking(small: Books) -> Questions:
    made = questions(small)
    filed(made.briefs, OWNED)
    people = [Known(ANN.user, "Ann", "UTC", "rep"), Known(MARKETER.user, "Mara Marketer", "UTC", "marketer")]
    Workspaces(small, Choices()).meet(HERE, [*people, Known(REP2.user, "Rolf", "UTC", "rep")])
    return made


@pytest.fixture
def judging(asking: Questions) -> Judging:
    return Judging(asking.books, asking.briefs)


def opened(judging: Judging, answer: Answered, ref: str = BEDS, deed: Deed = ANN) -> Opened:
    found, _ = judging.opened(deed, answer.id, ref)
    assert isinstance(found, Opened)
    return found


def row_of(books: Books, question_id: str) -> stored.Question:
    with books.look(HERE) as unit:
        row = stored.get(unit, question_id)
    assert row is not None
    return row


def test_the_last_tap_wins_and_helpful_takes_the_reason_away(asking: Questions, judging: Judging) -> None:
    answer = answered(asking, WHAT_COST)
    judging.judge(ANN, answer.id, helpful=False)
    assert judging.why(ANN, answer.id, "old", " Ask bob@example.com ") == "Mara Marketer"
    row = row_of(judging.books, answer.id)
    assert (row.helpful, row.why_kind, row.why) == ("no", "old", "Ask [e-mail]")
    judging.judge(ANN, answer.id, helpful=True)
    row = row_of(judging.books, answer.id)
    assert (row.helpful, row.why_kind, row.why) == ("yes", "", "")


@pytest.mark.parametrize(
    ("kind", "words", "where", "said"),
    [("", "", "kind", "Choose"), ("cruel", "", "kind", "Choose"), ("else", "x" * 301, "words", "300 are enough")],
)
def test_a_reason_that_cannot_be_kept_is_refused_at_its_field(
    asking: Questions, judging: Judging, kind: str, words: str, where: str, said: str
) -> None:
    answer = answered(asking, WHAT_COST)
    with pytest.raises(Refusal, match=said) as refused:
        judging.why(ANN, answer.id, kind, words)
    assert refused.value.field == where


def test_nobody_judges_somebody_elses_answer(asking: Questions, judging: Judging) -> None:
    answer = answered(asking, WHAT_COST)
    with pytest.raises(Refusal, match="Only the person who asked"):
        judging.judge(MARKETER, answer.id, helpful=False)
    with pytest.raises(Refusal, match="Only the person who asked"):
        judging.why(MARKETER, answer.id, "wrong")
    assert row_of(judging.books, answer.id).helpful == ""


def test_a_source_opens_whole_with_since_when_it_stands_so(
    asking: Questions, judging: Judging, clock: StillClock
) -> None:
    clock.go(days=1)
    filed(asking.briefs, OWNED.replace("Nurses love it.", "Nurses like it."))
    answer = answered(asking, WHAT_COST)
    clock.go(days=1)
    filed(asking.briefs, OWNED.replace("EUR 4", "EUR 5"))
    found = opened(judging, answer)
    assert found.text == "Lanternly costs EUR 4 for each bed a month, and nothing to begin."
    assert (found.since, found.number, found.now, found.still) == (1, 2, 3, False)
    assert found.since_at is not None
    assert found.since_at.date() == date(2026, 11, 20)


def test_what_bears_on_a_source_is_shown_beside_it(asking: Questions, judging: Judging) -> None:
    answer = answered(asking, "How many minutes less do hand-overs take on each ward?")
    found = opened(judging, answer, "how-hospitals")
    assert [each.ref for each in found.limits] == ["limits-only-with"]
    assert [each.ref for each in found.proofs] == ["proof-p1"]


def test_what_is_not_for_everybody_opens_for_its_asker_and_for_who_publishes_alone(
    asking: Questions, judging: Judging
) -> None:
    answer = answered(asking, FAMILIES)
    assert opened(judging, answer, "proof-p2").clearance == "sales only"
    assert opened(judging, answer, "proof-p2", MARKETER).clearance == "sales only"
    with pytest.raises(Refusal, match="not cleared for everybody"):
        judging.opened(REP2, answer.id, "proof-p2")
    assert opened(judging, answered(asking, WHAT_COST), BEDS, REP2).clearance == ""


@pytest.mark.parametrize("ref", ["stories-haus-birkenau", "nowhere", "", "answer-nobody"])
def test_what_an_answer_does_not_cite_is_not_opened_through_it(asking: Questions, judging: Judging, ref: str) -> None:
    answer = answered(asking, WHAT_COST)
    with pytest.raises(Refusal, match="no longer here"):
        judging.opened(ANN, answer.id, ref)


def test_an_answer_somebody_gave_opens_with_who_and_until_when(asking: Questions, judging: Judging) -> None:
    answer = answered(asking, WHAT_COST)
    now = judging.books.clock.now()
    gave = KeptAnswer(
        workspace=HERE, id="k1", product_key="lanternly", question="Does it work offline?", text="Yes, for a shift.",
        by=MARKETER.user, at=now, review_by=now.date() - timedelta(days=1),
    )  # fmt: skip
    with judging.books.keep(Deed(HERE, PROGRAM)) as unit:
        kept.add(unit, gave, [])
        row = stored.get(unit, answer.id)
        assert row is not None
        row.sentences = [
            {"kind": "sentence", "text": "Yes.", "cites": [{"ref": "answer-k1", "label": "", "quote": ""}]}
        ]
        unit.session.add(row)
    found, judged = judging.opened(ANN, answer.id, "answer-k1")
    assert isinstance(found, Given)
    assert (found.question, found.text, found.by) == ("Does it work offline?", "Yes, for a shift.", "Mara Marketer")
    assert (found.overdue, judged) == (True, None)
    judging.judge(ANN, answer.id, helpful=False)
    assert judging.opened(MARKETER, answer.id, "answer-k1")[1] == Judged(0, 1)
    assert [(each.ref, judged) for each, judged in judging.unhelpful(MARKETER).passages] == [
        ("answer-k1", Judged(0, 1))
    ]


def test_how_answers_did_is_counted_by_what_their_passages_say(
    asking: Questions, judging: Judging, clock: StillClock
) -> None:
    old, first = answered(asking, WHAT_COST), answered(asking, WHAT_COST)
    judging.judge(ANN, old.id, helpful=False)
    clock.go(days=91)
    judging.judge(ANN, first.id, helpful=True)
    filed(asking.briefs, OWNED.replace("## Cost and risk\n", "## Cost and risk\n- Support is free.\n"))
    second = answered(asking, WHAT_COST)
    clock.go(days=1)
    judging.judge(ANN, second.id, helpful=False)
    judging.why(ANN, second.id, "wrong", "It is EUR 5.")
    brief = asking.briefs.needed(HERE)
    moved = next(each for each in brief.brief.passages if "EUR 4" in each.text)
    assert judging.of_passages(HERE, [moved]) == {moved.ref: Judged(1, 1, (("wrong", "It is EUR 5."),))}
    assert judging.opened(MARKETER, second.id, moved.ref)[1] == Judged(1, 1, (("wrong", "It is EUR 5."),))
    assert judging.opened(ANN, second.id, moved.ref)[1] is None


def test_what_did_not_help_is_listed_for_who_may_publish(asking: Questions, judging: Judging) -> None:
    for text in (WHAT_COST, "What makes Zanzibar blue?"):
        judging.judge(ANN, asked := answered(asking, text).id, helpful=False)
        judging.why(ANN, asked, "else")
    found = judging.unhelpful(MARKETER)
    assert [(each.ref, judged.not_helpful) for each, judged in found.passages] == [(BEDS, 1)]
    assert found.elsewhere == 1
    with pytest.raises(Refusal, match=r"needs the marketer role\. Ask Mara Marketer"):
        judging.unhelpful(ANN)


def test_before_anything_was_judged_there_is_nothing_to_list(asking: Questions, judging: Judging) -> None:
    answered(asking, WHAT_COST)
    assert judging.unhelpful(MARKETER).passages == ()
    assert judging.of_passages(HERE, asking.briefs.needed(HERE).brief.passages[:1])["plumb-line"] == Judged()


def test_a_source_opens_in_the_workspace_asked_from_alone(asking: Questions, judging: Judging) -> None:
    answer = answered(asking, WHAT_COST)
    with pytest.raises(Refusal, match="no longer here"):
        judging.opened(Deed(THERE, ANN.user), answer.id, BEDS)
