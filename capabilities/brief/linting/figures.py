"""Finds two different figures for one thing in a brief, and figures that the proof named beside them does not give."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from capabilities.brief.linting.finding import Finding, shown
from capabilities.brief.linting.mentions import Figure, figures_of
from capabilities.grounding.quantities import Quantity, quantities, stands_in
from capabilities.passages import Brief, Passage, spoken

# Two figures are of one thing when the clauses they stand in have at least two words and this share of all their words
# in common, rare words weighing more: less where a line names the other as its proof, more for two proofs, which are
# mostly two measurements. Set on the demo's briefs and the pages of a real company, where nothing it says is wrong.
_FEWEST, _SHARE, _LINKED, _PROOFS = 2, 0.5, 0.4, 0.7
_NOT_COMPARED = {"question", "limit_never", "material"}
_APART = {"needs", "not-for", "tested", "evidence", "clearance", "source"}
_ROUGHLY = 0.15
_MOST = 2_000  # figures compared, so that two hundred pages take no longer than a breath
_BUSIEST = 150  # figures that share a unit and a word: past that the word says nothing


def contradictions(brief: Brief) -> Iterator[Finding]:
    """Each two lines that give two figures for one thing, with every figure in which they differ."""
    # The parts of a brief come before loose pages, of which there may be hundreds.
    compared = sorted(filter(_is_compared, brief.passages), key=lambda each: each.kind == "other")
    figures = list(islice((figure for passage in compared for figure in figures_of(passage)), _MOST))
    there: dict[str, list[Quantity]] = defaultdict(list)
    for figure in figures:
        there[figure.passage.ref].append(figure.quantity)
    apart: dict[tuple[str, str], list[tuple[Figure, Figure]]] = {}
    ids, rarity = _ids(brief), _rarity(figures)
    for one, other in _pairs(figures):
        if (
            _same_scope(one.passage, other.passage)
            and _is_one_thing(one, other, rarity, linked=_linked(one.passage, other.passage, ids))
            and not stands_in(one.quantity, there[other.passage.ref])
            and not stands_in(other.quantity, there[one.passage.ref])
            and _differ(one, other)
        ):
            first, second = _in_order(one, other)
            apart.setdefault((first.passage.ref, second.passage.ref), []).append((first, second))
    for pairs in apart.values():
        yield _told(pairs)


def unproven(brief: Brief, told: Iterable[Finding]) -> Iterator[Finding]:
    """Figures that the proofs named beside them do not give, neither as they are nor as a difference or a share.

    A benefit answers for all its figures, any other line for its percentages, its amounts and what its proof measures
    in the same unit: the rest may be about something else. Lines in `told` have been spoken of already.
    """
    ids = _ids(brief)
    spoken_of = {each.ref for each in told}
    for passage in brief.passages:
        named = [proof for name in passage.proofs for proof in ids.get(name.casefold(), ())]
        if not named or passage.kind == "question" or passage.ref in spoken_of:
            continue
        given = [each for proof in named for each in quantities(proof.text)]
        benefit = passage.kind == "benefit"
        said = [each for each in quantities(spoken(passage)) if _is_telling(each, given, benefit=benefit)]
        missing = [each for each in said if not _is_given(each, given)]
        if missing:
            figures = ", ".join(f"“{each.text}”" for each in missing[:4])
            proofs = ", ".join(dict.fromkeys(passage.proofs))
            words = f"{figures}: not in the proof named ({proofs}). Correct the figure, or name the proof that has it."
            yield Finding("figure_unproven", passage.line, words, passage.ref, named[0].line, shown(passage.text),
                          shown(named[0].text))  # fmt: skip


def _pairs(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Figures of one unit that share enough words to be worth a look, each two once, the earlier first."""
    by_word: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, figure in enumerate(figures):
        shared: Counter[int] = Counter()
        for word in figure.all:
            places = by_word[figure.quantity.unit, word]
            if len(places) <= _BUSIEST:
                shared.update(places)
            places.append(at)
        for place, times in shared.items():
            if times >= _FEWEST and figures[place].passage is not figure.passage:
                yield figures[place], figure


def _is_one_thing(one: Figure, other: Figure, rarity: Mapping[str, float], *, linked: bool) -> bool:
    if one.quantity.rates != other.quantity.rates:
        return False
    nouns: frozenset[str] = frozenset()
    if not one.quantity.unit:
        if one.is_name or other.is_name:
            return False
        nouns = one.counted & other.counted
        if bool(one.counted) != bool(other.counted) or (one.counted and not nouns):
            return False
        if not one.counted and one.beside != other.beside:
            return False
    least = _LINKED if linked else _PROOFS if _own_id(one.passage) and _own_id(other.passage) else _SHARE
    # What is counted is no context of its own: "11 firms" and "19 firms" may be about anything.
    if one.groups and other.groups and not one.groups & other.groups:
        return False  # counted among others: "of 18 staff canteens" is not "of 8 hospital kitchens"
    if (one.priced or other.priced) and (not one.quantity.unit or one.counts != other.counts):
        return False  # a price list: ten seats cost another amount than two
    apart = one.passage.path != other.passage.path
    unit = frozenset({f"in {one.quantity.unit}"} if one.quantity.unit else ())
    mine, theirs = (each.all | (each.above if apart else frozenset()) for each in (one, other))
    here, there = one.clause | (mine & one.above), other.clause | (theirs & other.above)
    near = len((here & there) - nouns) >= _FEWEST
    far = len((mine & theirs) - nouns) > _FEWEST
    return (near and _alike(here | unit, there | unit, rarity) >= least) or (
        far and _alike(mine | unit, theirs | unit, rarity) >= least
    )


def _alike(one: frozenset[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    whole = sum(rarity.get(word, 1.0) for word in one | other)
    return sum(rarity.get(word, 1.0) for word in one & other) / whole if whole else 0.0


def _differ(one: Figure, other: Figure) -> bool:
    """Whether no reading of the two makes them agree: a bound, a range or an "about" may hold the other."""
    a, b = one.quantity, other.quantity
    for first, second in ((a, b), (b, a)) if a.bound != b.bound else ():
        if first.bound == "most" and all(each <= max(first.values) for each in second.values):
            return False
        if first.bound == "least" and all(each >= min(first.values) for each in second.values):
            return False
    if one.ranged or other.ranged:
        return one.ranged and other.ranged
    if one.hedged or other.hedged:
        return all(abs(x - y) > _ROUGHLY * max(abs(x), abs(y)) for x in a.values for y in b.values)
    return bool(a.values) and bool(b.values) and not a.values & b.values


def _is_compared(passage: Passage) -> bool:
    return passage.kind not in _NOT_COMPARED and passage.attribute("field") not in _APART


def _same_scope(one: Passage, other: Passage) -> bool:
    """Whether two passages may be about the same thing: two segments, customers or competitors are not."""
    for name, kinds in (("segment", None), ("subject", {"story"}), ("subject", {"competitor"})):
        if kinds is None:
            mine, theirs = one.attribute(name), other.attribute(name)
            if mine and theirs and mine.casefold() != theirs.casefold():
                return False
        elif one.kind in kinds or other.kind in kinds:
            return one.kind == other.kind and one.attribute(name) == other.attribute(name)
    return True


def _linked(one: Passage, other: Passage, ids: Mapping[str, Sequence[Passage]]) -> bool:
    """Whether one of the two names the other as its proof."""
    return any(
        proof.ref == that.ref
        for this, that in ((one, other), (other, one))
        for name in this.proofs
        for proof in ids.get(name.casefold(), ())
    )


def _ids(brief: Brief) -> dict[str, list[Passage]]:
    """The passages of each proof by its id, in lower case, and by its reference."""
    found: dict[str, list[Passage]] = defaultdict(list)
    for each in brief.passages:
        for name in {value.casefold() for key, value in each.attributes if key == "id"} | {each.ref}:
            found[name].append(each)
    return found


def _own_id(passage: Passage) -> str:
    return passage.attribute("id") or ""


def _in_order(one: Figure, other: Figure) -> tuple[Figure, Figure]:
    """The line to look at first: the one that is no proof, and of two alike the later."""
    if (one.passage.kind == "proof") != (other.passage.kind == "proof"):
        return (other, one) if one.passage.kind == "proof" else (one, other)
    return (other, one) if one.passage.line < other.passage.line else (one, other)


def _rarity(figures: Sequence[Figure]) -> dict[str, float]:
    """What each word, and each unit, weighs: the fewer sentences with figures have it, the more."""
    spoken_of: dict[str, set[str]] = defaultdict(set)
    for each in figures:
        spoken_of[each.sentence] |= each.all | each.clause | {f"in {each.quantity.unit}"}
    held = Counter(word for words_ in spoken_of.values() for word in words_)
    many = len(spoken_of)
    return {word: math.log(1 + many / times) for word, times in held.items()}


def _told(pairs: Sequence[tuple[Figure, Figure]]) -> Finding:
    first, second = pairs[0]
    here = ", ".join(dict.fromkeys(f"“{one.shown}”" for one, _ in pairs[:4]))
    there = ", ".join(dict.fromkeys(f"“{other.shown}”" for _, other in pairs[:4]))
    words = (
        f"{here} here, {there} in line {second.passage.line}: two figures for one thing. "
        "Correct the one that is wrong, or say what sets them apart."
    )
    return Finding("figures", first.passage.line, words, first.passage.ref, second.passage.line,
                   shown(first.sentence), shown(second.sentence))  # fmt: skip


def _is_telling(said: Quantity, given: Sequence[Quantity], *, benefit: bool) -> bool:
    """Whether a figure is a claim that the proof has to bear: "two floors down" is none."""
    if not benefit:
        measured = said.unit not in {"", "month"} and said.unit in {each.unit for each in given}
        return measured or said.unit == "%" or re.fullmatch(r"[A-Z]{3}", said.unit) is not None
    return bool(said.unit) or any(value >= 10 for value in said.values)


def _is_given(said: Quantity, given: list[Quantity]) -> bool:
    if stands_in(said, given) or said.unit in {"date", "code"}:
        return True
    alike = [value for each in given if each.unit == said.unit or not each.unit for value in each.values]
    if said.unit in {"%", "times"}:
        alike = [value for each in given for value in each.values]
    pairs = [(a, b) for a in alike for b in alike if a != b]
    made = {abs(a - b) for a, b in pairs}
    if said.unit == "%":
        made |= {float(round(each)) for a, b in pairs if b for each in (abs(1 - a / b) * 100, a / b * 100)}
    if said.unit == "times":
        made |= {round(a / b, 1) for a, b in pairs if b}
    return bool(said.values & made)
