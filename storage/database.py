"""One database, SQLite or PostgreSQL, and the one transaction in which a piece of work is kept or undone."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

DatabaseFault = sa.exc.SQLAlchemyError  # what any use of the database may raise, by our own name

BUSY_MS = 10_000  # how long one SQLite writer waits for another process before it gives up


@dataclass(frozen=True)
class Unit:
    """One open transaction of one workspace; everything done with it is kept together or not at all.

    `connection` is the quick way in; `session` maps rows to objects on the same connection and transaction.
    """

    connection: sa.Connection
    workspace: str

    @cached_property
    def session(self) -> Session:
        """Made when first asked for; it never commits, the unit does."""
        return Session(self.connection, expire_on_commit=False, join_transaction_mode="rollback_only")

    def flush(self) -> None:
        """Send what the session holds to the database, if there is a session."""
        if "session" in self.__dict__:
            self.session.flush()

    def close(self) -> None:
        if "session" in self.__dict__:
            self.session.close()


class Database:
    """The engine of one database. `close` gives its connections back."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = normal_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        # SQLite lets one writer in at a time and makes the others sleep in growing steps; a lock of our
        # own hands the turn over at once, which is what keeps the slowest acknowledgement quick.
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()
        self.engine = (_sqlite_engine if self.is_sqlite else _server_engine)(self.url, pool_size)
        self._writer = self.engine.execution_options(write=True)
        self._own: sa.Connection | None = None

    @contextmanager
    def unit(self, workspace: str) -> Iterator[Unit]:
        """A writing transaction: committed when the block ends, undone when it raises."""
        with self._turn, self._writing() as connection, closing(Unit(connection, workspace)) as unit:
            yield unit
            unit.flush()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        if not self.is_sqlite:
            with self.engine.begin() as connection:
                yield connection
            return
        # One writer at a time needs one connection, whose pages and statements stay warm from one to the next.
        if self._own is None or self._own.closed or self._own.invalidated:
            self._own = self._writer.connect()
        with self._own.begin():
            yield self._own

    @contextmanager
    def reading(self, workspace: str) -> Iterator[Unit]:
        """A transaction that only looks; it never waits for a writer."""
        with self.engine.connect() as connection, closing(Unit(connection, workspace)) as unit:
            yield unit

    def checked_out(self) -> int:
        """Connections in use now; nothing may be in use while anything goes over the network."""
        pool = self.engine.pool
        resting = self._own is not None and not self._own.closed and not self._own.in_transaction()
        return pool.checkedout() - resting if isinstance(pool, sa.QueuePool) else 0

    def close(self) -> None:
        if self._own is not None:
            self._own.close()
        self.engine.dispose()


def normal_url(url: str) -> str:
    """The address in the form SQLAlchemy and the psycopg 3 driver want (hosts hand out `postgres://`)."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


class Folded(sa.sql.functions.FunctionElement[str]):
    """Words without the difference of large and small letters, so that what is counted here and in Python agrees.

    SQLite's own `lower` knows only A to Z, so for other letters Python is asked; for those alone, since each call
    costs. PostgreSQL follows the letters that the database's locale knows.
    """

    name = "folded"
    type = sa.String()
    inherit_cache = True


@compiles(Folded, "sqlite")
def _folded_here(element: Folded, compiler: Any, **given: Any) -> str:
    words = compiler.process(element.clauses, **given)
    return f"CASE WHEN ({words}) GLOB '*[^ -~]*' THEN casefold({words}) ELSE lower({words}) END"


@compiles(Folded, "postgresql")
def _folded_on_a_server(element: Folded, compiler: Any, **given: Any) -> str:
    return f"replace(lower({compiler.process(element.clauses, **given)}), 'ß', 'ss')"


def _casefold(words: str | None) -> str | None:
    return words.casefold() if words is not None else None


def _sqlite_engine(url: str, pool_size: int) -> sa.Engine:
    path = sa.make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        poolclass=sa.QueuePool,
        pool_size=pool_size,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # they are people's words, and errors go to the log
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        # With write-ahead logging NORMAL survives a killed process; only a power cut can lose the last moments.
        connection.execute("PRAGMA synchronous=NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer asks for its turn at the start: a reader that turns writer midway can only fail.
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    with engine.connect().execution_options(write=False) as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("PRAGMA journal_mode=WAL")  # stays with the file
    return engine


def _server_engine(url: str, pool_size: int) -> sa.Engine:
    return sa.create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True, hide_parameters=True)
