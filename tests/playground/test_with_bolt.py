"""A real Bolt app cannot tell the playground from Slack: commands, forms, buttons, messages and files go round."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import App, BoltRequest

from playground.server import RunningPlayground
from tests.playground.conftest import SECRET, Start, client_of
from tests.playground.people import Page

FORM: dict[str, Any] = {
    "type": "modal", "callback_id": "note", "title": {"type": "plain_text", "text": "Note"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [{
        "type": "input", "block_id": "words", "label": {"type": "plain_text", "text": "Words"},
        "element": {"type": "plain_text_input", "action_id": "typed"},
    }],
}  # fmt: skip
BUTTON: dict[str, Any] = {"type": "button", "action_id": "land", "text": {"type": "plain_text", "text": "Landed"}}


def build_bolt(playground: RunningPlayground) -> App:
    """A bot with one of everything."""
    app = App(client=client_of(playground), signing_secret=SECRET, token_verification_enabled=True)

    @app.command("/note")
    def note(ack: Any, client: Any, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        ack()

    @app.view("note")
    def noted(ack: Any, client: Any, body: Any, view: Any) -> None:
        words = view["state"]["values"]["words"]["typed"]["value"]
        blocks = [{"type": "actions", "elements": [BUTTON]}]
        client.chat_postMessage(channel=body["user"]["id"], text=f"noted: {words}", blocks=blocks)
        ack()

    @app.action("land")
    def landed(ack: Any, respond: Any) -> None:
        respond(text="landed", replace_original=True)
        ack()

    @app.event("message")
    def message(event: Any, say: Any, client: Any) -> None:
        for file in event.get("files", []):
            request = urllib.request.Request(file["url_private"], headers={"Authorization": f"Bearer {client.token}"})
            with urllib.request.urlopen(request) as response:
                say(text=f"read {len(response.read())} bytes", thread_ts=event["ts"])

    return app


@pytest.fixture
def served(start: Start) -> Iterator[Page]:
    playground = start(bot_url=None)
    app = build_bolt(playground)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = app.dispatch(BoltRequest(body=body, headers=dict(self.headers)))
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    playground.bot_url = f"http://127.0.0.1:{server.server_port}/"
    yield Page(playground.url)
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_command_opens_a_form_whose_note_gets_a_button_that_answers(served: Page) -> None:
    with served.news() as news:
        assert served.send("C0RANDOM", "/note")["ok"]
        view = news.next("view_opened")["view"]
        state = {"words": {"typed": {"type": "plain_text_input", "value": "they want SSO"}}}
        assert served.post("/ui/view/submit", view_id=view["id"], state=state)["ok"]
        message = news.next("message")["message"]
        assert message["text"] == "noted: they want SSO"
        press = {"action_id": "land", "block_id": message["blocks"][0]["block_id"]}
        place = {"type": "message", "channel": "D0ANA", "ts": message["ts"]}
        assert served.post("/ui/action", container=place, action=press)["ok"]
    assert [(shown["text"], "blocks" in shown) for shown in served.messages("D0ANA")] == [("landed", False)]


def test_a_file_in_a_direct_message_is_fetched_and_answered_in_its_thread(served: Page) -> None:
    file = served.upload("week.csv", b"a,b\n1,2")["file"]
    with served.news() as news:
        parent = served.send("D0ANA", "my week", files=[file["id"]])["message"]
        while (answer := news.next("message")["message"])["user"] == "U0ANA":
            pass
    assert (answer["text"], answer["thread_ts"]) == ("read 7 bytes", parent["ts"])


def test_forged_deliveries_are_refused_by_bolt(served: Page) -> None:
    payload = {"command": "/note"}
    for kind, status in (("good", 200), ("forged", 401), ("old", 401), ("none", 401)):
        answer = served.post("/control/deliver", kind="command", payload=payload, signature=kind)
        assert [one["status"] for one in answer["answers"]] == [status]
