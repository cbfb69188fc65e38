"""A proposal is accepted into a draft or declined with a reason, and whoever is cited hears once it is in force."""

from __future__ import annotations

import threading

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.brief.proposing import ACCEPTED, DECLINED, OPEN, STALE, Proposals
from capabilities.field.receipts import Receipt, receipts
from capabilities.refusal import NotAllowed, Refusal
from storage import brief as stored
from storage import field as stored_field
from storage import nudges as stored_nudges
from storage import workspace as stored_workspace
from storage.nudges import Nudge
from tests.conftest import StillClock, WrittenWork
from tests.proposed import NEW_LINE, OWNER, publish, say_flat
from tests.themed import BOSS, HERE, MARKETER, REP, REP2, theme_of

TABLET = "Families see at home what their resident did today."


@pytest.fixture
def flat(books: Books, proposals: Proposals, clock: StillClock) -> str:
    """The id of a proposal to change a line."""
    say_flat(books)
    clock.go(hours=1)
    return proposals.look(HERE)[0]


def receipt(books: Books, note: str) -> Receipt:
    with books.look(HERE) as unit:
        return receipts(unit, stored_field.some(unit, [note]))[note]


def test_accepting_writes_the_line_into_a_draft_and_the_brief_in_force_stays(
    proposals: Proposals, stock: str, work: WrittenWork
) -> None:
    done = proposals.accept(OWNER, stock, NEW_LINE)
    assert (done.proposal.state, done.proposal.draft, done.draft.number) == (ACCEPTED, 2, 2)
    assert done.draft.published_at is None
    lines = [each.text for each in proposals.briefs.working(HERE).brief.passages if each.kind == "makes_possible"]
    assert lines[-1] == NEW_LINE
    assert NEW_LINE not in proposals.briefs.needed(HERE).brief.source
    assert (HERE, "brief_review", done.draft.id) in work.asked
    assert (HERE, "brief_decided", f"{stock}:{done.draft.id}") in work.asked


def test_accepting_changes_that_line_and_no_other(proposals: Proposals, flat: str) -> None:
    proposals.accept(OWNER, flat, TABLET)
    before = [each.text for each in proposals.briefs.needed(HERE).brief.passages]
    after = [each.text for each in proposals.briefs.working(HERE).brief.passages]
    assert set(after) - set(before) == {TABLET}
    assert set(before) - set(after) == {"Families read the page of their resident at home."}


def test_a_second_proposal_is_written_on_top_of_the_draft_of_the_first(
    books: Books, proposals: Proposals, stock: str, clock: StillClock
) -> None:
    say_flat(books)
    clock.go(hours=1)
    (flat,) = proposals.look(HERE)
    proposals.accept(OWNER, stock, NEW_LINE)
    second = proposals.accept(OWNER, flat, TABLET).draft
    source = proposals.briefs.working(HERE).brief.source
    assert second.number == 3
    assert NEW_LINE in source
    assert TABLET in source


def test_without_words_there_is_nothing_to_accept(proposals: Proposals, stock: str) -> None:
    with pytest.raises(Refusal, match="Write the line first") as told:
        proposals.accept(OWNER, stock)
    assert told.value.field == "words"
    assert proposals.get(HERE, stock).state == OPEN


def test_what_the_brief_says_already_is_not_added_once_more(proposals: Proposals, stock: str) -> None:
    with pytest.raises(Refusal, match="says this already"):
        proposals.accept(OWNER, stock, "Lanternly is a hand-over book for wards, on a tablet.")


def test_only_who_may_publish_decides(proposals: Proposals, stock: str) -> None:
    for decide in (
        lambda deed: proposals.accept(deed, stock, NEW_LINE),
        lambda deed: proposals.decline(deed, stock, "no"),
    ):
        with pytest.raises(NotAllowed):
            decide(Deed(HERE, REP))
    assert not proposals.may_decide(HERE, REP)
    assert proposals.may_decide(HERE, BOSS)


def test_the_owner_decides_whatever_their_role(books: Books, proposals: Proposals, stock: str) -> None:
    with books.keep(OWNER) as unit:
        stored_workspace.save_person(unit, MARKETER, {"role": "rep"}, now=books.clock.now())
    assert proposals.may_decide(HERE, MARKETER)
    assert proposals.accept(OWNER, stock, NEW_LINE).proposal.state == ACCEPTED


def test_declining_takes_a_reason_and_leaves_the_theme_open(books: Books, proposals: Proposals, stock: str) -> None:
    with pytest.raises(Refusal, match="Say why"):
        proposals.decline(OWNER, stock, "  ")
    made = proposals.decline(OWNER, stock, "not before spring")
    assert (made.state, made.reason, made.decided_by) == (DECLINED, "not before spring", MARKETER)
    assert theme_of(books, "stock").decision == ""
    assert receipt(books, "stock0").declined == ""


def test_declining_with_the_theme_says_so_in_every_receipt(books: Books, proposals: Proposals, stock: str) -> None:
    proposals.decline(OWNER, stock, "pharmacies have their own book", with_theme=True)
    assert receipt(books, "stock0").declined == "pharmacies have their own book"


def test_what_is_decided_stays_decided(proposals: Proposals, stock: str) -> None:
    proposals.decline(Deed(HERE, BOSS), stock, "no")
    with pytest.raises(Refusal, match="Bo Both declined this proposal already"):
        proposals.accept(OWNER, stock, NEW_LINE)
    with pytest.raises(Refusal, match="You declined"):
        proposals.to_decide(Deed(HERE, BOSS), stock)


def test_of_two_who_accept_at_once_one_wins_and_the_other_is_told(proposals: Proposals, stock: str) -> None:
    at_once = threading.Barrier(2)
    told: list[int | str] = []

    def accept(user: str) -> None:
        at_once.wait()
        try:
            told.append(proposals.accept(Deed(HERE, user), stock, f"{NEW_LINE} {user}").draft.number)
        except Refusal as refusal:
            told.append(refusal.words)

    threads = [threading.Thread(target=accept, args=(user,)) for user in (MARKETER, BOSS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert 2 in told
    assert any(str(each).endswith("accepted this proposal already.") for each in told)
    assert len(proposals.briefs.drafts(HERE)) == 1


def test_the_same_tap_twice_accepts_once(proposals: Proposals, stock: str) -> None:
    tap = Deed(HERE, MARKETER, "trigger:1")
    proposals.accept(tap, stock, NEW_LINE)
    with pytest.raises(SeenBefore):
        proposals.accept(tap, stock, NEW_LINE)
    assert len(proposals.briefs.drafts(HERE)) == 1


def test_a_line_that_changed_meanwhile_makes_its_proposal_stale(
    books: Books, proposals: Proposals, flat: str, clock: StillClock
) -> None:
    shown = proposals.briefs.needed(HERE).version
    proposals.briefs.edit(OWNER, shown.id, "How", "### For Care homes\n- Something else. [proof: p2]")
    with pytest.raises(Refusal, match="changed since the proposal was made"):
        proposals.accept(OWNER, flat, TABLET)
    assert proposals.get(HERE, flat).state == STALE
    with pytest.raises(Refusal, match="changed since"):
        proposals.decline(OWNER, flat, "no")


def test_what_a_published_version_overtakes_is_put_aside_and_nothing_else(
    books: Books, proposals: Proposals, stock: str, clock: StillClock, work: WrittenWork
) -> None:
    say_flat(books)
    clock.go(hours=1)
    (flat,) = proposals.look(HERE)
    brief = proposals.briefs.needed(HERE)
    assert proposals.overtaken(HERE, brief.version.id) == []
    source = brief.brief.source.replace("Families read the page of their resident at home.", TABLET)
    with books.keep(OWNER) as unit:
        draft = proposals.briefs.draft_in(unit, OWNER, source, base=brief, why="by hand")
    publish(proposals, draft.id)
    assert proposals.overtaken(HERE, draft.id) == [flat]
    assert (proposals.get(HERE, flat).state, proposals.get(HERE, stock).state) == (STALE, OPEN)
    assert (HERE, "brief_decided", f"{flat}:stale") in work.asked


def test_a_draft_that_is_dropped_opens_its_proposals_again(proposals: Proposals, stock: str, books: Books) -> None:
    done = proposals.accept(OWNER, stock, NEW_LINE)
    assert receipt(books, "stock0").accepted
    proposals.briefs.drop(OWNER, done.draft.id)
    assert not receipt(books, "stock0").accepted
    assert proposals.look(HERE) == []
    assert proposals.get(HERE, stock).state == OPEN


def test_once_published_everybody_who_is_cited_hears_once(books: Books, proposals: Proposals, stock: str) -> None:
    draft = proposals.accept(OWNER, stock, NEW_LINE).draft
    assert proposals.published(HERE, draft.id) == []
    publish(proposals, draft.id)
    assert proposals.published(HERE, draft.id) == [REP, REP2]
    assert proposals.published(HERE, draft.id) == [REP, REP2]
    (changed,) = proposals.changed_for(HERE, draft.id, REP)
    assert (changed.was, changed.became, changed.number, changed.by) == ("", NEW_LINE, 2, "note")
    assert proposals.to_tell_writer(HERE, draft.id, REP)
    assert proposals.to_tell_writer(HERE, draft.id, REP)  # begun: a crash in between does not lose it
    with books.look(HERE) as unit:
        assert stored_nudges.count(unit, REP, since=books.clock.now()) == 1
        told = {each.note: each.told_at for each in stored.notes_of(unit, stock)}
    assert told == {"stock0": books.clock.now(), "stock1": None, "stock2": books.clock.now(), "stock3": None}
    assert receipt(books, "stock1") == Receipt(theme="Pharmacy cupboard stock", line=2)
    assert proposals.get(HERE, stock).published == 2


def test_who_heard_enough_this_week_reads_it_in_the_receipt(books: Books, proposals: Proposals, stock: str) -> None:
    draft = proposals.accept(OWNER, stock, NEW_LINE).draft
    publish(proposals, draft.id)
    proposals.published(HERE, draft.id)
    with books.keep(OWNER) as unit:
        for at in range(3):
            nudge = Nudge(workspace=HERE, id=f"other{at}", user=REP, at=books.clock.now())
            stored_nudges.add(unit, nudge)
    assert not proposals.to_tell_writer(HERE, draft.id, REP)
    assert proposals.to_tell_writer(HERE, draft.id, REP2)
    assert receipt(books, "stock0").line == 2


def test_a_line_worded_once_more_in_a_draft_built_on_the_first_still_counts(proposals: Proposals, flat: str) -> None:
    first = proposals.accept(OWNER, flat, TABLET).draft
    section = "### For Care homes\n- Families see at home what their resident did yesterday. [proof: p2]"
    whole = proposals.briefs.edit(OWNER, first.id, "How", section).version
    publish(proposals, whole.id)
    assert proposals.published(HERE, whole.id) == [REP, REP2]
    (changed,) = proposals.changed_for(HERE, whole.id, REP)
    assert changed.was == "Families read the page of their resident at home."
    assert changed.became == "Families see at home what their resident did yesterday."


def test_a_line_that_was_put_back_before_publishing_changed_nothing(proposals: Proposals, flat: str) -> None:
    first = proposals.accept(OWNER, flat, TABLET).draft
    section = "### For Care homes\n- Families read the page of their resident at home. [proof: p2]"
    back = proposals.briefs.edit(OWNER, first.id, "How", section).version
    publish(proposals, back.id)
    assert proposals.published(HERE, back.id) == []
    assert proposals.get(HERE, flat).published == 0
