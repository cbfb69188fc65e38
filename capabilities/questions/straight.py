"""The straight answer to "may I say …?": what the brief's limits make of the claim, in a sentence made by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from capabilities.brief import InForce
from capabilities.citing import Line, cite
from capabilities.finding import Finder
from capabilities.grounding import Rules, sentences
from capabilities.grounding.polarity import denies
from capabilities.passages import Passage, names
from capabilities.pitch.checking.claiming import parts
from capabilities.pitch.checking.ground import Ground
from capabilities.pitch.checking.judging import Judge, Judged
from capabilities.stems import content, stems, words

_KEPT = 24  # views of versions
_NEAREST = 6
_WHO = r"(?:i|we|you|reps?|sales(?: ?people)?|anyone|anybody|one|the team)"
_TO = (
    r"(?:(?:to )?(?:a |the |our |my |these |those |this )?(?:\w+ )?(?:customers?|clients?|prospects?|buyers?|leads?|"
    r"people|them|him|her|someone|somebody|anyone)\b,? ?)?"
)
_SAYING = r"(?:say|tell|claim|state|mention|write|promise|guarantee|assure|advertise|quote|argue|use|put|post)"
_GIVING = r"(?:give|offer|grant|do|make|throw in|include|waive|match|lower|cut|reduce|drop|beat)"
_MAY = (
    rf"(?:(?:may|can|could|should|must|shall|might|do|would) {_WHO}|(?:am|are|is|would) {_WHO} (?:be )?(?:allowed|free|"
    r"permitted|ok|okay|safe|right) to|is it (?:ok|okay|allowed|fine|all right|alright|safe|true enough|correct|legal) "
    rf"(?:for {_WHO} )?to|(?:what|how) if {_WHO}|may\b(?= {_SAYING}))"
)
_SAID = re.compile(
    rf"^\W*(?:(?:so|and|but|ok|okay|hi|hello|hey)\b[,\s]*)*{_MAY} (?:get to |still |also |just |now |already |ever |"
    rf"openly |safely )*{_SAYING}\b,? ?{_TO}(?:that\b|:)? ?(?P<claim>\S.*?)[\s?.!]*$",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    rf"^\W*(?:(?:so|and|but|ok|okay|hi|hello|hey)\b[,\s]*)*{_MAY} (?:still |also |just |now |ever )*"
    rf"(?P<claim>{_GIVING}\b.*?)[\s?.!]*$",
    re.IGNORECASE,
)
_QUOTES = "\"“”„«»'‘’ "
_ENDED = re.compile(
    r"[\s,]*\b(?:to (?:a |the |our |my )?(?:customers?|clients?|prospects?|them|people)|in (?:a|an|the) (?:pitch|call|"
    r"mail|e-?mail|meeting|letter|offer))$",
    re.IGNORECASE,
)
_LEAST, _TELLING = 2, 3  # words of a claim, and of one that is said to stand in the brief those that carry meaning
_ASKING = re.compile(r"(?:me|us|what|who|whom|whose|which|how|why|when|where|whether|if)\b", re.IGNORECASE)
_OURS = ("plumb_line", "it_is", "makes_possible", "benefit", "proof", "story", "offer", "cost_and_risk")
_NO_QUALIFIER = "Not yet: the brief allows this only with a qualifier, and does not give it."
_ORDER = {"not_allowed": 0, "needs_qualifier": 1, "allowed": 2}


@dataclass(frozen=True)
class Straight:
    """Holds what somebody asks leave to say to the brief, by the same rules as a pitch. Threads may share it."""

    _grounds: dict[str, Ground] = field(default_factory=dict, compare=False, repr=False)

    def of(self, finder: Finder, brief: InForce, question: str) -> Line | None:
        """The answer in a sentence, citing the limit or the passage it rests on; None for any other question, and
        where neither has a word on it.

        It says what that one passage says and no more: forbidden, only with its qualifier, or said there.
        """
        claim, giving = claim_of(question), False
        if not claim:
            claim, giving = gift_of(question), True
        if not claim:
            return None
        ground = self._ground(brief)
        said = parts(claim, known=[brief.brief.product, *names(brief.brief.passages)])
        hits, _ = finder.find_many(brief, [each.bare for each in said], limit=_NEAREST, patience_s=1.0)
        hits = [[hit for hit in several if hit.passage.kind != "answer"] for several in hits]
        rules = finder.rules(brief)
        judged = Judge(ground, rules).judge(said, hits)
        if not judged:
            return None
        first = min(judged, key=lambda each: _ORDER.get(each.ruling, len(_ORDER)))
        if first.ruling == "allowed" and (giving or len(judged) > 1):
            return None  # of several sentences one that stands there says nothing of the others
        return _line(brief, first, claim, _nearest_never(brief, rules, claim, first.passage))

    def _ground(self, brief: InForce) -> Ground:
        key = f"{brief.version.workspace} {brief.key}"
        ground = self._grounds.get(key)
        if ground is None:
            if len(self._grounds) >= _KEPT:
                self._grounds.clear()
            ground = self._grounds[key] = Ground(brief)
        return ground


def claim_of(question: str) -> str:
    """What somebody asks leave to say: "we are cheaper" of "May I say we are cheaper?"; empty where nothing is."""
    asked = " ".join(question.split())
    match = _SAID.match(asked)
    claim = _ENDED.sub("", match["claim"].strip(_QUOTES)).strip(_QUOTES) if match is not None else ""
    return claim if len(claim.split()) >= _LEAST and not _ASKING.match(claim) else ""


def gift_of(question: str) -> str:
    """What somebody asks leave to give, as a claim: "We offer a free month" of "Can I offer a free month?"."""
    match = _GIVEN.match(" ".join(question.split()))
    return f"We {match['claim']}" if match is not None else ""


def _nearest_never(brief: InForce, rules: Rules, claim: str, passage: Passage | None) -> Passage | None:
    """Of several limits that forbid a claim the one that shares most words with it."""
    if passage is None or passage.kind != "limit_never":
        return passage
    broken = [each.ref for reasons in rules.limited([claim], [[]], {}) for each in reasons if each.kind == "never"]
    said = set(content(claim))
    limits = [passage, *(brief.passages[ref] for ref in broken if ref in brief.passages)]
    return max(limits, key=lambda each: len(said & set(content(each.text))))


def _says_so(passage: Passage, claim: str) -> bool:
    """Whether one sentence of a passage that is ours to say has every word of the claim, in its order.

    "We are cheaper than they are" has the words of "They are cheaper than we are", and an objection tells what others
    say.
    """
    wanted = content(claim)
    if passage.kind not in _OURS or len(wanted) < _TELLING:
        return False
    denials = sum(map(denies, words(claim)))
    for sentence in sentences(passage.text):
        left, denied = list(wanted), 0
        for word in stems(sentence):
            denied += denies(word)
            if word == left[0]:
                left.pop(0)
            if not left:  # what it denies after that is another matter: "EUR 4 a month, and nothing to begin"
                break
        if not left and denied == denials:
            return True
    return False


def _line(brief: InForce, judged: Judged, claim: str, passage: Passage | None) -> Line | None:
    if passage is None:
        return None
    limits = brief.brief.limits
    never = next((each.claim for each in limits.never if each.ref == passage.ref), None)
    held = next((each for each in limits.only_with if each.ref == passage.ref), None)
    said = ""
    if judged.ruling == "not_allowed":
        said = f"The brief forbids this: never “{_bare(never)}”." if never is not None else judged.words
    elif held is not None and judged.ruling == "needs_qualifier":
        said = f"Only with: “{_bare(held.qualifier)}”." if held.qualifier else _NO_QUALIFIER
    elif held is not None and judged.ruling == "allowed" and held.qualifier:
        said = f"Yes, with “{_bare(held.qualifier)}” beside it."
    elif judged.ruling == "allowed" and passage.kind == "limit_may_say":
        said = "Yes: it is among what the brief says you may say."
    elif judged.ruling == "allowed" and _says_so(passage, claim):
        said = "Yes, the brief says so itself."
    return Line(said, (cite(brief, passage),)) if said else None


def _bare(words: str) -> str:
    return words.strip(" .")


def without(lines: Sequence[Line], straight: Line | None) -> list[Line]:
    """The lines that say more than the straight answer above them: one that cites only the same would repeat it."""
    if straight is None:
        return list(lines)
    refs = {each.ref for each in straight.cites}
    return [line for line in lines if not line.cites or any(each.ref not in refs for each in line.cites)]
