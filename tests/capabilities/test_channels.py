"""Channels: numbers as people type them, weeks handed in and corrected, who may, who is reminded."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from capabilities.books import Books
from capabilities.channels import Channel, Channels, Numbers, Prefilled, Story, change, cost_per, mine_first, week_of
from capabilities.channels.numbers import amount_of, checked, count_of
from capabilities.refusal import NotAllowed, Refusal
from storage import channels as stored
from tests.reported import BOSS, LAST, OWNER, REP, WEEK, ads_of, channels_of

BERLIN = ZoneInfo("Europe/Berlin")
NUMBERS = Numbers(spend=Decimal(620), currency="EUR", leads=27, qualified=11, customers=0)


@pytest.fixture
def channels(books: Books) -> Channels:
    return channels_of(books)


@pytest.fixture
def ads(channels: Channels) -> Channel:
    return ads_of(channels)


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("1.234,50", "1234.50", ""),
        ("1,234.50", "1234.50", ""),
        ("1234.5", "1234.5", ""),
        ("1.234", "1234", ""),
        ("12,5", "12.5", ""),
        ("0.125", "0.125", ""),
        ("1.234.567", "1234567", ""),
        ("1 234,50 €", "1234.50", "EUR"),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("$2.5k", "2500.0", "USD"),
        ("£3m", "3000000", "GBP"),
        ("eur 80", "80", "EUR"),
        ("-5", "-5", ""),
        ("1.200,- €", "1200", "EUR"),
        ("12 k", "12000", ""),
        ("1200 euros", "1200", "EUR"),
        ("US$ 1,200", "1200", "USD"),
        ("€ 1 200", "1200", "EUR"),
    ],
)
def test_amounts_are_read_the_way_people_write_them(words: str, amount: str, currency: str) -> None:
    assert amount_of(words, field="spend") == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "words", ["a lot", "1,2,3", "1.23.456", "12 34", "1,234k", "1e9", "NaN", "٣", "--5", "1.2,3.4"]
)
def test_what_is_no_number_is_refused_at_its_field(words: str) -> None:
    with pytest.raises(Refusal) as caught:
        amount_of(words, field="pipeline")
    assert caught.value.field == "pipeline"


def test_nothing_typed_is_unknown_and_not_zero() -> None:
    for words in ("  ", "-", "n/a", "–"):
        assert amount_of(words, field="spend") == (None, "")
    assert count_of("", field="leads") is None
    assert count_of("1,200", field="leads") == 1200


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        (Numbers(spend=Decimal(-1), leads=3), "spend"),
        (Numbers(spend=Decimal(10), leads=-3), "leads"),
        (Numbers(leads=10, qualified=12), "qualified"),
        (Numbers(spend=Decimal(10) ** 9), "spend"),
        (Numbers(impressions=10**12), "impressions"),
        (Numbers(spend=Decimal("NaN")), "spend"),
        (Numbers(spend=Decimal(1), currency="euros"), "currency"),
        (Numbers(), "spend"),
    ],
)
def test_impossible_numbers_are_refused_with_their_field(numbers: Numbers, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        checked(numbers, Story(), currency="EUR")
    assert caught.value.field == field


def test_customers_of_earlier_leads_and_unknown_leads_are_no_contradiction() -> None:
    numbers, _ = checked(Numbers(leads=2, customers=5, opportunities=9), Story(), currency="EUR")
    assert (numbers.customers, numbers.currency) == (5, "EUR")
    assert checked(Numbers(qualified=4), Story(), currency="EUR")[0].leads is None


def test_costs_are_to_the_cent_and_honest() -> None:
    assert cost_per(Decimal(620), 27) == Decimal("22.96")
    assert cost_per(Decimal("0.05"), 2) == Decimal("0.03")  # half a cent goes up
    assert cost_per(Decimal(620), 0) is None
    assert cost_per(None, 3) is None
    assert change(Decimal("22.96"), Decimal("25.83"), base=24) == -11
    assert change(Decimal("22.96"), Decimal("25.83"), base=9) is None
    assert change(Decimal(5), Decimal(0), base=50) is None


@pytest.mark.parametrize(
    ("day", "monday"),
    [(16, LAST), (17, LAST), (18, LAST), (19, WEEK), (20, WEEK), (22, WEEK), (23, WEEK)],
)
def test_from_thursday_on_one_reports_the_running_week(day: int, monday: date) -> None:
    assert week_of(datetime(2026, 11, day, 12, tzinfo=UTC), BERLIN) == monday


def test_the_week_turns_in_the_zone_of_the_workspace() -> None:
    late = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)  # Wednesday in London, Thursday in Berlin
    assert week_of(late, ZoneInfo("Europe/London")) == LAST
    assert week_of(late, BERLIN) == WEEK


def test_a_correction_is_a_new_revision_and_the_same_again_is_none(
    channels: Channels, ads: Channel, books: Books
) -> None:
    first = channels.report(OWNER, ads.id, WEEK, NUMBERS, Story(worked=" Pictures "))
    same = channels.report(OWNER, ads.id, date(2026, 11, 19), NUMBERS, Story(worked="Pictures"))
    second = channels.report(OWNER, ads.id, WEEK, Numbers(spend=Decimal("620.5"), leads=28), Story())
    assert (first.revision, same.revision, second.revision) == (1, 1, 2)
    with books.look("T") as unit:
        kept = stored.latest_reports(unit, WEEK, WEEK)
        latest = stored.latest_report(unit, ads.id, WEEK)
    assert [(row.revision, row.leads) for row in kept] == [(2, 28)]
    assert latest is not None
    assert (latest.spend, latest.currency) == (Decimal("620.50"), "EUR")


def test_two_who_report_the_same_week_at_once_are_both_kept(channels: Channels, ads: Channel) -> None:
    def hand_in(leads: int) -> int:
        return channels.report(OWNER, ads.id, WEEK, Numbers(spend=Decimal(1), leads=leads), Story()).revision

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hand_in, range(4))) == [1, 2, 3, 4]


def test_a_rep_may_not_report_unless_the_channel_is_theirs(channels: Channels, ads: Channel) -> None:
    with pytest.raises(NotAllowed) as caught:
        channels.report(REP, ads.id, WEEK, NUMBERS, Story())
    assert caught.value.role == "marketer"
    assert caught.value.ask == "Olu"
    assert channels.state("T", WEEK).missing == (ads,)
    channels.assign(OWNER, ads.id, "UREP")
    assert channels.report(REP, ads.id, WEEK, NUMBERS, Story()).reported_by == "UREP"


def test_a_rep_may_not_add_assign_or_pause(channels: Channels, ads: Channel) -> None:
    with pytest.raises(NotAllowed):
        channels.add(REP, "Podcast", "UREP")
    with pytest.raises(NotAllowed):
        channels.assign(REP, ads.id, "UREP")
    with pytest.raises(NotAllowed):
        channels.pause(REP, ads.id)
    assert [each.name for each in channels.list("T")] == ["Social ads"]


def test_a_name_is_taken_whatever_its_case_and_spaces(channels: Channels, ads: Channel) -> None:
    with pytest.raises(Refusal, match="already a channel") as caught:
        channels.add(BOSS, "  SOCIAL   ads ", "UOWNER")
    assert caught.value.field == "name"
    with pytest.raises(Refusal, match="needs a name"):
        channels.add(BOSS, "   ", "UOWNER")


def test_a_channel_is_found_by_its_beginning_or_nearly_its_name(channels: Channels, ads: Channel) -> None:
    assert channels.find("T", "social") == ads
    assert channels.find("T", "Socal ads") == ads
    with pytest.raises(Refusal, match="There are: Social ads"):
        channels.find("T", "Radio")


def test_a_week_that_has_not_begun_cannot_be_reported(channels: Channels, ads: Channel) -> None:
    with pytest.raises(Refusal, match="has not begun"):
        channels.report(OWNER, ads.id, date(2026, 11, 23), NUMBERS, Story())


def test_the_form_begins_with_last_weeks_numbers_and_a_correction_with_its_own(
    channels: Channels, ads: Channel
) -> None:
    assert channels.prefill("T", ads.id, WEEK) == Prefilled(Numbers(currency="EUR"), Story(), None, 0)
    channels.report(OWNER, ads.id, LAST, NUMBERS, Story(worked="Pictures"))
    fresh = channels.prefill("T", ads.id, WEEK)
    assert (fresh.numbers.leads, fresh.story, fresh.week, fresh.revision) == (27, Story(), LAST, 0)
    own = channels.prefill("T", ads.id, LAST)
    assert (own.story.worked, own.week, own.revision) == ("Pictures", LAST, 1)


def test_ones_own_channels_come_first(channels: Channels, ads: Channel) -> None:
    mine = channels.add(BOSS, "Webinars", "UREP")
    radio = channels.add(BOSS, "Radio", "UREP")
    channels.pause(BOSS, radio.id)
    assert [each.name for each in mine_first(channels.list("T"), "UREP")] == [mine.name, ads.name, "Radio"]


def test_a_workspace_sees_only_its_own_channels(channels: Channels, ads: Channel) -> None:
    channels.workspaces.greet("OTHER", "Other")
    assert channels.list("OTHER") == ()
    with pytest.raises(Refusal, match="no longer here"):
        channels.get("OTHER", ads.id)
