"""Goals once they are live: how far they have come, by count or by hand, how they end and who hears of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from capabilities.books import Books, Deed
from capabilities.channels import Channels, Numbers, Story
from capabilities.goals import DROPPED, MISSED, REACHED, Aim, Goals
from capabilities.goals.ending import Endings
from capabilities.nudges import Nudges
from capabilities.refusal import Refusal
from tests.conftest import StillClock, WrittenWork
from tests.goal_setting import BOSS, DEMOS, OWNER, REP, REP2, alive, goals_of, note


@pytest.fixture
def goals(small: Books) -> Goals:
    return goals_of(small)


@pytest.fixture
def endings(goals: Goals) -> Endings:
    return Endings(goals.books, goals.figures, goals, Nudges(goals.books))


def test_progress_is_entered_by_those_concerned_and_says_whether_it_is_on_track(
    goals: Goals, clock: StillClock
) -> None:
    goal = alive(goals)
    assert goal.on_track is True
    clock.go(days=14)  # half of the 28 days
    assert goals.one("T", goal.id)[0].on_track is False
    assert goals.enter(REP, goal.id, "22", "Call owner@kitchen.example").on_track is False
    assert goals.enter(OWNER, goal.id, "26").on_track is True  # at the very same moment
    shown, entries = goals.one("T", goal.id)
    assert (shown.now, shown.part) == (Decimal(26), 0.5)
    assert [(each.value, each.by) for each in entries] == [(Decimal(26), "UOWNER"), (Decimal(22), "UREP")]
    assert entries[1].words == "Call [e-mail]"
    for deed, value, says in ((REP2, "30", "who answers for"), (REP, "many", "not a number"), (REP, " ", "such as 25")):
        with pytest.raises(Refusal, match=says):
            goals.enter(deed, goal.id, value)
    waiting = goals.propose(REP, replace(DEMOS, title="Later"))
    with pytest.raises(Refusal, match="not live"):
        goals.enter(REP, waiting.id, "30")


def test_measured_goals_begin_where_the_program_counts_and_move_by_themselves(books: Books, clock: StillClock) -> None:
    goals = goals_of(books)
    channels = Channels(books, goals.figures.workspaces)
    fair = channels.add(BOSS, "Trade fair", "UOWNER", "Doors")
    about = f"channel:{fair.id}"
    monday = datetime(2026, 11, 11, 9, tzinfo=UTC)
    note(books, monday, 6, via_channel="trade  FAIR", lead_verdict="accepted", segment="doors")
    note(books, monday, 2, via_channel="Trade fair", lead_verdict="returned", segment="Doors")
    note(books, monday, 3, via_channel="Podcast", lead_verdict="accepted")
    note(books, datetime(2026, 10, 1, 9, tzinfo=UTC), 9, via_channel="Trade fair", lead_verdict="accepted")
    note(books, monday, 4, kind="objection", segment="Doors")
    channels.report(
        Deed("T", "UOWNER"), fair.id, date(2026, 11, 9), Numbers(spend=Decimal("900"), leads=20, customers=2), Story()
    )
    expected = {
        ("accepted", ""): Decimal(9), ("accepted", about): Decimal(6), ("accepted", "segment:doors"): Decimal(6),
        ("returned", about): Decimal("25.0"), ("returned", ""): Decimal("18.2"), ("cost", about): Decimal("150.00"),
        ("cost", ""): Decimal("150.00"), ("customers", about): Decimal(2), ("notes", ""): Decimal(15),
        ("objections", ""): Decimal(4), ("objections", "segment:Doors"): Decimal(4), ("landed", ""): None,
        ("accepted", "channel:gone"): Decimal(0), ("customers", "channel:gone"): None, ("objections", "theme:no"): 0,
    }  # fmt: skip
    with books.look("T") as unit:
        tally = goals.figures.at(unit, clock.now())
        assert {key: tally.value(*key) for key in expected} == expected
    assert about in dict(goals.figures.offered("T").channels)
    assert goals.figures.offered("T").segments == (("segment:Doors", "Doors"),)
    kept = alive(goals, Aim("Keep", "accepted", about, start="1", target="20", due="2026-12-18", signer="UOWNER"))
    assert (kept.start, kept.now, kept.direction) == (Decimal(6), Decimal(6), "up")
    assert kept.counted == "Leads sales accepted, Trade fair, in the last 28 days"
    note(books, clock.now(), 7, via_channel="Trade fair", lead_verdict="accepted")
    assert goals.one("T", kept.id)[0].now == Decimal(13)
    with pytest.raises(Refusal, match="counted by itself"):
        goals.enter(REP, kept.id, "14")
    with pytest.raises(Refusal, match="so that is reached"):
        goals.propose(REP, Aim("Less", "accepted", "", target="3", due="2026-12-18", signer="UOWNER"))
    cheap = goals.propose(REP, Aim("Cheap", "cost", about, target="80 EUR", due="2026-12-18", signer="UOWNER"))
    assert (cheap.start, cheap.unit, cheap.direction) == (Decimal(150), "EUR", "down")
    with pytest.raises(Refusal, match="reports are in EUR"):
        goals.propose(REP, Aim("Dollars", "cost", about, target="80 USD", due="2026-12-18", signer="UOWNER"))


def test_silence_is_no_fall_in_objections(goals: Goals, clock: StillClock) -> None:
    note(goals.books, clock.now(), 6, kind="objection")
    goal = alive(goals, Aim("Fewer", "objections", "", target="2", due="2026-12-30", signer="UOWNER"))
    assert (goal.start, goal.now, goal.direction) == (Decimal(6), Decimal(6), "down")
    clock.go(days=29)
    assert goals.one("T", goal.id)[0].now is None


def test_a_reached_goal_ends_at_the_next_days_look_and_everybody_hears_once(
    goals: Goals, endings: Endings, clock: StillClock
) -> None:
    goal = alive(goals, replace(DEMOS, owner="UOWNERTWO"))
    goals.enter(REP, goal.id, "41")  # on a Friday, at one o'clock in Berlin
    assert endings.decide("T") == []
    clock.go(days=1)
    assert endings.decide("T") == [goal.id]
    assert endings.decide("T") == []
    assert endings.to_tell("T") == []  # a Saturday
    clock.go(days=2, hours=-7)
    assert endings.to_tell("T") == []  # Monday, six o'clock
    clock.go(hours=4)
    due = endings.to_tell("T")
    assert due == [(goal.id, "UOWNERTWO"), (goal.id, "UREP"), (goal.id, "UOWNER")]
    for goal_id, user in due * 2:  # and once more, as after a crash
        assert goals.tells("T", goal_id, user, "ended")
    assert endings.to_tell("T") == []
    shown = goals.one("T", goal.id)[0]
    assert (shown.state, shown.now, shown.ended_by) == (REACHED, Decimal(41), "")


@pytest.mark.parametrize("measure", ["", "accepted"])
def test_a_goal_whose_day_passes_is_missed_where_it_stood(
    goals: Goals, endings: Endings, clock: StillClock, measure: str
) -> None:
    note(goals.books, clock.now(), 3, lead_verdict="accepted")
    goal = alive(goals, replace(DEMOS, measure=measure, unit=""))
    clock.at = datetime(2026, 12, 18, 22, 30, tzinfo=UTC)  # the last half hour of the day in Berlin
    note(goals.books, clock.now(), 5, lead_verdict="accepted")
    assert endings.decide("T") == []
    clock.go(hours=1)
    assert endings.decide("T") == [goal.id]
    shown = goals.one("T", goal.id)[0]
    assert (shown.state, shown.now) == (MISSED, Decimal(5) if measure else Decimal(12))
    clock.go(hours=-3)  # the clock goes back: what is ended stays so
    assert endings.decide("T") == []
    clock.go(days=40)
    assert goals.shown("T") == []


def test_a_proposal_nobody_signed_in_time_is_closed(goals: Goals, endings: Endings, clock: StillClock) -> None:
    goal = goals.propose(REP, DEMOS)
    clock.at = datetime(2026, 12, 19, 8, tzinfo=UTC)
    with pytest.raises(Refusal, match="day of this goal has passed"):
        goals.sign(OWNER, goal.id)
    assert endings.decide("T") == [goal.id]
    shown = goals.one("T", goal.id)[0]
    assert (shown.state, shown.why) == (DROPPED, "Its day passed before both sides had signed.")


def test_a_workspace_without_goals_asks_for_no_look(goals: Goals, endings: Endings, work: WrittenWork) -> None:
    due = datetime(2026, 11, 20, 12, 5, tzinfo=UTC)
    assert endings.due("T", due) is False
    goals.propose(REP, DEMOS)
    work.asked.clear()
    assert endings.due("T", due) is True
    assert work.asked == [("T", "goals_look", due.isoformat())]
