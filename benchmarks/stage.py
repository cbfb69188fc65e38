"""What both programs need around them: a stand-in for Slack, ports, processes, a full database."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bot.ids import new_id
from bot.running import migrated
from storage import brief, field, workspace
from storage.database import Database
from storage.field import imports

TEAM = "TBENCH"
_ANSWERS = {
    "auth.test": {
        "ok": True,
        "team_id": TEAM,
        "team": "Bench",
        "user_id": "UBOT",
        "bot_id": "BBOT",
        "url": "https://x.invalid/",
        "user": "bot",
    },
    "users.list": {"ok": True, "members": [], "response_metadata": {"next_cursor": ""}},
}


Heard = Callable[[str, dict[str, str]], None]  # a method's name and what was said with it


class _Slack(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    heard: Heard | None = None

    def do_POST(self) -> None:
        said = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        method = self.path.rpartition("/")[2]
        if self.heard is not None:
            self.heard(method, _arguments(said))
        answer = _ANSWERS.get(method, {"ok": True, "ts": f"{time.time():.6f}", "channel": {"id": "DBENCH"}})
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _arguments(said: str) -> dict[str, str]:
    if said.startswith("{"):
        return {name: str(value) for name, value in json.loads(said).items()}
    return dict(urllib.parse.parse_qsl(said))


@contextlib.contextmanager
def slack(heard: Heard | None = None) -> Iterator[str]:
    """A Slack that answers `auth.test`, and `ok` to everything else; gives its address.

    `heard` is told of each call as soon as it has come in, in the thread that answers it.
    """
    listening = type("_Listening", (_Slack,), {"heard": staticmethod(heard) if heard is not None else None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api/"
    finally:
        server.shutdown()


@contextlib.contextmanager
def process(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
    """`benchmarks.serving` with these arguments, and the seconds it took to be ready."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.serving", *arguments], stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        if "ready" not in line:
            raise RuntimeError("the program did not start")
        yield child, time.perf_counter() - began
    finally:
        child.kill()
        child.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def full_database(folder: Path, *, notes: int, source: str = "") -> str:
    """A migrated SQLite database with a published brief and this many notes; gives its address.

    The brief is one line, or what `source` says.
    """
    url = f"sqlite:///{folder / 'bench.db'}"
    database = Database(url)
    migrated(database)
    now = datetime.now(UTC)
    with database.unit(TEAM) as unit:
        workspace.save_workspace(unit, name="Bench", zone="UTC", now=now)
        version = brief.BriefVersion(
            workspace=TEAM, id=new_id(), product="Bench", product_key="bench", number=1,
            source=source or "# Brief: Bench\n\n## Plumb line\n\nIt holds.\n", filed_at=now, published_at=now,
        )  # fmt: skip
        brief.add(unit, version, [])
    for start in range(0, notes, 10_000):
        with database.unit(TEAM) as unit:
            rows = [_note(at, now) for at in range(start, min(notes, start + 10_000))]
            imports.add_new(unit, rows)
    database.close()
    return url


def _note(number: int, now: datetime) -> field.Note:
    return field.Note(
        workspace=TEAM,
        id=new_id(),
        created_at=now - timedelta(minutes=number),
        author=f"U{number % 40}",
        source_id=str(number),
        kind="want",
        text=f"Customer {number % 977} wants a monthly plan they can cancel, the {number}th time",
        account=f"Account {number % 977}",
        known_at=now,
        kept_at=now,
    )
