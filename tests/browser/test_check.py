"""A rep checks their own words: a forbidden promise is caught and the brief's wording offered, wide and narrow."""

import contextlib
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from tests.browser.conftest import Sit, elsewhere, started
from tests.browser.seat import Seat

pytestmark = pytest.mark.browser

MAIL = (
    "Hi Anna, thank you for your time yesterday. With Rounds, building the plan takes 41 minutes less a day. "
    "The app works without a signal. If you sign before December I can give you 10% off. "
    "You are sure to pass the audit. We are ISO 27001 certified. Shall we talk on Tuesday?"
)
CAUGHT = "The brief says never: you are sure to pass the audit."


def test_a_forbidden_promise_is_caught_and_the_allowed_wording_offered(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.say(f"/check {MAIL}")
    line = "Three sentences to change, one the brief does not say, one is fine."
    expect(seat.told).to_contain_text(line)
    _thorough(seat)
    expect(seat.told).to_contain_text(line)
    expect(seat.told).to_contain_text(CAUGHT)
    expect(seat.told).to_contain_text("Say instead: “Two rounds beside your board.")
    expect(seat.told).to_contain_text(re.compile(r"Brief v\d+ › Limits › Never"))
    expect(seat.told).to_contain_text("only with “the mean of 14 planners”")
    expect(seat.told).to_contain_text("The brief does not give “27001” or name “ISO”.")
    expect(seat.told).to_contain_text("Two more claim nothing (greetings, questions, dates) and were passed over.")
    seat.shoot("check", height=1500)
    other = sit("UPRIYA")
    other.go("sales-floor")
    expect(other.page.get_by_role("main")).not_to_contain_text("You are sure to pass")


def test_on_a_phone_the_form_answers_in_itself_and_takes_the_mended_text(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN", width=390, height=844)
    seat.say("/check")
    seat.field("text").fill("You are sure to pass the audit.")
    seat.submit()
    expect(seat.modal).to_contain_text("One sentence to change.")
    expect(seat.modal).to_contain_text(CAUGHT)
    expect(seat.field("text")).to_have_value("You are sure to pass the audit.")
    seat.shoot("check-phone")
    seat.field("text").fill("The app works without a signal.")
    seat.submit()
    expect(seat.modal).to_contain_text("Nothing to change: one sentence checked, it is fine.")
    seat.close()


def test_a_message_is_checked_where_it_stands(demo: Demo, sit: Sit) -> None:
    writer = sit("UPRIYA")
    writer.go("sales-floor")
    writer.say("Draft for Sorbeck: we match Rutano's price, and the first month is free.")
    seat = sit("UJONAS")
    seat.go("sales-floor")
    row = seat.messages.filter(has_text="Draft for Sorbeck").last
    row.hover()
    row.get_by_test_id("message-menu").click()
    seat.page.get_by_test_id("shortcut-pitch_check_message").click()
    expect(seat.modal).to_contain_text("The brief says never: ")
    expect(seat.modal).to_contain_text("Say instead: ")
    expect(seat.field("text")).to_have_value(re.compile("Draft for Sorbeck"))
    seat.shoot("check-message")
    seat.close()


def test_without_a_brief_it_is_said_how_to_file_one(copied: Path, sit: Sit) -> None:
    running = started(copied)
    try:
        _unpublished(running)
        seat = sit("UJONAS", at=running.playground.url)
        seat.go("sales-floor")
        seat.say(f"/check {MAIL}")
        expect(seat.told).to_contain_text("A marketer can file one with /brief file")
        seat.shoot("check-no-brief")
    finally:
        elsewhere(running.stop)


def _thorough(seat: Seat) -> None:
    """Until the brief is searched by its meaning: a program just started takes a while to load its model."""
    again, short = seat.told.get_by_test_id("action-pitch_check_again"), "rules and its words alone"
    end = time.monotonic() + 60
    while again.count() and time.monotonic() < end:
        again.click()
        with contextlib.suppress(AssertionError):
            expect(seat.told).not_to_contain_text(short, timeout=3_000)
    expect(seat.told).not_to_contain_text(short)


def _unpublished(running: Demo) -> None:
    """As if nobody had ever published a brief."""
    rooms = running.plumbline.rooms
    for workspace in rooms.workspaces.every():
        with rooms.books.keep(Deed(workspace, PROGRAM)) as unit:
            for version in rooms.briefs.versions(workspace):
                version.published_at = None
                unit.session.merge(version)
