"""The text model over real HTTP: right shapes, honest faults, no key let out, no token uncounted."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel, Field

from bot.budget import DailyBudget
from bot.openai_model import OpenAIModel
from prompts.catalog import Catalog, Filled
from prompts.fence import passage_line
from prompts.model import BudgetSpent, Model, ModelFault, ModelRubbish, ModelUnavailable
from tests.model_server import Scripted, ScriptedModelServer

KEY = "sk-very-secret-0123456789"


class Decision(BaseModel):
    decision: str = Field(max_length=60)
    why: str


class Point(BaseModel):
    text: str
    cites: list[str]


class Points(BaseModel):
    points: list[Point]


PROMPT = Filled(name="digest", version=1, fingerprint="f", system="You decide.", user="<facts>\nfive notes\n</facts>")
GOOD = '{"decision": "Decide on offline", "why": "five notes"}'


@pytest.fixture
def server() -> Iterator[ScriptedModelServer]:
    with ScriptedModelServer() as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    return []


MakeModel = Callable[..., OpenAIModel]


@pytest.fixture
def make(server: ScriptedModelServer, slept: list[float]) -> Iterator[MakeModel]:
    made: list[OpenAIModel] = []

    def build(**changed: object) -> OpenAIModel:
        usual: dict[str, object] = {
            "api_key": KEY, "base_url": server.url, "model": "tiny", "timeout_s": 5.0, "sleep": slept.append,
        }  # fmt: skip
        made.append(OpenAIModel(**{**usual, **changed}))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for model in made:
        model.close()


def budget(tokens: int) -> DailyBudget:
    return DailyBudget(tokens, now=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))


def fault_of(model: Model, shape: type[BaseModel] = Decision) -> ModelFault:
    with pytest.raises(ModelFault) as caught:
        model.typed(PROMPT, shape)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return caught.value


def test_a_typed_answer_keeps_what_made_it(server: ScriptedModelServer, make: MakeModel) -> None:
    server.say(GOOD)
    answer = make().typed(PROMPT, Decision)
    assert answer.value == Decision(decision="Decide on offline", why="five notes")
    assert (answer.model, answer.prompt_tokens, answer.completion_tokens) == ("tiny", 6, 7)
    assert answer.prompt == PROMPT


def test_the_request_holds_both_messages_the_limit_and_a_strict_schema(
    server: ScriptedModelServer, make: MakeModel
) -> None:
    server.say(GOOD)
    make().typed(PROMPT, Decision, max_tokens=77)
    received = server.requests[0]
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
def test_talk_around_the_answer_is_read_past(server: ScriptedModelServer, make: MakeModel, text: str) -> None:
    server.say(text)
    assert make().typed(PROMPT, Decision).value.why == "five notes"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("refuses", "requests", "field"),
    [
        (["maxLength"], 2, {"type": "json_schema"}),
        (["json_schema"], 3, {"type": "json_object"}),
        (["json_schema", "json_object"], 4, None),
    ],
)
def test_an_endpoint_that_refuses_the_schema_is_asked_more_simply_from_then_on(
    make: MakeModel, refuses: list[str], requests: int, field: dict[str, str] | None
) -> None:
    with ScriptedModelServer(refuses=refuses) as plain:
        plain.say(GOOD, GOOD)
        model = make(base_url=plain.url)
        assert model.typed(PROMPT, Decision).value.why == "five notes"
        assert len(plain.requests) == requests
        model.typed(PROMPT, Decision)
        assert len(plain.requests) == requests + 1
        last = plain.requests[-1].body
        assert (last.get("response_format") or {}).get("type") == (field or {}).get("type")
        told = "JSON object of this schema" in last["messages"][0]["content"]
        assert told is ("json_schema" in refuses)


def test_an_endpoint_without_max_tokens_or_temperature_is_learnt(make: MakeModel) -> None:
    with ScriptedModelServer(refuses=['"temperature"']) as strict:
        strict.then(Scripted(status=400, message="Use 'max_completion_tokens' instead of 'max_tokens'."))
        strict.say(GOOD)
        make(base_url=strict.url).typed(PROMPT, Decision, max_tokens=9)
        last = strict.requests[-1].body
        assert "temperature" not in last
        assert "max_tokens" not in last
        assert last["max_completion_tokens"] == 9
        assert last["response_format"]["type"] == "json_schema"


def test_a_template_without_a_system_turn_gets_one_message(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(status=400, message="System role not supported"), Scripted(text=GOOD))
    make().typed(PROMPT, Decision)
    assert server.requests[-1].body["messages"] == [{"role": "user", "content": f"{PROMPT.system}\n\n{PROMPT.user}"}]


def test_a_wrong_shape_is_repaired_once_with_the_reason(server: ScriptedModelServer, make: MakeModel) -> None:
    purse = budget(1000)
    server.say('{"decision": "Decide"}', GOOD)
    answer = make(budget=purse).typed(PROMPT, Decision)
    assert answer.value.why == "five notes"
    repair = server.requests[1].body["messages"]
    assert repair[2] == {"role": "assistant", "content": '{"decision": "Decide"}'}
    assert "why: Field required" in repair[3]["content"]
    assert answer.completion_tokens == 2 + 7
    assert purse.left() == 1000 - answer.prompt_tokens - answer.completion_tokens


def test_a_wrong_shape_twice_is_rubbish_and_does_not_repeat_the_answer(
    server: ScriptedModelServer, make: MakeModel
) -> None:
    server.say("Acme hates us", '{"why": "Acme hates us"}')
    fault = fault_of(make())
    assert isinstance(fault, ModelRubbish)
    assert str(fault) == "The model tiny twice missed the shape Decision at decision."
    assert len(server.requests) == 2


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
    server: ScriptedModelServer, make: MakeModel, script: Scripted, told: str
) -> None:
    server.then(script)
    fault = fault_of(make())
    assert isinstance(fault, ModelRubbish)
    assert told in str(fault)
    assert len(server.requests) == 1


def test_an_answer_with_the_least_in_it_is_enough(server: ScriptedModelServer, make: MakeModel) -> None:
    purse = budget(100)
    server.then(
        Scripted(raw='{"choices": [{"message": {"content": "{\\"decision\\": \\"a\\", \\"why\\": \\"b\\"}"}}]}')
    )
    answer = make(budget=purse).typed(PROMPT, Decision)
    assert answer.value.decision == "a"
    assert answer.model == "tiny"
    assert purse.left() == 100 - answer.prompt_tokens - answer.completion_tokens < 90


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
    server: ScriptedModelServer, make: MakeModel, slept: list[float], status: int, tries: int, told: str
) -> None:
    server.then(*[Scripted(status=status, message=f"bad key {KEY}")] * 3)
    fault = fault_of(make())
    assert isinstance(fault, ModelUnavailable)
    assert told in str(fault)
    assert len(server.requests) == tries
    assert slept == [0.5, 1.0][: tries - 1]


def test_a_busy_endpoint_is_waited_for_as_it_asks(
    server: ScriptedModelServer, make: MakeModel, slept: list[float]
) -> None:
    server.then(Scripted(status=429, headers={"Retry-After": "2"}), Scripted(text=GOOD))
    assert make().typed(PROMPT, Decision).value.why == "five notes"
    assert slept == [2.0]


def test_nobody_is_kept_waiting_for_a_long_retry_after(
    server: ScriptedModelServer, make: MakeModel, slept: list[float]
) -> None:
    server.then(Scripted(status=429, headers={"Retry-After": "60"}))
    assert isinstance(fault_of(make()), ModelUnavailable)
    assert slept == []


def test_a_used_up_quota_is_not_tried_again(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(status=429, code="insufficient_quota"))
    assert "quota" in str(fault_of(make()))
    assert len(server.requests) == 1


def test_a_prompt_too_long_is_not_asked_again_in_other_manners(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(status=400, message="This model's maximum context length is 4096 tokens."))
    assert "too long" in str(fault_of(make()))
    assert len(server.requests) == 1


def test_a_request_refused_in_every_manner_ends(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(*[Scripted(status=400, code="bad_model")] * 9)
    fault = fault_of(make())
    assert isinstance(fault, ModelUnavailable)
    assert "(400, bad_model)" in str(fault)
    assert len(server.requests) == 4


def test_a_silent_endpoint_is_left_in_time(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(delay_s=5))
    fault = fault_of(make(timeout_s=0.2))
    assert isinstance(fault, ModelUnavailable)
    assert str(fault).endswith("was silent for 0.2 seconds.")
    assert len(server.requests) == 1


def test_an_absent_endpoint_is_unavailable(make: MakeModel, slept: list[float]) -> None:
    with ScriptedModelServer() as gone:
        address = gone.url
    assert "cannot be reached" in str(fault_of(make(base_url=address)))
    assert len(slept) == 2


@pytest.mark.parametrize("key", ["sk-line\nbreak", "sk-schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_at_once_and_not_repeated(make: MakeModel, key: str) -> None:
    with pytest.raises(ValueError, match="OPENAI_API_KEY") as caught:
        make(api_key=key)
    assert "sk-" not in str(caught.value)


def test_the_key_is_not_printed(make: MakeModel) -> None:
    model = make()
    assert KEY not in repr(model)
    assert "tiny" in repr(model)


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="OPENAI_BASE_URL"):
        OpenAIModel(api_key="", base_url="localhost:8080", model="tiny")


def test_a_stream_gives_its_pieces_and_counts_its_tokens(server: ScriptedModelServer, make: MakeModel) -> None:
    purse = budget(1000)
    server.then(Scripted(pieces=("One ", "true ", "line.")))
    assert list(make(budget=purse).stream(PROMPT, max_tokens=50)) == ["One ", "true ", "line."]
    assert server.requests[0].body["max_tokens"] == 50
    assert purse.left() == 1000 - 6 - 3


def test_a_stream_without_a_count_is_estimated(server: ScriptedModelServer, make: MakeModel) -> None:
    purse = budget(1000)
    server.then(Scripted(pieces=("a" * 40,), usage=False))
    list(make(budget=purse).stream(PROMPT))
    assert purse.left() == 1000 - 3 - 7 - 10


def test_a_stream_goes_on_where_the_count_is_refused(make: MakeModel) -> None:
    with ScriptedModelServer(refuses=["stream_options"]) as plain:
        plain.then(Scripted(pieces=("yes",)))
        assert list(make(base_url=plain.url).stream(PROMPT)) == ["yes"]


def test_a_stream_closes_at_once_when_told_to_stop(server: ScriptedModelServer, make: MakeModel) -> None:
    purse = budget(1000)
    server.then(Scripted(pieces=("word ",) * 200, pause_s=0.02))
    read: list[str] = []
    began = time.monotonic()
    for piece in make(budget=purse).stream(PROMPT, stop=lambda: len(read) >= 3):
        read.append(piece)
    assert len(read) == 3
    assert time.monotonic() - began < 1.5
    assert 900 < purse.left() < 1000
    assert waited_for(lambda: server.hung_up == 1)


def test_a_stream_that_is_closed_early_hangs_up(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(pieces=("word ",) * 200, pause_s=0.02))
    stream = make().stream(PROMPT)
    assert next(stream) == "word "
    stream.close()  # type: ignore[attr-defined]
    assert waited_for(lambda: server.hung_up == 1)


def test_a_stream_stopped_before_it_began_asks_nothing(server: ScriptedModelServer, make: MakeModel) -> None:
    assert list(make().stream(PROMPT, stop=lambda: True)) == []
    assert server.requests == []


@pytest.mark.parametrize(
    ("script", "kind", "pieces"),
    [
        (Scripted(pieces=("a ", "b ", "c "), dies_after=2), ModelUnavailable, ["a ", "b "]),
        (Scripted(pieces=("a ", "b "), finish=None), ModelUnavailable, ["a ", "b "]),
        (Scripted(pieces=("a ", "b "), finish="length"), ModelRubbish, ["a ", "b "]),
        (Scripted(pieces=("a ",), finish="content_filter"), ModelRubbish, ["a "]),
        (Scripted(pieces=("",), refusal="No"), ModelRubbish, []),
        (Scripted(pieces=(" ", "\n")), ModelRubbish, None),
        (Scripted(raw='data: {"error": {"message": "boom"}}\n\n', raw_type="text/event-stream"), ModelUnavailable, []),
        (Scripted(raw="data: {nonsense\n\n", raw_type="text/event-stream"), ModelRubbish, []),
        (Scripted(raw='data: {"choices": null}\n\n', raw_type="text/event-stream"), ModelRubbish, []),
        (Scripted(raw="<html></html>", raw_type="text/html"), ModelUnavailable, []),
        (Scripted(status=401), ModelUnavailable, []),
    ],
)
def test_a_stream_that_goes_wrong_says_so_after_what_came(
    server: ScriptedModelServer,
    make: MakeModel,
    script: Scripted,
    kind: type[ModelFault],
    pieces: list[str] | None,
) -> None:
    server.then(script)
    read: list[str] = []
    with pytest.raises(kind):
        read.extend(iter_into(make().stream(PROMPT), read))
    assert pieces is None or read == pieces


def test_a_stream_leaves_thoughts_out(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(pieces=("<th", "ink>hm", "m</thi", "nk>\n\nThe ", "line")))
    assert "".join(make().stream(PROMPT)) == "The line"


def test_a_stream_that_begins_like_a_thought_but_is_none_is_kept(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(pieces=("<", "3 our ", "<think> tags")))
    assert "".join(make().stream(PROMPT)) == "<3 our <think> tags"


def test_a_stream_emoji_torn_in_half_is_still_text(server: ScriptedModelServer, make: MakeModel) -> None:
    server.then(Scripted(pieces=("a\ud83d", "\ude00b")))
    assert "".join(make().stream(PROMPT)).encode("utf-8") == b"a??b"


def test_a_spent_budget_sends_nothing(server: ScriptedModelServer, make: MakeModel) -> None:
    model = make(budget=budget(0))
    assert isinstance(fault_of(model), BudgetSpent)
    with pytest.raises(BudgetSpent):
        next(iter(model.stream(PROMPT)))
    assert server.requests == []


def test_the_answer_that_crosses_the_budget_is_the_last(server: ScriptedModelServer, make: MakeModel) -> None:
    server.say(GOOD)
    model = make(budget=budget(5))
    model.typed(PROMPT, Decision)
    assert isinstance(fault_of(model), BudgetSpent)


def test_many_threads_share_one_model(server: ScriptedModelServer, make: MakeModel) -> None:
    purse = budget(10_000)
    model = make(budget=purse)
    server.say(*[GOOD] * 8)
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


def test_with_nothing_scripted_the_server_quotes_what_it_was_given(make: MakeModel) -> None:
    lines = [
        passage_line("proof-1", section="Proof", text="Northmilk cut paperwork by 40%."),
        passage_line("what-1", section="What", text="Crews keep working offline."),
    ]
    prompt = Catalog.load().fill(
        "pitch", plumb_line="Work never waits.", passages="\n".join(lines), situation="Too much paperwork",
        limits="", wanted="2",
    )  # fmt: skip
    answer = make().typed(prompt, Points)
    assert answer.value.points == [Point(text="Northmilk cut paperwork by 40%.", cites=["proof-1"])]


def test_the_client_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from bot.openai_model import OpenAIModel; from bot.openai_embedder import OpenAIEmbedder;"
        "OpenAIModel(api_key='k', base_url='http://127.0.0.1:1/v1', model='m'); sys.exit('openai' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def iter_into(pieces: Iterator[str], read: list[str]) -> list[str]:
    for piece in pieces:
        read.append(piece)
    return []


def waited_for(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 3
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()
