"""What the tests of capabilities share."""

from collections.abc import Iterator

import pytest

from capabilities.books import Books
from capabilities.brief.proposing import Proposals
from storage.database import Database
from tests.conftest import StillClock, WrittenWork, counted_ids
from tests.proposed import proposals_of, say_stock
from tests.themed import HERE


@pytest.fixture
def small(sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[Books]:
    """Books on SQLite only, for tests of what has nothing to do with the database."""
    database = Database(sqlite_url)
    yield Books(database, clock, counted_ids(), work)
    assert database.checked_out() == 0, "a connection was not given back"
    database.close()


@pytest.fixture
def proposals(books: Books) -> Proposals:
    """Proposals on a published brief that is silent on the pharmacy."""
    return proposals_of(books)


@pytest.fixture
def stock(books: Books, proposals: Proposals) -> str:
    """The id of a proposal of a new line."""
    say_stock(books)
    return proposals.look(HERE)[0]
