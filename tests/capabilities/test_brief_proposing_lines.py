"""Which published version holds the line of an accepted proposal, whatever else was published meanwhile."""

from __future__ import annotations

from capabilities.books import Books
from capabilities.brief.proposing import ACCEPTED, Proposals
from tests.proposed import NEW_LINE, OWNED, OWNER, publish, say_stock
from tests.themed import HERE, REP, REP2


def test_a_look_between_publishing_and_telling_opens_nothing_again(proposals: Proposals, stock: str) -> None:
    first = proposals.accept(OWNER, stock, NEW_LINE).draft
    whole = proposals.briefs.edit(OWNER, first.id, "Offers", "- One ward, six weeks.").version
    publish(proposals, whole.id)  # which takes the draft of the proposal away
    assert proposals.look(HERE) == []
    assert proposals.get(HERE, stock).state == ACCEPTED
    assert proposals.published(HERE, whole.id) == [REP, REP2]


def test_a_version_not_built_on_the_draft_holds_the_line_only_word_for_word(proposals: Proposals, stock: str) -> None:
    proposals.accept(OWNER, stock, "The cupboard is known")
    other = OWNED.replace("Nurses love it.", "The cupboard is known to be of wood.")
    done = proposals.briefs.file(OWNER, other).version
    publish(proposals, done.id)
    assert proposals.published(HERE, done.id) == []


def test_the_line_told_of_is_the_new_one_and_no_other_that_holds_its_words(proposals: Proposals, stock: str) -> None:
    draft = proposals.accept(OWNER, stock, "Lanternly is a hand-over book").draft
    publish(proposals, draft.id)
    proposals.published(HERE, draft.id)
    assert proposals.changed_for(HERE, draft.id, REP)[0].became == "Lanternly is a hand-over book"


def test_a_look_that_was_broken_off_still_tells_of_what_it_had_made(books: Books, proposals: Proposals) -> None:
    say_stock(books)
    begun = books.clock.now()
    made = proposals.look(HERE, begun)
    assert len(made) == 1
    assert proposals.look(HERE, begun) == made  # the process died before it was written down, and looks once more
    assert proposals.look(HERE) == []
