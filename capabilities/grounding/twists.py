"""What a sentence changes of what it cites with hardly another word: scope, hedge, order, what is counted, the day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from capabilities.grounding import numerals
from capabilities.grounding.counting import (
    TIMES,
    counted_otherwise,
    counts_swapped,
    dated_by_the_source,
    per_another,
)
from capabilities.grounding.families import family
from capabilities.grounding.sentences import sentences
from capabilities.grounding.texts import content, words
from capabilities.passages import Passage
from capabilities.stems import STOP, stem


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


_ALIKE = 0.6
_ALL = re.compile(
    r"(?<!\bnearly )(?<!\balmost )(?<!\bnot )(?<!\bby )(?<!\bafter )"
    r"\b(?:all|every|each)\b(?! (?:in all|told|other)\b)(?:\s+(?:of|the|our|your|their|its|these|those|"
    r"single|last|\d+))*"
    r"\s+(?P<noun>[a-z][a-z'’-]+)",
    re.IGNORECASE,
)
_WHOLLY = re.compile(
    r"\b(?:always|everywhere|everybody|everyone|anyone|anybody|all of them|"
    r"all of it|none of it|in full|entirely|completely|without exception)\b",
    re.I,
)
_SOME_WHOLE = re.compile(
    r"\b(?:all|every|each|any|both|whole|entire|entirely|full|fully|complete|completely|always|everywhere|everybody|everyone|anyone|anybody|never|no|nobody|whatever|whenever)\b",
    re.I,
)
_EVERYBODY = re.compile(r"\b(?:everybody|everyone|anybody|anyone|nobody|no one)\b", re.IGNORECASE)
_PEOPLE = family(stem("people"))
# Words that say a thing holds for a part of those spoken of, or for their middle.
_PART = re.compile(
    r"\b(?:most|many|some|several|few|fewer|half|mean|median|average|mostly|often|usually|\d[\d.,]*\s?%|per ?cent|"
    r"\d[\d.,]*(?:\s\w+)? of|as a rule|typically|partly)\b|\d\s?%",
    re.IGNORECASE,
)
_MAY = r"may|might|could|can|perhaps|possibly|probably|maybe|likely"
_OFTEN = (
    r"often|usually|mostly|generally|typically|sometimes|seldom|rarely|as a rule|in most cases|"
    r"only if|only when|only where|provided|normally|tends?|tended"
)
_SOME = r"most|many|some|several|few|part of|for part|in part|partly|up to|about|around|nearly|almost|roughly"
_HEDGES = re.compile(rf"\b(?:{_MAY}|{_OFTEN}|{_SOME})\b", re.IGNORECASE)
# "May be read" and "can export" say what is allowed or possible; only these say that something is not sure.
_DOUBTS = re.compile(
    r"\b(?:might|perhaps|possibly|probably|maybe|likely|"
    + _OFTEN
    + r"|most|many|several|some|for part|in part|partly)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:if|unless|some|few|not all|not every|except|as far as|where|when)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\bfrom\s+\D{0,6}?(?P<a>\d[\d.,]*)\D{0,30}?\bto\s+\D{0,6}?(?P<b>\d[\d.,]*)", re.IGNORECASE)
_ABOVE_ALL = re.compile(
    r"\b(?:nobody else|no one else|no other|none other|unique|unrivalled|unmatched|unbeatable|best|leading|number one|"
    r"fastest|cheapest|biggest|largest|strongest|easiest|safest|smartest|greatest|highest|lowest|finest|simplest)\b",
    re.IGNORECASE,
)
_CHANGE = _stems(
    """
    fall fell fallen drop decrease decline shrink reduce reduction less lower fewer cut save saving rise rose risen
    grow grew grown increase climb growth more higher double halve gain improve improvement better faster cheaper
    worse smaller larger sooner quicker closer
    """
)
_NO_MORE = re.compile(
    r"\b(?:no|one|once|any|two|some|many|much|what is) (?:more|less|fewer)\b|"
    r"\b(?:more|less|fewer) than(?=\s\W*\d)|\bor (?:more|less|fewer)\b|"
    r"\bfalls? due\b|\bbetter to (?:say|know|wait|ask)\b",
    re.IGNORECASE,
)
_MOST = re.compile(r"\b(?:most|least|best|worst|\w{3,}est)\b", re.IGNORECASE)
_PROMISED = _stems(
    """
    guarantee guaranteed certain certainly surely promise assured assure proven
    """
)
_NO = re.compile(r"\b(?:not|never|no|nobody|nothing|none|neither|nor|without|cannot)\b|\w+n['’]t\b", re.IGNORECASE)
_SELDOM = re.compile(r"\b(?:seldom|rarely|hardly|sometimes)\b", re.IGNORECASE)
_NEVER = re.compile(r"\bnever\b", re.IGNORECASE)
# What says no, or nearly, in other words; and phrases with a "no" that say none.
_NEARLY_NO = re.compile(
    r"\b(?:instead|rather|except|off|free|less|fewer|only|stop\w*|gone|lost|avoid|leaves? out|away|alone|seldom|"
    r"hardly|need not|un\w+|in\w+dependent\w*|same|different\w*|owe|under|below|never)\b",
    re.IGNORECASE,
)
_NO_DENIAL = re.compile(
    r"\bno-(?=\w)|\bor not\b|"
    r"\bnot (?:only|just|merely)\b|\bno (?:surprise|problem|trouble|wonder|secret|doubt|more|less)\b",
    re.IGNORECASE,
)
# "No machine leaves before it is washed" is that each is washed first.
_NO_UNTIL = re.compile(r"^\W*no(?= [\w\s]+\b(?:before|until|unless)\b)", re.IGNORECASE)
_THE_WHOLE = re.compile(r"\b(?:the (?:whole|entire|full)|all of the)\b", re.IGNORECASE)
_A_PART = re.compile(r"\b(?:half|part|a third|a quarter|two thirds|most|some) of\b|50%", re.IGNORECASE)
_BOTH = re.compile(r"\bboth (\w{3,})", re.IGNORECASE)
_WITHIN = re.compile(r"\bwithin (?:an?|one|the same) (?:\w+ )?(hour|day|week|month|year|minute)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:nobody|no one|none|not one|not a single)\b", re.IGNORECASE)
_TIMES_OF = tuple(
    re.compile(rf"\b(?:{words_})\b", re.IGNORECASE)
    for words_ in (
        "spring|summer|autumn|winter", "morning|afternoon|evening|night|noon",
        "first half of|second half of", "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    )
)  # fmt: skip
_BY = re.compile(r"\b(?P<verb>[a-z]{3,})\s+by\s+(?:(?:the|an?|each|every|our|your|their|its)\s+)*(?P<who>[a-z]+)", re.I)


def twists(sentence: str, cited: Sequence[Passage]) -> Iterator[str]:
    """The words by which a sentence says something else than what it cites; none when it does not.

    The words of the cited passages alone are compared, never the world: a sentence that keeps to them has no twist.
    """
    said = numerals.in_digits(sentence)
    parts = [part for passage in cited for part in _parts(passage)]
    yield from _widened(said, parts)
    yield from _beyond(said, cited)
    yield from _hedge_dropped(said, parts)
    yield from counted_otherwise(said, cited)
    yield from per_another(said, cited)
    yield from _by_another(said, cited)
    yield from _turned_round(said, parts)
    yield from dated_by_the_source(said, cited)
    yield from counts_swapped(said, cited)
    yield from _nobody_of_some(said, cited)
    yield from _timed_otherwise(said, cited)


@lru_cache(maxsize=4096)
def _parts(passage: Passage) -> tuple[str, ...]:
    return tuple(part for each in sentences(numerals.in_digits(passage.text)) for part in each.split(";"))


def _widened(said: str, parts: Sequence[str]) -> Iterator[str]:
    """ "All cooks" where 284 of 310 said so; "always" where nothing says so."""
    for match in _ALL.finditer(said):
        noun = stem(words(match["noun"])[0])
        if noun == "one":  # "each one" is each of those spoken of just before
            if any(map(_PART.search, parts)) and not any(map(_SOME_WHOLE.search, parts)):
                yield match.group()
            continue
        like = family(noun)
        if noun in STOP or match["noun"].casefold() in STOP:
            continue
        about = [part for part in parts if not like.isdisjoint(map(stem, words(part)))]
        whole = bool(like & _PEOPLE and any(_EVERYBODY.search(part) for part in parts)) or any(
            not like.isdisjoint(map(stem, words(each["noun"]))) for part in parts for each in _ALL.finditer(part)
        )
        single = any(
            re.search(rf"\b(?:an?|per|one|any|no)\s+(?:\w+\s+)?{re.escape(noun[:4])}", part, re.I) for part in about
        )
        if about and noun in TIMES:  # "the week lists" says what each week lists
            continue
        few = re.compile(rf"\d+\s+(?:\w+\s+){{0,2}}{re.escape(noun[:4])}|\b{re.escape(noun[:4])}\w*\s+of\s+\d", re.I)
        partly = any(_PART.search(part) or (few.search(part) and not re.search(r"\d", match.group())) for part in about)
        if not whole and not single and (not about or partly):
            yield match.group()
    for match in _WHOLLY.finditer(said):
        if not any(_SOME_WHOLE.search(part) for part in parts):
            yield match.group()


def _beyond(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """Words that set a thing above all others, or promise an effect, where nothing cited has such a word."""
    have_words = [each for passage in cited for each in words(" ".join([*passage.path, passage.text]))]
    have = set(map(stem, have_words))
    for match in _ABOVE_ALL.finditer(said):
        if not any(stem(word) in have for word in words(match.group())):
            yield match.group()
    for listed in (_CHANGE, _PROMISED):
        found = [word for word in words(_NO_MORE.sub(" ", said)) if stem(word) in listed]
        if found and have.isdisjoint(listed) and not (listed is _CHANGE and any(map(_MOST.fullmatch, have_words))):
            yield found[0]
    if (no := _NO.search(_NO_UNTIL.sub(" ", _NO_DENIAL.sub(" ", said)))) and not any(
        _NO.search(text) or _NEARLY_NO.search(text) for text in ("\n".join([*x.path, x.text]) for x in cited)
    ):
        yield no.group()
    near = _nearest(said, cited)
    if _NEVER.search(said) and (_SELDOM.search(near) or not (_NO.search(near) or _NO.search(_headings(cited)))):
        yield "never"


def _nearest(said: str, cited: Sequence[Passage]) -> str:
    """The part of what is cited that shares most words with a sentence."""
    meant = set(content(said))
    parts = [each for passage in cited for each in sentences(passage.text)]
    return max(parts, key=lambda part: len(meant & set(content(part))), default="")


def _headings(cited: Sequence[Passage]) -> str:
    return "\n".join(each.path[-1] for each in cited if each.path)


def _hedge_dropped(said: str, parts: Sequence[str]) -> Iterator[str]:
    """What is cited says "most", "as a rule" or "perhaps" of the same thing, and the sentence says it outright."""
    if _HEDGES.search(said) or _UNSURE.search(said):
        return
    meant = set(content(said))
    for part in parts:
        doubt = _DOUBTS.search(part)
        held = set(content(_DOUBTS.sub(" ", part)))
        if doubt and len(meant & held) >= 2 and len(meant & held) >= _ALIKE * min(len(meant), len(held)):
            yield f"this without “{doubt.group()}”"


def _by_another(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """ "Set by the group" where it is set by each kitchen."""
    held: dict[str, set[str]] = {}
    for passage in cited:
        for match in _BY.finditer(passage.text):
            held.setdefault(stem(match["verb"].casefold()), set()).update(content(match["who"]))
    for match in _BY.finditer(said):
        if match["verb"].casefold() in STOP or match["who"].casefold() in {"one", "any"}:
            continue
        who, by = set(content(match["who"])), held.get(stem(match["verb"].casefold()), set())
        if by and who and not any(family(each) & by for each in who):
            yield match.group()


def _nobody_of_some(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """ "Nobody" where it was 27 of 611; "is ours" where it is yours."""
    near = _nearest(said, cited)
    none = _NOBODY.search(said)
    if none and re.search(r"\d+ (?:out )?of (?:the |our )?\d+", near) and not re.search(r"\d+ (?:out )?of", said):
        yield none.group()
    if (whole := _THE_WHOLE.search(said)) and _A_PART.search(near) and not _THE_WHOLE.search(near):
        yield whole.group()
    if (both := _BOTH.search(said)) and re.search(rf"\bone {re.escape(both[1][:3])}", near, re.IGNORECASE):
        yield both.group()
    for one, other in (("ours", "yours"), ("yours", "ours")):
        have = set(words(near))
        if one in words(said) and other in have and one not in have:
            yield one


def _timed_otherwise(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """ "In autumn" where it was in spring; nothing where no time of that kind is cited, as other rules see to that."""
    text = "\n".join("\n".join([*each.path, each.text]) for each in cited)
    for kind in _TIMES_OF:
        held = {match.group().casefold() for match in kind.finditer(text)}
        yield from (match.group() for match in kind.finditer(said) if held and match.group().casefold() not in held)
    yield from (match.group() for match in _WITHIN.finditer(said) if match[1][:4].casefold() not in text.casefold())


def _turned_round(said: str, parts: Sequence[str]) -> Iterator[str]:
    """ "From 91 to 148" for "from 148 to 91"; "B is faster than A" for "A is faster than B"."""
    for match in _FROM_TO.finditer(said):
        for part in parts:
            for held in _FROM_TO.finditer(part):
                if (match["a"], match["b"]) == (held["b"], held["a"]):
                    yield match.group()
    for one, other in _compared(said):
        for part in parts:
            for first, second in _compared(part):
                if one & second and other & first and not (one & first or other & second):
                    yield f"more than {' '.join(sorted(other))}"


def _compared(text: str) -> Iterator[tuple[set[str], set[str]]]:
    for before, after in pairwise(re.split(r"\bthan\b", text, flags=re.IGNORECASE)):
        # The word before "than" says how they compare, not what is compared.
        yield set(content(before)[-7:-1]), set(content(after)[:6])
