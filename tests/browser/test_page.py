"""The page itself: on a phone, without a mouse, in the dark, with hostile words, and while Slack misbehaves."""

import re

import pytest
from playwright.sync_api import Locator, expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit

pytestmark = pytest.mark.browser

# WCAG's contrast of a text with what it stands on: 21 for black on white, 4.5 is needed to read it well.
CONTRAST = """node => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const line = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = parts(colour).map((v) => line(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (at) => getComputedStyle(at).backgroundColor;
  const through = (at) => (parts(ground(at))[3] ?? 1) === 0;
  let behind = node;
  while (behind.parentElement && through(behind)) behind = behind.parentElement;
  const pair = [light(getComputedStyle(node).color), light(ground(behind))].sort((a, b) => b - a);
  return (pair[0] + 0.05) / (pair[1] + 0.05);
}"""


def test_it_works_on_a_phone(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN", width=390, height=844)
    channel = seat.page.get_by_test_id("sidebar-channel-sales-floor")
    expect(channel).not_to_be_in_viewport()
    seat.page.get_by_role("button", name="Channels and messages").click()
    expect(channel).to_be_in_viewport()
    channel.click()
    expect(channel).not_to_be_in_viewport()
    given = seat.log("objection vs:Rutano too dear next to Rutano, they only count logins")
    expect(seat.confirmed).to_contain_text("Logged as an objection · vs Rutano")
    expect(given).to_contain_text("What the brief says")
    seat.shoot("phone")
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= 390
    seat.say("/field")
    expect(seat.modal).to_be_visible()
    assert seat.modal.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    seat.field("text").fill("Asks for a price in writing")
    seat.submit()
    expect(seat.modal).to_contain_text("Logged as ")
    seat.close()


def test_a_note_is_logged_without_a_mouse(demo: Demo, sit: Sit) -> None:
    seat = sit("UPRIYA")
    keys = seat.page.keyboard
    channel = seat.page.get_by_test_id("sidebar-channel-sales-floor")
    _tab_to(channel, backwards=True)
    keys.press("Enter")
    expect(seat.page.get_by_role("main").get_by_role("heading", level=1)).to_have_text("sales-floor")
    _tab_to(seat.box)
    keys.type("/fi")
    keys.press("Enter")
    expect(seat.box).to_have_value("/field ")
    keys.press("Enter")
    expect(seat.field("text")).to_be_focused()
    keys.type("Wants the audit folder in English too")
    keys.press("Tab")
    expect(seat.field("kind")).to_be_focused()
    keys.type("Want")
    keys.press("Tab")
    keys.type("Ottery Mills")
    keys.press("Enter")
    expect(seat.modal).to_contain_text("Logged as a want · Ottery Mills")
    keys.press("Escape")
    expect(seat.modal).to_have_count(0)
    expect(seat.box).to_be_focused()


def test_a_note_pings_nobody(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA")
    seat.go("sales-floor")
    for words in ("<!channel> they want it all", "@channel @here they want it all", "<!here|x> *they* want <@URUTH>"):
        seat.log(f"want {words}")
        expect(seat.confirmed).to_contain_text("Logged as a want")
        expect(seat.confirmed).to_contain_text("want")
        for told in (seat.given, seat.confirmed):
            expect(told.locator(".mention")).to_have_count(0)
            told.get_by_role("button", name="Dismiss this message").click()
    home = seat.home()
    expect(home).to_contain_text(re.compile("@.?channel @.?here they want it all"))
    expect(home.locator(".mention.ping")).to_have_count(0)


def test_a_command_delivered_three_times_is_one_note(demo: Demo, sit: Sit) -> None:
    seat = sit("UCALLUM")
    seat.go("sales-floor")
    seat.page.get_by_test_id("misbehave").click()
    seat.page.get_by_test_id("fault-duplicate").check()
    expect(seat.page.get_by_test_id("misbehave")).to_contain_text("1")
    seat.page.keyboard.press("Escape")
    seat.log("want a third spanner on every van")
    expect(seat.confirmed).to_contain_text("a third spanner on every van")
    seat.say("/field mine")
    expect(seat.told).to_contain_text("Your latest notes")
    expect(seat.told.get_by_text("a third spanner on every van")).to_have_count(1)
    expect(seat.page.get_by_test_id("ephemeral").filter(has_text="Logged as ")).to_have_count(1)


def test_it_is_readable_in_the_dark(demo: Demo, sit: Sit) -> None:
    seat = sit("UTOMASZ", dark=True)
    seat.go("sales-floor")
    seat.log("competitor vs:Rutano shows van lists in its demo now")
    expect(seat.confirmed).to_contain_text("Logged as news of a competitor")
    seat.messages.filter(has_text="which half works").get_by_test_id("thread-link").click()
    expect(seat.answers).to_have_count(4)
    seat.shoot("dark")
    shown = (seat.confirmed, seat.given, seat.answers.last, seat.page.get_by_test_id("sidebar-channel-random"))
    for node in (*shown, seat.confirmed.get_by_role("button", name="Undo"), seat.confirmed.locator(".context")):
        assert node.evaluate(CONTRAST) >= 4.5


def _tab_to(wanted: Locator, *, backwards: bool = False) -> None:
    """Press Tab until it holds the keyboard, as somebody without a mouse does."""
    for _ in range(60):
        if wanted.evaluate("node => node === document.activeElement"):
            return
        wanted.page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"{wanted} cannot be reached with the Tab key")
