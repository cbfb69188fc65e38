"""Takes an answer that comes in pieces apart into sentences with their citations, as soon as each is whole."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from capabilities.grounding.sentences import sentences

_ARRAY = re.compile(r'"sentences"\s*:\s*\[')
_ANSWERABLE = re.compile(r'"answerable"\s*:\s*(true|false)')
_MARK = re.compile(r"\s*\[([\w ,;.:-]{1,200})\]")
_ENDLESS = 20_000  # characters after which nothing more is taken in


@dataclass(frozen=True)
class Sentence:
    """One sentence of a model and the refs it names."""

    text: str
    cites: tuple[str, ...]


class Reading:
    """Reads one answer. JSON of the asked shape is read object by object; plain text, which small models fall
    back to, sentence by sentence with its refs in square brackets."""

    def __init__(self) -> None:
        self._text = ""
        self._at = -1  # where in the JSON array the next object begins; below zero while it has not begun
        self._given = 0
        self._unmarked: list[str] = []
        self.silent = False

    @property
    def endless(self) -> bool:
        """Whether the answer has become longer than any answer needs to be."""
        return len(self._text) > _ENDLESS

    def feed(self, piece: str) -> list[Sentence]:
        """The sentences that this piece completes."""
        self._text += piece
        opening = self._text.lstrip()
        if not opening or (opening.startswith("`") and "\n" not in opening):
            return []
        if self._is_json():
            return self._objects()
        whole = sentences(self._text)[:-1]  # the last one may still be growing
        return self._fresh(whole)

    def end(self) -> list[Sentence]:
        """What is left when the answer has ended."""
        return [] if self._is_json() else self._fresh(sentences(self._text), ended=True)

    def _is_json(self) -> bool:
        return self._text.lstrip().startswith(("{", "`"))

    def _objects(self) -> list[Sentence]:
        said = _ANSWERABLE.search(self._text)
        self.silent = said is not None and said.group(1) == "false"
        if self._at < 0:
            begun = _ARRAY.search(self._text)
            if begun is None:
                return []
            self._at = begun.end()
        made: list[Sentence] = []
        while (found := self._object()) is not None:
            sentence = _sentence(found)
            if sentence is not None:
                made.append(sentence)
        return made

    def _object(self) -> Any | None:
        rest = self._text[self._at :]
        start = len(rest) - len(rest.lstrip(" \t\r\n,"))
        if not rest[start:].startswith("{"):
            return None
        try:
            value, end = json.JSONDecoder().raw_decode(rest, start)
        except (ValueError, RecursionError):
            return None
        self._at += end
        return value

    def _fresh(self, whole: list[str], *, ended: bool = False) -> list[Sentence]:
        """The sentences that are new. Refs after the last of several sentences are taken to hold for all of them."""
        fresh, self._given = whole[self._given :], max(self._given, len(whole))
        made = []
        for each in fresh:
            refs = tuple(ref for mark in _MARK.findall(each) for ref in re.split(r"[\s,;]+", mark) if ref)
            self._unmarked.append(_MARK.sub("", each).strip())
            if refs:
                made += [Sentence(text, refs) for text in self._unmarked]
                self._unmarked = []
        if ended:
            made += [Sentence(text, ()) for text in self._unmarked]
        return made


def _sentence(value: Any) -> Sentence | None:
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    cites = value.get("cites")
    refs = tuple(str(ref).strip().strip("[]") for ref in cites) if isinstance(cites, list) else ()
    return Sentence(value["text"].strip(), refs)
