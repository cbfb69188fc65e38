"""Reminders through the front door: one message, its buttons, what follows beneath it, and a status read in Slack."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.channels import Channel, Numbers, Story
from capabilities.posting import Postings
from handlers import channel_reminding
from handlers.absence import absence
from handlers.posting import Poster
from handlers.views import channels as views
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, MARKETER, TEAM, FrontDoor, Json, elements, words
from tests.kept_steps import KeptSteps

WEEK = date(2026, 11, 16)
DUE = datetime(2026, 11, 20, 13, tzinfo=UTC)  # 14:00 in Berlin, a Friday
LED = Deed(TEAM, BOSS)


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[FrontDoor]:
    clock.at = DUE - timedelta(days=5)
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=clock, work=work, working=False)
    yield opened
    opened.close()


@pytest.fixture
def ads(door: FrontDoor) -> Channel:
    return door.plumbline.rooms.channels.add(LED, "Social ads", MARKETER, "Doors")


def remind(door: FrontDoor, work: WrittenWork, *, times: int = 1) -> list[str]:
    """Look, and do the work that it asks for; each as often as said. What was asked for, without week and day."""
    rooms, before = door.plumbline.rooms, len(work.asked)
    rooms.reminding.look(TEAM)
    job = channel_reminding.jobs(rooms.reminding, door.plumbline.clients, _poster(door))["remind"]
    keys = [key for _, kind, key in work.asked[before:] if kind == "remind"]
    for key in keys * times:
        job(KeptSteps(), TEAM, key)
    return [":".join(key.split(":")[1:3]) for key in keys]


def _poster(door: FrontDoor) -> Poster:
    return Poster(door.plumbline.clients, Postings(door.plumbline.rooms.books))


def got(door: FrontDoor, user: str, *, thread: str | None = None) -> list[Json]:
    return [each for each in door.messages(user, door.direct(user), thread=thread) if each.get("bot_id")]


def test_an_owner_gets_one_message_whose_buttons_open_the_form_and_ask_why(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    door.plumbline.rooms.channels.add(LED, "Podcast", MARKETER)
    clock.at = DUE
    assert remind(door, work, times=3) == [f"due:{MARKETER}"]
    (message,) = got(door, MARKETER)
    assert message["text"] == "The week of 16 Nov is due now for 2 channels: Podcast, Social ads."
    door.press(MARKETER, message, views.REPORT, channel=door.direct(MARKETER))
    assert "Podcast" in words(door.calls("views.open")[-1])
    door.press(MARKETER, message, views.SKIP, channel=door.direct(MARKETER))
    assert "Why not this week?" in words(door.calls("views.open")[-1])


def test_the_hour_after_goes_beneath_the_hour_and_then_the_responsible_person_hears(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    channels = door.plumbline.rooms.channels
    podcast = channels.add(LED, "Podcast", BOSS)
    clock.at = DUE - timedelta(hours=20)
    assert remind(door, work) == []
    clock.at = DUE - timedelta(days=1)
    assert remind(door, work) == [f"before:{BOSS}", f"before:{MARKETER}"]
    assert got(door, MARKETER)[-1]["text"] == "Social ads: the week of 16 Nov is due tomorrow at 14:00."
    channels.report(LED, podcast.id, WEEK, Numbers(leads=1), Story())
    clock.at = DUE
    remind(door, work)
    clock.at = DUE + timedelta(hours=1)
    assert remind(door, work, times=2) == [f"after:{MARKETER}"]
    _, due = got(door, MARKETER)
    _, after = got(door, MARKETER, thread=due["ts"])
    assert after["text"] == "Social ads: the week of 16 Nov was due today at 14:00 and is not here yet."
    clock.at = DUE + timedelta(hours=2)
    assert remind(door, work) == [f"all:{BOSS}"]
    assert got(door, BOSS)[-1]["text"] == (
        "Week of 16 Nov: 1 of 2 channels handed in, waiting for Mara Marketer (Social ads)."
    )


def test_what_came_in_between_deciding_and_telling_is_not_asked_for(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    clock.at = DUE
    door.plumbline.rooms.reminding.look(TEAM)
    (key,) = [key for _, kind, key in work.asked if kind == "remind"]
    door.plumbline.rooms.channels.report(Deed(TEAM, MARKETER), ads.id, WEEK, Numbers(leads=1), Story())
    steps, clients = KeptSteps(), door.plumbline.clients
    channel_reminding.jobs(door.plumbline.rooms.reminding, clients, _poster(door))["remind"](steps, TEAM, key)
    assert steps.done == {"remind": "false"}
    assert door.calls("chat.postMessage") == []


def test_killed_between_posting_and_writing_it_down_it_is_said_once(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    clock.at = DUE
    assert remind(door, work) == [f"due:{MARKETER}"]
    with door.plumbline.database.unit(TEAM) as unit:  # Slack has it, and the answer never came
        unit.connection.exec_driver_sql("UPDATE posting SET ts = NULL")
    job = channel_reminding.jobs(door.plumbline.rooms.reminding, door.plumbline.clients, _poster(door))["remind"]
    job(KeptSteps(), TEAM, work.asked[-1][2])
    assert len(got(door, MARKETER)) == 1


def test_an_owner_slack_cannot_reach_is_stood_in_for_by_the_responsible_person(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    door.plumbline.rooms.channels.assign(LED, ads.id, "U0LONGGONE")
    clock.at = DUE
    assert remind(door, work, times=2) == ["due:U0LONGGONE"]
    (message,) = got(door, BOSS)
    assert "<@U0LONGGONE>, who answers for it, cannot be reached" in message["text"]


def test_a_channel_without_an_owner_is_asked_of_the_responsible_person(
    door: FrontDoor, clock: StillClock, work: WrittenWork
) -> None:
    door.plumbline.rooms.channels.add(LED, "Radio", "")
    clock.at = DUE
    assert remind(door, work) == [f"due:{BOSS}"]
    assert "Nobody answers for it, so I ask you" in got(door, BOSS)[-1]["text"]


@pytest.mark.parametrize(
    ("emoji", "text", "away"),
    [
        (":palm_tree:", "Vacationing", True),
        (":palm_tree:", "Greece", True),
        (":face_with_thermometer:", "Out sick", True),
        ("", "On parental leave", True),
        ("", "Urlaub bis 30.11.", True),
        (":spiral_calendar_pad:", "In a meeting", False),
        (":house_with_garden:", "Working remotely", False),
        (":palm_tree:", "back from holiday", False),
        ("", "leaving early", False),
        ("", "", False),
    ],
)
def test_a_status_says_who_is_away(emoji: str, text: str, away: bool) -> None:
    def of(ends: int) -> Json:
        return {"profile": {"status_emoji": emoji, "status_text": text, "status_expiration": ends}}

    until = DUE + timedelta(days=3)
    assert absence(of(0), DUE) == (away, None)
    assert absence(of(int(until.timestamp())), DUE) == (away, until if away else None)
    assert absence(of(int(DUE.timestamp())), DUE) == (False, None)
    assert absence({}, DUE) == (False, None)


def shown(door: FrontDoor, work: WrittenWork, *, times: int = 1) -> int:
    """Do the work that brings messages up to date; how much was asked for."""
    rooms = door.plumbline.rooms
    job = channel_reminding.jobs(rooms.reminding, door.plumbline.clients, _poster(door))["remind_shown"]
    asked = [key for _, kind, key in work.asked if kind == "remind_shown"]
    work.asked[:] = [each for each in work.asked if each[1] != "remind_shown"]
    for key in asked * times:
        job(KeptSteps(), TEAM, key)
    return len(asked)


def buttons(message: Json) -> list[str]:
    return [each["value"].split("\n")[0] for each in elements(message["blocks"]) if each["action_id"] == views.REPORT]


def test_a_message_says_what_came_in_and_keeps_buttons_for_the_rest_alone(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    channels = door.plumbline.rooms.channels
    podcast = channels.add(LED, "Podcast", MARKETER)
    for at in (DUE - timedelta(days=1), DUE, DUE + timedelta(hours=1)):
        clock.at = at
        assert len(remind(door, work)) == 1
    before, due = got(door, MARKETER)
    assert buttons(due) == buttons(before) == [podcast.id, ads.id]
    clock.go(minutes=12)
    channels.report(LED, ads.id, WEEK, Numbers(leads=1), Story())  # by somebody else, from somewhere else
    assert shown(door, work, times=2) == 1
    for message in (*got(door, MARKETER), got(door, MARKETER, thread=due["ts"])[-1]):
        assert buttons(message) == [podcast.id]
        assert "*Social ads*: handed in by <@UBOSS>, Fri 20 Nov, 15:12, thank you." in words(message)
    assert got(door, MARKETER)[0]["text"] == "Podcast: the week of 16 Nov is due tomorrow at 14:00."
    door.press(MARKETER, due, views.SKIP, channel=door.direct(MARKETER))
    view = door.calls("views.open")[-1]["answer"]["view"]
    state = {"reason": {"value": {"type": "plain_text_input", "value": "trade fair <!channel>"}}}
    assert door.page("view/submit", **{"as": MARKETER, "view_id": view["id"], "state": state})["ok"]
    assert shown(door, work) == 1
    for message in got(door, MARKETER):
        assert buttons(message) == []
        assert message["text"] == "The week of 16 Nov is complete, thank you."
        assert "*Podcast*: skipped by <@UMARKETER>, Fri 20 Nov, 15:12: trade fair &lt;!" in words(message)


def test_a_button_from_before_is_answered_kindly(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    clock.at = DUE
    remind(door, work)
    (old,) = got(door, MARKETER)
    door.plumbline.rooms.channels.report(LED, ads.id, WEEK, Numbers(leads=1), Story())
    door.press(MARKETER, old, views.SKIP, channel=door.direct(MARKETER))
    assert "is handed in for this week already, thank you" in words(door.last(MARKETER, door.direct(MARKETER)))
    door.press(MARKETER, old, views.REPORT, channel=door.direct(MARKETER))
    assert "Already handed in (revision 1)" in words(door.calls("views.open")[-1])
    shown(door, work)
    now, _ = got(door, MARKETER)  # the other is the answer
    assert now["text"] == "Social ads, week of 16 Nov: handed in by <@UBOSS>, Fri 20 Nov, 14:00, thank you."
    assert [each for each in elements(now["blocks"]) if "action_id" in each] == []


def test_what_comes_in_while_its_message_is_on_its_way_is_said_in_it(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    class Late(Poster):
        """Hands the week in as the message goes out, before it is there."""

        def post(self, workspace: str, key: str, **said: Any) -> str:
            door.plumbline.rooms.channels.report(LED, ads.id, WEEK, Numbers(leads=1), Story())
            assert shown(door, work) == 1
            return super().post(workspace, key, **said)

    clock.at = DUE
    rooms, clients = door.plumbline.rooms, door.plumbline.clients
    rooms.reminding.look(TEAM)
    key = next(key for _, kind, key in work.asked if kind == "remind")
    channel_reminding.jobs(rooms.reminding, clients, Late(clients, Postings(rooms.books)))["remind"](
        KeptSteps(), TEAM, key
    )
    (message,) = got(door, MARKETER)
    assert "handed in by <@UBOSS>" in words(message)
    assert buttons(message) == []


def test_where_nobody_was_asked_nothing_is_brought_up_to_date(door: FrontDoor, ads: Channel, work: WrittenWork) -> None:
    door.plumbline.rooms.channels.report(LED, ads.id, WEEK - timedelta(days=7), Numbers(leads=1), Story())
    assert shown(door, work) == 0


def test_a_changed_digest_timetable_swallows_no_reminder_that_is_due(
    door: FrontDoor, ads: Channel, clock: StillClock, work: WrittenWork
) -> None:
    clock.at = DUE + timedelta(minutes=5)
    door.plumbline.rooms.workspaces.choose(LED, digest_channel="CQUIET")
    clock.go(minutes=1)
    assert remind(door, work) == [f"due:{MARKETER}"]
