"""The timetable with real cron triggers and a clock that stands still: what falls due is fired, once, in time."""

import threading
import time as real_time
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.timetable import Line, Timetable, daily, due_times, weekly
from tests.conftest import StillClock

BERLIN = ZoneInfo("Europe/Berlin")
NINE = time(9, 0)
MONDAY = weekly("monday", NINE, BERLIN)
DUE = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)  # a Monday; the clock of the tests stands on the Friday before


class Fired:
    """Writes down the due times it is told."""

    def __init__(self) -> None:
        self.times: list[datetime] = []

    def __call__(self, due: datetime) -> None:
        self.times.append(due)


class Tireless(CronTrigger):  # type: ignore[misc]
    """A cron trigger that notices when it is asked without end."""

    asked = 0

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> Any:
        self.asked += 1
        assert self.asked < 1000, f"asked without end, last at {now.isoformat()}"
        return super().get_next_fire_time(previous_fire_time, now)


def line(
    fire: Callable[[datetime], None],
    *,
    key: str = "digest T1",
    trigger: CronTrigger = MONDAY,
    fresh: timedelta = timedelta(hours=12),
    since: datetime | None = None,
) -> Line:
    return Line(key, "weekly digest", trigger, fire, fresh, since)


def local(times: list[datetime]) -> list[str]:
    return [at.astimezone(BERLIN).strftime("%m-%d %H:%M") for at in times]


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_go_back() -> None:
    times = due_times(MONDAY, datetime(2026, 10, 18, tzinfo=BERLIN), datetime(2026, 11, 3, tzinfo=BERLIN))
    assert local(times) == ["10-19 09:00", "10-26 09:00", "11-02 09:00"]
    assert [at.astimezone(UTC).hour for at in times] == [7, 8, 8]


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_go_forward() -> None:
    times = due_times(MONDAY, datetime(2027, 3, 21, tzinfo=BERLIN), datetime(2027, 4, 6, tzinfo=BERLIN))
    assert local(times) == ["03-22 09:00", "03-29 09:00", "04-05 09:00"]
    assert [at.astimezone(UTC).hour for at in times] == [8, 7, 7]


@pytest.mark.parametrize(
    ("zone", "at", "night"),
    [
        ("Europe/Berlin", time(2, 30), datetime(2026, 10, 25, tzinfo=UTC)),
        ("Europe/Helsinki", time(3, 30), datetime(2026, 10, 25, tzinfo=UTC)),
        ("America/New_York", time(1, 30), datetime(2026, 11, 1, tzinfo=UTC)),
    ],
)
def test_an_hour_that_the_clocks_show_twice_falls_due_once(zone: str, at: time, night: datetime) -> None:
    trigger = Tireless(hour=at.hour, minute=at.minute, second=0, timezone=ZoneInfo(zone))
    times = due_times(trigger, night - timedelta(days=2), night + timedelta(days=3))
    days = [due.astimezone(ZoneInfo(zone)).date() for due in times]
    assert night.date() in days
    assert len(days) == len(set(days)) == 5


def test_an_hour_that_the_clocks_leave_out_falls_due_once_all_the_same() -> None:
    night = datetime(2027, 3, 28, tzinfo=UTC)
    times = due_times(daily(time(2, 30), BERLIN), night - timedelta(days=2), night + timedelta(days=2))
    assert [at.astimezone(UTC).date().day for at in times] == [26, 27, 28, 29]


def test_a_due_time_at_the_very_moment_counts_once_and_not_again() -> None:
    assert due_times(MONDAY, DUE - timedelta(days=1), DUE) == [DUE]
    assert due_times(MONDAY, DUE, DUE + timedelta(days=6)) == []


def test_a_due_time_is_fired_once_however_often_one_looks(clock: StillClock) -> None:
    fired = Fired()
    timetable = Timetable(lambda: [line(fired)], clock)
    timetable.look()
    clock.at = DUE.astimezone(UTC)
    timetable.look()
    clock.go(minutes=5)
    timetable.look()
    assert fired.times == [DUE]


def test_a_due_time_missed_while_nobody_was_looking_is_fired_once_while_it_is_fresh(clock: StillClock) -> None:
    clock.at, fired = DUE.astimezone(UTC) + timedelta(hours=11), Fired()
    timetable = Timetable(lambda: [line(fired)], clock)
    timetable.look()
    timetable.look()
    assert fired.times == [DUE]


def test_a_due_time_that_is_stale_is_let_go(clock: StillClock) -> None:
    clock.at, fired = DUE.astimezone(UTC) + timedelta(hours=13), Fired()
    Timetable(lambda: [line(fired)], clock).look()
    assert fired.times == []


def test_of_several_weeks_missed_only_the_fresh_one_is_fired(clock: StillClock) -> None:
    clock.at, fired = DUE.astimezone(UTC) + timedelta(weeks=5, hours=1), Fired()
    Timetable(lambda: [line(fired)], clock).look()
    assert fired.times == [DUE + timedelta(weeks=5)]


def test_a_second_process_tells_the_same_due_time_so_that_being_told_twice_can_be_harmless(clock: StillClock) -> None:
    clock.at, posted = DUE.astimezone(UTC) + timedelta(minutes=1), set[str]()
    for _ in range(2):  # two processes, or one that was started again
        Timetable(lambda: [line(lambda due: posted.add(due.astimezone(UTC).isoformat()))], clock).look()
    assert posted == {"2026-11-23T08:00:00+00:00"}


def test_a_changed_hour_is_noticed_at_the_next_look(clock: StillClock) -> None:
    fired, at = Fired(), [NINE]
    timetable = Timetable(lambda: [line(fired, trigger=weekly("monday", at[0], BERLIN))], clock)
    clock.at = datetime(2026, 11, 23, 8, 0, tzinfo=BERLIN)
    timetable.look()
    at[0] = time(8, 30)
    clock.at = datetime(2026, 11, 23, 8, 31, tzinfo=BERLIN)
    timetable.look()
    clock.at = datetime(2026, 11, 23, 9, 31, tzinfo=BERLIN)
    timetable.look()
    assert local(fired.times) == ["11-23 08:30"]


def test_nothing_falls_due_before_the_choice_that_made_it(clock: StillClock) -> None:
    clock.at, early, late = DUE.astimezone(UTC) + timedelta(hours=1), Fired(), Fired()
    lines = [
        line(late, key="chosen after", since=DUE + timedelta(minutes=30)),
        line(early, key="chosen before", since=DUE - timedelta(minutes=30)),
    ]
    Timetable(lambda: lines, clock).look()
    assert late.times == []
    assert early.times == [DUE]


def test_a_workspace_that_comes_later_has_its_own_line(clock: StillClock) -> None:
    first, second = Fired(), Fired()
    lines = [line(first)]
    timetable = Timetable(lambda: lines, clock)
    timetable.look()
    lines.append(line(second, key="digest T2"))
    clock.at = DUE.astimezone(UTC)
    timetable.look()
    assert first.times == second.times == [DUE]


def test_a_line_that_fails_holds_up_no_other_and_is_told_again(
    clock: StillClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.at, told, other = DUE.astimezone(UTC), Fired(), Fired()

    def fire(due: datetime) -> None:
        told(due)
        if len(told.times) == 1:
            raise ConnectionError("the database is away")

    timetable = Timetable(lambda: [line(fire), line(other, key="other")], clock)
    timetable.look()
    clock.go(minutes=1)
    timetable.look()
    timetable.look()
    assert told.times == [DUE, DUE]
    assert other.times == [DUE]
    assert "digest T1" in caplog.text


def test_what_comes_next_is_told_soonest_first(clock: StillClock) -> None:
    lines = [
        Line("a", "weekly digest", MONDAY, Fired(), timedelta(hours=12)),
        Line("b", "channel reminders", weekly("friday", time(14, 0), BERLIN), Fired(), timedelta(hours=12)),
    ]
    clock.at = datetime(2026, 11, 20, 12, 0, tzinfo=BERLIN)
    coming = Timetable(lambda: lines, clock).next()
    assert [words for _, words in coming] == ["channel reminders", "weekly digest"]
    assert local([at for at, _ in coming]) == ["11-20 14:00", "11-23 09:00"]


def test_a_started_timetable_looks_by_itself_and_stops(clock: StillClock) -> None:
    clock.at, seen, swept = DUE.astimezone(UTC), threading.Event(), threading.Event()
    timetable = Timetable(lambda: [line(lambda _: seen.set())], clock, refresh_s=60)
    timetable.start(every={swept.set: 60})
    try:
        assert seen.wait(5)
        assert swept.wait(5)
    finally:
        timetable.stop()
    before = threading.active_count()
    real_time.sleep(0.05)
    assert threading.active_count() <= before


def test_stopping_what_was_never_started_is_fine(clock: StillClock) -> None:
    timetable = Timetable(list, clock)
    timetable.stop()
    assert timetable.next() == []
