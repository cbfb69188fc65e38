"""What to bring: a material that says it is for this customer, and one story that may be told to this audience."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import demo
from capabilities.books import Books
from capabilities.pitch import Drafted
from tests.asking import drafted, pitches
from tests.small_brief import BRIEF, HERE, filed

FENNHOLD = (Path(demo.__file__).parent / "company" / "brief-v2.md").read_text(encoding="utf-8")


def pitched(books: Books, words: str, source: str = FENNHOLD) -> Drafted:
    made = pitches(books)
    filed(made.briefs, source)
    return drafted(made, words)


@pytest.mark.parametrize(
    ("words", "material"),
    [
        ("#refrigeration, return visits", "One page on return visits"),
        ("#door-and-gate", "Overdue list"),
        ("#food-plant they say: the technicians will feel watched", "What the app keeps"),
        ("what is it", "Two rounds beside your board"),
    ],
)
def test_a_material_is_brought_to_whom_it_says_it_is_for(small: Books, words: str, material: str) -> None:
    brought = pitched(small, words).material
    assert brought is not None
    assert brought.text.startswith(material)
    assert brought.cites[0].ref.startswith("materials")


def test_a_material_for_others_is_not_brought(small: Books) -> None:
    assert pitched(small, "care homes", BRIEF).material is None


def test_a_story_is_of_the_same_kind_of_customer(small: Books) -> None:
    story = pitched(small, "#refrigeration").story
    assert story is not None
    assert (story.public, story.line.text[:14]) == (True, "Grevelund Kält")
    assert pitched(small, "#facility-managers").story is None


def test_a_story_for_sales_only_is_told_and_known_as_one(small: Books) -> None:
    made = pitches(small)
    filed(made.briefs, FENNHOLD)
    draft = drafted(made, "#food-plant, the auditor comes")
    assert draft.story is not None
    assert draft.story.line.text.startswith("A dairy in the north")
    assert draft.story.public is False
    assert made.get(HERE, draft.id).story == draft.story
    assert all("dairy" not in point.text for point in draft.points)


def test_a_story_that_says_nothing_of_who_may_hear_it_is_told_to_nobody(small: Books) -> None:
    assert (
        pitched(small, "#food-plant, the auditor comes", FENNHOLD.replace(" (clearance: sales only).**", ".**")).story
        is None
    )


def test_nothing_that_is_for_sales_only_is_a_point_or_brought_along(small: Books) -> None:
    only = " (clearance: sales only)"
    inside = (
        BRIEF.replace("strong on rosters; it has no hand-over.", f"strong on rosters; it has no hand-over.{only}")
        .replace("for one ward, four weeks.", "for one ward.")
        .replace("take it away again if you prefer paper.", f"take it away again if you prefer paper.{only}")
        .replace("a month, and nothing to begin.", f"a month, and nothing to begin.{only}")
        .replace("two hygiene officers have tested it.", f"two hygiene officers have tested it.{only}")
        .replace("for Hospitals.\n", f"for Hospitals.{only}\n")
    )
    assert inside.count(only) == BRIEF.count(only) + 5
    draft = pitched(small, "hospitals, Wardmate is cheaper and tablets carry germs", inside)
    assert draft.material is None
    assert draft.points
    cited = {cite.ref.partition("-")[0] for point in draft.points for cite in point.cites}
    assert not cited & {"competitors", "offers", "cost", "objections", "materials"}, cited
