"""A table of notes sent to the bot: looked over, imported in sight, taken back, or refused in words."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit
from tests.browser.seat import Seat

pytestmark = pytest.mark.browser

HEAD = "source_id,created_at,author,kind,text,account,segment,stage,mood\n"


def test_a_file_is_looked_over_imported_in_sight_and_taken_back(demo: Demo, sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "autumn fair.csv"
    rows = [
        f"fair-{at},2026-10-0{at % 9 + 1},UAYLIN,want,Gate {at} wants zinnober doors,Firm {at},,,good"
        for at in range(60)
    ]
    bad = ["fair-x,yesterday,UAYLIN,want,When was that,,,,", "fair-y,2026-10-01,UAYLIN,want,,,,,"]
    file.write_text(HEAD + "\n".join([*rows, *bad]) + "\n", encoding="utf-8")
    seat = sit("UHENRIKE")
    seat.go("Plumbline")
    seat.send(file)
    about = seat.messages.filter(has_text="autumn fair.csv").filter(
        has=seat.page.get_by_role("button", name="Leave it")
    )
    expect(about).to_contain_text("autumn fair.csv: 60 notes to import, 0 known already, 2 rows left out")
    expect(about).to_contain_text("Line 62, created_at: “yesterday” is not a date")
    expect(about).to_contain_text("Line 63, text: There are no words in this row.")
    expect(about).to_contain_text("Columns I do not know, left aside: mood")
    seat.shoot("import")
    _slow_updates(demo, seat)
    about.get_by_role("button", name="Import 60 notes").click()
    last = seat.messages.last
    expect(last).to_contain_text("Importing autumn fair.csv: 0 of 62 rows")
    expect(last).to_contain_text("0%")
    expect(last).to_contain_text("Imported 60 notes from autumn fair.csv; 0 known already, 2 rows left out")
    _searched_until_found(seat, "zinnober", "wants zinnober doors")
    last = _of(seat, "Imported 60 notes")
    last.get_by_role("button", name="Undo the import").click()
    seat.agree("Undo the import?")
    expect(_of(seat, "was taken back; none of its notes is left")).to_be_visible()
    seat.say("/field search zinnober doors")
    expect(seat.told).to_contain_text("zinnober doors”")
    expect(seat.told).not_to_contain_text("wants zinnober doors")


def test_the_same_file_again_brings_nothing_twice_and_may_be_left(demo: Demo, sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text('{"source_id": "c-1", "kind": "want", "text": "a loud bell at the gate"}\n' * 2, encoding="utf-8")
    seat = sit("UHENRIKE")
    seat.go("Plumbline")
    seat.send(file)
    asked = _of(seat, "calls.jsonl: 1 note to import, 1 known already, 0 rows left out")
    asked.get_by_role("button", name="Import 1 note").click()
    expect(_of(seat, "Imported 1 note from calls.jsonl; 1 known already")).to_be_visible()
    seat.send(file)
    again = _of(seat, "calls.jsonl: 0 notes to import, 2 known already")
    expect(again).to_be_visible()
    expect(again.get_by_role("button", name="Import")).to_have_count(0)
    file.write_text('{"source_id": "c-2", "kind": "want", "text": "a quiet bell"}\n', encoding="utf-8")
    seat.send(file)
    _of(seat, "1 note to import, 0 known already").get_by_role("button", name="Leave it").click()
    expect(_of(seat, "calls.jsonl was left as it is. Nothing was imported.")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "names.csv",
            b"id,note\n1,They want it\n",
            "the first line must name the columns, and “text” must be among them",
        ),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "must name the columns"),
        ("wide.csv", ("text" + ",x" * 5_000).encode() + b"\n", "columns"),
        ("plan.xlsx", b"PK\x03\x04", "is a workbook. In your spreadsheet, choose Save as, and CSV UTF-8"),
        ("empty.csv", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    demo: Demo, sit: Sit, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    seat = sit("UHENRIKE")
    seat.go("Plumbline")
    seat.send(file)
    expect(seat.page.locator("body")).to_contain_text(said, ignore_case=True)


def test_a_rep_may_not_import_and_is_told_whom_to_ask(demo: Demo, sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("text\nThey want it\n", encoding="utf-8")
    seat = sit("UAYLIN")
    seat.go("Plumbline")
    seat.send(file)
    seat.messages.last.get_by_test_id("thread-link").click()
    expect(seat.answers.last).to_contain_text("Importing needs the marketer role. Ask Henrike Vossberg.")


def _of(seat: Seat, words: str) -> Locator:
    """The latest message that says so."""
    return seat.messages.filter(has_text=words).last


def _searched_until_found(seat: Seat, words: str, found: str) -> None:
    """Search again until the import's notes were read, which takes a few seconds."""
    told = seat.page.get_by_test_id("ephemeral")
    for _ in range(40):
        before = told.count()
        seat.say(f"/field search {words}")
        expect(told).to_have_count(before + 1)
        if found in told.last.inner_text():
            return
        seat.page.wait_for_timeout(500)
    raise AssertionError(f"{words} was not found")


def _slow_updates(demo: Demo, seat: Seat) -> None:
    """Let Slack take its time over the next two changes of a message, so that the one before can be seen."""
    rule = {"on": "api", "match": "chat.update", "do": "slow", "times": 2, "seconds": 1}
    answer = seat.page.request.post(f"{demo.playground.url}/control/faults", data=[rule])
    assert answer.ok
