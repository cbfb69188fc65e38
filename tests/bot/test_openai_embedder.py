"""Vectors from an endpoint are of the right number, length and order, or it is said that they are not."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.openai_embedder import BATCH, OpenAIEmbedder
from prompts.model import ModelFault, ModelRubbish, ModelUnavailable
from tests.model_server import Scripted, ScriptedModelServer, word_vector


@pytest.fixture
def server() -> Iterator[ScriptedModelServer]:
    with ScriptedModelServer(dimensions=8) as running:
        yield running


@pytest.fixture
def embedder(server: ScriptedModelServer) -> Iterator[OpenAIEmbedder]:
    made = OpenAIEmbedder(
        api_key="k", base_url=server.url, model="vec", dimensions=8, timeout_s=5, sleep=lambda _: None
    )
    yield made
    made.close()


def test_many_texts_go_in_batches_and_come_back_in_order(server: ScriptedModelServer, embedder: OpenAIEmbedder) -> None:
    texts = [f"text number {n}" for n in range(BATCH * 2 + 3)]
    vectors = embedder.embed(texts)
    assert [len(request.body["input"]) for request in server.requests] == [BATCH, BATCH, 3]
    assert vectors == [pytest.approx(word_vector(text, 8)) for text in texts]


def test_no_texts_ask_nothing(server: ScriptedModelServer, embedder: OpenAIEmbedder) -> None:
    assert embedder.embed([]) == []
    assert server.requests == []


def test_an_empty_text_has_a_vector_too(server: ScriptedModelServer, embedder: OpenAIEmbedder) -> None:
    (vector,) = embedder.embed(["\n"])
    assert sum(number * number for number in vector) == pytest.approx(1)
    assert server.requests[0].body["input"] == [" "]


def _rows(*rows: tuple[int, list[float]]) -> Scripted:
    data = [{"object": "embedding", "index": index, "embedding": numbers} for index, numbers in rows]
    return Scripted(raw=json.dumps({"object": "list", "model": "vec", "data": data}))


def test_vectors_are_put_in_order_and_made_of_length_one(server: ScriptedModelServer, embedder: OpenAIEmbedder) -> None:
    server.then(_rows((1, [0.0] * 7 + [5.0]), (0, [2.0] + [0.0] * 7)))
    assert embedder.embed(["a", "b"]) == [[1.0] + [0.0] * 7, [0.0] * 7 + [1.0]]


@pytest.mark.parametrize(
    ("script", "kind", "told"),
    [
        (_rows((0, [1.0, 0.0])), ModelRubbish, "gives 2 numbers, not the configured 8"),
        (_rows((0, [0.0] * 8)), ModelRubbish, "without direction"),
        (_rows((0, [float("nan")] * 8)), ModelRubbish, "without direction"),
        (_rows((0, [1.0] * 8), (1, [1.0] * 8)), ModelRubbish, "2 vectors for 1 texts"),
        (_rows(), ModelRubbish, "0 vectors for 1 texts"),
        (Scripted(raw="{}"), ModelRubbish, "unreadable"),
        (Scripted(raw="<html>", raw_type="text/html"), ModelRubbish, "unreadable"),
        (Scripted(status=401), ModelUnavailable, "refuses our key"),
    ],
)
def test_what_is_no_vector_is_not_taken_for_one(
    server: ScriptedModelServer, embedder: OpenAIEmbedder, script: Scripted, kind: type[ModelFault], told: str
) -> None:
    server.then(script)
    with pytest.raises(kind, match=told):
        embedder.embed(["a"])
