"""kill -9 at any moment between a command and its result: every record is there once, every message once."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.running import migrated
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from storage.database import Database
from tests.front_door import REP, SALES, TEAM, FrontDoor, Json, free_port, until, words
from tests.processes import Process, environment, running
from tests.small_brief import BRIEF

# Seconds after the three deliveries were sent: from before the first is received to after all is done. Slack is
# made slow, so that these moments fall between and inside the steps of drafting, answering and posting.
TEN = (0.0, 0.01, 0.03, 0.06, 0.12, 0.2, 0.3, 0.45, 0.7, 1.1)
THREE = (0.03, 0.2, 0.7)  # being received, being drafted, being posted; all ten take a minute and are for `make soak`
QUESTION = "What does Lanternly cost for each bed?"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[FrontDoor, Process]]:
    """A workspace and a database that live on, and the program as a process that can be killed."""
    url = f"sqlite:///{tmp_path / 'plumbline.db'}"
    database = Database(url)
    migrated(database)
    database.close()
    port = free_port()
    door = FrontDoor.open(tmp_path, database_url=url, working=False, serving=False, port=port)
    door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    environ = environment(door.playground.api_url, url, PORT=str(port))
    with running("web", "--work", environ=environ, log=tmp_path / "log") as process:
        process.ready()
        yield door, process
    door.close()


def rows(door: FrontDoor, table: str) -> int:
    with door.plumbline.database.reading(TEAM) as unit:
        return int(unit.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def deliveries(number: int) -> list[Json]:
    """A note and a pitch, each by command, as Slack would deliver them."""
    base = {"user_id": REP, "channel_id": SALES}
    return [
        {**base, "command": "/field", "text": f"want number {number}", "trigger_id": f"{number}.1.field"},
        {**base, "command": "/pitch", "text": f"Hospitals, case {number}", "trigger_id": f"{number}.1.pitch"},
    ]


@pytest.mark.parametrize("moments", [THREE, pytest.param(TEN, marks=pytest.mark.soak)], ids=["three", "ten"])
def test_kills_lose_nothing_and_double_nothing(world: tuple[FrontDoor, Process], moments: tuple[float, ...]) -> None:
    door, process = world
    slow = [
        {"on": "api", "match": m, "do": "slow", "times": 999, "seconds": 0.15} for m in ("chat.*", "conversations.*")
    ]
    door.faults(*slow)
    for number, moment in enumerate(moments, start=1):
        commands = deliveries(number)
        senders = [
            threading.Thread(target=door.deliver, args=("command", commands[0])),
            threading.Thread(target=door.deliver, args=("command", commands[1])),
            threading.Thread(target=door.say, args=(REP, QUESTION)),
        ]
        for sender in senders:
            sender.start()
        time.sleep(moment)
        process.kill()
        for sender in senders:
            sender.join()
        process.start()
        process.ready()
        for command in commands:  # whoever saw no answer sends it again; Slack's retries carry the same ids
            door.deliver("command", command)
        settle(door, number)
    assert rows(door, "field_note") == len(moments)
    assert rows(door, "pitch") == len(moments)
    assert rows(door, "question") == len(moments)
    assert process.stop() == 0
    for number in range(1, len(moments) + 1):
        assert pitches(door).count(f"case {number}”") == 1, number
    for message in questions(door):
        replies = door.messages(REP, door.direct(REP), thread=message["ts"])[1:]
        assert len(replies) == 1, message["text"]
        assert "EUR 4" in words(replies[0])


def settle(door: FrontDoor, number: int) -> None:
    """Wait until this round's pitch and answer are there: Slack's last retry comes after seven seconds."""
    until(lambda: f"case {number}”" in pitches(door), seconds=60)
    until(lambda: len(questions(door)) == number, seconds=60)
    until(lambda: all(message.get("reply_count") for message in questions(door)), seconds=60)


def questions(door: FrontDoor) -> list[Json]:
    return [m for m in door.messages(REP, door.direct(REP)) if m["text"].startswith(QUESTION)]


def pitches(door: FrontDoor) -> str:
    """The first line of every pitch in the person's messages."""
    own = [m for m in door.messages(REP, door.direct(REP)) if m.get("bot_id")]
    return "\n".join(words(message).splitlines()[0] for message in own)
