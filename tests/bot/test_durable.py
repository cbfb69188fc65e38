"""Durable work waits for Slack to come back, and gives up only what no waiting can mend."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from bot.durable import VERSION, DbosWork, Worker
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from handlers.passing import passing
from handlers.ports import Job, Steps
from storage import questions as stored
from storage.database import Database
from storage.questions import Question
from tests.front_door import REP, TEAM, FrontDoor, until, words
from tests.small_brief import BRIEF

QUESTION = "What does Lanternly cost for each bed?"


def refused(status: int, code: str = "not_in_channel") -> SlackApiError:
    data = {"ok": False, "error": code}
    response = SlackResponse(
        client=None, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=status
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def test_what_may_pass_is_told_from_what_will_not() -> None:
    for error in (refused(503), refused(429), refused(200, "internal_error"), OSError(), SlackRequestError("x")):
        assert passing(error), error
    for other in (refused(200), ValueError(), KeyError("a")):
        assert not passing(other), other


def answer_to(door: FrontDoor, ts: str) -> str:
    return words(door.messages(REP, door.direct(REP), thread=ts)[1:])


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    yield opened
    opened.close()


def test_an_answer_outlasts_a_slack_that_fails_for_seconds(door: FrontDoor) -> None:
    door.faults({"on": "api", "match": "chat.*", "do": "server_error", "times": 4, "seconds": 1})
    ts = door.say(REP, QUESTION)["message"]["ts"]
    until(lambda: "EUR 4" in answer_to(door, ts))
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


@dataclass
class Flaky:
    """A job that Slack refuses while it is unwell; counts how often it was begun."""

    unwell: bool = True
    begun: list[str] = field(default_factory=list)

    def __call__(self, steps: Steps, workspace: str, key: str) -> None:
        self.begun.append(key)
        steps.run("call", self.call)

    def call(self) -> bool:
        if self.unwell:
            raise refused(200, "internal_error")
        return True


def worker(database: Database, jobs: dict[str, Job], told: list[str], *, pauses_s: tuple[float, ...]) -> Worker:
    def given_up(kind: str, workspace: str, key: str, number: str) -> None:
        told.append(f"{kind} {key}")

    return Worker(database, jobs, given_up=given_up, pauses_s=pauses_s, step_pause_s=0.02, at_once=2)


def ask(database: Database, kind: str, key: str) -> None:
    work = DbosWork(database)
    with database.unit(TEAM) as unit:
        work.enqueue(unit, kind, key)
    work.close()


def test_work_that_waits_out_an_outage_outlasts_a_restart_and_keeps_no_place(sqlite_url: str) -> None:
    database, flaky, told, done = Database(sqlite_url), Flaky(), list[str](), list[str]()
    jobs: dict[str, Job] = {"flaky": flaky, "well": lambda _steps, _workspace, key: done.append(key)}
    first = worker(database, jobs, told, pauses_s=(4.0,))
    first.start()
    for number in range(5):  # more than may run at once
        ask(database, "flaky", str(number))
    until(lambda: waiting(database) == 5)  # each is back in the queue, to be tried again later
    ask(database, "well", "a")
    until(lambda: done == ["a"])
    first.stop(patience_s=1)
    flaky.unwell = False
    second = worker(database, jobs, told, pauses_s=(4.0,))
    second.start()
    until(lambda: finished(database) == 6)
    second.stop(patience_s=1)
    assert told == []
    database.close()


def test_what_takes_a_moment_does_not_wait_behind_what_takes_long(sqlite_url: str) -> None:
    database, go, done, begun = Database(sqlite_url), threading.Event(), list[str](), list[str]()

    def slow(_steps: Steps, _workspace: str, key: str) -> None:
        begun.append(key)
        go.wait(30)

    jobs: dict[str, Job] = {"slow": slow, "home": lambda _steps, _workspace, key: done.append(key)}
    only = worker(database, jobs, [], pauses_s=())
    only.start()
    for number in range(3):
        ask(database, "slow", str(number))
    until(lambda: len(begun) == 2)  # as many as run at once
    ask(database, "home", "a")
    until(lambda: done == ["a"])
    go.set()
    only.stop(patience_s=2)
    database.close()


def test_a_question_tried_again_waits_for_the_turn_of_whoever_asked(sqlite_url: str) -> None:
    database, flaky = Database(sqlite_url), Flaky()
    with database.unit(TEAM) as unit:
        for number in (1, 2):
            stored.add(unit, Question(workspace=TEAM, id=f"q{number}", asked_by=REP, asked_at=datetime.now(UTC)))
    only = worker(database, {"question": flaky}, [], pauses_s=(60.0,))
    only.start()
    ask(database, "question", "q2")
    until(lambda: waiting(database) == 1)
    only.stop(patience_s=1)
    assert counted(database, f"queue_partition_key = '{TEAM}:{REP}'") == 2
    database.close()


def test_work_that_fails_for_good_tells_whoever_waits(sqlite_url: str) -> None:
    def fail(steps: Steps, _workspace: str, _key: str) -> None:
        steps.run("call", broken)

    def broken() -> None:
        raise KeyError("a")

    database, told = Database(sqlite_url), list[str]()
    only = worker(database, {"broken": fail}, told, pauses_s=())
    only.start()
    ask(database, "broken", "k")
    until(lambda: told == ["broken k"])
    only.stop(patience_s=0)
    database.close()


def test_a_stop_in_the_middle_is_no_failure_and_the_next_start_takes_it_up(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    database, told, begun, go, done = Database(sqlite_url), list[str](), list[str](), threading.Event(), list[str]()

    def slow() -> None:
        begun.append("slow")
        if len(begun) == 1:
            go.wait(30)
            raise KeyError("closed under its hands")
        done.append("slow")

    def job(steps: Steps, _workspace: str, _key: str) -> None:
        steps.run("slow", slow)

    first = worker(database, {"slow": job}, told, pauses_s=())
    first.start()
    ask(database, "slow", "k")
    until(lambda: begun)
    first.stop(patience_s=0)
    go.set()
    second = worker(database, {"slow": job}, told, pauses_s=())
    second.start()
    until(lambda: done == ["slow"])
    until(lambda: counted(database, "status = 'SUCCESS'") == 1)
    second.stop(patience_s=1)
    assert (told, caplog.records) == ([], [])
    database.close()


def waiting(database: Database) -> int:
    return counted(database, "workflow_uuid LIKE '%#1'")


def finished(database: Database) -> int:
    """Pieces of work that ended well and asked for no further try."""
    begun_again = counted(database, "workflow_uuid LIKE '%#%'")
    return counted(database, "status = 'SUCCESS'") - begun_again


def counted(database: Database, where: str) -> int:
    with database.reading(TEAM) as unit:
        query = f"SELECT count(*) FROM workflow_status WHERE {where}"
        return int(unit.connection.exec_driver_sql(query).scalar_one())
