"""Whether a sentence touches what the brief never says, or makes a claim without its qualifier."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from capabilities.grounding.asking import refuses, without_refusals
from capabilities.grounding.discounts import offered
from capabilities.grounding.families import family
from capabilities.grounding.likeness import ABOUT, SAME
from capabilities.grounding.polarity import denies, disclaimed, excused, taken_back
from capabilities.grounding.promises.kind import How, Promise
from capabilities.grounding.qualifying import qualified, told, told_of_others
from capabilities.grounding.texts import words
from capabilities.grounding.wanted import Claim, Forbidden, Phrase, claim_of, forbidden
from capabilities.grounding.wording import Wording, share_of, worded
from capabilities.passages import Limit, OnlyWith
from capabilities.stems import stem

_NEVER_GAP, _CLAIM_GAP = 2, 4  # at most; content words that may stand between those of a limit, and of a claim
_NEARLY_ALL = 0.8  # of a claim of more than five content words, or of one in other words
_MOST, _HALF, _A_THIRD = 0.65, 0.5, 0.33  # of what a limit names must be named where a kind of promise is made
# What makes a claim more than its subject: sayings of one of these kinds are looked for where a limit has one.
_OPERATIVE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:most|least|best|worst|first|only|unique\w*|[a-z]{3,}(?<!r)est|"
        r"no ?(?:body|one|thing|where)? (?:else|other)|"
        r"than (?:any|all|every)\w*|(?:any|every|all) other\w*|unlike|nobody|none|number 1)\b",
        r"\b(?:all|every\w*|each|always|any|anyone|anything|anybody|whatever|whoever|never|no|none|nobody|nothing|not|"
        r"100 percent|entirely|completely|wholly|without|ever|impossible|out of the question|ends?|stops?|gone)\b",
    )
)
_YOU = frozenset({"you", "your", "yours"})
_NOTHING: Mapping[str, float] = {}


def never_touched(
    sentence: str,
    limits: Sequence[Limit],
    *,
    near: Mapping[str, float] = _NOTHING,
    known: Sequence[str] = (),
    allowed: Sequence[str] = (),
    of_others: bool = False,
) -> Iterator[Limit]:
    """The limits on what is never said that a sentence touches; saying that one does not say it touches nothing.

    Known by the limit's own words, by the words of its kind of promise about the same thing, and, where `near` has
    the cosine of the sentence to each limit's claim, by meaning. `known` are names that say nothing, as the product's;
    a sentence that only says what one of the `allowed` says touches a limit by the limit's own words alone; one that
    speaks `of_others` touches none that is about us.
    """
    # What is not promised is promised nowhere, whichever limit it names; names apart.
    kept = "; ".join(each for each in re.split(r"\s*;\s*", without_refusals(sentence)) if not refuses(each))
    said, whole = worded(kept), worded(sentence)
    says_more = not any(_only_says(said, each) for each in allowed)
    # What may be said is not forbidden by words that stand in it by chance.
    own = bool(said.meant) and not says_more and any(_says_just(said, each) for each in allowed)
    for limit in limits:
        held = forbidden(limit.claim, tuple(known))
        if of_others and held.of_us and not held.names and not (said.of_us(known) or _YOU & said.stems):
            continue
        likeness = near.get(limit.claim, 0.0)
        in_other_words = _in_kind if held.kinds else _in_other_words
        if (
            _named(whole, held)
            or (_in_its_words(said, held) and not own)
            or (says_more and in_other_words(said, held, likeness))
        ):
            yield limit


def unqualified(
    sentence: str,
    limits: Sequence[OnlyWith],
    *,
    near: Mapping[str, float] = _NOTHING,
    leans_on: Sequence[str] = (),
    rare: Collection[str] = (),
    in_its_words: bool = False,
    cites: Collection[str] = (),
) -> Iterator[OnlyWith]:
    """The claims a sentence makes, in the brief's words or others, without what they may only be made with.

    `leans_on` are the sentences of what it cites: who says in other words what one of those claims, claims it too.
    Who cites a limit, in `cites`, and says half of its claim makes it. `rare` are stems that hardly a passage of the
    brief has: one of them tells what is meant. With `in_its_words` only
    the limit's own words claim something: for what a customer needs.
    """
    said = worded(sentence)
    for limit in limits:
        claim = claim_of(limit.claim)
        if not claim.stems and not claim.figures:
            continue
        others_did = claim.possible and told(said, leans_on)
        named = limit.ref in cites and said.share(claim.stems) >= _HALF
        claimed = (
            named
            or _in_claims_words(said, claim)
            or (
                not (in_its_words or others_did)
                and (
                    _claimed(said, claim, near.get(limit.claim, 0.0))
                    or any(_claims_with(said, worded(each), limit, rare) for each in leans_on)
                )
            )
        )
        if not claimed or qualified(said, limit.qualifier):
            continue
        of_others = not claim.figures and limit.ref not in cites and told_of_others(said, leans_on, limit.qualifier)
        if not of_others:
            yield limit


def _named(said: Wording, held: Forbidden) -> bool:
    """Whether a name that is never named stands there, in whatever sense."""
    whole = any(name <= said.stems for name in held.names)
    return whole or not held.distinct.isdisjoint(said.capitals)


def _in_its_words(said: Wording, held: Forbidden) -> bool:
    for phrase in held.phrases:
        place = _touch(said, phrase)
        if place is None:
            continue
        first, last = place
        denied = held.denies and (len(held.phrases) == 1 or any(map(_no, phrase.stems)))
        opens = max(start for start in said.starts if start <= first)
        closes = min((start for start in said.starts if start > last), default=len(said.flat))
        between = any(map(denies, said.flat[first : last + 1]))
        before, behind = " ".join(said.flat[opens:first]), " ".join(said.flat[last + 1 : closes])
        if disclaimed(before) or (not denied and (between or taken_back(before, behind))):
            continue
        if denied and closes <= last:  # "No, you need a developer" does not deny the need
            continue
        return True
    return False


def _no(one: str) -> bool:
    return denies(one) or one in {"noth", "nobodi"}


def _in_kind(said: Wording, held: Forbidden, likeness: float) -> bool:
    return any(_promised(said, kind, held, likeness) for kind in held.kinds)


def _promised(said: Wording, kind: Promise, held: Forbidden, likeness: float) -> bool:
    """Whether a sentence makes this kind of promise about what the limit names."""
    if kind.lower_price:
        return offered(said.raw, by_us=True) is not None
    topic = held.topic(kind)
    if held.of_us and not topic and not kind.whole and not said.of_us(held.known):
        return False
    if not held.proper <= said.stems and not kind.whole:
        return False
    for match in _meant(said, kind, "said"):
        share = share_of(topic, said.around(*match.span(), part=False))
        if kind.whole or not topic or share >= _HALF or likeness >= ABOUT:
            return True
    for match in _meant(said, kind, "about"):
        share = (
            1.0
            if held.proper and not topic and kind.by_name
            else share_of(topic, said.around(*match.span(), part=True))
        )
        if likeness >= SAME or share >= _MOST or (likeness >= ABOUT and (share >= _HALF or not topic)):
            return True
    wanted = {other for each in topic for other in family(each)}
    return any(
        wanted & {stem(word) for word in words(said.text[match.end() :])[:4]} for match in _meant(said, kind, "onto")
    )


@lru_cache(maxsize=4096)
def _meant(said: Wording, kind: Promise, how: How) -> tuple[re.Match[str], ...]:
    """Where a sentence makes a promise of this kind and means it."""
    return tuple(match for match in kind.made(how, said.text) if not excused(said.text, *match.span()))


def _in_other_words(said: Wording, held: Forbidden, likeness: float) -> bool:
    """A limit of no known kind: nearly all of its words in words of their families, or the same meaning."""
    topic = held.topic(None)
    share, denied = said.part(topic)
    if said.left_open(topic) or held.denies != denied:
        return False
    if not (held.proper <= said.stems and held.figures <= said.figures):
        return False
    if len(topic) + len(held.proper) > 1 and share >= _NEARLY_ALL:
        return True
    # Two sentences on the same thing are near to each other; "the most" and "always" are what a limit forbids of it.
    return likeness >= SAME and share >= _HALF / 2 and all(each(said.text) for each in operative(held.bare))


@lru_cache(maxsize=1024)
def operative(claim: str) -> tuple[Callable[[str], object], ...]:
    """How to look for the kinds of words that a claim turns on, such as superlatives and "always"."""
    text = worded(claim).text
    return tuple(each.search for each in _OPERATIVE if each.search(text))


def _touch(said: Wording, phrase: Phrase) -> tuple[int, int] | None:
    """Where in a sentence a phrase is touched, from its first word to its last, or None."""
    if not phrase.stems or not said.stems.issuperset(phrase.stems):
        return None
    place = _window(said.placed, phrase.stems, len(phrase.stems) + _NEVER_GAP)
    if place is None or not phrase.promised:
        return place
    promises = [at for at, each in said.placed if each in phrase.promised]
    return (min(place[0], *promises), place[1]) if promises else None


def _in_claims_words(said: Wording, claim: Claim) -> bool:
    if not claim.figures <= said.figures:
        return False
    if claim.all and len(claim.all) <= 5:
        gap = min(len(claim.all) - 1 or 1, _CLAIM_GAP)  # between two words less may stand than between five
        return _window(said.placed, claim.all, len(claim.all) + gap) is not None
    return sum(each in said.stems for each in claim.all) >= _NEARLY_ALL * len(claim.all)


def _claimed(said: Wording, claim: Claim, likeness: float) -> bool:
    """Whether a claim is made in other words: its figures about the same thing, or words of their families."""
    if claim.figures:
        there = claim.figures <= said.figures and said.share(claim.counted) == bool(claim.counted)
        return there and (said.share(claim.stems) >= _HALF / 2 or likeness >= ABOUT)
    share, denied = said.part(claim.stems)
    if claim.denies != denied:
        return False
    # "Without a network" is one word and its denial; one word alone would be too little.
    return ((len(claim.stems) > 1 or claim.denies) and share >= _NEARLY_ALL) or (likeness >= SAME and share >= _MOST)


def _claims_with(said: Wording, cited: Wording, limit: OnlyWith, rare: Collection[str]) -> bool:
    """Whether a sentence says what a cited one says that makes the claim, or that carries its qualifier.

    It says half of its words and what is claimed.
    """
    claim, needed = claim_of(limit.claim), claim_of(limit.qualifier)
    if share_of(said.meant, cited.stems) < _HALF:
        return False
    if claim.figures:
        # "From 38 to 11" says what "by 71 %" says beside it.
        others = said.figures & (cited.figures - needed.figures) if said.share(claim.stems) >= _A_THIRD else frozenset()
        return _claimed(cited, claim, 0.0) and bool(claim.figures & said.figures or others)
    if claim.denies != said.part(claim.stems)[1]:
        return False
    telling = claim.stems.intersection(rare)
    if telling and telling <= cited.stems and telling <= said.stems:
        return True
    if share_of(claim.stems, cited.stems) >= _NEARLY_ALL:
        return said.share(claim.stems) >= _HALF
    qualifies = len(needed.stems) > 2 and needed.figures <= cited.figures
    return qualifies and share_of(needed.stems, cited.stems) >= _NEARLY_ALL


def _only_says(said: Wording, allowed: str) -> bool:
    """Whether a sentence says no more than what may be said."""
    other = worded(allowed)
    return said.figures <= other.figures and share_of(said.meant, other.stems) >= _NEARLY_ALL


def _says_just(said: Wording, allowed: str) -> bool:
    """Whether a sentence says nearly all of what may be said and no more, and denies neither more nor less."""
    other = worded(allowed)
    return (
        _only_says(said, allowed) and share_of(other.meant, said.stems) >= _NEARLY_ALL and said.figures == other.figures
    )


def _window(placed: Sequence[tuple[int, str]], wanted: Sequence[str], longest: int) -> tuple[int, int] | None:
    """From where to where the wanted stems stand in at most `longest` words, in nearly their order; else None."""
    need = set(wanted)
    for first, (at, each) in enumerate(placed):
        if each not in need:
            continue
        order: dict[str, int] = {}
        for place, other in placed[first : first + longest]:
            if other in need:
                order.setdefault(other, place)
        if len(order) == len(need) and _nearly(list(order), wanted):
            return at, max(order.values())
    return None


def _nearly(order: Sequence[str], wanted: Sequence[str]) -> bool:
    """At most one pair the wrong way round for each three words: "dates of delivery" is "delivery dates"."""
    places = [list(wanted).index(each) for each in order]
    wrong = sum(a > b for at, a in enumerate(places) for b in places[at + 1 :])
    return wrong <= max(1, len(wanted) // 3)
