"""Watches for notes that wait, ten times a second, and asks that they be settled: logging one asks for nothing."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from capabilities.ports import Clock, Work
from storage import themes as stored
from storage.database import Database

log = logging.getLogger("plumbline.watching")

EVERY_S = 0.1
NOTES = "notes"  # the kind of work
_STAMP = timedelta(minutes=5)
_LONGEST_S = 300.0


@dataclass
class _Asked:
    """What was asked for a workspace last."""

    mark: str
    times: int
    at: float
    pause_s: float


class Watch:
    """One thread that looks and asks. `served` says which workspaces are ours, `busy` which are settled just now.

    The same waiting note is asked for again after one second, two, four and so on: the work that was asked for may
    have been given up, or have ended early because somebody waited for an answer.
    """

    def __init__(
        self,
        database: Database,
        work: Work,
        clock: Clock,
        *,
        served: Callable[[str], bool] = lambda _: True,
        busy: Callable[[str], bool] = lambda _: False,
        every_s: float = EVERY_S,
    ) -> None:
        self._database, self._work, self._clock = database, work, clock
        self._served, self._busy, self._every_s = served, busy, every_s
        self._asked: dict[str, _Asked] = {}
        self._told_of_fault = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; does nothing where nobody looks."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._thread = None

    def look(self) -> int:
        """Ask for the settling of what waits and was not asked for lately; returns for how many workspaces."""
        with self._database.reading("") as unit:
            found = stored.workspaces_waiting(unit)
        waiting = {workspace: mark for workspace, mark in found if self._served(workspace)}
        self._asked = {workspace: asked for workspace, asked in self._asked.items() if workspace in waiting}
        due = [(workspace, mark) for workspace, mark in waiting.items() if self._due(workspace, mark)]
        for workspace, mark in due:
            self._ask(workspace, mark)
        return len(due)

    def _due(self, workspace: str, mark: str) -> bool:
        if self._busy(workspace):
            return False
        asked = self._asked.get(workspace)
        return asked is None or asked.mark != mark or time.monotonic() - asked.at >= asked.pause_s

    def _ask(self, workspace: str, mark: str) -> None:
        last = self._asked.get(workspace)
        times, pause_s = (last.times + 1, last.pause_s * 2) if last is not None and last.mark == mark else (0, 1.0)
        # The stamp makes asking work again after a restart, which forgets how often it was asked.
        stamp = int(self._clock.now().timestamp() // _STAMP.total_seconds())
        with self._database.unit(workspace) as unit:
            self._work.enqueue(unit, NOTES, f"{mark}:{stamp}:{times}" if times else f"{mark}:{stamp}")
        self._asked[workspace] = _Asked(mark, times, time.monotonic(), min(pause_s, _LONGEST_S))

    def _run(self) -> None:
        pause_s = self._every_s
        while not self._stop.wait(pause_s):
            begun = time.monotonic()
            try:
                self.look()
                self._told_of_fault = False
            except Exception:
                if not self._told_of_fault:
                    log.exception("Waiting notes cannot be looked for; trying on")
                self._told_of_fault = True
            # While a whole import waits, a look takes long: at most a tenth of the time goes into it.
            pause_s = max(self._every_s, 9 * (time.monotonic() - begun))
