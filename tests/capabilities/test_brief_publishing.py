"""A draft's way into force: reviewed, published by those who may, once; or dropped."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Barrier, Thread
from typing import Any

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.brief import Briefs, BriefVersion, Failing, Overtaken
from capabilities.permissions import PROGRAM
from capabilities.refusal import NotAllowed, Refusal
from storage import brief as stored
from storage import workspace as stored_workspace
from tests.conftest import StillClock, WrittenWork
from tests.small_brief import BRIEF, HERE, OTHER

MARA, BEN, RITA, OLGA = "UMARA", "UBEN", "URITA", "UOLGA"
OWNED = "---\nowner: Olga Owner\n---\n" + BRIEF
FAILS = [{"question": "Why?", "passed": False}, {"question": "How?", "passed": True}]


@pytest.fixture
def briefs(books: Books) -> Briefs:
    people = {MARA: ("Mara Lind", "marketer"), BEN: ("Ben Both", "responsible"), RITA: ("Rita Rep", "rep")}
    with books.keep(Deed(HERE, PROGRAM)) as unit:
        for user, (name, role) in (people | {OLGA: ("Olga Owner", "rep")}).items():
            facts = {"name": name, "role": role, "zone": "Europe/Berlin"}
            stored_workspace.save_person(unit, user, facts, now=books.clock.now())
    return Briefs(books)


def reviewed(briefs: Briefs, version: BriefVersion, tests: Sequence[Any] = ()) -> BriefVersion:
    with briefs.books.keep(Deed(HERE, PROGRAM)) as unit:
        row = stored.version(unit, version.id)
        assert row is not None
        row.reviewed_at, row.tests = briefs.books.clock.now(), list(tests)
        unit.session.add(row)
    return version


def draft(briefs: Briefs, words: str, *, by: str = MARA, tests: Sequence[Any] = ()) -> BriefVersion:
    source = OWNED.replace("Every night", words)
    return reviewed(briefs, briefs.file(Deed(HERE, by), source, why=f"says {words}").version, tests)


def test_a_draft_changes_nothing_until_it_is_published(briefs: Briefs, work: WrittenWork) -> None:
    made = briefs.file(Deed(HERE, MARA), OWNED).version
    assert briefs.current(HERE) is None
    assert work.asked == [(HERE, "brief_review", made.id)]
    with pytest.raises(Refusal, match="still reading this draft"):
        briefs.publish(Deed(HERE, MARA), made.id)
    reviewed(briefs, made)
    done = briefs.publish(Deed(HERE, BEN), made.id)
    assert (done.published_by, done.number) == (BEN, 1)
    current = briefs.needed(HERE)
    assert (current.version.id, current.version.published_by) == (made.id, BEN)
    assert work.asked[1:] == [(HERE, "brief_published", made.id), (HERE, "brief_settled", made.id)]
    with pytest.raises(Refusal, match="Ben Both published it"):
        briefs.publish(Deed(HERE, MARA), made.id)


def test_the_owner_may_publish_whatever_their_role_and_nobody_else_without_it(briefs: Briefs) -> None:
    with pytest.raises(NotAllowed):  # not while a brief of theirs is in force
        briefs.file(Deed(HERE, OLGA), OWNED)
    briefs.publish(Deed(HERE, MARA), draft(briefs, "Each night").id)
    with pytest.raises(NotAllowed, match="needs the marketer role"):
        briefs.publish(Deed(HERE, RITA), draft(briefs, "This night").id)
    own = draft(briefs, "That night", by=OLGA)
    assert briefs.publish(Deed(HERE, OLGA), own.id).published_by == OLGA
    with pytest.raises(NotAllowed):
        briefs.file(Deed(HERE, OLGA), OTHER)  # another product is not hers


def test_a_draft_that_was_overtaken_says_by_whom_and_is_published_all_the_same_on_demand(
    briefs: Briefs, clock: StillClock
) -> None:
    one, other = draft(briefs, "Each night"), draft(briefs, "All nights", by=BEN)
    briefs.publish(Deed(HERE, BEN), other.id)
    clock.go(hours=1)
    with pytest.raises(Overtaken) as refused:
        briefs.publish(Deed(HERE, MARA, "trigger:1"), one.id)
    assert "Ben Both published version 2 on Fri 20 Nov 2026, 13:00 CET" in refused.value.words  # hers in Slack
    assert refused.value.current.id == other.id
    with pytest.raises(Overtaken):  # what was seen is not what is in force
        briefs.publish(Deed(HERE, MARA), one.id, over=one.id)
    briefs.publish(Deed(HERE, MARA, "trigger:1"), one.id, over=other.id)
    assert "Each night" in briefs.needed(HERE).brief.source


def test_versions_in_force_rise_whatever_number_their_draft_had(briefs: Briefs, work: WrittenWork) -> None:
    one, other = draft(briefs, "Each night", tests=FAILS), draft(briefs, "All nights", by=BEN)
    briefs.publish(Deed(HERE, BEN), other.id)
    work.asked.clear()
    done = briefs.publish(Deed(HERE, MARA), one.id, over=other.id, override="it is urgent")
    assert (done.number, done.base, done.made_from, done.filed_by) == (3, other.id, one.id, MARA)
    assert (done.why, done.override, len(done.tests)) == ("says Each night", "it is urgent", 2)
    assert briefs.needed(HERE).version.id == done.id
    assert [(kind, key) for _, kind, key in work.asked] == [
        ("brief_published", done.id), ("brief_settled", done.id), ("brief_settled", one.id),
    ]  # fmt: skip
    assert [(row.number, row.published_at is not None) for row in briefs.versions(HERE)] == [
        (3, True), (2, True), (1, False),
    ]  # fmt: skip
    assert briefs.drafts(HERE) == []
    assert briefs.numbered(HERE, one.product_key, 1).version.id == one.id  # as messages said and links name it
    assert briefs.diff(HERE, one.id, done.id).is_empty
    with briefs.books.look(HERE) as unit:
        refs = [[row.ref for row in stored.passages(unit, version)] for version in (one.id, done.id)]
    assert refs[0] == refs[1] != []
    for again in (briefs.publish, briefs.drop):
        with pytest.raises(Refusal, match=r"Draft version 1 went into version 3, which Mara Lind published on Fri 20"):
            again(Deed(HERE, BEN), one.id)


def test_failing_questions_want_a_reason_which_is_kept(briefs: Briefs) -> None:
    made = draft(briefs, "Each night", tests=FAILS)
    with pytest.raises(Failing, match="One of the brief's questions fails") as refused:
        briefs.publish(Deed(HERE, MARA), made.id)
    assert (refused.value.count, refused.value.field) == (1, "override")
    with pytest.raises(Failing):
        briefs.publish(Deed(HERE, MARA), made.id, override="  ")
    assert briefs.publish(Deed(HERE, MARA), made.id, override=" the answer\nis coming ").override == (
        "the answer is coming"
    )
    fine = draft(briefs, "All nights")
    assert briefs.publish(Deed(HERE, MARA), fine.id, override="not needed").override == ""


def test_of_two_who_publish_at_once_exactly_one_wins_and_the_other_hears_so(briefs: Briefs) -> None:
    drafts = [draft(briefs, words, by=by) for words, by in (("One night", MARA), ("Two nights", BEN))]
    ready, won, lost = Barrier(2), list[str](), list[Refusal]()

    def publish(user: str, version_id: str) -> None:
        ready.wait(30)
        try:
            won.append(briefs.publish(Deed(HERE, user), version_id).id)
        except Refusal as refusal:
            lost.append(refusal)

    threads = [Thread(target=publish, args=(row.filed_by, row.id)) for row in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(won) == len(lost) == 1
    assert isinstance(lost[0], Overtaken)
    assert briefs.needed(HERE).version.id == won[0]


def test_the_same_draft_published_twice_at_once_is_published_once(briefs: Briefs) -> None:
    made = draft(briefs, "One night")
    ready, told = Barrier(2), list[str]()

    def publish(user: str) -> None:
        ready.wait(30)
        try:
            told.append(f"{briefs.publish(Deed(HERE, user), made.id).published_by} won")
        except Refusal as refusal:
            told.append(refusal.words)

    threads = [Thread(target=publish, args=(user,)) for user in (MARA, BEN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted("published it" in words for words in told) == [False, True]
    assert sum(1 for row in briefs.versions(HERE) if row.published_at) == 1


def test_drafts_filed_at_once_get_numbers_of_their_own(briefs: Briefs) -> None:
    ready = Barrier(4)

    def file(words: str) -> None:
        ready.wait(30)
        briefs.file(Deed(HERE, MARA), OWNED.replace("Every night", words))

    threads = [Thread(target=file, args=(f"Night {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [row.number for row in briefs.versions(HERE)] == [4, 3, 2, 1]


def test_a_press_delivered_twice_publishes_once(briefs: Briefs) -> None:
    made = draft(briefs, "One night")
    briefs.publish(Deed(HERE, MARA, "trigger:9"), made.id)
    with pytest.raises(SeenBefore):
        briefs.publish(Deed(HERE, MARA, "trigger:9"), made.id)


def test_a_dropped_draft_stays_in_the_history_and_cannot_be_published(briefs: Briefs) -> None:
    made = draft(briefs, "One night")
    with pytest.raises(NotAllowed):
        briefs.drop(Deed(HERE, RITA), made.id)
    briefs.drop(Deed(HERE, BEN), made.id)
    with pytest.raises(Refusal, match="dropped by Ben Both"):
        briefs.publish(Deed(HERE, MARA), made.id)
    assert [(row.number, row.dropped_by) for row in briefs.versions(HERE)] == [(1, BEN)]
    assert briefs.drafts(HERE) == []


def test_what_a_version_was_built_on_is_settled_with_it(briefs: Briefs, work: WrittenWork) -> None:
    briefs.file(Deed(HERE, PROGRAM), OWNED, publish=True)
    shown = briefs.working(HERE).version
    first = briefs.edit(Deed(HERE, MARA), shown.id, "Offers", "- One bed.").version
    second = briefs.edit(Deed(HERE, MARA), first.id, "Materials", "- None yet.").version
    assert (first.base, first.made_from, second.base, second.made_from) == (shown.id, None, shown.id, first.id)
    work.asked.clear()
    briefs.publish(Deed(HERE, MARA), reviewed(briefs, second).id)
    assert [kind for _, kind, _ in work.asked] == ["brief_published", "brief_settled", "brief_settled"]
    grown = briefs.grown_into(HERE, first.id)
    assert grown is not None
    assert grown.id == second.id
    assert briefs.drafts(HERE) == []
    assert "- One bed." in briefs.needed(HERE).brief.source


def test_a_brief_that_is_the_one_in_force_to_the_letter_is_not_filed_again(briefs: Briefs) -> None:
    briefs.file(Deed(HERE, PROGRAM), OWNED, publish=True)
    with pytest.raises(Refusal, match="version 1 word for word"):
        briefs.file(Deed(HERE, MARA), OWNED)


def test_what_the_program_publishes_counts_at_once(briefs: Briefs, clock: StillClock) -> None:
    briefs.file(Deed(HERE, PROGRAM), OWNED, publish=True)
    briefs.file(Deed(HERE, PROGRAM), OWNED.replace("Every", "Each"), publish=True)  # at the very same moment
    current = briefs.needed(HERE).version
    assert (current.number, current.published_by) == (2, PROGRAM)
    late = replace(briefs, books=replace(briefs.books, clock=StillClock(clock.at.replace(year=2020))))
    late.file(Deed(HERE, PROGRAM), OWNED.replace("Every", "All"), publish=True)  # by a clock that is behind
    assert briefs.needed(HERE).version.number == 3
