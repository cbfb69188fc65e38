"""The real clock, and the one of the demonstration that can be moved and remembers where it was moved to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import MovableClock, RealClock

A_MOMENT = timedelta(seconds=30)  # more than any test takes


def test_the_real_clock_tells_this_moment_aware_of_its_zone() -> None:
    now = RealClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < A_MOMENT


def test_a_movable_clock_begins_with_the_real_time(tmp_path: Path) -> None:
    assert abs(MovableClock(tmp_path / "clock").now() - datetime.now(UTC)) < A_MOMENT


def test_a_moved_clock_goes_on_from_there(tmp_path: Path) -> None:
    clock, monday = MovableClock(tmp_path / "clock"), datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
    clock.move(monday)
    first, second = clock.now(), clock.now()
    assert monday <= first <= second < monday + A_MOMENT


def test_a_clock_can_be_moved_back(tmp_path: Path) -> None:
    clock, past = MovableClock(tmp_path / "clock"), datetime(2020, 1, 1, tzinfo=UTC)
    clock.move(datetime(2031, 3, 3, tzinfo=UTC))
    clock.move(past)
    assert past <= clock.now() < past + A_MOMENT


def test_a_second_start_goes_on_from_where_the_clock_was_moved_to(tmp_path: Path) -> None:
    path, monday = tmp_path / "not there yet" / "clock", datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
    MovableClock(path).move(monday)
    again = MovableClock(path)
    assert monday <= again.now() < monday + A_MOMENT
