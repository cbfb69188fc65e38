"""The day's tokens are counted, and a new day begins with all of them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from bot.budget import DailyBudget


def test_what_is_spent_is_not_left_and_never_goes_below_zero() -> None:
    purse = DailyBudget(100, now=lambda: datetime(2026, 3, 2, tzinfo=UTC))
    purse.spend(30)
    assert purse.left() == 70
    purse.spend(90)
    assert purse.left() == 0


def test_a_negative_count_gives_nothing_back() -> None:
    purse = DailyBudget(100, now=lambda: datetime(2026, 3, 2, tzinfo=UTC))
    purse.spend(-50)
    assert purse.left() == 100


def test_a_new_day_begins_with_the_whole_budget() -> None:
    hours = iter([datetime(2026, 3, 2, 23, 59, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)])
    purse = DailyBudget(100, now=lambda: next(hours))
    purse.spend(100)
    assert purse.left() == 100


def test_threads_lose_no_count() -> None:
    purse = DailyBudget(10_000, now=lambda: datetime(2026, 3, 2, tzinfo=UTC))

    def spend_often() -> None:
        for _ in range(500):
            purse.spend(1)

    threads = [threading.Thread(target=spend_often) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert purse.left() == 6_000


def test_a_budget_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        DailyBudget(-1, now=lambda: datetime(2026, 3, 2, tzinfo=UTC))
