"""A trend says no more than the numbers do: chance makes no theme rise, and each week has seven days."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from capabilities.themes.trend import last_weeks, trend, week_starts, worded


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        (8, [1, 2, 5, 6], "rising"),
        (8, [4, 5, 4, 5], "steady"),  # as far as chance goes
        (2, [0, 0, 0, 0], "new"),
        (0, [0, 0, 0, 0], "quiet"),
        (0, [1, 0, 0, 1], "quiet"),
        (2, [1, 0, 0, 0], "steady"),  # two more are not three
        (3, [1, 0, 0, 0], "steady"),
        (4, [1, 0, 0, 0], "rising"),
        (2, [9, 8, 10, 9], "falling"),
        (0, [9, 8, 10, 9], "falling"),
        (7, [9, 8, 10, 9], "steady"),
        (120, [100, 100, 100, 100], "steady"),
        (123, [100, 100, 100, 100], "rising"),
    ],
)
def test_the_word_of_a_week(now: int, before: list[int], word: str) -> None:
    assert trend(now, before).word == word


def test_a_percentage_needs_a_mean_of_ten() -> None:
    assert trend(18, [9, 10, 9, 11]).percent is None
    assert trend(18, [10, 10, 9, 11]).percent == 80
    assert trend(2, [10, 10, 10, 10]).percent == -80
    assert trend(3, []).percent is None


def test_weeks_begin_on_monday_in_the_zone_whatever_the_clocks_do() -> None:
    zone = ZoneInfo("Europe/Berlin")
    starts = week_starts(datetime(2026, 10, 25, 23, 30, tzinfo=UTC), zone)  # Monday there already
    assert [f"{each:%a %d %b %H:%M %z}" for each in starts] == [
        "Mon 28 Sep 00:00 +0200", "Mon 05 Oct 00:00 +0200", "Mon 12 Oct 00:00 +0200", "Mon 19 Oct 00:00 +0200",
        "Mon 26 Oct 00:00 +0100", "Mon 02 Nov 00:00 +0100",
    ]  # fmt: skip


def test_the_last_seven_days_end_now_and_begin_at_the_same_time_of_day() -> None:
    now = datetime(2026, 10, 26, 8, 0, tzinfo=UTC)  # Monday at nine, the clocks went back the day before
    spans = last_weeks(now, ZoneInfo("Europe/Berlin"))
    assert [f"{each:%a %d %b %H:%M %z}" for each in spans] == [
        "Mon 21 Sep 09:00 +0200", "Mon 28 Sep 09:00 +0200", "Mon 05 Oct 09:00 +0200", "Mon 12 Oct 09:00 +0200",
        "Mon 19 Oct 09:00 +0200", "Mon 26 Oct 09:00 +0100",
    ]  # fmt: skip
    assert spans[-2] <= now < spans[-1]


def test_under_one_a_week_the_notes_themselves_are_counted() -> None:
    assert worded(0, "this week", trend(0, [1, 0, 0, 0])) == "nothing this week, one in the four weeks before: quiet"
    assert worded(4, "this week", trend(4, [1, 0, 2, 0])) == "4 this week, three in the four weeks before: rising"
    assert worded(1, "this week", trend(1, [1, 1, 1, 1])) == "1 this week, 1 a week before: steady"
    assert worded(12, "this week", trend(12, [10, 10, 9, 11])) == "12 this week, 10 a week before: steady"
    assert worded(30, "this week", trend(30, [10] * 4)) == "30 this week, 10 a week before: rising by 200 %"
