"""Tells the sentences of a rep's text that claim something from greetings, questions, dates and signatures."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from capabilities.grounding.asking import claims, names_any
from capabilities.grounding.courtesy import (
    ACTING,
    ADDRESSED,
    FULL_STOP,
    GREETING,
    NAME,
    PROMISES,
    SHARE,
    SIGN_OFF,
    SIGNATURE,
)
from capabilities.grounding.sentences import sentences
from capabilities.stems import STOP, words

_LINK = re.compile(r"(?:https?://|mailto:|www\.)\S+", re.IGNORECASE)
_EMOJI = re.compile(r":[a-z][a-z0-9_+'-]*:")
_MENTION = re.compile(r"(?<![\w@])[@#][\w.’'-]+")
_LABEL = re.compile(r"\[[^\[\]\n]{1,60}\]")  # what masking leaves in place of a number or an address
_FENCE = re.compile(r"```|`")
_QUOTE_MARK = re.compile(r"^\s*(?:>\s?)+", re.MULTILINE)
_SUBJECT = re.compile(r"^\s*(?:subject|re|fwd?)\s*:\s*", re.IGNORECASE)
_POST = re.compile(
    r"\b(?:sales|account|marketing|manag\w+|head|director|executive|officer|team|lead|support|consult\w+|engineer|"
    r"founder|owner|partner|assistant|advisor|phone|tel|mobile|fax|sent from|on behalf)\b|[@+]",
    re.IGNORECASE,
)
_WRAPPED = 60  # characters of a line that was most likely broken by a mail program, not by its writer


@dataclass(frozen=True)
class Part:
    """One sentence of a text: as it was written, as it is checked, and whether it claims anything."""

    text: str
    bare: str
    claims: bool


def parts(text: str, *, known: Collection[str] = ()) -> list[Part]:
    """The sentences of a text in order.

    `known` are the names a brief knows, the product's with them: a sentence that has one is never passed over for
    being polite, nor is one that promises something. A question is passed over unless it tells something; so are the
    names and addresses below "Best regards".
    """
    greeted: frozenset[str] = frozenset()
    signed = False
    made = []
    for sentence in sentences(_unwrapped(_QUOTE_MARK.sub("", text))):
        said = _bare(sentence)
        greeting = GREETING.match(said)
        if greeting:
            greeted |= _names_in(greeting["names"], known)
            said = said[greeting.end() :]
        said = _without(said, greeted)
        signature = signed and _signs(said, known)
        signed = signed or SIGN_OFF.match(said) is not None
        made.append(Part(sentence, said, not signature and claims(said, known)))
    return made


def _signs(said: str, known: Collection[str]) -> bool:
    """Whether a line below a sign-off is a name, a post or an address: short, no sentence, and no promise.

    Names have capitals and addresses figures; a claim without a full stop has neither.
    """
    count = len(words(said))
    if not _POST.search(said) and sum(each[0].islower() for each in re.findall(r"[^\W_]{3,}", said)) > count / 2:
        return False
    sentence = bool(FULL_STOP.search(said)) and (count > NAME or names_any(said, known))
    telling = any(each.search(said) for each in (ACTING, PROMISES, SHARE))
    return count <= SIGNATURE and not sentence and not telling


def _bare(sentence: str) -> str:
    """The words to be checked: without links, emoji, mentions, code marks and what masking put in."""
    said = _SUBJECT.sub("", sentence)
    for mark in (_LINK, _FENCE, _LABEL, _EMOJI, _MENTION):
        said = mark.sub(" ", said)
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(said.split()))


def _unwrapped(text: str) -> str:
    """A text whose lines a mail program broke, with its sentences in one line again."""
    lines: list[str] = []
    for line in text.splitlines():
        before = lines[-1] if lines else ""
        plain = bool(re.match(r"\s*[^\W_]", line)) and not re.match(r"\s*\d{1,2}[.)]\s", line)
        open_ended = bool(before.strip()) and before.rstrip()[-1] not in ".!?:;…"
        broken = re.match(r"\s*[a-z]", line) is not None or len(before) >= _WRAPPED
        if lines and plain and open_ended and broken and not (GREETING.fullmatch(before) or SIGN_OFF.match(before)):
            lines[-1] = f"{before.rstrip()} {line.strip()}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _names_in(greeted: str, known: Collection[str]) -> frozenset[str]:
    """The names somebody is greeted by, but for those the brief knows: these stay where they stand."""
    names = re.findall(r"[^\W\d_][\w’'-]*", greeted)
    return frozenset(
        each for each in names if each.casefold() not in ADDRESSED and not names_any(each, known) and each not in STOP
    )


def _without(said: str, greeted: Collection[str]) -> str:
    for name in greeted:
        said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w),?\s*", "", said)
    return said
