"""The day's allowance of model tokens, counted in memory and begun anew at midnight."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime


class DailyBudget:
    """A `Budget` of `tokens` a day: the calendar day of the timezone-aware clock `now`. Safe between threads.

    It counts what this process spends; a restart begins a new count.
    """

    def __init__(self, tokens: int, *, now: Callable[[], datetime]) -> None:
        if tokens < 0:
            raise ValueError("A daily budget cannot be below zero tokens.")
        self._tokens = tokens
        self._now = now
        self._lock = threading.Lock()
        self._day: date | None = None
        self._spent = 0

    def left(self) -> int:
        """Tokens left today, never below zero."""
        with self._lock:
            self._turn_day()
            return max(0, self._tokens - self._spent)

    def spend(self, tokens: int) -> None:
        """Count `tokens` as used today; a negative count is taken as none."""
        with self._lock:
            self._turn_day()
            self._spent += max(0, tokens)

    def _turn_day(self) -> None:
        today = self._now().date()
        if today != self._day:
            self._day, self._spent = today, 0
