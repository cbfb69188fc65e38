"""Goals: what may be one, who makes it live, how far it has come, how it ends and who hears of that."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.brief import Briefs
from capabilities.channels import Channels, Numbers, Story
from capabilities.goals import DROPPED, LIVE, MISSED, PROPOSED, REACHED, SIDES, Aim, Goals, GoalShown
from capabilities.goals.ending import Endings
from capabilities.goals.figures import Figures
from capabilities.nudges import Nudges
from capabilities.refusal import NotAllowed, Refusal
from capabilities.workspace import Choices, Known, Workspaces
from storage import field as stored_field
from tests.conftest import StillClock, WrittenWork

REP, REP2, OWNER, OWNER2, BOSS, ADMIN, GUEST = (
    Deed("T", user) for user in ("UREP", "UREPTWO", "UOWNER", "UOWNERTWO", "UBOSS", "UADMIN", "UGUEST")
)
ROLES = {"UREP": "rep", "UREPTWO": "rep", "UOWNER": "marketer", "UOWNERTWO": "marketer", "UBOSS": "responsible",
         "UADMIN": "admin", "UGUEST": "guest", "UGONE": "gone"}  # fmt: skip
SIDE = {"UREP": "sales", "UREPTWO": "sales", "UOWNER": "marketing", "UOWNERTWO": "marketing"}
DEMOS = Aim(title="Forty demos", start="12", target="40", unit="demos", due="2026-12-18", signer="UOWNER")


@pytest.fixture
def workspaces(books: Books) -> Workspaces:
    made = Workspaces(books, Choices(zone="Europe/Berlin"))
    made.greet("T", "Test")
    made.meet("T", [Known(user, user, "Europe/Berlin", role) for user, role in ROLES.items()])
    return made


@pytest.fixture
def goals(books: Books, workspaces: Workspaces) -> Goals:
    return Goals(books, Figures(books, workspaces, Briefs(books), lambda _: ()))


@pytest.fixture
def endings(books: Books, goals: Goals) -> Endings:
    return Endings(books, goals.figures, goals, Nudges(books))


def state_of(goals: Goals, goal: GoalShown) -> str:
    return goals.one("T", goal.id)[0].state


def alive(goals: Goals, aim: Aim = DEMOS) -> GoalShown:
    return goals.sign(OWNER, goals.propose(REP, aim).id)


def note(books: Books, at: datetime, number: int, **said: str) -> None:
    with books.keep(Deed("T", "UREP")) as unit:
        for _ in range(number):
            one = stored_field.Note(
                workspace="T", id=f"n{books.new_id()}", created_at=at, author="UREP", text="x", **said
            )
            stored_field.add(unit, one)


def test_a_proposal_is_signed_by_its_proposer_and_asks_one_person_of_the_other_side(
    goals: Goals, work: WrittenWork
) -> None:
    goal = goals.propose(REP, DEMOS)
    assert (goal.state, goal.sales, goal.marketing, goal.asked) == (PROPOSED, ("UREP",), (), "UOWNER")
    assert (goal.start, goal.target, goal.now, goal.unit) == (Decimal(12), Decimal(40), Decimal(12), "demos")
    assert work.asked == [("T", "goal_ask", goal.id)]
    unnamed = goals.propose(OWNER, replace(DEMOS, title="Another", signer=""))
    assert unnamed.asked == "UBOSS"


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"target": "12"}, "target", "stands already"),
        ({"target": "a lot"}, "target", "not a number"),
        ({"target": ""}, "target", "where you want to be"),
        ({"target": "9" * 14}, "target", "a digit too many"),
        ({"start": ""}, "start", "where it stands today"),
        ({"start": "12 USD", "target": "40 EUR"}, "start", "Use one of them"),
        ({"due": "2026-11-20"}, "due", "here or past"),
        ({"due": "2026-02-30"}, "due", "Choose the day"),
        ({"due": "2040-01-01"}, "due", "three years"),
        ({"title": " \n "}, "title", "what it is for"),
        ({"title": "x" * 151}, "title", "150 are enough"),
        ({"signer": "UREP"}, "signer", "takes two people"),
        ({"signer": "UREPTWO"}, "signer", "somebody of marketing"),
        ({"signer": "UGUEST"}, "signer", "somebody of marketing"),
        ({"signer": "UNOBODY"}, "signer", "somebody of marketing"),
        ({"owner": "UGONE"}, "owner", "not known here"),
        ({"measure": "cost", "about": "segment:Doors"}, "about", "counted for a channel"),
        ({"measure": "returned", "target": "120 %"}, "target", "from 0 to 100"),
        ({"measure": "accepted", "target": "12.5"}, "target", "whole numbers"),
        ({"measure": "accepted", "target": "-1"}, "target", "less than zero"),
        ({"measure": "accepted", "target": "0"}, "target", "stands already"),
    ],
)
def test_what_cannot_be_a_goal_is_refused_at_its_field(
    goals: Goals, work: WrittenWork, changed: dict[str, str], field: str, says: str
) -> None:
    with pytest.raises(Refusal) as refused:
        goals.propose(REP, replace(DEMOS, **changed))
    assert refused.value.field == field
    assert says in refused.value.words
    assert (goals.shown("T"), work.asked) == ([], [])


def test_where_nobody_of_the_other_side_is_known_a_proposal_says_so(
    goals: Goals, books: Books, workspaces: Workspaces
) -> None:
    workspaces.meet("T", [Known("UREP", "Rita", "", "rep"), Known("UREPTWO", "Rolf", "", "rep")])
    with pytest.raises(Refusal, match="Nobody of marketing is known here yet"):
        goals.propose(REP, replace(DEMOS, signer=""))
    workspaces.meet("T", [Known("UREP", "Rita", "", "rep"), Known("UOWNER", "Olu", "", "marketer")])
    with pytest.raises(Refusal, match="Choose who signs for marketing"):
        goals.propose(REP, replace(DEMOS, signer=""))


def test_a_guest_neither_proposes_nor_signs(goals: Goals) -> None:
    with pytest.raises(NotAllowed):
        goals.propose(GUEST, DEMOS)
    goal = goals.propose(REP, DEMOS)
    with pytest.raises(NotAllowed):
        goals.sign(GUEST, goal.id)
    assert state_of(goals, goal) == PROPOSED


def test_whoever_may_sign_for_both_sides_says_for_which_and_signs_once(goals: Goals) -> None:
    with pytest.raises(Refusal, match="sales or for marketing"):
        goals.propose(BOSS, DEMOS)
    goal = goals.propose(BOSS, replace(DEMOS, side="sales"))
    with pytest.raises(Refusal, match="You have signed this for sales already"):
        goals.sign(BOSS, goal.id, "marketing")
    assert state_of(goals, goal) == PROPOSED
    assert goals.sign(ADMIN, goal.id, "marketing").state == LIVE


@pytest.mark.parametrize("order", [pytest.param(each, id="-".join(each)) for each in permutations(sorted(SIDE), 3)])
def test_only_a_name_of_each_side_makes_a_goal_live(goals: Goals, order: Sequence[str]) -> None:
    proposer, *others = order
    other_side = next(user for user in sorted(SIDE) if SIDE[user] != SIDE[proposer])
    goal = goals.propose(Deed("T", proposer), replace(DEMOS, signer=other_side))
    sides = {SIDE[proposer]}
    for user in others:
        if sides == set(SIDES):
            with pytest.raises(Refusal, match="it is live"):
                goals.sign(Deed("T", user), goal.id)
            continue
        for side in SIDES:  # whatever a button says, a rep signs for sales and a marketer for marketing
            with pytest.raises(Refusal, match="already"):
                goals.sign(Deed("T", proposer), goal.id, side)
        goal = goals.sign(Deed("T", user), goal.id, "sales" if SIDE[user] == "marketing" else "marketing")
        sides.add(SIDE[user])
        assert (goal.state == LIVE) == (sides == set(SIDES))
        assert (bool(goal.sales), bool(goal.marketing)) == ("sales" in sides, "marketing" in sides)


def test_two_who_sign_at_once_make_it_live_once(goals: Goals, work: WrittenWork) -> None:
    goal = goals.propose(REP, DEMOS)
    goals.withdraw_signature(REP, goal.id)

    def sign(user: str) -> str:
        return goals.sign(Deed("T", user), goal.id).state

    with ThreadPoolExecutor(2) as threads:
        states = list(threads.map(sign, ("UREP", "UOWNER")))
    assert sorted(states) == [LIVE, PROPOSED]
    shown = goals.one("T", goal.id)[0]
    assert (shown.state, shown.sales, shown.marketing) == (LIVE, ("UREP",), ("UOWNER",))
    assert [kind for _, kind, _ in work.asked].count("goal_signed") == 2


def test_the_same_delivery_signs_and_proposes_once(goals: Goals) -> None:
    twice = Deed("T", "UREP", "view:1")
    goal = goals.propose(twice, DEMOS)
    with pytest.raises(SeenBefore):
        goals.propose(twice, DEMOS)
    pressed = Deed("T", "UOWNER", "trigger:1")
    goals.sign(pressed, goal.id)
    with pytest.raises(SeenBefore):
        goals.sign(pressed, goal.id)
    assert len(goals.shown("T")) == 1
    with pytest.raises(Refusal, match="There is such a goal already"):
        goals.propose(REP2, replace(DEMOS, title=" forty  DEMOS "))


def test_a_name_is_taken_back_only_while_the_goal_waits(goals: Goals) -> None:
    goal = goals.propose(REP, DEMOS)
    assert goals.withdraw_signature(REP, goal.id).signers == ()
    assert goals.sign(OWNER, goal.id).state == PROPOSED
    assert goals.sign(REP2, goal.id).state == LIVE
    with pytest.raises(Refusal, match="drops it and says why"):
        goals.withdraw_signature(OWNER, goal.id)
    with pytest.raises(Refusal, match="not under this goal"):
        goals.withdraw_signature(REP, goal.id)


def test_progress_is_entered_by_those_concerned_and_says_whether_it_is_on_track(
    goals: Goals, clock: StillClock
) -> None:
    goal = alive(goals)
    assert goal.on_track is True
    clock.go(days=14)  # half of the 28 days
    assert goals.one("T", goal.id)[0].on_track is False
    assert goals.enter(REP, goal.id, "25", "Call owner@kitchen.example").on_track is False
    assert goals.enter(OWNER, goal.id, "26").on_track is True  # at the very same moment
    shown, entries = goals.one("T", goal.id)
    assert (shown.now, shown.part) == (Decimal(26), 0.5)
    assert [(each.value, each.by) for each in entries] == [(Decimal(26), "UOWNER"), (Decimal(25), "UREP")]
    assert entries[1].words == "Call [e-mail]"
    for deed, value, says in ((REP2, "30", "who answers for"), (REP, "many", "not a number"), (REP, " ", "such as 25")):
        with pytest.raises(Refusal, match=says):
            goals.enter(deed, goal.id, value)
    waiting = goals.propose(REP, replace(DEMOS, title="Later"))
    with pytest.raises(Refusal, match="not live"):
        goals.enter(REP, waiting.id, "30")


def test_a_goal_is_dropped_with_a_reason_by_those_concerned(goals: Goals, work: WrittenWork) -> None:
    goal = goals.propose(REP, DEMOS)
    for deed, why, says in ((REP2, "No", "who answers for"), (OWNER, " ", "in a sentence why")):
        with pytest.raises(Refusal, match=says):
            goals.drop(deed, goal.id, why)
    dropped = goals.drop(OWNER, goal.id, "Twelve is enough")  # who was asked may turn it down
    assert (dropped.state, dropped.why, dropped.ended_by) == (DROPPED, "Twelve is enough", "UOWNER")
    assert ("T", "goal_ended", goal.id) in work.asked
    for again in (lambda: goals.drop(REP, goal.id, "x"), lambda: goals.sign(OWNER, goal.id)):
        with pytest.raises(Refusal, match="has ended"):
            again()


def test_measured_goals_begin_where_the_program_counts_and_move_by_themselves(
    goals: Goals, books: Books, workspaces: Workspaces, clock: StillClock
) -> None:
    channels = Channels(books, workspaces)
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


def test_silence_is_no_fall_in_objections(goals: Goals, books: Books, clock: StillClock) -> None:
    note(books, clock.now(), 6, kind="objection")
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
    for told in due:
        endings.told("T", *told)
    assert endings.to_tell("T") == []
    shown = goals.one("T", goal.id)[0]
    assert (shown.state, shown.now, shown.ended_by) == (REACHED, Decimal(41), "")


@pytest.mark.parametrize("measure", ["", "accepted"])
def test_a_goal_whose_day_passes_is_missed_where_it_stood(
    goals: Goals, endings: Endings, books: Books, clock: StillClock, measure: str
) -> None:
    note(books, clock.now(), 3, lead_verdict="accepted")
    goal = alive(goals, replace(DEMOS, measure=measure, unit=""))
    clock.at = datetime(2026, 12, 18, 22, 30, tzinfo=UTC)  # the last half hour of the day in Berlin
    note(books, clock.now(), 5, lead_verdict="accepted")
    assert endings.decide("T") == []
    assert state_of(goals, goal) == LIVE
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


def test_a_goal_is_found_by_a_word_of_its_title(goals: Goals) -> None:
    with pytest.raises(Refusal, match="There are no goals yet"):
        goals.find("T", "demos")
    goal = goals.propose(REP, DEMOS)
    goals.propose(REP, replace(DEMOS, title="Forty notes"))
    assert goals.find("T", "DEMO").id == goal.id
    for words, says in (("forty", "stands in several"), ("bananas", "There is no goal")):
        with pytest.raises(Refusal, match=says):
            goals.find("T", words)
