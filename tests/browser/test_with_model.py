"""The same with a language model behind it: drafted and checked, and quoted out loud when the model is away."""

import json
import re

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit
from tests.model_server import Scripted, ScriptedModelServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(modelled: Demo) -> Demo:
    return modelled


def test_a_pitch_is_drafted_and_every_point_has_its_source(demo: Demo, sit: Sit) -> None:
    seat = sit("UPRIYA")
    seat.go("sales-floor")
    seat.say("/pitch Refrigeration service, they say Rutano is cheaper")
    seat.go("Plumbline")
    pitch = seat.messages.filter(has_text="Your pitch for ")
    expect(pitch).to_contain_text("Drafted by tiny and checked against the brief.")
    points = pitch.locator(".block-section").filter(has_text=re.compile(r"^\s*\d\. "))
    assert 3 <= points.count() <= 5
    assert pitch.get_by_text(re.compile(r"^Brief v\d › ")).count() >= points.count()
    seat.press("pitch_landed", within=pitch)
    expect(pitch).to_contain_text("You said: landed")
    seat.say("/pitch Refrigeration service, they say Rutano is cheaper")
    expect(pitch).to_have_count(2)
    expect(pitch.last).to_contain_text("Drafted by tiny and checked against the brief.")
    expect(pitch.last).to_contain_text("Landed once")
    seat.shoot("pitch-drafted", height=1250)


def test_a_forbidden_promise_is_caught_by_the_rules_and_no_model_is_asked(
    demo: Demo, model: ScriptedModelServer, sit: Sit
) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.say("/check Dear Annegret, you are sure to pass the audit.")
    expect(seat.told).to_contain_text("The brief says never: you are sure to pass the audit.")
    expect(seat.told).to_contain_text("Say instead: “")
    assert not [each for each in model.requests if "Annegret" in json.dumps(each.body)]


def test_an_answer_is_awaited_in_sight_and_comes_whole(demo: Demo, model: ScriptedModelServer, sit: Sit) -> None:
    model.then(Scripted(pause_s=0.1, asked="Does the app work without a signal?"))
    seat = sit("UDANA")
    seat.go("Plumbline")
    seat.say("Does the app work without a signal?")
    status = seat.messages.last.get_by_test_id("status-line")
    expect(status).to_contain_text("Plumbline is answering")
    expect(status.get_by_test_id("stop")).to_be_visible()
    expect(seat.answers).to_have_count(2)  # it opens beside the question by itself
    expect(seat.answers.last).to_contain_text("the app works without a signal")
    expect(seat.answers.last).to_contain_text(re.compile(r"Brief v\d › "))
    expect(seat.answers.last).to_contain_text("Drafted by tiny and checked against the brief.")
    expect(status).to_have_count(0)
    asked = [each.body for each in model.requests if "work without a signal" in json.dumps(each.body)]
    assert asked[-1]["stream"] is True


def test_a_point_with_a_made_up_number_is_withheld(demo: Demo, model: ScriptedModelServer, sit: Sit) -> None:
    invented = {"text": "Return visits fell by 83% at 400 firms.", "cites": ["p2"]}
    said = json.dumps({"answerable": True, "sentences": [invented]})
    model.say(said, said, asked="How far did return visits fall?")
    seat = sit("UAYLIN")
    seat.go("Plumbline")
    answer = seat.ask("How far did return visits fall?")
    expect(answer).not_to_contain_text("83%")
    expect(answer).to_contain_text(re.compile(r"Brief v\d"))


def test_the_digest_says_who_drafted_its_decision(demo: Demo, sit: Sit) -> None:
    seat = sit("URUTH")
    seat.go("growth-digest")
    seat.page.get_by_test_id("clock-next").click()
    expect(seat.messages.last).to_contain_text("The decision line is drafted by tiny")
    expect(seat.messages).to_have_count(1)


def test_with_the_model_away_the_brief_is_quoted_and_it_says_so(
    demo: Demo, model: ScriptedModelServer, sit: Sit
) -> None:
    model.usual = Scripted(status=503, message="overloaded")
    seat = sit("UTOMASZ")
    seat.go("Plumbline")
    answer = seat.ask("Does the app work without a signal?")
    expect(answer).to_contain_text("the app works without a signal")
    expect(answer).to_contain_text("model")
    seat.go("sales-floor")
    seat.say("/pitch Door and gate service, first call")
    seat.go("Plumbline")
    pitch = seat.messages.filter(has_text="Your pitch for ")
    expect(pitch).to_contain_text(re.compile(r"Brief v\d › "))
    expect(pitch).to_contain_text("model")
