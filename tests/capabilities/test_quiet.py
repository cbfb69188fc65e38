"""Quiet hours: evenings, nights and weekends by a person's own clock, and the first moment after them."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from capabilities.quiet import QuietHours, is_quiet, next_allowed

BERLIN, HAVANA = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Havana")


def local(words: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-11-20 08:00", "2026-11-20 08:00"),
        ("2026-11-20 17:59", "2026-11-20 17:59"),
        ("2026-11-19 18:00", "2026-11-20 08:00"),
        ("2026-11-20 07:59", "2026-11-20 08:00"),
        ("2026-11-20 18:00", "2026-11-23 08:00"),  # a Friday evening waits for Monday
        ("2026-11-21 12:00", "2026-11-23 08:00"),
        ("2026-11-22 23:59", "2026-11-23 08:00"),
        ("2026-10-24 20:00", "2026-10-26 08:00"),  # over the night the clocks go back
        ("2027-03-27 20:00", "2027-03-29 08:00"),  # and forward
    ],
)
def test_what_falls_due_in_quiet_hours_waits_for_their_end(moment: str, then: str) -> None:
    assert next_allowed(local(moment), BERLIN).astimezone(BERLIN) == local(then)
    assert is_quiet(local(moment), BERLIN) == (moment != then)


def test_the_same_moment_is_quiet_for_one_and_not_for_another() -> None:
    moment = datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert not is_quiet(moment, BERLIN)
    assert is_quiet(moment, ZoneInfo("Asia/Tokyo"))
    assert next_allowed(moment, ZoneInfo("Asia/Tokyo")) == datetime(2026, 11, 22, 23, tzinfo=UTC)


def test_an_end_that_the_clocks_leave_out_is_the_first_moment_after_it() -> None:
    # Havana's clocks skip the hour after midnight on Sunday 8 March 2026; with quiet until 00:30 Monday is meant.
    hours = QuietHours(time(18), time(0, 30))
    assert next_allowed(local("2026-03-07 12:00", HAVANA), HAVANA, hours) == local("2026-03-09 00:30", HAVANA)
    samoa = ZoneInfo("Pacific/Apia")  # where Friday 30 December 2011 never was
    assert next_allowed(local("2011-12-29 19:00", samoa), samoa) == local("2012-01-02 08:00", samoa)


def test_hours_may_be_others_and_never_silence_the_bot_for_good() -> None:
    noon = QuietHours(time(12), time(13))
    assert is_quiet(local("2026-11-20 12:30"), BERLIN, noon)
    assert not is_quiet(local("2026-11-20 23:00"), BERLIN, noon)
    all_day = QuietHours(time(0), time(23, 59, 59))
    assert next_allowed(local("2026-11-20 09:00"), BERLIN, all_day) >= local("2026-11-20 09:00")


def test_who_wants_no_quiet_hours_sets_both_to_the_same_hour() -> None:
    none = QuietHours(time(9), time(9))
    for moment in ("2026-11-20 09:00", "2026-11-20 23:00", "2026-11-21 09:00"):  # the last is a Saturday
        assert not is_quiet(local(moment), BERLIN, none)
        assert next_allowed(local(moment), BERLIN, none) == local(moment)
