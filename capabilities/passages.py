"""A brief as values: its passages, each with a short reference to cite, and the limits it sets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from capabilities.orders import order_in

KINDS = frozenset(
    {
        "plumb_line", "it_is", "makes_possible", "segment", "benefit", "proof", "story", "offer",
        "cost_and_risk", "limit_never", "limit_only_with", "limit_may_say", "objection", "competitor",
        "channel", "material", "question", "answer", "other",
    }
)  # fmt: skip

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Passage:
    """One piece of a brief that can be found, quoted and cited.

    `ref` is unique within one brief version and made of letters, digits and hyphens; `path` holds the
    headings above it, outermost first, without the brief's title; `line` is 1-based in the source; `proofs`
    are the ids it leans on; `attributes` are (name, value) pairs: "segment", "subject", "field", "id",
    "clearance", "owner". One of kind "answer" is no part of the brief, but what somebody answered where it is silent;
    its path is the question, its attributes are "by", "at", "review_by" (ISO dates, the last may be empty), "id",
    once the review date is over "past", and "clearance" where it is not for everybody.
    """

    ref: str
    path: tuple[str, ...]
    text: str
    kind: str
    line: int
    proofs: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()

    def attribute(self, name: str) -> str | None:
        """The first value of this attribute, or None."""
        return next((value for key, value in self.attributes if key == name), None)


@dataclass(frozen=True)
class Limit:
    """A thing never said, or one that may be: the claim in the brief's words and the passage that says so."""

    claim: str
    ref: str


@dataclass(frozen=True)
class OnlyWith:
    """A claim that may be made only beside its qualifier; an empty qualifier means nothing can satisfy it."""

    claim: str
    qualifier: str
    ref: str


@dataclass(frozen=True)
class Limits:
    """What may never be said, what only with a qualifier, and what is free to say."""

    never: tuple[Limit, ...] = ()
    only_with: tuple[OnlyWith, ...] = ()
    may_say: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class BriefQuestion:
    """A test of the brief: a question with words its answer must hold and words it must not."""

    question: str
    expect: tuple[str, ...]
    forbid: tuple[str, ...]
    ref: str


@dataclass(frozen=True)
class Brief:
    """A brief as read from its source, with warnings in plain words about what could not be understood."""

    product: str
    owner: str | None
    review_by: date | None
    passages: tuple[Passage, ...]
    limits: Limits
    segments: tuple[str, ...]
    questions: tuple[BriefQuestion, ...]
    warnings: tuple[str, ...]
    source: str
    headings: tuple[tuple[str, ...], ...] = ()

    def passage(self, ref: str) -> Passage | None:
        """The passage under this reference, or None."""
        return next((each for each in self.passages if each.ref == ref), None)


def plain_heading(heading: str) -> str:
    """A heading as a person would name it: "For mid-market" becomes "Mid-market"."""
    words = re.sub(r"^for\s+", "", heading.strip(), flags=re.IGNORECASE).rstrip(":").strip() or heading.strip()
    return words[:1].upper() + words[1:]


def label(passage: Passage, version: int) -> str:
    """Where a passage stands, for people: "Brief v7 › How › Mid-market", or "Answered by Anna Weber, 12 Nov 2026"."""
    if passage.kind == "answer":
        at = passage.attribute("at")
        said = f", {day_of(date.fromisoformat(at))}" if at else ""
        past = " (past its review date)" if passage.attribute("past") else ""
        return f"Answered by {passage.attribute('by') or 'a colleague'}{said}{past}"
    return " › ".join([f"Brief v{version}", *(plain_heading(heading) for heading in passage.path)])


def day_of(day: date) -> str:
    """A day as people write it: "12 Nov 2026"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def answering(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages that may answer a person.

    A test question is left out, as it carries the wanted and the forbidden answer in itself; so is a line
    that only says who may see its neighbours, and one that orders a machine about.
    """
    return tuple(
        each
        for each in passages
        if each.kind != "question" and each.attribute("field") != "clearance" and order_in(each.text) is None
    )


def is_public(passage: Passage) -> bool:
    """Whether anybody may see a passage: it has no clearance, or that for all. A story needs to have been cleared."""
    cleared = passage.attribute("clearance") or ("" if passage.kind == "story" else "public")
    return cleared.strip().casefold() == "public"


def spoken(passage: Passage) -> str:
    """The words to quote to a person: a labelled line ("Figure: 41 minutes …") without its label."""
    name = passage.attribute("field") or passage.attribute("id")
    label_, _, rest = passage.text.partition(": ")
    same = name is not None and _letters(label_) == _letters(name)
    return rest.strip() if same and rest.strip() else passage.text


def claim_of(passage: Passage) -> str:
    """What stays the same of a passage from version to version until it says something else: its words, hashed.

    Sixteen hexadecimal digits of SHA-256 over its lower-case words and numbers; where it stands does not count.
    """
    return hashlib.sha256(" ".join(re.findall(r"\w+", spoken(passage).casefold())).encode()).hexdigest()[:16]


def names(passages: Sequence[Passage]) -> tuple[str, ...]:
    """The customers and competitors a brief names: what its stories and its competitors are about.

    A story about "Torhaus Meckel, 15 fitters" names Torhaus Meckel; one about "A dairy in the north" nobody.
    """
    about = (each.attribute("subject") for each in passages if each.kind in {"story", "competitor"})
    bare = (re.split(r"[,;(–—]", words)[0].strip() for words in about if words)
    return tuple(dict.fromkeys(words for words in bare if not re.match(r"(?:an?|the|one|our)\s", words, re.I)))


def _letters(words: str) -> str:
    return re.sub(r"[\W_]", "", words).casefold().removeprefix("last")
