"""With a model behind it a proposal comes worded, held to the limits and the evidence, and is accepted with one tap."""

import json

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit
from tests.model_server import ScriptedModelServer

pytestmark = pytest.mark.browser

INVENTED = "See the parts on each van and save 40% of your second trips."
PROPOSED = "line of a company's marketing brief"  # what only a request to word a proposal holds
HELD = "From the desk you see which parts are on each van."


@pytest.fixture(scope="module")
def demo(modelled: Demo) -> Demo:
    return modelled


def test_an_invented_figure_is_mended_before_the_owner_sees_the_line(
    demo: Demo, model: ScriptedModelServer, sit: Sit
) -> None:
    model.say(*(json.dumps({"words": words, "notes": ["n1", "n2"]}) for words in (INVENTED, HELD)), asked=PROPOSED)
    owner = sit("UHENRIKE")
    owner.go("sales-floor")
    owner.say("/brief propose")
    owner.go("Plumbline")
    shown = owner.messages.filter(has_text="A change of the brief").last
    expect(shown).to_contain_text(HELD, timeout=60_000)
    expect(shown).not_to_contain_text("40%")
    expect(shown).to_contain_text("Worded by tiny, held to the limits and to what is said here")
    mended = [each.body for each in model.requests if "The draft, and what is wrong with it" in json.dumps(each.body)]
    assert "“40%” stands in no passage that may be used." in json.dumps(mended[0], ensure_ascii=False)
    owner.shoot("proposal-drafted", of=shown)
    owner.press("proposal_accept", within=shown)
    owner.agree("Is it true?")
    expect(shown).to_contain_text("It stands in draft version 3")
