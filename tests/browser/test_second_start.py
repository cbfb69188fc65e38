"""A second start of the demonstration goes on where the first one ended."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Sit, elsewhere, started

pytestmark = pytest.mark.browser


def test_a_second_start_keeps_what_was_typed_and_posts_no_second_digest(
    browser: Browser, sit: Sit, copied: Path
) -> None:
    first = started(copied)
    try:
        seat = sit("UJONAS", at=first.playground.url)
        seat.go("sales-floor")
        seat.say("Who has the long cable?")
        expect(seat.messages.last).to_contain_text("Who has the long cable?")
        seat.say("/field want a cable of twelve metres")
        expect(seat.told).to_contain_text("Logged as a want")
        seat.go("growth-digest")
        seat.page.get_by_test_id("clock-next").click()
        expect(seat.messages.last).to_contain_text("Sales and marketing, week of")
        seat.page.close()
    finally:
        elsewhere(first.stop)
    second = started(copied)
    try:
        seat = sit("UJONAS", at=second.playground.url)
        expect(seat.page.get_by_test_id("clock-now")).to_contain_text("Mon")
        seat.go("sales-floor")
        expect(seat.messages.last).to_contain_text("Who has the long cable?")
        expect(seat.home()).to_contain_text("a cable of twelve metres")
        seat.go("growth-digest")
        expect(seat.messages).to_have_count(1)
        expect(seat.page.get_by_test_id("clock-next")).to_contain_text("Friday 14:00")
    finally:
        seat.page.close()
        elsewhere(second.stop)
