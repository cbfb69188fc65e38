"""What the tests of capabilities share."""

from collections.abc import Iterator

import pytest

from capabilities.books import Books
from storage.database import Database
from tests.conftest import StillClock, WrittenWork, counted_ids


@pytest.fixture
def small(sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[Books]:
    """Books on SQLite only, for tests of what has nothing to do with the database."""
    database = Database(sqlite_url)
    yield Books(database, clock, counted_ids(), work)
    assert database.checked_out() == 0, "a connection was not given back"
    database.close()
