"""Goals through the front door: proposed in a form, signed by a button, live, moved, dropped and reached."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.goals import Aim
from capabilities.posting import Postings
from capabilities.refusal import Refusal
from capabilities.workspace import Known
from handlers import goals as ways
from handlers.posting import Poster
from handlers.views import goal_forms as forms
from handlers.views import goals as views
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, MARKETER, PEOPLE, REP, REP2, SALES, TEAM, FrontDoor, Json, elements, words
from tests.kept_steps import KeptSteps

FILLED = {"title": "Forty <!channel> demos", "measure": forms.BY_HAND, "start": "12", "target": "40", "unit": "demos",
          "due": "2026-12-18", "owner": REP, "signer": MARKETER}  # fmt: skip
_CHOSEN = {"static_select": "selected_option", "users_select": "selected_user", "datepicker": "selected_date"}


@pytest.fixture
def door(still_door: FrontDoor) -> FrontDoor:
    return still_door


def form_of(door: FrontDoor, method: str = "views.open") -> Json:
    """The form opened last, as the workspace shows it."""
    view: Json = door.calls(method)[-1]["answer"]["view"]
    return view


def fill(door: FrontDoor, user: str, view: Json, **typed: str) -> Json:
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input" and block["block_id"] in typed:
            kind, value = block["element"]["type"], typed[block["block_id"]]
            held: Any = {"value": value} if kind == "static_select" else value
            state[block["block_id"]] = {"value": {"type": kind, _CHOSEN.get(kind, "value"): held}}
    return door.page("view/submit", **{"as": user, "view_id": view["id"], "state": state})


def propose(door: FrontDoor, user: str = REP, **changed: str) -> Json:
    door.command(user, "/goals propose")
    return fill(door, user, form_of(door), **{**FILLED, **changed})


def do(door: FrontDoor, work: WrittenWork, *, twice: bool = False) -> None:
    """Do the work of goals that was asked for; `twice` as after a crash that forgot every step."""
    rooms, clients = door.plumbline.rooms, door.plumbline.clients
    jobs = ways.jobs(rooms.goal_ways, Poster(clients, Postings(rooms.books)))
    asked = [(kind, key) for _, kind, key in work.asked if kind in jobs]
    work.asked.clear()
    for kind, key in asked:
        for _ in range(2 if twice else 1):
            jobs[kind](KeptSteps(), TEAM, key)


def told(door: FrontDoor, user: str) -> list[str]:
    return [words(message) for message in door.messages(user, door.direct(user))]


def press(door: FrontDoor, user: str, action: str) -> Json:
    """Press a button of the newest message from the bot that has it."""
    where = door.direct(user)
    message = next(
        each
        for each in reversed(door.messages(user, where))
        if any(one.get("action_id") == action for one in elements(each.get("blocks") or []))
    )
    return door.press(user, message, action, channel=where)


def test_a_goal_is_proposed_signed_in_a_message_and_told_as_live_once(door: FrontDoor, work: WrittenWork) -> None:
    assert propose(door, owner=REP2)["ok"]
    do(door, work, twice=True)
    asked = told(door, MARKETER)
    assert len(asked) == 1
    assert "proposes a joint goal: “Forty &lt;!channel&gt; demos”. Will you sign it?" in asked[0]
    assert "From 12 to *40 demos* by Fri 18 Dec" in asked[0]
    press(door, MARKETER, views.SIGN["marketing"])
    do(door, work, twice=True)
    for user in (REP, REP2, MARKETER):
        live = [text for text in told(door, user) if "is live: <@UREP> signed for sales" in text]
        assert len(live) == 1, user
        assert ("You answer for it" in live[0]) == (user == REP2)
    assert "is signed by both sides and live" in told(door, MARKETER)[0]
    assert told(door, BOSS) == []
    door.command(BOSS, "/goals")
    shown = words(door.last(BOSS))
    assert "▱▱▱▱▱▱▱▱▱▱  *12* now, from 12 to *40 demos* by Fri 18 Dec · on track" in shown
    assert "signed by <@UREP> (sales) and <@UMARKETER> (marketing)" in shown


def test_a_second_press_says_it_is_signed_and_somebody_of_the_same_side_makes_nothing_live(
    door: FrontDoor, work: WrittenWork
) -> None:
    propose(door, signer="")
    do(door, work)
    assert "Sign for marketing" in told(door, BOSS)[0]
    assert "Sign for sales" not in told(door, BOSS)[0]
    door.command(REP2, "/goals")
    assert "Sign\n" not in words(door.last(REP2))  # sales has signed
    door.command(MARKETER, "/goals")
    earlier = door.last(MARKETER)
    door.command(MARKETER, "/goals")
    door.press(MARKETER, door.last(MARKETER), views.SIGN["marketing"])
    do(door, work)
    assert "is signed by both sides" in told(door, BOSS)[0]
    door.press(MARKETER, earlier, views.SIGN["marketing"])
    assert any("it is live" in words(each) for each in door.messages(MARKETER, SALES))
    assert [goal.signers for goal in door.plumbline.rooms.goals.shown(TEAM)] == [(REP, MARKETER)]


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"target": "12"}, "target", "Choose a target to move to"),
        ({"due": "2026-11-01"}, "due", "here or past"),
        ({"target": "forty"}, "target", "not a number"),
        ({"signer": REP}, "signer", "takes two people"),
        ({"signer": REP2}, "signer", "Choose somebody of marketing"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(door: FrontDoor, changed: dict[str, str], field: str, says: str) -> None:
    assert says in propose(door, **changed)["errors"][field]


def test_progress_and_a_reason_for_dropping_are_given_in_forms(door: FrontDoor, work: WrittenWork) -> None:
    propose(door)
    goals = door.plumbline.rooms.goals
    do(door, work)
    press(door, MARKETER, views.SIGN["marketing"])
    do(door, work)
    press(door, MARKETER, views.OPEN)
    window = form_of(door)
    where = {"type": "view", "view_id": window["id"]}
    action = next(each for each in elements(window["blocks"]) if each["action_id"] == views.ENTER)
    door.page("action", **{"as": MARKETER, "container": where, "action": action})
    answer = fill(door, MARKETER, form_of(door, "views.push"), value="twenty")
    assert "not a number" in answer["errors"]["value"]
    assert fill(door, MARKETER, form_of(door, "views.push"), value="26", words="Two big ones")["ok"]
    assert str(goals.shown(TEAM)[0].now) == "26.00"
    door.command(REP, "/goals show demos")
    shown = words(door.last(REP))
    assert "Fri 20 Nov: *26 demos* · <@UMARKETER>\n&gt; Two big ones" in shown.replace("\n> ", "\n&gt; ")
    door.press(REP, door.last(REP), views.DROP)
    assert fill(door, REP, form_of(door), why="The fair is off")["ok"]
    do(door, work, twice=True)
    assert [text for text in told(door, REP) if "dropped the goal" in text] == []
    dropped = [text for text in told(door, MARKETER) if "<@UREP> dropped the goal" in text]
    assert len(dropped) == 1
    assert "The fair is off" in dropped[0]


def test_a_reached_goal_is_told_once_to_its_people(door: FrontDoor, work: WrittenWork, clock: StillClock) -> None:
    propose(door)
    rooms = door.plumbline.rooms
    goal = rooms.goals.shown(TEAM)[0]
    rooms.goals.sign(Deed(TEAM, MARKETER), goal.id)
    rooms.goals.enter(Deed(TEAM, REP), goal.id, "40")
    work.asked.clear()
    for _ in range(3):  # a Saturday, a Sunday and a Monday
        clock.go(days=1)
        rooms.endings.due(TEAM, clock.now())
        do(door, work, twice=True)
    rooms.endings.due(TEAM, clock.now())
    do(door, work)
    for user in (REP, MARKETER):
        assert [("Reached: " in text) for text in told(door, user)] == [True], user


def test_whoever_is_asked_and_cannot_be_reached_is_told_of(door: FrontDoor, work: WrittenWork) -> None:
    met = [*PEOPLE, Known("UMISSING", "Max Missing", "Europe/Berlin", "marketer")]
    door.plumbline.rooms.workspaces.meet(TEAM, met)
    rooms = door.plumbline.rooms
    aim = Aim("Demos", start="1", target="4", due="2026-12-18", signer="UMISSING")
    rooms.goals.propose(Deed(TEAM, REP), aim)
    do(door, work)
    assert "I could not reach <@UMISSING> about “Demos”" in told(door, REP)[-1]


def test_an_unknown_word_and_help_say_what_goals_knows(door: FrontDoor) -> None:
    door.command(REP, "/goals dance")
    assert "It knows propose and show" in words(door.last(REP))
    door.command(REP, "/goals help")
    assert "set an aim and ask the other side to sign it" in words(door.last(REP))
    door.command(REP, "/goals")
    assert "live once somebody of each has signed it" in words(door.last(REP))


@pytest.mark.parametrize(
    "wild",
    [
        "<!channel> & <@UREP> *bold* `code` ~no~ _so_",
        "\u202eturned\u202c \u200b\u2066x",
        "two\nlines\r\nof it",
        "x" * 150,
    ],
)
def test_titles_units_and_reasons_break_no_message_of_a_goal(door: FrontDoor, work: WrittenWork, wild: str) -> None:
    assert propose(door, title=wild, unit=wild[:40])["ok"]
    do(door, work)
    press(door, MARKETER, views.SIGN["marketing"])
    do(door, work)
    door.command(REP, "/goals show")
    door.command(REP, f"/goals show {wild[:9]}")
    door.press(REP, door.last(REP), views.DROP)
    assert fill(door, REP, form_of(door), why=wild * 3)["ok"]
    do(door, work)
    said = [*told(door, MARKETER), *told(door, REP), words(door.last(REP))]
    assert len(said) >= 4
    wanted = ("<!channel>", "<@UREP> *", "*bold*", "`code`", "\u202e", "\u200b", "\u2066")
    for text in said:
        unquoted = "\n".join(line for line in text.splitlines() if not line.startswith(("> ", "&gt; ")))
        assert [each for each in wanted if each in unquoted] == [], text


def test_a_guest_sees_no_goals_and_who_became_one_enters_and_drops_none(door: FrontDoor, work: WrittenWork) -> None:
    propose(door)
    do(door, work)
    press(door, MARKETER, views.SIGN["marketing"])
    do(door, work)
    goals = door.plumbline.rooms.goals
    (goal,) = goals.shown(TEAM)
    met = [replace(each, role="guest") if each.user == MARKETER else each for each in PEOPLE]
    door.plumbline.rooms.workspaces.meet(TEAM, met)
    for line in ("/goals", "/goals show demos", "/goals propose"):
        door.command(MARKETER, line)
        assert "you are a guest here" in words(door.last(MARKETER))
    opened = len(door.calls("views.open"))
    for action in (views.ENTER, views.OPEN):  # of a message from before
        press(door, MARKETER, action)
    assert len(door.calls("views.open")) == opened
    assert not goals.asked(TEAM, MARKETER).may_drop(goal)
    assert not goals.asked(TEAM, MARKETER).may_enter(goal)
    with pytest.raises(Refusal, match="guest"):
        goals.enter(Deed(TEAM, MARKETER), goal.id, "20")
    with pytest.raises(Refusal, match="guest"):
        goals.drop(Deed(TEAM, MARKETER), goal.id, "no")
    with pytest.raises(Refusal, match="no longer here"):
        goals.one("TELSEWHERE", goal.id)
    with pytest.raises(Refusal, match="no longer here"):
        goals.drop(Deed("TELSEWHERE", BOSS), goal.id, "not mine")


def test_news_of_a_goal_waits_for_each_ones_morning_and_for_their_return(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    rooms = door.plumbline.rooms
    met = [replace(each, zone="America/New_York") if each.user == REP else each for each in PEOPLE]
    rooms.workspaces.meet(TEAM, [replace(each, away=each.user == REP2) for each in met])
    clock.at = datetime(2026, 11, 20, 12, tzinfo=UTC)  # seven in New York, one in Berlin, a Friday
    goal = rooms.goals.propose(
        Deed(TEAM, REP), Aim("Demos", start="1", target="4", due="2026-12-18", signer=MARKETER, owner=REP2)
    )
    do(door, work)
    rooms.goals.sign(Deed(TEAM, MARKETER), goal.id)
    do(door, work, twice=True)
    assert ["both sides" in each.lower() for each in told(door, MARKETER)] == [True, True]  # what asked says so too
    assert told(door, REP) == told(door, REP2) == []
    clock.go(hours=1, minutes=5)
    rooms.reminding.look(TEAM)
    do(door, work, twice=True)
    assert len(told(door, REP)) == 1
    assert told(door, REP2) == []
    rooms.workspaces.meet(TEAM, met)
    rooms.reminding.look(TEAM)
    do(door, work, twice=True)
    assert len(told(door, REP2)) == 1


def test_whoever_is_asked_to_sign_at_night_is_asked_in_the_morning(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    clock.at = datetime(2026, 11, 19, 19, tzinfo=UTC)
    propose(door)
    do(door, work)
    assert told(door, MARKETER) == []
    clock.go(hours=12)
    door.plumbline.rooms.reminding.look(TEAM)
    do(door, work, twice=True)
    assert ["Will you sign it" in each for each in told(door, MARKETER)] == [True]
