"""Finds out whether a customer is one the brief says it is not for, or one a note says is none for us."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import tzinfo

from capabilities.brief import InForce
from capabilities.citing import Line, cited
from capabilities.field.verdicts import REASONS
from capabilities.passages import Brief, Passage, spoken
from capabilities.pitch.asked import named_in
from capabilities.stems import content, stem, words
from storage.field import Note

OF_BRIEF, OF_OTHERS, OF_ACCOUNT = "not_for", "not_for_others", "account"

_PARTS = re.compile(r"[;,.]|\band\b|\bor\b", re.IGNORECASE)
# Words nearly every "not for" has: they tell no customer from another.
_GENERAL = frozenset(content("firm firms company companies business customer customers organisation anyone with"))
# Words of a part in common, and their share of it: "sole traders" wants both of its words, three of "sellers of garage
# doors to home owners" are enough.
_LEAST, _MOST_OF = 2, 0.66
_SEVERAL, _MORE_THAN_HALF = 3, 0.6
_MOST = 3  # passages told
_WRONG = frozenset(("wrong_segment", "student_or_seeker", "competitor"))
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_FIGURES = {word: number for number, word in enumerate(_NUMBERS)} | {
    "single": 1, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100,
}  # fmt: skip
_WITHOUT = re.compile(r"\b(?:no|not|none|never|without|lacks?)\b|n['’]t\b", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:under|below|fewer than|less than)\s+([\w.,]+)\s+(\w+)", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:over|above|more than)\s+([\w.,]+)\s+(\w+)", re.IGNORECASE)


def not_for(brief: InForce, said: str, segment: str | None, notes: Sequence[Note], zone: tzinfo) -> tuple[Line, ...]:
    """What to say first: every "Not for" of the brief that these words match, and what the account's notes say.

    `notes` are those of the account, newest first. The "Not for" of the whole brief, of the segment recognised and of
    every segment named come first. That of another segment is told as its own, and only where its words match: its
    "under ten technicians" says nothing of this segment's customers. Days are of the zone.
    """
    own: list[Line] = []
    others: list[Line] = []
    near = {segment, None, *named_in(brief.brief, said)} if segment else {None, *brief.brief.segments}
    for passage in _passages(brief.brief):
        whom, theirs = spoken(passage), passage.attribute("segment") in near
        heard = (said, *(note.text for note in notes)) if theirs else (said,)
        if any(matches(whom, words, sizes=theirs) for words in heard):
            kept = own if theirs else others
            step = OF_BRIEF if theirs else OF_OTHERS
            kept.append(Line(whom, cited(brief, [passage.ref]), quoted=True, step=step))
    lines = [*own, *others][:_MOST]
    wrong = next((note for note in notes if note.lead_verdict == "returned" and note.return_reason in _WRONG), None)
    if wrong is not None:
        day = wrong.created_at.astimezone(zone)
        words = f"A lead of this account was returned on {day.day} {day:%b %Y}: {REASONS[wrong.return_reason]}."
        lines.append(Line(words, (), step=OF_ACCOUNT))
    return tuple(lines)


def matches(whom: str, said: str, *, sizes: bool = True) -> bool:
    """Whether words describe somebody of whom a "Not for" speaks: "sole traders", "firms under ten technicians".

    Without `sizes` a part that only says how many of something they have describes nobody.
    """
    tokens = words(said)
    stems = set(content(said))
    for part in _PARTS.split(whom):
        compared = _compared(part, tokens)
        if compared is not None:
            if compared and sizes:
                return True
            continue
        if _WITHOUT.search(part) and not _WITHOUT.search(said):
            continue  # who holds contracts is not who "holds no contracts"
        own = set(content(part)) - _GENERAL
        shared = len(own & stems)
        if shared >= _LEAST and shared >= _MOST_OF * len(own):
            return True
        if shared >= _SEVERAL and shared >= _MORE_THAN_HALF * len(own):
            return True
    return False


def _passages(brief: Brief) -> list[Passage]:
    return [each for each in brief.passages if each.kind == "segment" and each.attribute("field") == "not-for"]


def _compared(part: str, said: Sequence[str]) -> bool | None:
    """Whether a number said lies where a part such as "under ten technicians" puts it; None when it puts none."""
    for pattern, sign in ((_BELOW, -1), (_ABOVE, 1)):
        if (found := pattern.search(part)) and (limit := figure(found[1])) is not None:
            unit = stem(found[2].casefold())
            given = [
                number
                for at, word in enumerate(said)
                if (number := figure(word)) is not None and unit in map(stem, said[at + 1 : at + 3])
            ]
            # "under twenty technicians" said of a customer is no number of theirs below ten.
            loose = any(word in ("under", "below", "over", "above", "than") for word in said)
            return not loose and any((number - limit) * sign > 0 for number in given)
    return None


def figure(word: str) -> float | None:
    """The number a word is, written out or in digits; None when it is none."""
    if word.casefold() in _FIGURES:
        return float(_FIGURES[word.casefold()])
    bare = word.replace(",", "")
    return float(bare) if re.fullmatch(r"\d+(?:\.\d+)?", bare) else None
