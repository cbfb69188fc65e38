"""The schema sent to an endpoint keeps what the shape says and promises what strict mode wants."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from bot.openai_manner import FORMATS, Manner, strict_schema


class Line(BaseModel):
    title: str = Field(max_length=9)
    pattern: Literal["a", "b"] = "a"


class Page(BaseModel):
    lines: list[Line] = Field(max_length=2)
    note: str | None = None


def test_every_object_at_any_depth_requires_all_its_fields_and_takes_no_others() -> None:
    schema = strict_schema(Page, bounded=True)
    line = schema["$defs"]["Line"]
    assert schema["required"] == ["lines", "note"]
    assert line["required"] == ["title", "pattern"]
    assert schema["additionalProperties"] is line["additionalProperties"] is False


def test_fields_named_like_keywords_stay_while_the_keywords_go() -> None:
    line = strict_schema(Page, bounded=False)["$defs"]["Line"]
    assert line["properties"] == {"title": {"type": "string"}, "pattern": {"enum": ["a", "b"], "type": "string"}}


def test_bounds_are_kept_only_while_they_are_taken() -> None:
    assert strict_schema(Page, bounded=True)["properties"]["lines"]["maxItems"] == 2
    assert "maxItems" not in strict_schema(Page, bounded=False)["properties"]["lines"]


def test_the_manners_end() -> None:
    manner: Manner | None = Manner()
    seen = []
    while manner is not None:
        seen.append(manner.format)
        manner = manner.after("no", typed=True)
    assert seen == list(FORMATS)
    assert Manner().after("no", typed=False) is None
