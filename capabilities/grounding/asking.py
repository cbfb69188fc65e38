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
    TELLS,
    WHEN,
)
from capabilities.grounding.polarity import denies
from capabilities.stems import content, words

_WH = re.compile(
    r"^\W*(?:(?:and|so|then|but)\s+)?(?:how|what|when|where|which|whom?|whose|why d(?:o|id) you)\b", re.IGNORECASE
)
_OF_US = re.compile(
    r"^\W*(?:(?:and|so|then|but)\s+)?(?:(?:do|does|did|are|is|have|has|had|were|was|shall|may|can|could|should)\s+"
    r"(?:you|your|yours|i|we|there|any|anybody|anyone|somebody|someone)\b|(?:would|will) (?:you|it help you) )",
    re.IGNORECASE,
)
# What a question holds that tells something in asking: "Did you know that it never fails?"
_TELLS = re.compile(
    r"\bdid you know\b|\bdo you know (?:that|how)\b|\bimagine\b|\bwhat if\b|\b(?:is|are|do|does|would|will|can|has|"
    r"have)n['’]t\b|\bwhy not\b|\b(?:would|will|could)\b(?! you (?:like|prefer|want|say|show|tell))|['’]ll\b|"
    r"\b(?:never|best|nothing|no longer|guarante\w*|free)\b",
    re.IGNORECASE,
)
# We, or what we sell, doing something: but "shall we meet" asks.
_ACTS = re.compile(
    r"(?<!shall )(?<!should )(?<!can )(?<!may )(?<!do )\b(?:we|ours?)\b(?! (?:meet|talk|speak)\b)|"
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
_PROMISES = re.compile(r"\b(?:promis|guarant|assur|pledg|commit)\w*", re.IGNORECASE)


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
    return _DISCLAIMS.sub(" ", sentence)


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
