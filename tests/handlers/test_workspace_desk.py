"""App Home as a desk, through the front door: weeks due, goals to sign, questions, the digest, and what guests see."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from capabilities.books import Deed
from capabilities.channels import Channel, Numbers, Story
from capabilities.desk import ANSWERED, PASSED_ON, SILENT, TOLD
from capabilities.digest import to_json
from capabilities.goals import Aim
from capabilities.permissions import GUEST
from capabilities.questions.owner import gap_key
from capabilities.workspace import Known
from handlers import home as ways
from handlers.views import channel_forms, home_questions, workspace
from handlers.views import channels as channel_views
from handlers.views import goals as goal_views
from storage import brief as stored_brief
from storage import channels as stored_channels
from storage import field as stored_field
from storage import questions as stored
from storage import workspace as stored_workspace
from storage.brief import Proposal
from storage.field import Note
from storage.questions import KeptAnswer, Question
from storage.questions import kept as stored_kept
from tests.conftest import WrittenWork
from tests.front_door import BOSS, MARKETER, PEOPLE, REP, REP2, TEAM, FrontDoor, Json, elements, words
from tests.handlers.test_brief_proposals import FILED
from tests.kept_steps import KeptSteps
from tests.proposed import OWNED

WEEK = date(2026, 11, 16)


@pytest.fixture
def door(still_door: FrontDoor) -> FrontDoor:
    return still_door


def home(door: FrontDoor, user: str) -> Json:
    """A person's App Home as it is now."""
    ways.jobs(door.plumbline.rooms.home_ways, door.plumbline.clients)["home"](KeptSteps(), TEAM, f"{user}:now")
    view: Json = door.page("open_home", **{"as": user, "tab": "home"})["view"]
    return view


def press(door: FrontDoor, user: str, action: str) -> Json:
    """Press the first such button of somebody's App Home; the view it opened, if it opened one."""
    view = home(door, user)
    button = next(each for each in elements(view["blocks"]) if each["action_id"] == action)
    door.page("action", **{"as": user, "container": {"type": "view", "view_id": view["id"]}, "action": button})
    opened = door.calls("views.open")
    return opened[-1]["answer"]["view"] if opened else {}


def submit(door: FrontDoor, user: str, view: Json, name: str, value: str) -> Json:
    state = {name: {"value": {"type": "plain_text_input", "value": value}}}
    return door.page("view/submit", **{"as": user, "view_id": view["id"], "state": state})


def test_a_week_that_is_owed_waits_with_its_owner_until_it_is_reported_or_skipped(
    door: FrontDoor, work: WrittenWork
) -> None:
    channels = door.plumbline.rooms.channels
    podcast = channels.add(Deed(TEAM, MARKETER), "Podcast", MARKETER)
    fairs = channels.add(Deed(TEAM, MARKETER), "Fairs", REP)
    said = words(home(door, MARKETER))
    assert "*Podcast*\nThe week of 16 Nov is due Fri 20 Nov, 14:00." in said
    assert "0 of 2 channels handed in\nNot here yet: Rita Rep (Fairs)" in said
    assert press(door, MARKETER, channel_views.REPORT)["callback_id"] == channel_views.FORM
    view = press(door, MARKETER, channel_views.SKIP)
    assert view["callback_id"] == channel_forms.SKIP_FORM
    work.asked.clear()
    submit(door, MARKETER, view, "reason", "trade fair, nobody at the desk")
    asked = [(kind, key.rpartition(":")[0]) for _, kind, key in work.asked]
    assert asked.count(("home", f"{MARKETER}:skip")) == 1
    assert "*Podcast*" not in words(home(door, MARKETER))
    assert "Report" in words(home(door, REP))  # owners who are no marketers report theirs
    assert "Not here yet" not in words(home(door, REP))
    channels.report(Deed(TEAM, REP), fairs.id, WEEK, Numbers(spend=Decimal(90), currency="EUR"), Story())
    assert "Nothing waits for you." in words(home(door, REP))
    assert podcast.id != fairs.id


def test_a_goal_is_signed_from_the_desk_and_shows_there_as_live(door: FrontDoor) -> None:
    goals = door.plumbline.rooms.goals
    aim = Aim(title="Forty demos", start="12", target="40", unit="demos", due="2026-12-18", owner=REP, signer=MARKETER)
    goals.propose(Deed(TEAM, REP), aim)
    assert "Waits for a signature of marketing" in words(home(door, REP))
    assert "<@UREP> asks for a signature of marketing." in words(home(door, MARKETER))
    press(door, MARKETER, goal_views.SIGN["marketing"])
    for user, does in ((REP, "Enter progress"), (REP2, "Open")):
        said = words(home(door, user))
        assert "*12* now, from 12 to *40 demos* by Fri 18 Dec" in said
        assert does in said
    assert "Waiting for you" not in words(home(door, MARKETER))


def question(door: FrontDoor, at: str, state: str, **more: Any) -> None:
    now = door.plumbline.clock.now()
    row = Question(workspace=TEAM, id=at, asked_by=REP, text=f"Question {at}?", state=state, asked_at=now, **more)
    with door.plumbline.rooms.books.keep(Deed(TEAM, REP)) as unit:
        stored.add(unit, row)


def test_my_questions_say_how_they_stand_and_an_answer_for_colleagues_stays_with_them(door: FrontDoor) -> None:
    rooms, now = door.plumbline.rooms, door.plumbline.clock.now()
    question(door, "q1", "answered", sentences=[{"kind": "sentence", "text": "Two days.", "quoted": True}])
    question(door, "q2", "silent")
    question(door, "q3", "silent")
    question(door, "q4", "silent")
    with rooms.books.keep(Deed(TEAM, MARKETER)) as unit:
        row = KeptAnswer(workspace=TEAM, id="a", question="q3", text="It is heated.", by=MARKETER, at=now, inside=True)
        stored_kept.add(unit, row, [("q3", REP)])
        stored_workspace.begin_posting(unit, gap_key("q4", MARKETER), channel=MARKETER, now=now)
    desk = rooms.home_ways.desks.of(TEAM, REP)
    assert {each.id: each.state for each in desk.questions} == {
        "q1": ANSWERED, "q2": SILENT, "q3": TOLD, "q4": PASSED_ON
    }  # fmt: skip
    said = words(home(door, REP))
    assert "Answered: Two days." in said
    assert "Mara Marketer answered: It is heated." in said
    assert "Waiting with Mara Marketer" in said
    assert "Ask its owner" in said
    assert "Question q1" not in words(home(door, REP2))
    rooms.workspaces.meet(TEAM, [Known(REP, "Rita Rep", "Europe/Berlin", GUEST), *PEOPLE[1:]])
    assert "It is heated." not in words(home(door, REP))


def test_a_question_is_asked_from_the_desk(door: FrontDoor, work: WrittenWork) -> None:
    view = press(door, REP, home_questions.ASK)
    assert not submit(door, REP, view, "words", "…")["ok"]
    submit(door, REP, view, "words", "May I say we are cheaper?")
    assert {"home", "question"} <= {kind for _, kind, _ in work.asked}
    assert "*May I say we are cheaper?*\nBeing looked up" in words(home(door, REP))


def test_the_latest_digest_opens_whole_and_the_doors_open_their_forms(door: FrontDoor, work: WrittenWork) -> None:
    rooms = door.plumbline.rooms
    rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)
    assert "None has been posted yet." in words(home(door, REP))
    _, due = rooms.digests.now(Deed(TEAM, MARKETER))
    digest = rooms.digests.compose(TEAM, due)
    key = next(key for _, kind, key in work.asked if kind == "digest")
    rooms.digests.finish(TEAM, key, content=to_json(digest), posted=True)
    assert digest.decision in words(home(door, REP))
    assert "Sales and marketing, week of 9 Nov" in words(press(door, REP, workspace.DIGEST))
    assert press(door, REP, workspace.PITCH)["title"]["text"] == "Pitch points"
    assert "text" in words(press(door, REP, workspace.CHECK))


def test_a_guest_sees_neither_goals_nor_the_digest_nor_what_others_owe(door: FrontDoor) -> None:
    rooms = door.plumbline.rooms
    rooms.channels.add(Deed(TEAM, MARKETER), "Podcast", MARKETER)
    aim = Aim(title="Forty demos", start="12", target="40", unit="demos", due="2026-12-18", owner=REP, signer=MARKETER)
    rooms.goals.propose(Deed(TEAM, REP), aim)
    rooms.workspaces.meet(TEAM, [*PEOPLE, Known("UGUEST", "Gus Guest", "Europe/Berlin", GUEST)])
    desk = ways.desk(rooms.home_ways, TEAM, "UGUEST")
    said = words(workspace.home(desk, now=door.plumbline.clock.now()))
    assert (desk.goals, desk.digest, desk.decisions, desk.desk.state) == ((), None, None, None)
    for kept in ("Forty demos", "digest", "Podcast", "Get pitch points"):
        assert kept not in said, kept
    nobody = ways.desk(rooms.home_ways, TEAM, "UNEVERSEEN")
    assert not nobody.desk.inside  # who has not been met yet may be a guest


def lay(door: FrontDoor, count: int) -> None:
    """Put so many of each thing on everybody's desk."""
    rooms, now = door.plumbline.rooms, door.plumbline.clock.now()
    base = rooms.briefs.current(TEAM)
    assert base is not None
    with rooms.books.keep(Deed(TEAM, BOSS)) as unit:
        for at in range(count):
            owner = (REP, MARKETER, BOSS)[at % 3]
            stored_channels.save_channel(
                unit, Channel(workspace=TEAM, id=f"c{count}{at}", name=f"C {at}", name_key=f"{count} {at}", owner=owner)
            )
            note = Note(workspace=TEAM, id=f"n{count}{at}", created_at=now, author=owner, kind="want", text="a plan")
            stored_field.add(unit, note)
            proposal = Proposal(
                workspace=TEAM, id=f"p{count}{at}", key=f"{count} {at}", product_key=base.version.product_key,
                base=base.version.id, words="A line", cause="theme", made_at=now,
            )  # fmt: skip
            stored_brief.add_proposal(unit, proposal, [note.id])
    for at in range(count):
        question(door, f"q{count}{at}", "silent")


def test_a_desk_costs_as_many_reads_with_much_on_it_as_with_little(door: FrontDoor) -> None:
    rooms, reads = door.plumbline.rooms, list[str]()
    rooms.briefs.file(FILED, OWNED, any_text=True, publish=True)

    def counted(user: str) -> int:
        reads.clear()
        ways.desk(rooms.home_ways, TEAM, user)
        return sum(each.startswith("SELECT") for each in reads)

    def note_down(*given: Any) -> None:
        reads.append(given[2])

    sa.event.listen(rooms.books.database.engine, "before_cursor_execute", note_down)
    lay(door, 6)
    few = {user: counted(user) for user in (REP, MARKETER, BOSS)}
    lay(door, 60)
    assert {user: counted(user) for user in few} == few
    assert max(few.values()) <= 55
