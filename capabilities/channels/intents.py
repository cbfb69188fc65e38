"""What the brief in force says of each channel: its segment, its message, and what is meant with it this quarter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from capabilities.channels.rows import LONGEST_NAME, name_key
from capabilities.passages import Brief, Passage

# "Channel: Radio; Intent this quarter: be heard; and more.; Owner: Olu" – a row of a table, or one line of a list.
_LABEL = re.compile(
    r"(?:^|[;.:]\s*)(?P<name>channel|segment|audience|for|message|owner|(?:this quarter['’]?s\s+)?(?:intent|aim|goal)"
    r"(?:\s+(?:of|for|in)?\s*(?:the|this)?\s*quarter)?|this quarter)\s*:\s*",
    re.IGNORECASE,
)
_OURS = {"segment": "segment", "audience": "segment", "for": "segment", "message": "message"}


@dataclass(frozen=True)
class Intent:
    """A channel in the brief, as far as it says anything."""

    channel: str
    segment: str = ""
    message: str = ""
    intent: str = ""


def intents(brief: Brief) -> dict[str, Intent]:
    """What a brief says of its channels, by the name in the form names are compared in."""
    found: dict[str, Intent] = {}
    for passage in brief.passages:
        if passage.kind == "channel":
            _read(passage, found)
    return {key: each for key, each in found.items() if each.segment or each.message or each.intent}


def every(briefs: Iterable[Brief]) -> dict[str, Intent]:
    """The same of several briefs; the first that names a channel counts."""
    made: dict[str, Intent] = {}
    for brief in briefs:
        for key, each in intents(brief).items():
            made.setdefault(key, each)
    return made


def _read(passage: Passage, found: dict[str, Intent]) -> None:
    said = _labelled(passage.text)
    bold, _, rest = passage.text.partition(":")
    heading = passage.attribute("subject") or ""
    name = said.get("channel") or heading or (bold if rest and len(bold) <= LONGEST_NAME else "")
    deeper = passage.attribute("field")
    if not said and deeper and name_key(bold) != name_key(heading):  # a list below another's heading
        said, name = {"intent": rest.strip()}, bold
    elif not said and name:
        said = {"intent": rest.strip() if rest and name_key(bold) == name_key(name) else passage.text.strip()}
    if not name:
        return
    key = name_key(name)
    known = found.get(key, Intent(name.strip()))
    found[key] = replace(known, **{part: words for part, words in said.items() if part != "channel" and words})


def _labelled(text: str) -> dict[str, str]:
    """The labelled parts of a line: segment, message and intent, whatever the brief calls them."""
    marks = list(_LABEL.finditer(text))
    said: dict[str, str] = {}
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        name = mark["name"].lower()
        if name == "owner":
            continue
        part = "channel" if name == "channel" else _OURS.get(name, "intent")
        said.setdefault(part, text[mark.end() : end].strip().rstrip(";").strip())
    return said
