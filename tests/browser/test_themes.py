"""Themes: the list, one opened, taken on by a pair, shaped by a marketer, and not to be shaped by a rep."""

import re

import pytest
from playwright.sync_api import Locator, expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit
from tests.browser.seat import Seat
from tests.browser.test_page import CONTRAST

pytestmark = pytest.mark.browser

SHAPING = ("theme_rename", "theme_merge", "theme_split", "theme_owner", "theme_decline", "theme_answered", "theme_hide")


def test_the_list_has_the_heaviest_first_and_opens_to_its_notes(demo: Demo, sit: Sit) -> None:
    seat = sit("UTOMASZ")
    listed = _listed(seat)
    heads = _names(listed)
    assert re.search("van", heads[0], re.IGNORECASE)
    expect(listed).to_contain_text(re.compile(r"\d+ notes from [3-6] people at \d+ customers"))
    expect(listed).to_contain_text(re.compile(r"\d in the last seven days, [\d.]+ a week before: (rising|steady)"))
    expect(listed).not_to_contain_text("Forming")
    seat.shoot("themes", height=1500)
    listed.get_by_role("button", name="Open").first.click()
    modal = seat.modal
    expect(modal.get_by_role("heading", name=heads[0])).to_be_visible()
    expect(modal).to_contain_text(re.compile(r"At stake: [\d,]+ EUR"))
    expect(modal).to_contain_text("Segments: Refrigeration service")
    expect(modal).to_contain_text("Looked after by @Henrike Vossberg")
    expect(modal).to_contain_text("Not taken on yet: it takes one from sales and one from marketing")
    expect(modal).to_contain_text(re.compile(r"The newest 10 of \d\d notes"))
    for action in SHAPING:
        expect(modal.get_by_test_id(f"action-{action}")).to_have_count(0)
    for name in ("Jonas", "Aylin", "Dana", "Priya", "Callum"):
        expect(modal).not_to_contain_text(name)  # nobody is counted or ranked
    seat.close()
    seat.say(f"/field theme {heads[0]}")
    expect(modal.get_by_role("heading", name=heads[0])).to_be_visible()
    seat.close()


def test_a_rep_and_a_marketer_take_a_theme_on_as_a_pair(demo: Demo, sit: Sit) -> None:
    rep, marketer = sit("UPRIYA"), sit("UINES")
    name = _open_nth(rep, 1)
    rep.press("theme_take", within=rep.modal)
    expect(rep.modal).to_contain_text("Taken on by @Priya Nambiar (sales); somebody from marketing is still missing")
    rep.press("theme_leave", within=rep.modal)
    expect(rep.modal).to_contain_text("Not taken on yet")
    rep.press("theme_take", within=rep.modal)
    expect(rep.modal.get_by_role("button", name="Leave")).to_be_visible()
    marketer.say(f"/field theme {name}")
    marketer.press("theme_take", within=marketer.modal)
    expect(marketer.modal).to_contain_text("Taken on by @Priya Nambiar (sales) and @Ines Falkner (marketing)")
    marketer.close()
    row = _listed(marketer).locator(".block-section").filter(has_text=name)
    expect(row.first).to_contain_text("Taken on by sales and marketing")


def test_a_marketer_renames_and_merges(demo: Demo, sit: Sit) -> None:
    seat = sit("UHENRIKE")
    listed = _listed(seat)
    expect(listed).to_contain_text("Forming: fewer than three notes or two people, so only marketers see them")
    heads = _names(listed)
    first, other = heads[0], heads[4]
    both = sum(_notes(listed, name) for name in (first, other))
    listed.get_by_role("button", name="Open").first.click()
    expect(seat.modal.get_by_role("heading", name=first)).to_be_visible()
    seat.shoot("theme", height=1320)
    seat.press("theme_rename", within=seat.modal)
    seat.field("name").fill("What is on each van")
    seat.submit()
    expect(seat.modal.get_by_role("heading", name="What is on each van")).to_be_visible()
    seat.close()
    seat.say(f"/field theme {other}")
    seat.press("theme_merge", within=seat.modal)
    chosen = seat.field("into").locator("option").filter(has_text="What is on each van").get_attribute("value")
    seat.field("into").select_option(value=chosen)
    seat.submit()
    expect(seat.modal.get_by_role("heading", name="What is on each van")).to_be_visible()
    expect(seat.modal).to_contain_text(f"{both} notes from ")
    seat.close()
    assert other not in _names(_listed(seat))


def test_a_marketer_splits_and_hides(demo: Demo, sit: Sit) -> None:
    seat = sit("UHENRIKE")
    name = _open_nth(seat, 2)
    seat.press("theme_split", within=seat.modal)
    options = seat.modal.get_by_role("option")
    seat.modal.get_by_role("combobox").click()
    for at in (0, 1):
        options.nth(at).click()
    seat.modal.get_by_role("heading", name="Split theme").click()
    seat.field("name").fill("Something else")
    seat.submit()
    expect(seat.modal.get_by_role("heading", name=name)).to_be_visible()
    seat.close()
    row = _listed(seat).locator(".block-section").filter(has_text="Something else")
    expect(row).to_contain_text("2 notes from ")
    row.get_by_role("button", name="Open").click()
    seat.press("theme_hide", within=seat.modal)
    seat.agree("Hide this theme?")
    expect(seat.modal).to_contain_text("Hidden: only who shapes the themes can see it.")
    expect(seat.modal.get_by_role("button", name="Show again")).to_be_visible()
    seat.close()


def test_a_declined_theme_says_why_in_the_receipt_of_who_asked_for_it(demo: Demo, sit: Sit) -> None:
    rep, marketer = sit("UJONAS"), sit("UHENRIKE")
    rep.go("sales-floor")
    given = rep.log("want at:Sorbeck He asks again which parts are on which van before anybody drives")
    name = re.search("Theme: (.+), \\d+ in the last seven days", given.inner_text())
    assert name, given.inner_text()
    marketer.say(f"/field theme {name[1]}")
    marketer.press("theme_decline", within=marketer.modal)
    marketer.submit()
    expect(marketer.wrong("reason")).to_be_visible()
    marketer.field("reason").fill("Stock lives in the wholesaler's system; we link to it in spring.")
    marketer.submit()
    expect(marketer.modal).to_contain_text("Declined: Stock lives in the wholesaler's system")
    marketer.close()
    rep.say("/field mine")
    asked = rep.told.locator(".block-section").filter(has_text="He asks again")
    expect(asked).to_contain_text("declined: Stock lives in the wholesaler's system; we link to it in spring.")


def test_an_opened_theme_and_a_confirmation_fit_a_phone_in_the_dark(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA", width=390, height=844, dark=True)
    given = seat.log("want at:Hudsonreach Wants to see the stock of parts on each van before anyone drives")
    expect(given).to_contain_text("Theme: ")
    for node in (seat.confirmed, given, seat.confirmed.get_by_role("button", name="Edit")):
        box = node.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert node.evaluate(CONTRAST) >= 4.5
    _open_nth(seat, 0)
    modal = seat.modal
    assert modal.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert modal.evaluate("node => [...node.querySelectorAll('*')].every(each => each.scrollWidth <= 390)")
    for node in (modal.get_by_role("heading").last, modal.get_by_role("button", name="Take it on")):
        assert node.evaluate(CONTRAST) >= 4.5
    seat.close()


def _listed(seat: Seat) -> Locator:
    """The list of themes, as this person sees it."""
    before = seat.page.get_by_test_id("ephemeral").count()
    seat.say("/field themes")
    expect(seat.page.get_by_test_id("ephemeral")).to_have_count(before + 1)
    expect(seat.told).to_contain_text("What customers say again and again")
    return seat.told


def _names(listed: Locator) -> list[str]:
    """The themes' names, as they are listed."""
    rows = listed.locator(".block-section").filter(has=listed.page.get_by_role("button", name="Open"))
    return [text.split("\n")[0] for text in rows.all_inner_texts()]


def _notes(listed: Locator, name: str) -> int:
    row = listed.locator(".block-section").filter(has=listed.page.get_by_text(name, exact=True)).first
    found = re.search(r"(\d+) notes? from", row.inner_text())
    assert found
    return int(found[1])


def _open_nth(seat: Seat, at: int) -> str:
    """Open a theme of the list; returns its name."""
    listed = _listed(seat)
    name = _names(listed)[at]
    listed.get_by_role("button", name="Open").nth(at).click()
    expect(seat.modal.get_by_role("heading", name=name)).to_be_visible()
    return name
