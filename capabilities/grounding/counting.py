"""Figures that stand in what is cited and are said there of another thing, for another while, or of another day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from capabilities.grounding import numerals
from capabilities.grounding.families import family
from capabilities.grounding.quantities import quantities, stands_in
from capabilities.grounding.texts import content, words
from capabilities.passages import Passage
from capabilities.stems import STOP, stem


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


_OF_SOURCES = _stems(
    """
    source record recorded dated date measured measure counted count survey surveyed timed told published checked
    status as report reported figure since page asked
    """
)
# What may be counted by these names whatever it is: they say less than what is cited, not more.
_GENERAL = _stems(
    """
    customer site place case house organisation organization company firm people person team user one more other
    time thing group account business example part
    """
)
# Behind a number these begin what happens to those counted: "those who come at six get nothing".
_NO_THING = frozenset(
    ["get", "gets", "got", "go", "goes", "went", "out", "come", "comes", "came", "take", "takes", "took", "work"]
)
_JUST_COUNTED = re.compile(r"\d[\d.,]*[\s-]?(?:%|[a-z]{1,12})?\s+$", re.IGNORECASE)
_EACH = re.compile(r"\b(?:an?|per|each|every)\s+(?P<noun>(?:(?:square|cubic|working|metric)\s+)?[a-z]+)", re.IGNORECASE)
_LASTING = re.compile(r"\b(?:for|in|within|after|over|of|once)\s+$", re.IGNORECASE)
_TIMES = {word: word for word in ("hour", "day", "week", "month", "quarter", "year", "night")}
TIMES = frozenset(map(stem, [*_TIMES, "morning", "evening"]))
_ADVERBS = {"hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter",
            "yearly": "year", "annual": "year", "annually": "year", "nightly": "night"}  # fmt: skip
_NEAR = 8


def counted_otherwise(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """ "18 hotels" where 18 canteens were counted."""
    text = numerals.in_digits("\n".join(". ".join([*passage.path, passage.text]) for passage in cited))
    held = set(map(stem, words(text)))
    headings = set(map(stem, words(" ".join(part for each in cited for part in each.path))))
    for quantity in quantities(said):
        if quantity.unit or not quantity.values or (_is_year(quantity.values) and quantity.text.isdigit()):
            continue
        behind = re.split(rf"(?<![\d.,]){re.escape(quantity.text)}(?![\d])", said, maxsplit=1)[-1]
        named = re.match(r"\s+((?:[a-z][\w'’-]*\s?){1,3})", behind, re.IGNORECASE)
        if named is None:
            continue
        thing = _thing(named.group(1)) if not named.group(1).split()[0].endswith("ed") else []
        if (thing and not any(not family(each).isdisjoint(held) for each in thing)) or (
            thing and not _stands_near(thing, quantity.text, text, headings)
        ):
            yield f"{quantity.text} {named.group(1).strip()}"


def counts_swapped(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """ "31 carriers in 58 countries" where it was 58 carriers in 31 countries."""
    held: dict[frozenset[float], set[str]] = {}
    for passage in cited:
        for values, things in _counted(numerals.in_digits(passage.text)):
            held.setdefault(values, set()).update(things)
    for values, things in _counted(said):
        own = held.get(values, set())
        others = {each for other, found in held.items() if other != values for each in found}
        if things and own and not own & things and things <= others:
            yield " ".join(sorted(things))


def _counted(text: str) -> Iterator[tuple[frozenset[float], set[str]]]:
    """Each bare number with the stem of the word right behind it."""
    for quantity in quantities(text):
        behind = re.split(rf"(?<![\d.,]){re.escape(quantity.text)}(?![\d])", text, maxsplit=1)[-1]
        named = re.match(r"\s+([a-z][\w'’-]*)", behind, re.IGNORECASE)
        if quantity.values and not quantity.unit and named and named.group(1).casefold() not in STOP:
            yield quantity.values, set(content(named.group(1)))


def per_another(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """ "1,340 a week" where it was a month; "160 g a meal" where it was a resident's day."""
    if not any(each.values for each in quantities(said)):
        return
    text = "\n".join("\n".join([*each.path, each.text]) for each in cited)
    stems = set(map(stem, words(text)))
    times = {_TIMES.get(each["noun"].casefold()) for each in _EACH.finditer(text)}
    times |= {_ADVERBS.get(word) for word in words(text)}
    for match in _EACH.finditer(said):
        if _LASTING.search(said[: match.start()]):  # "for a year" is no rate
            continue
        word = words(match["noun"])[0]
        time = _TIMES.get(word)
        if time is None:
            # "A survey of 240 cooks" is no rate; "160 g a survey" and "per survey" are.
            rate = match.group()[0] not in "aA" or _JUST_COUNTED.search(said[: match.start()]) is not None
            wrong = rate and word != "cent" and word not in STOP and family(stem(word)).isdisjoint(stems)
            if " " in match["noun"] and word in text.casefold():  # "a square foot" is no square metre
                wrong = match["noun"].split()[1].casefold()[:4] not in text.casefold()
        else:
            # "Each week" may be said where "the week lists" what it lists.
            wrong = time not in times and not (match.group()[0] in "eE" and stem(word) in stems)
        if wrong:
            yield match.group()


def dated_by_the_source(said: str, cited: Sequence[Passage]) -> Iterator[str]:
    """A date that only tells when the source was made, said of the thing itself."""
    days = [each for each in quantities(said) if each.unit == "date" or (not each.unit and _is_year(each.values))]
    if not days:
        return
    meant = set(content(said))
    for passage in cited:
        told, mark, source = passage.text.partition("Source:")
        if not mark:
            return
        own = {each for each in content(source) if not each[0].isdigit()} - set(content(told))
        if meant & (_OF_SOURCES | own):
            return
    bodies = [quantities(passage.text.partition("Source:")[0]) for passage in cited]
    for day in days:
        if not any(stands_in(day, body) for body in bodies):
            yield day.text


def _thing(behind: str) -> list[str]:
    """The stems of what is counted: the words behind a number up to the first that says nothing."""
    found = []
    for word in words(behind):
        if word in STOP or word.isdigit() or word in _NO_THING:
            break
        found.append(stem(word))
    return [] if any(each in _GENERAL for each in found) else found[:2]


def _stands_near(thing: Sequence[str], number: str, text: str, near: set[str]) -> bool:
    """Whether one of the words stands within a few words of that number, or is near to all of the text already."""
    flat, wanted = words(text), words(number)
    places = [at for at, word in enumerate(flat) if wanted and word == wanted[0]]
    if not places:
        return True  # the number is written in another way there; that it stands there is another rule's concern
    near |= {stem(word) for at in places for word in flat[max(0, at - _NEAR) : at + _NEAR]}
    return any(not family(each).isdisjoint(near) for each in thing)


def _is_year(values: frozenset[float]) -> bool:
    return any(1900 <= value <= 2100 for value in values)
