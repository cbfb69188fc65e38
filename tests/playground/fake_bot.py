"""A bot that only listens: keeps what is delivered and answers as it is told."""

from __future__ import annotations

import json
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Received:
    """One delivery as it arrived."""

    headers: dict[str, str]
    raw: str
    body: Json

    @property
    def kind(self) -> str:
        """The event's type, the command's word or the interaction's type."""
        return str((self.body.get("event") or {}).get("type") or self.body.get("command") or self.body.get("type"))


@dataclass(frozen=True)
class Reply:
    """What the bot answers: `wait` seconds before it does."""

    status: int = 200
    body: str = ""
    wait: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


class FakeBot:
    """Listens on a free port; `replies` maps a delivery's kind to what is answered (200 and nothing otherwise)."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.replies: dict[str, Reply] = {}
        self._news = threading.Condition()
        bot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                reply = bot.take(dict(self.headers), raw)
                time.sleep(reply.wait)
                try:
                    self.send_response(reply.status)
                    for name, value in reply.headers:
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(reply.body.encode())
                except OSError:
                    return

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}/slack/events"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self, headers: dict[str, str], raw: str) -> Reply:
        form = dict(urllib.parse.parse_qsl(raw, keep_blank_values=True)) if not raw.startswith("{") else {}
        body = json.loads(form["payload"]) if "payload" in form else (form or json.loads(raw))
        found = Received({name.lower(): value for name, value in headers.items()}, raw, body)
        with self._news:
            self.received.append(found)
            self._news.notify_all()
        return self.replies.get(found.kind, Reply())

    def of(self, kind: str) -> list[Received]:
        """What came so far of one kind."""
        return [received for received in self.received if received.kind == kind]

    def wait_for(self, kind: str, count: int = 1, where: Callable[[Json], bool] = lambda _: True) -> list[Received]:
        """Wait until so many deliveries of a kind came (at most thirty seconds) and return them."""

        def found() -> list[Received]:
            return [received for received in self.of(kind) if where(received.body)]

        with self._news:
            self._news.wait_for(lambda: len(found()) >= count, timeout=30)
        assert len(found()) >= count, f"{len(found())} of {kind} came, {count} were awaited"
        return found()
