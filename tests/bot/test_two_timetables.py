"""Two workers keep the timetable on one PostgreSQL: each due time has one digest, a missed one too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.settings import DAYS
from tests.front_door import DIGEST, REP, TEAM, FrontDoor, until, words
from tests.processes import environment, running

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
    first = running("worker", environ={**environ, "PLUMBLINE_WORKER_NAME": "one"}, log=tmp_path / "one.log")
    second = running("worker", environ={**environ, "PLUMBLINE_WORKER_NAME": "two"}, log=tmp_path / "two.log")
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
