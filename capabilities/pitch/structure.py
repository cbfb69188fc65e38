"""Holds a draft to the order of a conversation: one point for a step, and none of the steps left out that carry it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from capabilities.brief import InForce
from capabilities.citing import Line
from capabilities.passages import Passage
from capabilities.pitch.choosing import KEPT_LONGEST, STEPS, Material, step_of

# Without these a conversation goes nowhere, where the brief has them; what the product makes possible may stand alone.
_CARRY = frozenset(("need", "benefit", "cost", "proof", "next"))
_PROVE = frozenset(("proof", "story"))
_SEVERAL = frozenset(("other",))  # pages without the format's headings have many points of no step
_WORDS = {
    "need": "what they need",
    "possible": "what the product makes possible",
    "benefit": "the benefit for this segment",
    "other": "the same",
    "cost": "cost and risk",
    "proof": "the proof",
    "next": "the next step",
}
_NAMED = 3  # passages named for a step that is missing
LEAST = 3  # points a pitch should have; quotes fill it up


@dataclass(frozen=True)
class Point:
    """A drafted point as far as its place matters: its step, the kinds of passage it cites, and what is wrong in it."""

    step: str
    kinds: frozenset[str]
    wrong: str = ""


@dataclass(frozen=True)
class Ask:
    """What to write anew: the point at this place, or one that is not there yet, and what is wrong."""

    at: int | None
    wrong: str


def asks(points: Sequence[Point], material: Material, passages: Sequence[Passage], most: int) -> list[Ask]:
    """What a model is asked to mend: what does not hold, a second point of one step, and the steps that are missing.

    A second point gives its place to a step that is missing. `passages` are those it may draft from, the best first.
    """
    wrong = {at: point.wrong for at, point in enumerate(points) if point.wrong}
    second = _second(points)
    sound = [point for at, point in enumerate(points) if at not in second]
    left = _left(sound, [step_of(each) for each in material.quotes])
    for at in second:
        if left:
            what = f"it is a second point on {_WORDS[points[at].step]}"
            wrong[at] = f"{what}; in its place {_write(left.pop(0), passages)}"
    made = [Ask(at, wrong[at]) for at in sorted(wrong)]
    room = max(0, most - len(points))
    return made + [Ask(None, _write(step, passages)) for step in left[:room]]


def once(points: Sequence[Point]) -> dict[int, str]:
    """The points that say a step again that a sound one before them says, by their place, and that in words."""
    return {at: f"a second point on {_WORDS[points[at].step]}" for at in _second(points) if not points[at].wrong}


def completed(brief: InForce, points: Sequence[Line], quotes: Sequence[Line], most: int) -> tuple[Line, ...]:
    """The points with the brief's own words for each step they leave out, in order; `most` at most, or all quotes.

    Fewer than three are made up to three with quotes of what is not cited yet.
    """
    if not points:
        return tuple(quotes)
    made = list(points)
    said = [Point(line.step, _kinds(brief, line)) for line in points]
    for step in _left(said, [quote.step for quote in quotes]):
        made += [quote for quote in quotes if quote.step == step][:1]
    used = {each.ref for line in made for each in line.cites}
    fresh = [quote for quote in quotes if quote.cites and quote.cites[0].ref not in used]
    made += fresh[: max(0, LEAST - len(made))]
    kept = sorted(made, key=lambda line: KEPT_LONGEST.index(line.step))[:most]
    return tuple(sorted(kept, key=lambda line: STEPS.index(line.step)))


def _second(points: Sequence[Point]) -> list[int]:
    """The places of points whose step a point before them has, one that does not hold after all that do."""
    seen: set[str] = set()
    made = []
    for at in sorted(range(len(points)), key=lambda at: (bool(points[at].wrong), at)):
        if points[at].step in seen and points[at].step not in _SEVERAL:
            made.append(at)
        seen.add(points[at].step)
    return sorted(made)


def _left(points: Sequence[Point], wanted: Sequence[str]) -> list[str]:
    """The steps wanted that no point takes; a proof is there where it is cited beside what it proves."""
    taken: set[str] = {point.step for point in points}
    if any(point.kinds & _PROVE for point in points):
        taken.add("proof")
    return [step for step in wanted if step in _CARRY and step not in taken]


def _write(step: str, passages: Collection[Passage]) -> str:
    refs = [each.ref for each in passages if step_of(each) == step][:_NAMED]
    return f"write {_WORDS[step]}, leading with one of: {', '.join(refs)}"


def _kinds(brief: InForce, line: Line) -> frozenset[str]:
    return frozenset(brief.passages[each.ref].kind for each in line.cites if each.ref in brief.passages)
