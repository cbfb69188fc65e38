"""Whose brief it is, where names are the same, look the same or belong to nobody here."""

from __future__ import annotations

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.drafts import key_of
from capabilities.brief.proposing import Proposals
from capabilities.filing import Filings
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed
from storage import brief as stored
from storage import workspace as stored_workspace
from tests.conftest import StillClock
from tests.proposed import proposals_of, say_stock
from tests.small_brief import BRIEF
from tests.themed import HERE, MARKETER, REP, REP2

OWNED = "---\nowner: Olga Owner\n---\n" + BRIEF


def meet(books: Books, **people: str) -> None:
    with books.keep(Deed(HERE, PROGRAM)) as unit:
        for user, name in people.items():
            stored_workspace.save_person(unit, user, {"name": name, "role": "rep"}, now=books.clock.now())


@pytest.fixture
def briefs(small: Books) -> Briefs:
    made = Briefs(small)
    made.file(Deed(HERE, PROGRAM), OWNED, publish=True)
    return made


def test_who_takes_the_owners_name_owns_nothing(briefs: Briefs) -> None:
    meet(briefs.books, UOLGA="Olga Owner")
    brief = briefs.needed(HERE)
    assert briefs.may_publish(HERE, "UOLGA", brief.version)
    meet(briefs.books, UEVE="olga owner")
    assert not briefs.may_publish(HERE, "UEVE", brief.version)
    assert briefs.owner_of(HERE, brief) is None
    with pytest.raises(NotAllowed):
        briefs.file(Deed(HERE, "UEVE"), OWNED.replace("EUR 4", "EUR 1"))


def test_an_owner_named_by_id_stays_whatever_others_are_called(briefs: Briefs) -> None:
    meet(briefs.books, UOLGA="Olga", UEVE="UOLGA")
    briefs.file(Deed(HERE, PROGRAM), OWNED.replace("Olga Owner", "UOLGA"), publish=True)
    brief = briefs.needed(HERE)
    assert briefs.owner_of(HERE, brief) == ("UOLGA", "Olga")
    assert not briefs.may_publish(HERE, "UEVE", brief.version)


@pytest.mark.parametrize("name", ["LANTERNLY", "Lantern\u200bly", "\u202eLanternly", "Ｌanternly", "Lanternly\u00a0"])
def test_products_that_look_the_same_are_the_same(name: str) -> None:
    assert key_of(name) == key_of("Lanternly")
    assert key_of("Lanternly  Pro") == "lanternly pro" != key_of("Lanternly")


def test_a_file_that_two_workers_read_is_filed_once(briefs: Briefs) -> None:
    with briefs.books.keep(Deed(HERE, PROGRAM)) as unit:
        stored_workspace.save_person(unit, MARKETER, {"name": "Mara", "role": "marketer"}, now=briefs.books.clock.now())
    filings = Filings(briefs.books, briefs)
    filing = filings.ask(Deed(HERE, MARKETER), file_id="F1", name="brief\x00.md", why="new\x00 price").id
    data = OWNED.replace("EUR 4", "EUR 5").encode()
    done = filings.file(HERE, filing, data)
    again = briefs.books  # the second worker had looked before the first was done
    with again.look(HERE) as unit:
        row = stored.filing(unit, filing)
    assert row is not None
    assert (row.name, row.why) == ("brief.md", "new price")
    assert filings.file(HERE, filing, data) == done
    assert len(briefs.drafts(HERE)) == 1


def test_a_rep_proposes_on_what_is_in_force_and_sees_no_draft(books: Books, clock: StillClock) -> None:
    proposals: Proposals = proposals_of(books)
    secret = BRIEF.replace("EUR 4", "EUR 9")
    proposals.briefs.file(Deed(HERE, MARKETER), secret)
    for user, sees in ((REP, "EUR 4"), (MARKETER, "EUR 9")):
        shown = proposals.to_change(HERE, user).version.id
        passages = proposals.places(HERE, shown, "costs")[0]
        assert any(sees in each.text for each in passages)
        assert ("EUR 9" in str(passages)) == (sees == "EUR 9")


def test_the_owner_in_force_hears_of_proposals_not_the_one_a_draft_names(books: Books) -> None:
    proposals = proposals_of(books)
    draft = proposals.briefs.needed(HERE).brief.source.replace("Mara Marketer", "Rita Rep")
    proposals.briefs.file(Deed(HERE, MARKETER), draft)
    with books.keep(Deed(HERE, PROGRAM)) as unit:
        stored_workspace.save_person(unit, REP2, {"name": "Rita Rep"}, now=books.clock.now())
    say_stock(books)
    assert proposals.to_tell_owner(HERE, proposals.look(HERE)[0]) == MARKETER


def test_a_product_called_like_a_word_of_the_command_hides_no_command(briefs: Briefs) -> None:
    briefs.file(Deed(HERE, PROGRAM), BRIEF.replace("# Brief: Lanternly", "# Brief: History Pro"), publish=True)
    words = {"history", "show"}
    assert briefs.addressed(HERE, "history", besides=words) == (None, "history")
    named, rest = briefs.addressed(HERE, "history pro history", besides=words)
    assert (named.name if named else "", rest) == ("History Pro", "history")
    named, rest = briefs.addressed(HERE, "pro show limits", besides=words)
    assert (named.name if named else "", rest) == ("History Pro", "show limits")


def test_addresses_and_numbers_of_people_are_masked_in_what_a_person_proposes(books: Books) -> None:
    proposals = proposals_of(books)
    brief = proposals.briefs.needed(HERE)
    own = proposals.by_person(
        Deed(HERE, REP), base=brief.version.id, path=("Offers",), words="Write to anna@example.com.",
        why="Anna of Nordklinik, +49 171 1234567, asked.",
    )  # fmt: skip
    kept = proposals.get(HERE, own)
    assert "anna@example.com" not in kept.words
    assert "1234567" not in kept.why
