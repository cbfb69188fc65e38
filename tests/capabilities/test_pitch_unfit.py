"""Whom the brief is not for is told first, by the words or by a note on the account, and the rest still follows."""

from __future__ import annotations

from typing import Any

import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Said
from capabilities.pitch.unfit import OF_ACCOUNT, matches
from capabilities.themes import Themes
from capabilities.workspace import Workspaces
from storage.field.search import Nearness
from tests.asking import drafted, pitches
from tests.small_brief import BRIEF, HERE, filed

SMALL_FIRMS = "sole traders and firms under ten technicians, whose plan still fits in one head"
NOT_FOR = BRIEF.replace(
    "- **Needs:** one page per resident.",
    "- **Needs:** one page per resident.\n- **Not for:** homes under twenty beds; day centres without a night shift.",
)


@pytest.mark.parametrize(
    "said",
    [
        "a sole trader with a van",
        "8 technicians, refrigeration",
        "they have nine technicians",
        "one technician",
    ],
)
def test_whoever_a_not_for_describes_is_recognised(said: str) -> None:
    assert matches(SMALL_FIRMS, said)


@pytest.mark.parametrize(
    "said",
    ["ten technicians", "12 technicians and a planner", "a trader", "under twenty technicians", "8 vans", "", "plan"],
)
def test_nobody_else_is(said: str) -> None:
    assert not matches(SMALL_FIRMS, said)


@pytest.mark.parametrize(
    ("whom", "said"),
    [
        ("sellers of garage doors to home owners", "sells garage doors to home owners"),
        ("plants that outsource all maintenance", "a plant, they outsource their maintenance"),
        ("firms over 500 seats", "a company with 1,200 seats"),
        ("sellers of garage doors to home owners", "a sole trader with one van, only home garage doors"),
    ],
)
def test_other_ways_of_saying_it(whom: str, said: str) -> None:
    assert matches(whom, said)


def test_who_has_what_others_are_turned_away_without_is_no_such_customer() -> None:
    whom = "firms that only install and hold no service contracts"
    assert not matches(whom, "they hold 300 service contracts")
    assert matches(whom, "they hold no service contracts")


def test_a_pitch_for_somebody_the_brief_is_not_for_says_so_first_and_goes_on(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs, NOT_FOR)
    draft = drafted(made, "#care-homes with 12 beds")
    assert [line.text for line in draft.not_for] == ["homes under twenty beds; day centres without a night shift."]
    assert draft.not_for[0].cites[0].ref == "who-care-homes-not-for"
    assert len(draft.points) >= 3
    assert made.get(HERE, draft.id) == draft
    assert drafted(made, "#care-homes with 60 beds").not_for == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("#hospitals day centre without a night shift", [("not_for_others", "who-care-homes-not-for")]),
        ("hospitals and care homes, 12 beds", [("not_for", "who-care-homes-not-for")]),
        ("#hospitals 12 beds", []),  # what is small for a home says nothing of a hospital
    ],
)
def test_a_not_for_of_another_segment_is_told_too_but_not_its_sizes(small: Books, words: str, said: object) -> None:
    made = pitches(small)
    filed(made.briefs, NOT_FOR)
    assert [(line.step, line.cites[0].ref) for line in drafted(made, words).not_for] == said


def test_a_note_on_the_account_says_so_too(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs, NOT_FOR)
    heard(small, "a home of 12 beds, very friendly", account="Haus Linde")
    heard(small, "they are a day school", account="Kita Nord", lead_verdict="returned", return_reason="wrong_segment")
    heard(small, "a home of 9 beds", account="Haus Lindenau")
    assert drafted(made, 'care homes at:"haus linde"').not_for[0].quoted
    (of_account,) = drafted(made, 'care homes at:"Kita Nord"').not_for
    assert of_account.text == "A lead of this account was returned on 20 Nov 2026: wrong segment."
    assert of_account.step == OF_ACCOUNT
    assert drafted(made, "care homes at:Sonnenhof").not_for == ()


def heard(books: Books, words: str, **said: Any) -> None:
    """A note, findable."""
    Field(books).log(Deed(HERE, "UREP"), Said(words, kind="lead" if "lead_verdict" in said else "words", **said))
    Themes(books, Workspaces(books), Nearness(books.database)).settle(HERE)
