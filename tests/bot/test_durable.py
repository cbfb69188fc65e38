"""Durable work waits for Slack to come back, and gives up only what no waiting can mend."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.durable import VERSION, passing
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from tests.front_door import REP, TEAM, FrontDoor, until, words
from tests.small_brief import BRIEF

QUESTION = "What does Lanternly cost for each bed?"


def refused(status: int) -> SlackApiError:
    response = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data={"ok": False}, headers={}, status_code=status
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def test_what_may_pass_is_told_from_what_will_not() -> None:
    for error in (refused(503), refused(429), OSError(), TimeoutError(), SlackRequestError("x")):
        assert passing(error), error
    for other in (refused(200), ValueError(), KeyError("a")):
        assert not passing(other), other


def answer_to(door: FrontDoor, ts: str) -> str:
    return words(door.messages(REP, door.direct(REP), thread=ts)[1:])


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF)
    yield opened
    opened.close()


def test_an_answer_outlasts_a_slack_that_fails_for_seconds(door: FrontDoor) -> None:
    door.faults({"on": "api", "match": "chat.*", "do": "server_error", "times": 4, "seconds": 1})
    ts = door.say(REP, QUESTION)["message"]["ts"]
    until(lambda: "EUR 4" in answer_to(door, ts), seconds=15)
    assert len(door.messages(REP, door.direct(REP), thread=ts)) == 2


def test_what_slack_refuses_for_good_is_given_up_at_once_and_written_down(
    door: FrontDoor, caplog: pytest.LogCaptureFixture
) -> None:
    rooms = door.plumbline.rooms
    with caplog.at_level(logging.ERROR), rooms.books.keep(Deed(TEAM, REP)) as unit:
        rooms.books.work.enqueue(unit, "home", "UNOBODY:Ev1")  # nobody of that name: Slack says user_not_found
    until(lambda: "Durable work home UNOBODY:Ev1 was given up" in caplog.text)
    until(lambda: len(door.calls("views.publish")) == 1)


def test_asking_twice_under_the_same_key_is_asking_once(door: FrontDoor) -> None:
    rooms = door.plumbline.rooms
    for _ in range(3):
        with rooms.books.keep(Deed(TEAM, REP)) as unit:
            rooms.books.work.enqueue(unit, "home", f"{REP}:Ev1")
    until(lambda: door.calls("views.publish"))
    with door.plumbline.database.reading(TEAM) as unit:
        found = unit.connection.exec_driver_sql("SELECT workflow_uuid, application_version FROM workflow_status").all()
    assert found == [(f"home:{TEAM}:{REP}:Ev1", VERSION)]
