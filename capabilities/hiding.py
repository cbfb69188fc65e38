"""Keeps customers, reps and amounts out of what is shown to everybody."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from capabilities.stems import STOP

_MENTION = re.compile(r"<[@!#][^>]*>")
_FIGURE = r"[0-9][0-9.,]*\s?[kKmM]?"
_UNIT = r"(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?|grand)\b"
_AMOUNT = re.compile(rf"[€$£]\s?{_FIGURE}|{_FIGURE}\s?(?:[€$£]|{_UNIT})", re.IGNORECASE)
_RUN = re.compile(r"\w+")
_LEGAL = frozenset(
    (
        "ag",
        "bv",
        "co",
        "company",
        "corp",
        "gmbh",
        "inc",
        "limited",
        "llc",
        "llp",
        "ltd",
        "oy",
        "plc",
        "sa",
        "sarl",
        "srl",
    )
)


# A customer called “Next”, or one logged as “it” by a slip, is not every “next” and “it” of a text.
_SMALL_WORDS = STOP | {"all", "any", "every", "more", "new", "next", "no", "not", "now", "one", "only", "some", "yes"}


@dataclass(frozen=True)
class Hiding:
    """Replaces what a public digest does not show."""

    accounts: "Names | None"
    people: "Names | None"

    @classmethod
    def of(cls, *, accounts: Iterable[str], people: Iterable[str], texts: Iterable[str]) -> "Hiding":
        """Hide these customers and people.

        A part of a name is hidden too ("Skerry" of "Skerry Fish Ltd"), unless several customers share it or
        `texts` use it as an ordinary word, in small letters.
        """
        accounts = {name.strip() for name in accounts if name.strip()}
        people = {name.strip() for name in people if name.strip()}
        ordinary = {word for text in texts for word in re.findall(r"\b[^\W\d_]+\b", text) if word.islower()}
        return cls(_pattern(accounts, ordinary, least=4), _pattern(people, ordinary, least=3))

    def hidden(self, words: str, *, amounts: bool = True) -> str:
        """The words with names, mentions and, unless told not to, amounts of money taken out."""
        words = _MENTION.sub("[name]", words)
        if self.accounts is not None:
            words = self.accounts.replaced(words, "[customer]")
        if self.people is not None:
            words = self.people.replaced(words, "[name]")
        return _AMOUNT.sub("[amount]", words) if amounts else words


@dataclass(frozen=True)
class Names:
    """Names to be found in texts: each is looked for only where the rarest of its words stands, by `ways`.

    Of thousands of customers a text names none or one, and one pattern of them all would be tried at every word. What
    has no word is in `always`. A way is its place in the order, the longest first, and its pattern.
    """

    ways: Mapping[str, Sequence[tuple[int, str]]]
    always: tuple[tuple[int, str], ...] = ()

    def replaced(self, text: str, by: str) -> str:
        runs = {_folded(run) for run in _RUN.findall(text)}
        found = {*self.always, *(way for run in runs for way in self.ways.get(run, ()))}
        return _one_of(tuple(way for _, way in sorted(found))).sub(by, text) if found else text


@lru_cache(maxsize=256)
def _one_of(ways: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _folded(run: str) -> str:
    """A word as it is compared: whatever the pattern takes for the same letter is the same here."""
    return run.replace("\u0130", "i").replace("\u0131", "i").casefold()


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name)


def _shared(names: Iterable[str]) -> set[str]:
    """The words that names of different holders have in common: “Cooling” in “Nord Cooling” and “Tide Cooling”.

    One customer written in several ways is one: “Skerry Fish”, “SKERRY Fish Ltd”, “Skerry Fisch” and “Skerry”.
    """
    holders: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        words = _words(name)
        telling = [word.casefold() for word in words if word.casefold() not in _LEGAL] or ["?"]
        who = (telling[0], *(word[:3] for word in telling[1:2]))  # three letters bear a slip of the pen
        for word in words:
            holders[word].add(who)
    return {word for word, several in holders.items() if _different(sorted(several)) > 1}


def _different(holders: Sequence[tuple[str, ...]]) -> int:
    """How many of the holders are nobody else's shorter name."""
    firsts = {who[0] for who in holders if len(who) > 1}
    return sum(len(who) > 1 or who[0] not in firsts for who in holders)


def _pattern(names: set[str], ordinary: set[str], *, least: int) -> Names | None:
    parts = {name: set(_words(name)) for name in names}
    shared = _shared(names)
    telling = {
        part
        for several in parts.values()
        for part in several
        if len(part) >= least and part[0].isupper() and part not in shared and part.lower() not in ordinary
    }
    whole = {name for name in names if len(name) >= 2}
    if not whole and not telling:
        return None
    small = {name for name in whole if name.casefold() in _SMALL_WORDS}
    written = telling | {way for name in small for way in (name, name.title(), name.upper()) if not way.islower()}
    # Whole names in any case, parts of names and small words only as they are written; the longest first.
    any_case = [(name, f"(?i:{re.escape(name)})") for name in sorted(whole - small, key=len, reverse=True)]
    as_written = [(part, re.escape(part)) for part in sorted(written, key=len, reverse=True)]
    runs = {name: {_folded(run) for run in _RUN.findall(name)} for name in whole | written}
    often = Counter(run for several in runs.values() for run in several)
    ways: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for at, (name, way) in enumerate(any_case + as_written):
        ways[min(runs[name], key=lambda run: (often[run], run), default="")].append((at, way))
    return Names({run: tuple(several) for run, several in ways.items() if run}, tuple(ways[""]))
