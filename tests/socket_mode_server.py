"""A small Slack that speaks Socket Mode: the Web API calls the program makes, and the websocket it listens on."""

from __future__ import annotations

import base64
import hashlib
import json
import socket
import struct
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.front_door import REP, TEAM, until

Json = dict[str, Any]
_WHO = {"ok": True, "team": "Test", "team_id": TEAM, "user": "plumbline", "user_id": "UPLUMB", "bot_id": "BPLUMB"}


class SocketSlack:
    """What the program says to Slack is kept; `answers` and `held` change what it hears back, and when."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: dict[str, Json] = {
            "auth.test": _WHO,
            "users.list": {"ok": True, "members": [{"id": REP, "real_name": "Rita Rep", "tz": "Europe/Berlin"}]},
            "usergroups.list": {"ok": True, "usergroups": []},
        }
        self.calls: list[tuple[str, Json]] = []
        self.posted: list[Json] = []  # what stands in Slack, whether or not the program heard so
        self.acknowledged: list[Json] = []
        self.lines: list[Line] = []
        self.held: dict[str, threading.Event] = {}  # a method waits here until let go

    def answer(self, method: str, said: Json, token: str) -> Json | None:
        """The answer to a call of the Web API; None breaks the connection instead."""
        self.calls.append((method, said))
        if method in self.held and not self.held[method].wait(60):
            return None
        if method in self.answers:
            return self.answers[method]
        if method == "apps.connections.open":
            if not token.startswith("xapp-"):
                return {"ok": False, "error": "not_allowed_token_type"}
            return {"ok": True, "url": self.url.replace("http:", "ws:").replace("/api/", "/link/?ticket=1")}
        if method == "conversations.open":
            return {"ok": True, "channel": {"id": f"D{said['users']}"}}
        if method == "chat.postMessage":
            self.posted.append({**said, "ts": f"{1_700_000_000 + len(self.posted)}.000100"})
            return {"ok": True, "ts": self.posted[-1]["ts"], "channel": said["channel"]}
        if method in ("conversations.history", "conversations.replies"):
            return {"ok": True, "messages": [m for m in self.posted if m["channel"] == said["channel"]]}
        return {"ok": True}

    def deliver(self, envelope: Json) -> Json:
        """Send an envelope down the newest line; how it was acknowledged."""
        before = len(self.acknowledged)
        self.lines[-1].send(envelope)
        return until(lambda: self.acknowledged[before:])[0]

    def called(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)


class Line:
    """One websocket, from Slack's side (RFC 6455): text frames without fragments are all Slack sends here."""

    def __init__(self, request: socket.socket) -> None:
        self._request = request
        self._lock = threading.Lock()

    def send(self, said: Json) -> None:
        self._frame(0x1, json.dumps(said).encode())

    def listen(self, slack: SocketSlack) -> None:
        """Until the other side closes: answer pings, keep acknowledgements."""
        with self._request.makefile("rb") as incoming:
            while len(head := incoming.read(2)) == 2:
                length = head[1] & 0x7F
                if length > 125:
                    length = int.from_bytes(incoming.read(2 if length == 126 else 8), "big")
                mask = incoming.read(4)
                data = bytes(byte ^ mask[at % 4] for at, byte in enumerate(incoming.read(length)))
                if head[0] & 0xF == 0x9:
                    self._frame(0xA, data)
                elif head[0] & 0xF == 0x1:
                    slack.acknowledged.append(json.loads(data))
                elif head[0] & 0xF == 0x8:
                    return

    def hang_up(self) -> None:
        """As Slack does some seconds after its `disconnect`."""
        self._frame(0x8, struct.pack("!H", 1000))

    def _frame(self, opcode: int, data: bytes) -> None:
        size = len(data)
        if size > 65_535:
            length = struct.pack("!BQ", 127, size)
        else:
            length = bytes([size]) if size < 126 else struct.pack("!BH", 126, size)
        with self._lock:
            self._request.sendall(bytes([0x80 | opcode]) + length + data)


@contextmanager
def socket_slack() -> Iterator[SocketSlack]:
    """A Slack on a free port of loopback."""
    slack = SocketSlack()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            where = urllib.parse.urlsplit(self.path)
            if where.path.startswith("/link/"):
                self._open_line()
                return
            body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
            said = json.loads(body) if body.startswith("{") else dict(urllib.parse.parse_qsl(body or where.query))
            token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
            answer = slack.answer(where.path.rpartition("/")[2], said, token or said.get("token", ""))
            data = json.dumps(answer).encode()
            if answer is None:
                return
            with suppress(OSError):  # whoever waited too long is gone
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        do_POST = do_GET

        def _open_line(self) -> None:
            key = self.headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
            self.send_response_only(101)
            for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)):
                self.send_header(name, value)
            self.end_headers()
            line = Line(self.connection)
            slack.lines.append(line)
            line.send({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "APLUMB"}})
            with suppress(OSError):  # a killed program says no goodbye
                line.listen(slack)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    slack.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
    try:
        yield slack
    finally:
        for event in slack.held.values():
            event.set()
        server.shutdown()
        server.server_close()
        thread.join()
