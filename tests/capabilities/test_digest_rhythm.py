"""A digest comes every week, every second one or once a month, and covers all weeks since the one before."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from capabilities.books import Books, Deed
from capabilities.channels import WeekState
from capabilities.digest import rhythm
from capabilities.digest.compose import period
from capabilities.refusal import Refusal
from handlers.views import digest as views
from handlers.views.digest_words import beneath_table
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
