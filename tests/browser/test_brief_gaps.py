"""What the brief is silent on, and how far the field hangs from it, in the browser: from two questions to a line."""

import re

from playwright.sync_api import expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit

OWNER, REP, REP2 = "UHENRIKE", "UAYLIN", "UJONAS"


def test_two_reps_ask_the_same_and_the_owner_finds_a_gap_to_write_a_line_for(demo: Demo, sit: Sit) -> None:
    for who, words in (
        (REP, "Can the planner see which spare parts are on each van?"),
        (REP2, "Does the planner see which spare parts each van has?"),
    ):
        seat = sit(who)
        seat.go("Plumbline")
        expect(seat.ask(words)).to_contain_text("silent")
    seat.go("sales-floor")
    seat.say("/brief gaps")
    expect(seat.told).to_contain_text("2 people")
    seat.shoot("brief-gaps-rep")
    owner = sit(OWNER)
    owner.go("marketing")
    owner.say("/brief gaps")
    expect(owner.told).to_contain_text("spare parts")
    expect(owner.told).to_contain_text("From")
    owner.shoot("brief-gaps", height=1000)
    owner.told.get_by_test_id("action-brief_propose_for").first.click()
    expect(owner.modal).to_contain_text("Propose a line")
    expect(owner.field("why")).to_have_value(re.compile("The brief is silent on this: .*spare parts"))
    owner.shoot("brief-gap-form")
    owner.close()


def test_drift_is_a_bar_for_each_pillar_with_the_notes_that_pull(demo: Demo, sit: Sit) -> None:
    owner = sit(OWNER)
    owner.go("marketing")
    owner.say("/brief drift")
    expect(owner.told).to_contain_text(re.compile(r"in line · \d+ notes, a small sample"))
    expect(owner.told).to_contain_text("Parts per van")
    owner.shoot("brief-drift", height=1000)
    expect(owner.home()).to_contain_text("Waiting for you")
    owner.shoot("home-waiting", height=1000)
