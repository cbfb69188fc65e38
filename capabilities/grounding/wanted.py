"""A limit made ready: the phrases to look for, the kinds of promise it forbids, what it names and whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from capabilities.grounding.polarity import denies
from capabilities.grounding.promises import Promise, kinds_of
from capabilities.grounding.texts import content, words
from capabilities.grounding.wording import worded
from capabilities.stems import stem

# "Never: say that …" limits what is said, not the word "say"; these lead in and are no part of the claim.
_LEAD = re.compile(
    r"^\s*(?:(?:ever|to)\s+)?(?:say|claim|state|mention|tell|call|imply|suggest|hint at|hint|write|use|name|pretend|"
    r"that|them|saying|claiming|stating|mentioning|telling|calling|implying|suggesting|hinting at|naming|"
    r"customers|prospects|us|ourselves|anyone|the words?|the phrase)\b[\s:]*",
    re.IGNORECASE,
)
_PROMISE = frozenset(stem(w) for w in ("promise", "guarantee", "commit", "pledge", "assure", "ensure", "warrant"))
_PROMISING = re.compile(r"^\s*(?:promis|guarant|commit to|pledg|assur|ensur|warrant)\w*\s+", re.IGNORECASE)
_REMARK = re.compile(r"\s+[—–]\s+|;|\(|\.\s|\b(?:because|unless|instead)\b|,\s*(?:but|as|since)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:for|that|which|whose|before|until|unless|without)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]+)[\"”“»]")
_OR = re.compile(r"\s*,\s*(?:or\s+|and\s+)?|\s+(?:or|nor)\s+|\s*/\s*", re.IGNORECASE)
# "That X is a customer", "X works with us": what is never said is whom we sell to.
_A_CUSTOMER = re.compile(
    r"\b(?:is|are|was|as|being|became)?\s*(?:a|an|our|one of our)?\s*(?:customers?|clients?|references?|users?)"
    r"(?: of ours)?\b|\b(?:works? with|buys? from|uses?|bought|chose|left us|left|joined)\b\s*(?:us|our \w+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\b(?:for|of|on|about)\s+\w.*$", re.IGNORECASE)
_NAMING = re.compile(
    r"^\s*(?:ever\s+|to\s+)?(?:nam(?:e|ing)|mention(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?|refer(?:ring)? to|"
    r"talk(?:ing)? about|speak(?:ing)? (?:of|about)|us(?:e|ing) the name)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"\b(?:we|us|ours?)\b", re.IGNORECASE)
_CAN = re.compile(r"\b(?:can|could|may|able to)\b")
_COUNTED = re.compile(r"(?<![\w.,])(\d+) ([a-z]+)")
_CAPITAL = re.compile(r"(?<![\w“\"„])[A-ZÀ-Þ][\w'’-]*")
# Words that are no subject: everything sold is "it" to somebody.
_GENERAL = """
    say claim promise promised customer customers client you your we our us it its they thing anything any anybody
    anyone somebody everything with without will make makes made get gets give gives do does product service
    system company solution tool name named naming mention use used using call calling tell not or and extra
    extras another other others supplier vendor competitor competitors statement advice item items most away
off work works working
"""
# Verbs and small words that tell little of what is claimed.
_WEAK = "work works run runs use do make get away off up down out"
# Parts of a name that many names have: what is left is what tells whom it names.
_OF_MANY_NAMES = """
    hotel hotels hospital hospitals group ferries ferry catering university town city school schools bank company
    gmbh ag ltd inc llc plc st saint haus house clinic clinique home homes care the of systems system foods food lines
    de du la le les der die das van von
    services solutions international partners holding airport airlines museum college institute foundation works
"""


@dataclass(frozen=True)
class Phrase:
    """Stems to find together; `promised` are those of which one must stand beside them, if any must."""

    stems: tuple[str, ...]
    promised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Claim:
    """A claim or a qualifier: its stems without figures, its figures, and all of its stems in order; `possible` says
    that it is about what can be done, not about what was, and `counted` are the things that a bare figure counts."""

    stems: frozenset[str]
    figures: frozenset[str]
    all: tuple[str, ...]
    denies: bool
    possible: bool = False
    counted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Forbidden:
    """A limit on what is never said. Each of `names` is never named at all; `proper` are names it is about; `of_us`
    says that it is about nobody but us."""

    phrases: tuple[Phrase, ...]
    kinds: tuple[Promise, ...]
    bare: str
    names: tuple[frozenset[str], ...]
    proper: frozenset[str]
    known: frozenset[str]
    figures: frozenset[str]
    denies: bool
    of_us: bool = False

    def topic(self, kind: Promise | None) -> frozenset[str]:
        """What the limit is about, as stems, without the words of the kind of promise and without names."""
        return _topic(self.bare, kind, self.known | self.proper)

    @property
    def distinct(self) -> frozenset[str]:
        """What of the names tells whom they name; empty when all of it is words that many names have."""
        return frozenset().union(*self.names) - _stemmed(_OF_MANY_NAMES)


@lru_cache(maxsize=1024)
def forbidden(claim: str, known: tuple[str, ...] = ()) -> Forbidden:
    """What a limit forbids; one of a single letter, or of words every sentence has, forbids nothing."""
    free = frozenset(stem(word) for name in known for word in words(name))
    kinds = kinds_of(worded(claim).text)
    # "Nobody at Plumb can read it" is said without the product's name, too.
    phrases = tuple(_without(free, each) for each in _phrases(claim, kinds) if _says(each.stems))
    proper = (
        frozenset(
            stem(word)
            for match in _CAPITAL.finditer(claim)
            for word in words(match.group())
            if match.start() > 0 and len(word) > 1
        )
        - free
    )
    return Forbidden(
        phrases=phrases,
        kinds=kinds if phrases else (),
        bare=claim,
        names=_named_in(claim, free),
        proper=proper,
        known=free,
        figures=worded(claim).figures,
        denies=any(denies(word) for word in words(claim)),
        of_us=not free.isdisjoint(map(stem, words(claim))) or _OURS.search(claim) is not None,
    )


def _named_in(claim: str, free: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Whom a limit forbids to name, each by the stems of the name; nobody, when it forbids more than the naming."""
    bare = _NAMING.sub("", claim)
    if bare == claim:
        bare = _A_CUSTOMER.sub(" ", _without_lead(claim))
        if bare == _without_lead(claim):
            return ()
    capitals = frozenset(stem(word) for match in _CAPITAL.finditer(bare) for word in words(match.group()))
    if worded(bare).meant - capitals - _stemmed(_GENERAL) - _stemmed(_OF_MANY_NAMES) - free:
        return ()
    each = (
        frozenset(stem(word) for match in _CAPITAL.finditer(part) for word in words(match.group())) - free
        for part in _OR.split(bare)
    )
    return tuple(filter(None, each))


def _without_lead(claim: str) -> str:
    while (shorter := _LEAD.sub("", claim, count=1)) != claim:
        claim = shorter
    return claim


@lru_cache(maxsize=2048)
def claim_of(text: str) -> Claim:
    """A claim, or the qualifier of one, made ready; of a single letter or of words every sentence has, it is empty."""
    wording = worded(text)
    order = tuple(dict.fromkeys(content(wording.text)))
    if not _says(order):
        return Claim(frozenset(), frozenset(), (), denies=False)
    telling = wording.meant - _stemmed(_WEAK) or wording.meant
    # In "done in four evenings" the evenings are what is counted, and tell nothing more.
    bare = (thing for number, thing in _COUNTED.findall(wording.text) if f"{number} " in wording.figures)
    counted = frozenset(map(stem, bare)) & telling
    possible = _CAN.search(wording.text) is not None
    return Claim(telling - counted or telling, wording.figures, order, wording.denies, possible, counted)


@lru_cache(maxsize=2048)
def _topic(claim: str, kind: Promise | None, names: frozenset[str]) -> frozenset[str]:
    text = worded(claim).text
    if kind is not None:
        text = kind.topic_of(text)
    generic = _stemmed(kind.generic) if kind is not None else frozenset()
    return worded(text).meant - _stemmed(_GENERAL) - generic - names


@lru_cache(maxsize=64)
def _stemmed(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


def _without(free: frozenset[str], phrase: Phrase) -> Phrase:
    """The phrase without names, where two words at least are left to know it by."""
    kept = tuple(each for each in phrase.stems if each not in free)
    return replace(phrase, stems=kept) if len(kept) > 1 else phrase


def _says(stems: tuple[str, ...]) -> bool:
    return any(len(each) > 1 or each.isdigit() for each in stems)


def _phrases(claim: str, kinds: tuple[Promise, ...]) -> Iterator[Phrase]:
    """What to look for: each phrase in quotation marks, or else each alternative of the claim itself."""
    promised = _PROMISE if _PROMISING.match(claim) is not None else frozenset()
    quoted = _QUOTED.findall(claim)
    if quoted:
        for each in quoted:
            yield Phrase(_stems(each))
        return
    bare = _REMARK.split(_PROMISING.sub("", claim))[0]
    if promised:
        bare = re.sub(r"^\s*that\s+", "", bare)
        bare = _CONDITION.split(bare)[0].strip() or bare
    bare = _without_lead(bare)
    first: tuple[str, ...] = ()
    parts = _OR.split(bare)
    tail = _TAIL.search(parts[-1])
    for each in parts:
        phrase = Phrase(_stems(each), promised)
        # In "a quarter or a month for the profiler" the quarter is the profiler's too.
        if tail and len(phrase.stems) == 1 and len(parts) > 1 and not _TAIL.search(each):
            phrase = Phrase(_stems(f"{each} {tail.group()}"), promised)
        # "X is cheaper or faster": a single word after "or" takes the place of the last word before it.
        if len(phrase.stems) == 1 and len(first) > 1 and not promised:
            phrase = Phrase((*first[:-1], *phrase.stems), promised)
        # In "it replaces a cook or a manager" the manager alone is not what is never spoken of.
        if first and kinds and not promised and not kinds_of(worded(each).text):
            continue
        if phrase.stems:
            first = first or phrase.stems
            yield phrase


def _stems(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(content(worded(text).text)))
