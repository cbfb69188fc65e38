"""A question is answered from the brief in force with citations, or the brief is said to be silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.questions import LONGEST
from capabilities.refusal import Refusal
from prompts.model import BudgetSpent, ModelRubbish, ModelUnavailable
from tests.asking import (
    ANN,
    COST,
    DIRECT,
    THREAD,
    WHAT_COST,
    answered,
    questions,
    refs,
    streamed,
)
from tests.conftest import StillClock, WrittenWork
from tests.scripted_mind import ScriptedModel
from tests.small_brief import HERE, OTHER, PERSON, THERE, filed


def test_a_question_is_kept_and_its_work_asked_for_in_one_transaction(books: Books, work: WrittenWork) -> None:
    asked = questions(books).ask(ANN, " What does it cost? ", DIRECT, THREAD)
    assert (asked.state, asked.text, asked.thread) == ("waiting", "What does it cost?", THREAD)
    assert work.asked == [(HERE, "question", asked.id)]


@pytest.mark.parametrize("text", ["", "   ", "?!", "🤷"])
def test_nothing_asked_is_refused_kindly(small: Books, text: str) -> None:
    with pytest.raises(Refusal, match="Ask me in words"):
        questions(small).ask(ANN, text, DIRECT, THREAD)


def test_the_same_delivery_twice_is_one_question(small: Books, work: WrittenWork) -> None:
    made = questions(small)
    made.ask(Deed(HERE, PERSON, "event:1"), "What does it cost?", DIRECT, THREAD)
    with pytest.raises(SeenBefore):
        made.ask(Deed(HERE, PERSON, "event:1"), "What does it cost?", DIRECT, THREAD)
    assert len(work.asked) == 1


def test_a_document_instead_of_a_question_is_kept_cut_and_answered_with_what_to_do(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, "What does it cost? " * 1100)
    assert (answer.state, answer.sentences) == ("failed", ())
    assert "Ask me in a sentence or two" in answer.remark
    assert len(answer.text) <= LONGEST


def test_without_a_brief_the_answer_says_how_to_file_one(small: Books) -> None:
    answer = answered(questions(small), "What does it cost?")
    assert answer.state == "failed"
    assert "/brief file" in answer.remark


def test_without_a_model_the_best_passage_is_quoted_with_its_place(small: Books) -> None:
    made = questions(small)
    version = filed(made.briefs).version
    answer = answered(made, WHAT_COST)
    assert answer.state == "answered"
    assert answer.sentences[0].text == "Lanternly costs EUR 4 for each bed a month, and nothing to begin."
    assert answer.sentences[0].quoted
    assert answer.sentences[0].cites[0].label == "Brief v1 › Cost and risk"
    assert 1 <= len(answer.sentences) <= 3
    assert (answer.brief_version, answer.remark) == (version.id, "These are the brief's own words.")


def test_the_brief_is_said_to_be_silent_with_what_comes_nearest(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, "Does Lanternly integrate with SAP payroll on the wards?")
    assert (answer.state, answer.sentences) == ("silent", ())
    assert answer.nearest is not None
    assert answer.nearest.label.startswith("Brief v1 ›")
    assert "SAP" in answer.remark


def test_asked_for_a_lower_price_the_limit_and_the_offer_answer(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, "May I offer 10% off?")
    assert refs(answer) == ["limits-never", "offers-one-ward-four-weeks"]


def test_a_limit_that_bears_on_the_answer_is_shown_beside_it(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, "How many minutes less do hand-overs take on each ward?")
    assert answer.sentences[0].text == "Hand-overs take 9 minutes less on each ward."
    assert any("9 minutes less" in limit.quote for limit in answer.limits)


def test_a_passage_for_sales_only_says_so(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    answer = answered(made, "How many families read a page each week?")
    assert answer.sentences[0].text == "402 families read a page each week."
    assert answer.sentences[0].cites[0].label == "Brief v1 › Proof (sales only)"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (ModelUnavailable("down"), "The model did not answer"),
        (ModelRubbish("what"), "could not be used"),
        (BudgetSpent("spent"), "budget is used up"),
    ],
)
def test_a_failing_model_gives_the_briefs_words_out_loud(small: Books, fault: Any, said: str) -> None:
    made = questions(small, ScriptedModel(streams=[[fault]]))
    filed(made.briefs)
    answer = answered(made, WHAT_COST)
    assert said in answer.remark
    assert answer.sentences[0].quoted


def test_a_follow_up_leans_on_its_own_thread_only(small: Books, clock: StillClock) -> None:
    made = questions(small)
    filed(made.briefs)
    answered(made, "What do hand-overs on each ward look like in minutes?")
    clock.go(minutes=1)
    follow = answered(made, "And why is that?")
    elsewhere = answered(made, "And why is that?", thread="1800000000.000100")
    by_command = answered(made, "And why is that?", thread="")
    assert "9 minutes" in follow.sentences[0].text or "21 minutes" in follow.sentences[0].text
    assert elsewhere.state == by_command.state == "silent"


def test_a_follow_up_on_another_subject_is_not_answered_with_the_old_one(small: Books, clock: StillClock) -> None:
    made = questions(small)
    filed(made.briefs)
    answered(made, WHAT_COST)
    clock.go(minutes=1)
    assert answered(made, "And for submarines?").state == "silent"


def test_a_question_is_answered_once(books: Books, clock: StillClock) -> None:
    model = ScriptedModel(streams=[streamed((COST, "cost-and-risk"))])
    made = questions(books, model)
    filed(made.briefs)
    first = answered(made, WHAT_COST)
    clock.go(hours=1)
    filed(made.briefs)
    assert made.answer(HERE, first.id) == first == made.get(HERE, first.id)
    assert len(model.asked) == 1


def test_another_workspaces_brief_never_answers(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    filed(made.briefs, OTHER, workspace=THERE)
    there = answered(made, WHAT_COST, Deed(THERE, PERSON))
    assert there.state == "silent"
    assert "EUR" not in str(there)
    with pytest.raises(Refusal, match="no longer here"):
        made.get(HERE, there.id)


def test_only_an_answer_is_shared_and_only_by_its_asker(small: Books, work: WrittenWork) -> None:
    made = questions(small)
    filed(made.briefs)
    silent, answer = answered(made, "Is there a submarine?"), answered(made, WHAT_COST)
    with pytest.raises(Refusal, match="no answer to share"):
        made.share(ANN, silent.id, "CSALES")
    with pytest.raises(Refusal, match="Only the person"):
        made.share(Deed(HERE, "UBOB"), answer.id, "CSALES")
    made.share(ANN, answer.id, "CSALES")
    assert work.asked[-1][1:] == ("question_share", f"{answer.id}:CSALES:{work.asked[-1][2].rsplit(':')[-1]}")


def test_what_waits_too_long_is_asked_for_again(small: Books, clock: StillClock, work: WrittenWork) -> None:
    made = questions(small)
    filed(made.briefs)
    waiting = made.ask(ANN, "What does it cost?", DIRECT, THREAD)
    stopped = made.ask(ANN, "What is it?", DIRECT, "9.9")
    made.stop(ANN, DIRECT, "9.9")
    answered(made, WHAT_COST, thread="8.8")
    clock.go(minutes=5)
    assert set(made.missing(HERE, clock.now())) == {waiting.id, stopped.id}
    assert work.asked.count((HERE, "question", waiting.id)) == 2


def test_a_greeting_gets_a_greeting_and_no_gap(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    assert answered(made, "Hello!").remark.startswith("Hello!")
    assert answered(made, "Hello, what does Lanternly cost for each bed?").state == "answered"


def test_suggestions_come_from_the_brief(small: Books) -> None:
    made = questions(small)
    assert made.suggested(HERE) == ["How do I file a brief?"]
    filed(made.briefs)
    assert made.suggested(HERE)[0] == "What may we never say?"
    assert len(made.suggested(HERE)) <= 4


def test_a_real_companys_pages_answer_what_they_hold_and_are_silent_on_the_rest(
    small: Books, shared_data: Path
) -> None:
    folder = shared_data / "briefs" / "sourcegraph"
    made = questions(small)
    whole = "\n\n".join(page.read_text(encoding="utf-8") for page in sorted(folder.glob("*.md")))
    filed(made.briefs, f"# Brief: Sourcegraph\n\n{whole}")
    held = {
        "Does OpenGrok index several branches?": "branch",
        "What can Hound not do that Sourcegraph can?": "hound",
        "What are batch changes for?": "batch change",
        "What do we call the Sourcegraph extension for the browser?": "extension",
    }
    for question, word in held.items():
        answer = answered(made, question)
        assert answer.state == "answered", question
        assert word in " ".join(line.text for line in answer.sentences).casefold(), question
    assert answered(made, "How many parental leave days does the Lisbon office grant gardeners?").state == "silent"


@pytest.mark.parametrize(
    "text", ["What may we never say?", "what are our limits?", "What must I not promise a customer?"]
)
def test_asked_for_the_limits_they_are_quoted(small: Books, text: str) -> None:
    made = questions(small)
    limits = filed(made.briefs).brief.limits
    answer = answered(made, text)
    assert answer.state == "answered"
    assert set(refs(answer)) <= {each.ref for each in limits.never}
