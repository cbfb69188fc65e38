"""A streamed answer over real HTTP: pieces as they come, an honest end, and no token uncounted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from prompts.model import ModelFault, ModelRubbish, ModelUnavailable
from tests.asked_model import PROMPT, MakeModel, budget
from tests.model_server import Scripted, ScriptedModelServer
from tests.quickness import quickest


def test_a_stream_gives_its_pieces_and_counts_its_tokens(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    purse = budget(1000)
    model_server.then(Scripted(pieces=("One ", "true ", "line.")))
    assert list(make_model(budget=purse).stream(PROMPT, max_tokens=50)) == ["One ", "true ", "line."]
    assert model_server.requests[0].body["max_tokens"] == 50
    assert purse.left() == 1000 - 6 - 3


def test_a_stream_without_a_count_is_estimated(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    purse = budget(1000)
    model_server.then(Scripted(pieces=("a" * 40,), usage=False))
    list(make_model(budget=purse).stream(PROMPT))
    assert purse.left() == 1000 - 3 - 7 - 10


def test_a_stream_goes_on_where_the_count_is_refused(make_model: MakeModel) -> None:
    with ScriptedModelServer(refuses=["stream_options"]) as plain:
        plain.then(Scripted(pieces=("yes",)))
        assert list(make_model(base_url=plain.url).stream(PROMPT)) == ["yes"]


def test_a_stream_closes_at_once_when_told_to_stop(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    purse = budget(1000)
    model_server.then(Scripted(pieces=("word ",) * 200, pause_s=0.1))
    read: list[str] = []
    began = time.monotonic()
    for piece in make_model(budget=purse).stream(PROMPT, stop=lambda: len(read) >= 3):
        read.append(piece)
    assert len(read) == 3
    assert time.monotonic() - began < 10, "of the twenty seconds it would have gone on"
    assert 900 < purse.left() < 1000
    assert waited_for(lambda: model_server.hung_up == 1)


def test_a_stream_that_is_closed_early_hangs_up(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.then(Scripted(pieces=("word ",) * 200, pause_s=0.02))
    stream = make_model().stream(PROMPT)
    assert next(stream) == "word "
    stream.close()  # type: ignore[attr-defined]
    assert waited_for(lambda: model_server.hung_up == 1)


@pytest.mark.parametrize(
    ("script", "hangs_up"),
    [
        (Scripted(pieces=("a ", "b "), delay_s=30.0), False),  # it has not answered at all
        (Scripted(pieces=("a ", "b "), pause_s=30.0), True),  # it has begun to, and thinks
    ],
)
def test_a_stream_that_brings_nothing_is_left_within_a_second(
    model_server: ScriptedModelServer, make_model: MakeModel, script: Scripted, hangs_up: bool
) -> None:
    purse = budget(3000)

    def left() -> None:
        model_server.then(script)
        stopped = time.monotonic() + 0.3
        assert list(make_model(budget=purse).stream(PROMPT, stop=lambda: time.monotonic() > stopped)) == []

    assert quickest(left, under_s=1.0) < 1.0
    assert purse.left() < 3000, "what was asked for is spent, though nobody heard it"
    assert not hangs_up or waited_for(lambda: "model-answer" not in {each.name for each in threading.enumerate()})


def test_a_stream_left_while_its_endpoint_is_busy_is_not_asked_for_again(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    left, again = threading.Event(), threading.Event()

    def sleep(seconds: float) -> None:
        left.set()
        again.wait(30)

    model_server.then(Scripted(status=503))
    assert list(make_model(sleep=sleep).stream(PROMPT, stop=left.is_set)) == []
    again.set()
    assert not waited_for(lambda: len(model_server.requests) > 1, seconds=0.3)


def test_a_stream_stopped_before_it_began_asks_nothing(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    assert list(make_model().stream(PROMPT, stop=lambda: True)) == []
    assert model_server.requests == []


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
    model_server: ScriptedModelServer,
    make_model: MakeModel,
    script: Scripted,
    kind: type[ModelFault],
    pieces: list[str] | None,
) -> None:
    model_server.then(script)
    read: list[str] = []
    with pytest.raises(kind):
        read.extend(iter_into(make_model().stream(PROMPT), read))
    assert pieces is None or read == pieces


def test_a_stream_leaves_thoughts_out(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.then(Scripted(pieces=("<th", "ink>hm", "m</thi", "nk>\n\nThe ", "line")))
    assert "".join(make_model().stream(PROMPT)) == "The line"


def test_a_stream_that_begins_like_a_thought_but_is_none_is_kept(
    model_server: ScriptedModelServer, make_model: MakeModel
) -> None:
    model_server.then(Scripted(pieces=("<", "3 our ", "<think> tags")))
    assert "".join(make_model().stream(PROMPT)) == "<3 our <think> tags"


def test_a_stream_emoji_torn_in_half_is_still_text(model_server: ScriptedModelServer, make_model: MakeModel) -> None:
    model_server.then(Scripted(pieces=("a\ud83d", "\ude00b")))
    assert "".join(make_model().stream(PROMPT)).encode("utf-8") == b"a??b"


def iter_into(pieces: Iterator[str], read: list[str]) -> list[str]:
    for piece in pieces:
        read.append(piece)
    return []


def waited_for(true: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.01)
    return true()
