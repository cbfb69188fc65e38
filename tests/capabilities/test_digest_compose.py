"""A digest counts honestly: numbers worked out by hand, thresholds, what is hidden, weeks across changed clocks."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from capabilities.channels import WEEK
from capabilities.digest import Asked, from_json, to_json
from capabilities.digest.compose import period
from capabilities.hiding import Hiding
from storage.channels import Skip
from tests.one_week import BERLIN, END, MONDAY, START, digest, note, several, theme, unreported, verdict, week


def test_a_period_is_a_calendar_week_even_when_the_clocks_change() -> None:
    start, end = period(datetime(2026, 10, 26, 9, tzinfo=BERLIN), BERLIN)
    assert (start.isoformat(), end.isoformat()) == ("2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00")
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=169)
    start, end = period(datetime(2026, 3, 30, 9, tzinfo=BERLIN), BERLIN)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=167)


def test_a_period_ends_with_the_last_monday_of_the_zone_not_after_the_due_time() -> None:
    new_york = ZoneInfo("America/New_York")
    due = datetime(2026, 11, 16, 3, tzinfo=UTC)  # Monday in Berlin, still Sunday evening in New York
    assert period(due, BERLIN)[1].date() == date(2026, 11, 16)
    assert period(due, new_york)[1].date() == date(2026, 11, 9)
    assert period(END, BERLIN) == (START, END)
    assert period(datetime(2026, 11, 18, 15, tzinfo=BERLIN), BERLIN) == (START, END)


def test_costs_and_sums_are_what_they_are_by_hand() -> None:
    judged = [verdict(1, "Ads", "accepted"), verdict(2, " ADS ", "returned", "no_need"), verdict(3, "fair", "accepted")]
    made = digest(
        judged,
        [week("Ads", "620", 27, customers=1), week("Mail", "80.50", 3), week("Fair", "100", None), unreported("Radio")],
        [week("Ads", "620", 24), week("Mail", "81", 9)],
    )
    ads, fair, mail, radio = made.rows
    assert (ads.channel, ads.cost_per_lead, ads.before, ads.change) == ("Ads", Decimal("22.96"), Decimal("25.83"), -11)
    assert (ads.accepted, ads.returned, ads.cost_per_accepted) == (1, 1, Decimal("620.00"))
    # A change on a base of nine leads is told as it was, without a percentage.
    assert (mail.cost_per_lead, mail.before, mail.change) == (Decimal("26.83"), Decimal("9.00"), None)
    assert (mail.cost_per_accepted, mail.customers) == (None, None)
    assert (fair.cost_per_lead, fair.cost_per_accepted) == (None, Decimal("100.00"))
    assert (radio.reported, radio.spend) == (False, None)
    total = made.totals
    assert (total.spend, total.leads, total.customers) == (Decimal("800.50"), 30, 1)
    assert total.cost_per_lead == Decimal("23.35")  # 700.50 / 30: the fair named no leads
    assert total.cost_per_accepted == Decimal("400.25")
    assert (made.coverage.channels_reported, made.coverage.channels) == (3, 4)


def test_a_rate_needs_five_and_two_currencies_are_never_added() -> None:
    four = [verdict(n, "Ads", "returned", "no_budget") for n in range(4)]
    rows = [week("Ads", "100", 10), week("US", "100", 10, currency="USD")]
    made = digest(four, rows, [week("Ads", "100", 10, currency="USD")])
    assert made.flags == ()  # four verdicts are no rate
    assert made.rows[0].before is None  # last week was in another currency
    assert (made.totals.mixed, made.totals.spend, made.totals.cost_per_lead) == (True, None, None)
    five = digest([*four, verdict(5, "Ads", "accepted")], rows)
    assert "returned 4 of 5 leads judged" in five.flags[0].words


def test_verdicts_for_no_known_channel_are_counted_apart() -> None:
    made = digest([verdict(1, "Radio", "accepted"), verdict(2, "", "returned")], [week("Ads", "1", 1)])
    assert (made.totals.accepted, made.totals.returned) == (0, 0)
    assert (made.totals.elsewhere_accepted, made.totals.elsewhere_returned) == (1, 1)


def test_a_paused_channel_neither_owes_nor_shows_unless_its_leads_were_judged() -> None:
    made = digest([], [unreported("Old", paused=True), unreported("Ads")])
    assert [row.channel for row in made.rows] == ["Ads"]
    assert (made.coverage.channels_reported, made.coverage.channels) == (0, 1)
    assert [row.channel for row in digest([verdict(1, "old", "accepted")], [unreported("Old", paused=True)]).rows]


def test_a_skipped_week_is_told_with_its_reason_and_nobody_waits_for_it() -> None:
    skip = Skip(workspace="T", channel="Fair", week=MONDAY, reason="Moving house, as Ann Lee knows", by="UMAX", at=END)
    made = digest([], [week("Ads", "10", 5), replace(unreported("Fair"), skipped=skip)])
    ads, fair = made.rows
    assert (ads.skipped, fair.reported, fair.skipped) == ("", False, "Moving house, as [name] knows")
    assert (made.coverage.channels_reported, made.coverage.channels, made.coverage.skipped) == (1, 1, 1)
    assert "hands in" not in made.decision
    handed_in = digest([], [replace(week("Fair", "1", 1), skipped=skip)])  # after all
    assert (handed_in.rows[0].skipped, handed_in.coverage.skipped) == ("", 0)


def test_cheap_but_returned_needs_five_verdicts_and_a_falling_cost() -> None:
    now, before = [week("Ads", "620", 27, worked="Best week so far.")], [week("Ads", "620", 24)]
    judged = [verdict(n, "Ads", "returned", "no_need") for n in range(3)]
    judged += [verdict(n, "Ads", "accepted") for n in (3, 4)]
    (flag,) = digest(judged, now, before).flags
    assert (flag.kind, flag.channel, flag.story) == ("cheap_returned", "Ads", "Best week so far.")
    assert flag.words == (
        "A lead costs 22.96 EUR after 25.83 EUR the week before, but sales returned 3 of 5 leads judged, "
        "most often “no need”."
    )
    assert digest(judged[:4], now, before).flags == ()
    assert [flag.kind for flag in digest(judged, before, now).flags] == ["returned"]  # the cost rose


def test_spend_without_a_lead_points_at_the_tracking() -> None:
    made = digest([], [week("Ads", "300", 0), week("Mail", "0", 0), week("Fair", "90", None)])
    assert [(flag.kind, flag.channel) for flag in made.flags] == [("no_leads", "Ads")]
    assert made.decision == "Decide who checks the tracking of Ads."
    assert made.rows[0].cost_per_lead is None


def test_the_decision_goes_to_what_weighs_most_and_always_says_something() -> None:
    wants = several(1, 4)
    parts = [theme("Parts on each van", wants)]
    gaps = ["Is there a trial?", "Which norm?", "Who hosts it?"]
    ads = [week("Ads", "10", 5)]
    assert "brief is silent" in digest(wants, ads, gaps=gaps, themes=parts).decision
    made = digest(wants, ads, gaps=gaps[:1], themes=parts)
    assert made.decision == "Decide who takes on “Parts on each van”."
    assert made.why == "4 notes from 2 people at 4 customers: Parts on each van, up from 4.5 a week."
    assert digest([], ads, gaps=gaps[:1]).why == "The brief was silent on 1 question this week."
    assert digest([], [*ads, unreported("Radio")]).decision == "Decide who hands in for Radio."
    assert digest([], [unreported("Radio")]).why == "The one channel has not reported, so there are no sums."
    both = digest([], [unreported("Radio"), unreported("Fair")])
    assert both.why == "None of the 2 channels has reported, so there are no sums."
    quiet = digest()
    assert quiet.quiet
    assert quiet.decision == "Decide which customer each of you asks this week."


def test_no_customer_rep_or_amount_reaches_the_digest() -> None:
    words = "Skerry pays €40k and Ann Lee told Ben so; Skerry Fish Ltd, <@UANN|ann>, would give 12.000 EUR more"
    hostile = [note(1, text=words, account="Skerry Fish Ltd", customer_words="At Skerry we lose 3 grand a week")]
    made = digest(
        hostile, [week("Ads", "5", 2, worked="Skerry signed, thanks Ben, 2 leads at 5 euros")], asked=[Asked(words, 2)]
    )
    shown = json.dumps(to_json(made), ensure_ascii=False)
    for secret in ("Skerry", "Fish", "Ann", "Ben", "40k", "12.000", "3 grand", "UANN"):
        assert secret not in shown, secret
    assert made.quotes[0].text == "At [customer] we lose [amount] a week"
    assert made.rows[0].story == "[customer] signed, thanks [name], 2 leads at 5 euros"  # what a channel costs is said


def test_a_customer_named_in_another_week_is_hidden_in_this_one() -> None:
    notes = [note(1, text="Skerry Fish wants offline mode, says the buyer")]
    now = [week("Ads", "5", 2, worked="Skerry signed")]
    made = digest(
        notes, now, asked=[Asked("Is Skerry Fish Ltd in the trial?", 2)], accounts=["Skerry Fish Ltd", "Skerry Fish"]
    )
    assert "Skerry" not in json.dumps(to_json(made))
    assert made.asked == (Asked("Is [customer] in the trial?", 2),)


def test_ordinary_words_and_shared_parts_of_names_are_left_alone() -> None:
    hiding = Hiding.of(
        accounts=["Nord Cooling", "Tide Cooling", "Market Hall"], people=["Mark Will"], texts=["we will market it"]
    )
    assert hiding.hidden("Cooling at Tide, Market price, Will it, Mark said") == (
        "Cooling at [customer], Market price, Will it, [name] said"
    )


def test_a_customer_called_by_a_small_word_is_hidden_only_where_it_is_written_as_a_name() -> None:
    hiding = Hiding.of(accounts=["Next", "it", "IT"], people=[], texts=[])
    assert hiding.hidden("Ask Next for it next week, IT said") == "Ask [customer] for it next week, [customer] said"
    assert Hiding.of(accounts=["it"], people=[], texts=[]).hidden("ask it again") == "ask it again"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Istanbul Fish", "İSTANBUL fish"), ("Kelvin & Co", "\u212aELVIN & CO"), ("smith", "\u017fmith"),
        ("(Nord) Ltd", "(nord) LTD"), ("!! Ltd", "!! ltd"), ("!!", "!!"), ("3M", "3m"), ("Øre", "øre"),
    ],
)  # fmt: skip
def test_a_name_is_found_in_whatever_letters_it_is_written(name: str, written: str) -> None:
    hiding = Hiding.of(accounts=[name, "Tide Works"], people=[], texts=[])
    assert hiding.hidden(f"At {written}, they said") == "At [customer], they said"


def test_one_customer_written_in_several_ways_is_still_one() -> None:
    ways = ["Skerry Fish", "SKERRY FISH", "Skerry Fish Ltd", "Skerry Fisch", "Skerry", "Skerry Ltd", "Nord Fish Ltd"]
    hiding = Hiding.of(accounts=ways, people=[], texts=[])
    assert hiding.hidden("Skerry said Fish and Ltd are words") == "[customer] said Fish and Ltd are words"


def test_customers_own_words_come_first_and_nobody_speaks_twice() -> None:
    notes = [note(n, text=f"offline mode number {n} is wanted", author="UANN", account=f"A{n}") for n in range(8)]
    notes += [note(20, "works", "it worked", customer_words="That board sells itself", account="B", author="UBEN")]
    notes += [note(21, "works", "again", customer_words="That board is better", account="b", author="UBEN")]
    notes += [note(22, "lead", "a long story about a lead that nobody said", author="UCAT")]
    quotes = [each.text for each in digest(notes).quotes]
    assert quotes[0] == "That board is better"
    assert len(quotes) == 5
    assert "That board sells itself" not in quotes
    assert not any("long story" in words for words in quotes)


def test_a_digest_comes_back_from_json_as_it_was() -> None:
    notes = several(10, 4)
    made = digest(
        [note(1), *[verdict(n, "Ads", "returned") for n in range(2, 8)], *notes],
        [week("Ads", "620", 27, qualified=9, customers=1, worked="Best week so far.")],
        [week("Ads", "600.05", 24, monday=MONDAY - at * WEEK) for at in range(1, 8)],
        gaps=["Is there a trial?"],
        asked=[Asked("Is there a trial?", 2)],
        themes=[theme("Parts", notes, sales="UANN")],
    )
    assert made.themes
    assert made.disagreements
    assert made.rows[0].moved
    back = from_json(json.loads(json.dumps(to_json(made))))
    assert back == made
    assert back.start.tzinfo == BERLIN


def test_a_digest_kept_before_there_were_themes_is_still_read() -> None:
    old = from_json(json.loads(Path(__file__).with_name("digest_before_themes.json").read_text(encoding="utf-8")))
    assert (old.themes, old.more, old.counted_at, old.coverage.alone) == (None, 0, None, 0)
    assert [(group.segment, group.count.notes) for group in old.groups] == [("Doors", 8)]
    assert old.start == datetime(2026, 11, 16, tzinfo=BERLIN)
    assert from_json(to_json(old)) == old
