"""Opens the one transaction in which a verb does its work, and turns away what was already done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from capabilities.ports import Clock, NewId, Work
from storage import workspace as stored
from storage.database import Database, Unit


class SeenBefore(Exception):
    """This very delivery has been worked off already: acknowledge it and do nothing."""


@dataclass(frozen=True)
class Deed:
    """Who does something, in which workspace, and by which delivery (None when nobody can deliver it twice)."""

    workspace: str
    user: str
    delivery: str | None = None


@dataclass(frozen=True)
class Books:
    """What every capability is built on."""

    database: Database
    clock: Clock
    new_id: NewId
    work: Work

    @contextmanager
    def keep(self, deed: Deed) -> Iterator[Unit]:
        """A writing transaction for a deed. Raises SeenBefore when its delivery was worked off before."""
        with self.database.unit(deed.workspace) as unit:
            if deed.delivery is not None and not stored.first_delivery(unit, deed.delivery, self.clock.now()):
                raise SeenBefore
            yield unit

    @contextmanager
    def look(self, workspace: str) -> Iterator[Unit]:
        """A transaction that only reads."""
        with self.database.reading(workspace) as unit:
            yield unit
