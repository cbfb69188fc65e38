"""What goes wrong at an endpoint is said in plain words, tried again where that helps, and lets no key out."""

from __future__ import annotations

import pytest

from bot.openai_model import OpenAIModel
from prompts.model import ModelRubbish, ModelUnavailable
from tests.asked_model import GOOD, KEY, PROMPT, Decision, MakeModel, fault_of
from tests.model_server import Scripted, ScriptedModelServer


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (Scripted(text=GOOD[:20], finish="length"), "cut off at 800 tokens"),
        (Scripted(refusal="I cannot"), "declined"),
        (Scripted(text="", finish="content_filter"), "declined"),
        (Scripted(raw="<html>hello</html>", raw_type="text/html"), "unreadable"),
        (Scripted(raw='{"choices": []}'), "unreadable"),
        (Scripted(raw="{}"), "unreadable"),
        (Scripted(raw="[1]"), "unreadable"),
        (Scripted(raw="{nonsense"), "unreadable"),
        (Scripted(raw='{"choices": [{"message": {"content": 5}}]}'), "unreadable"),
    ],
)
def test_an_unusable_answer_is_rubbish(
    model_server: ScriptedModelServer, make_model: MakeModel, script: Scripted, told: str
) -> None:
    model_server.then(script)
    fault = fault_of(make_model())
    assert isinstance(fault, ModelRubbish)
    assert told in str(fault)
    assert len(model_server.requests) == 1


@pytest.mark.parametrize(
    ("status", "tries", "told"),
    [
        (401, 1, "refuses our key (401); check OPENAI_API_KEY"),
        (403, 1, "refuses our key (403)"),
        (404, 1, "no such model or path (404)"),
        (429, 3, "too busy for us"),
        (500, 3, "trouble of its own (500)"),
        (503, 3, "trouble of its own (503)"),
    ],
)
def test_an_error_is_told_plainly_and_tried_again_only_where_that_helps(
    model_server: ScriptedModelServer, make_model: MakeModel, slept: list[float], status: int, tries: int, told: str
) -> None:
    model_server.then(*[Scripted(status=status, message=f"bad key {KEY}")] * 3)
    fault = fault_of(make_model())
    assert isinstance(fault, ModelUnavailable)
    assert told in str(fault)
    assert len(model_server.requests) == tries
    assert slept == [0.5, 1.0][: tries - 1]


def test_a_busy_endpoint_is_waited_for_as_it_asks(
    model_server: ScriptedModelServer, make_model: MakeModel, slept: list[float]
) -> None:
    model_server.then(Scripted(status=429, headers={"Retry-After": "2"}), Scripted(text=GOOD))
    assert make_model().typed(PROMPT, Decision).value.why == "five notes"
    assert slept == [2.0]


def test_nobody_is_kept_waiting_for_a_long_retry_after(
    model_server: ScriptedModelServer, make_model: MakeModel, slept: list[float]
) -> None:
    model_server.then(Scripted(status=429, headers={"Retry-After": "60"}))
    assert isinstance(fault_of(make_model()), ModelUnavailable)
    assert slept == []


def test_a_used_up_quota_is_not_tried_again(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.then(Scripted(status=429, code="insufficient_quota"))
    assert "quota" in str(fault_of(make_model()))
    assert len(model_server.requests) == 1


def test_a_prompt_too_long_is_not_asked_again_in_other_manners(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    model_server.then(Scripted(status=400, message="This model's maximum context length is 4096 tokens."))
    assert "too long" in str(fault_of(make_model()))
    assert len(model_server.requests) == 1


def test_a_request_refused_in_every_manner_ends(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.then(*[Scripted(status=400, code="bad_model")] * 9)
    fault = fault_of(make_model())
    assert isinstance(fault, ModelUnavailable)
    assert "(400, bad_model)" in str(fault)
    assert len(model_server.requests) == 4


def test_a_silent_endpoint_is_left_in_time(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.then(Scripted(delay_s=5))
    fault = fault_of(make_model(timeout_s=0.2))
    assert isinstance(fault, ModelUnavailable)
    assert str(fault).endswith("was silent for 0.2 seconds.")
    assert len(model_server.requests) == 1


def test_an_absent_endpoint_is_unavailable(make_model: MakeModel, slept: list[float]) -> None:
    with ScriptedModelServer() as gone:
        address = gone.url
    assert "cannot be reached" in str(fault_of(make_model(base_url=address)))
    assert len(slept) == 2


@pytest.mark.parametrize("key", ["sk-line\nbreak", "sk-schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_at_once_and_not_repeated(make_model: MakeModel, key: str) -> None:
    with pytest.raises(ValueError, match="OPENAI_API_KEY") as caught:
        make_model(api_key=key)
    assert "sk-" not in str(caught.value)


def test_the_key_is_not_printed(make_model: MakeModel) -> None:
    model = make_model()
    assert KEY not in repr(model)
    assert "tiny" in repr(model)


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="OPENAI_BASE_URL"):
        OpenAIModel(api_key="", base_url="localhost:8080", model="tiny")
