"""Reminders through the front door: one message, its buttons, what follows beneath it, and a status read in Slack."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from capabilities.books import Deed
from capabilities.channels import Channel, Numbers, Story
from capabilities.posting import Postings
from handlers import channel_reminding
from handlers.absence import absence
from handlers.posting import Poster
from handlers.views import channels as views
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, MARKETER, TEAM, FrontDoor, Json, words
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
    for _, _, key in work.asked[before:] * times:
        job(KeptSteps(), TEAM, key)
    return [":".join(key.split(":")[1:3]) for _, _, key in work.asked[before:]]


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
