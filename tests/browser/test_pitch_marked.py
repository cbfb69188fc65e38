"""A rep says how a pitch did, and the next draft shows it: the order of the points, and how often each landed."""

import re

import pytest
from playwright.sync_api import Locator, expect

from bot.demo import company
from bot.demo.start import Demo
from capabilities.pitch.outcomes import working_days
from tests.browser.conftest import Sit
from tests.browser.seat import Seat

pytestmark = pytest.mark.browser

WORDS = "Facility managers, first call, tenants ask for the report of the visit"
REPORT, WHO = "Report in the inbox before the van leaves", "Who was here, and when"


def test_what_lands_and_what_falls_flat_shows_in_the_next_draft(demo: Demo, sit: Sit) -> None:
    seat = sit("UPRIYA")
    seat.go("Plumbline")
    for count in (1, 2, 3):
        pitch = _pitched(seat, count)
        expect(_gain(pitch)).to_contain_text(WHO)
        expect(pitch).to_contain_text(f"“{REPORT}” gave way to another line: it fell flat 6 times in the field")
        seat.press("pitch_landed", within=pitch)
        expect(pitch).to_contain_text("You said: landed")
    shown = _pitched(seat, 4)
    expect(shown).to_contain_text("Landed 3 of 3 times with Facility managers")
    expect(_gain(shown)).to_contain_text(WHO)
    seat.shoot("pitch-landed", height=1250)
    at = _number(_gain(shown))
    seat.press("pitch_flat", within=shown)
    boxes = seat.modal.get_by_role("checkbox")
    expect(boxes).not_to_have_count(0)
    for box in boxes.all():
        expect(box).to_be_checked()
        box.uncheck()
    boxes.nth(at - 1).check()
    seat.modal.get_by_test_id("field-word").locator("textarea").fill("And who files it? Nobody.")
    seat.shoot("pitch-flat-form")
    seat.submit()
    expect(seat.modal).to_have_count(0)
    expect(shown).to_contain_text(f"You said: point {at} fell flat · “And who files it? Nobody.”")
    for pitch in (_nth(seat, 0), _nth(seat, 1), _nth(seat, 2)):
        _choose(seat, pitch, "This fell flat")
        expect(pitch).to_contain_text(f"landed; point {at} fell flat")
    seat.shoot("pitch-marked", height=1250)
    after = _pitched(seat, 5)
    expect(_gain(after)).to_contain_text(REPORT)
    expect(after).to_contain_text("Fell flat 6 times in the field with Facility managers")
    expect(after).to_contain_text("Landed 3 of 3 times with Facility managers")
    seat.shoot("pitch-after", height=1250)


def test_a_problem_reaches_the_owner_of_the_brief(demo: Demo, sit: Sit) -> None:
    rep, owner = sit("UTOMASZ"), sit("UHENRIKE")
    rep.go("Plumbline")
    pitch = _pitched(rep, 1)
    at = _number(_gain(pitch))
    _choose(rep, pitch, "Report a problem")
    expect(rep.modal).to_contain_text(f"About point {at}")
    rep.field("words").fill("They read it in their own ticket system, not in the inbox.")
    rep.submit()
    expect(rep.modal).to_contain_text("Henrike Vossberg gets it now, with the point and its passages.")
    rep.close()
    owner.go("Plumbline")
    told = owner.messages.filter(has_text=f"reports a problem with point {at} of a pitch")
    expect(told).to_contain_text("They read it in their own ticket system, not in the inbox.")
    expect(told).to_contain_text(re.compile(r"Brief v\d › How › Facility managers"))
    owner.shoot("pitch-problem", of=told)
    expect(rep.messages.last).to_contain_text(f"Henrike Vossberg has your report on point {at}")


def test_who_said_nothing_is_asked_once_two_working_days_later(demo: Demo, sit: Sit) -> None:
    seat = sit("UCALLUM")
    seat.go("Plumbline")
    pitch = _pitched(seat, 1)
    asked = seat.messages.filter(has_text="Did it land?")
    now = demo.plumbline.clock.now().astimezone(company.ZONE)
    day = working_days(now.date(), 2)
    for hour, count in (("08:30", 0), ("09:05", 1)):  # in London, where it is an hour earlier than in the company
        seat.page.get_by_test_id("clock-now").click()
        seat.page.get_by_test_id("clock-box").fill(f"{day.isoformat()}T{hour}")
        seat.page.get_by_test_id("clock-set").click()
        expect(seat.page.get_by_test_id("clock-now")).to_contain_text(hour)
        expect(asked).to_have_count(count)
    seat.press("pitch_landed", within=asked)
    expect(asked).to_contain_text("You said: landed")
    expect(pitch).to_contain_text("You said: landed")
    seat.shoot("pitch-asked", of=asked)


def _pitched(seat: Seat, count: int) -> Locator:
    """The newest pitch, once there are so many for these words."""
    seat.say(f"/pitch {WORDS}")
    expect(_pitches(seat)).to_have_count(count)
    return _nth(seat, count - 1)


def _pitches(seat: Seat) -> Locator:
    return seat.messages.filter(has=seat.page.get_by_test_id("action-pitch_landed")).filter(has_text=WORDS)


def _nth(seat: Seat, at: int) -> Locator:
    return _pitches(seat).nth(at)


def _gain(pitch: Locator) -> Locator:
    """The point that says what they gain."""
    return pitch.locator(".block-section").filter(has_text="What they gain")


def _number(point: Locator) -> int:
    return int(point.inner_text().strip().partition(".")[0])


def _choose(seat: Seat, pitch: Locator, words: str) -> None:
    """Choose this from the menu beside what they gain."""
    _gain(pitch).get_by_test_id("action-pitch_point").click()
    seat.page.get_by_role("menuitem", name=words).click()
