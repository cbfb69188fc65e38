"""Monday comes: the clock goes on, the digest is posted once, and on Friday owners are reminded."""

import re

import pytest
from playwright.sync_api import expect

from bot.demo import company
from bot.demo.start import Demo
from tests.browser.conftest import Sit

pytestmark = pytest.mark.browser


def test_a_note_of_friday_stands_in_mondays_digest_and_says_so(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA")
    seat.go("sales-floor")
    given = seat.log("want at:Catskeel Dispatcher wants to see which parts are on which van before anybody rolls")
    expect(given).to_contain_text("Theme: ")
    seat.say("/field mine")
    asked = seat.told.locator(".block-section").filter(has_text="before anybody rolls")
    expect(asked).to_contain_text("in theme “")
    expect(asked).not_to_contain_text("in the digest of")


def test_on_monday_at_nine_the_digest_is_posted_once(demo: Demo, sit: Sit) -> None:
    seat = sit("URUTH")
    seat.go("growth-digest")
    expect(seat.messages).to_have_count(0)
    go = seat.page.get_by_test_id("clock-next")
    expect(go).to_contain_text("Monday 09:00")
    go.click()
    expect(seat.page.get_by_test_id("clock-now")).to_contain_text("09:00")
    digest = seat.messages.last
    expect(digest).to_contain_text("Sales and marketing, week of")
    expect(digest).to_contain_text("What customers want")
    themes = digest.locator(".block-section").filter(has_text=re.compile(r"\d this week, .* a week before"))
    expect(themes.first).to_contain_text(re.compile("van", re.IGNORECASE))
    expect(digest).to_contain_text("Decide what Social ads changes before it gets more money.")
    expect(digest.get_by_role("table").first).to_contain_text("Social ads")
    expect(digest.get_by_role("table").first).to_contain_text("22.96")
    expect(digest.locator(".block-data_visualization svg")).to_be_visible()
    expect(digest).to_contain_text("Heard: 5 of 6 channels, 6 of 6 reps")
    seat.shoot("digest", height=1920, of=digest)
    expect(go).to_contain_text("Friday 14:00")
    seat.page.reload()
    expect(seat.messages).to_have_count(1)


def test_the_receipt_names_the_digest_then(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA")
    monday = demo.plumbline.clock.now().astimezone(company.ZONE)
    said = f"in the digest of {monday.day} {monday:%B}"
    seat.go("sales-floor")
    seat.say("/field mine")
    asked = seat.told.locator(".block-section").filter(has_text="before anybody rolls")
    expect(asked).to_contain_text(said)
    shown = seat.home().locator(".block-section").filter(has_text="before anybody rolls")
    expect(shown).to_contain_text(said)


def test_an_owner_is_reminded_of_a_channel_and_reports_from_the_reminder(demo: Demo, sit: Sit) -> None:
    seat = sit("USASKIA")
    go, now = seat.page.get_by_test_id("clock-next"), seat.page.get_by_test_id("clock-now")
    if "digest" in go.inner_text():
        go.click()
        expect(now).to_contain_text("Mon")
    go.click()
    expect(now).to_contain_text("Fri")
    seat.go("Plumbline")
    reminder = seat.messages.filter(has_text="Counter days: the week of").last
    expect(reminder).to_contain_text("is due now")
    seat.press("channels_report_now", within=reminder)
    expect(seat.modal).to_contain_text("Counter days, week of")
    seat.close()
