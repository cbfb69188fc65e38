"""Goals: what may be one, who is asked to sign it, whose names make it live, who drops it."""

import contextlib
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest

from capabilities.books import Books, Deed, SeenBefore
from capabilities.goals import DROPPED, LIVE, PROPOSED, SIDES, Goals, GoalShown
from capabilities.refusal import NotAllowed, Refusal
from capabilities.workspace import Known
from tests.conftest import WrittenWork
from tests.goal_setting import ADMIN, BOSS, DEMOS, GUEST, OWNER, REP, REP2, ROLES, SIDE, goals_of


@pytest.fixture
def goals(small: Books) -> Goals:
    return goals_of(small)


def state_of(goals: Goals, goal: GoalShown) -> str:
    return goals.one("T", goal.id)[0].state


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


def test_where_nobody_of_the_other_side_is_known_a_proposal_says_so(goals: Goals) -> None:
    workspaces = goals.figures.workspaces
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


def test_whatever_people_do_nothing_is_live_without_two_people_of_two_sides(goals: Goals) -> None:
    chance, live = random.Random(7), 0
    users = [user for user, role in ROLES.items() if role not in ("guest", "gone")]
    for at in range(25):
        aim = replace(DEMOS, title=f"Goal {at}", signer="UBOSS", side=chance.choice(SIDES))
        goal = goals.propose(Deed("T", chance.choice([user for user in users if user != "UBOSS"])), aim)
        for _ in range(5):
            deed, verb = (
                Deed("T", chance.choice(users)),
                chance.choice((goals.sign, goals.sign, goals.withdraw_signature)),
            )
            with contextlib.suppress(Refusal):
                verb(deed, goal.id, *((chance.choice(SIDES),) if verb == goals.sign else ()))
            now, _ = goals.one("T", goal.id)
            assert (now.state == LIVE) == bool(now.sales and now.marketing)
            assert not set(now.sales) & set(now.marketing)
            assert all(SIDE.get(user, "sales") == "sales" for user in now.sales)
            assert all(SIDE.get(user, "marketing") == "marketing" for user in now.marketing)
        live += now.state == LIVE
    assert 5 < live < 25


def test_two_who_sign_at_once_make_it_live_once(books: Books, work: WrittenWork) -> None:
    goals = goals_of(books)
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
    with pytest.raises(Refusal, match="have not signed"):
        goals.withdraw_signature(REP, goal.id)


def test_a_goal_is_dropped_with_a_reason_by_those_concerned(goals: Goals, work: WrittenWork) -> None:
    goal = goals.propose(REP, DEMOS)
    for deed, why, says in ((REP2, "No", "who answers for"), (OWNER, " ", "in a sentence why")):
        with pytest.raises(Refusal, match=says):
            goals.drop(deed, goal.id, why)
    dropped = goals.drop(OWNER, goal.id, "Twelve is enough")  # who was asked may turn it down
    assert (dropped.state, dropped.why, dropped.ended_by) == (DROPPED, "Twelve is enough", "UOWNER")
    assert ("T", "goal_ended", goal.id) in work.asked
    with pytest.raises(Refusal, match="has ended"):
        goals.drop(REP, goal.id, "x")
    with pytest.raises(Refusal, match="has ended"):
        goals.sign(OWNER, goal.id)


def test_a_goal_is_found_by_a_word_of_its_title(goals: Goals) -> None:
    with pytest.raises(Refusal, match="There are no goals yet"):
        goals.find("T", "demos")
    goal = goals.propose(REP, DEMOS)
    goals.propose(REP, replace(DEMOS, title="Forty notes"))
    assert goals.find("T", "DEMO").id == goal.id
    for words, says in (("forty", "stands in several"), ("bananas", "There is no goal")):
        with pytest.raises(Refusal, match=says):
            goals.find("T", words)


def test_a_name_of_who_left_or_changed_sides_makes_nothing_live(goals: Goals) -> None:
    goal = goals.propose(REP, DEMOS)
    workspaces, roles = goals.figures.workspaces, ROLES

    def met(**changed: str) -> None:
        workspaces.meet("T", [Known(user, user, "Europe/Berlin", role) for user, role in {**roles, **changed}.items()])

    for role in ("gone", "guest", "marketer"):
        met(UREP=role)
        shown = goals.sign(OWNER, goal.id)
        assert (shown.state, shown.sales, shown.waits_for) == (PROPOSED, (), ("sales",)), role
        goals.withdraw_signature(OWNER, goal.id)
    assert goals.sign(REP, goal.id).marketing == ("UREP",), "who changed sides may sign for the new one"
    live = goals.sign(REP2, goal.id)
    assert (live.state, live.sales, live.marketing) == (LIVE, ("UREPTWO",), ("UREP",))
    met(UREP="gone")
    assert goals.one("T", goal.id)[0].marketing == ("UREP",), "a live goal keeps the names it became so by"


@pytest.mark.parametrize(
    ("measure", "start", "target", "says"),
    [
        ("returned", "10", "25", "should fall"),
        ("landed", "40", "25", "should rise"),
        ("cost", "50", "80", "should fall"),
    ],
)
def test_a_measure_that_cannot_be_counted_yet_is_aimed_at_the_right_way(
    goals: Goals, measure: str, start: str, target: str, says: str
) -> None:
    aim = replace(DEMOS, measure=measure, unit="", start=start, target=target)
    with pytest.raises(Refusal, match=says) as refused:
        goals.propose(REP, aim)
    assert refused.value.field == "target"
    turned = goals.propose(REP, replace(aim, start=target, target=start))
    assert (turned.now, turned.part, turned.on_track) == (None, None, None)


@pytest.mark.parametrize("nonsense", ["many", "NaN", "inf", "1e5", "--3", "26 EUR", "26 %", "9" * 13, "²", " ", "%"])
def test_progress_that_makes_no_sense_is_refused_at_its_field(goals: Goals, nonsense: str) -> None:
    for unit in ("demos", ""):
        goal = goals.sign(OWNER, goals.propose(REP, replace(DEMOS, title=f"In {unit}", unit=unit)).id)
        with pytest.raises(Refusal) as refused:
            goals.enter(REP, goal.id, nonsense)
        assert refused.value.field == "value"
