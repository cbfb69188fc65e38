"""kill -9 in the middle of an import, by command line and in Slack: it goes on where it stopped, no note twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.running import migrated
from handlers.views import imports as views
from storage.database import Database
from tests.front_door import MARKETER, TEAM, FrontDoor, Json, free_port, until, words
from tests.processes import Process, environment, running

ROWS = 12_000
FILE = "text,account\n" + "".join(f"The {n}th customer finds it too slow,Account {n % 97}\n" for n in range(ROWS))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'plumbline.db'}")
    migrated(made)
    yield made
    made.close()


def asked(database: Database, query: str) -> int:
    with database.reading(TEAM) as unit:
        return int(unit.connection.exec_driver_sql(query).scalar() or 0)


def notes(database: Database) -> tuple[int, int]:
    """How many notes there are, and how many different ones."""
    count = asked(database, "SELECT count(*) FROM field_note")
    return count, asked(database, "SELECT count(DISTINCT text) FROM field_note")


def killed_midway(process: Process, database: Database) -> int:
    """Kill the process while an import is under way; the rows it had done."""
    query = "SELECT rows_done FROM field_import WHERE state = 'running' AND rows_done > 0"
    until(lambda: asked(database, query), seconds=30)
    process.kill()
    done = asked(database, query)
    assert 0 < done < ROWS
    assert notes(database) == (done, done)
    return done


def test_the_same_command_goes_on_after_the_last_row_that_was_kept(database: Database, tmp_path: Path) -> None:
    path, log = tmp_path / "notes.csv", tmp_path / "log"
    path.write_text(FILE)
    environ = environment("http://127.0.0.1:9/api/", database.url)
    with running("import", str(path), "--workspace", TEAM, environ=environ, log=log) as process:
        done = killed_midway(process, database)
        process.start()
        until(lambda: "new" in log.read_text(), seconds=30)
    said = log.read_text()
    assert f"Resuming after row {done:,}." in said
    assert f"{ROWS:,} rows read: {ROWS:,} new, 0 known already, 0 left out." in said
    assert notes(database) == (ROWS, ROWS)


def test_an_import_in_slack_goes_on_and_its_one_message_tells_the_end(database: Database, tmp_path: Path) -> None:
    port = free_port()
    door = FrontDoor.open(tmp_path, database_url=database.url, working=False, serving=False, port=port)
    environ = environment(door.playground.api_url, database.url, PORT=str(port))
    with running("web", "--work", environ=environ, log=tmp_path / "log") as process:
        process.ready()
        direct = door.direct(MARKETER)
        door.say(MARKETER, "", files=[door.upload(MARKETER, "notes.csv", FILE.encode())["file"]["id"]])
        message = until(lambda: own(door), seconds=30)[0]
        assert f"notes.csv: {ROWS:,} notes to import" in words(message)
        door.press(MARKETER, message, views.START, channel=direct)
        killed_midway(process, database)
        process.start()
        process.ready()
        until(lambda: f"Imported {ROWS:,} notes from notes.csv" in words(own(door)), seconds=40)
        assert notes(database) == (ROWS, ROWS)
        assert len(own(door)) == 1
        assert process.stop() == 0
    door.close()


def own(door: FrontDoor) -> list[Json]:
    return [m for m in door.messages(MARKETER, door.direct(MARKETER)) if m.get("bot_id")]
