"""Holds one drafted sentence to the brief before a person sees it: rules only, and a reason for each no."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from capabilities.grounding import discounts
from capabilities.grounding import limits as held
from capabilities.grounding.polarity import of_others
from capabilities.grounding.quantities import Quantity, quantities, shown_as, stands_in
from capabilities.grounding.readable import plain
from capabilities.grounding.segments import segments_missing
from capabilities.grounding.sentences import sentences
from capabilities.grounding.support import names_missing, quoted, strangers, support
from capabilities.passages import Limits, Passage

Kind = Literal[
    "unknown_citation", "no_citation", "number_not_cited", "name_not_cited", "never", "needs_qualifier",
    "discount", "unsupported",
]  # fmt: skip

Ruling = Literal["allowed", "needs_qualifier", "not_allowed", "unsupported"]

OF_LIMITS: frozenset[Kind] = frozenset({"never", "needs_qualifier", "discount"})
# The gravest first: what is told to a person who can be told only one reason.
_GRAVITY: tuple[Kind, ...] = (
    "never", "discount", "needs_qualifier", "unknown_citation", "no_citation", "number_not_cited", "name_not_cited",
    "unsupported",
)  # fmt: skip
_CALLS = re.compile(r"<\s*[!@#]\s*\w|@(?:channel|here|everyone)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>|\]]+|\bwww\.[^\s<>|\]]+|\b[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
_LIMITING = ("limit_never", "limit_only_with")
_CITATION = re.compile(r"\s*\[[^\[\]\n]{1,200}\]")


@dataclass(frozen=True)
class Reason:
    """Why a sentence is held back, in words to show to the person who asked for it.

    `ref` is the limit or the passage it is about, where there is one; `missing` is the qualifier that has to stand
    beside the claim, or the words, numbers and names that nothing cited bears.
    """

    kind: Kind
    words: str
    ref: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Verdict:
    """Whether a sentence may be shown, and every reason why not, the gravest first."""

    allowed: bool
    reasons: tuple[Reason, ...]

    @classmethod
    def of(cls, reasons: Iterable[Reason]) -> Verdict:
        """The verdict that follows from the reasons found, in whatever order."""
        ranked = tuple(sorted(dict.fromkeys(reasons), key=lambda each: _GRAVITY.index(each.kind)))
        return cls(allowed=not ranked, reasons=ranked)

    @property
    def ruling(self) -> Ruling:
        """The verdict in one word: what a limit or a discount forbids stands above a qualifier that is missing, and
        that above what nothing cited bears out."""
        if not self.reasons:
            return "allowed"
        gravest = self.reasons[0].kind
        if gravest == "needs_qualifier":
            return gravest
        return "not_allowed" if gravest in OF_LIMITS else "unsupported"


def check(
    sentence: str,
    *,
    cites: Sequence[str],
    passages: Mapping[str, Passage],
    limits: Limits,
    names: Collection[str] = (),
    known: Collection[str] = (),
    near: Mapping[str, float] | None = None,
    rare: Collection[str] = (),
    segments: Collection[str] = (),
    alike: float | None = None,
) -> Verdict:
    """Whether this one sentence may stand on the passages it cites.

    `passages` is the brief version it was drafted from, by reference; `names` are the customers and competitors
    that may be named only where a cited passage names them; `known` are words that need no citation, such as
    the product's own name; `near` is the cosine of the sentence to each limit's claim, where it is known;
    `rare` are stems that hardly a passage has; `segments` may be named only where a cited passage speaks of them;
    `alike` is the cosine to the nearest cited sentence, where it is known. Citations in square brackets inside the
    sentence are not read as its words.
    """
    said, cited = _said(sentence), _cited(cites, passages)
    reasons = [
        *_citations(cites, passages),
        *_limits(said, limits, cited, near or {}, known=known, rare=rare),
        *_discount(said, cited),
    ]
    if _CALLS.search(sentence):
        reasons.append(Reason("unsupported", "It calls on people or rooms, which no line of a draft may."))
    held_links = " ".join(each.text for each in cited)
    for match in _ADDRESS.finditer(sentence):
        if match.group().rstrip(".,;:!?)") not in held_links:
            reasons.append(Reason("unsupported", "It holds a link that no passage cited has.", missing=match.group()))
    if cited:
        reasons += _borne(said, cited, names=names, known=known, segments=segments, alike=alike)
    return Verdict.of(reasons)


def may_touch(
    sentence: str,
    *,
    cites: Sequence[str],
    passages: Mapping[str, Passage],
    limits: Limits,
    known: Collection[str],
    rare: Collection[str],
) -> bool:
    """Whether it could depend on a likeness, were it as great as can be, which limits a sentence touches.

    Few sentences do, and only these are worth a vector.
    """
    said, cited = _said(sentence), _cited(cites, passages)
    most = dict.fromkeys([*(x.claim for x in limits.never), *(x.claim for x in limits.only_with)], 1.0)
    alike = list(_limits(said, limits, cited, most, known=known, rare=rare))
    return bool(alike) and alike != list(_limits(said, limits, cited, {}, known=known, rare=rare))


def may_be_lent(
    sentence: str, *, cites: Sequence[str], passages: Mapping[str, Passage], known: Collection[str]
) -> bool:
    """Whether it depends on the cosine of the sentence to what it cites whether that bears it out."""
    said, cited = _said(sentence), _cited(cites, passages)
    return bool(cited) and not quoted(said, cited) and support(said, cited, known=known).nearly


def _said(sentence: str) -> str:
    return plain(_CITATION.sub("", sentence)).strip()


def _cited(cites: Sequence[str], passages: Mapping[str, Passage]) -> list[Passage]:
    return [passages[ref] for ref in dict.fromkeys(cites) if ref in passages]


def _citations(cites: Sequence[str], passages: Mapping[str, Passage]) -> Iterator[Reason]:
    if not cites:
        yield Reason("no_citation", "It cites nothing in the brief.")
    for ref in dict.fromkeys(cites):
        if ref not in passages:
            yield Reason("unknown_citation", f"It cites “{ref[:60]}”, which is not in this version of the brief.", ref)


def _limits(
    said: str,
    limits: Limits,
    cited: Sequence[Passage],
    near: Mapping[str, float],
    *,
    known: Collection[str],
    rare: Collection[str],
) -> Iterator[Reason]:
    own = of_others(said)
    allowed = [each.claim for each in limits.may_say]
    allowed += [part for each in cited if each.kind == "offer" for part in sentences(each.text)]
    needs = bool(cited) and all(each.kind == "segment" for each in cited)
    leans_on = [part for each in cited if each.kind not in _LIMITING for part in sentences(each.text)]
    for never in held.never_touched(own, limits.never, near=near, known=tuple(known), allowed=allowed):
        yield Reason("never", f"The brief says never: {never.claim.strip(' .')} ({never.ref}).", never.ref)
    for claim in held.unqualified(said, limits.only_with, near=near, leans_on=leans_on, rare=rare, in_its_words=needs):
        words = f"“{claim.claim}” may be said only with “{claim.qualifier}” ({claim.ref})."
        if not claim.qualifier:
            words = f"“{claim.claim}” may be said only with a qualifier the brief does not give yet ({claim.ref})."
        yield Reason("needs_qualifier", words, claim.ref, claim.qualifier)


def _discount(said: str, cited: Sequence[Passage]) -> Iterator[Reason]:
    """A lower price is offered only in the words of a cited "may say": the owner of the brief allowed those."""
    ours = of_others(said, claims=True)
    words = discounts.offered(ours, by_us=True)
    if words and not quoted(said, [each for each in cited if each.kind == "limit_may_say"]):
        yield Reason("discount", f"“{words}” offers a lower price; offer value instead.")
        return
    given = discounts.given_away(ours, [each.text for each in cited])
    if given:
        yield Reason("discount", f"“{given}” gives away what no passage cited gives; offer value instead.")


def _borne(
    said: str,
    cited: Sequence[Passage],
    *,
    names: Collection[str],
    known: Collection[str],
    segments: Collection[str],
    alike: float | None,
) -> Iterator[Reason]:
    """What the cited passages do not bear out; nothing, when the sentence is theirs word for word."""
    if quoted(said, cited):
        return
    where, ref = _where(cited), cited[0].ref
    there = [each for passage in cited for each in _figures_of("\n".join([*passage.path, passage.text]))]
    for quantity in quantities(said):
        if not stands_in(quantity, there):
            other = shown_as(quantity, there)
            words = (
                f"“{quantity.text}” is “{other}” in the {where}."
                if other
                else f"“{quantity.text}” is not in the {where}."
            )
            yield Reason("number_not_cited", words, ref, quantity.text)
    given = names_missing(said, cited, names)
    unknown = [each for each in strangers(said, cited, known=known) if not any(each in name for name in given)]
    for name in dict.fromkeys([*given, *unknown, *segments_missing(said, cited, segments)]):
        yield Reason("name_not_cited", f"“{name}” is not in the {where}.", ref, name)
    found = support(said, cited, known=known)
    if found.reversed:
        turned = ", ".join(f"“{word}”" for word in found.reversed[:4])
        yield Reason("unsupported", f"The {where} says the opposite or denies it: {turned}.", ref, turned)
    elif not found.borne(alike):
        missing = ", ".join(f"“{word}”" for word in found.missing[:4])
        yield Reason("unsupported", f"The {where} does not say {missing}.", ref, missing)


@lru_cache(maxsize=4096)
def _figures_of(text: str) -> tuple[Quantity, ...]:
    """What a passage's figures are: the same passages are cited again and again."""
    return tuple(quantities(text))


def _where(cited: Sequence[Passage]) -> str:
    refs = ", ".join(each.ref for each in cited[:3])
    return f"passage cited ({refs})" if len(cited) == 1 else f"passages cited ({refs})"
