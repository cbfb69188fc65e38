"""What a model wrote is read generously, and told exactly where it does not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from prompts.model import T

_THOUGHT = re.compile(r"\A\s*<think>.*?(</think>|\Z)", re.DOTALL)
_FENCED = re.compile(r"```[\w-]*\s*\n(.*?)```", re.DOTALL)
_OPEN, _CLOSE = "<think>", "</think>"


class Misfit(Exception):
    """The text is not of the shape; `places` names the fields, `reasons` says what is wrong with each."""

    def __init__(self, *, places: list[str], reasons: list[str]) -> None:
        super().__init__("; ".join(places))
        self.places = places
        self.reasons = reasons


def read_json(text: str, shape: type[T]) -> T:
    """The value in `text`: bare, in a Markdown fence, or with talk around it. Raises Misfit."""
    text = _THOUGHT.sub("", text).strip()
    first: ValidationError | None = None
    for candidate in _candidates(text):
        try:
            return shape.model_validate_json(candidate)
        except ValidationError as error:
            is_json = error.errors(include_url=False)[0]["type"] != "json_invalid"
            first = first or (error if is_json else None)
    if first is None:
        raise Misfit(places=["(all)"], reasons=["there is no valid JSON object in the answer"])
    found = [
        (".".join(str(part) for part in error["loc"]) or "(all)", error["msg"])
        for error in first.errors(include_url=False, include_input=False, include_context=False)[:8]
    ]
    raise Misfit(places=[place for place, _ in found], reasons=[f"{place}: {why}" for place, why in found])


def encodable(text: str) -> str:
    """`text` with half surrogates, which no request can carry, replaced."""
    return text.encode("utf-8", errors="replace").decode("utf-8")


def without_thought(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces less a leading <think> part, which some local models send as if it were the answer."""
    held, thinking, open_still = "", False, True
    for piece in pieces:
        if not open_still:
            yield piece
            continue
        held = (held + piece).lstrip() if not thinking else held + piece
        thinking = thinking or held.startswith(_OPEN)
        if thinking:
            if _CLOSE in held:
                open_still = False
                held = held.split(_CLOSE, 1)[1].lstrip()
        elif not _OPEN.startswith(held):
            open_still = False
        if not open_still and held:
            yield held
    if open_still and not thinking and held:
        yield held


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield from (found.group(1) for found in _FENCED.finditer(text))
    start, end = text.find("{"), text.rfind("}")
    if 0 <= start < end:
        yield text[start : end + 1]
