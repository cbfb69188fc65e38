"""A hand on the page: calls the page and control addresses as a browser does."""

from __future__ import annotations

import json
import queue
import socket
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Json = dict[str, Any]


class Page:
    """What one person does on the page of a playground."""

    def __init__(self, url: str, user: str = "U0ANA") -> None:
        self.url = url
        self.user = user

    def post(self, path: str, **body: Any) -> Json:
        return self._json(path, json.dumps({"as": self.user, **body}).encode(), "application/json")

    def get(self, path: str) -> Json:
        return self._json(path, None, "")

    def send(self, channel: str, text: str, **more: Any) -> Json:
        return self.post("/ui/send", channel=channel, text=text, **more)

    def messages(self, channel: str, thread_ts: str = "") -> list[Json]:
        found = self.get(f"/ui/messages?as={self.user}&channel={channel}&thread_ts={thread_ts}")
        listed: list[Json] = found["messages"]
        return listed

    def upload(self, name: str, content: bytes) -> Json:
        line = b"------plumb"
        body = b"\r\n".join(
            [
                line, b'Content-Disposition: form-data; name="as"', b"", self.user.encode(),
                line, f'Content-Disposition: form-data; name="file"; filename="{name}"'.encode(),
                b"Content-Type: application/octet-stream", b"", content, line + b"--", b"",
            ]
        )  # fmt: skip
        return self._json("/ui/upload", body, "multipart/form-data; boundary=----plumb")

    def log(self) -> list[Json]:
        found: list[Json] = self.get("/control/log")["entries"]
        return found

    def spoil(self, *rules: Json) -> None:
        body = json.dumps(list(rules)).encode()
        assert self._json("/control/faults", body, "application/json")["ok"]

    @contextmanager
    def news(self) -> Iterator[News]:
        """What is pushed to the page while the block runs."""
        place = urllib.parse.urlsplit(self.url)
        line = socket.create_connection((place.hostname, place.port or 80), timeout=30)
        # HTTP/1.0, so the stream comes unchunked and ends with the connection.
        line.sendall(f"GET /ui/stream?as={self.user} HTTP/1.0\r\nHost: {place.netloc}\r\n\r\n".encode())
        lines = line.makefile("rb")
        while lines.readline() != b": connected\n":
            pass
        news = News(lines)
        try:
            yield news
        finally:
            line.shutdown(socket.SHUT_RDWR)
            news.end()
            lines.close()
            line.close()

    def _json(self, path: str, body: bytes | None, content_type: str) -> Json:
        request = urllib.request.Request(self.url + path, data=body)
        if content_type:
            request.add_header("Content-Type", content_type)
        with urllib.request.urlopen(request, timeout=30) as response:
            answer: Json = json.load(response)
        return answer


class News:
    """Reads pushed events in the background."""

    def __init__(self, lines: Any) -> None:
        self._queue: queue.Queue[tuple[str, Json]] = queue.Queue()
        self._thread = threading.Thread(target=self._read, args=(lines,), daemon=True)
        self._thread.start()

    def _read(self, lines: Any) -> None:
        event = ""
        try:
            for raw in lines:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    event = line[7:]
                if line.startswith("data: "):
                    self._queue.put((event, json.loads(line[6:])))
        except OSError:
            return

    def end(self) -> None:
        """Wait until the reader has seen the end."""
        self._thread.join(timeout=30)

    def next(self, event: str) -> Json:
        """The next event of that name; others before it are passed over."""
        while True:
            name, data = self._queue.get(timeout=30)
            if name == event:
                return data
