"""A text model is asked through one small protocol, and fails in one of three ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from prompts.catalog import Filled

T = TypeVar("T", bound=BaseModel)


class ModelFault(Exception):
    """The model gave nothing usable; the message is plain words for the log, no key and no one's text."""


class ModelUnavailable(ModelFault):
    """The endpoint is down, slow, refuses us, or is too busy even after retries."""


class ModelRubbish(ModelFault):
    """The model answered, but not in the asked shape, or cut off, or it declined."""


class BudgetSpent(ModelFault):
    """Today's tokens are used up; nothing was sent."""


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A typed answer with what made it; tokens include a repair, if one was needed."""

    value: T
    model: str
    prompt_tokens: int
    completion_tokens: int
    prompt: Filled


def never() -> bool:
    """The default for `stop`: read to the end."""
    return False


def estimated_tokens(text: str) -> int:
    """Tokens in `text` when nobody counted them: about four characters each, the usual figure for English."""
    return (len(text) + 3) // 4


class Model(Protocol):
    """What the capabilities know of a text model. Every method raises only ModelFault."""

    @property
    def name(self) -> str:
        """What answers are recorded under."""
        ...

    def typed(self, prompt: Filled, shape: type[T], *, max_tokens: int = 800) -> Answer[T]:
        """One answer of the given shape, at most `max_tokens` long."""
        ...

    def stream(self, prompt: Filled, *, max_tokens: int = 600, stop: Callable[[], bool] = never) -> Iterator[str]:
        """Pieces of text as they come; a fault may come after some of them. Ends early once `stop()`."""
        ...


class Budget(Protocol):
    """How many tokens may still be spent today."""

    def left(self) -> int:
        """Tokens left; nothing is sent when this is not above zero, so a day ends at most one answer over."""
        ...

    def spend(self, tokens: int) -> None:
        """Count tokens, prompt and completion together, once they have been used."""
        ...
