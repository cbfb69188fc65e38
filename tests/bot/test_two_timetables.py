"""Two workers keep the timetable on one PostgreSQL: each due time has one digest, a missed one too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.settings import DAYS
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from storage.alive import Life
from storage.database import Database
from tests.front_door import DIGEST, REP, TEAM, FrontDoor, until, words
from tests.processes import environment, running
from tests.small_brief import BRIEF

pytestmark = pytest.mark.postgres


def test_two_workers_post_one_digest_for_a_due_time_missed_while_down(
    tmp_path: Path, postgres_database_url: str
) -> None:
    door = FrontDoor.open(tmp_path, database_url=postgres_database_url, working=False, serving=False)
    now = datetime.now(UTC)
    due = (now - timedelta(hours=1)).replace(second=0, microsecond=0)
    with door.plumbline.database.unit(TEAM) as unit:  # the workspace has been here for two weeks
        unit.connection.execute(
            sa.text("UPDATE workspace SET since = :since, zone = 'UTC'"), {"since": now - timedelta(days=14)}
        )
    environ = environment(
        door.playground.api_url,
        postgres_database_url,
        PLUMBLINE_DIGEST_DAY=DAYS[due.weekday()],
        PLUMBLINE_DIGEST_TIME=due.strftime("%H:%M"),
    )
    first = running("worker", environ=environ, log=tmp_path / "one.log")
    second = running("worker", environ=environ, log=tmp_path / "two.log")
    with first as one, second as two:
        until(lambda: door.messages(REP, DIGEST), seconds=30)
        for worker in (one, two):
            assert worker.stop() == 0, worker.said()
    posted = [message for message in door.messages(REP, DIGEST) if message.get("bot_id")]
    assert len(posted) == 1
    assert "Sales and marketing, week of" in words(posted[0])
    with door.plumbline.database.reading(TEAM) as unit:
        assert unit.connection.execute(sa.text("SELECT state FROM digest")).scalars().all() == ["posted"]
    door.close()


def test_what_a_killed_worker_left_is_finished_by_another(tmp_path: Path, postgres_database_url: str) -> None:
    door = FrontDoor.open(tmp_path, database_url=postgres_database_url, working=False)
    door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    environ = environment(door.playground.api_url, postgres_database_url)
    # Slack holds the first worker up in the middle of its work, long enough to be killed there.
    door.faults({"on": "api", "match": "conversations.open", "do": "slow", "times": 1, "seconds": 3})
    with running("worker", environ=environ, log=tmp_path / "one.log") as first:
        door.command(REP, "/pitch Hospitals")
        until(lambda: state_of(door, "pitch:%") == "PENDING", seconds=30)
        first.kill()
    with running("worker", environ=environ, log=tmp_path / "two.log") as second:
        until(lambda: state_of(door, "pitch:%") == "SUCCESS", seconds=40)
        assert second.stop() == 0, second.said()
    posted = [message for message in door.messages(REP, door.direct(REP)) if message.get("bot_id")]
    assert len(posted) == 1
    door.close()


def test_a_living_worker_is_never_taken_for_dead(postgres_database_url: str) -> None:
    database = Database(postgres_database_url)
    one, two = Life(database, "one"), Life(database, "two")
    one.hold()
    one.hold()  # again, as it does every few seconds
    assert not two.is_dead("one")
    assert not one.is_dead("one")
    assert two.is_dead("three")
    one.release()
    assert two.is_dead("one")
    two.release()
    database.close()


def state_of(door: FrontDoor, work: str) -> str | None:
    with door.plumbline.database.reading(TEAM) as unit:
        query = sa.text("SELECT status FROM dbos.workflow_status WHERE workflow_uuid LIKE :work")
        return unit.connection.execute(query, {"work": work}).scalar()
