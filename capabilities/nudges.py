"""The budget of what the bot says of its own accord: one message a day and three a week to one person, over all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from capabilities.books import Books
from capabilities.quiet import at, day_of
from capabilities.workspace import zone_of
from storage import nudges as stored
from storage.database import Unit
from storage.nudges import BENEATH

MOST, A_DAY, DAYS = 3, 1, 7  # so many in so many days, and so many in one; days are the person's own
_DAY = timedelta(days=1)

Promised = Callable[[Unit, str, datetime], Iterable[date]]


def nothing_promised(unit: Unit, user: str, now: datetime) -> Iterable[date]:  # noqa: ARG001 (the shape is Promised's)
    return ()


@dataclass(frozen=True)
class Nudges:
    """Says whether a person may be written to unasked, and remembers that they were.

    `promised` tells on which of the next days, today among them, something owed will be said to a person: what can
    wait gives way to it beforehand, so that both together keep to the budget.
    """

    books: Books
    promised: Promised = nothing_promised
    most: int = MOST

    def spend(self, unit: Unit, user: str, *, key: str, kind: str) -> bool:
        """Take one from a person's budget within a transaction; False when it is used up, or `key` was said before.

        `key` names what it is about, for one person: what was said once is not said again.
        """
        stored.alone(unit, user)
        if stored.given(unit, key) or not self._room(unit, user):
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

    def owe_each(self, unit: Unit, wanted: Mapping[str, tuple[str, bool]], *, kind: str) -> set[str]:
        """`owe` for many at once: a key and whether it goes beneath the day's earlier one, by person.

        Returns those it is the first time for. What goes beneath another message of the day costs nothing more.
        """
        stored.alone(unit, kind)
        known, now = stored.given_of(unit, [key for key, _ in wanted.values()]), self.books.clock.now()
        fresh = {user: each for user, each in wanted.items() if each[0] not in known}
        stored.add_each(
            unit,
            [
                {"id": key, "user": user, "kind": kind + BENEATH if beneath else kind, "at": now}
                for user, (key, beneath) in fresh.items()
            ],
        )
        return set(fresh)

    def _room(self, unit: Unit, user: str) -> bool:
        """Whether one more today leaves every seven days that today is among within the budget, promises counted."""
        now, zone = self.books.clock.now(), zone_of(unit, user)
        today = day_of(now, zone)
        since = at(today - (DAYS - 1) * _DAY, datetime.min.time(), zone)
        # A clock that was put back makes what was said since lie ahead: that is today's too.
        said = [min(day_of(each, zone), today) for each in stored.moments(unit, user, since=since)]
        if today in said:
            return False
        days = [*said, *self.promised(unit, user, now), today]
        if days.count(today) > A_DAY:
            return False
        ends = (today + ahead * _DAY for ahead in range(DAYS))
        return all(sum(end - DAYS * _DAY < day <= end for day in days) <= self.most for end in ends)

    def _add(self, unit: Unit, user: str, key: str, kind: str) -> None:
        now = self.books.clock.now()
        stored.add(unit, stored.Nudge(workspace=unit.workspace, id=key, user=user, kind=kind, at=now))
