"""Fetching a brief's file: the bot's token goes to Slack and nowhere else, and a person hears what cannot be had."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from capabilities.refusal import Refusal
from handlers.brief_files import described, fetch, is_slacks
from handlers.views import blocks as b
from handlers.views import brief as views
from storage.brief import BriefVersion


@dataclass
class Host:
    """A host that answers a path with what it was told to, and remembers who showed which token."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    tokens: list[str | None] = field(default_factory=list)
    url: str = ""

    def serve(self) -> ThreadingHTTPServer:
        host = self

        class Way(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.tokens.append(self.headers.get("Authorization"))
                status, headers, body = host.answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is told."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Way)
        self.url = f"http://127.0.0.1:{server.server_port}"
        return server


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    pair = (Host(), Host())
    servers = [host.serve() for host in pair]
    threads = [threading.Thread(target=server.serve_forever, args=(0.02,)) for server in servers]
    for thread in threads:
        thread.start()
    yield pair
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        server.server_close()
        thread.join()


def client(host: Host) -> WebClient:
    return WebClient(token="xoxb-secret", base_url=f"{host.url}/api/")


def test_the_token_is_shown_to_the_slack_spoken_to_even_after_a_redirect_there(hosts: tuple[Host, Host]) -> None:
    slack, _ = hosts
    slack.answers = {"/go": (302, {"Location": f"{slack.url}/there"}, b""), "/there": (200, {}, b"# Brief: x")}
    assert fetch(client(slack), f"{slack.url}/go") == b"# Brief: x"
    assert slack.tokens == ["Bearer xoxb-secret"] * 2


def test_no_redirect_carries_the_token_to_another_host(hosts: tuple[Host, Host]) -> None:
    slack, other = hosts
    slack.answers = {"/go": (302, {"Location": f"{other.url}/there"}, b"")}
    other.answers = {"/there": (200, {}, b"# Brief: x")}
    with pytest.raises(Refusal, match="allowed to read files"):
        fetch(client(slack), f"{slack.url}/go")
    assert other.tokens == []


def test_another_host_is_not_asked_at_all(hosts: tuple[Host, Host]) -> None:
    slack, other = hosts
    for url in (f"{other.url}/x", f"{slack.url.replace('127.0.0.1', 'localhost')}/x", ""):
        with pytest.raises(Refusal, match="no address I can fetch it from"):
            fetch(client(slack), url)
    assert other.tokens == slack.tokens == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://127.0.0.1.evil.example/x",
        "https://evil.example/x",
        "https://slack.com.evil.example/x",
        "https://notslack.com/x",
        "https://slack.com@evil.example/x",
        "https://evil.example\\@slack.com/x",
        "https://files.slack.com:8443/x",
        "http://files.slack.com/x",
        "https://[::1/x",
        "file:///etc/passwd",
        "https://127.0.0.1:5000/x",
    ],
)
def test_an_address_that_is_not_slacks_is_known(url: str) -> None:
    assert not is_slacks(url, "http://127.0.0.1:5000/api/")


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T1-F1/download/brief.md",
        "https://SLACK.com:443/x",
        "https://t1.slack-files.com/x",
        "http://127.0.0.1:5000/files/F1/brief.md",
    ],
)
def test_an_address_of_slack_is_known(url: str) -> None:
    assert is_slacks(url, "http://127.0.0.1:5000/api/")


@pytest.mark.parametrize(("status", "says"), [(404, "no longer in Slack"), (403, "allowed to read files")])
def test_a_file_that_slack_will_not_give_is_a_word_to_the_person(
    hosts: tuple[Host, Host], status: int, says: str
) -> None:
    slack, _ = hosts
    slack.answers = {"/x": (status, {}, b"")}
    with pytest.raises(Refusal, match=says):
        fetch(client(slack), f"{slack.url}/x")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_slack_that_is_busy_or_unwell_is_asked_again(hosts: tuple[Host, Host], status: int) -> None:
    slack, _ = hosts
    slack.answers = {"/x": (status, {}, b"")}
    with pytest.raises(HTTPError):
        fetch(client(slack), f"{slack.url}/x")


def test_a_broken_line_is_an_error_that_is_tried_again(hosts: tuple[Host, Host]) -> None:
    slack, _ = hosts
    slack.answers["/line"] = (200, {"X": "a" * 70_000}, b"")
    with pytest.raises(OSError, match="line broke"):
        fetch(client(slack), f"{slack.url}/line")


class Silent(WebClient):
    """A Slack that answers a question about a file with an error."""

    code, status = "", 200

    def files_info(self, *, file: str, **_: object) -> SlackResponse:
        data = {"ok": False, "error": self.code}
        answer = SlackResponse(
            client=self, http_verb="POST", api_url="", req_args={}, data=data, headers={}, status_code=self.status
        )
        raise SlackApiError(f"no {file}", answer)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("file_not_found", Refusal),
        ("missing_scope", Refusal),
        ("access_denied", Refusal),
        ("internal_error", SlackApiError),
        ("ratelimited", SlackApiError),
    ],
)
def test_what_slack_says_of_a_file_is_told_or_asked_again(code: str, raised: type[Exception]) -> None:
    slack = Silent(token="xoxb-secret")
    slack.code = code
    with pytest.raises(raised):
        described(slack, "F1")


def test_a_long_history_fits_one_message_and_says_what_is_left_out() -> None:
    filed = datetime(2026, 11, 2, tzinfo=UTC)
    rows = [
        BriefVersion(
            workspace="T", id=f"v{n}", product="Anvil", product_key="anvil", number=n, filed_by="UMAX",
            filed_at=filed, why="so " * 200, source="",
        )
        for n in range(60)
    ]  # fmt: skip
    made = views.versions(rows, UTC)
    assert len(b.parts(made)) == 1
    assert made[-1]["elements"][0]["text"] == f"… and {60 - (len(made) - 2)} more"
    assert len(views.versions(rows[:2], UTC)) == 3


def test_the_form_says_how_much_can_be_pasted() -> None:
    pasted = next(block for block in views.form()["blocks"] if block.get("block_id") == "text")
    assert "3,000 characters" in pasted["hint"]["text"]
