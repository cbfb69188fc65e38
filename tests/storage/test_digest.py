"""What a posted digest covers is found without reading its page, for digests from before this was kept too."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from storage import digest, migrate
from storage.database import Database

DUE = datetime(2026, 11, 16, 8, tzinfo=UTC)
WEEK = timedelta(days=7)
START, END = datetime(2026, 11, 8, 23, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC)


def kept(database: Database, due: datetime, *, state: str, weeks: int = 0) -> None:
    with database.unit("T1") as unit:
        digest.claim(unit, "C1", due, due)
        covers = START + weeks * WEEK, END + weeks * WEEK, due + timedelta(seconds=1)
        now = due + timedelta(minutes=1)
        digest.finish(unit, "C1", due, state=state, content={}, now=now, covers=covers)


def test_posted_digests_of_a_time_come_in_the_order_they_were_posted(database: Database) -> None:
    kept(database, DUE + timedelta(hours=1), state="posted")
    kept(database, DUE, state="posted")
    kept(database, DUE + timedelta(hours=2), state="failed")
    kept(database, DUE + WEEK, state="posted", weeks=1)
    with database.reading("T1") as unit:
        found = digest.posted_periods(unit, START, END - timedelta(seconds=1))
        later = digest.posted_periods(unit, END, END)
    assert [each.posted_at for each in found] == [DUE + timedelta(minutes=1), DUE + timedelta(minutes=61)]
    assert (found[0].start, found[0].end, found[0].counted_at) == (START, END, DUE + timedelta(seconds=1))
    assert [each.start for each in later] == [END]
    with database.reading("T2") as unit:
        assert digest.posted_periods(unit, START, END) == []


def test_what_was_posted_before_covers_its_week_after_the_migration(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    content = json.dumps({"start": "2026-11-09T00:00:00+01:00", "end": "2026-11-16T00:00:00+01:00"})
    with database.engine.execution_options(write=True).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            sa.text(
                "INSERT INTO digest (workspace, channel, due, state, claimed_at, content, posted_at) VALUES "
                "('T1', 'C1', '2026-11-16 08:00:00.000000', 'posted', '2026-11-16 08:00:01.000000', :content, "
                "'2026-11-16 08:00:09.000000'), "
                "('T1', 'C2', '2026-11-16 08:00:00.000000', 'failed', '2026-11-16 08:00:01.000000', '{}', NULL)"
            ),
            {"content": content},
        )
    migrate.upgrade(database)
    with database.reading("T1") as unit:
        (found,) = digest.posted_periods(unit, START, END)
    assert (found.start, found.end) == (START, END)
    assert found.counted_at == DUE + timedelta(seconds=1)
    database.close()
