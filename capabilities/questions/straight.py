"""The straight answer to "may I say …?": what the brief's limits make of the claim, in a sentence made by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence

from capabilities.brief import InForce
from capabilities.citing import Line, cite
from capabilities.grounding import Rules, sentences
from capabilities.grounding.discounts import offered
from capabilities.grounding.polarity import denies
from capabilities.holding import is_inside
from capabilities.passages import Passage, answering, is_public
from capabilities.retrieval import Hit
from capabilities.stems import content, stems, words

_COVERED = 0.3  # of a claim's words in a passage, as found by the question; what bears it out has more
_STATEMENTS = re.compile(r";|,\s+(?:and|but)\b|\s+–\s+")  # what a sentence joins
_WHO = r"(?:i|we|you|reps?|sales(?: ?people)?|anyone|anybody|one|the team)"
_PEOPLE = (
    r"(?:a |the |our |my |these |those |this )?(?:\w+ )?(?:customers?|clients?|prospects?|buyers?|leads?|people|them|"
    r"him|her|someone|somebody|anyone)\b,? ?"
)
_SAYING = (
    rf"(?:(?:tell|assure|promise|guarantee)\b ?(?:{_PEOPLE})?|(?:say|claim|state|mention|write|promise|guarantee|"
    rf"advertise|quote|argue|use|put|post)\b,? ?(?:to {_PEOPLE})?)"
)
_GIVING = r"(?:give|offer|grant|do|make|throw in|include|waive|match|lower|cut|reduce|drop|beat)"
_MAY = (
    rf"(?:(?:may|can|could|should|must|shall|might|do|would) {_WHO}|(?:am|are|is|would) {_WHO} (?:be )?(?:allowed|free|"
    r"permitted|ok|okay|safe|right) to|is it (?:ok|okay|allowed|fine|all right|alright|safe|true enough|correct|legal) "
    rf"(?:for {_WHO} )?to|(?:what|how) if {_WHO}|may\b(?= {_SAYING}))"
)
_SAID = re.compile(
    rf"^\W*(?:(?:so|and|but|ok|okay|hi|hello|hey)\b[,\s]*)*{_MAY} (?:get to |still |also |just |now |already |ever |"
    rf"openly |safely )*{_SAYING}(?:that\b|this\b(?= ?:))? ?:? ?(?P<claim>\S.*?)[\s?.!]*$",
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
_PRICED = "No: this lowers the price or gives something away, where the brief offers value instead."
# For whoever may not see the limit: that it stands there is told, its words are not.
_LEAVE_OUT = "Leave this out: a limit that is not for everybody stands against it. Ask the brief's owner."
_SAYS_SO = "Yes, the brief says so itself."
_MAY_SAY = "Yes: it is among what the brief says you may say."


def straight(rules: Rules, brief: InForce, question: str, hits: Sequence[Hit]) -> Line | None:
    """The answer in a sentence, citing the limit or the passage it rests on; None for any other question, and where
    neither has a word on it.

    It says what that one passage says and no more: forbidden, only with its qualifier, or said there. `hits` are the
    passages found for the question. Limits are looked for as in a pitch, and as in one what stands in a passage for
    sales only is not for customers.
    """
    claim = claim_of(question)
    wanted = claim or gift_of(question)
    if not wanted:
        return None
    own = [hit for hit in hits if hit.passage.kind != "answer"]
    limited = _limited(rules, brief, wanted, own)
    if limited is not None or not claim or len(sentences(claim)) > 1:
        return limited  # of several sentences one that stands there says nothing of the others
    return _qualified(brief, claim) or _allowed(rules, brief, claim, own)


def _limited(rules: Rules, brief: InForce, claim: str, hits: Sequence[Hit]) -> Line | None:
    # What an offer or a "may say" allows in its own words is no breach; nothing else is mended by being cited.
    allowed = [hit.passage.ref for hit in hits if hit.passage.kind in ("limit_may_say", "offer")]
    said = [claim, *sentences(claim)] if len(sentences(claim)) > 1 else [claim]
    reasons = [each for several in rules.limited(said, [allowed] * len(said)) for each in several]
    nevers = [brief.passages[each.ref] for each in reasons if each.kind == "never" and each.ref in brief.passages]
    if nevers:
        near = set(content(claim))
        never = max(nevers, key=lambda each: len(near & set(content(each.text))))
        words = next(each.claim for each in brief.brief.limits.never if each.ref == never.ref)
        return Line(f"The brief forbids this: never “{_bare(words)}”.", (cite(brief, never),))
    needed = next((each for each in reasons if each.kind == "needs_qualifier" and each.ref in brief.passages), None)
    if needed is None and any(is_inside(each, rules) for each in reasons):
        return Line(_LEAVE_OUT, ())
    if needed is None:
        given = any(each.kind == "discount" for each in reasons)
        return _priced(rules, brief, claim, hits) if given else None
    qualifier = next(each.qualifier for each in brief.brief.limits.only_with if each.ref == needed.ref)
    words = f"Only with: “{_bare(qualifier)}”." if qualifier else _NO_QUALIFIER
    return Line(words, (cite(brief, brief.passages[needed.ref]),))


def _priced(rules: Rules, brief: InForce, claim: str, hits: Sequence[Hit]) -> Line | None:
    """The answer to a lower price or a gift that no limit names, and no passage found gives."""
    refs = [hit.passage.ref for hit in hits]
    if not any(each.kind == "discount" for each in rules.limited([claim], [refs])[0]):
        return None
    nevers = [each.ref for each in brief.brief.limits.never if offered(each.claim) is not None]
    offers = [each.ref for each in answering(brief.brief.passages) if each.kind == "offer"]
    stands = next((brief.passages[ref] for ref in (*nevers, *offers) if ref in brief.passages), None)
    return Line(_PRICED, (cite(brief, stands),)) if stands is not None else None


def _qualified(brief: InForce, claim: str) -> Line | None:
    """A claim that has beside it what it may be said with, and nothing more: no limit stands against it by now."""
    said, known = set(content(claim)), set(content(brief.brief.product))
    for limit in brief.brief.limits.only_with:
        needed = set(content(limit.qualifier))
        both = needed | set(content(limit.claim))
        if limit.ref in brief.passages and needed and both <= said <= both | known:
            return Line(f"Yes, with “{_bare(limit.qualifier)}” beside it.", (cite(brief, brief.passages[limit.ref]),))
    return None


def _allowed(rules: Rules, brief: InForce, claim: str, hits: Sequence[Hit]) -> Line | None:
    """A claim that stands in a passage: word for word in one of ours, or in one that says what may be said."""
    wanted = set(content(claim))
    for hit in hits:
        passage = hit.passage
        if passage.kind == "limit_may_say":
            said = wanted <= set(content(passage.text))
        else:
            said = _says_so(passage, claim) or (not is_public(passage) and hit.coverage >= _COVERED)
        if not said or rules.unborne(claim, cites=[passage.ref]):
            continue
        words = _MAY_SAY if passage.kind == "limit_may_say" else _SAYS_SO
        return Line(words if is_public(passage) else _inside(passage), (cite(brief, passage),))
    return None


def _inside(passage: Passage) -> str:
    who = passage.attribute("clearance") or "not cleared for customers"
    return f"The brief keeps this inside the house ({who}). Leave it out of what customers read."


def claim_of(question: str) -> str:
    """What somebody asks leave to say: "we are cheaper" of "May I say we are cheaper?"; empty where nothing is."""
    asked = " ".join(question.split())
    match = _SAID.match(asked)
    claim = _ENDED.sub("", match["claim"].strip(_QUOTES)).strip(_QUOTES) if match is not None else ""
    asking = _ASKING.match(claim) and "," not in claim  # "If you sign today, …" claims something
    return claim if len(claim.split()) >= _LEAST and not asking else ""


def gift_of(question: str) -> str:
    """What somebody asks leave to give, as a claim: "We offer a free month" of "Can I offer a free month?"."""
    match = _GIVEN.match(" ".join(question.split()))
    return f"We {match['claim']}" if match is not None else ""


def _says_so(passage: Passage, claim: str) -> bool:
    """Whether one statement of a passage that is ours to say has every word of the claim, in its order, and where
    figures are told not a word more: what stands beside a figure says what it holds for.

    "We are cheaper than they are" has the words of "They are cheaper than we are", and an objection tells what others
    say.
    """
    wanted = content(claim)
    if passage.kind not in _OURS or len(wanted) < _TELLING:
        return False
    denials, figures = sum(map(denies, words(claim))), bool(re.search(r"\d", claim))
    return any(
        _in_order(wanted, stems(part)) and sum(map(denies, words(part))) == denials
        and not (figures and set(content(part)) - set(wanted))
        for sentence in sentences(passage.text)
        for part in _STATEMENTS.split(sentence)
    )  # fmt: skip


def _in_order(wanted: Sequence[str], held: Sequence[str]) -> bool:
    left = iter(held)
    return all(each in left for each in wanted)


def _bare(words: str) -> str:
    return words.strip(" .")


def without(lines: Sequence[Line], straight: Line | None) -> list[Line]:
    """The lines that say more than the straight answer above them: one that cites only the same would repeat it."""
    if straight is None:
        return list(lines)
    refs = {each.ref for each in straight.cites}
    return [line for line in lines if not line.cites or any(each.ref not in refs for each in line.cites)]
