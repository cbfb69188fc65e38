"""The workspace remembers over a restart, starts from its seed, and keeps its own time."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from playground.__main__ import read_options
from playground.manifest import read_manifest
from playground.state import State
from tests.playground.conftest import Start, client_of
from tests.playground.fake_bot import FakeBot
from tests.playground.people import Page


def test_a_second_start_keeps_what_was_typed(start: Start, tmp_path: Path) -> None:
    place = tmp_path / "state.json"
    first = start(state=place)
    page = Page(first.url)
    file = page.upload("a.txt", b"kept")["file"]
    page.send("D0ANA", "remember me", files=[file["id"]])
    client_of(first).views_publish(user_id="U0ANA", view={"type": "home", "blocks": [{"type": "divider"}]})
    asked = page.messages("D0ANA")[0]["ts"]
    growing = client_of(first).chat_startStream(channel="D0ANA", thread_ts=asked, markdown_text="half")["ts"]
    first.stop()
    second = start(state=place)
    shown = Page(second.url).messages("D0ANA")
    assert [message["text"] for message in shown] == ["remember me"]
    assert shown[0]["files"][0]["url_private"].startswith(second.url)
    assert second.workspace.state.blob(file["id"]) == b"kept"
    assert "streaming" not in Page(second.url).messages("D0ANA", asked)[-1], "a stream ends with its playground"
    assert client_of(second).chat_update(channel="D0ANA", ts=growing, text="whole")["text"] == "whole"
    assert Page(second.url).post("/ui/open_home", tab="home")["view"]["blocks"][0]["type"] == "divider"
    Page(second.url).post("/control/reset")
    assert Page(second.url).messages("D0ANA") == []


def test_changes_are_saved_soon_and_whole(tmp_path: Path) -> None:
    place = tmp_path / "state.json"
    state = State(place)
    state.data["x"] = 1
    state.start_saving()
    state.touch()
    for _ in range(300):
        if place.exists():
            break
        threading.Event().wait(0.01)
    assert json.loads(place.read_text()) == {"x": 1}
    state.close()
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_seed_brings_people_channels_and_what_was_said(start: Start) -> None:
    at = "2026-11-16T09:00:00+00:00"
    seed: dict[str, Any] = {
        "team": {"id": "T1", "name": "Acme", "domain": "acme"},
        "bot": {"user_id": "UB", "bot_id": "BB", "app_id": "AB", "name": "plumb"},
        "users": [{"id": "U1", "name": "one", "real_name": "Ona One", "team": "sales"}, {"id": "U2", "name": "two"}],
        "channels": [{"id": "C1", "name": "wins", "topic": "t", "members": ["U1", "U2"], "bot_in": True}],
        "messages": [
            {"channel": "C1", "user": "U2", "text": "reply", "at": "2026-11-16T09:05:00+00:00", "thread": at},
            {
                "channel": "C1",
                "user": "U1",
                "text": "parent",
                "at": at,
                "reactions": [{"name": "eyes", "users": ["U2"]}],
            },
        ],
    }
    playground = start(seed=seed)
    page = Page(playground.url, "U1")
    parent = page.messages("C1")[0]
    assert (parent["text"], parent["reply_count"], parent["reactions"][0]["users"]) == ("parent", 1, ["U2"])
    assert float(parent["ts"]) == datetime.fromisoformat(at).timestamp()
    assert client_of(playground).auth_test()["user_id"] == "UB"
    assert page.get("/ui/boot")["me"]["avatar"]["text"] == "OO"


def test_a_manifest_is_read_from_yaml_and_from_json(tmp_path: Path) -> None:
    yaml, plain = tmp_path / "m.yaml", tmp_path / "m.json"
    yaml.write_text("display_information: {name: Plumbline}\noauth_config: {scopes: {bot: [commands]}}\n")
    plain.write_text(json.dumps({"display_information": {"name": "Plumbline"}, "settings": {}}))
    assert (read_manifest(yaml).name, read_manifest(yaml).scopes) == ("Plumbline", frozenset({"commands"}))
    assert (read_manifest(plain).subscribes("message.im"), read_manifest(None).subscribes("message.im")) == (
        False,
        True,
    )
    yaml.write_text("[]")
    with pytest.raises(ValueError, match="not an app manifest"):
        read_manifest(yaml)


def test_events_come_only_when_the_manifest_subscribes(start: Start, bot: FakeBot) -> None:
    page = Page(start(manifest={"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}}).url)
    page.send("C0SALES", "not for you <@U0BOT>")
    page.post("/ui/open_home", tab="home")
    page.send("D0ANA", "for you")
    bot.wait_for("message")
    assert [received.body["event"]["text"] for received in bot.received] == ["for you"]


def test_the_command_line_gives_all_settings() -> None:
    config = read_options(["--port", "4000", "--bot-url", "http://127.0.0.1:1/x", "--state", "s.json"])
    assert (config.port, config.bot_url, config.state, config.host) == (
        4000,
        "http://127.0.0.1:1/x",
        Path("s.json"),
        "127.0.0.1",
    )


def test_time_goes_forward_when_told_and_messages_follow(page: Page) -> None:
    at = datetime.now(UTC) + timedelta(days=3)
    with page.news() as news:
        assert page.post("/control/clock", to=at.isoformat())["ok"]
        assert news.next("clock")["now"] >= at.isoformat()
    assert float(page.send("D0ANA", "later")["message"]["ts"]) >= at.timestamp()
    assert page.post("/control/clock", to="2020-01-01T00:00:00+00:00")["error"] == "backwards"
    assert page.post("/control/clock", to="soon")["error"] == "invalid_time"
    assert page.post("/control/clock", to="next")["error"] == "nothing_planned"


class BotClock:
    """The clock of a bot: tells what is planned and moves when told."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)
        self.due = self.now + timedelta(days=2)
        clock = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say()

            def do_POST(self) -> None:
                clock.now = datetime.fromisoformat(
                    json.loads(self.rfile.read(int(self.headers["Content-Length"])))["to"]
                )
                self._say()

            def _say(self) -> None:
                planned = [{"at": clock.due.isoformat(), "what": "the weekly digest"}] if clock.now < clock.due else []
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"now": clock.now.isoformat(), "next": planned}).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/demo/clock"


def test_both_clocks_go_to_what_is_planned_next(start: Start) -> None:
    clock = BotClock()
    thread = threading.Thread(target=clock.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        page = Page(start(clock_url=clock.url).url)
        assert page.get("/ui/boot")["clock"]["next"][0]["what"] == "the weekly digest"
        moved = page.post("/control/clock", to="next")
        assert (clock.now, moved["next"]) == (clock.due, [])
        assert datetime.fromisoformat(moved["now"]) >= clock.due
    finally:
        clock.server.shutdown()
        clock.server.server_close()
        thread.join()
