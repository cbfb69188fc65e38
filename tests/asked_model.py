"""What the tests of the text model share: a scripted server, a model that asks it, and a prompt to ask."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pydantic import BaseModel, Field

from bot.budget import DailyBudget
from bot.openai_model import OpenAIModel
from prompts.catalog import Filled
from prompts.model import Model, ModelFault

MakeModel = Callable[..., OpenAIModel]

KEY = "sk-very-secret-0123456789"


class Decision(BaseModel):
    decision: str = Field(max_length=60)
    why: str


PROMPT = Filled(name="digest", version=1, fingerprint="f", system="You decide.", user="<facts>\nfive notes\n</facts>")
GOOD = '{"decision": "Decide on offline", "why": "five notes"}'


def budget(tokens: int) -> DailyBudget:
    return DailyBudget(tokens, now=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))


def fault_of(model: Model, shape: type[BaseModel] = Decision) -> ModelFault:
    with pytest.raises(ModelFault) as caught:
        model.typed(PROMPT, shape)
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return caught.value
