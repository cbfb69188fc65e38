"""The budget of what the bot says of its own accord: so much to one person in a week, whatever it is about."""

from dataclasses import dataclass
from datetime import timedelta

from capabilities.books import Books
from storage import nudges as stored
from storage.database import Unit

MOST, WITHIN = 3, timedelta(days=7)


@dataclass(frozen=True)
class Nudges:
    """Says whether a person may be written to unasked, and remembers that they were."""

    books: Books
    most: int = MOST
    within: timedelta = WITHIN

    def spend(self, unit: Unit, user: str, *, key: str, kind: str) -> bool:
        """Take one from a person's budget within a transaction; False when it is used up, or `key` was said before.

        `key` names what it is about, for one person: what was said once is not said again.
        """
        stored.alone(unit, user)
        since = self.books.clock.now() - self.within
        if stored.given(unit, key) or stored.count(unit, user, since=since) >= self.most:
            return False
        self._add(unit, user, key, kind)
        return True

    def owe(self, unit: Unit, user: str, *, key: str, kind: str) -> bool:
        """Count what must be said even when the budget is used up, so that other things give way; False the next time.

        For a duty somebody took on with a date to it: the reminder of a report that is due today is worth nothing
        next week, and three other nudges must not swallow it. It is said anyway, and counts like the rest.
        """
        stored.alone(unit, user)
        if stored.given(unit, key):
            return False
        self._add(unit, user, key, kind)
        return True

    def _add(self, unit: Unit, user: str, key: str, kind: str) -> None:
        now = self.books.clock.now()
        stored.add(unit, stored.Nudge(workspace=unit.workspace, id=key, user=user, kind=kind, at=now))
