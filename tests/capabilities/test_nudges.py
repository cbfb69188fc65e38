"""The nudge budget: one a day and three a week to one person, each thing once; what is owed is said and counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from capabilities.books import Books
from capabilities.nudges import Nudges
from capabilities.workspace import Known, Workspaces
from storage import nudges as stored
from tests.conftest import StillClock

HERE, ANN, BEA = "THERE1", "UANN", "UBEA"


def spent(books: Books, user: str, key: str) -> bool:
    with books.database.unit(HERE) as unit:
        return Nudges(books).spend(unit, user, key=key, kind="test")


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
    nudges = Nudges(small, lambda _, __, now: [day for day in (thursday,) if day >= now.date()])

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
