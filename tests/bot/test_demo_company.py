"""Holds the made-up company of the demo together: columns, names, figures and both briefs."""

import json
import re
from collections import Counter
from typing import Any

import pytest

from tests.demo_company import Row, rows_of, section, segments, week, when, words_of

DATA = (
    "brief-v1.md", "brief-v2.md", "workspace.json", "notes.csv", "channels.csv", "channel_list.csv", "try.md",
    "STORY.md",
)  # fmt: skip
NOTE_COLUMNS = (
    "source_id,created_at,author,kind,text,customer_words,account,segment,stage,amount,currency,competitor,"
    "via_channel,lead_verdict,return_reason,permalink"
)
CHANNEL_COLUMNS = (
    "week,channel,owner,spend,currency,impressions,leads,qualified,opportunities,pipeline,customers,revenue,"
    "worked,didnt,next"
)
KINDS = {"want", "objection", "works", "doesnt", "lead", "competitor", "words"}
REASONS = {
    "no_need", "wrong_segment", "no_budget", "not_decision_maker", "student_or_seeker", "competitor",
    "unreachable", "duplicate",
}  # fmt: skip
WHEN = re.compile(r"W-(\d{1,2}) (Mon|Tue|Wed|Thu|Fri) ([01]\d|2[0-3]):([0-5]\d)")


@pytest.fixture(scope="module")
def notes() -> list[Row]:
    return rows_of("notes.csv")


@pytest.fixture(scope="module")
def reports() -> list[Row]:
    return rows_of("channels.csv")


@pytest.fixture(scope="module")
def workspace() -> dict[str, Any]:
    value = json.loads(words_of("workspace.json"))
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize("name", DATA)
def test_every_file_is_plain_text_without_control_characters(name: str) -> None:
    text = words_of(name)
    assert text.endswith("\n")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffd\ufeff\u200b-\u200f\u2028-\u202e]", text)


def test_the_tables_have_exactly_the_columns_they_should() -> None:
    assert words_of("notes.csv").split("\n", 1)[0] == NOTE_COLUMNS
    assert words_of("channels.csv").split("\n", 1)[0] == CHANNEL_COLUMNS
    assert words_of("channel_list.csv").split("\n", 1)[0] == "channel,owner,segment,intent,slack_channel"


def test_no_cell_would_run_as_a_spreadsheet_formula() -> None:
    cells = [
        cell
        for name in ("notes.csv", "channels.csv", "channel_list.csv")
        for row in rows_of(name)
        for cell in row.values()
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_twelve_people_in_two_teams_and_one_for_both(workspace: dict[str, Any]) -> None:
    users = workspace["users"]
    assert Counter(user["team"] for user in users) == {"sales": 6, "marketing": 5, "leadership": 1}
    assert Counter(user["tz"] for user in users)["America/New_York"] == 1
    assert len({user["id"] for user in users}) == len({user["avatar"]["bg"] for user in users}) == 12
    both = {user["id"] for user in users if user["team"] == "leadership"}
    groups = {group["handle"]: set(group["users"]) for group in workspace["usergroups"]}
    assert groups["sales"] & groups["marketing"] == both
    assert groups["sales"] | groups["marketing"] == {user["id"] for user in users}


def test_the_opening_messages_come_from_people_who_are_in_the_channel(workspace: dict[str, Any]) -> None:
    members = {channel["id"]: set(channel["members"]) for channel in workspace["channels"]}
    messages = workspace["messages"]
    parents = {message["id"]: message["channel"] for message in messages if "id" in message}
    assert 25 <= len(messages) <= 40
    assert {"general", "sales-floor", "field-notes", "marketing", "growth-digest", "random"} == {
        channel["name"] for channel in workspace["channels"]
    }
    for message in messages:
        assert message["user"] in members[message["channel"]]
        assert not message.get("thread") or parents[message["thread"]] == message["channel"]
        for reaction in message.get("reactions", []):
            assert set(reaction["users"]) <= members[message["channel"]]
    assert len({(message["channel"], message["at"]) for message in messages}) == len(messages)


def test_the_notes_are_many_well_formed_and_in_order(notes: list[Row]) -> None:
    assert 180 <= len(notes) <= 240
    assert all(WHEN.fullmatch(note["created_at"]) for note in notes)
    assert {week(note) for note in notes} == set(range(13))
    assert notes == sorted(notes, key=when)
    assert len({note["source_id"] for note in notes}) == len(notes)
    assert {note["kind"] for note in notes} == KINDS
    assert all(None not in note and None not in note.values() for note in notes)


def test_no_two_notes_say_the_same_and_each_is_short(notes: list[Row]) -> None:
    texts = [re.sub(r"\W+", " ", note["text"].casefold()).strip() for note in notes]
    assert [text for text, times in Counter(texts).items() if times > 1] == []
    assert all(20 <= len(note["text"]) <= 220 for note in notes)


def test_notes_and_reports_name_only_people_segments_channels_and_rivals_that_exist(
    notes: list[Row], reports: list[Row], workspace: dict[str, Any]
) -> None:
    team = {user["id"]: user["team"] for user in workspace["users"]}
    listed = {row["channel"]: row for row in rows_of("channel_list.csv")}
    rivals = set(re.findall(r"^- \*\*(.+?):\*\*", section(words_of("brief-v2.md"), "Competitors"), flags=re.MULTILINE))
    assert {team[note["author"]] for note in notes} == {"sales"}
    assert {note["segment"] for note in notes} - {""} == set(segments())
    assert {note["via_channel"] for note in notes} - {""} == set(listed)
    assert {note["competitor"] for note in notes} - {""} <= rivals
    assert len(listed) == 6
    assert {row["segment"] for row in listed.values()} <= set(segments())
    assert {row["slack_channel"] for row in listed.values()} - {""} <= {c["id"] for c in workspace["channels"]}
    assert all(row["owner"] == listed[row["channel"]]["owner"] for row in reports)
    assert {team[row["owner"]] for row in listed.values()} == {"marketing"}


def test_a_lead_has_a_verdict_and_only_a_returned_one_a_reason(notes: list[Row]) -> None:
    for note in notes:
        is_lead = note["kind"] == "lead"
        assert bool(note["lead_verdict"]) == bool(note["via_channel"]) == is_lead
        assert bool(note["return_reason"]) == (note["lead_verdict"] == "returned")
        assert note["return_reason"] in REASONS | {""}
        assert note["lead_verdict"] in {"accepted", "returned", ""}
        assert bool(note["amount"]) == bool(note["currency"])


def test_a_firm_is_always_worth_the_same_and_in_one_segment(notes: list[Row]) -> None:
    seen: dict[str, set[tuple[str, str]]] = {}
    for note in notes:
        if note["account"] and note["amount"]:
            seen.setdefault(note["account"], set()).add((note["segment"], note["amount"]))
            assert int(note["amount"]) % 348 == 0  # EUR 29 a technician a month
    assert [account for account, worth in seen.items() if len(worth) > 1] == []
    assert len(seen) > 50


def test_the_notes_carry_no_personal_data(notes: list[Row]) -> None:
    personal = re.compile(r"@|https?:|\d{6,}|\b(?:Mr|Mrs|Ms|Herr|Frau)\b")
    assert not [note for note in notes if personal.search(note["text"] + " " + note["customer_words"])]


def test_reports_cover_twelve_weeks_and_one_channel_is_late(reports: list[Row]) -> None:
    by_week: dict[str, list[str]] = {}
    for row in reports:
        assert re.fullmatch(r"W-\d{1,2}", row["week"])
        by_week.setdefault(row["week"], []).append(row["channel"])
    assert {name: len(set(channels)) for name, channels in by_week.items()} == {
        **{f"W-{number}": 6 for number in range(2, 13)},
        "W-1": 5,
        "W-0": 1,
    }
    assert "Webinars" not in by_week["W-1"]
    assert len(reports) == sum(len(set(channels)) for channels in by_week.values())


def test_the_figures_of_each_channel_hang_together(reports: list[Row], notes: list[Row]) -> None:
    for channel in {row["channel"] for row in reports}:
        leads = qualified = opportunities = customers = 0
        for row in sorted((row for row in reports if row["channel"] == channel), key=lambda row: -int(row["week"][2:])):
            assert int(row["leads"]) >= int(row["qualified"]) >= int(row["opportunities"])
            leads, qualified = leads + int(row["leads"]), qualified + int(row["qualified"])
            opportunities, customers = opportunities + int(row["opportunities"]), customers + int(row["customers"])
            assert leads >= qualified >= opportunities >= customers
            assert (int(row["pipeline"]) > 0) == (int(row["opportunities"]) > 0)
            assert (int(row["revenue"]) > 0) == (int(row["customers"]) > 0)
            judged = [n for n in notes if n["via_channel"] == channel and week(n) == int(row["week"][2:])]
            assert len(judged) <= int(row["leads"])
            assert int(row["spend"]) > 0
            assert row["currency"] == "EUR"
            assert all(row[cell].strip() for cell in ("worked", "didnt", "next"))


def test_revenue_is_made_of_the_prices_in_the_brief(reports: list[Row]) -> None:
    prices = {348 * size + (1900 if size <= 15 else 2900) for size in range(8, 60)}
    for row in reports:
        customers, revenue = int(row["customers"]), int(row["revenue"])
        assert customers <= 2
        if customers == 1:
            assert revenue in prices
        elif customers == 2:
            assert any(revenue - price in prices for price in prices)


@pytest.mark.parametrize("version", [1, 2])
def test_the_brief_has_every_part_and_every_proof_it_leans_on(version: int, workspace: dict[str, Any]) -> None:
    brief = words_of(f"brief-v{version}.md")
    headings = re.findall(r"^## (.+)$", brief, flags=re.MULTILINE)
    assert headings == [
        "Plumb line", "What", "Who", "How", "Proof", "Stories", "Offers", "Cost and risk", "Limits", "Objections",
        "Competitors", "Channels", "Materials", "Questions",
    ]  # fmt: skip
    proofs = re.findall(r"^- \*\*(p\d+):\*\* .+ \(clearance: (?:public|sales only)\)$", section(brief, "Proof"), re.M)
    assert len(proofs) == len(set(proofs)) == 11 + version
    assert set(re.findall(r"\[proof: (p\d+)\]", brief)) <= set(proofs)
    benefits = re.findall(r"^- .+$", section(brief, "How"), flags=re.MULTILINE)
    assert all(re.search(r"\[proof: p\d+\]$", line) for line in benefits)
    assert re.findall(r"^### For (.+)$", section(brief, "How"), flags=re.MULTILINE) == segments()
    real_names = {user["real_name"] for user in workspace["users"]}
    assert re.findall(r"^owner: (.+)$", brief, flags=re.MULTILINE)[0] in real_names
    assert set(re.findall(r"https://[^/)]+", brief)) == {"https://example.com"}


@pytest.mark.parametrize("version", [1, 2])
def test_the_brief_keeps_its_own_limits(version: int) -> None:
    brief = words_of(f"brief-v{version}.md")
    limits = section(brief, "Limits")
    only_with = re.findall(r'^- Only with: "(.+)" — with: "(.+)"$', limits, flags=re.MULTILINE)
    assert len(only_with) == 3 + version
    for line in brief.replace(limits, "").split("\n"):
        for claim, qualifier in only_with:
            assert claim.casefold() not in line.casefold() or qualifier in line
        for never in re.findall(r"^- Never: (.+)\.$", limits, flags=re.MULTILINE):
            assert never.casefold() not in line.casefold()


def test_the_channels_of_the_brief_are_those_that_report(workspace: dict[str, Any]) -> None:
    names = {user["id"]: user["real_name"] for user in workspace["users"]}
    listed = [
        (row["channel"], row["segment"], row["intent"].rstrip(".").casefold(), names[row["owner"]])
        for row in rows_of("channel_list.csv")
    ]
    table = re.findall(r"^\| (?!Channel)(.+) \|$", section(words_of("brief-v2.md"), "Channels"), flags=re.MULTILINE)
    cells = [line.split(" | ") for line in table]
    assert [(c[0], c[1], c[3].rstrip(".").casefold(), c[4]) for c in cells] == listed


def test_version_two_changes_only_a_handful_of_places() -> None:
    first, second = words_of("brief-v1.md").split("\n"), words_of("brief-v2.md").split("\n")
    gone, new = set(first) - set(second), set(second) - set(first)
    assert 6 <= len(gone) <= 12
    assert 6 <= len(new) <= 18
    assert any("EUR 138" in line for line in new)
    assert any("You get what you pay for" in line for line in gone)
    assert any("sole traders" in line for line in new)


def test_there_are_seven_things_to_try() -> None:
    text = words_of("try.md")
    assert re.findall(r"^(\d)\. ", text, flags=re.MULTILINE) == [str(at) for at in range(1, 8)]
    assert "/field want" in text
    assert "/field objection" in text
    assert "/field themes" in text
    assert "/pitch" in text
    assert "Monday 09:00" in text
