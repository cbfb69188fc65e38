"""Holds the demo's data to its story: the turning points the digest should find are there to be found."""

import re
from collections import Counter

import pytest

from tests.demo_company import Row, between, rows_of, section, thread, threads, week, when, words_of

VERSION_2 = (-6, 0, "08:30")  # published W-6 Mon 08:30
GAP = re.compile(r"\b(parts?|stocks?|spares?|inventory)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def notes() -> list[Row]:
    return rows_of("notes.csv")


@pytest.fixture(scope="module")
def reports() -> list[Row]:
    return rows_of("channels.csv")


def cost_of_an_accepted_lead(notes: list[Row], reports: list[Row], channel: str, first: int, last: int) -> float:
    spend = sum(
        int(row["spend"]) for row in reports if row["channel"] == channel and last <= int(row["week"][2:]) <= first
    )
    verdicts = [note for note in between(notes, first, last) if note["via_channel"] == channel]
    return spend / sum(note["lead_verdict"] == "accepted" for note in verdicts)


def test_the_ads_get_cheaper_while_reps_return_more_of_their_leads(notes: list[Row], reports: list[Row]) -> None:
    ads = [row for row in reports if row["channel"] == "Social ads"]
    cost = {int(row["week"][2:]): int(row["spend"]) / int(row["leads"]) for row in ads}
    assert (cost[12], round(cost[1])) == (64.0, 23)
    assert all(cost[number] >= cost[number - 1] for number in range(12, 1, -1))
    verdicts = [note for note in notes if note["via_channel"] == "Social ads"]
    shares = []
    for first, last in ((12, 9), (8, 5), (4, 1)):
        judged = between(verdicts, first, last)
        shares.append((sum(note["lead_verdict"] == "accepted" for note in judged), len(judged)))
    assert shares == [(6, 8), (5, 12), (3, 18)]
    assert len(between(verdicts, 1, 1)) >= 5  # a rate may be shown for the last week
    reasons = Counter(note["return_reason"] for note in between(verdicts, 4, 1) if note["return_reason"])
    assert reasons.most_common(2) == [("student_or_seeker", 7), ("wrong_segment", 5)]
    assert not [note for note in between(verdicts, 12, 9) if note["return_reason"] == "student_or_seeker"]


def test_the_counters_bring_few_leads_but_the_customers(notes: list[Row], reports: list[Row]) -> None:
    done = [row for row in reports if row["week"] != "W-0"]
    leads, customers, spend = Counter[str](), Counter[str](), Counter[str]()
    for row in done:
        leads[row["channel"]] += int(row["leads"])
        customers[row["channel"]] += int(row["customers"])
        spend[row["channel"]] += int(row["spend"])
    assert min(leads, key=lambda name: leads[name]) == "Counter days"
    assert customers.most_common(1) == [("Counter days", 10)]
    assert min(customers, key=lambda name: spend[name] / customers[name]) == "Counter days"
    assert max(leads, key=lambda name: spend[name] / leads[name]) == "Counter days"
    judged = [note for note in between(notes, 12, 1) if note["via_channel"] == "Counter days"]
    assert [note["return_reason"] for note in judged if note["lead_verdict"] == "returned"] == ["duplicate"]
    assert len(judged) == 14


def test_counted_by_accepted_leads_ads_and_counters_change_places(notes: list[Row], reports: list[Row]) -> None:
    assert round(cost_of_an_accepted_lead(notes, reports, "Social ads", 12, 9)) == 430
    assert round(cost_of_an_accepted_lead(notes, reports, "Counter days", 12, 9)) == 508
    assert round(cost_of_an_accepted_lead(notes, reports, "Social ads", 4, 1)) == 830
    assert round(cost_of_an_accepted_lead(notes, reports, "Counter days", 4, 1)) == 368


def test_one_want_grows_from_two_mentions_to_the_top_theme(notes: list[Row]) -> None:
    van = thread(notes, "van")
    assert {note["kind"] for note in van} == {"want"}
    assert len(between(van, 12, 9)) == 2
    assert [len(between(van, number, number)) for number in (4, 3, 2, 1, 0)] == [2, 5, 6, 8, 4]
    recent = between(van, 3, 1)
    assert (len({note["author"] for note in recent}), len({note["account"] for note in recent})) == (6, 17)
    for number in (3, 2, 1):
        others = [len(between(thread(notes, name), number, number)) for name in threads() if name != "van"]
        assert len(between(van, number, number)) > 2 * max(others)


@pytest.mark.parametrize("version", [1, 2])
def test_the_brief_is_silent_on_that_want(version: int) -> None:
    assert GAP.findall(words_of(f"brief-v{version}.md")) == []


def test_the_price_objection_is_answered_better_since_version_two(notes: list[Row]) -> None:
    replies = [note for note in notes if note["competitor"] == "Rutano" and note["kind"] in {"works", "doesnt"}]
    before = Counter(note["kind"] for note in replies if when(note) < VERSION_2)
    after = Counter(note["kind"] for note in replies if when(note) >= VERSION_2 and week(note) > 0)
    assert before == {"works": 1, "doesnt": 6}
    assert after == {"works": 8, "doesnt": 1}


def test_the_report_falls_flat_with_facility_managers_only(notes: list[Row]) -> None:
    flat, landed = thread(notes, "flat_report"), thread(notes, "report")
    assert {(note["segment"], note["kind"]) for note in flat} == {("Facility managers", "doesnt")}
    assert len(between(flat, 12, 1)) == 8
    assert len({note["account"] for note in between(flat, 12, 1)}) == 6
    assert len({note["author"] for note in between(flat, 4, 1)}) == 3
    assert {note["kind"] for note in landed} == {"works"}
    assert "Facility managers" not in {note["segment"] for note in landed}
    assert section(words_of("brief-v2.md"), "How").count("Report in the inbox before the van leaves") == 2


def test_every_note_but_a_verdict_stands_in_one_thread_of_the_story(notes: list[Row]) -> None:
    listed = Counter(source_id for ids in threads().values() for source_id in ids)
    assert set(listed) == {note["source_id"] for note in notes if note["kind"] != "lead"}
    assert set(listed.values()) == {1}


def test_all_six_reps_spoke_up_in_the_last_complete_week(notes: list[Row]) -> None:
    assert len({note["author"] for note in notes}) == len({note["author"] for note in between(notes, 1, 1)}) == 6
