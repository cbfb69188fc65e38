"""The walk of a question: asked, answered with its sources, judged, passed to the owner, answered, and asked again."""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from bot.settings import Settings
from tests.browser.conftest import Sit, elsewhere, started
from tests.browser.seat import Seat
from tests.model_server import Scripted, ScriptedModelServer

pytestmark = pytest.mark.browser

REP, OTHER, OWNER = "UPRIYA", "UTOMASZ", "UHENRIKE"
COST = "What does Rounds cost for each technician?"
SILENT, LIKE_IT = "Can a customer book a visit on a web page?", "Can customers book visits on a web page?"
SOURCE = re.compile(r"^Open the source|^Open source 1|^Brief v2 › ")
SIGNAL, AGAIN = "Does the app work without a signal?", "How much does Rounds cost a month for a technician?"
ANSWER = "Not yet: customers ring the planner, and she offers two windows."


@pytest.fixture(params=["without a model", "with a model"])
def demo(request: pytest.FixtureRequest, copied: Path) -> Iterator[Demo]:
    """The company of every other test here, its model away or at hand."""
    settings = None
    if request.param == "with a model":
        model: ScriptedModelServer = request.getfixturevalue("model")
        settings = Settings(openai_base_url=model.url, openai_api_key="x", model="tiny", model_retries=0)
    running = started(copied, settings=settings)
    yield running
    elsewhere(running.stop)


def shoot(seat: Seat, name: str, *, height: int = 860) -> None:
    """The picture on a wide screen and on a phone."""
    seat.shoot(name, height=height)
    wide = seat.page.viewport_size
    seat.page.set_viewport_size({"width": 390, "height": 844})
    seat.shoot(f"{name}-phone")
    if wide is not None:
        seat.page.set_viewport_size(wide)


def test_asked_judged_passed_on_answered_and_asked_again(demo: Demo, sit: Sit, request: pytest.FixtureRequest) -> None:
    modelled = demo.plumbline.settings.model == "tiny"
    name, drafted = ("drafted", "Drafted by tiny and checked") if modelled else ("quoted", "the brief's own words")
    seat = sit(REP)
    seat.go("Plumbline")
    answer = seat.ask(COST)
    expect(answer).to_contain_text("EUR 29 for each technician a month")
    expect(answer).to_contain_text(drafted)
    shoot(seat, f"question-{name}-answered")
    answer.get_by_role("button", name=SOURCE).first.click()
    expect(seat.modal).to_contain_text("Rounds costs EUR 29 for each technician a month")
    expect(seat.modal).to_contain_text("In these words since brief v")
    shoot(seat, f"question-{name}-source")
    seat.close()
    answer.get_by_role("button", name="This answer did not help").click()
    expect(seat.modal).to_contain_text("What was wrong with the answer?")
    shoot(seat, f"question-{name}-why")
    seat.modal.get_by_label("It is out of date").check()
    seat.field("words").last.fill("It is EUR 31 since October")
    seat.submit()
    expect(seat.modal).to_contain_text("Henrike Vossberg sees this beside what the answer cites")
    shoot(seat, f"question-{name}-thanks")
    seat.close()

    silent = seat.ask(SILENT)
    expect(silent).to_contain_text("The brief is silent on this.")
    shoot(seat, f"question-{name}-silent")
    seat.press("question_ask_owner", within=silent)
    shoot(seat, f"question-{name}-passed-on")

    owner = sit(OWNER)
    owner.go("Plumbline")
    put = owner.messages.filter(has_text=SILENT).last
    expect(put).to_contain_text("1 person asked")
    shoot(owner, f"question-{name}-owner")
    owner.press("question_answer", within=put)
    owner.field("answer").fill("No, but there is a free month for whoever waits for it.")
    owner.submit()
    expect(owner.wrong("answer")).to_contain_text("The brief says never: a percentage off the price")
    shoot(owner, f"question-{name}-limit")
    owner.field("answer").fill(ANSWER)
    owner.submit()
    expect(owner.modal).to_contain_text("Kept.")
    shoot(owner, f"question-{name}-kept")
    owner.close()
    expect(put).to_contain_text("Answered by")
    shoot(owner, f"question-{name}-owner-done")

    heard = seat.messages.filter(has_text="Henrike Vossberg has an answer")
    expect(heard).to_contain_text(ANSWER)
    shoot(seat, f"question-{name}-told")
    again = sit(OTHER)
    again.go("Plumbline")
    answer = again.ask(LIKE_IT)
    expect(answer).to_contain_text(ANSWER)
    expect(answer).to_contain_text("Answered by Henrike Vossberg")
    shoot(again, f"question-{name}-again")
    if modelled:
        stopped_and_killed(demo, request.getfixturevalue("model"), seat)


def stopped_and_killed(demo: Demo, model: ScriptedModelServer, seat: Seat) -> None:
    """Stop ends an answer that is being written at once; one whose stream dies under it stands there whole."""
    model.then(Scripted(pause_s=1.0, asked=SIGNAL))
    seat.say(SIGNAL)
    status = seat.messages.last.get_by_test_id("status-line")
    expect(status.get_by_test_id("stop")).to_be_visible()
    status.get_by_test_id("stop").click()
    expect(seat.answers.last).to_contain_text("Stopped.")
    expect(status).to_have_count(0)
    shoot(seat, "question-drafted-stopped")
    misbehave(demo, {"on": "api", "match": "chat.appendStream", "do": "drop_stream", "times": 1})
    whole = seat.ask(AGAIN)
    expect(whole).to_contain_text("Drafted by tiny and checked against the brief.")
    expect(whole.get_by_role("button", name=SOURCE).first).to_be_visible()
    assert [rule["left"] for rule in misbehave(demo)["faults"]] == [0], "no stream was killed"


def misbehave(demo: Demo, *rules: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    """Have the workspace misbehave from now on; without rules, what is still to come."""
    data = json.dumps(list(rules)).encode() if rules else None
    request = urllib.request.Request(
        f"{demo.playground.url}/control/faults", data, {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, list[dict[str, object]]] = json.load(answer)
    return found
