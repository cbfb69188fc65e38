"""The doctor finds each thing that is not well, and says what to do about it in words of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.doctor import Finding, examine, show
from bot.manifest import SCOPES
from bot.settings import Settings
from tests.bot.loopback import Answer, Loopback, answering, nowhere

WHO = {"ok": True, "team": "Nordlicht", "team_id": "T1", "user_id": "UBOT", "user": "plumbline", "bot_id": "B1"}
SECRET = "xoxb-kuebis-4711"
# What no advice may hold: the words of an exception.
FOREIGN = ("Error", "Errno", "urlopen", "Traceback", "psycopg", "sqlalchemy", "sqlite3", "Exception", SECRET, "geheim")


def auth(scopes: str = ",".join(SCOPES)) -> Answer:
    return Answer(WHO, headers={"x-oauth-scopes": scopes})


@pytest.fixture
def slack() -> Iterator[Loopback]:
    with answering({"/auth.test": auth(), "/api.test": Answer({"ok": True})}) as server:
        yield server


@pytest.fixture
def settings(slack: Loopback, sqlite_url: str) -> Settings:
    return Settings(
        slack_bot_token=SECRET, slack_app_token="xapp-1", slack_api_url=f"{slack.url}/api/", database_url=sqlite_url
    )


def found(settings: Settings) -> dict[str, Finding]:
    """What the doctor finds, by what was looked at; checked to hold advice and no foreign words."""
    findings = examine(settings)
    for finding in findings:
        assert finding.well or finding.advice.strip(), f"{finding.what} says nothing to do"
        told = f"{finding.words} {finding.advice}"
        assert not [word for word in FOREIGN if word in told], told
    return {finding.what: finding for finding in findings}


def test_where_all_is_well_it_says_so(settings: Settings) -> None:
    findings = examine(settings)
    assert [finding.what for finding in findings if not finding.well] == []
    assert [finding.what for finding in findings] == [
        "Settings",
        "Database",
        "Migrations",
        "Slack",
        "Scopes",
        "Model",
        "Clock",
    ]
    assert "Nordlicht" in found(settings)["Slack"].words


def test_without_a_token_it_says_how_to_get_one_and_asks_slack_nothing_about_it(
    settings: Settings, slack: Loopback
) -> None:
    findings = found(replace(settings, slack_bot_token=""))
    assert not findings["Settings"].well
    assert "python -m bot manifest" in findings["Settings"].advice
    assert "Slack" not in findings
    assert "/api/auth.test" not in slack.asked


def test_with_neither_way_in_it_names_both(settings: Settings) -> None:
    finding = found(replace(settings, slack_app_token=""))["Settings"]
    assert not finding.well
    assert "SLACK_APP_TOKEN" in finding.advice
    assert "SLACK_SIGNING_SECRET" in finding.advice


def test_a_folder_that_cannot_be_written_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    finding = found(replace(settings, database_url=f"sqlite:///{tmp_path}/file/plumbline.db"))["Database"]
    assert not finding.well
    assert "writable" in finding.advice


def test_a_file_that_is_no_database_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "plumbline.db").write_text("this is a letter, not a database\n" * 100)
    assert not found(replace(settings, database_url=f"sqlite:///{tmp_path}/plumbline.db"))["Database"].well


def test_a_server_that_is_not_there_is_told_without_its_password(settings: Settings) -> None:
    port = nowhere().rpartition(":")[2]
    url = f"postgresql://plumbline:geheim@127.0.0.1:{port}/plumbline?connect_timeout=2"
    finding = found(replace(settings, database_url=url))["Database"]
    assert not finding.well
    assert "DATABASE_URL" in finding.advice


def test_an_empty_database_is_told_to_be_migrated(settings: Settings, tmp_path: Path) -> None:
    finding = found(replace(settings, database_url=f"sqlite:///{tmp_path}/new.db"))["Migrations"]
    assert not finding.well
    assert "python -m bot migrate" in finding.advice


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_slack_refuses_is_told_with_slacks_own_reason(settings: Settings, slack: Loopback, code: str) -> None:
    slack.answers["/auth.test"] = Answer({"ok": False, "error": code})
    finding = found(settings)["Slack"]
    assert not finding.well
    assert code in finding.words
    assert "OAuth & Permissions" in finding.advice


def test_slack_that_cannot_be_reached_is_told_once(settings: Settings) -> None:
    findings = found(replace(settings, slack_api_url=f"{nowhere()}/api/"))
    assert not findings["Slack"].well
    assert "proxy" in findings["Slack"].advice
    assert findings["Clock"].well, "one trouble is one finding"


def test_missing_scopes_are_named(settings: Settings, slack: Loopback) -> None:
    slack.answers["/auth.test"] = auth(",".join(scope for scope in SCOPES if scope not in ("im:write", "files:read")))
    finding = found(settings)["Scopes"]
    assert not finding.well
    assert finding.words == "missing: im:write, files:read"
    assert "install it again" in finding.advice


def with_model(settings: Settings, url: str) -> Settings:
    return replace(settings, openai_base_url=url, openai_api_key="geheim", model="small")


def test_no_model_is_well_and_says_what_happens_instead(settings: Settings) -> None:
    finding = found(settings)["Model"]
    assert finding.well
    assert "word for word" in finding.words


@pytest.mark.parametrize(
    ("answer", "well", "words", "advice"),
    [
        (Answer({"data": [{"id": "small"}]}), True, "small answers", ""),
        (Answer({"data": [{"id": "large"}, {"id": "huge"}]}), False, "'small'", "large, huge"),
        (Answer({"error": {"message": "geheim is no key"}}, status=401), False, "refuses the key", "OPENAI_API_KEY"),
        (Answer({"error": {}}, status=403), False, "refuses the key", "OPENAI_API_KEY"),
        (Answer({"error": {}}, status=404), True, "404", ""),  # some servers offer no list, and answer all the same
        (Answer({"error": {}}, status=503), False, "503", "OPENAI_BASE_URL"),
        (Answer(text="<html>a proxy's page</html>"), False, "cannot be reached", "OPENAI_BASE_URL"),
        (Answer(["no", "mapping"]), False, "", "OPENAI_BASE_URL"),
    ],
    ids=["well", "other names", "wrong key", "forbidden", "no list", "down", "a web page", "a list"],
)
def test_each_answer_of_a_model_endpoint_has_its_advice(
    settings: Settings, answer: Answer, well: bool, words: str, advice: str
) -> None:
    with answering({"/v1/models": answer}) as endpoint:
        finding = found(with_model(settings, f"{endpoint.url}/v1"))["Model"]
    assert finding.well is well
    assert words in finding.words
    assert advice in finding.advice


def test_a_model_endpoint_that_is_not_there_is_told_with_what_happens_meanwhile(settings: Settings) -> None:
    finding = found(with_model(settings, f"{nowhere()}/v1"))["Model"]
    assert not finding.well
    assert "word for word" in finding.advice


def test_a_clock_that_is_off_is_told(settings: Settings, slack: Loopback) -> None:
    sent = format_datetime(datetime.now(UTC) - timedelta(minutes=10), usegmt=True)
    slack.answers["/api.test"] = Answer({"ok": True}, date=sent)
    finding = found(settings)["Clock"]
    assert not finding.well
    assert "NTP" in finding.advice


@pytest.mark.parametrize("date", [None, "the day before yesterday"])
def test_a_clock_that_cannot_be_compared_is_nothing_to_mend(
    settings: Settings, slack: Loopback, date: str | None
) -> None:
    slack.answers["/api.test"] = Answer({"ok": True}, date=date)
    finding = found(settings)["Clock"]
    assert finding.well
    assert "not compared" in finding.words


def test_what_is_shown_holds_every_finding_its_advice_and_a_last_line() -> None:
    written = StringIO()
    findings = [Finding("Model", True, "a[b]c answers"), Finding("Slack", False, "is away", "Plug it in [again].")]
    show(findings, Console(file=written, width=100))
    lines = written.getvalue().splitlines()
    assert lines == [
        "well  Model: a[b]c answers",
        "look  Slack: is away",
        "      → Plug it in [again].",
        "1 of 2 need a look.",
    ]
