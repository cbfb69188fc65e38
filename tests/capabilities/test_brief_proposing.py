"""What the field asks of the brief is found, proposed once, and held back while it was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.brief.proposing import Proposals
from capabilities.brief.proposing.causes import alike
from capabilities.hashing import HashedWords
from capabilities.passages import claim_of
from capabilities.pitch.outcomes import FailingPoint
from capabilities.refusal import Refusal
from storage import field as stored_field
from storage import questions as stored_questions
from storage.questions import Question
from tests.conftest import StillClock, WrittenWork
from tests.proposed import FELL_FLAT, OWNER, STOCK, ask, proposals_of, say_flat, say_stock
from tests.themed import BOSS, HERE, MARKETER, REP, REP2, keep, make_theme, note


def test_a_theme_the_brief_is_silent_on_becomes_a_new_line_without_wording(books: Books, proposals: Proposals) -> None:
    say_stock(books)
    (own_id,) = proposals.look(HERE)
    made = proposals.get(HERE, own_id)
    assert (made.was, made.words, made.model) == ("", "", "")
    assert made.place == ("What", "It makes possible")
    assert (made.notes, made.people) == (4, 2)
    assert made.why == (
        "4 of the last 4 notes on “Pharmacy cupboard stock” find no answer in the brief. "
        "What customers want stands under It makes possible."
    )
    assert made.evidence[0].quote == "What is in the cupboard?"
    assert made.evidence[0].segment == "Hospitals"


def test_customers_are_hidden_in_the_evidence_and_the_newest_of_each_person_comes_first(
    books: Books, proposals: Proposals
) -> None:
    say_stock(books)
    (own_id,) = proposals.look(HERE)
    quotes = [each.quote for each in proposals.get(HERE, own_id).evidence]
    assert not any("Nordklinik" in each for each in quotes)
    assert "the pharmacy stock again, [customer] would sign for it" in quotes
    assert quotes[1] == STOCK[1]


def test_what_was_said_once_is_proposed_once(books: Books, proposals: Proposals, clock: StillClock) -> None:
    say_stock(books)
    assert len(proposals.look(HERE)) == 1
    assert proposals.look(HERE) == []
    clock.go(days=1)
    assert proposals.look(HERE) == []


@pytest.mark.parametrize("people", [(REP,), ()])
def test_one_person_alone_asks_for_nothing(books: Books, proposals: Proposals, people: tuple[str, ...]) -> None:
    if people:
        say_stock(books, people=people)
    assert proposals.look(HERE) == []


def test_what_nobody_said_for_a_quarter_asks_for_nothing(books: Books, proposals: Proposals, clock: StillClock) -> None:
    say_stock(books)
    clock.go(days=100)
    assert proposals.look(HERE) == []


def test_a_theme_that_was_declined_asks_for_nothing(books: Books, proposals: Proposals) -> None:
    say_stock(books)
    proposals.themes.decide(Deed(HERE, BOSS), "stock", "declined", reason="not ours")
    assert proposals.look(HERE) == []


def test_a_theme_the_brief_answers_asks_for_nothing(books: Books, proposals: Proposals) -> None:
    now = books.clock.now()
    said = "do tablets carry germs, asked the hygiene officer about the case"
    keep(
        books,
        *[note(now - timedelta(hours=at), said, id=f"g{at}", author=(REP, REP2)[at % 2], theme="germs",
               kind="objection") for at in range(4)],
    )  # fmt: skip
    make_theme(books, "germs", name="Germs")
    assert proposals.look(HERE) == []


def test_after_a_no_it_comes_again_once_twice_as_many_people_say_it(
    books: Books, proposals: Proposals, clock: StillClock
) -> None:
    say_stock(books)
    (own_id,) = proposals.look(HERE)
    proposals.decline(OWNER, own_id, "we do not do pharmacies")
    clock.go(days=1)
    keep(books, note(clock.now(), "pharmacy cupboard again", id="more1", author=BOSS, theme="stock", kind="want"))
    assert proposals.look(HERE) == []
    keep(books, note(clock.now(), "pharmacy once more", id="more2", author="UADMIN", theme="stock", kind="want"))
    (again,) = proposals.look(HERE)
    assert proposals.get(HERE, again).people == 4


def test_after_a_yes_only_what_is_said_from_then_on_counts(
    books: Books, proposals: Proposals, clock: StillClock
) -> None:
    say_stock(books)
    (own_id,) = proposals.look(HERE)
    proposals.accept(OWNER, own_id, "Lanternly keeps hand-overs.")
    clock.go(days=1)
    keep(books, note(clock.now(), "pharmacy cupboard again", id="more1", author=BOSS, theme="stock", kind="want"))
    assert proposals.look(HERE) == []


def test_two_people_with_the_same_open_question_are_a_gap_and_one_person_is_not(
    books: Books, proposals: Proposals
) -> None:
    ask(books, (REP, "Is the parking garage heated?"), (REP, "Is the parking garage heated in winter?"))
    assert proposals.look(HERE) == []
    ask_more = "Is the parking garage heated in winter?"
    with books.keep(Deed(HERE, REP2)) as unit:
        stored_questions.add(
            unit,
            Question(workspace=HERE, id="q9", asked_by=REP2, text=ask_more, state="silent",
                     asked_at=books.clock.now() - timedelta(minutes=1)),
        )  # fmt: skip
    (own_id,) = proposals.look(HERE)
    made = proposals.get(HERE, own_id)
    assert (made.cause, made.people, made.place) == ("gap", 2, ("What", "It is"))
    assert {each.question for each in made.evidence} == {"q0", "q1", "q9"}
    assert proposals.look(HERE) == []


def test_a_gap_is_known_by_any_of_its_questions_when_its_oldest_has_left(
    books: Books, proposals: Proposals, clock: StillClock
) -> None:
    ask(books, (REP, "Is the parking garage heated?"), (REP2, "Is the parking garage heated?"))
    (own_id,) = proposals.look(HERE)
    proposals.decline(OWNER, own_id, "not ours")
    clock.go(days=89, hours=22, minutes=30)
    assert proposals.look(HERE) == []


def test_questions_that_ask_the_like_are_put_together_and_others_are_not() -> None:
    now = StillClock().now()
    asked = [
        Question(workspace=HERE, id=f"q{at}", asked_by=REP, text=text, asked_at=now)
        for at, text in enumerate(["Is the garage heated?", "Who pays for the tablets?", "Is the garage heated now?"])
    ]
    assert [[each.id for each in group] for group in alike(HashedWords(), asked)] == [["q0", "q2"], ["q1"]]
    assert alike(HashedWords(), []) == []


def test_a_line_that_fell_flat_is_to_be_changed(books: Books, proposals: Proposals, clock: StillClock) -> None:
    say_flat(books)
    clock.go(hours=1)
    (own_id,) = proposals.look(HERE)
    made = proposals.get(HERE, own_id)
    assert made.cause == "point"
    assert made.was == "Families read the page of their resident at home."
    assert made.why == "It fell flat 3 times with Care homes and landed not once."


def test_a_line_that_is_proposed_to_be_changed_is_not_proposed_for_another_cause(
    books: Books, clock: StillClock
) -> None:
    points: list[FailingPoint] = []
    proposals = proposals_of(books, failing=lambda workspace: points)
    say_flat(books)
    clock.go(hours=1)
    (own_id,) = proposals.look(HERE)
    line = next(
        each for each in proposals.briefs.needed(HERE).brief.passages if each.text == proposals.get(HERE, own_id).was
    )
    points.append(replace(FELL_FLAT, claim=claim_of(line), people=3))
    assert proposals.look(HERE) == []
    proposals.decline(OWNER, own_id, "no")
    assert proposals.look(HERE) == []
    points[:] = [replace(FELL_FLAT, claim=claim_of(line), people=4)]
    assert len(proposals.look(HERE)) == 1


def test_a_line_that_landed_as_often_stays(books: Books, proposals: Proposals, clock: StillClock) -> None:
    say_flat(books)
    say_flat(books, kind="works", ids="works")
    clock.go(hours=1)
    assert proposals.look(HERE) == []


def test_what_fell_flat_before_the_line_stood_in_the_brief_does_not_count(books: Books, clock: StillClock) -> None:
    say_flat(books)
    clock.go(days=1)
    assert proposals_of(books).look(HERE) == []


def test_points_of_pitches_that_fell_flat_ask_for_a_change_when_two_people_marked_them(books: Books) -> None:
    points: list[FailingPoint] = []
    proposals = proposals_of(books, failing=lambda workspace: points)
    benefit = next(each for each in proposals.briefs.needed(HERE).brief.passages if each.kind == "benefit")
    points.append(replace(FELL_FLAT, claim=claim_of(benefit), people=1))
    assert proposals.look(HERE) == []
    points[:] = [replace(FELL_FLAT, claim=claim_of(benefit)), replace(FELL_FLAT, claim="0000")]
    (own_id,) = proposals.look(HERE)
    made = proposals.get(HERE, own_id)
    assert made.why == "In pitches it fell flat 5 times with Hospitals and landed not once."
    assert (made.was, made.people, made.notes) == (benefit.text, 2, 0)
    assert made.evidence[0].quote == "they know their wards"


def test_three_new_ones_a_day_and_the_strongest_first(books: Books, proposals: Proposals, clock: StillClock) -> None:
    for at, people in enumerate([(REP, REP2), (REP, REP2), (REP, REP2, BOSS, MARKETER), (REP, REP2, BOSS)]):
        say_stock(books, people=people, theme=f"t{at}")
    made = [proposals.get(HERE, each) for each in proposals.look(HERE)]
    assert [each.people for each in made] == [4, 3, 2]
    assert proposals.look(HERE) == []
    clock.go(days=1)
    assert len(proposals.look(HERE)) == 1
    assert [each.people for each in proposals.open(HERE)] == [4, 3, 2, 2]


def test_without_a_brief_nothing_is_looked_for(books: Books, proposals: Proposals) -> None:
    assert proposals.look("TELSE") == []
    with pytest.raises(Refusal, match="No brief is in force yet"):
        proposals.ask_to_look(Deed("TELSE", MARKETER))


def test_who_may_not_decide_asks_for_no_look(proposals: Proposals, work: WrittenWork) -> None:
    with pytest.raises(Refusal, match="Its owner decides"):
        proposals.ask_to_look(Deed(HERE, REP))
    proposals.ask_to_look(OWNER)
    assert [(kind, key.split(":")[:2]) for _, kind, key in work.asked if kind == "brief_propose"] == [
        ("brief_propose", ["asked", MARKETER])
    ]


def test_a_note_that_is_taken_back_counts_no_more(books: Books, proposals: Proposals) -> None:
    say_stock(books)
    (own_id,) = proposals.look(HERE)
    with books.keep(Deed(HERE, REP)) as unit:
        stored_field.change(unit, "stock0", {"undone_at": books.clock.now()})
    made = proposals.get(HERE, own_id)
    assert made.notes == 3
    assert "What is in the cupboard?" not in [each.quote for each in made.evidence]
