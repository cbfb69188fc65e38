"""What somebody answered where the brief is silent answers who asks the same again, by name, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from capabilities.books import Books
from capabilities.questions.known import Known
from tests.asking import ANN, COST, WHAT_COST, answered, questions, refs, streamed
from tests.conftest import StillClock, WrittenWork
from tests.known_answers import SAP, YES, keep, labels
from tests.scripted_mind import ScriptedModel, WordEmbedder
from tests.small_brief import BRIEF, HERE, PERSON, THERE, filed


def test_a_question_asked_again_is_answered_by_whoever_answered_it(small: Books, work: WrittenWork) -> None:
    made = questions(small)
    filed(made.briefs)
    silent = answered(made, SAP)
    assert silent.state == "silent"
    assert work.asked[-1] == (HERE, "gap", silent.id)
    keep(small)
    answer = answered(made, SAP.lower())
    assert (answer.state, labels(answer)) == ("answered", ["Answered by Anna Weber, 12 Nov 2026"])
    (line,) = answer.sentences
    assert (line.text, line.quoted, line.cites[0].age) == (YES, True, "to be reviewed by 10 Feb 2027")
    assert "does not say this itself" in answer.remark
    assert work.asked[-1][1] == "question"


def test_in_other_words_too_but_not_a_question_that_only_resembles_it(small: Books) -> None:
    made = questions(small, embedder=WordEmbedder())
    filed(made.briefs)
    keep(small)
    assert labels(answered(made, "On the wards, does Lanternly integrate with payroll of SAP?"))
    for other in (
        "Does Lanternly integrate with Oracle payroll on the wards?",
        SAP.replace("integrate", "not integrate"),
    ):
        assert answered(made, other).state == "silent"


def test_the_briefs_own_words_go_first(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    keep(small, WHAT_COST, "Ask the desk for a price list.")
    answer = answered(made, WHAT_COST)
    assert labels(answer) == ["Brief v1 › Cost and risk", "Answered by Anna Weber, 12 Nov 2026"]


def test_past_its_review_date_it_says_so(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    keep(small, review_by=date(2025, 1, 31), at=datetime(2024, 11, 2, 9, tzinfo=UTC))
    answer = answered(made, SAP)
    assert labels(answer) == ["Answered by Anna Weber, 2 Nov 2024 (past its review date)"]
    assert answer.sentences[0].cites[0].age == "was to be reviewed by 31 Jan 2025"


def test_what_a_limit_forbids_by_now_is_told_to_nobody(small: Books) -> None:
    made = questions(small)
    filed(made.briefs, BRIEF.replace("- May say: St Odile", "- Never: the payroll of SAP.\n- May say: St Odile"))
    keep(small)
    answer = answered(made, SAP)
    assert YES not in str(answer.sentences)
    assert "the payroll of SAP" in answer.withheld[0].reason


def test_withdrawn_or_of_another_product_or_workspace_it_answers_nobody(small: Books) -> None:
    made = questions(small)
    filed(made.briefs)
    keep(small, state="withdrawn")
    keep(small, state="in_brief")
    keep(small, product_key="other")
    keep(small, workspace=THERE)
    assert answered(made, SAP).state == "silent"


def test_a_model_is_not_asked_to_word_what_a_person_answered(small: Books) -> None:
    model = ScriptedModel(streams=[streamed((COST, "cost-and-risk"))])
    made = questions(small, model)
    filed(made.briefs)
    keep(small)
    keep(small, WHAT_COST, "Ask the desk for a price list.")
    assert answered(made, SAP).sentences[0].text == YES
    assert model.asked == []
    answer = answered(made, WHAT_COST)
    assert [line.text for line in answer.sentences] == [COST, "Ask the desk for a price list."]
    assert "price list" not in model.asked[0].user


def test_the_same_view_serves_until_an_answer_is_kept(small: Books, clock: StillClock) -> None:
    made = questions(small)
    brief = filed(made.briefs).version
    in_force = made.briefs.version(HERE, brief.id)
    assert in_force is not None
    known = Known(small, made.briefs)
    assert known.of(HERE, in_force) is in_force
    row = keep(small)
    view = known.of(HERE, in_force)
    assert known.of(HERE, in_force) is view
    assert view.key != in_force.key == brief.id
    passage = known.passage(HERE, brief.id, f"answer-{row.id}")
    assert passage is not None
    assert (passage.kind, passage.path, passage.text) == ("answer", (SAP,), YES)
    clock.go(days=365)
    assert known.of(HERE, in_force) is not view


@pytest.mark.parametrize("public", [True, False])
def test_the_nearest_may_be_what_somebody_answered_to_something_else(small: Books, *, public: bool) -> None:
    made = questions(small)
    filed(made.briefs)
    keep(small, "Does Lanternly integrate with SAP payroll in pharmacies?")
    asked = made.ask(ANN, "Does Lanternly integrate with Oracle payroll in pharmacies?", "CSALES", "1.1", public=public)
    answer = made.answer(HERE, asked.id)
    assert answer.state == "silent"
    assert answer.nearest is not None
    assert answer.nearest.label.startswith("Answered by Anna Weber")
    assert PERSON not in str(answer.nearest)
    assert refs(answer) == []
