"""Who hears of a proposal, and of what came of it: the owner, who asked, who proposed it."""

from __future__ import annotations

from capabilities.books import Books, Deed
from capabilities.brief.proposing import Proposals
from tests.conftest import StillClock
from tests.proposed import OWNER, ask, publish
from tests.themed import BOSS, HERE, MARKETER, REP, REP2


def test_who_asked_a_question_and_who_proposed_a_line_hear_too(books: Books, proposals: Proposals) -> None:
    ask(books, (REP, "Is the parking garage heated?"), (REP2, "Is the parking garage heated?"))
    (gap,) = proposals.look(HERE)
    base = proposals.briefs.needed(HERE).version.id
    own = proposals.by_person(Deed(HERE, BOSS), base=base, path=("Offers",), words="We bring cake.", why="they like it")
    proposals.accept(OWNER, gap, "The parking garage is heated.")
    draft = proposals.accept(OWNER, own).draft
    publish(proposals, draft.id)
    assert proposals.published(HERE, draft.id) == [BOSS, REP, REP2]
    assert [each.by for each in proposals.changed_for(HERE, draft.id, REP)] == ["question"]
    assert [each.by for each in proposals.changed_for(HERE, draft.id, BOSS)] == ["proposal"]


def test_who_asked_hears_of_a_line_that_a_person_proposed_for_the_gap(books: Books, proposals: Proposals) -> None:
    ask(books, (REP, "Is the parking garage heated?"), (REP2, "Is the parking garage heated?"))
    base = proposals.briefs.needed(HERE).version.id
    own = proposals.by_person(
        Deed(HERE, BOSS), base=base, path=("What", "It is"), words="The garage is heated.", why="asked", gap="q0"
    )
    assert proposals.gather(HERE, own) == 2
    assert proposals.gather(HERE, own) == 0
    assert proposals.get(HERE, own).people == 2
    assert proposals.look(HERE) == []
    draft = proposals.accept(OWNER, own).draft
    publish(proposals, draft.id)
    assert proposals.published(HERE, draft.id) == [BOSS, REP, REP2]


def test_the_owner_hears_of_a_proposal_once_and_within_the_budget(
    books: Books, proposals: Proposals, stock: str, clock: StillClock
) -> None:
    assert proposals.to_tell_owner(HERE, stock) == MARKETER
    assert proposals.to_tell_owner(HERE, stock) == MARKETER
    base = proposals.briefs.needed(HERE).version.id
    heard = []
    for at in range(3):
        clock.go(days=1)
        own = proposals.by_person(Deed(HERE, REP), base=base, path=("What",), words=f"line {at}", why="asked")
        heard.append(proposals.to_tell_owner(HERE, own))
    assert heard == [MARKETER, MARKETER, None]
    assert proposals.to_tell_owner(HERE, own, asked=MARKETER) == MARKETER
    proposals.decline(OWNER, stock, "no")
    assert proposals.to_tell_owner(HERE, stock) is None
