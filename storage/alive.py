"""Says which workers are alive: each holds a lock of its name, which PostgreSQL lets go the moment it is dead."""

import hashlib
import threading

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from storage.database import Database

_LOCK = sa.text("SELECT pg_try_advisory_lock(:number)")
_UNLOCK = sa.text("SELECT pg_advisory_unlock(:number)")


class Life:
    """A worker's own lock, on a connection of its own for as long as the worker lives.

    On SQLite there is one worker, and nobody to ask: `hold` does nothing and every other name is dead.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._name = name
        self._guard = threading.Lock()
        self._connection: sa.Connection | None = None
        self._engine = None if database.is_sqlite else sa.create_engine(database.url, poolclass=NullPool)

    def hold(self) -> None:
        """Take the lock, or take it again after the connection was lost. Raises DatabaseFault while that fails."""
        if self._engine is None:
            return
        with self._guard:
            if self._connection is not None:
                try:
                    self._connection.execute(sa.text("SELECT 1"))
                except sa.exc.SQLAlchemyError:
                    self._connection.invalidate()
                    self._connection = None
            if self._connection is None:
                connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(_LOCK, {"number": _number(self._name)})
                self._connection = connection

    def is_dead(self, name: str) -> bool:
        """Whether the worker of this name is gone; never true of oneself."""
        if name == self._name:
            return False
        if self._engine is None:
            return True
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            free = bool(connection.execute(_LOCK, {"number": _number(name)}).scalar())
            if free:
                connection.execute(_UNLOCK, {"number": _number(name)})
            return free

    def release(self) -> None:
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
        if self._engine is not None:
            self._engine.dispose()


def _number(name: str) -> int:
    """The name as the 64-bit number an advisory lock is known by."""
    return int.from_bytes(hashlib.sha256(f"plumbline worker {name}".encode()).digest()[:8], "big", signed=True)
