"""What a question asks for: the words it turns on, its numbers and names, a figure, or that something is not so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from capabilities.grounding.sentences import sentences
from capabilities.passages import Passage
from capabilities.stems import content, normalised

# Words of asking, not of what is asked about.
_ASKING = frozenset({"mani", "much", "happen", "tell", "know", "pleas", "ani", "some", "someth", "anyth"})
# Words any talk is full of. A passage that lacks one of them does not lack much, so they count for this part of others.
TALK = frozenset(
    content("""
    say talk mention call answer ask mean think exactly really actually just thing stuff everything anyone someone
    anybody somebody everyone people person guy want need get got give take make use see look let go come put keep
    still already now again yet ever maybe like okay right good best better sort kind bit lot own even well quite
    possible able one way other another same such every each work show find help try start run long first last most
    more less few part different name said describe list explain include become there customer
    """)
)
OF_TALK = 0.25
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"(?<=[\w,;:()'’\"”-] )[(\"“'‘]?[A-Z][\w'’-]*")
# Asked for is a number, an amount, a length of time or a date.
_FIGURE = re.compile(
    r"\bhow (?:many|much|long|old|far|heavy|loud|often|soon|fast|big|tall|high|large|deep|wide|few|punctual|late)\b"
    r"|\b(?:since|until|till|by) when\b|^when (?:did|was|were)\b"
    r"|\b(?:what|which) (?:year|date|day|month|time|percentage|share|number|price|age|amount|distance|peak|length)\b"
    r"|\bprice (?:per|of|for)\b|\bwhat (?:does|do|would|did) .{1,40}\b(?:costs?|pay|charge)\b"
)
# What can be such a figure: anything with a digit, a number in words, a month, a day, or that nothing is to pay.
_GIVEN = re.compile(
    r"\d[\d.,:]*|\b(?:half|quarter|third|once|twice|dozens?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|"
    r"thousands?|millions?|billions?|free|nothing|no charge|no fee|daily|weekly|monthly|yearly|hourly|january|february|"
    r"march|april|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
)
_NOT = re.compile(r"\b(?:not|never|cannot)\b|(?<=\w)n't\b")
# "Isn't it …?" and "Can't they …?" ask whether it is so.
_RHETORIC = re.compile(r"^\W*(?:and |but |so )?\w+n't\b")
_DENYING = re.compile(r"\b(?:not|no|nor|never|cannot|without|none|nobody|nothing|neither)\b|(?<=\w)n't\b")


@dataclass(frozen=True)
class Asked:
    """A question taken apart.

    `all` are its content stems, once each, in order; `numbers` and `names` those of them that are numbers, and words
    with a capital inside the sentence; `spoken` gives a stem's word as it was said. `figure` says that a number, an
    amount or a date is asked for, `denied` that the question holds a "not".
    """

    all: tuple[str, ...]
    numbers: frozenset[str]
    names: frozenset[str]
    spoken: dict[str, str]
    figure: bool
    denied: bool
    given: frozenset[str]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The stems that stand beside each other, in the order of the alphabet."""
        return tuple(dict.fromkeys(paired(self.all)))


@dataclass(frozen=True)
class Window:
    """Two neighbouring sentences of a passage: their stems with the headings', the figures given, and any denial."""

    stems: frozenset[str]
    given: frozenset[str]
    denies: bool


def asked(question: str) -> Asked:
    """A question taken apart, by its words alone."""
    spoken: dict[str, str] = {}
    for word in re.findall(r"[\w.,'’-]*\w", question):
        for stem in content(word):
            spoken.setdefault(stem, word)
    names = " ".join(match.group() for match in _CAPITAL.finditer(question))
    order = tuple(stem for stem in dict.fromkeys(content(question)) if stem not in _ASKING)
    flat = normalised(question).strip()
    return Asked(
        all=order,
        numbers=frozenset(stem for stem in order if _DIGIT.search(stem)),
        names=frozenset(content(names)),
        spoken={stem: spoken.get(stem, stem) for stem in order},
        figure=_FIGURE.search(flat) is not None,
        denied=_NOT.search(_RHETORIC.sub("", flat)) is not None,
        given=_figures(flat),
    )


def windows(passage: Passage) -> list[Window]:
    """Each two neighbouring sentences of a passage: words far apart rarely answer together. There is one at least."""
    above = frozenset(content(" ".join(passage.path)))
    heading = " ".join(passage.path)
    each = sentences(passage.text) or [""]
    return [
        Window(frozenset(content(said)) | above, _figures(flat), _DENYING.search(flat) is not None)
        for said in ([" ".join(pair) for pair in pairwise(each)] or each)
        for flat in (normalised(f"{heading} {said}"),)
    ]


def paired(stems: Sequence[str]) -> list[tuple[str, str]]:
    """Stems that stand beside each other, each two in the order of the alphabet."""
    return [(one, other) if one <= other else (other, one) for one, other in pairwise(stems)]


def _figures(flat: str) -> frozenset[str]:
    return frozenset(match.group().strip(".,:") for match in _GIVEN.finditer(flat))
