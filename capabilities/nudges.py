"""The one gate of what the bot says of its own accord: quiet hours, absence, one message a day and three a week."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from capabilities.books import Books, Deed
from capabilities.permissions import PROGRAM
from capabilities.quiet import USUAL, QuietHours, at, day_of, is_quiet
from capabilities.workspace import GONE, known_of, zone_of
from storage import nudges as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.nudges import BENEATH, Held

MOST, A_DAY, DAYS = 3, 1, 7  # so many in so many days, and so many in one; days are the person's own
_DAY = timedelta(days=1)
_AGAIN = "@"  # what follows it in a key says when work that waited was asked for

Promised = Callable[[Unit, str, datetime], Iterable[date]]
Again = tuple[str, str] | None  # the durable work, by kind and key, to be asked for anew when a person may be told


def nothing_promised(unit: Unit, user: str, now: datetime) -> Iterable[date]:  # noqa: ARG001 (the shape is Promised's)
    return ()


def bare(key: str) -> str:
    """The key of a piece of work as it was before it waited."""
    return key.partition(_AGAIN)[0]


@dataclass(frozen=True)
class Nudges:
    """Says whether a person may be written to unasked, and remembers that they were.

    Nobody is in their quiet hours, while they are away, or once they left. What may not be said now waits, where the
    work that says it is named: `look` asks for that work anew as soon as it may be.

    `promised` tells on which of the next days, today among them, something owed will be said to a person: what can
    wait gives way to it beforehand, so that both together keep to the budget.
    """

    books: Books
    promised: Promised = nothing_promised
    most: int = MOST
    quiet: QuietHours = USUAL

    def spend(self, unit: Unit, user: str, *, key: str, kind: str, again: Again = None) -> bool:
        """Take one from a person's budget within a transaction; False when they rest, it is used up, or `key` was
        said before.

        `key` names what it is about, for one person: what was said once is not said again.
        """
        stored.alone(unit, user)
        if stored.given(unit, key):
            return False
        if self.rests(unit, user) or not self._room(unit, user):
            self._hold(unit, user, again)
            return False
        self._add(unit, user, key, kind)
        return True

    def owe(
        self, unit: Unit, user: str, *, key: str, kind: str, again: Again = None, anytime: bool = False
    ) -> bool:  # fmt: skip
        """Count what must be said even when the budget is used up, so that other things give way; False the next time,
        and while they rest.

        For a duty somebody took on with a date to it: the reminder of a report that is due today is worth nothing
        next week, and three other nudges must not swallow it. It is said anyway, and counts like the rest. `anytime`
        is for what somebody asked us to pass on and waits for: Slack itself keeps it from who sleeps.
        """
        stored.alone(unit, user)
        if stored.given(unit, key):
            return False
        if not anytime and self.rests(unit, user):
            self._hold(unit, user, again, owed=True)
            return False
        self._add(unit, user, key, kind)
        return True

    def ask(self, unit: Unit, user: str, *, key: str, kind: str, work: tuple[str, str]) -> bool:
        """Have durable work tell a person what is owed to them: at once, or as soon as they rest no more. Whether it
        is at once."""
        if self.rests(unit, user):
            self._hold(unit, user, work, owed=True, nudge=key, kind=kind)
            return False
        self.owe(unit, user, key=key, kind=kind, anytime=True)
        self.books.work.enqueue(unit, *work)
        return True

    def owe_each(self, unit: Unit, wanted: Mapping[str, tuple[str, bool]], *, kind: str) -> set[str]:
        """`owe` for many at once, who do not rest: a key and whether it goes beneath the day's earlier one, by person.

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

    def rests(self, unit: Unit, user: str) -> bool:
        """Whether a person is left alone now: in their quiet hours by their own clock, while away, or as they left."""
        now, row = self.books.clock.now(), stored_workspace.person(unit, user)
        if row is not None and (row.role == GONE or known_of(row).is_away(now)):
            return True
        return is_quiet(now, zone_of(unit, user), self.quiet)

    def look(self, workspace: str) -> int:
        """Ask anew for what waited for a person who may be told by now; how much that was. Harmless when repeated.

        All that is owed, and of the rest the oldest, which then spends what there is room for.
        """
        with self.books.look(workspace) as unit:
            users = dict.fromkeys(row.user for row in stored.held(unit))
            ready = [user for user in users if _left(unit, user) or not self.rests(unit, user)]
        return sum(self._let_go(workspace, user) for user in ready)

    def _let_go(self, workspace: str, user: str) -> int:
        asked, now = 0, self.books.clock.now()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            stored.alone(unit, user)
            left, room = _left(unit, user), self._room(unit, user)
            for row in stored.held(unit, user):
                if not (left or row.owed or (room and not asked)):
                    continue
                stored.let_go(unit, row)
                if left:
                    continue
                if row.nudge and not stored.given(unit, row.nudge):
                    self._add(unit, user, row.nudge, row.kind)
                # With the moment in it: the work of the first time is done, and would be turned away.
                self.books.work.enqueue(unit, row.work, f"{row.key}{_AGAIN}{now.astimezone(UTC):%Y%m%dT%H%M%S}")
                asked += 1
        return asked

    def _hold(
        self, unit: Unit, user: str, work: Again, *, owed: bool = False, nudge: str = "", kind: str = ""
    ) -> None:  # fmt: skip
        if work is None or _left(unit, user):
            return
        row = Held(workspace=unit.workspace, work=work[0], key=bare(work[1]), user=user, at=self.books.clock.now())
        row.owed, row.nudge, row.kind = owed, nudge, kind
        stored.hold(unit, row)

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


def _left(unit: Unit, user: str) -> bool:
    row = stored_workspace.person(unit, user)
    return row is not None and row.role == GONE
