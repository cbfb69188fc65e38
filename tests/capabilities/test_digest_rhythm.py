"""A digest comes every week, every second one or once a month, and covers all weeks since the one before."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.timetable import Line, Timetable, due_times, weekly
from capabilities.books import Books, Deed
from capabilities.channels import ChannelWeek, WeekState
from capabilities.digest import rhythm
from capabilities.digest.compose import period
from capabilities.refusal import Refusal
from capabilities.workspace import Choices
from handlers.views import digest as views
from handlers.views.digest_words import beneath_table
from tests.conftest import StillClock
from tests.one_week import unreported, week
from tests.weekly import DUE, built

BERLIN = ZoneInfo("Europe/Berlin")
MONDAYS = [datetime(2026, 1, 5, 9, tzinfo=BERLIN) + timedelta(weeks=n) for n in range(104)]
BOSS = Deed("T", "UBOSS")


@pytest.mark.parametrize(
    ("every", "since", "times"),
    [
        ("weekly", None, 104),
        ("two-weekly", None, 52),
        ("two-weekly", datetime(2026, 1, 4, tzinfo=UTC), 52),
        ("monthly", None, 24),
    ],
)
def test_every_week_of_two_years_is_covered_once_whatever_the_clocks_do(
    every: str, since: datetime | None, times: int
) -> None:
    dues = [due for due in MONDAYS if rhythm.falls(every, due, since)]
    assert len(dues) == times
    covered = [period(due, BERLIN, rhythm.weeks(every, due)) for due in dues]
    assert [end for _, end in covered[:-1]] == [start for start, _ in covered[1:]]


@pytest.mark.parametrize(
    "late", [timedelta(minutes=1), timedelta(days=3), timedelta(days=6, hours=23), timedelta(days=7)]
)
def test_the_first_of_the_two_weekly_comes_at_the_first_due_time_after_it_was_chosen(late: timedelta) -> None:
    due = datetime(2026, 11, 2, 9, tzinfo=BERLIN)  # the clocks went back the Sunday before last
    falls = [rhythm.falls("two-weekly", due + timedelta(weeks=n), due.astimezone(UTC) - late) for n in range(4)]
    assert falls == [True, False, True, False]


def test_weeks_are_summed_as_far_as_they_are_known() -> None:
    first, second = date(2026, 11, 2), date(2026, 11, 9)
    states = [
        WeekState(first, (week("Ads", "10.10", 3, monday=first, worked="A"), week("Fair", "5", None, monday=first),
                          week("US", "5", 1, monday=first, currency="USD"), unreported("Mail"))),
        WeekState(second, (week("Ads", "0.20", 4, monday=second, worked="B"), unreported("Fair"),
                           week("US", "5", 1, monday=second), unreported("Mail"))),
    ]  # fmt: skip
    whole = rhythm.together(states)
    ads, fair, us, mail = (row.report for row in whole.rows)
    assert ads is not None
    assert (ads.spend, ads.leads, ads.customers, ads.worked) == (Decimal("10.30"), 7, None, "B\nA")
    assert fair is not None
    assert (fair.spend, fair.leads) == (Decimal(5), None)
    assert us is not None
    assert (us.spend, us.leads) == (None, 2)  # two currencies are not added
    assert mail is None
    assert rhythm.lacking(states) == 1  # of the fair; who handed in nothing at all says so in the table
    assert rhythm.together(states[:1]) is states[0]


def test_money_of_a_week_without_a_spend_is_not_added_in_another_currency() -> None:
    first, second = date(2026, 11, 2), date(2026, 11, 9)
    states = [
        WeekState(first, (week("Ads", "100", 3, monday=first), week("Fair", "100", 3, monday=first))),
        WeekState(second, (replaced(week("Ads", "0", 1, monday=second, currency="USD"), spend=None, revenue=Decimal(3)),
                           replaced(week("Fair", "0", 1, monday=second, currency="USD"), spend=None))),
    ]  # fmt: skip
    ads, fair = (row.report for row in rhythm.together(states).rows)
    assert ads is not None
    assert (ads.spend, ads.revenue, ads.leads) == (None, None, 4)
    assert fair is not None
    assert (fair.spend, fair.currency) == (Decimal(100), "EUR")  # a week of no money has no say in its currency


def replaced(row: ChannelWeek, **numbers: Decimal | None) -> ChannelWeek:
    assert row.report is not None
    for name, value in numbers.items():
        setattr(row.report, name, value)
    return row


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
@pytest.mark.parametrize("every", ["weekly", "two-weekly", "monthly"])
@pytest.mark.parametrize("hour", [time(9, 0), time(2, 30), time(0, 0)])
def test_the_next_digest_is_named_as_the_timetable_fires_it(zone: str, every: str, hour: time) -> None:
    since = datetime(2026, 1, 7, 12, tzinfo=UTC)
    chosen = Choices(zone=zone, digest_day="sunday", digest_time=hour, digest_every=every, since=since)
    trigger = weekly(chosen.digest_day, chosen.digest_time, chosen.tz)
    fired = [due for due in due_times(trigger, since, since + timedelta(days=430)) if rhythm.is_due(chosen, due)]
    named, now = list[datetime](), since
    while (due := rhythm.coming(chosen, now)) is not None and due <= since + timedelta(days=430):
        named.append(due)
        now = due
    assert [at.astimezone(UTC) for at in named] == [at.astimezone(UTC) for at in fired]
    line = Line("digest", "digest", trigger, lambda _: None, timedelta(days=6), since, partial(rhythm.is_due, chosen))
    assert [at for at, _ in Timetable(lambda: [line], StillClock(since)).next()] == fired[:1]


def test_a_changed_channel_or_day_does_not_begin_the_two_weeks_anew(books: Books, clock: StillClock) -> None:
    digests = built(books)
    digests.schedule(BOSS, every="two-weekly")
    first = digests.coming("T")
    assert first is not None
    assert first.astimezone(UTC) == datetime(2026, 11, 23, 8, tzinfo=UTC)
    clock.at = first + timedelta(days=1)
    digests.schedule(BOSS, channel="COTHER")
    assert digests.coming("T") == first + timedelta(weeks=2)
    digests.schedule(BOSS, every="off")
    assert digests.coming("T") is None
    assert not digests.claim("T", first + timedelta(weeks=2))


def test_a_two_weekly_digest_comes_every_second_week_and_says_what_it_covers(books: Books) -> None:
    digests = built(books)
    chosen = digests.schedule(BOSS, every="two-weekly")  # on 20 November
    assert "goes to <#CD> every second Monday at 09:00" in views.timetable(chosen)
    dues = [DUE + timedelta(weeks=n) for n in range(1, 5)]
    assert [digests.claim("T", due) for due in dues] == [True, False, True, False]
    made = digests.compose("T", dues[0])
    assert (made.start.date(), made.end.date()) == (date(2026, 11, 9), date(2026, 11, 23))
    assert views.title(made) == "Sales and marketing, 2 weeks from 9 Nov"
    assert beneath_table(made).startswith("Sums of 2 weeks, so no week is compared")
    assert "on the first Monday of each month" in views.timetable(digests.schedule(BOSS, every="monthly"))
    with pytest.raises(Refusal, match="weekly, two-weekly or monthly"):
        digests.schedule(BOSS, every="yearly")
