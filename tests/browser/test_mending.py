"""What becomes of a note: mended, undone, read as it once was, found again, and shown with its receipt."""

import re

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit

pytestmark = pytest.mark.browser


def test_an_edit_shows_in_the_confirmation_itself_and_keeps_how_it_read_before(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN")
    seat.go("sales-floor")
    seat.log("want at:Torhaus a key list for forty doors")
    seat.press("field_edit", within=seat.confirmed)
    expect(seat.modal).to_contain_text("Edit field note")
    seat.field("text").fill("a key list for four hundred doors")
    seat.field("stage").fill("demo")
    seat.submit()
    expect(seat.modal).to_contain_text("Changed: a want · Torhaus · demo")
    expect(seat.modal).to_contain_text(re.compile("Theme: |first to say|Nobody else"))
    seat.close()
    expect(seat.confirmed).to_contain_text("Changed: a want · Torhaus · demo")
    expect(seat.confirmed).to_contain_text("a key list for four hundred doors")
    seat.say("/field mine")
    expect(seat.told).to_contain_text("Your latest notes")
    seat.told.get_by_role("button", name="Earlier wordings").first.click()
    expect(seat.modal).to_contain_text("Now")
    expect(seat.modal).to_contain_text("a key list for four hundred doors")
    expect(seat.modal).to_contain_text("a key list for forty doors")
    seat.close()


def test_details_are_added_to_what_one_line_said(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA")
    seat.go("sales-floor")
    seat.log("works at:Catskeel the table with the logins, he read it twice")
    seat.press("field_details", within=seat.confirmed)
    expect(seat.field("text")).to_have_value("the table with the logins, he read it twice")
    seat.field("customer_words").fill("That is one trip.")
    seat.submit()
    expect(seat.modal).to_contain_text("That is one trip.")
    expect(seat.modal).to_contain_text(re.compile("Theme: |first to say|Nobody else"))
    seat.close()
    expect(seat.confirmed).to_contain_text("That is one trip.")


def test_undo_takes_a_note_out_of_the_list_and_the_search(demo: Demo, sit: Sit) -> None:
    seat = sit("UCALLUM")
    seat.go("sales-floor")
    seat.log("want at:Wintersett a zinnober list of parts on each van before anybody drives")
    seat.say("/field search zinnober")
    expect(seat.told).to_contain_text("Notes on “zinnober”")
    expect(seat.told).to_contain_text("a zinnober list of parts on each van")
    seat.press("field_undo", within=seat.confirmed)
    seat.agree("Undo this note?")
    undone = seat.page.get_by_test_id("ephemeral").filter(has_text="Undone. The note is gone from every count")
    expect(undone).to_be_visible()
    seat.say("/field search zinnober")
    expect(seat.told).not_to_contain_text("a zinnober list of parts on each van")
    seat.say("/field mine")
    expect(seat.told).to_contain_text("Your latest notes")
    expect(seat.told).not_to_contain_text("zinnober")


def test_a_search_finds_by_meaning_what_anybody_logged_and_nothing_for_nonsense(demo: Demo, sit: Sit) -> None:
    seat = sit("UMATEO")
    seat.go("marketing")
    seat.say("/field search van stock")
    expect(seat.told).to_contain_text("Notes on “van stock”")
    expect(seat.told).to_contain_text(re.compile("truck|what is on the van|parts"))
    expect(seat.told).to_contain_text(re.compile(r"(Jonas Reuter|Dana Whitlock|Priya Nambiar) · theme “"))
    seat.say("/field search qwertzuiop xylophone")
    expect(seat.told).to_contain_text("Nothing found for “qwertzuiop xylophone”.")
    expect(seat.told.get_by_role("button", name="Log it as a note instead")).to_be_visible()


def test_home_and_the_list_show_receipts_and_home_the_themes(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.log("want at:Sorbeck Planner wants to see which parts are on which van before she sends anyone")
    seat.say("/field mine")
    mine = seat.told.locator(".block-section").filter(has_text="Sorbeck").first
    expect(mine).to_contain_text(re.compile("in theme “.*van", re.IGNORECASE))
    home = seat.home()
    expect(home).to_contain_text("What customers say")
    expect(home).to_contain_text(re.compile(r"\d+ notes from \d people at \d+ customers"))
    expect(home).to_contain_text("Your notes")
    expect(home.locator(".block-section").filter(has_text="Sorbeck").first).to_contain_text("in theme “")
    seat.shoot("home", height=1500)
    home.get_by_role("button", name="Open").first.click()
    expect(seat.modal).to_contain_text(re.compile("The newest 10 of|Its notes"))
    seat.close()
    home.get_by_role("button", name="Undo").first.click()
    seat.agree("Undo this note?")
    expect(home).not_to_contain_text("before she sends anyone")
