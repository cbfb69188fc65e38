"""Anybody proposes a change of the brief; what says too little is refused where it does, and the owner hears."""

from __future__ import annotations

import pytest

from capabilities.books import Books, Deed
from capabilities.brief.proposing import Proposals
from capabilities.refusal import Refusal
from storage import brief as stored
from tests.conftest import WrittenWork
from tests.proposed import NEW_LINE, say_stock
from tests.themed import HERE, MARKETER, REP


def test_a_rep_proposes_a_change_and_the_owner_hears(books: Books, proposals: Proposals, work: WrittenWork) -> None:
    brief = proposals.briefs.needed(HERE)
    line = next(each for each in brief.brief.passages if each.kind == "plumb_line")
    own_id = proposals.by_person(
        Deed(HERE, REP), base=brief.version.id, ref=line.ref, words="  Every night\nshift hands over.", why="shorter"
    )
    made = proposals.get(HERE, own_id)
    assert (made.made_by, made.was, made.words) == (REP, line.text, "Every night shift hands over.")
    assert (HERE, "brief_proposed", own_id) in work.asked
    assert proposals.to_tell_owner(HERE, own_id) == MARKETER


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": ""}, "words"),
        ({"why": " "}, "why"),
        ({"ref": "gone", "path": ()}, "place"),
        ({"path": ()}, "place"),
        ({"words": "x" * 1_001}, "words"),
    ],
)
def test_a_proposal_that_says_too_little_is_refused_where_it_does(
    proposals: Proposals, given: dict[str, object], field: str
) -> None:
    said = {"base": proposals.briefs.needed(HERE).version.id, "path": ("What",), "words": NEW_LINE, "why": "asked"}
    with pytest.raises(Refusal) as told:
        proposals.by_person(Deed(HERE, REP), **{**said, **given})  # type: ignore[arg-type]
    assert told.value.field == field


def test_why_a_person_proposes_it_names_no_customer(books: Books, proposals: Proposals) -> None:
    say_stock(books)
    base = proposals.briefs.needed(HERE).version.id
    why = "Nordklinik asks me at +49 30 901820 every week"
    own_id = proposals.by_person(Deed(HERE, REP), base=base, path=("What",), words=NEW_LINE, why=why)
    said = proposals.get(HERE, own_id).why
    assert said.startswith("[customer] asks me at")
    assert "901820" not in said


def test_a_person_with_ten_open_proposals_waits(books: Books, proposals: Proposals) -> None:
    base = proposals.briefs.needed(HERE).version.id
    for at in range(10):
        proposals.by_person(Deed(HERE, REP), base=base, path=("What",), words=f"line {at}", why="asked")
    with pytest.raises(Refusal, match="10 of your proposals wait"):
        proposals.by_person(Deed(HERE, REP), base=base, path=("What",), words="one more", why="asked")
    with books.look(HERE) as unit:
        assert [each.cause for each in stored.proposals(unit)] == ["person"] * 10
