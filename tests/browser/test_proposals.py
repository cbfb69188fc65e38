"""The owner of the brief sees a proposal with its evidence, writes the line, publishes it; the reps are told."""

import re

import pytest
from playwright.sync_api import Locator, expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit
from tests.browser.seat import Seat

pytestmark = pytest.mark.browser

VAN = "A planner who sees from the desk which parts are on each van."


def test_a_proposal_comes_with_its_evidence_and_ends_in_a_line_the_reps_are_told_of(demo: Demo, sit: Sit) -> None:
    owner = sit("UHENRIKE")
    owner.go("sales-floor")
    owner.say("/brief propose")
    expect(owner.told).to_contain_text("write to you in a moment")
    owner.go("Plumbline")
    shown = _proposal(owner)
    # Everything said in a quarter is looked over, which takes a busy machine a while.
    expect(shown).to_contain_text("Add a line: What › It makes possible", timeout=60_000)
    expect(shown).to_contain_text(re.compile(r"\d of the last 12 notes on “.*[Vv]an.*” find no answer in the brief"))
    expect(shown).to_contain_text(re.compile(r"\d\d notes from 6 people, \w+ \d+ \w+ to \w+ \d+ \w+"))
    expect(shown).to_contain_text("No wording is drafted")
    expect(shown).to_contain_text(re.compile(r"\d more waits?: /brief proposals"))
    for name in ("Jonas", "Aylin", "Dana", "Priya", "Callum", "Polder Koel", "Skerry Chill"):
        expect(shown).not_to_contain_text(name)
    owner.shoot("proposal", of=shown)
    owner.press("proposal_edit", within=shown)
    expect(owner.modal).to_contain_text("What they say")
    owner.shoot("proposal-form")
    owner.field("words").fill(VAN)
    owner.submit()
    expect(owner.modal).to_contain_text("It stands in draft version 3, which is not in force yet.")
    owner.close()
    expect(shown).to_contain_text("It stands in draft version 3")
    expect(owner.messages.filter(has_text="questions")).not_to_have_count(0)  # the draft is read through
    owner.shoot("proposal-accepted", of=shown)
    owner.press("brief_publish", within=shown)
    expect(shown).to_contain_text("in force since brief version 3")
    rep = sit("UDANA")
    rep.go("Plumbline")
    told = rep.messages.filter(has_text="Your note changed this line of the brief")
    expect(told).to_have_count(1)
    expect(told).to_contain_text(VAN)
    rep.shoot("proposal-told", of=told)
    rep.go("sales-floor")
    rep.say("/field mine")
    expect(rep.told).to_contain_text("in brief version 3")


def test_the_list_opens_a_line_that_fell_flat_and_it_can_be_declined(demo: Demo, sit: Sit) -> None:
    owner = sit("UHENRIKE")
    owner.go("sales-floor")
    owner.say("/brief proposals")
    expect(owner.told).to_contain_text("How › Facility managers")
    owner.shoot("proposals", of=owner.told)
    row = owner.told.locator(".block-section").filter(has_text="How › Facility managers")
    row.get_by_role("button", name="Open").click()
    modal = owner.modal
    expect(modal).to_contain_text(re.compile(r"It fell flat [5-9] times with Facility managers and landed not once"))
    expect(modal).to_contain_text("Report in the inbox before the van leaves.")
    expect(modal).to_contain_text("Nobody, they want it in their own system.")
    owner.shoot("proposal-flat")
    owner.press("proposal_decline", within=modal)
    owner.field("reason").fill("The interface to ticket systems comes first; then we say it.")
    owner.shoot("proposal-decline")
    owner.submit()
    expect(modal).to_contain_text("Declined by @Henrike Vossberg")
    owner.close()
    owner.say("/brief propose")
    owner.go("Plumbline")
    none = owner.messages.filter(has_text=re.compile("Nothing (new|the field says) asks for a change"))
    expect(none).to_have_count(1, timeout=60_000)


def test_a_rep_proposes_a_line_and_hears_that_it_was_accepted(demo: Demo, sit: Sit) -> None:
    rep, owner = sit("UPRIYA"), sit("UHENRIKE")
    rep.go("sales-floor")
    rep.say("/brief propose The week you planned is the week you drive, with the right parts on board.")
    rep.shoot("proposal-by-rep")
    rep.field("place").fill("week")
    rep.page.get_by_test_id("option-ref:plumb-line").click()
    rep.field("why").fill("Planners ask for the parts first.")
    rep.submit()
    expect(rep.modal).to_contain_text("The owner of the brief decides")
    rep.close()
    owner.go("Plumbline")
    shown = _proposal(owner)
    expect(shown).to_contain_text("@Priya Nambiar proposes it: Planners ask for the parts first.")
    owner.shoot("proposal-by-rep-shown", of=shown)
    owner.press("proposal_accept", within=shown)
    expect(shown).to_contain_text("It stands in draft version")
    rep.go("Plumbline")
    expect(rep.messages.filter(has_text="was accepted")).to_have_count(1)


def _proposal(seat: Seat) -> Locator:
    return seat.messages.filter(has_text="A change of the brief").last
