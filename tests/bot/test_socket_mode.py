"""`python -m bot run` as a process on a real websocket: acknowledged, once, reconnected, and stopped politely."""

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assemble import assemble
from bot.settings import Settings
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from tests.front_door import REP, SALES, TEAM, Json, until, words
from tests.processes import ROOT, Process, environment, running
from tests.small_brief import BRIEF
from tests.socket_mode_server import SocketSlack, socket_slack


@pytest.fixture
def slack() -> Iterator[SocketSlack]:
    with socket_slack() as running_slack:
        yield running_slack


@pytest.fixture
def environ(slack: SocketSlack, sqlite_url: str) -> dict[str, str]:
    made = environment(slack.url, sqlite_url, SLACK_APP_TOKEN="xapp-test")
    del made["SLACK_SIGNING_SECRET"]  # Socket Mode needs none
    return made


@pytest.fixture
def process(slack: SocketSlack, environ: dict[str, str], tmp_path: Path) -> Iterator[Process]:
    with running("run", environ=environ, log=tmp_path / "log") as started:
        until(lambda: slack.lines, seconds=30)
        yield started


def command(text: str, *, number: int = 1, word: str = "field") -> Json:
    """The envelope of a slash command as Slack sends it over a websocket."""
    payload = {
        "token": "legacy", "team_id": TEAM, "team_domain": "test", "channel_id": SALES, "channel_name": "sales",
        "user_id": REP, "user_name": "rita", "command": f"/{word}", "text": text, "api_app_id": "APLUMB",
        "is_enterprise_install": "false", "response_url": "https://hooks.invalid/1", "trigger_id": f"{number}.1.abc",
    }  # fmt: skip
    return {
        "envelope_id": f"envelope-{number}",
        "type": "slash_commands",
        "accepts_response_payload": True,
        "payload": payload,
    }


def notes(database_url: str) -> list[str]:
    return column(database_url, "SELECT text FROM field_note ORDER BY created_at")


def column(database_url: str, query: str) -> list[str]:
    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
        found = [str(row[0]) for row in connection.execute(query)]
    connection.close()
    return found


def test_a_command_is_acknowledged_with_its_confirmation_and_kept(
    slack: SocketSlack, process: Process, sqlite_url: str
) -> None:
    answer = slack.deliver(command("want at:Acme a plan they can cancel"))
    assert answer["envelope_id"] == "envelope-1"
    assert "a plan they can cancel" in words(answer["payload"])
    assert answer["payload"]["response_type"] == "ephemeral"
    assert notes(sqlite_url) == ["a plan they can cancel"]


def test_the_same_envelope_again_is_acknowledged_and_is_one_note(
    slack: SocketSlack, process: Process, sqlite_url: str
) -> None:
    slack.deliver(command("want it once"))
    for attempt in (1, 2):
        again = {**command("want it once"), "retry_attempt": attempt, "retry_reason": "timeout"}
        assert slack.deliver(again)["envelope_id"] == "envelope-1"
    assert notes(sqlite_url) == ["it once"]


def test_when_slack_says_disconnect_a_new_line_takes_over(
    slack: SocketSlack, process: Process, sqlite_url: str
) -> None:
    slack.deliver(command("want the first"))
    old = slack.lines[-1]
    old.send({"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": "applink-1"}})
    until(lambda: len(slack.lines) == 2)
    slack.deliver(command("want the second", number=2))
    assert notes(sqlite_url) == ["the first", "the second"]
    assert slack.called("apps.connections.open") == 2


@pytest.mark.soak  # the Slack package looks after its line every ten seconds only
def test_when_the_line_is_closed_a_new_one_is_opened(slack: SocketSlack, process: Process, sqlite_url: str) -> None:
    slack.lines[-1].hang_up()
    until(lambda: len(slack.lines) == 2, seconds=20)
    slack.deliver(command("want to go on"))
    assert notes(sqlite_url) == ["to go on"]


def test_a_polite_stop_ends_with_zero_soon(slack: SocketSlack, process: Process) -> None:
    slack.deliver(command("want a quiet evening"))
    begun = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - begun < 15
    assert "Traceback" not in process.said()
    assert "ERROR" not in process.said()


def test_work_under_way_at_a_stop_is_finished_before_it_ends(
    slack: SocketSlack, process: Process, sqlite_url: str
) -> None:
    file_brief(sqlite_url)
    slack.held["chat.postMessage"] = threading.Event()
    slack.deliver(command("Hospitals", word="pitch"))
    until(lambda: slack.called("chat.postMessage"))
    threading.Timer(1.5, slack.held["chat.postMessage"].set).start()
    assert process.stop() == 0
    assert len(slack.posted) == 1
    assert column(sqlite_url, "SELECT count(*) FROM posting WHERE ts IS NOT NULL") == ["1"]


def test_work_that_outlasts_the_patience_of_a_stop_is_resumed_at_the_next_start(
    slack: SocketSlack, process: Process, environ: dict[str, str], sqlite_url: str, tmp_path: Path
) -> None:
    file_brief(sqlite_url)
    slack.held["conversations.open"] = threading.Event()
    slack.deliver(command("Hospitals", word="pitch"))
    until(lambda: slack.called("conversations.open"))
    begun = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - begun < 15
    slack.held.pop("conversations.open").set()
    assert slack.posted == []
    with running("run", environ=environ, log=tmp_path / "log"):
        until(lambda: column(sqlite_url, "SELECT ts FROM posting WHERE ts IS NOT NULL"), seconds=30)
    assert len(slack.posted) == 1


@pytest.mark.parametrize(
    ("method", "error", "named"),
    [
        ("auth.test", "invalid_auth", "SLACK_BOT_TOKEN"),
        ("apps.connections.open", "not_allowed_token_type", "SLACK_APP_TOKEN"),
    ],
)
def test_a_token_slack_refuses_ends_the_start_in_words(
    slack: SocketSlack, environ: dict[str, str], method: str, error: str, named: str
) -> None:
    slack.answers[method] = {"ok": False, "error": error}
    command = [sys.executable, "-m", "bot", "run"]
    ended = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2
    assert f"Slack refuses {named} ({error})." in ended.stderr
    assert "python -m bot doctor" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_while_slack_is_away_at_the_start_the_program_waits_for_it(
    slack: SocketSlack, environ: dict[str, str], sqlite_url: str, tmp_path: Path
) -> None:
    slack.answers["apps.connections.open"] = {"ok": False, "error": "internal_error"}
    with running("run", environ=environ, log=tmp_path / "log") as process:
        until(lambda: slack.called("apps.connections.open"), seconds=30)
        del slack.answers["apps.connections.open"]
        until(lambda: slack.lines)
        slack.deliver(command("want patience"))
        assert process.stop() == 0
    assert notes(sqlite_url) == ["patience"]


def file_brief(database_url: str) -> None:
    plumbline = assemble(Settings(database_url=database_url, embeddings="off"))
    plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    plumbline.close()
