"""The command line as a person meets it: help, settings, starts that cannot be, and what each exit code means."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.manifest import SCOPES
from tests.bot.loopback import Answer, answering, nowhere
from tests.front_door import SECRET, TOKEN
from tests.processes import ROOT

COMMANDS = ("demo", "run", "web", "worker", "migrate", "doctor", "eval", "manifest", "import", "export")
WHO = {"ok": True, "team": "Nordlicht", "team_id": "T1", "user_id": "UBOT", "user": "plumbline", "bot_id": "B1"}


def plumb(folder: Path, *arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m bot …` in a folder of its own, with no setting but these."""
    bare = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    command = [sys.executable, "-m", "bot", *arguments]
    ended = subprocess.run(command, cwd=folder, env=bare | environ, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended


def test_help_names_every_command_and_fits_a_narrow_window(tmp_path: Path) -> None:
    said = plumb(tmp_path, "--help")
    assert said.returncode == 0
    assert [name for name in COMMANDS if f" {name} " not in said.stdout] == []
    assert max(len(line) for line in said.stdout.splitlines()) <= 80


def test_an_unknown_command_is_named_with_code_two(tmp_path: Path) -> None:
    said = plumb(tmp_path, "digset")
    assert said.returncode == 2
    assert "digset" in said.stderr


def test_all_wrong_settings_are_told_at_once_whether_from_env_or_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=many\nPLUMBLINE_ZONE=Mars/Base\n")
    said = plumb(tmp_path, "run", SLACK_BOT_TOKEN="geheim", PLUMBLINE_DIGEST_DAY="someday")
    assert said.returncode == 2
    for variable in ("PORT", "PLUMBLINE_ZONE", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PLUMBLINE_DIGEST_DAY"):
        assert variable in said.stderr
    assert "geheim" not in said.stderr
    assert not (tmp_path / "data").exists()


def test_what_the_environment_says_comes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=many\n")
    said = plumb(tmp_path, "manifest", PORT="3000")
    assert said.returncode == 0


@pytest.mark.parametrize("url", ["", "https://plumb.example.org/"])
def test_the_manifest_is_yaml_on_the_screen_and_makes_no_file(tmp_path: Path, url: str) -> None:
    said = plumb(tmp_path, "manifest", *(["--url", url] if url else []))
    assert said.returncode == 0
    made = yaml.safe_load(said.stdout)
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert made["settings"]["socket_mode_enabled"] is (not url)
    events = made["settings"]["event_subscriptions"]
    assert events.get("request_url") == ("https://plumb.example.org/slack/events" if url else None)
    assert said.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_can_be_written_to_a_file_or_is_told_why_not(tmp_path: Path) -> None:
    assert plumb(tmp_path, "manifest", "--output", "m.yaml").returncode == 0
    assert yaml.safe_load((tmp_path / "m.yaml").read_text())["display_information"]["name"] == "Plumbline"
    said = plumb(tmp_path, "manifest", "--output", "no/such/m.yaml")
    assert said.returncode == 2
    assert "no/such/m.yaml cannot be opened" in said.stderr


def test_migrating_twice_is_migrating_once_and_makes_the_folder(tmp_path: Path) -> None:
    for _ in range(2):
        said = plumb(tmp_path, "migrate")
        assert (said.returncode, said.stdout, said.stderr) == (0, "The database is up to date.\n", "")
    assert (tmp_path / "data" / "plumbline.db").exists()


def test_a_database_that_cannot_be_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    port = nowhere().rpartition(":")[2]
    for url in (f"sqlite:///{tmp_path}/file/p.db", f"postgresql://plumbline:geheim@127.0.0.1:{port}/p"):
        for arguments in (["migrate"], ["export", "field", "--workspace", "T1"]):
            said = plumb(tmp_path, *arguments, DATABASE_URL=url)
            assert said.returncode == 2
            assert "python -m bot doctor" in said.stderr
            assert not [word for word in ("Error", "Errno", "sqlalche", "psycopg", "geheim") if word in said.stderr]


def test_the_doctors_exit_code_says_whether_all_is_well(tmp_path: Path, sqlite_url: str) -> None:
    auth = Answer(WHO, headers={"x-oauth-scopes": ",".join(SCOPES)})
    with answering({"/auth.test": auth, "/api.test": Answer({"ok": True})}) as slack:
        url = f"{slack.url}/api/"
        environ = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": url}
        well = plumb(tmp_path, "doctor", DATABASE_URL=sqlite_url, **environ)
        assert well.returncode == 0, well.stdout
        assert "All is well." in well.stdout
        unwell = plumb(tmp_path, "doctor", DATABASE_URL=f"sqlite:///{tmp_path}/new.db", **environ)
    assert unwell.returncode == 1
    assert "python -m bot migrate" in unwell.stdout


@pytest.mark.parametrize("arguments", [["web", "--work"], ["worker"]], ids=["web --work", "worker"])
def test_a_refused_token_ends_the_start_with_words_and_code_two(
    tmp_path: Path, sqlite_url: str, arguments: list[str]
) -> None:
    with answering({"/auth.test": Answer({"ok": False, "error": "token_revoked"})}) as slack:
        said = plumb(
            tmp_path, *arguments, SLACK_BOT_TOKEN=TOKEN, SLACK_SIGNING_SECRET=SECRET, DATABASE_URL=sqlite_url,
            SLACK_API_URL=f"{slack.url}/api/", PORT="1", PLUMBLINE_LOG_LEVEL="warning",
        )  # fmt: skip
    assert said.returncode == 2
    assert "Slack refuses SLACK_BOT_TOKEN (token_revoked)." in said.stderr
    assert "python -m bot doctor" in said.stderr


def test_a_worker_on_a_database_never_migrated_says_what_to_run(tmp_path: Path) -> None:
    said = plumb(tmp_path, "worker", SLACK_BOT_TOKEN=TOKEN, DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
    assert said.returncode == 2
    assert "run python -m bot migrate" in said.stderr


def test_a_port_that_is_taken_is_told(tmp_path: Path, sqlite_url: str) -> None:
    with answering({"/auth.test": Answer(WHO)}) as slack, socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = str(holder.getsockname()[1])
        environ = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{slack.url}/api/"}
        for arguments in (["web"], ["web", "--work"]):
            said = plumb(tmp_path, *arguments, PORT=port, DATABASE_URL=sqlite_url, **environ)
            assert said.returncode == 2
            assert f"Port {port} cannot be listened on" in said.stderr
            assert "set PORT" in said.stderr


def test_data_goes_in_and_comes_out_again(tmp_path: Path, sqlite_url: str) -> None:
    table = "source_id,kind,amount,text\na,want,,A plan they can cancel\nb,want,lots,no such amount\n"
    (tmp_path / "notes.csv").write_text(table)
    said = plumb(tmp_path, "import", "notes.csv", "--workspace", "T1", DATABASE_URL=sqlite_url)
    assert said.returncode == 1
    assert said.stderr == ""
    assert "2 rows read: 1 new, 0 known already, 1 left out." in said.stdout
    assert "line 3, amount:" in said.stdout
    said = plumb(tmp_path, "export", "field", DATABASE_URL=sqlite_url)
    assert said.returncode == 0
    assert "A plan they can cancel" in said.stdout
    assert said.stderr == ""
