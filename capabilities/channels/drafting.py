"""Drafts a week's story from what was written in a channel's own Slack channel: by a model held to it, or in quotes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import BaseModel

from capabilities.channels.numbers import Story
from capabilities.field.kinds import by_rules
from capabilities.grounding.quantities import quantities, stands_in
from capabilities.stems import content
from prompts.catalog import Catalog
from prompts.model import BudgetSpent, Model, ModelFault

PARTS = ("worked", "didnt", "next")
MOST_READ = 40  # messages a model is given
LONGEST = 600  # characters of one message that are kept
QUOTED = 5
_LONGEST_PART = 700  # characters of a drafted part; the prompt asks for 60 words
_STRANGE = 0.5  # of a sentence's words may stand in no message
_LONGEST_QUOTE = 280
_NOT_OURS = ("<", ">", "@", "http:", "https:", "www.", "```")
_NEXT = re.compile(
    r"\b(?:next (?:week|month|time|quarter|one)|from (?:monday|next)|we(?:'ll|’ll| will| are going to| plan| want to)|"
    r"i(?:'ll|’ll| will)|let(?:'|’)s|should (?:we|try)|to ?do\b)",
    re.IGNORECASE,
)
_WENT_WRONG = re.compile(
    r"\b(?:cancel(?:l?ed)?|no[- ]shows?|failed|broke(?:n)?|too (?:few|late|little)|nobody|nothing|"
    r"(?:did|was|were|could|does|is)(?: not|n't|n’t))\b",
    re.IGNORECASE,
)
_FLAT = ("doesnt", "objection")

SPENT = "Today's model budget is used up, so these are quotes."
AWAY = "The model did not answer as it should, so these are quotes."
UNPROVEN = "The model said more than the messages do, so these are quotes."


@dataclass(frozen=True)
class Message:
    """One message of a Slack channel, personal data masked; reactions and replies are counted, nobody is named."""

    text: str
    reactions: int = 0
    replies: int = 0
    at: float = 0.0  # seconds, as Slack counts them

    @property
    def weight(self) -> int:
        return self.reactions + self.replies


@dataclass(frozen=True)
class Drafted:
    """A story with how it came about; `model` is empty for quotes, `by` says which words the model was asked with."""

    story: Story
    quotes: tuple[str, ...]
    model: str = ""
    remark: str = ""
    by: Mapping[str, Any] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        return {"story": asdict(self.story), "quotes": list(self.quotes), "by": dict(self.by)}


class Told(BaseModel):
    """What the model is asked for."""

    worked: str
    didnt: str
    next: str


def ranked(messages: Iterable[Message]) -> list[Message]:
    """The most reacted and replied first, the newest of equals before the others; the same words once."""
    seen: set[str] = set()
    made = []
    for message in sorted(messages, key=lambda each: (-each.weight, -each.at)):
        key = " ".join(message.text.split()).casefold()
        if key and key not in seen:
            seen.add(key)
            made.append(message)
    return made


def drafted(messages: Sequence[Message], channel: str, model: Model | None, catalog: Catalog | None) -> Drafted:
    """The story of ranked messages: the model's where it holds, else their quotes. Slow with a model."""
    quotes = quoted(messages)
    story = sorted_quotes(quotes)
    if model is None or catalog is None or not messages:
        return Drafted(story, quotes)
    lines = [" ".join(message.text.split()) for message in messages[:MOST_READ]]
    try:
        answer = model.typed(catalog.fill("story", messages="\n".join(lines), channel=channel), Told, max_tokens=500)
    except BudgetSpent:
        return Drafted(story, quotes, remark=SPENT)
    except ModelFault:
        return Drafted(story, quotes, remark=AWAY)
    parts = {name: " ".join(getattr(answer.value, name).split()) for name in PARTS}
    if not holds(parts, lines):
        return Drafted(story, quotes, remark=UNPROVEN)
    asked, tokens = answer.prompt, answer.prompt_tokens + answer.completion_tokens
    by = {"prompt": asked.name, "version": asked.version, "fingerprint": asked.fingerprint, "tokens": tokens}
    return Drafted(Story(**parts), quotes, model=answer.model, by=by)


def holds(parts: Mapping[str, str], lines: Sequence[str]) -> bool:
    """Whether drafted parts are plain and short, every figure in them stands in a line, and most of their words do."""
    said = "\n".join(parts.values())
    if not said.strip() or any(mark in said.lower() for mark in _NOT_OURS):
        return False
    if any(len(words) > _LONGEST_PART for words in parts.values()):
        return False
    known = [quantity for line in lines for quantity in quantities(line)]
    if not all(stands_in(quantity, known) for quantity in quantities(said)):
        return False
    have = {stem for line in lines for stem in content(line)}
    return all(_near(words, have) for words in parts.values())


def quoted(messages: Sequence[Message]) -> tuple[str, ...]:
    """The three to five messages that moved people most; those nobody answered only where there are too few others."""
    moved = [message for message in messages if message.weight][:QUOTED]
    chosen = moved if len(moved) >= 3 else list(messages[:3])
    return tuple(_short(" ".join(message.text.split())) for message in chosen)


def sorted_quotes(quotes: Sequence[str]) -> Story:
    """The quotes put where they seem to belong, by the signs in their words; the owner reads them over."""
    parts: dict[str, list[str]] = {name: [] for name in PARTS}
    for words in quotes:
        flat = _WENT_WRONG.search(words) or by_rules(words).kind in _FLAT
        name = "next" if _NEXT.search(words) else "didnt" if flat else "worked"
        parts[name].append(f"“{words}”")
    return Story(**{name: "\n".join(lines) for name, lines in parts.items()})


def _near(words: str, have: set[str]) -> bool:
    meant = {word for word in content(words) if not word[0].isdigit()}
    return not meant or len(meant - have) <= _STRANGE * len(meant)


def _short(words: str) -> str:
    if len(words) <= _LONGEST_QUOTE:
        return words
    return words[: _LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
