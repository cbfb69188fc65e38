"""The digest through the front door: asked for, posted once, told about when it cannot be posted."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.slack import SlackClients
from capabilities.books import Deed
from capabilities.channels import Numbers, Story
from capabilities.digest import key_of
from capabilities.posting import Postings
from capabilities.workspace import Choices, Workspaces
from handlers import digest
from handlers.posting import Poster
from storage import themes as stored_themes
from storage.field import Note
from storage.themes import Theme
from tests.conftest import StillClock, WrittenWork
from tests.front_door import BOSS, DIGEST, MARKETER, REP, SALES, TEAM, FrontDoor, words
from tests.kept_steps import KeptSteps
from tests.written import write


@pytest.fixture
def door(still_door: FrontDoor) -> FrontDoor:
    return still_door


def job(door: FrontDoor, kind: str = "digest") -> Callable[..., None]:
    rooms = door.plumbline.rooms
    poster = Poster(door.plumbline.clients, Postings(rooms.books))
    return digest.jobs(rooms.digests, poster)[kind]


def do_all(door: FrontDoor, work: WrittenWork) -> None:
    """All of a digest's work that was asked for, and what that asks for."""
    for _, kind, key in work.asked:  # it grows as it is done
        if kind.startswith("digest"):
            job(door, kind)(KeptSteps(), TEAM, key)


def asked(work: WrittenWork) -> list[str]:
    return [key for _, kind, key in work.asked if kind == "digest"]


def test_a_digest_asked_for_is_posted_once_with_table_and_chart(door: FrontDoor, work: WrittenWork) -> None:
    rooms = door.plumbline.rooms
    channel = rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER)
    week = datetime(2026, 11, 9, tzinfo=UTC).date()
    rooms.channels.report(Deed(TEAM, BOSS), channel.id, week, Numbers(leads=12), Story())
    door.command(MARKETER, "/digest now #sales")
    assert f"Write `/digest now` alone: it posts to <#{DIGEST}>." in words(door.last(MARKETER))
    assert asked(work) == []
    door.command(MARKETER, "/digest now")
    assert f"on its way to <#{DIGEST}>" in words(door.last(MARKETER))
    door.command(BOSS, "/digest now")
    assert "A digest was asked for a moment ago" in words(door.last(BOSS))
    (key,) = asked(work)
    steps = KeptSteps()
    for again in (steps, steps, KeptSteps()):  # resumed, resumed again, and begun anew
        job(door)(again, TEAM, key)
    (posted,) = door.messages(BOSS, DIGEST)
    assert posted["text"].startswith("Sales and marketing, week of 9 Nov.")
    kinds = [block["type"] for block in posted["blocks"]]
    assert kinds.count("table") == kinds.count("data_visualization") == 1
    assert not rooms.digests.waits(TEAM, key)
    door.command(REP, "/digest last")
    assert "The digest posted last." in words(door.last(REP))


def test_a_worker_killed_after_posting_does_not_post_again(door: FrontDoor, work: WrittenWork) -> None:
    door.command(MARKETER, "/digest now")
    (key,) = asked(work)
    steps = KeptSteps()
    job(door)(steps, TEAM, key)
    first = steps.done.copy()
    for lost in ("post", "finish"):  # the step was done, but not written down
        resumed = KeptSteps({name: kept for name, kept in first.items() if name not in (lost, "finish")})
        job(door)(resumed, TEAM, key)
    assert len(door.messages(BOSS, DIGEST)) == 1


@pytest.mark.parametrize(("what", "says"), [("archive", "is archived"), ("remove_bot", "I am not in")])
def test_a_channel_that_cannot_be_posted_in_is_told_to_the_responsible_person(
    door: FrontDoor, work: WrittenWork, what: str, says: str
) -> None:
    door.command(MARKETER, "/digest now")
    (key,) = asked(work)
    door.control("channel", channel=DIGEST, do=what)
    for _ in range(2):
        do_all(door, work)
    told = door.messages(BOSS, door.direct(BOSS))
    assert len(told) == 1
    assert says in told[0]["text"]
    assert "I try again every quarter of an hour until Thursday 26 November at 13:00" in told[0]["text"]
    rooms = door.plumbline.rooms
    assert not rooms.digests.waits(TEAM, key)
    assert rooms.digests.last(TEAM) is None


def test_without_a_channel_the_responsible_person_hears_it_once_for_all_weeks(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    rooms = door.plumbline.rooms
    rooms_without = Workspaces(rooms.books, Choices(zone="Europe/Berlin"))
    digests = type(rooms.digests)(rooms.books, rooms_without, rooms.field, rooms.channels, rooms.themes)
    poster = Poster(door.plumbline.clients, Postings(rooms.books))
    for _ in range(3):
        assert digests.claim(TEAM, clock.now())
        clock.go(days=7)
    for _, kind, key in work.asked:
        digest.jobs(digests, poster)[kind](KeptSteps(), TEAM, key)
    assert [kind for _, kind, _ in work.asked] == ["digest"] * 3 + ["digest_told"]
    told = door.messages(BOSS, door.direct(BOSS))
    assert [("has no channel to go to" in message["text"]) for message in told] == [True]


def test_who_wants_the_digest_in_their_own_messages_gets_it_once_even_when_its_channel_is_gone(
    door: FrontDoor, work: WrittenWork
) -> None:
    door.command(REP, "/digest me")
    assert "comes to its channel alone" in words(door.last(REP))
    for user in (REP, MARKETER):
        door.command(user, "/digest me on")
        assert "in your own messages too" in words(door.last(user))
    door.command(MARKETER, "/digest me off")
    door.command(MARKETER, "/digest me maybe")
    assert "Write `/digest me on`" in words(door.last(MARKETER))
    door.command(MARKETER, "/digest now")
    door.control("channel", channel=DIGEST, do="archive")
    for _ in range(2):
        do_all(door, work)
    got = {user: [each["text"][:40] for each in door.messages(user, door.direct(user))] for user in (REP, MARKETER)}
    assert got == {REP: ["Sales and marketing, week of 9 Nov. Deci"], MARKETER: []}


class PickySlack(WebClient):
    """A workspace that does not take some kinds of block yet."""

    refused: tuple[str, ...] = ()

    def chat_postMessage(self, **arguments: Any) -> Any:
        if any(block["type"] in self.refused for block in arguments.get("blocks") or []):
            answer = SlackResponse(
                client=self, http_verb="POST", api_url="", req_args={}, headers={}, status_code=200,
                data={"ok": False, "error": "invalid_blocks"},
            )  # fmt: skip
            raise SlackApiError("no", answer)  # type: ignore[no-untyped-call]
        return super().chat_postMessage(**arguments)


@dataclass
class PickyClients:
    slack: PickySlack

    def of(self, workspace: str) -> WebClient:
        return self.slack


@pytest.mark.parametrize(
    "refused", [("data_visualization",), ("data_visualization", "image"), ("data_visualization", "table")]
)
def test_a_slack_that_refuses_charts_gets_the_same_numbers_plainly(
    door: FrontDoor, work: WrittenWork, refused: tuple[str, ...]
) -> None:
    rooms = door.plumbline.rooms
    channel = rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER)
    week = datetime(2026, 11, 9, tzinfo=UTC).date()
    rooms.channels.report(Deed(TEAM, BOSS), channel.id, week, Numbers(leads=12), Story())
    door.command(MARKETER, "/digest now", channel=SALES)
    known: SlackClients = door.plumbline.clients
    slack = PickySlack(token=known.of(TEAM).token, base_url=known.of(TEAM).base_url)
    slack.refused = refused
    poster = Poster(PickyClients(slack), Postings(rooms.books))
    waited: list[float] = []
    post = digest.jobs(rooms.digests, poster, sleep=waited.append)["digest"]
    post(KeptSteps(), TEAM, asked(work)[0])
    assert waited == [1.0, 2.0][: 2 * (refused != ("data_visualization",))]
    (posted,) = door.messages(BOSS, DIGEST)
    assert not [block for block in posted["blocks"] if block["type"] in refused]
    assert "12" in words(posted["blocks"])
    pictures = [block for block in posted["blocks"] if block["type"] == "image"]
    assert [block["alt_text"] for block in pictures] == ["Social ads: 12 leads, 0 accepted"] * len(pictures)
    assert len(pictures) == ("table" not in refused and "image" not in refused)


def test_a_digest_begun_anew_says_what_it_said_at_first(door: FrontDoor, work: WrittenWork) -> None:
    rooms = door.plumbline.rooms
    door.command(MARKETER, "/digest now")
    (key,) = asked(work)

    class Killed(KeptSteps):
        def run(self, name: str, step: Callable[[], Any]) -> Any:
            if name == "finish":
                raise ConnectionError("killed")
            return super().run(name, step)

    with pytest.raises(ConnectionError):
        job(door)(Killed(), TEAM, key)
    channel = rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER)  # and the week has changed meanwhile
    week = datetime(2026, 11, 9, tzinfo=UTC).date()
    rooms.channels.report(Deed(TEAM, BOSS), channel.id, week, Numbers(leads=12), Story())
    job(door)(KeptSteps(), TEAM, key)
    (posted,) = door.messages(BOSS, DIGEST)
    last = rooms.digests.last(TEAM)
    assert last is not None
    assert last.rows == ()
    assert "Social ads" not in words(posted)


def test_a_digest_begun_anew_keeps_the_shape_it_was_posted_in(door: FrontDoor, work: WrittenWork) -> None:
    rooms = door.plumbline.rooms
    channel = rooms.channels.add(Deed(TEAM, BOSS), "Social ads", MARKETER)
    week = datetime(2026, 11, 9, tzinfo=UTC).date()
    rooms.channels.report(Deed(TEAM, BOSS), channel.id, week, Numbers(leads=12), Story())
    door.command(MARKETER, "/digest now")
    (key,) = asked(work)
    known: SlackClients = door.plumbline.clients
    slack = PickySlack(token=known.of(TEAM).token, base_url=known.of(TEAM).base_url)
    slack.refused = ("data_visualization",)
    post = digest.jobs(rooms.digests, Poster(PickyClients(slack), Postings(rooms.books)))["digest"]
    steps = KeptSteps()
    post(steps, TEAM, key)
    with door.plumbline.database.unit(TEAM) as unit:
        unit.connection.exec_driver_sql("UPDATE digest SET state = 'waiting'")  # killed before the end was kept
    again = KeptSteps()
    post(again, TEAM, key)
    first, second = (json.loads(each.done["post"]) for each in (steps, again))
    assert first["shape"] == second["shape"] == 1
    assert first["ts"] == second["ts"]
    assert len(door.messages(BOSS, DIGEST)) == 1


def test_a_channel_known_by_a_long_name_gets_its_digest(either_door: FrontDoor) -> None:
    rooms, name = either_door.plumbline.rooms, "growth-" + "g" * 73
    rooms.digests.schedule(Deed(TEAM, BOSS), channel=name)
    channel, due = rooms.digests.now(Deed(TEAM, BOSS))
    assert channel == name
    with either_door.plumbline.database.reading(TEAM) as unit:
        assert unit.connection.exec_driver_sql("SELECT channel FROM digest").scalar() == name
    assert key_of(channel, due).startswith(name)


def test_the_digest_posted_speaks_of_themes_and_the_notes_receipts_name_its_day(
    door: FrontDoor, work: WrittenWork
) -> None:
    rooms, database = door.plumbline.rooms, door.plumbline.database
    spoken = datetime(2026, 11, 11, 10, tzinfo=UTC)
    notes = [
        Note(workspace=TEAM, id=f"n{at}", created_at=spoken, author=(REP, MARKETER)[at % 2], account=f"Firm {at}",
             kind="want", text="parts on each van", theme="t1")
        for at in range(3)
    ]  # fmt: skip
    with database.unit(TEAM) as unit:
        stored_themes.add(
            unit,
            Theme(workspace=TEAM, id="t1", name="Parts on each van", sales=REP, marketing=MARKETER, created_at=spoken),
        )
        long_ago = Note(workspace=TEAM, id="old", created_at=spoken - timedelta(days=30), author=REP, text="a trial")
        write(unit, [*notes, long_ago])  # weeks to compare with
    door.command(MARKETER, "/digest now")
    job(door)(KeptSteps(), TEAM, asked(work)[0])
    (posted,) = door.messages(BOSS, DIGEST)
    said = words(posted["blocks"])
    assert "Decide what sales and marketing do next on “Parts on each van”." in said
    assert "3 notes from 2 people at 3 customers: Parts on each van, new this week." in said
    assert "3 this week, none in the four weeks before: new · 2 people, 3 customers" in said
    assert "> parts on each van" in said
    receipts = rooms.field.receipts(TEAM, notes)
    assert {each.theme for each in receipts.values()} == {"Parts on each van"}
    assert all(each.digest for each in receipts.values())
