"""A running program behind its front door, for each test its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import StillClock, WrittenWork
from tests.front_door import FrontDoor


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program on SQLite with its worker running."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    yield opened
    opened.close()


@pytest.fixture
def either_door(tmp_path: Path, database_url: str) -> Iterator[FrontDoor]:
    """The same, once on SQLite and once on PostgreSQL."""
    opened = FrontDoor.open(tmp_path, database_url=database_url)
    yield opened
    opened.close()


@pytest.fixture
def still_door(tmp_path: Path, sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[FrontDoor]:
    """The program with a clock that stands still and work that is only written down."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=clock, work=work, working=False)
    yield opened
    opened.close()
