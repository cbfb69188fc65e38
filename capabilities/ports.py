"""The small things a capability asks of the running program: the time, a new id, and work that lasts."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from storage.database import Unit

NewId = Callable[[], str]


class Clock(Protocol):
    """Tells the time. In a demonstration it can be moved; in tests it stands still."""

    def now(self) -> datetime:
        """The moment, aware of its zone."""
        ...


class Work(Protocol):
    """Work that takes time and must be finished whatever happens to the process."""

    def enqueue(self, unit: Unit, kind: str, key: str) -> None:
        """Ask for the work `kind` on `key` in the transaction `unit`; once only, however often it is asked for."""
        ...
