"""Watches for notes that wait, ten times a second, and asks that they be settled: logging one asks for nothing."""

import logging
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from capabilities.ports import Clock, Work
from storage import themes as stored
from storage.database import Database

log = logging.getLogger("plumbline.watching")

EVERY_S = 0.1
NOTES = "notes"  # the kind of work
_STAMP = timedelta(minutes=5)
_FIRST_S, _LONGEST_S = 1.0, 300.0
_APART_S = 0.3  # between two askings while nobody waits: other workers may be settling the same notes


@dataclass
class _Asked:
    """When a waiting note was asked for last, how often, and how long it is left alone now."""

    times: int
    at: float
    pause_s: float


class Watch:
    """One thread that looks and asks. `served` says which workspaces are ours, `busy` which are settled just now.

    The same waiting note is asked for again after one second, two, four and so on: the work that was asked for may
    have been given up. As soon as anything of its workspace was settled the pauses begin anew, so that a whole import
    is settled without a halt; and each note somebody waits for is asked for as if it were alone.
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
        self._asked: dict[str, dict[str, _Asked]] = {}  # by workspace and note
        self._last: dict[str, float] = {}  # when a workspace was asked for last
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
            found = stored.who_waits(unit)
        waiting: dict[str, dict[str, bool]] = {}
        for each in found:
            if self._served(each.workspace):
                waiting.setdefault(each.workspace, {}).setdefault(each.mark, each.awaited)
        self._asked = {workspace: asked for workspace, asked in self._asked.items() if workspace in waiting}
        self._last = {workspace: at for workspace, at in self._last.items() if workspace in waiting}
        return sum(self._asked_for(workspace, marks) for workspace, marks in waiting.items())

    def _asked_for(self, workspace: str, marks: Mapping[str, bool]) -> bool:
        """Ask for a workspace if one of its notes is due; `marks` says of each whether somebody waits for it."""
        if self._busy(workspace):
            return False
        now, asked = time.monotonic(), self._asked.setdefault(workspace, {})
        if any(mark not in marks for mark in asked):  # something was settled
            kept = {mark: _Asked(each.times, each.at, _FIRST_S) for mark, each in asked.items() if mark in marks}
            asked = self._asked[workspace] = kept
        due = [mark for mark in marks if mark not in asked or now - asked[mark].at >= asked[mark].pause_s]
        lately = now - self._last.get(workspace, -math.inf) < _APART_S
        if not due or (lately and not any(marks[mark] for mark in due)):
            return False
        for mark in due:
            before = asked.get(mark)
            pause_s = min(before.pause_s * 2, _LONGEST_S) if before else _FIRST_S
            asked[mark] = _Asked(before.times + 1 if before else 0, now, pause_s)
        self._ask(workspace, due[0], asked[due[0]].times)
        self._last[workspace] = now
        return True

    def _ask(self, workspace: str, mark: str, times: int) -> None:
        # The stamp makes asking work again after a restart, which forgets how often it was asked.
        stamp = int(self._clock.now().timestamp() // _STAMP.total_seconds())
        with self._database.unit(workspace) as unit:
            self._work.enqueue(unit, NOTES, f"{mark}:{stamp}:{times}" if times else f"{mark}:{stamp}")

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
            # Where the database is slow, at most a tenth of the time goes into looking.
            pause_s = max(self._every_s, 9 * (time.monotonic() - begun))
