"""Tells what claims nothing of the product: questions about the listener, and what is said not to be promised."""

from __future__ import annotations

import re
from collections.abc import Collection

from capabilities.grounding.courtesy import (
    ABOUT_MEETING,
    ACTING,
    ASKS,
    COURTESY,
    HARMLESS_ACTING,
    INTERJECTIONS,
    NUMBER,
    OPENING,
    PROMISES,
    SIGN_OFF,
    TALK,
    TELLS,
    WHEN,
)
from capabilities.grounding.polarity import denies
from capabilities.grounding.texts import content, words

_WH = re.compile(
    r"^\W*(?:(?:and|so|then|but)\s+)?(?:how|what|when|where|which|whom?|whose|why d(?:o|id) you)\b", re.IGNORECASE
)
_OF_US = re.compile(
    r"^\W*(?:(?:and|so|then|but)\s+)?(?:(?:do|does|did|are|is|have|has|had|were|was|shall|may|can|could|should)\s+"
    r"(?:you|your|yours|i|we|there|any|anybody|anyone|somebody|someone)\b|(?:would|will|could) (?:you|it help you) |"
    r"(?:should|shall) )",
    re.IGNORECASE,
)
# What a question holds that tells something in asking: "Did you know that it never fails?"
_TELLS = re.compile(
    r"\bdid you know\b|\bdo you know (?:that|how)\b|\bimagine\b|\bwhat if\b|\b(?:is|are|do|does|would|will|can|has|"
    r"have)n['’]t\b|\bwhy not\b|\b(?:would|will|could)\b(?! you\b)|['’]ll\b|"
    r"\b(?:never|best|nothing|no longer|guarante\w*|free)\b",
    re.IGNORECASE,
)
# We, or what we sell, doing something: but "shall we meet" asks.
_ACTS = re.compile(
    r"(?<!shall )(?<!should )(?<!can )(?<!may )(?<!do )\b(?:we|ours?)\b"
    r"(?! (?:meet|talk|speak|start|begin|go|look|come|visit|call)\b)|"
    r"\b(?:the|this|a|our) (?:app|platform|product|software|solution|tool|system|service)\b|"
    r"\bit (?:sav|cut|mak|giv|win|pay|help|do|work|replac|reduc)\w*",
    re.IGNORECASE,
)
_DISCLAIMS = re.compile(
    r"(?:^|(?<=[,;:—–])|(?<=\band\b)|(?<=\bbut\b))\s*(?:"
    r"(?:[\w'’-]+\s+){0,4}?(?:not|never|cannot|can['’]t|don['’]t|won['’]t|nobody|no one)\s+(?:\w+\s+){0,2}?"
    r"(?:promis|guarant|claim\b|commit|assur|pledg|vouch|say\b|tell you|hear us)\w*"
    r"|(?:we|i)\s+(?:\w+\s+)?(?:promise|guarantee|name|claim)\s+(?:no|nothing|neither)\b"
    r"|whether\b[^,;:]*?\b(?:is|are)\s+(?:not|nothing|up to|open|for others)\b)[^,;:.!?]*",
    re.IGNORECASE,
)
_TELLING = r"(?:promis|guarant|say\b|saying|tell|name\b|claim\b|write\b|commit|assur|pledg|vouch|call\b)\w*"
_REFUSES = re.compile(
    rf"\b(?:we|i|nobody|no one)\b(?:[\s,]+[\w'’]+){{0,3}}?\s*(?:\bnever|\bnot|n['’]t|\bcannot|\bnobody|\bno one)\b"
    rf"(?:\s+[\w'’]+){{0,3}}?\s+{_TELLING}|\b(?:nobody|no one)\s+(?:\w+\s+)?{_TELLING}"
    r"|\b(?:we|i)\s+(?:\w+\s+){0,2}?(?:name|promise|guarantee|give|state|claim|offer|tell|say)\s+(?:you\s+)?"
    r"(?:no|nothing|neither|none)\b|\b(?:we|i) (?:keep (?:quiet|silent)|stay silent|leave (?:that |it )?open)\b"
    rf"|^\W*(?:do not|don['’]t|never) {_TELLING}",
    re.IGNORECASE,
)
_OFFERING = r"(?:offer|give|promis|claim|grant|guarant|say)\w*"
_NOT_ABLE = r"(?:not|cannot|never|\w+n['’]t)\s+(?:(?:be\s+)?(?:able|allowed|going|in a position)\s+to\s+)?"
# "I cannot do a special rate or a free month", with nobody doing anything else behind it.
_CANNOT_OFFER = re.compile(
    r"^\W*(?:sorry\W+)?(?:we|i)\s+(?:cannot|can['’]t|(?:can|may|must|am|are)\s+not)\s+(?:(?:able|allowed)\s+to\s+)?"
    r"(?:offer|give|grant|do|arrange|promise)\s+(?:you\s+)?(?:an?|any)\b"
    r"(?!.*\b(?:we|i|you|it|they|we['’]ll|i['’]ll|you['’]ll)\b).*$",
    re.IGNORECASE,
)
# "A discount I am not able to offer": what is refused stands in front.
_OFFERED_NOT = re.compile(
    rf"^(?P<thing>.{{2,90}}?)[,\s]+(?:no,?\s+)?(?:(?:that|this|it|these|those|which)\s+)?(?:we|i)(?:\s+(?:am|are|can|do|"
    rf"will|could|may|would))?\s+{_NOT_ABLE}{_OFFERING}(?:\s+(?:to\s+)?(?:you|anybody|anyone))?"
    r"(?:\s*,?\s*(?:nor|neither|or)\b[^,;.]*)?\W*$",
    re.IGNORECASE,
)
_NOT_ALL = re.compile(
    r"\b(?:than|other|anything|everything|any|wrong|not|cannot|never)\b(?=.*\b(?:we|i)\b)", re.IGNORECASE
)
_STOPS = re.compile(r"\s*;\s*|(?<=[.!?])\s+")
_ANSWERED_NO = re.compile(
    r"^\W*(?:can|could|do|does|will|would)\b[^?]*\b(?:promis|guarant|assur)\w*[^?]*\?\s*(?:no|nobody can|we cannot)\s*"
    r"[.;!]\s*",
    re.IGNORECASE,
)
_BUT = re.compile(
    r"\b(?:but|yet|still|though|however|instead|except|only|so|let me|let us|lightly|rather|because|yes|impossible|"
    r"of course)\b|:\s",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s*;\s*|\s+[—–]\s+")
_PROMISES = re.compile(r"\b(?:promis|guarant|assur|pledg|commit)\w*", re.IGNORECASE)


# Ways to begin that claim nothing: what follows is what is said.
_LEAD_IN = re.compile(
    r"^\W*(?:(?:as )?you (?:told|said|mentioned|wrote|asked)(?: to)?(?: me| us)?(?: that)?|"
    r"(?:it is |to )?(?:my|our) understanding (?:is )?(?:that|:)|i (?:understand|hear|see|know) (?:that|:)|"
    r"i tell (?:you|everybody|everyone)(?: \w+)?(?: that|:)|by all means,?|of course,?|"
    r"to be (?:honest|frank|clear|fair),?|"
    r"in (?:short|other words|a word),?|frankly,?|honestly,?|simply put,?|as i said,?|the truth is(?: that|,)?|"
    r"please (?:find|see) (?:attached|enclosed|below),?|(?:and |so )?remember(?: that|:)?|to put it plainly,?)\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r",?\s*(?:of course|as you know|by the way|you see|and i understand that(?: well)?|sorry)\s*"
    r"(?=[.!?]*$)",
    re.IGNORECASE,
)


def without_lead(sentence: str) -> str:
    """The sentence without the turns of phrase at its beginning and end that claim nothing."""
    while (shorter := _LEAD_IN.sub("", sentence, count=1)) != sentence:
        sentence = shorter
    return _TAIL.sub("", sentence)


def refuses(sentence: str) -> bool:
    """Whether a sentence only says what is not promised, and goes on to no "but"."""
    return _REFUSES.search(sentence) is not None and _BUT.search(sentence) is None


def without_refusals(sentence: str) -> str:
    """The sentence without its parts between stops that only refuse something: "a discount I cannot offer"; "can
    anybody guarantee it? No." """
    rest = _ANSWERED_NO.sub(" ", sentence)
    return "; ".join(each for each in _STOPS.split(rest) if each and not _refused_outright(each))


def _refused_outright(part: str) -> bool:
    if not any(map(denies, words(part))) or _BUT.search(part) or _NOT_ALL.search(part):
        return False
    return _CANNOT_OFFER.match(part) is not None or _OFFERED_NOT.match(part) is not None


def only_asks(sentence: str, known: Collection[str] = ()) -> bool:
    """Whether a sentence only asks: how it is with the listener, or what to do next. `known` are names of ours."""
    if not ASKS.search(sentence) or _TELLS.search(sentence) or _ACTS.search(sentence):
        return False
    if names_any(sentence, known):
        return False
    return bool(_WH.match(sentence) or (_OF_US.match(sentence) and not any(map(denies, words(sentence)))))


def without_disclaimers(sentence: str, cited: Collection[str]) -> str:
    """The sentence without its clauses that only say what is not promised; none is taken out where what is cited
    promises something, which a "not" would turn round."""
    if any(_PROMISES.search(text) and not any(map(denies, words(text))) for text in cited):
        return sentence
    kept = [each for each in _PIECES.split(sentence) if not refuses(each)]
    return _DISCLAIMS.sub(" ", "; ".join(kept))


def claims(said: str, known: Collection[str]) -> bool:
    """Whether a sentence claims anything: not a greeting, thanks, a date to meet, or a question that tells nothing.

    One that has a name the brief knows, or that promises something, is never passed over for being polite.
    """
    rest = WHEN.sub(" ", said)
    promises = bool(PROMISES.search(rest))
    tells = promises or bool(NUMBER.search(rest)) or names_any(rest, known)
    if not re.search(r"\w", rest) or (SIGN_OFF.match(said) and not promises):
        return False
    if ASKS.search(said):
        return bool(TELLS.search(said)) or (tells and bool(ACTING.search(said) or names_any(said, known)))
    acting = bool(ACTING.search(HARMLESS_ACTING.sub(" ", rest)))
    if (OPENING.match(rest) and not tells and not acting) or (rest.rstrip().endswith(":") and len(words(rest)) <= 6):
        return False
    if TALK.match(rest) and not tells and not acting:
        return False
    meant = {each for each in content(COURTESY.sub(" ", rest)) if not each.isdigit()}
    if len(meant) == 1 and meant <= INTERJECTIONS:
        return False
    return bool(meant - ABOUT_MEETING) or tells


def names_any(said: str, known: Collection[str]) -> bool:
    """Whether one of the names stands in a text."""
    have = words(said)
    for name in known:
        own = words(name)
        if own and any(have[at : at + len(own)] == own for at in range(len(have) - len(own) + 1)):
            return True
    return False
