"""Who is asked what the brief is silent on, who answers, who hears of it, and what is called to mind when."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.gaps import Gaps
from capabilities.finding import Finder
from capabilities.nudges import Nudges
from capabilities.questions.asking_owner import AskingOwner
from capabilities.questions.keeping import stamp_of
from capabilities.questions.telling import KeptAnswers
from capabilities.refusal import NotAllowed, Refusal
from capabilities.workspace import Workspaces
from storage import questions as stored
from storage import workspace as stored_workspace
from storage.questions import kept as stored_kept
from tests.conftest import StillClock, WrittenWork
from tests.proposed import OWNED, ask
from tests.small_brief import filed
from tests.themed import BOSS, HERE, MARKETER, PEOPLE, REP, REP2, keep, meet, note, themes_of

GARAGE, ROOF = "Is the parking garage heated in winter?", "Which colours has the roof?"
SAID = "Yes, from November to March."
MARA, BO = Deed(HERE, MARKETER), Deed(HERE, BOSS)


@dataclass
class Owning:
    """The capabilities on a published brief of Mara Marketer's."""

    books: Books
    work: WrittenWork
    asking: AskingOwner = field(init=False)
    kept: KeptAnswers = field(init=False)

    def __post_init__(self) -> None:
        meet(self.books)
        briefs = Briefs(self.books)
        filed(briefs, OWNED, workspace=HERE)
        gaps = Gaps(self.books, briefs, themes_of(self.books), Finder())
        self.asking = AskingOwner(self.books, briefs, gaps, Nudges(self.books))
        self.kept = KeptAnswers(self.books, briefs, self.asking)

    @property
    def until(self) -> str:
        return (self.books.clock.now() + timedelta(days=90)).date().isoformat()

    def sent(self, key: str) -> None:
        """The message of a key reached Slack."""
        with self.books.keep(Deed(HERE, REP)) as unit:
            stored_workspace.finish_posting(unit, key, channel="D1", ts="1.1")


@pytest.fixture
def owning(books: Books, work: WrittenWork) -> Owning:
    return Owning(books, work)


@pytest.fixture
def here(small: Books, work: WrittenWork) -> Owning:
    return Owning(small, work)


def test_the_owner_is_told_of_a_gap_once_and_only_from_two_people_on(owning: Owning) -> None:
    ask(owning.books, (REP, GARAGE), (REP2, GARAGE), (REP, ROOF))
    found = owning.asking.to_tell(HERE, "q1", asked=False)
    assert found is not None
    assert (found.key, found.owner.user, found.own_id, found.mine) == (f"gap:q0:{MARKETER}", MARKETER, "q0", True)
    assert owning.asking.to_tell(HERE, "q1", asked=False) == found  # after a crash
    assert owning.asking.to_tell(HERE, "q0", asked=False) == replace(found, mine=False)
    assert owning.asking.to_tell(HERE, "q1", asked=True) == replace(found, mine=False)
    assert owning.asking.to_tell(HERE, "q2", asked=False) is None
    alone = owning.asking.to_tell(HERE, "q2", asked=True)
    assert alone is not None
    assert alone.key == f"gap:q2:{MARKETER}"


def test_beyond_the_owner_s_budget_only_what_somebody_wants_asked_is_sent(here: Owning) -> None:
    with here.books.keep(MARA) as unit:
        for at in range(3):
            here.asking.nudges.owe(unit, MARKETER, key=f"n{at}", kind="x")
    ask(here.books, (REP, GARAGE), (REP2, GARAGE))
    assert here.asking.to_tell(HERE, "q1", asked=False) is None
    assert here.asking.to_tell(HERE, "q1", asked=True) is not None


def test_what_only_its_owner_asked_is_not_sent_to_them(here: Owning) -> None:
    ask(here.books, (MARKETER, GARAGE))
    assert here.asking.to_tell(HERE, "q0", asked=False) is None
    assert here.asking.ask(MARA, "q0").user == MARKETER
    assert here.work.asked == []


def test_only_who_asked_passes_it_on_and_wants_a_person_once(here: Owning) -> None:
    ask(here.books, (REP, GARAGE))
    with pytest.raises(Refusal, match="Only the person who asked"):
        here.asking.ask(Deed(HERE, REP2), "q0")
    assert here.asking.ask(Deed(HERE, REP), "q0").first == "Mara"
    assert here.asking.page(Deed(HERE, REP), "q0").first == "Mara"
    with pytest.raises(Refusal, match="Mara has it already"):
        here.asking.page(Deed(HERE, REP), "q0")
    assert here.work.asked[-2:] == [(HERE, "gap", "q0:asked"), (HERE, "question_paged", "q0")]


def test_an_answer_closes_the_gap_for_questions_and_notes_and_all_of_them_hear(owning: Owning) -> None:
    at = owning.books.clock.now() - timedelta(hours=3)
    keep(owning.books, note(at, "the parking garage is not heated in winter", id="n1", author=BOSS, theme=None,
                            kind="objection", customer_words="Your garage is cold in winter"))  # fmt: skip
    ask(owning.books, (REP, GARAGE), (REP2, GARAGE), (MARKETER, GARAGE))
    row = owning.kept.answer(MARA, "q0", f"{SAID} Call +49 30 901820.", owning.until)
    assert row.text.startswith(SAID)
    assert "901820" not in row.text
    with owning.books.keep(Deed(HERE, REP)) as unit:
        later = stored.Question(workspace=HERE, id="later", asked_by=REP, text=f"{GARAGE} ", state="silent",
                                asked_at=owning.books.clock.now() - timedelta(minutes=1))  # fmt: skip
        stored.add(unit, later)
    assert owning.asking.gaps.open(HERE) == []
    assert owning.kept.to_tell(HERE, row.id, stamp_of(row)) == sorted([BOSS, REP, REP2])
    heard = owning.kept.told(HERE, row.id, stamp_of(row), BOSS)
    assert heard is not None
    assert (heard.words, heard.note, heard.by) == ("Your garage is cold in winter", True, "Mara Marketer")
    owning.kept.reached(HERE, row.id, BOSS)
    with owning.books.look(HERE) as unit:
        assert [each.asked_by for each in stored_kept.links(unit, row.id) if each.told_at] == [BOSS]


def test_what_is_alike_and_not_meant_waits_on(here: Owning) -> None:
    ask(here.books, (REP, "Is the parking garage of wards heated in winter?"), (REP2, GARAGE), (BOSS, GARAGE))
    seen = here.kept.to_answer(MARA, "q0")
    assert [own_id for _, own_id in seen.wordings] == ["q2", "q0"]
    row = here.kept.answer(MARA, "q0", SAID, here.until, ["q2"])
    assert row.question == GARAGE
    assert here.kept.to_tell(HERE, row.id, stamp_of(row)) == [BOSS, REP2]
    with here.books.look(HERE) as unit:
        assert stored.answered_questions(unit) == {"q1", "q2"}


def test_who_left_is_told_nothing(here: Owning) -> None:
    ask(here.books, (REP, GARAGE), (REP2, GARAGE))
    row = here.kept.answer(MARA, "q0", SAID, here.until)
    Workspaces(here.books).meet(HERE, [each for each in PEOPLE if each.user != REP2])
    assert here.kept.to_tell(HERE, row.id, stamp_of(row)) == [REP]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("  ", "answer"),
        ("x" * 2001, "answer"),
        ("Yes, and Lanternly prevents mistakes.", "answer"),
        ("Yes. Hand-overs take 9 minutes less.", "answer"),
        ("Yes, with 20% off.", "answer"),
    ],
)
def test_what_cannot_be_an_answer_is_refused_at_its_field(here: Owning, text: str, field: str) -> None:
    ask(here.books, (REP, GARAGE))
    with pytest.raises(Refusal) as refused:
        here.kept.answer(MARA, "q0", text, here.until)
    assert refused.value.field == field
    assert here.kept.listed(HERE, MARKETER) == []


@pytest.mark.parametrize("day", ["", "2026-11-20", "2031-01-01", "soon"])
def test_a_review_date_lies_in_the_next_two_years(here: Owning, day: str) -> None:
    ask(here.books, (REP, GARAGE))
    with pytest.raises(Refusal) as refused:
        here.kept.answer(MARA, "q0", SAID, day)
    assert refused.value.field == "review_by"


def test_a_rep_may_not_answer(here: Owning) -> None:
    ask(here.books, (REP, GARAGE))
    for attempt in (
        lambda: here.kept.to_answer(Deed(HERE, REP), "q0"),
        lambda: here.kept.answer(Deed(HERE, REP), "q0", SAID, here.until),
    ):
        with pytest.raises(NotAllowed, match="marketer role"):
            attempt()


def test_of_two_who_answer_at_once_the_second_is_told_who_did(owning: Owning) -> None:
    ask(owning.books, (REP, GARAGE), (REP2, GARAGE))
    together, said = threading.Barrier(2), list[str]()

    def answer(deed: Deed, key: str) -> Callable[[], None]:
        def run() -> None:
            together.wait()
            try:
                owning.kept.answer(deed, key, SAID, owning.until)
            except Refusal as refused:
                said.append(refused.words)

        return run

    threads = [threading.Thread(target=answer(MARA, "q0")), threading.Thread(target=answer(BO, "q1"))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    (kept,) = owning.kept.listed(HERE, MARKETER)
    assert len(said) == 1
    assert said[0].startswith(f"{kept.by} has answered this already")


def test_a_change_is_told_again_and_what_is_withdrawn_is_open_again(here: Owning, clock: StillClock) -> None:
    ask(here.books, (REP, GARAGE), (REP2, GARAGE))
    row = here.kept.answer(MARA, "q0", SAID, here.until)
    first = stamp_of(row)
    here.kept.reached(HERE, row.id, REP)
    clock.go(minutes=1)
    seen = here.kept.to_change(BO, row.id)
    changed = here.kept.change(BO, row.id, "Only the lower floor.", here.until, stamp=seen.stamp)
    assert here.kept.to_tell(HERE, row.id, first) == []
    assert here.kept.to_tell(HERE, row.id, stamp_of(changed)) == [REP, REP2]
    heard = here.kept.told(HERE, row.id, stamp_of(changed), REP)
    assert heard is not None
    assert heard.again
    with pytest.raises(Refusal, match="Bo Both changed this answer meanwhile"):
        here.kept.change(MARA, row.id, "No.", here.until, stamp=seen.stamp)
    here.kept.withdraw(MARA, row.id)
    assert here.kept.to_tell(HERE, row.id, "withdrawn") == [REP]
    assert [gap.key for gap in here.asking.gaps.open(HERE)] == ["q0"]
    with here.books.look(HERE) as unit:
        assert stored.answered_questions(unit) == set()


def test_a_gap_of_a_week_is_called_to_mind_once_and_not_while_a_line_is_proposed(
    here: Owning, clock: StillClock
) -> None:
    ask(here.books, (REP, GARAGE), (REP2, GARAGE), (REP, ROOF))
    assert here.asking.overdue(HERE) == []
    clock.go(days=7)
    assert here.asking.overdue(HERE) == [("gap_overdue:q0", MARKETER, ["q0"])]
    assert here.asking.overdue(HERE) == [("gap_overdue:q0", MARKETER, ["q0"])]  # its sender died
    here.sent("gap_overdue:q0")
    here.asking.reminded(HERE, "gap_overdue:q0", ["q0"])
    clock.go(days=1)
    assert here.asking.overdue(HERE) == []


def test_an_answer_past_its_date_is_called_to_mind_once_for_each_date(here: Owning, clock: StillClock) -> None:
    ask(here.books, (REP, GARAGE), (REP2, GARAGE))
    row = here.kept.answer(MARA, "q0", SAID, here.until)
    assert here.kept.to_review(HERE) == []
    clock.go(days=90)
    ((key, user, answers),) = here.kept.to_review(HERE)
    assert (user, answers) == (MARKETER, [row.id])
    here.sent(key)
    here.kept.reviewed(HERE, key, answers)
    assert here.kept.to_review(HERE) == []
    (listed,) = here.kept.listed(HERE, REP)
    assert (listed.past, listed.may_change) == (True, False)
    here.kept.confirm(MARA, row.id)
    assert not here.kept.listed(HERE, REP)[0].past


def test_no_guest_hears_an_answer_for_colleagues_alone(here: Owning) -> None:
    ask(here.books, (REP, GARAGE), ("UGUS", GARAGE))
    with here.books.keep(MARA) as unit:
        facts = {"name": "Gus", "zone": "UTC", "role": "guest"}
        stored_workspace.save_person(unit, "UGUS", facts, now=here.books.clock.now())
    row = here.kept.answer(MARA, "q0", SAID, here.until, inside=True)
    assert here.kept.hearing(HERE, row.id) == [REP]
    open_ = here.kept.to_change(MARA, row.id)
    assert open_.inside
    again = here.kept.change(MARA, row.id, "Yes, all winter.", here.until, stamp=open_.stamp, inside=False)
    assert here.kept.hearing(HERE, again.id) == ["UGUS", REP]


def test_a_line_proposed_for_what_an_answer_left_out_does_not_end_that_answer(here: Owning) -> None:
    warm = GARAGE.replace("heated", "warm")
    ask(here.books, (REP, GARAGE), (REP2, warm))
    found = here.kept.to_answer(MARA, "q0")
    other = [own_id for words, own_id in found.wordings if words == warm]
    assert other == ["q1"]
    row = here.kept.answer(MARA, "q0", SAID, here.until, other)
    with here.books.keep(MARA) as unit:
        stored_kept.note_proposed(unit, "q0", "p1")
    assert here.kept.published(HERE, "v2", ["p1"]) == []
    with here.books.keep(MARA) as unit:
        stored_kept.note_proposed(unit, row.key, "p2")
    assert here.kept.published(HERE, "v2", ["p2"]) == [row.id]
