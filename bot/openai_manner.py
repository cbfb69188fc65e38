"""How an endpoint wants to be asked: each takes a little less than the standard; its refusals teach what."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from bot.openai_endpoint import too_long

# From the strictest promise of the right shape to none; every endpoint takes the last.
FORMATS = ("json_schema", "json_schema_unbounded", "json_object", "prose")

# Bounds that OpenAI's strict mode has refused; local servers take them, and they keep small models short.
_BOUNDS = ("minLength", "maxLength", "minItems", "maxItems", "pattern", "format", "uniqueItems")

Turn = dict[str, str]


@dataclass(frozen=True)
class Manner:
    """One way of putting a request; the default is the fullest one."""

    format: str = FORMATS[0]
    limit: str = "max_tokens"  # reasoning models know only max_completion_tokens
    temperature: bool = True
    usage_chunk: bool = True
    system_turn: bool = True

    def after(self, said: str, *, typed: bool) -> Manner | None:
        """The next manner to try when this one was refused because of `said` (lower case), if any."""
        if too_long(said):
            return None
        if "max_completion_tokens" in said and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in said and self.temperature:
            return replace(self, temperature=False)
        if ("stream_options" in said or "include_usage" in said) and self.usage_chunk:
            return replace(self, usage_chunk=False)
        if "system" in said and ("role" in said or "message" in said) and self.system_turn:
            return replace(self, system_turn=False)
        if typed and self.format != FORMATS[-1]:
            return replace(self, format=FORMATS[FORMATS.index(self.format) + 1])
        return None

    def request(
        self, *, model: str, turns: list[Turn], max_tokens: int, shape: type[BaseModel] | None = None
    ) -> dict[str, Any]:
        """The arguments of one chat completion; `turns` begin with the system's."""
        asked: dict[str, Any] = {"model": model, self.limit: max_tokens}
        if self.temperature:
            asked["temperature"] = 0
        if shape is not None:
            asked |= self._response_format(shape)
            if self.format in ("json_object", "prose"):
                turns = [_with_schema(turns[0], shape), *turns[1:]]
        asked["messages"] = turns if self.system_turn else _folded(turns)
        return asked

    def _response_format(self, shape: type[BaseModel]) -> dict[str, Any]:
        if self.format == "prose":
            return {}
        if self.format == "json_object":
            return {"response_format": {"type": "json_object"}}
        schema = strict_schema(shape, bounded=self.format == "json_schema")
        named = {"name": shape.__name__, "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": named}}


def strict_schema(shape: type[BaseModel], *, bounded: bool) -> dict[str, Any]:
    """The JSON schema as strict mode wants it: all fields required, no others, no defaults."""
    schema = _strict(shape.model_json_schema(), bounded=bounded)
    assert isinstance(schema, dict)
    return schema


def _strict(node: Any, *, bounded: bool) -> Any:
    if isinstance(node, list):
        return [_strict(part, bounded=bounded) for part in node]
    if not isinstance(node, dict):
        return node
    dropped = {"default"} if bounded else {"default", *_BOUNDS}
    # "title" is dropped only as a keyword: a string there is a label, a dictionary a field of that name.
    kept = {key: part for key, part in node.items() if key not in dropped and not _label(key, part)}
    made = {
        key: _properties(part, bounded) if key in _NAMED else _strict(part, bounded=bounded)
        for key, part in kept.items()
    }
    if isinstance(made.get("properties"), dict):
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made


_NAMED = ("properties", "$defs")  # their keys are names people chose, not keywords


def _properties(node: dict[str, Any], bounded: bool) -> dict[str, Any]:
    return {name: _strict(part, bounded=bounded) for name, part in node.items()}


def _label(key: str, part: Any) -> bool:
    return key == "title" and isinstance(part, str)


def _with_schema(turn: Turn, shape: type[BaseModel]) -> Turn:
    schema = json.dumps(strict_schema(shape, bounded=True), ensure_ascii=False)
    told = f"Answer with one JSON object of this schema, and nothing else:\n{schema}"
    return {**turn, "content": f"{turn['content']}\n\n{told}"}


def _folded(turns: list[Turn]) -> list[Turn]:
    system, first, *rest = turns
    return [{**first, "content": f"{system['content']}\n\n{first['content']}"}, *rest]
