"""A rep asks for a pitch by its form, sees what was recognised and what the field says, and has it redrafted."""

import re

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit

pytestmark = pytest.mark.browser


def test_a_pitch_is_asked_for_by_its_form_and_redrafted_with_a_wish(demo: Demo, sit: Sit) -> None:
    seat = sit("UPRIYA")
    seat.go("Plumbline")
    seat.say("/pitch")
    expect(seat.modal).to_contain_text("Whom are you talking to?")
    seat.submit()
    expect(seat.wrong("words")).to_contain_text("Say whom you are talking to")
    seat.field("segment").select_option(label="Refrigeration service")
    seat.field("objection").select_option(label="Rutano is cheaper")
    seat.field("stage").fill("first call")
    seat.field("account").fill("Nordpol Kälte")
    seat.shoot("pitch-form")
    seat.submit()
    expect(seat.modal).to_contain_text("it arrives in your messages with me in a moment")
    seat.close()
    pitch = seat.messages.filter(has_text="For Refrigeration service · first call · at Nordpol Kälte").first
    expect(pitch).to_contain_text("they say: Rutano is cheaper")
    expect(pitch).to_contain_text("4. Cost and risk")
    expect(pitch).to_contain_text("To bring")
    seat.shoot("pitch-asked-by-form", height=1400)
    seat.press("pitch_redraft", within=pitch)
    seat.field("wish").fill("shorter")
    seat.shoot("pitch-redraft-form")
    seat.submit()
    expect(seat.modal).to_contain_text("in a moment")
    seat.close()
    again = seat.messages.filter(has_text="redrafted with your wish “shorter”")
    expect(again).to_have_count(1)
    expect(again.locator(".block-section").filter(has_text=re.compile(r"^\s*\d\. "))).to_have_count(3)
    expect(pitch).to_contain_text("5. Next step")
    seat.press("pitch_redraft", within=pitch)
    seat.field("wish").fill("make it friendlier")
    seat.submit()
    seat.close()
    same = seat.messages.filter(has_text="Your wish “make it friendlier” changed nothing")
    expect(same).to_contain_text("What would change it:")
    seat.shoot("pitch-unchanged", of=same)


def test_whom_the_brief_is_not_for_is_said_first_and_a_name_nobody_knows_is_read_as_the_nearest(
    demo: Demo, sit: Sit
) -> None:
    seat = sit("UPRIYA")
    seat.go("Plumbline")
    seat.say("/pitch #cold-rooms-service six technicians, the plan fits in one head")
    pitch = seat.messages.filter(has_text="six technicians").last
    expect(pitch).to_contain_text("The brief has no “cold rooms service”; I took the nearest, Refrigeration service.")
    expect(pitch).to_contain_text("The brief says whom this is not for, and it sounds like them:")
    seat.shoot("pitch-not-for", height=1250)
