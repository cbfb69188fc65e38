"""A model that asks a scripted server, for every test that needs one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.openai_model import OpenAIModel
from tests.asked_model import KEY, MakeModel
from tests.model_server import ScriptedModelServer


@pytest.fixture
def model_server() -> Iterator[ScriptedModelServer]:
    with ScriptedModelServer() as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def make_model(model_server: ScriptedModelServer, slept: list[float]) -> Iterator[MakeModel]:
    made: list[OpenAIModel] = []

    def build(**changed: object) -> OpenAIModel:
        usual: dict[str, object] = {
            "api_key": KEY, "base_url": model_server.url, "model": "tiny", "timeout_s": 5.0, "sleep": slept.append,
        }  # fmt: skip
        made.append(OpenAIModel(**{**usual, **changed}))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for model in made:
        model.close()
