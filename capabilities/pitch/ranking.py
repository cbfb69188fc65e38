"""How the points of pitches did in their conversations, and what that is worth when the next ones are chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from capabilities.passages import Passage, claim_of
from storage import pitch as stored
from storage.database import Unit
from storage.pitch import PitchPoint

LANDED, FLAT = "landed", "flat"
HALF_LIFE = timedelta(days=90)  # a quarter: the pace at which briefs are reviewed and competitors' prices change
LOOK_BACK = 4 * HALF_LIFE  # what is older would weigh less than a sixteenth
ELSEWHERE, MOST_ELSEWHERE = 0.25, 2.0  # what a mark of another segment weighs, and all of them together at most
# What a field note weighs beside a mark: a mark is set at its very point, and which line a note speaks of is told by
# likeness (capabilities/brief/tried.py), wrongly for one in eight. So four of them are needed to sway as two marks do.
NOTED = 0.5
NOTES, PEOPLE = 3, 2  # notes on a line, and who wrote them, before they count: no single rep moves a line for everybody
PRIOR = (2.0, 1.0)
SURE = 0.9  # of a bound, one-sided
_TINY = 1e-300  # in place of a zero to divide by
SWAY = 0.3  # how far a record moves a point, in shares of the nearest point's relevance


@dataclass(frozen=True)
class Trial:
    """One field note that says a claim landed or fell flat: shaped as a mark is, and said by `marked_by`."""

    claim: str
    segment: str
    outcome: str
    marked_by: str
    marked_at: datetime


Mark = PitchPoint | Trial


@dataclass(frozen=True)
class Record:
    """How a claim did with a segment.

    `landed` and `flat` are weights: marks and notes by their age, those of other segments for less. `times` of `n` are
    the plain counts of this segment's own marks in the last 360 days, to be shown, and `heard` and `heard_flat` those
    of its field notes. `lower` is in 0..1: the share of conversations in which the claim lands at least, at 90 %.
    """

    landed: float
    flat: float
    n: int
    lower: float
    times: int = 0
    heard: int = 0
    heard_flat: int = 0

    def said(self, segment: str) -> str:
        """`landed 5 of 6 times with Hospitals`, or with the notes' count: `fell flat 6 times in the field with
        Hospitals`; empty while nobody of this segment said anything."""
        counted = f"landed {self.times} of {self.n} times" if self.n else ""
        if self.n == 1:
            counted = "landed once" if self.times else "fell flat once"
        ways = (("landed", self.heard), ("fell flat", self.heard_flat))
        heard = " and ".join(f"{how} {_times(count)}" for how, count in ways if count)
        said = "; ".join(part for part in (counted, heard and f"{heard} in the field") if part)
        return f"{said} with {segment}" if said and segment else said


def standing(
    unit: Unit, claims: Sequence[str], segment: str, now: datetime, trials: Sequence[Trial] = ()
) -> dict[str, Record]:
    """The record of each claim with a segment; a claim nobody marked is in it too, as unknown.

    A mark of age a days weighs 2^(-a/90). A mark of another segment weighs a quarter of that, and all of them
    together at most two marks, so that a new segment is not blind and its own third mark outweighs what others say:
    the power prior of Ibrahim and Chen (Statistical Science 15, 2000), data of others raised to a power below one.
    A pitch to no segment in particular counts all marks in full. `trials` are what field notes say of the claims: a
    note weighs half of a mark, once three notes of two people speak of the claim with the segment, or with others.
    """
    wanted = list(dict.fromkeys(claims))
    marks: dict[str, list[PitchPoint]] = {claim: [] for claim in wanted}
    for mark in stored.marked(unit, wanted, since=now - LOOK_BACK) if wanted else []:
        marks[mark.claim].append(mark)
    said: dict[str, list[Trial]] = {claim: [] for claim in wanted}
    for trial in trials:
        if trial.claim in said:
            said[trial.claim].append(trial)
    return {claim: record(marks[claim], segment, now, said[claim]) for claim in wanted}


def record(marks: Sequence[PitchPoint], segment: str, now: datetime, trials: Sequence[Trial] = ()) -> Record:
    """The record that marks, and notes, of one claim make with a segment."""

    def of(said: Sequence[Mark], *, here: bool) -> list[Mark]:
        return [each for each in said if (not segment or same(each.segment, segment)) == here]

    own, others = of(marks, here=True), of(marks, here=False)
    heard, elsewhere = _enough(of(trials, here=True)), _enough(of(trials, here=False))
    landed, flat = _sum(_weights(own, now), _weights(heard, now))
    there, not_there = (ELSEWHERE * weight for weight in _sum(_weights(others, now), _weights(elsewhere, now)))
    share = min(1.0, MOST_ELSEWHERE / (there + not_there)) if there + not_there else 0.0
    landed, flat = landed + share * there, flat + share * not_there
    times, well = (sum(each.outcome == LANDED for each in said) for said in (own, heard))
    return Record(landed, flat, len(own), bound(landed, flat, "lower"), times, well, len(heard) - well)


def bound(landed: float, flat: float, side: Literal["lower", "upper"]) -> float:
    """The share of conversations in which a claim lands at least, or at most, with a probability of 90 %.

    Each conversation is a Bernoulli trial of an unknown share p. From a Beta(2, 1) prior, weights L and F make the
    posterior Beta(2 + L, 1 + F) (Gelman and others, Bayesian Data Analysis, section 2.4); the bound is its quantile
    at 0.1 or 0.9. The prior is the uniform Beta(1, 1) and one mark that landed: a point stands in the brief because
    somebody proved it. So an unknown point (0.316) is tried before one that lands less than half of the time, and
    after one that lands more, without a rule of its own.
    """
    ahead, behind = PRIOR
    return beta_quantile(1 - SURE if side == "lower" else SURE, ahead + round(landed, 3), behind + round(flat, 3))


def ranked(
    passages: Sequence[Passage], records: Mapping[str, Record], relevance: Mapping[str, float] | None = None
) -> list[Passage]:
    """The passages, the best to say first; what ties stays in the order it came.

    `records` are by claim, `relevance` is by ref, of any scale, higher nearer; without it all count as equally near.
    A passage's place is r + 0.3 s: r its relevance as a share of the greatest, s from -1 (never lands) over 0
    (unknown) to 1 (always lands). So relevance leads: the best record lifts no passage over another that is 0.6
    nearer, and one that fell flat eight times of eight is behind every unknown one some three quarters as near.
    """
    greatest = max((relevance or {}).values(), default=0.0)

    def place(passage: Passage) -> float:
        near = 1.0
        if relevance is not None:
            near = max(0.0, relevance.get(passage.ref, 0.0)) / greatest if greatest > 0 else 0.0
        known = records.get(claim_of(passage))
        return near + SWAY * (sway(known) if known is not None else 0.0)

    return sorted(passages, key=lambda passage: -round(place(passage), 6))


def sway(known: Record) -> float:
    """A record in -1..1: 0 is unknown, below it what lands less than half of the time."""
    unknown = bound(0, 0, "lower")
    way = known.lower - unknown
    return way / unknown if way < 0 else way / (1 - unknown)


def same(one: str, other: str) -> bool:
    """Whether two names mean one segment."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _enough(trials: Sequence[Mark]) -> Sequence[Mark]:
    """The notes where there are enough to count, else none."""
    return trials if len(trials) >= NOTES and len({each.marked_by for each in trials}) >= PEOPLE else ()


def _sum(marks: tuple[float, float], notes: tuple[float, float]) -> tuple[float, float]:
    return marks[0] + NOTED * notes[0], marks[1] + NOTED * notes[1]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _weights(marks: Sequence[Mark], now: datetime) -> tuple[float, float]:
    """What landed and what fell flat, each mark by its age."""
    landed = flat = 0.0
    for mark in marks:
        age = max(timedelta(), now - mark.marked_at) if mark.marked_at else LOOK_BACK
        weight = 2.0 ** -(age / HALF_LIFE)
        landed, flat = (landed + weight, flat) if mark.outcome == LANDED else (landed, flat + weight)
    return landed, flat


@lru_cache(maxsize=4096)
def beta_quantile(share: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = share, for share in 0..1 and a, b > 0; right to nine digits, by halving."""
    low, high = 0.0, 1.0
    for _ in range(32):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_share(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b): how much of Beta(a, b) lies below x.

    By the continued fraction of DLMF 8.17.22, summed as Lentz does it; beyond the mean from the other side
    (8.17.4), where it converges quickly.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    front = a * math.log(x) + b * math.log1p(-x) + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    whole, below, fraction = 1.0, 0.0, 1.0
    for at in range(1, 400):
        half, odd = divmod(at, 2)
        if odd:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        below = 1 / ((1 + part * below) or _TINY)
        whole = (1 + part / whole) or _TINY
        fraction *= whole * below
        if abs(whole * below - 1) < 1e-12:
            break
    return math.exp(front) / (a * fraction)
