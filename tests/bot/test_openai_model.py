"""A typed answer over real HTTP: the right shape, from any endpoint, and no token uncounted."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from pydantic import BaseModel

from prompts.catalog import Catalog
from prompts.fence import passage_line
from prompts.model import BudgetSpent, ModelRubbish
from tests.asked_model import GOOD, KEY, PROMPT, Decision, MakeModel, budget, fault_of
from tests.model_server import Scripted, ScriptedModelServer


class Point(BaseModel):
    text: str
    cites: list[str]


class Points(BaseModel):
    points: list[Point]


def test_a_typed_answer_keeps_what_made_it(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.say(GOOD)
    answer = make_model().typed(PROMPT, Decision)
    assert answer.value == Decision(decision="Decide on offline", why="five notes")
    assert (answer.model, answer.prompt_tokens, answer.completion_tokens) == ("tiny", 6, 7)
    assert answer.prompt == PROMPT


def test_the_request_holds_both_messages_the_limit_and_a_strict_schema(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    model_server.say(GOOD)
    make_model().typed(PROMPT, Decision, max_tokens=77)
    received = model_server.requests[0]
    assert received.key == KEY
    assert received.body["messages"] == [
        {"role": "system", "content": PROMPT.system},
        {"role": "user", "content": PROMPT.user},
    ]
    assert received.body["max_tokens"] == 77
    asked = received.body["response_format"]["json_schema"]
    assert asked["strict"] is True
    assert asked["schema"]["required"] == ["decision", "why"]
    assert asked["schema"]["additionalProperties"] is False
    assert asked["schema"]["properties"]["decision"] == {"type": "string", "maxLength": 60}


@pytest.mark.parametrize(
    "text",
    [
        f"Here you are:\n```json\n{GOOD}\n```\nAnything else?",
        f"<think>Five notes {{ so }}</think>\n{GOOD}",
        f"Sure. {GOOD} Done.",
    ],
)
def test_talk_around_the_answer_is_read_past(
    model_server: ScriptedModelServer, make_model: MakeModel, text: str
) -> None:
    model_server.say(text)
    assert make_model().typed(PROMPT, Decision).value.why == "five notes"
    assert len(model_server.requests) == 1


@pytest.mark.parametrize(
    ("refuses", "requests", "field"),
    [
        (["maxLength"], 2, {"type": "json_schema"}),
        (["json_schema"], 3, {"type": "json_object"}),
        (["json_schema", "json_object"], 4, None),
    ],
)
def test_an_endpoint_that_refuses_the_schema_is_asked_more_simply_from_then_on(
    make_model: MakeModel, refuses: list[str], requests: int, field: dict[str, str] | None
) -> None:
    with ScriptedModelServer(refuses=refuses) as plain:
        plain.say(GOOD, GOOD)
        model = make_model(base_url=plain.url)
        assert model.typed(PROMPT, Decision).value.why == "five notes"
        assert len(plain.requests) == requests
        model.typed(PROMPT, Decision)
        assert len(plain.requests) == requests + 1
        last = plain.requests[-1].body
        assert (last.get("response_format") or {}).get("type") == (field or {}).get("type")
        told = "JSON object of this schema" in last["messages"][0]["content"]
        assert told is ("json_schema" in refuses)


def test_an_endpoint_without_max_tokens_or_temperature_is_learnt(make_model: MakeModel) -> None:
    with ScriptedModelServer(refuses=['"temperature"']) as strict:
        strict.then(Scripted(status=400, message="Use 'max_completion_tokens' instead of 'max_tokens'."))
        strict.say(GOOD)
        make_model(base_url=strict.url).typed(PROMPT, Decision, max_tokens=9)
        last = strict.requests[-1].body
        assert "temperature" not in last
        assert "max_tokens" not in last
        assert last["max_completion_tokens"] == 9
        assert last["response_format"]["type"] == "json_schema"


def test_a_template_without_a_system_turn_gets_one_message(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    model_server.then(Scripted(status=400, message="System role not supported"), Scripted(text=GOOD))
    make_model().typed(PROMPT, Decision)
    assert model_server.requests[-1].body["messages"] == [
        {"role": "user", "content": f"{PROMPT.system}\n\n{PROMPT.user}"}
    ]


def test_a_wrong_shape_is_repaired_once_with_the_reason(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    purse = budget(1000)
    model_server.say('{"decision": "Decide"}', GOOD)
    answer = make_model(budget=purse).typed(PROMPT, Decision)
    assert answer.value.why == "five notes"
    repair = model_server.requests[1].body["messages"]
    assert repair[2] == {"role": "assistant", "content": '{"decision": "Decide"}'}
    assert "why: Field required" in repair[3]["content"]
    assert answer.completion_tokens == 2 + 7
    assert purse.left() == 1000 - answer.prompt_tokens - answer.completion_tokens


def test_a_wrong_shape_twice_is_rubbish_and_does_not_repeat_the_answer(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    model_server.say("Acme hates us", '{"why": "Acme hates us"}')
    fault = fault_of(make_model())
    assert isinstance(fault, ModelRubbish)
    assert str(fault) == "The model tiny twice missed the shape Decision at decision."
    assert len(model_server.requests) == 2


def test_an_answer_with_the_least_in_it_is_enough(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    purse = budget(100)
    model_server.then(
        Scripted(raw='{"choices": [{"message": {"content": "{\\"decision\\": \\"a\\", \\"why\\": \\"b\\"}"}}]}')
    )
    answer = make_model(budget=purse).typed(PROMPT, Decision)
    assert answer.value.decision == "a"
    assert answer.model == "tiny"
    assert purse.left() == 100 - answer.prompt_tokens - answer.completion_tokens < 90


def test_a_spent_budget_sends_nothing(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model = make_model(budget=budget(0))
    assert isinstance(fault_of(model), BudgetSpent)
    with pytest.raises(BudgetSpent):
        next(iter(model.stream(PROMPT)))
    assert model_server.requests == []


def test_the_answer_that_crosses_the_budget_is_the_last(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    model_server.say(GOOD)
    model = make_model(budget=budget(5))
    model.typed(PROMPT, Decision)
    assert isinstance(fault_of(model), BudgetSpent)


def test_many_threads_share_one_model(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    purse = budget(10_000)
    model = make_model(budget=purse)
    model_server.say(*[GOOD] * 8)
    values: list[str] = []
    threads = [
        threading.Thread(target=lambda: values.append(model.typed(PROMPT, Decision).value.why)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values == ["five notes"] * 8
    assert purse.left() == 10_000 - 8 * 13


def test_with_nothing_scripted_the_server_quotes_what_it_was_given(make_model: MakeModel) -> None:
    lines = [
        passage_line("proof-1", section="Proof", text="Northmilk cut paperwork by 40%."),
        passage_line("what-1", section="What", text="Crews keep working offline."),
    ]
    prompt = Catalog.load().fill(
        "pitch", plumb_line="Work never waits.", passages="\n".join(lines), situation="Too much paperwork",
        evidence="", wish="", limits="", wanted="2",
    )  # fmt: skip
    answer = make_model().typed(prompt, Points)
    assert answer.value.points == [Point(text="Northmilk cut paperwork by 40%.", cites=["proof-1"])]


def test_a_model_loaded_beforehand_sends_nothing(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    make_model().load()
    assert model_server.requests == []


def test_the_client_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from bot.openai_model import OpenAIModel; from bot.openai_embedder import OpenAIEmbedder;"
        "OpenAIModel(api_key='k', base_url='http://127.0.0.1:1/v1', model='m'); sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
