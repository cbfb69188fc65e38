"""What one kind of promise is, and where a sentence makes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

_SEASON = (
    r"(?:(?:the |this |next |early |late |mid-?|end of |start of |beginning of |middle of )*"
    r"(?:january|february|march|april|may(?= \d| at| the|$|[.,])|june|july|august|september|october|november|december|"
    r"spring|summer|autumn|fall|winter|christmas|easter|new year|quarter|q[1-4]|h[12]|term|season|school year|year end|"
    r"20\d\d|week \d+|year)\b)"
)
_DATE = _SEASON.replace(
    "new year|", "new year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|month|half|"
).replace(r"|year)\b)", r"|week|year)\b)")
# What the words of the kinds may hold: a time of which roadmaps speak, a day as well, and up to five words.
_STANDS_FOR = {"<season>": _SEASON, "<date>": _DATE, "<five>": r"(?:\s+[\w'%-]+){0,5}?\s+"}

How = Literal["said", "about", "onto"]


@dataclass(frozen=True, eq=False)
class Promise:
    """One kind of promise, in words to look for in a text in lower case and spelled out.

    `limit` tells from its wording that a limit is of this kind. `said` makes the promise; where the limit names
    something ("you are sure to pass the audit") the sentence must name it too, unless the kind is `whole`. `about`
    makes it only beside what the limit names, and `onto` only where that stands right behind. Words in `generic`
    name nothing. `lower_price` is made by any offer of a lower price (`discounts`). Where a limit names
    nothing but somebody ("we are GDPR compliant"), `about` is enough beside the name if `by_name`. Of the words of a
    limit that tell its kind, those in `keeps` are what it is about all the same: "faster than".
    """

    name: str
    limit: tuple[str, ...]
    said: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    onto: tuple[str, ...] = ()
    generic: str = ""
    whole: bool = False
    lower_price: bool = False
    keeps: str = ""
    by_name: bool = True

    def forbidden_by(self, claim: str) -> bool:
        """Whether a limit with this claim is of this kind."""
        return _pattern(self.limit).search(claim) is not None

    def topic_of(self, claim: str) -> str:
        """The claim without the words that tell its kind: what is left is what it is about."""
        kept = re.findall(self.keeps, claim) if self.keeps else []
        return " ".join([_pattern(self.limit).sub(" ", claim), *kept])

    def made(self, how: How, text: str) -> Iterator[re.Match[str]]:
        """Where a text has these words."""
        words = {"said": self.said, "about": self.about, "onto": self.onto}[how]
        return _pattern(words).finditer(text) if words else iter(())


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(words)
    for sign, meaning in _STANDS_FOR.items():
        joined = joined.replace(sign, meaning)
    return re.compile(joined)
