"""Who hears of a proposal, and of what came of it: the owner, who asked, who proposed it."""

from __future__ import annotations

from capabilities.books import Books, Deed
from capabilities.brief.proposing import Proposals
from capabilities.nudges import bare
from tests.conftest import StillClock, WrittenWork
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
    clock.go(days=4)  # a Tuesday
    assert proposals.to_tell_owner(HERE, stock) == MARKETER
    assert proposals.to_tell_owner(HERE, stock) == MARKETER
    heard = []
    for at in range(3):
        clock.go(days=1)
        own = one_more(proposals, f"line {at}")
        heard.append(proposals.to_tell_owner(HERE, own))
    assert heard == [MARKETER, MARKETER, None]
    assert proposals.to_tell_owner(HERE, own, asked=MARKETER) == MARKETER
    proposals.decline(OWNER, stock, "no")
    assert proposals.to_tell_owner(HERE, stock) is None


def one_more(proposals: Proposals, words: str) -> str:
    base = proposals.briefs.needed(HERE).version.id
    return proposals.by_person(Deed(HERE, REP), base=base, path=("What",), words=words, why="asked")


def test_what_the_owner_may_not_hear_today_is_told_together_on_the_next_day_they_may(
    books: Books, proposals: Proposals, stock: str, clock: StillClock, work: WrittenWork
) -> None:
    assert proposals.to_tell_owner(HERE, stock) == MARKETER  # a Friday
    later = [one_more(proposals, f"line {at}") for at in range(2)]
    assert [proposals.to_tell_owner(HERE, own) for own in later] == [None, None]
    work.asked.clear()
    for _ in range(3):
        assert proposals.nudges.look(HERE) == 0
        clock.go(days=1)
    assert proposals.nudges.look(HERE) == 1
    ((_, kind, key),) = work.asked
    assert (kind, bare(key)) == ("brief_proposed", later[0])
    assert proposals.to_tell_owner(HERE, later[0]) == MARKETER
    assert proposals.to_tell_owner(HERE, later[1]) is None, "the message about the first says that one more waits"


def test_whose_note_changed_a_line_at_night_hears_of_it_in_their_morning(
    books: Books, proposals: Proposals, clock: StillClock, work: WrittenWork
) -> None:
    ask(books, (REP, "Is the parking garage heated?"), (REP2, "Is the parking garage heated?"))
    (gap,) = proposals.look(HERE)
    clock.go(hours=9)  # Friday, nine in the evening
    draft = proposals.accept(OWNER, gap, "The parking garage is heated.").draft
    publish(proposals, draft.id)
    assert [proposals.to_tell_writer(HERE, draft.id, user) for user in proposals.published(HERE, draft.id)] == [
        False
    ] * 2
    work.asked.clear()
    clock.go(days=2, hours=12)
    assert proposals.nudges.look(HERE) == 2
    assert [bare(key) for _, _, key in work.asked] == [f"{draft.id}:{user}" for user in (REP, REP2)]
    assert proposals.to_tell_writer(HERE, draft.id, REP)
