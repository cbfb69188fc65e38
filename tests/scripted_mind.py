"""A text model and an embedder that say what a test wrote for them, and remember what they were asked."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from prompts.catalog import Filled
from prompts.model import Answer, ModelFault, T, never
from storage.database import Database

Script = dict[str, Any] | ModelFault | Callable[[Filled], dict[str, Any]]


@dataclass
class ScriptedModel:
    """Answers with `typed_answers` and `streams` in order; a ModelFault among them is raised.

    With a database it fails the test when anything of it is held while the model is asked.
    """

    typed_answers: list[Script] = field(default_factory=list)
    streams: list[list[str | ModelFault]] = field(default_factory=list)
    database: Database | None = None
    name: str = "scripted"
    asked: list[Filled] = field(default_factory=list)
    before_piece: Callable[[int], None] = lambda at: None

    def typed(self, prompt: Filled, shape: type[T], *, max_tokens: int = 800) -> Answer[T]:
        self._look(prompt)
        said = self.typed_answers.pop(0)
        if isinstance(said, ModelFault):
            raise said
        value = shape.model_validate(said(prompt) if callable(said) else said)
        return Answer(value=value, model=self.name, prompt_tokens=10, completion_tokens=5, prompt=prompt)

    def stream(self, prompt: Filled, *, max_tokens: int = 600, stop: Callable[[], bool] = never) -> Iterator[str]:
        self._look(prompt)
        for at, piece in enumerate(self.streams.pop(0)):
            self.before_piece(at)
            if stop():
                return
            if isinstance(piece, ModelFault):
                raise piece
            yield piece

    def _look(self, prompt: Filled) -> None:
        self.asked.append(prompt)
        if self.database is not None:
            assert self.database.checked_out() == 0, "a database session is open while the model is asked"


def points(*each: tuple[str, str]) -> dict[str, Any]:
    """A draft: (text, refs with spaces between) of each point."""
    return {"points": [{"text": text, "cites": refs.split()} for text, refs in each]}


@dataclass
class WordEmbedder:
    """Texts that share words are near each other; fails when told to."""

    fails: bool = False
    asked: list[str] = field(default_factory=list)
    name: str = "words"
    dimensions: int = 256

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        if self.fails:
            raise ModelFault("down")
        self.asked += texts
        return [self._vector(text) for text in texts]

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        for word in re.findall(r"\w{4,}", text.lower()) or [""]:
            vector[int.from_bytes(hashlib.sha256(word[:6].encode()).digest()[:4], "big") % self.dimensions] += 1.0
        length = math.sqrt(sum(number * number for number in vector))
        return [number / length for number in vector]
