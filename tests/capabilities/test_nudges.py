"""The gate of what is said unasked: quiet hours, absence, one a day and three a week; what may not be said waits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta

import pytest

from capabilities.books import Books, Deed
from capabilities.nudges import Nudges, bare
from capabilities.quiet import QuietHours
from capabilities.workspace import Known, Workspaces
from storage import nudges as stored
from tests.conftest import StillClock, WrittenWork

HERE, ANN, BEA = "THERE1", "UANN", "UBEA"
NEVER = QuietHours(time(0), time(0))
FRIDAY_EVENING = datetime(2026, 11, 20, 19, tzinfo=UTC)


def spent(books: Books, user: str, key: str) -> bool:
    with books.database.unit(HERE) as unit:
        return Nudges(books, quiet=NEVER).spend(unit, user, key=key, kind="test")


def said(books: Books, user: str, key: str) -> bool:
    """The same, asked for anew later where it may not be said now, as durable work does."""
    with books.database.unit(HERE) as unit:
        return Nudges(books).spend(unit, user, key=bare(key), kind="test", again=("tell", key))


def known(books: Books, *, role: str = "rep", away: bool = False, until: datetime | None = None) -> None:
    Workspaces(books).meet(HERE, [Known(ANN, "Ann", "Europe/Berlin", role, away, until), Known(BEA, "Bea", "UTC")])


def test_one_a_day_and_three_in_seven_days(small: Books, clock: StillClock) -> None:
    def tried(*keys: str) -> list[bool]:
        return [spent(small, ANN, key) for key in keys]

    assert tried("n1", "n2") == [True, False]
    assert spent(small, BEA, "n9")
    clock.go(days=1)
    assert tried("n2") == [True]
    clock.go(days=2)
    assert tried("n3", "n4") == [True, False]
    clock.go(days=3, hours=6)  # the seventh day: the first one counts still
    assert tried("n4") == [False]
    clock.go(hours=7)
    assert tried("n4", "n5") == [True, False]


def test_a_day_is_the_persons_own(small: Books, clock: StillClock) -> None:
    Workspaces(small).meet(HERE, [Known(ANN, "Ann", "Pacific/Auckland", "rep")])
    assert spent(small, ANN, "n1")  # at one in the morning of the 21st there
    clock.go(hours=22)
    assert not spent(small, ANN, "n2")
    clock.go(hours=1)
    assert spent(small, ANN, "n2")


def test_a_clock_that_goes_back_gives_nothing_twice(small: Books, clock: StillClock) -> None:
    assert spent(small, ANN, "n1")
    clock.go(hours=-1)
    assert not spent(small, ANN, "n2")
    clock.go(hours=-13)  # the day before, of a clock that was wrong
    assert not spent(small, ANN, "n2")


def test_what_can_wait_gives_way_to_what_is_promised(small: Books, clock: StillClock) -> None:
    thursday = clock.now().date() + timedelta(days=6)
    nudges = Nudges(small, lambda _, __, now: [day for day in (thursday,) if day >= now.date()], quiet=NEVER)

    def tried(key: str) -> bool:
        with small.database.unit(HERE) as unit:
            return nudges.spend(unit, ANN, key=key, kind="test")

    done = []
    for at in range(7):
        done.append(tried(f"n{at}"))
        clock.go(days=1)
    assert done == [True, True, False, False, False, False, False]  # with Thursday's that makes three


def test_what_was_said_once_is_not_said_again(small: Books, clock: StillClock) -> None:
    assert spent(small, ANN, "n1")
    clock.go(days=30)
    assert not spent(small, ANN, "n1")


def test_what_is_undone_costs_nothing(small: Books) -> None:
    class Undone(Exception):
        pass

    try:
        with small.database.unit(HERE) as unit:
            assert Nudges(small).spend(unit, ANN, key="n1", kind="test")
            raise Undone
    except Undone:
        pass
    with small.look(HERE) as unit:
        assert stored.count(unit, ANN, since=small.clock.now()) == 0
    assert spent(small, ANN, "n1")


def test_what_is_owed_is_said_over_the_budget_and_counts(small: Books) -> None:
    def owed(key: str) -> bool:
        with small.database.unit(HERE) as unit:
            return Nudges(small).owe(unit, ANN, key=key, kind="remind")

    assert owed("r1")
    assert not spent(small, ANN, "n1")
    assert owed("r2")
    assert not owed("r2")


def test_two_at_once_do_not_overspend(books: Books) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda at: spent(books, ANN, f"n{at}"), range(8)))
    assert sum(done) == 1


def test_what_may_not_be_said_in_quiet_hours_is_asked_for_anew_in_the_persons_own_morning(
    small: Books, clock: StillClock, work: WrittenWork
) -> None:
    known(small)
    clock.at = FRIDAY_EVENING
    assert not said(small, ANN, "n1")
    assert not said(small, ANN, "n1"), "twice is once"
    assert not said(small, ANN, "n2")
    for _ in range(3):  # evening, Saturday, Sunday
        assert Nudges(small).look(HERE) == 0
        clock.go(days=1)
    clock.at = datetime(2026, 11, 23, 7, tzinfo=UTC)  # eight in Berlin
    assert Nudges(small).look(HERE) == 1
    assert work.asked == [(HERE, "tell", "n1@20261123T070000")]
    assert said(small, ANN, work.asked[0][2])
    assert Nudges(small).look(HERE) == 0, "the second waits for room in the budget"
    clock.go(days=1)
    assert Nudges(small).look(HERE) == 1
    assert said(small, ANN, work.asked[1][2])
    clock.go(days=7)
    assert Nudges(small).look(HERE) == 0


def test_who_is_away_is_told_when_they_are_back_and_who_left_never(
    small: Books, clock: StillClock, work: WrittenWork
) -> None:
    back = clock.now() + timedelta(days=20, hours=1)
    known(small, away=True, until=back)
    assert not said(small, ANN, "n1")
    clock.go(days=20)
    assert Nudges(small).look(HERE) == 0
    clock.go(hours=1)  # a Thursday
    assert Nudges(small).look(HERE) == 1
    assert said(small, ANN, work.asked[-1][2])
    known(small, away=True)
    assert not said(small, ANN, "n2")
    known(small, role="gone")
    assert not said(small, ANN, "n3")
    assert Nudges(small).look(HERE) == 0
    known(small)
    assert Nudges(small).look(HERE) == 0, "what waited for who left is gone"


@pytest.mark.parametrize("resting", [False, True])
def test_what_is_owed_by_work_of_its_own_is_asked_for_once_and_counts(
    small: Books, clock: StillClock, work: WrittenWork, resting: bool
) -> None:
    known(small)
    clock.at = FRIDAY_EVENING if resting else clock.at
    with small.keep(Deed(HERE, BEA)) as unit:
        assert Nudges(small).ask(unit, ANN, key="told:1", kind="told", work=("told", "1")) != resting
    assert bool(work.asked) != resting
    clock.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert Nudges(small).look(HERE) == resting
    assert [bare(key) for _, _, key in work.asked] == ["1"]
    with small.look(HERE) as unit:
        assert stored.given(unit, "told:1")
    assert spent(small, ANN, "n1") != resting, "it counts on the day it is said"


def test_what_somebody_asked_us_to_pass_on_is_said_at_night_too(small: Books, clock: StillClock) -> None:
    clock.at = FRIDAY_EVENING
    with small.keep(Deed(HERE, BEA)) as unit:
        assert not Nudges(small).owe(unit, ANN, key="p1", kind="test")
        assert Nudges(small).owe(unit, ANN, key="p1", kind="test", anytime=True)


def test_two_looks_at_once_ask_once(books: Books, clock: StillClock, work: WrittenWork) -> None:
    clock.at = FRIDAY_EVENING
    assert not said(books, ANN, "n1")
    clock.at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: Nudges(books).look(HERE), range(6)))
    assert sum(done) == len(work.asked) == 1
