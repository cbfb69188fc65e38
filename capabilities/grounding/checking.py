"""Holds one drafted sentence to the brief before a person sees it: rules only, and a reason for each no."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from capabilities.grounding.asking import only_asks
from capabilities.grounding.numerals import in_digits
from capabilities.grounding.polarity import excused
from capabilities.grounding.quantities import Quantity, in_full, quantities, share_shown, shown_as, stands_in
from capabilities.grounding.readable import plain
from capabilities.grounding.segments import segments_missing
from capabilities.grounding.support import names_missing, quoted, strangers, support
from capabilities.grounding.touching import Held
from capabilities.grounding.verdicts import Reason, Verdict
from capabilities.passages import Limits, Passage

_CALLS = re.compile(r"<\s*[!@#]\s*\w|@(?:channel|here|everyone)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>|\]]+|\bwww\.[^\s<>|\]]+|\b[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
# Words of putting something before the public, and passages that are not cleared for it.
_PUBLIC = re.compile(
    r"\b(?:public\w*|publish\w*|press|quot(?:e|es|ed|ing)|website|web ?(?:page|site)|leaflets?|brochures?|flyers?|"
    r"posters?|slides?|newsletters?|linkedin|social media|case study|references?|in writing|print(?:ed)?|"
    r"announce\w*|advert\w*|by name|logo|post(?:ed|s)? (?:it|this|that|about))\b",
    re.IGNORECASE,
)
_A_TIME = re.compile(
    r"\b(?:an?|each|every|per) (?:[a-z]+ing )?(?=(?:year|quarter|month|week|day|hour|minute|second)\b)", re.IGNORECASE
)
_BARE = re.compile(r"\b(?:after|within|for) (\d{1,3})(?= (?:with|and|or|at)\b|[;.])")
_CITATION = re.compile(r"\s*\[[^\[\]\n]{1,200}\]")


def check(
    sentence: str,
    *,
    cites: Sequence[str],
    passages: Mapping[str, Passage],
    limits: Limits,
    names: Collection[str] = (),
    known: Collection[str] = (),
    segments: Collection[str] = (),
    alike: float | None = None,
    touched: Sequence[Reason] | None = None,
) -> Verdict:
    """Whether this one sentence may stand on the passages it cites.

    `passages` is the brief version it was drafted from, by reference; `names` are the customers and competitors
    that may be named only where a cited passage names them; `known` are words that need no citation, such as
    the product's own name; `segments` may be named only where a cited passage speaks of them; `alike` is the cosine to
    the nearest cited sentence, and `touched` the limits it breaks, where these are known already. Citations in square
    brackets inside the sentence are not read as its words.
    """
    said, cited = as_read(sentence), among(cites, passages)
    broken = Held(limits, known).touched(said, cited, {}) if touched is None else touched
    reasons = [*_citations(cites, passages), *broken]
    if _CALLS.search(sentence):
        reasons.append(Reason("unsupported", "It calls on people or rooms, which no line of a draft may."))
    held_links = " ".join(each.text for each in cited)
    for match in _ADDRESS.finditer(sentence):
        if match.group().rstrip(".,;:!?)") not in held_links:
            reasons.append(Reason("unsupported", "It holds a link that no passage cited has.", missing=match.group()))
    if inside := _made_public(said, cited):
        words = f"The brief keeps this inside the house ({inside.attribute('clearance')}), so it is not made public."
        reasons.append(Reason("unsupported", words, inside.ref))
    if cited:
        reasons += _borne(said, cited, names=names, known=known, segments=segments, alike=alike)
    return Verdict.of(reasons)


def _made_public(said: str, cited: Sequence[Passage]) -> Passage | None:
    """The passage kept inside the house that a sentence would put before the public; None where it does not.

    Asking not to is fine: "not to be named in writing".
    """
    match = _PUBLIC.search(said)
    if match is None or excused(said.lower(), *match.span()):
        return None
    kept = (each for each in cited if (each.attribute("clearance") or "public").casefold() != "public")
    return next((each for each in kept if not _PUBLIC.search(each.text)), None)


def may_be_lent(
    sentence: str, *, cites: Sequence[str], passages: Mapping[str, Passage], known: Collection[str]
) -> bool:
    """Whether it depends on the cosine of the sentence to what it cites whether that bears it out."""
    said, cited = as_read(sentence), among(cites, passages)
    return bool(cited) and not quoted(said, cited) and support(said, cited, known=known).nearly


def as_read(sentence: str) -> str:
    """A sentence as a reader sees it, without its citations in square brackets."""
    return plain(_CITATION.sub("", sentence)).strip()


def among(cites: Sequence[str], passages: Mapping[str, Passage]) -> list[Passage]:
    """Those of the passages that are cited, in the order they are cited."""
    return [passages[ref] for ref in dict.fromkeys(cites) if ref in passages]


def _citations(cites: Sequence[str], passages: Mapping[str, Passage]) -> Iterator[Reason]:
    if not cites:
        yield Reason("no_citation", "It cites nothing in the brief.")
    for ref in dict.fromkeys(cites):
        if ref not in passages:
            yield Reason("unknown_citation", f"It cites “{ref[:60]}”, which is not in this version of the brief.", ref)


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
        if not (
            stands_in(quantity, there)
            or any(stands_in(each, there) for each in in_full(quantity, said))
            or share_shown(quantity, there)
        ):
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
    if only_asks(said, known):
        return
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
    # "A year later" is one year to who says so.
    one = quantities(_A_TIME.sub("1 ", text))
    # "For 36 months; it may be left after 18": that is 18 months to who says so.
    bare = [Quantity(match[1], "", frozenset({float(match[1])})) for match in _BARE.finditer(in_digits(text))]
    return (*quantities(text), *one, *(full for each in bare for full in in_full(each, text)))


def _where(cited: Sequence[Passage]) -> str:
    refs = ", ".join(each.ref for each in cited[:3])
    return f"passage cited ({refs})" if len(cited) == 1 else f"passages cited ({refs})"
