"""Starting and stopping: one process that does everything, or web and worker apart; a stop lets work finish."""

import contextlib
import logging
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot import durable
from bot.assemble import Plumbline, sweep
from bot.web import web
from handlers.workspace import ask_for_people
from storage import migrate
from storage.database import Database

log = logging.getLogger("plumbline")

SWEEP_S = 120
PATIENCE_S = 10  # how long a stop waits for running work
# A thread back from the database waits this long at most for its turn to run, while it may hold the write lock;
# Python's own 5 ms would make sixteen people at once wait for one another.
TURN_S = 0.0005


def migrated(database: Database) -> None:
    """Bring our tables and those of durable work up to date."""
    if not migrate.is_current(database):
        migrate.upgrade(database)
    durable.migrate(database)


def start_work(plumbline: Plumbline) -> None:
    """Begin to do durable work and to keep the timetable."""
    plumbline.worker.start()
    with contextlib.suppress(OSError):  # Slack away at this moment: the workspace is greeted at the first delivery
        workspace = plumbline.greet()
        ask_for_people(plumbline.rooms.books, workspace, f"start {datetime.now(UTC):%Y-%m-%dT%H:%M}")
    plumbline.timetable.start(every=(SWEEP_S, lambda: sweep(plumbline.rooms, plumbline.clock)))


def stop_work(plumbline: Plumbline) -> None:
    plumbline.timetable.stop()
    plumbline.worker.stop(patience_s=PATIENCE_S)


def readiness(plumbline: Plumbline) -> dict[str, str]:
    """What is not ready, each with the reason; empty when all is."""
    try:
        if not migrate.is_current(plumbline.database):
            return {"database": "migrations are missing: run python -m bot migrate"}
    except Exception:
        log.exception("The database cannot be reached")
        return {"database": "cannot be reached"}
    return {}


def web_app(plumbline: Plumbline, more: list[BaseRoute] | None = None) -> Starlette:
    return web(plumbline.app, ready=lambda: readiness(plumbline), more=more)


class Server:
    """An HTTP server in a thread of its own; `stop` lets requests under way finish."""

    def __init__(self, app: Starlette, *, host: str, port: int) -> None:
        config = uvicorn.Config(
            app, host=host, port=port, log_level="warning", lifespan="off", timeout_graceful_shutdown=5
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)

    def start(self) -> int:
        """Start, and return the port it listens on. Raises OSError when the port is taken."""
        sys.setswitchinterval(TURN_S)
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise OSError("The web server could not start; is its port taken?")
            self._thread.join(0.01)
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@contextlib.contextmanager
def until_told_to_stop() -> Iterator[Callable[[], None]]:
    """Gives a function that waits for Ctrl-C or a polite kill; a second Ctrl-C stops at once."""
    told = threading.Event()

    def tell(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        told.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}

    def wait() -> None:
        while not told.wait(0.5):
            pass

    try:
        yield wait
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_socket(plumbline: Plumbline) -> None:
    """One process over Socket Mode, until told to stop."""
    handler = SocketModeHandler(plumbline.app, plumbline.settings.slack_app_token)
    with until_told_to_stop() as wait:
        start_work(plumbline)
        handler.connect()
        log.info("Connected to Slack. Stop with Ctrl-C.")
        wait()
        handler.close()
        stop_work(plumbline)


def run_web(plumbline: Plumbline, *, work: bool = False) -> None:
    """Takes what Slack sends over HTTP and only enqueues; with `work` it does the work as well."""
    server = Server(web_app(plumbline), host=plumbline.settings.host, port=plumbline.settings.port)
    with until_told_to_stop() as wait:
        if work:
            start_work(plumbline)
        port = server.start()
        log.info("Listening on port %s. Stop with Ctrl-C.", port)
        wait()
        server.stop()
        if work:
            stop_work(plumbline)


def run_worker(plumbline: Plumbline) -> None:
    """Does durable work and keeps the timetable, until told to stop."""
    with until_told_to_stop() as wait:
        start_work(plumbline)
        log.info("Working. Stop with Ctrl-C.")
        wait()
        stop_work(plumbline)
