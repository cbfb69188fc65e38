"""Remembers which messages were begun and which have reached Slack."""

from dataclasses import dataclass

from capabilities.books import Books, Deed
from capabilities.permissions import PROGRAM
from storage import workspace as stored
from storage.workspace import Posting

__all__ = ["Posting", "Postings"]


@dataclass(frozen=True)
class Postings:
    """One row per message that must be posted once."""

    books: Books

    def begin(self, workspace: str, key: str, channel: str) -> tuple[Posting, bool]:
        """The posting of this key, and whether this is the first time it is tried."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            return stored.begin_posting(unit, key, channel=channel, now=self.books.clock.now())

    def finish(self, workspace: str, key: str, channel: str, ts: str) -> None:
        """Note the time stamp Slack gave the message."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            stored.finish_posting(unit, key, channel=channel, ts=ts)

    def is_posting(self, workspace: str, channel: str, ts: str) -> bool:
        """Whether the message of that time is known to be one of ours."""
        with self.books.look(workspace) as unit:
            return stored.is_posting(unit, channel, ts)

    def at(self, workspace: str, key: str) -> Posting | None:
        with self.books.look(workspace) as unit:
            return stored.posting(unit, key)
