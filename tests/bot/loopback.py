"""A tiny server on loopback that stands in for Slack, or for a model endpoint, and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer: JSON, or `text` as it stands; `date` None leaves the header out."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    date: str | None = "now"


@dataclass
class Loopback:
    """`url` without a slash at its end; `asked` holds every path asked for."""

    url: str
    answers: dict[str, Answer]
    asked: list[str]


@contextmanager
def answering(answers: dict[str, Answer]) -> Iterator[Loopback]:
    """A server whose answer to a path is found under its end; the empty end answers everything else."""
    asked: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("content-length") or 0))
            ends = [end for end in answers if self.path.endswith(end)]
            answer = answers[max(ends, key=len)] if ends else Answer({"ok": False, "error": "unknown_method"})
            data = (answer.text if answer.text is not None else json.dumps(answer.body)).encode()
            self.send_response_only(answer.status)
            if answer.date is not None:
                self.send_header("Date", self.date_time_string() if answer.date == "now" else answer.date)
            kind = "application/json" if answer.text is None else "text/html"
            for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield Loopback(f"http://127.0.0.1:{server.server_address[1]}", answers, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nowhere() -> str:
    """An address on loopback where nobody listens."""
    with answering({}) as gone:
        return gone.url
