"""A model's wording is let through only when it breaks no limit and invents nothing; else the owner writes the line."""

from __future__ import annotations

from typing import Any

import pytest

from capabilities.books import Books
from capabilities.brief.proposing import Proposals
from prompts.model import ModelUnavailable
from tests.conftest import StillClock
from tests.proposed import NEW_LINE, OWNER, proposals_of, say_flat, say_stock
from tests.scripted_mind import ScriptedModel
from tests.themed import HERE


def line(words: str, *notes: str) -> dict[str, Any]:
    return {"words": words, "notes": list(notes or ("n1", "n2"))}


def made(books: Books, *answers: Any) -> tuple[Proposals, ScriptedModel, str]:
    model = ScriptedModel(typed_answers=list(answers), database=books.database)
    proposals = proposals_of(books, model)
    say_stock(books)
    (own_id,) = proposals.look(HERE)
    return proposals, model, own_id


def test_a_wording_that_holds_is_kept_with_what_made_it(books: Books) -> None:
    proposals, model, own_id = made(books, line(NEW_LINE))
    proposal = proposals.get(HERE, own_id)
    assert (proposal.words, proposal.model) == (NEW_LINE, "scripted")
    (asked,) = model.asked
    assert asked.name == "propose"
    assert "[customer]" in asked.user
    assert "Nordklinik" not in asked.user
    assert "Never: a percentage off the price." in asked.user
    assert proposals.accept(OWNER, own_id).draft.number == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "It has no words"),
        ("The pharmacy cupboard saves 40 minutes.", "“40 minutes” stands in no passage"),
        ("Nordklinik sees what the pharmacy cupboard holds.", "customer or a person"),
        ("See what the pharmacy cupboard holds at Zephyr.", "“Zephyr” is named in no passage"),
        ("The pharmacy cupboard comes with a discount.", "lower price"),
        ("Lanternly prevents mistakes in the pharmacy cupboard.", "The brief says never"),
        ("The pharmacy cupboard orders refills by drone overnight.", "Neither the passages nor the notes say"),
        ("The pharmacy cupboard: <https://example.org>", "holds a link"),
        ("pharmacy cupboard " * 40, "at most 400 characters"),
        ("Hand-overs on a tablet.", "nothing of what the notes"),
    ],
)
def test_a_wording_that_does_not_hold_is_mended_once_with_the_reason(books: Books, words: str, told: str) -> None:
    proposals, model, own_id = made(books, line(words), line(NEW_LINE))
    assert proposals.get(HERE, own_id).words == NEW_LINE
    assert [each.name for each in model.asked] == ["propose", "propose_repair"]
    assert told in model.asked[1].user


def test_a_wording_that_cites_no_note_does_not_hold(books: Books) -> None:
    proposals, model, own_id = made(books, line(NEW_LINE, "n99"), line(NEW_LINE, "[n1]"))
    assert proposals.get(HERE, own_id).words == NEW_LINE
    assert "It cites none of the notes" in model.asked[1].user


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "The pharmacy cupboard saves 40 minutes.",
            "was held back. “40 minutes” stands in no passage that may be used.",
        ),
        ("Lanternly prevents mistakes in the pharmacy.", "was held back. The brief says never: Lanternly prevents"),
        ("", "found nothing to say"),
    ],
)
def test_what_cannot_be_mended_is_left_to_the_owner_with_the_reason(books: Books, words: str, told: str) -> None:
    proposals, model, own_id = made(books, line(words), line(words))
    proposal = proposals.get(HERE, own_id)
    assert (proposal.words, proposal.model) == ("", "")
    assert told in proposal.held
    assert "limits-never" not in proposal.held
    assert len(model.asked) == 2
    assert proposal.evidence


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ([ModelUnavailable("away")], "The model did not answer"),
        ([line("40 minutes"), ModelUnavailable("away")], "“40 minutes” stands in no passage"),
    ],
)
def test_with_the_model_away_the_proposal_comes_without_wording(books: Books, answers: list[Any], told: str) -> None:
    proposals, _, own_id = made(books, *answers)
    proposal = proposals.get(HERE, own_id)
    assert proposal.words == ""
    assert told in proposal.held


def test_a_changed_line_keeps_its_own_figures_and_says_something_else(books: Books, clock: StillClock) -> None:
    was = "Families read the page of their resident at home."
    better = "Families read at home what the 402 families read each week."
    model = ScriptedModel(typed_answers=[line(was, "n1"), line(better, "n1")])
    proposals = proposals_of(books, model)
    say_flat(books)
    clock.go(hours=1)
    (own_id,) = proposals.look(HERE)
    assert proposals.get(HERE, own_id).words == better  # the figure stands in the proof that the line leans on
    assert "says what the line says already" in model.asked[1].user
    assert "Families read the page" in model.asked[0].user
