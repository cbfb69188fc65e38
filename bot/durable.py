"""Durable work on dbos: asked for in the transaction that causes it, done step by step, resumed after a crash."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from dbos import error as dbos_error

from handlers.passing import passing
from handlers.ports import Job
from storage.alive import Life
from storage.database import Database, DatabaseFault, Unit
from storage.questions import asked as questions

T = TypeVar("T")
GivenUp = Callable[[str, str, str, str], None]  # kind, workspace, key, the number in the log

NAME = "plumbline"
QUEUE = "plumbline"
QUICK = "plumbline quick"  # what takes a moment and must not wait behind what takes as long as a model
TURNS = "plumbline turns"  # what is done by turns, so that one person's work never keeps everybody waiting
# Work begun by an older program is finished by a newer one only under the same version. Raise it when the
# order or meaning of a job's steps changes, and let the old workers drain first.
VERSION = "2"
POLL_S = 0.1
AT_ONCE = 16
QUICK_AT_ONCE = 4
STEP_PAUSE_S = 0.5  # before a step's second try; three times as long before each further one
PAUSES_S = (30, 120, 600, 1800, 7200)  # when Slack or the database is away for longer than the steps' own tries

QUICK_KINDS = frozenset({"held", "home", "mention", "prompts", "question_queued", "question_stopped"})
# Kinds done by turns, each with whose turn a piece of work must wait for; empty where it is their only one. Most people
# ask one thing at a time, and looking through everybody's turns costs more than taking what comes.
TURN_OF: Mapping[str, Callable[[Unit, str], str]] = {"question": questions.waits_for}

log = logging.getLogger("plumbline.durable")


class Hindered(Exception):
    """A step failed at something that may be over in a while. Kept by dbos, so it carries words and nothing else."""


class Failed(Exception):
    """A step failed for good."""


class DbosWork:
    """Asks for work. A process that only takes requests needs nothing more of dbos than this."""

    def __init__(self, database: Database) -> None:
        self._url = database.url

    @cached_property
    def _client(self) -> DBOSClient:
        return DBOSClient(system_database_url=self._url, application_name=NAME, lazy=True)

    def enqueue(self, unit: Unit, kind: str, key: str) -> None:
        self._client.enqueue_in_transaction(unit.session, _wanted(unit, kind, key), unit.workspace, key)

    def close(self) -> None:
        if "_client" in self.__dict__:
            self._client.destroy()


def _wanted(unit: Unit, kind: str, key: str, *, attempt: int = 0) -> EnqueueOptions:
    """The work under an id of its own, in the queue of its kind; what is done by turns, in the turn of its person."""
    suffix = f"#{attempt}" if attempt else ""
    wanted: EnqueueOptions = {
        "workflow_name": kind,
        "queue_name": QUICK if kind in QUICK_KINDS else QUEUE,
        "workflow_id": f"{kind}:{unit.workspace}:{key}{suffix}",
        "app_version": VERSION,
    }
    if kind in TURN_OF:
        unit.flush()  # whose turn it is may be known by what this very transaction adds
        whose = TURN_OF[kind](unit, key)
        if whose:
            wanted |= {"queue_name": TURNS, "queue_partition_key": f"{unit.workspace}:{whose}"}
    return wanted


class _Stopped(BaseException):
    """The process stops. dbos writes down what is an Exception and nothing else, so the work stays as begun."""


class _DbosSteps:
    """Steps tried again with growing pauses, as long as trying again can help and until the process stops."""

    def __init__(self, pause_s: float, over: threading.Event) -> None:
        self._pause_s, self._over = pause_s, over

    def run(self, name: str, step: Callable[[], T]) -> T:
        def guarded() -> T:
            if self._over.is_set():
                raise _Stopped
            # What Slack raises cannot be read back from dbos's tables after a restart; these two can.
            try:
                return step()
            except Exception as error:
                if self._over.is_set():  # what failed may be our own closing of the database
                    raise _Stopped from error
                if passing(error) or isinstance(error, DatabaseFault):
                    raise Hindered(type(error).__name__) from error
                log.exception("Step %s failed", name)
                raise Failed(type(error).__name__) from error

        return DBOS.run_step(
            {
                "name": name,
                "retries_allowed": True,
                "max_attempts": 4,
                "interval_seconds": self._pause_s,
                "backoff_rate": 3.0,
                "should_retry": lambda error: isinstance(error, Hindered),
            },
            guarded,
        )


class Worker:
    """Does the work asked for. dbos allows one per process."""

    def __init__(
        self,
        database: Database,
        jobs: Mapping[str, Job],
        *,
        name: str = "",
        given_up: GivenUp | None = None,
        pauses_s: tuple[float, ...] = PAUSES_S,
        step_pause_s: float = STEP_PAUSE_S,
        at_once: int = AT_ONCE,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._given_up = given_up
        self._pauses_s = pauses_s
        self._stopping, self._over = threading.Event(), threading.Event()
        self._steps = _DbosSteps(step_pause_s, self._over)
        self._at_work = 0
        self._told = threading.Condition()
        self._at_once = at_once
        # On SQLite there is one worker, which takes up its own work after a restart. On PostgreSQL each start is
        # a worker of its own unless it is named: two of one name would each take up the other's running work.
        alone = "local" if database.is_sqlite else f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self._name = name or alone
        self._life = Life(database, self._name)
        self._running = False

    def start(self) -> None:
        """Register every job, take up what this worker left unfinished, and begin."""
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": self._database.url,
            "application_version": VERSION,
            "executor_id": self._name,
            "log_level": "CRITICAL",  # we write down what matters ourselves, without its page-long traces
            "console_log_level": "CRITICAL",
            "notification_listener_polling_interval_sec": 0.5,
        }
        self._stopping.clear()
        self._over.clear()
        self._life.hold()
        DBOS(config=config)
        for kind, job in self._jobs.items():
            DBOS.workflow(name=kind)(self._workflow(kind, job, self._steps))
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=self._at_once, polling_interval_sec=POLL_S)
        DBOS.register_queue(QUICK, worker_concurrency=QUICK_AT_ONCE, polling_interval_sec=POLL_S)
        DBOS.register_queue(
            TURNS, worker_concurrency=self._at_once, partition_concurrency=1, polling_interval_sec=POLL_S
        )
        self._running = True

    def adopt(self) -> list[str]:
        """Take up what dead workers left unfinished; returns the ids of that work."""
        self._life.hold()
        left = DBOS.list_workflows(status="PENDING", application_name=NAME, load_input=False, load_output=False)
        dead = {name for name in {each.executor_id for each in left} if name and self._life.is_dead(name)}
        orphans = [each.workflow_id for each in left if each.executor_id in dead]
        if orphans:
            log.warning("Taking up %s pieces of work of dead workers: %s", len(orphans), ", ".join(sorted(dead)))
            DBOS.resume_workflows(orphans)
        return orphans

    def stop(self, *, patience_s: int = 10) -> None:
        """Take nothing new, give running work its time, and leave the rest for the next start.

        Whatever outlasts the patience counts as begun: it has not failed, and nobody is told anything.
        """
        if self._running:
            self._running = False
            self._stopping.set()
            with self._told:
                self._told.wait_for(lambda: self._at_work == 0, timeout=patience_s)
            self._over.set()
            DBOS.destroy(destroy_registry=True)
            self._life.release()

    def _workflow(self, kind: str, job: Job, steps: _DbosSteps) -> Callable[[str, str, int], None]:
        def run(workspace: str, key: str, attempt: int = 0) -> None:
            if self._stopping.is_set():
                raise _Stopped
            with self._told:
                self._at_work += 1
            try:
                do(workspace, key, attempt)
            finally:
                with self._told:
                    self._at_work -= 1
                    self._told.notify_all()

        def do(workspace: str, key: str, attempt: int) -> None:
            try:
                job(steps, workspace, key)
                if self._over.is_set():  # dbos can take down no outcome any more
                    raise _Stopped
            except (Hindered, dbos_error.DBOSMaxStepRetriesExceeded) as error:
                self._unless_over(error)
                if attempt < len(self._pauses_s):
                    self._again(kind, workspace, key, attempt)
                    return
                self._give_up(kind, workspace, key, error)
            except Exception as error:  # noqa: BLE001 (whatever it is, somebody is told and it is written down)
                self._unless_over(error)
                self._give_up(kind, workspace, key, error)

        run.__qualname__ = run.__name__ = f"do_{kind}"
        return run

    def _unless_over(self, error: Exception) -> None:
        if self._over.is_set():
            raise _Stopped from error

    def _again(self, kind: str, workspace: str, key: str, attempt: int) -> None:
        # A new piece of work that waits in the queue: work that waits while it runs would keep a place from others.
        pause = self._pauses_s[attempt]
        log.warning("Durable work %s %s is hindered; again in %s s", kind, key, pause)
        with self._database.reading(workspace) as unit:
            wanted = _wanted(unit, kind, key, attempt=attempt + 1)
        DBOS.enqueue_workflow_with_options({**wanted, "delay_seconds": pause}, workspace, key, attempt + 1)

    def _give_up(self, kind: str, workspace: str, key: str, error: Exception) -> None:
        number = secrets.token_hex(3).upper()
        log.error("Durable work %s %s was given up as number %s", kind, key, number, exc_info=error)
        if self._given_up is not None:
            try:
                self._given_up(kind, workspace, key, number)
            except Exception:
                log.exception("Nobody could be told that %s %s was given up", kind, key)
        raise Failed(f"given up as number {number}") from error


def migrate(database: Database) -> None:
    """Make the tables durable work is kept in."""
    logging.getLogger("dbos").setLevel(logging.WARNING)  # it tells of every table, and advises on databases
    DBOS.migrate(database.url)
