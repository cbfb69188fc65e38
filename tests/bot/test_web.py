"""The web application over real HTTP: what it takes, what it turns away, and that nobody waits for somebody else."""

import http.client
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.assemble import Plumbline, assemble
from bot.running import Server, readiness
from bot.settings import Settings
from bot.web import LARGEST, web
from storage import migrate
from storage.database import Database
from tests.bot.loopback import nowhere
from tests.front_door import SECRET

SLOW_S = 1.0


def app() -> App:
    """A Bolt app with one command that takes its time."""

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="UBOT", bot_id="B1")

    made = App(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @made.command("/slow")
    def on_slow(ack: Ack) -> None:
        time.sleep(SLOW_S)
        ack(text="at last")

    return made


def well() -> dict[str, str]:
    return {}


@contextmanager
def serving(*, ready: Callable[[], dict[str, str]] = well) -> Iterator[tuple[Server, int]]:
    server = Server(web(app(), ready=ready), host="127.0.0.1", port=0)
    port = server.start()
    try:
        yield server, port
    finally:
        server.stop()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as (_, listening):
        yield listening


def ask(
    port: int, path: str = "/slack/events", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Status, headers and words of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, named)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read().decode()


def signed(body: bytes, *, content_type: str = "application/x-www-form-urlencoded", secret: str = SECRET) -> Any:
    """The headers Slack sends with a body."""
    at = str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body)
    return {
        "content_type": content_type,
        "x_slack_request_timestamp": at,
        "x_slack_signature": str(signature),
    }


def slow(port: int) -> tuple[int, dict[str, str], str]:
    body = b"command=%2Fslow&team_id=T1&user_id=U1&channel_id=C1&trigger_id=1.1.a"
    return ask(port, "/slack/events", body, **signed(body))


def test_it_says_that_it_is_alive(port: int) -> None:
    assert ask(port, "/healthz")[0] == 200


def test_slacks_challenge_is_answered(port: int) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "t"}).encode()
    status, _, words = ask(port, body=body, **signed(body, content_type="application/json"))
    assert status == 200
    assert json.loads(words) == {"challenge": "3eZbrw1a"}


def test_looking_at_the_address_with_a_browser_is_not_allowed(port: int) -> None:
    assert ask(port)[0] == 405


def test_a_body_signed_with_another_secret_is_turned_away(port: int) -> None:
    body = b"command=%2Fslow"
    assert ask(port, body=body, **signed(body, secret="another"))[0] == 401


@pytest.mark.parametrize("at", ["yesterday", "-1", "1.5", "\xb2", "9" * 5000, " "])
def test_a_time_that_is_no_number_is_turned_away(port: int, at: str) -> None:
    body = b"command=%2Fslow"
    assert ask(port, body=body, **{**signed(body), "x_slack_request_timestamp": at})[0] == 401


def test_a_request_without_signature_and_time_is_turned_away(port: int) -> None:
    assert ask(port, body=b"command=%2Fslow")[0] == 401


def test_a_body_too_large_is_turned_away_before_it_is_read(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("content-length", str(LARGEST + 1))
    connection.endheaders()  # and not a byte of it
    assert connection.getresponse().status == 413
    connection.close()


def test_a_body_that_does_not_say_its_size_is_read_no_further_than_allowed(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest("POST", "/slack/events")
    connection.putheader("transfer-encoding", "chunked")
    connection.endheaders()
    part = b"x" * 65_536
    for _ in range(LARGEST // len(part) + 1):
        connection.send(b"%x\r\n%s\r\n" % (len(part), part))
    assert connection.getresponse().status == 413  # although the last part was never sent
    connection.close()


def test_ten_slow_listeners_work_side_by_side_and_hold_up_nobody(port: int) -> None:
    answers: list[tuple[int, dict[str, str], str]] = []
    senders = [threading.Thread(target=lambda: answers.append(slow(port))) for _ in range(10)]
    begun = time.monotonic()
    for sender in senders:
        sender.start()
    time.sleep(0.2)
    assert ask(port, "/healthz")[0] == 200
    assert answers == []
    for sender in senders:
        sender.join()
    assert time.monotonic() - begun < 10 * SLOW_S, "one after the other"
    assert [(status, words) for status, _, words in answers] == [(200, "at last")] * 10


def test_a_stop_lets_a_request_under_way_finish_and_takes_no_new_one() -> None:
    answers: list[tuple[int, dict[str, str], str]] = []
    with serving() as (server, port):
        sender = threading.Thread(target=lambda: answers.append(slow(port)))
        sender.start()
        time.sleep(0.3)
        server.stop()
        sender.join()
        with pytest.raises(OSError):  # noqa: PT011 (refused or reset, as the system likes)
            ask(port, "/healthz")
    assert answers[0][0] == 200
    assert "at last" in answers[0][2]


def assembled(database_url: str) -> Plumbline:
    return assemble(Settings(database_url=database_url, slack_signing_secret=SECRET, embeddings="off"))


def ready_of(plumbline: Plumbline) -> tuple[int, dict[str, Any]]:
    with serving(ready=lambda: readiness(plumbline)) as (_, port):
        status, _, words = ask(port, "/readyz")
    return status, json.loads(words)


def test_it_is_ready_when_the_database_is(database_url: str) -> None:
    plumbline = assembled(database_url)
    assert ready_of(plumbline) == (200, {"ready": True})
    plumbline.close()


def test_a_database_that_was_never_migrated_is_not_ready_and_says_what_to_run(tmp_path: Path) -> None:
    plumbline = assembled(f"sqlite:///{tmp_path}/new.db")
    status, told = ready_of(plumbline)
    plumbline.close()
    assert status == 503
    assert told == {"ready": False, "database": "migrations are missing: run python -m bot migrate"}


def test_a_database_that_is_away_is_not_ready_and_tells_no_secret() -> None:
    port = nowhere().rpartition(":")[2]
    plumbline = assembled(f"postgresql://plumbline:geheim@127.0.0.1:{port}/plumbline")
    status, told = ready_of(plumbline)
    plumbline.close()
    assert status == 503
    assert told == {"ready": False, "database": "cannot be reached"}


def test_a_database_from_an_older_version_is_not_ready(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.unit("") as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert not migrate.is_current(database)
    database.close()
    plumbline = assembled(sqlite_url)
    status, _ = ready_of(plumbline)
    plumbline.close()
    assert status == 503
