"""The record of a point: its bound is right, age and other segments weigh as said, and order follows from it."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pytest

from capabilities.books import Books
from capabilities.passages import Passage, claim_of
from capabilities.pitch.ranking import (
    HALF_LIFE,
    Record,
    Trial,
    beta_quantile,
    beta_share,
    bound,
    ranked,
    record,
    standing,
)
from storage import pitch as stored
from storage.pitch import PitchPoint

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HERE, HOSPITALS, HOMES = "THERE1", "Hospitals", "Care homes"


def mark(outcome: str, *, segment: str = HOSPITALS, days: float = 0, claim: str = "c1", at: int = 1) -> PitchPoint:
    when = NOW - timedelta(days=days)
    return PitchPoint(
        workspace=HERE, pitch=f"p{at}", position=1, ref="how-1", claim=claim, segment=segment, drafted_at=when,
        outcome=outcome, marked_by="UANN", marked_at=when,
    )  # fmt: skip


def marks(landed: int, flat: int, *, segment: str = HOSPITALS, days: float = 0) -> list[PitchPoint]:
    made = ["landed"] * landed + ["flat"] * flat
    return [mark(outcome, segment=segment, days=days) for outcome in made]


def passage(ref: str) -> Passage:
    return Passage(ref, ("How",), f"Words of {ref}.", "benefit", 1)


@pytest.mark.parametrize("a", [1, 2, 5])
@pytest.mark.parametrize("b", [1, 3, 17, 60])
@pytest.mark.parametrize("x", [0.004, 0.2, 0.5, 0.81, 0.995])
def test_the_share_below_is_the_chance_of_so_many_of_so_many(a: int, b: int, x: float) -> None:
    tosses = a + b - 1  # for whole numbers I_x(a, b) is a sum of binomial chances (DLMF 8.17.5)
    whole = sum(math.comb(tosses, j) * x**j * (1 - x) ** (tosses - j) for j in range(a, tosses + 1))
    assert beta_share(x, a, b) == pytest.approx(whole, abs=1e-11)


@pytest.mark.parametrize("a", [0.5, 1, 2.37, 40.2])
def test_the_quantile_is_right_where_it_can_be_written_down(a: float) -> None:
    assert beta_quantile(0.1, a, 1) == pytest.approx(0.1 ** (1 / a), abs=1e-8)
    assert beta_quantile(0.9, 1, a) == pytest.approx(1 - 0.1 ** (1 / a), abs=1e-8)


@pytest.mark.parametrize(("a", "b"), [(2.0, 1.0), (2.31, 7.77), (9.5, 1.2), (1.0, 31.4)])
def test_the_quantile_turns_the_share_around(a: float, b: float) -> None:
    for share in (0.1, 0.5, 0.9):
        assert beta_share(beta_quantile(share, a, b), a, b) == pytest.approx(share, abs=1e-7)


def test_an_unknown_point_stands_between_what_lands_and_what_does_not() -> None:
    order = [(5, 0), (1, 0), (6, 4), (3, 3), (0, 0), (2, 3), (0, 1), (0, 8)]
    bounds = [bound(landed, flat, "lower") for landed, flat in order]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[4] == pytest.approx(math.sqrt(0.1), abs=1e-8)  # Beta(2, 1)


def test_a_mark_counts_half_after_a_quarter_and_the_counts_shown_stay_plain() -> None:
    fresh, old = record(marks(4, 0), HOSPITALS, NOW), record(marks(4, 0, days=90), HOSPITALS, NOW)
    assert [fresh.landed, old.landed] == pytest.approx([4, 2])
    assert fresh.lower > old.lower
    assert old.said(HOSPITALS) == "landed 4 of 4 times with Hospitals"
    assert record(marks(0, 1), HOSPITALS, NOW).said(HOSPITALS) == "fell flat once with Hospitals"
    assert timedelta(days=90) == HALF_LIFE


def test_marks_of_other_segments_count_a_quarter_and_two_at_most() -> None:
    few = record(marks(2, 0, segment=HOMES), HOSPITALS, NOW)
    many = record(marks(40, 0, segment=HOMES), HOSPITALS, NOW)
    assert [few.landed, few.n, many.landed] == pytest.approx([0.5, 0, 2])
    assert few.said(HOSPITALS) == ""
    own = record([*marks(40, 0, segment=HOMES), *marks(0, 3)], HOSPITALS, NOW)
    assert own.flat > own.landed
    assert own.lower < bound(0, 0, "lower")


def said(outcome: str, *, by: str = "UANN", segment: str = HOSPITALS, days: float = 0) -> Trial:
    return Trial("c1", segment, outcome, by, NOW - timedelta(days=days))


def test_field_notes_weigh_half_a_mark_once_three_of_two_people_say_so() -> None:
    flat = [said("flat"), said("flat", by="UBEN"), said("flat", days=90)]
    known = record([], HOSPITALS, NOW, flat)
    assert (known.flat, known.landed, known.n) == pytest.approx((1.25, 0, 0))
    assert known.said(HOSPITALS) == "fell flat 3 times in the field with Hospitals"
    assert record([], HOMES, NOW, flat).flat == pytest.approx(1.25 / 4)
    assert record([], HOMES, NOW, flat).said(HOMES) == ""
    both = record(marks(2, 1), HOSPITALS, NOW, [*flat, said("landed")])
    assert both.said(HOSPITALS) == "landed 2 of 3 times; landed once and fell flat 3 times in the field with Hospitals"
    for few in (flat[:2], [said("flat")] * 9):  # too few, or all by one person
        assert record([], HOSPITALS, NOW, few) == record([], HOSPITALS, NOW)


def test_a_segment_is_one_however_it_is_written_and_none_means_all() -> None:
    assert record(marks(2, 1), " hospitals ", NOW).n == 3
    both = [*marks(2, 0), *marks(0, 2, segment=HOMES)]
    assert record(both, "", NOW).said("") == "landed 2 of 4 times"


def test_one_point_has_a_record_of_its_own_for_each_segment(books: Books) -> None:
    with books.database.unit(HERE) as unit:
        report = [mark("flat", at=at) for at in range(8)]
        stored.add_points(unit, [*report, *(mark("landed", segment=HOMES, at=10 + at) for at in range(5))])
        stored.add_points(unit, [mark("landed", days=400, at=30), mark("", at=31)])
    with books.look(HERE) as unit:
        here = standing(unit, ["c1", "c2"], HOSPITALS, NOW)
        there = standing(unit, ["c1"], HOMES, NOW)
    assert here["c1"].said(HOSPITALS) == "landed 0 of 8 times with Hospitals"
    assert there["c1"].said(HOMES) == "landed 5 of 5 times with Care homes"
    assert here["c1"].lower < here["c2"].lower < there["c1"].lower
    assert (here["c2"].n, here["c2"].landed) == (0, 0)
    with books.look("TOTHER") as unit:
        assert standing(unit, ["c1"], HOSPITALS, NOW)["c1"].n == 0


def test_what_fails_sinks_what_lands_rises_and_the_unknown_is_between() -> None:
    bad, new, good = passage("bad"), passage("new"), passage("good")
    records = {claim_of(bad): record(marks(0, 5), HOSPITALS, NOW), claim_of(good): record(marks(3, 0), HOSPITALS, NOW)}
    assert [each.ref for each in ranked([bad, new, good], records)] == ["good", "new", "bad"]
    near = {"bad": 1.0, "new": 0.9, "good": 0.85}
    assert [each.ref for each in ranked([bad, new, good], records, near)] == ["good", "new", "bad"]


def test_relevance_leads_whatever_the_record() -> None:
    bad, good = passage("bad"), passage("good")
    records = {
        claim_of(bad): record(marks(0, 50), HOSPITALS, NOW),
        claim_of(good): record(marks(500, 0), HOSPITALS, NOW),
    }
    assert [each.ref for each in ranked([good, bad], records, {"bad": 8.0, "good": 3.1})] == ["bad", "good"]


def test_what_ties_stays_in_the_order_it_came() -> None:
    three = [passage("c"), passage("a"), passage("b")]
    assert ranked(three, {}) == three
    assert ranked(three, {}, {"a": 0.0, "b": 0.0, "c": 0.0}) == three
    assert ranked(three, {claim_of(three[1]): Record(0, 0, 0, bound(0, 0, "lower"))}) == three
