"""The owner of a brief is reminded of its date a week before and on the day, each time once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.brief.gaps import Gaps
from capabilities.brief.review_by import ReviewBy
from capabilities.nudges import Nudges
from capabilities.pitch.outcomes import FailingPoint
from storage import workspace as stored_workspace
from tests.conftest import StillClock, WrittenWork
from tests.proposed import FELL_FLAT, OWNED, ask, proposals_of
from tests.small_brief import filed
from tests.themed import HERE, MARKETER, REP, REP2

GARAGE = "Is the parking garage heated in winter?"
DATED = OWNED.replace("---\n", "---\nreview-by: 2026-11-30\n", 1)
DUE = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FLAT = replace(FELL_FLAT, text="Hand-overs take 9 minutes less.", landed=1)


def made(books: Books, source: str = DATED, *points: FailingPoint) -> ReviewBy:
    proposals = proposals_of(books)
    filed(proposals.briefs, source, workspace=HERE)
    gaps = Gaps(books, proposals.briefs, proposals.themes, proposals.finder)
    return ReviewBy(books, proposals.briefs, Nudges(books), gaps, proposals, lambda _: points)


@pytest.fixture
def review_by(books: Books) -> ReviewBy:
    return made(books)


def sent(books: Books, review_by: ReviewBy) -> list[tuple[str, str]]:
    """Who is told what by now, as the job would do it: (person, stage)."""
    told = review_by.to_tell(HERE)
    with books.keep(Deed(HERE, MARKETER)) as unit:
        for key, _, _ in told:
            stored_workspace.finish_posting(unit, key, channel="D1", ts="1.0")
    return [(user, key.rpartition(":")[2]) for key, user, _ in told]


def test_a_week_before_and_on_the_day_each_once(books: Books, review_by: ReviewBy, clock: StillClock) -> None:
    heard = {}
    for _ in range(20):  # 20 November to 9 December
        found = sent(books, review_by)
        if found:
            heard[f"{clock.at:%d %b}"] = found
        clock.go(days=1)
    assert heard == {"23 Nov": [(MARKETER, "soon")], "30 Nov": [(MARKETER, "today")]}


def test_days_nobody_looked_are_made_up_for(books: Books, review_by: ReviewBy, clock: StillClock) -> None:
    clock.go(days=6)
    assert sent(books, review_by) == [(MARKETER, "soon")]
    clock.go(days=9)
    assert sent(books, review_by) == [], "a Saturday"
    clock.go(days=2)
    assert sent(books, review_by) == [(MARKETER, "today")]
    assert review_by.reminder(HERE, review_by.briefs.needed(HERE).version.id).left == -7


def test_what_was_begun_and_never_sent_is_told_again_the_next_day(review_by: ReviewBy, clock: StillClock) -> None:
    clock.go(days=3)
    first = review_by.to_tell(HERE)
    assert len(first) == 1
    assert review_by.to_tell(HERE) == []
    clock.go(days=1)
    assert review_by.to_tell(HERE) == first


def test_the_one_ahead_waits_for_room_in_the_budget_and_the_one_on_the_day_does_not(
    books: Books, review_by: ReviewBy, clock: StillClock
) -> None:
    clock.go(days=3)
    with books.keep(Deed(HERE, MARKETER)) as unit:
        for at in range(3):
            assert review_by.nudges.owe(unit, MARKETER, key=f"other{at}", kind="other")
    assert sent(books, review_by) == []
    clock.go(days=7)
    assert sent(books, review_by) == [(MARKETER, "today")]


def test_the_same_date_in_a_new_version_reminds_no_more_and_a_new_date_does(
    books: Books, review_by: ReviewBy, clock: StillClock
) -> None:
    clock.go(days=10)
    assert sent(books, review_by) == [(MARKETER, "today")]
    filed(review_by.briefs, DATED.replace("nobody forgets", "no one forgets"), workspace=HERE)
    assert sent(books, review_by) == []
    filed(review_by.briefs, DATED.replace("2026-11-30", "2026-12-05"), workspace=HERE)
    assert sent(books, review_by) == [], "one message a day"
    clock.go(days=1)
    assert sent(books, review_by) == [(MARKETER, "soon")]


def test_without_a_date_nothing_is_asked_for(books: Books, work: WrittenWork, clock: StillClock) -> None:
    review_by = made(books, OWNED)
    review_by.due(HERE, DUE)
    clock.go(days=100)
    assert review_by.to_tell(HERE) == []
    assert [kind for _, kind, _ in work.asked if kind == "brief_review_by"] == []


def test_a_date_is_looked_at_under_the_time_it_was_due(review_by: ReviewBy, work: WrittenWork) -> None:
    review_by.due(HERE, DUE)
    assert (HERE, "brief_review_by", DUE.isoformat()) in work.asked


def test_it_tells_of_proposals_gaps_and_points_of_this_brief(books: Books) -> None:
    review_by = made(books, DATED, replace(FLAT, version="elsewhere"))
    version = review_by.briefs.needed(HERE).version.id
    ask(books, (REP, GARAGE), (REP2, GARAGE), (REP, "Which colours has the roof?"))
    (proposal,) = review_by.proposals.look(HERE)
    found = review_by.reminder(HERE, version)
    assert [each.id for each in found.proposals] == [proposal]
    assert ([each.people for each in found.gaps], found.alone) == ([2], 1)
    assert (found.failing, found.left) == ((), 10)
    own = ReviewBy(
        books, review_by.briefs, review_by.nudges, review_by.gaps, review_by.proposals,
        lambda _: [replace(FLAT, version=version)],
    )  # fmt: skip
    assert len(own.reminder(HERE, version).failing) == 1


def test_the_day_is_the_workspaces(books: Books, review_by: ReviewBy, clock: StillClock) -> None:
    clock.at = datetime(2026, 11, 29, 23, 59, tzinfo=UTC)
    version = review_by.briefs.needed(HERE).version.id
    assert review_by.reminder(HERE, version).left == 1
    clock.at += timedelta(minutes=1)
    assert review_by.reminder(HERE, version).left == 0
