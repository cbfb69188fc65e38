"""A message is posted once, whatever the line to Slack does in between."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError

from bot.lines import lines
from capabilities.posting import Postings
from handlers.posting import Poster
from tests.conftest import StillClock
from tests.front_door import DIGEST, QUIET, REP, TEAM, FrontDoor, words


@pytest.fixture
def quiet_door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program without a worker: the test posts by itself."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False)
    yield opened
    opened.close()


def poster(door: FrontDoor) -> Poster:
    return Poster(door.plumbline.clients, Postings(door.plumbline.rooms.books))


def shown(door: FrontDoor, channel: str = DIGEST) -> list[str]:
    return [words(message).splitlines()[0] for message in door.messages(REP, channel)]


def test_the_same_key_is_posted_once(quiet_door: FrontDoor) -> None:
    first = poster(quiet_door).post(TEAM, "k1", channel=DIGEST, text="hello")
    again = poster(quiet_door).post(TEAM, "k1", channel=DIGEST, text="hello")
    assert first == again
    assert shown(quiet_door) == ["hello"]


@pytest.mark.parametrize("misbehaviour", ["connection_reset", "server_error", "rate_limit"])
def test_a_line_that_breaks_leaves_one_message(quiet_door: FrontDoor, misbehaviour: str) -> None:
    quiet_door.faults({"on": "api", "match": "chat.postMessage", "do": misbehaviour, "times": 1, "seconds": 1})
    poster(quiet_door).post(TEAM, "k1", channel=DIGEST, text="hello")
    assert shown(quiet_door) == ["hello"]


def test_a_process_that_died_after_posting_finds_its_message(quiet_door: FrontDoor) -> None:
    door = quiet_door
    postings = Postings(door.plumbline.rooms.books)
    postings.begin(TEAM, "k1", DIGEST)  # begun by a process that posted …
    client = door.plumbline.clients.of(TEAM)
    metadata = {"event_type": "plumbline_posting", "event_payload": {"key": "k1"}}
    ts = client.chat_postMessage(channel=DIGEST, text="hello", metadata=metadata)["ts"]  # … and died before it knew
    assert poster(door).post(TEAM, "k1", channel=DIGEST, text="hello") == ts
    assert shown(door) == ["hello"]


def test_a_message_begun_by_a_clock_an_hour_ahead_is_found_under_all_that_was_said_since(quiet_door: FrontDoor) -> None:
    door = quiet_door
    books = replace(door.plumbline.rooms.books, clock=StillClock(datetime.now(UTC) + timedelta(hours=1)))
    Postings(books).begin(TEAM, "k1", DIGEST)
    client = door.plumbline.clients.of(TEAM)
    metadata = {"event_type": "plumbline_posting", "event_payload": {"key": "k1"}}
    ts = client.chat_postMessage(channel=DIGEST, text="hello", metadata=metadata)["ts"]
    for _ in range(205):  # more than one page of the history
        client.chat_postMessage(channel=DIGEST, text="and another thing")
    assert poster(door).post(TEAM, "k1", channel=DIGEST, text="hello") == ts


def test_a_process_that_died_before_posting_posts_now(quiet_door: FrontDoor) -> None:
    Postings(quiet_door.plumbline.rooms.books).begin(TEAM, "k1", DIGEST)
    poster(quiet_door).post(TEAM, "k1", channel=DIGEST, text="hello")
    assert shown(quiet_door) == ["hello"]


def test_a_reply_is_looked_for_in_its_thread(quiet_door: FrontDoor) -> None:
    top = poster(quiet_door).post(TEAM, "top", channel=DIGEST, text="hello")
    quiet_door.faults({"on": "api", "match": "chat.postMessage", "do": "connection_reset", "times": 1})
    poster(quiet_door).post(TEAM, "reply", channel=DIGEST, text="more", thread=top)
    assert len(quiet_door.messages(REP, DIGEST, thread=top)) == 2


def test_a_person_is_written_to_in_their_own_messages(quiet_door: FrontDoor) -> None:
    poster(quiet_door).post(TEAM, "k1", channel=REP, text="hello")
    assert shown(quiet_door, quiet_door.direct(REP)) == ["hello"]


def test_a_channel_without_the_bot_is_a_plain_error_and_nothing_is_lost(quiet_door: FrontDoor) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        poster(quiet_door).post(TEAM, "k1", channel=QUIET, text="hello")
    quiet_door.control("channel", channel=QUIET, do="invite_bot")
    poster(quiet_door).post(TEAM, "k1", channel=QUIET, text="hello")
    assert shown(quiet_door, QUIET)[-1] == "hello"


def test_not_knowing_whether_it_is_there_is_no_reason_to_post_again(quiet_door: FrontDoor) -> None:
    """The answer is lost and the history cannot be read: the next try looks again and finds the message."""
    quiet_door.faults(
        {"on": "api", "match": "chat.postMessage", "do": "connection_reset", "times": 1},
        {"on": "api", "match": "conversations.history", "do": "server_error", "times": 9},
    )
    with pytest.raises(SlackApiError):
        poster(quiet_door).post(TEAM, "k1", channel=DIGEST, text="hello")
    quiet_door.faults()
    poster(quiet_door).post(TEAM, "k1", channel=DIGEST, text="hello")
    assert shown(quiet_door) == ["hello"]


def test_a_workspace_without_a_token_is_never_posted_to(quiet_door: FrontDoor) -> None:
    with pytest.raises(LookupError):
        poster(quiet_door).post("TOLD", "k1", channel=DIGEST, text="another workspace's words")
    quiet_door.plumbline.rooms.workspaces.greet("TOLD", "Tried before")
    assert [
        line.key for line in lines(quiet_door.plumbline.rooms, quiet_door.plumbline.clients) if "TOLD" in line.key
    ] == []
