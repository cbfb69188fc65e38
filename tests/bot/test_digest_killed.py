"""kill -9 of the worker that posts a digest, again and again: each message of it is there once."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from bot.running import migrated
from capabilities.books import Deed
from capabilities.digest import key_of
from storage.database import Database
from tests.front_door import DIGEST, MARKETER, TEAM, FrontDoor, until
from tests.mortal import LONG, keys_in
from tests.processes import Process, environment, running

pytestmark = pytest.mark.soak
ROUNDS, KILLS = 15, 4  # digests, and deaths in the course of each; people's own copies have tests without processes
# Calls of Slack that a digest takes, and that a worker makes from its start, seven of them to look who is there, to the
# end of one: what may have been posted already is looked for before.
CALLS, AFTER_START = 3, 12


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[FrontDoor, Process]]:
    """A workspace and a database that live on, and a worker as a process that can be killed."""
    url = f"sqlite:///{tmp_path / 'plumbline.db'}"
    database = Database(url)
    migrated(database)
    database.close()
    door = FrontDoor.open(tmp_path, database_url=url, working=False, serving=False)
    environ = environment(door.playground.api_url, url)
    with running("worker", environ=environ, log=tmp_path / "log") as process:
        yield door, process
    door.close()


def test_a_digest_whose_worker_is_killed_again_and_again_is_there_once(world: tuple[FrontDoor, Process]) -> None:
    door, worker = world
    rooms, chance, deaths, midway = door.plumbline.rooms, Random(6), 0, 0
    door.faults({"on": "api", "match": "*", "do": "slow", "times": 100_000, "seconds": 0.3})
    for _ in range(ROUNDS):
        with door.plumbline.database.unit(TEAM) as unit:  # so that another may be asked for at once
            unit.connection.execute(sa.text("UPDATE digest SET claimed_at = '2020-01-01 00:00:00.000000'"))
        channel, due = rooms.digests.now(Deed(TEAM, MARKETER))
        key = key_of(channel, due)
        rooms.digests.keep(TEAM, key, replace(LONG, counted_at=due))
        for kill in range(KILLS):
            _wait_for_calls(door, len(door.log()) + chance.randint(1, AFTER_START if kill else CALLS))
            worker.kill()
            deaths += 1
            worker.start()
            if not rooms.digests.waits(TEAM, key):
                break
            midway += 1
        _until_posted(door, key)
    found = keys_in(door.plumbline.clients.of(TEAM), [DIGEST])
    assert midway > ROUNDS, f"of {deaths} deaths only {midway} came before the digest was posted"
    assert sum(key.startswith("digest:") and ":thread" not in key for key in found) == ROUNDS
    assert set(found.values()) == {1}


def _wait_for_calls(door: FrontDoor, many: int) -> None:
    end = time.monotonic() + 6
    while len(door.log()) < many and time.monotonic() < end:
        time.sleep(0.01)


def _until_posted(door: FrontDoor, key: str) -> None:
    until(lambda: not door.plumbline.rooms.digests.waits(TEAM, key), seconds=60)
