"""Starting and stopping: one process that does everything, or web and worker apart; a stop lets work finish."""

import contextlib
import logging
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import NoReturn

import uvicorn
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot import durable
from bot.assemble import Plumbline, sweep
from bot.web import web
from handlers.passing import passing
from handlers.workspace import ask_for_people
from storage import migrate
from storage.database import Database, DatabaseFault

log = logging.getLogger("plumbline")

SWEEP_S = 120
ADOPT_S = 15  # how soon a dead worker's work is taken up by another
WARM = "warm"  # the thread that reads ahead
QUIET_S = 3.0  # after a start, before the embedding model takes its memory though nobody has said anything yet
PATIENCE_S = 10  # how long a stop waits for running work
# A thread back from the database waits this long at most for its turn to run, while it may hold the write lock;
# Python's own 5 ms would make sixteen people at once wait for one another.
TURN_S = 0.0005


class CannotStart(Exception):
    """Why the program does not start, in words that say what to do."""


def migrated(database: Database) -> None:
    """Bring our tables and those of durable work up to date."""
    if not migrate.is_current(database):
        migrate.upgrade(database)
    durable.migrate(database)


def start_work(plumbline: Plumbline, *, quiet_s: float = QUIET_S) -> None:
    """Begin to do durable work and to keep the timetable. Raises CannotStart when Slack refuses the token.

    Where nobody needs it sooner, the embedding model is loaded after `quiet_s` seconds.
    """
    greeted = _greeted(plumbline)

    def every() -> None:
        nonlocal greeted
        if not greeted:
            try:
                greeted = _greeted(plumbline)
            except CannotStart as why:
                log.error("%s", why)
        sweep(plumbline.rooms, plumbline.clients, plumbline.clock)

    plumbline.worker.start()
    plumbline.watch.start()
    threading.Thread(target=_warm, args=(plumbline, quiet_s), name=WARM, daemon=True).start()
    plumbline.timetable.start(every={every: SWEEP_S, plumbline.worker.adopt: ADOPT_S})


def _warm(plumbline: Plumbline, quiet_s: float) -> None:
    """Read what the first note would otherwise wait for; what was embedded before is only read again."""
    plumbline.rooms.themes.warm()
    with contextlib.suppress(DatabaseFault):  # stopped before it was done
        plumbline.rooms.giving.warm(plumbline.rooms.workspaces.every())
        plumbline.rooms.drift.warm(plumbline.rooms.workspaces.every())
    if not plumbline.over.wait(quiet_s):
        for load in plumbline.loading:
            load()


def stop_work(plumbline: Plumbline) -> None:
    """Stop what `start_work` began; does nothing where nothing was begun."""
    plumbline.over.set()
    plumbline.timetable.stop()
    plumbline.watch.stop()
    plumbline.worker.stop(patience_s=PATIENCE_S)
    for thread in threading.enumerate():
        if thread.name == WARM:  # a process that ends while it reads the model's examples is aborted by the model
            thread.join(timeout=PATIENCE_S)


def _greeted(plumbline: Plumbline) -> bool:
    """Make the workspace and its people known; False while Slack is away, which is no reason not to start."""
    missing = readiness(plumbline)
    if missing:
        raise CannotStart("; ".join(f"The {what}: {words}" for what, words in missing.items()) + ".")
    try:
        workspace = plumbline.greet()
    except SlackApiError as error:
        _stand(error, "SLACK_BOT_TOKEN", "Copy the Bot User OAuth Token again from “OAuth & Permissions”.")
        return False
    except OSError:
        log.warning("Slack cannot be reached at the moment; asking again every %s s.", SWEEP_S)
        return False
    ask_for_people(plumbline.rooms.books, workspace, f"start {datetime.now(UTC):%Y-%m-%dT%H:%M}")
    return True


def _stand(error: SlackApiError, variable: str, advice: str) -> None:
    """Pass over what Slack will be well again from. Raises CannotStart when it refuses the token itself."""
    code = str(error.response.get("error"))
    if passing(error):
        log.warning("Slack is unwell at the moment (%s).", code[:40])
        return
    raise CannotStart(f"Slack refuses {variable} ({code}). {advice}") from error


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
        if self._thread.is_alive():
            self._thread.join(timeout=10)


@contextlib.contextmanager
def until_told_to_stop() -> Iterator[Callable[..., bool]]:
    """Gives a function that waits for Ctrl-C or a polite kill, or at most so many seconds, and says whether one came.

    A second Ctrl-C stops at once.
    """
    told = threading.Event()

    def tell(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        told.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}

    def wait(seconds: float = math.inf) -> bool:
        return told.wait(None if seconds == math.inf else seconds)

    try:
        yield wait
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_socket(plumbline: Plumbline) -> None:
    """One process over Socket Mode, until told to stop. Raises CannotStart."""
    handler = SocketModeHandler(plumbline.app, plumbline.settings.slack_app_token)
    hang_up = threading.Thread(target=_hang_up, args=(handler,), name="hang-up", daemon=True)
    with until_told_to_stop() as wait:
        try:
            start_work(plumbline)
            _connect(handler, wait)
            wait()
        finally:
            hang_up.start()
            stop_work(plumbline)
            hang_up.join(timeout=PATIENCE_S)


def _connect(handler: SocketModeHandler, wait: Callable[..., bool]) -> None:
    """Open the line to Slack, trying again while Slack is away. Raises CannotStart when it refuses the token."""
    for pause in chain((1, 2, 5, 10), repeat(30)):
        try:
            handler.connect()  # type: ignore[no-untyped-call]
            if handler.client.is_connected():
                log.info("Connected to Slack. Stop with Ctrl-C.")
            return  # else the line could not be opened this time; the client itself tries on from here
        except SlackApiError as error:
            _stand(error, "SLACK_APP_TOKEN", "Make an app-level token with connections:write (xapp-…).")
        except OSError:
            log.warning("Slack cannot be reached; trying again in %s s.", pause)
        if wait(pause):
            return


def _hang_up(handler: SocketModeHandler) -> None:
    """Take nothing new, answer what is under way over the line it came by, then close the line."""
    client = handler.client
    client.closed = True
    client.message_processor.shutdown()  # type: ignore[no-untyped-call]
    client.message_workers.shutdown()
    handler.close()  # type: ignore[no-untyped-call]


def run_web(plumbline: Plumbline, *, work: bool = False) -> None:
    """Takes what Slack sends over HTTP and only enqueues; with `work` it does the work as well. Raises CannotStart."""
    host, port = plumbline.settings.host, plumbline.settings.port
    server = Server(web_app(plumbline), host=host, port=port)
    with until_told_to_stop() as wait:
        try:
            if work:
                start_work(plumbline)
            try:
                server.start()
            except OSError:
                words = f"Port {port} cannot be listened on at {host}. Stop what uses it, or set PORT to another."
                raise CannotStart(words) from None
            log.info("Listening on port %s. Stop with Ctrl-C.", port)
            wait()
        finally:
            server.stop()
            if work:
                stop_work(plumbline)


def run_worker(plumbline: Plumbline) -> None:
    """Does durable work and keeps the timetable, until told to stop. Raises CannotStart."""
    with until_told_to_stop() as wait:
        try:
            start_work(plumbline)
            log.info("Working. Stop with Ctrl-C.")
            wait()
        finally:
            stop_work(plumbline)


def leave(code: int) -> NoReturn:
    """End the process with this exit code now, whatever thread would still hold it.

    Work that outlasted the patience of a stop waits for Slack or a model, perhaps for minutes; the next start
    takes it up again.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
