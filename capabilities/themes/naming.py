"""Names a theme by the words its own notes use, and the rest of the notes do not."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from capabilities.stems import STOP, normalised, stem, stems

LONGEST = 60  # characters of a name
_WORDS = 6  # words of a name at most, small ones counted
_TELLING = 4  # of them, words that carry meaning
_LENS = 2.0  # how much more a word counts that stands in what a workspace said it cares about
_TOLD = 1.2  # how much less a phrase weighs for each small word that is none of a name's
# Small words that names have; the others are those of somebody telling a story.
_JOINS = """
    a an the of on in at by for from with without to into per each no and or not their before after is are has have
"""
_ASIDE = frozenset(
    stem(word) for word in ("before", "after", "when", "while", "if", "because", "until", "unless", "as")
)
_OPENING = frozenset(("a", "an", "the", "my", "your", "his", "her", "it", "our", "their"))
_JOINING = frozenset(_JOINS.split())
_CUT = 0.7  # for each end at which a telling word was cut off, as in "property" of "property managers"
# A word that stands in so many of the other notes says what notes are about in general.
_RARE = 0.4

_PART = re.compile(r"[.!?;:,()\[\]{}\"“”„«»<>|/\n\t…]+|\s[-–—]+\s|['‘’](?=\s|$)|(?<=\s)['‘’]")
_WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*")

# What notes say about the talk, not about what it was about.
_TALK = """
    ask asked asking asks say said says saying tell told tells talk talked call called calls mention mentioned mentions
    want wants wanted wanting need needs needed like liked likes love loved loves hate hates wish wishes hope
    know knows knew think thinks thought see sees saw seen look looks looked hear heard get gets got getting give gives
    gave take takes took go goes went going come comes came make makes made put keep keeps kept let lets show shows
    showed shown try tries tried use uses used using find finds found bring brings brought turn turns turned
    customer customers client clients prospect prospects buyer buyers caller people person everybody someone somebody
    anyone nobody everyone man woman guy guys boss owner manager lady team firm firms company companies
    meeting demo question questions answer answers answered point thing things something anything nothing everything
    one ones two three four five six seven eight nine ten first second third last next today yesterday tomorrow now
    again already still always never ever once twice soon later before after until while during since week weeks month
    months year years day days time times morning evening minute minutes hour lot bit much many more most less least
    some any every each all both other another same own such only even well good great nice bad best better big small
    new old really quite right left yes no not don doesn didn isn won can can't cannot could would should may might
    must shall will able back out up down off over under again away around
    don't doesn't didn't isn't aren't wasn't won't wouldn't couldn't hasn't haven't
    fell flat landed worked works work words straight because whether either neither without within per via
    beside besides across against along among behind below between inside outside near toward towards instead per than
    honestly actually maybe perhaps please thank thanks hello hi hey ok okay sure fine real
"""


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Stems a name may hold, but neither begin nor end with, and that weigh nothing in it."""
    words = {*STOP, *(normalised(word) for word in _TALK.split())}
    return frozenset({*words, *(stem(word) for word in words)})


@dataclass(frozen=True)
class Phrase:
    """A run of words as somebody wrote it, with the stems of those that carry meaning, each once."""

    words: str
    telling: tuple[str, ...]
    score: float = 0.0


@dataclass(frozen=True)
class Commonness:
    """In how many of a workspace's notes each stem stands; `notes` is how many there are."""

    notes: int
    of: Counter[str]

    @classmethod
    def among(cls, texts: Iterable[str]) -> Commonness:
        count, number = Counter[str](), 0
        for text in texts:
            count.update(set(stems(text)))
            number += 1
        return cls(number, count)


def key_phrases(
    texts: Sequence[str],
    common: Commonness,
    *,
    lens: str = "",
    hide: Callable[[str], str] = str,
    limit: int = 8,
) -> list[Phrase]:
    """The phrases that tell a theme's notes from the workspace's others, the best first; deterministic.

    `common` counts the theme's own notes too. `hide` puts [brackets] where a name or an amount stood: no phrase
    reaches across one, nor across a punctuation mark, nor holds a figure. The weight of a stem is class-based
    tf-idf (Grootendorst, 2022): the share of the theme's notes it stands in, times the logarithm of how much rarer
    it is among the others. A phrase weighs what its stems weigh, less for each word it is long, more for each
    further note that has it word for word.
    """
    weights = _weights(texts, common, frozenset(stems(lens)))
    forms: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    within: Counter[tuple[str, ...]] = Counter()
    whole: dict[tuple[str, ...], int] = defaultdict(int)
    for text in texts:
        runs = list(_runs(hide(text)))
        for words, key, ends in runs:
            forms[key][words] += 1
            whole[key] = max(whole[key], ends)
        within.update({key for _, key, _ in runs})
    found = []
    for key, written in forms.items():
        telling = tuple(dict.fromkeys(each for each in key if weights.get(each, 0.0) > 0))
        if telling:
            words = min(written, key=lambda form: (-written[form], form != form.lower(), form))
            score = _score(key, telling, weights, within[key], len(texts)) * _CUT ** (2 - whole[key])
            found.append(Phrase(words, telling, score))
    found.sort(key=lambda phrase: (-phrase.score, len(phrase.words), phrase.words))
    return _apart(found, limit)


def name_of(phrases: Sequence[Phrase], taken: Iterable[str]) -> str:
    """The best phrase as a name that no other theme has; an empty text when there is none."""
    others = {_key(name) for name in taken}
    for phrase in phrases:
        if _key(phrase.words) not in others:
            return sentence_case(phrase.words)
    for first, second in pairwise(phrases):
        both = f"{first.words}, {second.words}"
        if len(both) <= LONGEST and _key(both) not in others:
            return sentence_case(both)
    return ""


def sentence_case(words: str) -> str:
    """The first letter large, the others as they were written."""
    return words[:1].upper() + words[1:]


def same_name(one: str, other: str) -> bool:
    """Whether two names differ only in case, endings or small words."""
    return _key(one) == _key(other)


def telling(words: str) -> frozenset[str]:
    """The stems of the words that say what something is about, not that somebody said it."""
    return frozenset(each for each in stems(words) if each not in _empty())


def _key(name: str) -> frozenset[str]:
    # A name without any word, as of signs alone, is compared sign by sign.
    return telling(name) or frozenset(stems(name)) or frozenset({normalised(name).strip()})


def _weights(texts: Sequence[str], common: Commonness, lens: frozenset[str]) -> dict[str, float]:
    own = Counter[str]()
    for text in texts:
        own.update(set(stems(text)))
    others = max(common.notes - len(texts), 1)
    made: dict[str, float] = {}
    for each, number in own.items():
        if each in _empty() or each[:1].isdigit() or len(each) < 2:
            continue
        share = number / len(texts)
        elsewhere = (common.of[each] - number + 0.5) / (others + 1)
        if len(texts) > 2 and number == 1:  # said once among several: about that note, not about the theme
            share *= _RARE
        weight = share**1.5 * math.log(1 + share / elsewhere)
        made[each] = weight * (_LENS if each in lens else 1.0)
    return made


def _score(key: tuple[str, ...], telling: tuple[str, ...], weights: dict[str, float], notes: int, of: int) -> float:
    ranked = sorted((weights[each] for each in telling), reverse=True)
    # The second word and those after it count less and less: a name needs two, and four are seldom better.
    weight = sum(each * discount for each, discount in zip(ranked, (1.0, 0.9, 0.3, 0.1), strict=False))
    shape = 0.3 if len(telling) == 1 else 1.0
    small = [each for each in key if each in _empty()]
    told = sum(each not in _JOINING for each in small)  # "tenant had the report" tells a story, "report by mail" names
    held = (1 + 0.08 * len(small)) * _TOLD**told
    return weight * shape * (1 + math.log(notes) / (1 + math.log(of))) / held


def _runs(text: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Every run of words within a part of a sentence that could be a name, with the stems of all its words.

    And at how many of its two ends it is whole: no telling word stands right beside it, none that opens what belongs
    to it, as after "carries" in "the export carries the order number", and none that makes it an aside, as in
    "before the van leaves".
    """
    for part in _PART.split(text):
        found = [match.group() for match in _WORD.finditer(part or "")]
        stemmed = [stem(_flat(word)) for word in found]
        for start in range(len(found)):
            if not _edge(found[start], stemmed[start]):
                continue
            for end in range(start, min(start + _WORDS, len(found))):
                if any(letter.isdigit() for letter in found[end]):
                    break
                telling = [each for each in stemmed[start : end + 1] if each not in _empty()]
                if len(telling) > _TELLING:
                    break
                words = " ".join(found[start : end + 1])
                if _edge(found[end], stemmed[end]) and len(words) <= LONGEST:
                    before, after = stemmed[max(start - 1, 0) : start], stemmed[end + 1 : end + 2]
                    opened = next((each for each in stemmed[:start][::-1] if each not in _OPENING), "")
                    whole = int(opened not in _ASIDE and set(before) <= _empty())
                    whole += set(after) <= _empty() - _OPENING
                    yield words, tuple(stemmed[start : end + 1]), whole


def _flat(word: str) -> str:
    return re.sub(r"'s?$", "", normalised(word))


def _edge(word: str, stemmed: str) -> bool:
    return stemmed not in _empty() and _flat(word) not in _empty() and not any(letter.isdigit() for letter in word)


def _apart(phrases: Sequence[Phrase], limit: int) -> list[Phrase]:
    """The best phrases, none made of words that a better one has already."""
    kept: list[Phrase] = []
    for phrase in phrases:
        if not any(set(phrase.telling) <= set(each.telling) for each in kept):
            kept.append(phrase)
            if len(kept) == limit:
                break
    return kept
