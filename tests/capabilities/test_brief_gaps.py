"""What the brief is silent on is put together, counted by people, and gone once the brief answers it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.gaps import Gaps
from capabilities.finding import Finder
from storage import brief as stored
from tests.conftest import StillClock
from tests.proposed import OWNED, ask, proposals_of
from tests.small_brief import filed
from tests.themed import HERE, MARKETER, REP, REP2, Away, keep, meet, note, themes_of

GARAGE = "Is the parking garage heated in winter?"


@pytest.fixture
def briefs(books: Books) -> Briefs:
    meet(books)
    made = Briefs(books)
    filed(made, OWNED, workspace=HERE)
    return made


@pytest.fixture
def gaps(books: Books, briefs: Briefs) -> Gaps:
    return Gaps(books, briefs, themes_of(books), Finder())


def object_(books: Books, words: str, *, who: str = REP, days: int = 1, **more: str) -> None:
    at = books.clock.now() - timedelta(days=days)
    keep(books, note(at, words, author=who, theme=None, kind="objection", **more))


def test_what_two_people_asked_comes_before_what_one_asked_later(books: Books, gaps: Gaps) -> None:
    ask(books, (REP, GARAGE), (REP2, "Is the garage heated in winter?"), (REP, "Which colours has the roof?"))
    first, second = gaps.open(HERE)
    assert (first.people, first.questions, first.key) == (2, ("q0", "q1"), "q0")
    assert first.words == "Is the garage heated in winter?"
    assert first.others == (GARAGE,)
    assert (second.people, second.words) == (1, "Which colours has the roof?")


def test_a_question_and_an_objection_that_say_the_like_are_one_gap_of_two_people(books: Books, gaps: Gaps) -> None:
    ask(books, (REP, GARAGE))
    object_(books, "the parking garage is not heated in winter", who=REP2)
    (gap,) = gaps.open(HERE)
    assert (len(gap.questions), len(gap.objections), gap.people) == (1, 1, 2)
    assert set(gap.who) == {REP, REP2}


def test_one_person_who_asks_three_times_is_one_person(books: Books, gaps: Gaps) -> None:
    ask(books, (REP, GARAGE), (REP, GARAGE), (REP, GARAGE))
    (gap,) = gaps.open(HERE)
    assert (gap.people, len(gap.questions), gap.others) == (1, 3, ())


def test_what_the_brief_replies_to_is_no_gap(books: Books, gaps: Gaps) -> None:
    object_(books, "tablets carry germs, she said")
    ask(books, (REP, "What does Lanternly cost for each bed?"))
    assert gaps.open(HERE) == []


def test_a_gap_is_gone_once_a_published_version_answers_it(books: Books, briefs: Briefs, gaps: Gaps) -> None:
    ask(books, (REP, GARAGE))
    assert len(gaps.open(HERE)) == 1
    line = "### It is\n- The parking garage is heated in winter.\n"
    filed(briefs, OWNED.replace("### It is\n", line), workspace=HERE)
    assert gaps.open(HERE) == []


def test_what_nobody_asked_for_a_quarter_is_left_out(books: Books, gaps: Gaps, clock: StillClock) -> None:
    ask(books, (REP, GARAGE))
    object_(books, "the roof has the wrong colours", days=80)
    clock.go(days=20)
    assert [gap.words for gap in gaps.open(HERE)] == [GARAGE]
    clock.go(days=75)
    assert gaps.open(HERE) == []


def test_customers_and_people_are_hidden(books: Books, gaps: Gaps) -> None:
    object_(books, "Nordklinik wants a heated garage, says Rolf Rep", account="Nordklinik")
    (gap,) = gaps.open(HERE)
    assert gap.words == "[customer] wants a heated garage, says [name]"
    assert gaps.asked(HERE, gap.key) == gap.words
    assert gaps.asked(HERE, "gone") == ""


def test_the_nearest_passage_is_shown_and_an_open_proposal_is_found(books: Books) -> None:
    proposals = proposals_of(books)
    gaps = Gaps(books, proposals.briefs, proposals.themes, proposals.finder)
    ask(books, (REP, "Do the wards get a printed hand-over of the roof?"))
    (gap,) = gaps.open(HERE)
    assert gap.near is not None
    assert "hand-over" in gap.near.quote.lower()
    assert gap.proposal == ""
    base = proposals.briefs.needed(HERE).version.id
    own_id = proposals.by_person(
        Deed(HERE, REP), base=base, path=("What", "It is"), words="No roof.", why="Asked.", gap=gap.key
    )
    assert gaps.open(HERE)[0].proposal == own_id


def test_the_programs_own_proposal_for_a_gap_is_found_by_any_of_its_questions(books: Books) -> None:
    proposals = proposals_of(books)
    gaps = Gaps(books, proposals.briefs, proposals.themes, proposals.finder)
    ask(books, (REP, GARAGE), (REP2, GARAGE))
    (own_id,) = proposals.look(HERE)
    assert gaps.open(HERE)[0].proposal == own_id
    with books.look(HERE) as unit:
        assert stored.proposals(unit)[0].cause == "gap"


def test_without_an_embedder_at_hand_the_like_is_told_by_words_and_the_search_said_to_be_unsure(
    books: Books, briefs: Briefs
) -> None:
    away = Away()
    gaps = Gaps(books, briefs, themes_of(books, away), Finder(away))
    ask(books, (REP, GARAGE), (REP2, GARAGE))
    (gap,) = gaps.open(HERE)
    assert (gap.people, gap.sure) == (2, False)
    away.away = False
    assert gaps.open(HERE, patience_s=5.0)[0].sure


def test_while_no_brief_is_in_force_nothing_is_silent(books: Books) -> None:
    meet(books)
    ask(books, (REP, GARAGE))
    assert Gaps(books, Briefs(books), themes_of(books), Finder()).open(HERE) == []


def test_texts_met_before_are_not_embedded_again(books: Books, briefs: Briefs) -> None:
    embedder = Away(away=False)
    gaps = Gaps(books, briefs, themes_of(books, embedder), Finder())
    ask(books, (MARKETER, GARAGE))
    gaps.open(HERE)
    asked = len(embedder.asked)
    assert gaps.open(HERE)
    assert len(embedder.asked) == asked
