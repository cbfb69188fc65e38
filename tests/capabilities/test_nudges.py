"""The nudge budget: three in a week to one person, each thing once, and what is owed is said and counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from capabilities.books import Books, Deed
from capabilities.channels import Channels, Reminder
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM
from capabilities.workspace import Known, Workspaces
from storage import nudges as stored
from tests.conftest import StillClock

HERE, ANN, BEA = "THERE1", "UANN", "UBEA"


def spent(books: Books, user: str, key: str) -> bool:
    with books.database.unit(HERE) as unit:
        return Nudges(books).spend(unit, user, key=key, kind="test")


def test_three_in_a_week_and_the_fourth_must_wait(small: Books, clock: StillClock) -> None:
    assert [spent(small, ANN, f"n{at}") for at in range(4)] == [True, True, True, False]
    assert spent(small, BEA, "n9")
    clock.go(days=6, hours=23)
    assert not spent(small, ANN, "n4")
    clock.go(hours=2)
    assert spent(small, ANN, "n5")


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
    assert [spent(small, ANN, f"n{at}") for at in range(3)] == [True, True, False]
    assert owed("r2")
    assert not owed("r2")


def test_two_at_once_do_not_overspend(books: Books) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda at: spent(books, ANN, f"n{at}"), range(8)))
    assert sum(done) == 3


def test_the_reminders_of_a_week_count_as_one(small: Books) -> None:
    workspaces = Workspaces(small)
    workspaces.meet(HERE, [Known(ANN, "Ann", "UTC", "marketer")])
    channels = Channels(small, workspaces)
    deed, week = Deed(HERE, PROGRAM), date(2026, 11, 16)
    two = [channels.add(deed, name, ANN) for name in ("Podcast", "Fairs")]
    for channel in two:
        channels.reminded(HERE, Reminder(channel, week, ANN, None))
    with small.look(HERE) as unit:
        assert stored.count(unit, ANN, since=small.clock.now()) == 1
