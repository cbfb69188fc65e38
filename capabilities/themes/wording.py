"""Has a model name a theme, and lets the name through only if the theme's own notes say every word of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, JsonValue, create_model

from capabilities.stems import content
from capabilities.themes.naming import LONGEST, same_name, sentence_case, telling
from prompts.catalog import Catalog, Filled
from prompts.fence import passage_line
from prompts.model import Answer, Model
from storage.field import Note

_NOTES = 12  # the newest; with 300 characters each some 1,000 tokens
_OF_NOTE = 300
_WORDS = 8  # six are asked for
_SUPPORT = 2  # notes that must say it
_NOT_OURS = ("<", ">", "@", "#", "http:", "https:", "www.", "[", "]", "{", "}", "*", "_", "`", "|")


class ThemeName(BaseModel):
    """What a model is asked for."""

    name: str
    notes: list[str]


@dataclass(frozen=True)
class Worded:
    """A name that held, and what it took."""

    name: str
    model: str
    prompt: str
    tokens: int


def worded(
    notes: Sequence[Note],
    *,
    lens: str,
    taken: Sequence[str],
    hide: Callable[[str], str],
    catalog: Catalog,
    model: Model,
) -> Worded | None:
    """A model's name for the theme of these notes; None when it does not hold. Raises ModelFault."""
    notes = notes[:_NOTES]
    lines = [passage_line(note.id, section=note.kind, text=hide(_said(note))[:_OF_NOTE]) for note in notes]
    filled = catalog.fill("themes", notes="\n".join(lines), lens=lens, taken="\n".join(taken))
    answer: Answer[ThemeName] = model.typed(filled, shape([note.id for note in notes]), max_tokens=200)
    name = sentence_case(" ".join(answer.value.name.split()).strip(" .\"'“”"))
    if wrong(name, answer.value.notes, notes, lens=lens, taken=taken, hide=hide):
        return None
    return Worded(name, answer.model, _named(filled), answer.prompt_tokens + answer.completion_tokens)


def shape(ids: list[str]) -> type[ThemeName]:
    """The same, with the ids that exist named in its JSON schema."""
    known: list[JsonValue] = [*ids]
    field: Any = Field(json_schema_extra={"items": {"type": "string", "enum": known}, "minItems": _SUPPORT})
    return create_model("ThemeName", __base__=ThemeName, notes=(list[str], field))


def wrong(
    name: str,
    ids: Sequence[str],
    notes: Sequence[Note],
    *,
    lens: str,
    taken: Sequence[str],
    hide: Callable[[str], str],
) -> str:
    """Why a model's name cannot stand; empty when it can."""
    own = {note.id: note for note in notes}
    cited = [own[each.strip().strip("[]")] for each in dict.fromkeys(ids) if each.strip().strip("[]") in own]
    said = [frozenset(content(_said(note))) for note in cited]
    meant, heart, cares = set(content(name)), telling(name), frozenset(content(lens))
    if not heart or len(name) > LONGEST or len(name.split()) > _WORDS or not name.isprintable():
        return "it is no short name"
    enough = min(_SUPPORT, len(notes))
    if len(cited) < enough:
        return "it names no two notes that say it"
    if any(mark in name.lower() for mark in _NOT_OURS) or any(letter.isdigit() for letter in name):
        return "it holds a number, a mention or a link"
    if hide(name) != name:
        return "it names a customer or a person"
    if not meant <= cares.union(*said):
        return "it says what the notes do not say"
    if not all(words & heart for words in said):
        return "a note it names says nothing of it"
    # One note alone, which might have been written to steer the name, lends it no word; the lens may second it.
    if any(sum(each in words for words in [*said, cares]) < enough or each not in set().union(*said) for each in heart):
        return "a word of it is in one note only"
    if any(same_name(name, other) for other in taken):
        return "another theme has this name"
    return ""


def _said(note: Note) -> str:
    return f"{note.text} {note.customer_words}" if note.customer_words else note.text


def _named(prompt: Filled) -> str:
    return f"{prompt.name} v{prompt.version} {prompt.fingerprint}"
