"""The record of every Web API call and every delivery, numbered, newest kept up to a bound."""

from __future__ import annotations

import threading
import time
from collections import deque

from playground.errors import Json


class CallLog:
    """Entries numbered from 1; only the last `size` are kept."""

    def __init__(self, *, size: int) -> None:
        self._lock = threading.Lock()
        self._entries: deque[Json] = deque(maxlen=size)
        self._last = 0

    def add(self, entry: Json) -> int:
        """Note an entry and return its number; `at` is the real time in seconds since 1970."""
        with self._lock:
            self._last += 1
            self._entries.append({"n": self._last, "at": round(time.time(), 3), **entry})
            return self._last

    def since(self, number: int) -> tuple[list[Json], int]:
        """Entries after that number, oldest first, and the last number given."""
        with self._lock:
            return [entry for entry in self._entries if entry["n"] > number], self._last
