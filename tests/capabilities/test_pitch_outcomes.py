"""A pitch is marked by its asker, asked about once, reported where it is wrong; and failing points are named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.citing import Citation, Line, as_json
from capabilities.nudges import Nudges
from capabilities.passages import Passage, claim_of
from capabilities.pitch.outcomes import LONGEST_WORD, Outcomes, working_days
from capabilities.refusal import Refusal
from capabilities.workspace import Known, Workspaces
from storage import nudges as stored_nudges
from storage import pitch as stored
from storage.pitch import Pitch, PitchPoint
from tests.conftest import StillClock, WrittenWork
from tests.small_brief import BRIEF, HERE, filed

ANN, BEA, OWNER, BOSS = "UANN", "UBEA", "UOWNER", "UBOSS"
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
OWNED = f"---\nowner: Olga Owner\n---\n{BRIEF}"


@pytest.fixture
def outcomes(small: Books, clock: StillClock) -> Outcomes:
    clock.at = MONDAY
    workspaces, briefs = Workspaces(small), Briefs(small)
    people = [Known(ANN, "Ann", "UTC"), Known(BEA, "Bea", "UTC"), Known(BOSS, "Bo", "UTC", "responsible")]
    workspaces.greet(HERE, "Here")
    workspaces.meet(HERE, [*people, Known(OWNER, "Olga Owner", "UTC", "marketer")])
    filed(briefs, OWNED)
    return Outcomes(small, briefs, workspaces, Nudges(small))


def benefits(outcomes: Outcomes) -> list[Passage]:
    brief = outcomes.briefs.needed(HERE).brief
    return [each for each in brief.passages if each.kind == "benefit"]


def drafted(
    outcomes: Outcomes, pitch_id: str = "p1", *, by: str = ANN, segment: str = "Hospitals",
    at: datetime | None = None, passages: Sequence[Passage] = (),
) -> str:  # fmt: skip
    """A pitch as it reached a person: its row, and a point for each of these passages."""
    books = outcomes.books
    now = at or books.clock.now()
    led = list(passages) or benefits(outcomes)[:3]
    lines = [Line(each.text, (Citation(each.ref, "Brief v1 › How", each.text),), True, "benefit") for each in led]
    shown = [{"kind": "point", **as_json(line)} for line in lines]
    row = Pitch(
        workspace=HERE, id=pitch_id, asked_by=by, words="hospitals", asked_at=now, state="drafted", segment=segment,
        brief_version=outcomes.briefs.needed(HERE).version.id, points=shown, drafted_at=now,
    )  # fmt: skip
    points = [
        PitchPoint(
            workspace=HERE, pitch=pitch_id, position=position, ref=each.ref, claim=claim_of(each), segment=segment,
            drafted_at=now,
        )
        for position, each in enumerate(led, 1)
    ]  # fmt: skip
    with books.database.unit(HERE) as unit:
        stored.add(unit, row)
        stored.add_points(unit, points)
    return pitch_id


def redrafted(outcomes: Outcomes, newer: str, older: str, *, state: str = "drafted") -> None:
    with outcomes.books.database.unit(HERE) as unit:
        row = stored.get(unit, newer)
        assert row is not None
        row.redraft_of, row.state = older, state
        unit.session.add(row)


def marks(outcomes: Outcomes, pitch_id: str = "p1") -> list[str]:
    return [point.outcome for point in outcomes.points(HERE, pitch_id)]


def pitch(outcomes: Outcomes, pitch_id: str = "p1") -> Pitch:
    with outcomes.books.look(HERE) as unit:
        row = stored.get(unit, pitch_id)
    assert row is not None
    return row


def test_one_tap_marks_every_point(outcomes: Outcomes, work: WrittenWork) -> None:
    outcomes.mark(Deed(HERE, ANN), drafted(outcomes), "landed")
    assert marks(outcomes) == ["landed"] * 3
    row = pitch(outcomes)
    assert (row.outcome, row.outcome_at) == ("landed", MONDAY)
    assert [(kind, key.partition(":")[0]) for _, kind, key in work.asked] == [("pitch_marked", "p1")]


def test_the_last_tap_counts(outcomes: Outcomes, work: WrittenWork) -> None:
    drafted(outcomes)
    outcomes.mark(Deed(HERE, ANN), "p1", "flat", [1, 3], "They count nothing")
    assert marks(outcomes) == ["flat", "", "flat"]
    outcomes.mark(Deed(HERE, ANN), "p1", "landed", [3])
    assert marks(outcomes) == ["flat", "", "landed"]
    assert [point.word for point in outcomes.points(HERE, "p1")] == ["They count nothing", "", ""]
    outcomes.mark(Deed(HERE, ANN), "p1", "landed")
    assert marks(outcomes) == ["landed"] * 3
    assert len({key for _, _, key in work.asked}) == 3, "each mark shows"


def test_only_the_asker_marks_and_what_is_not_there_is_refused(outcomes: Outcomes) -> None:
    drafted(outcomes)
    for refused, deed, pitch_id, positions in (
        ("Only the person who asked", Deed(HERE, BEA), "p1", []),
        ("no longer here", Deed(HERE, ANN), "gone", []),
        ("no longer here", Deed("TOTHER", ANN), "p1", []),
        ("no longer in this pitch", Deed(HERE, ANN), "p1", [1, 9]),
    ):
        with pytest.raises(Refusal, match=refused):
            outcomes.mark(deed, pitch_id, "landed", positions)
    assert marks(outcomes) == [""] * 3


def test_the_word_is_masked_and_not_too_long(outcomes: Outcomes) -> None:
    drafted(outcomes)
    outcomes.mark(Deed(HERE, ANN), "p1", "flat", word="  ask jo@example.com\x00 ")
    assert pitch(outcomes).outcome_word.startswith("ask ")
    assert "example.com" not in pitch(outcomes).outcome_word
    with pytest.raises(Refusal) as caught:
        outcomes.mark(Deed(HERE, ANN), "p1", "flat", word="x" * (LONGEST_WORD + 1))
    assert caught.value.field == "word"


def test_working_days_leave_out_the_weekend() -> None:
    monday, friday, sunday = date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 22)
    assert [working_days(day, 2).isoformat() for day in (monday, friday, sunday)] == [
        "2026-11-18", "2026-11-24", "2026-11-24",
    ]  # fmt: skip


def test_two_working_days_later_the_asker_is_asked_once(
    outcomes: Outcomes, clock: StillClock, work: WrittenWork
) -> None:
    drafted(outcomes)
    clock.go(days=1)
    assert outcomes.follow_ups(HERE) == []
    clock.go(days=1)
    assert outcomes.follow_ups(HERE) == ["p1"]
    assert work.asked == [(HERE, "pitch_follow_up", "p1:2026-11-18")]
    asked = outcomes.follow_up(HERE, "p1")
    assert asked is not None
    assert (asked.pitch.asked_by, asked.day.date(), len(asked.points)) == (ANN, MONDAY.date(), 3)
    assert outcomes.follow_up(HERE, "p1") == asked, "asked again after a crash it says the same"
    with outcomes.books.look(HERE) as unit:
        assert stored_nudges.count(unit, ANN, since=MONDAY) == 1
    clock.go(days=1)
    assert outcomes.follow_ups(HERE) == []


def test_nobody_is_asked_at_the_weekend_or_after_a_week(outcomes: Outcomes, clock: StillClock) -> None:
    drafted(outcomes, at=datetime(2026, 11, 19, 9, tzinfo=UTC))
    clock.at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    assert outcomes.follow_ups(HERE) == []
    for day, asked in ((23, ["p1"]), (26, ["p1"]), (27, [])):
        clock.at = datetime(2026, 11, day, 10, tzinfo=UTC)
        assert outcomes.follow_ups(HERE) == asked, f"on the {day}th"


def test_what_is_marked_is_not_asked_about(outcomes: Outcomes, clock: StillClock) -> None:
    drafted(outcomes)
    clock.go(days=2)
    assert outcomes.follow_ups(HERE) == ["p1"]
    outcomes.mark(Deed(HERE, ANN), "p1", "landed", [2])
    assert outcomes.follow_up(HERE, "p1") is None, "marked between the hour and the message"
    assert outcomes.follow_ups(HERE) == []


def test_one_question_a_day_about_the_newest_pitch(outcomes: Outcomes, clock: StillClock) -> None:
    for at, pitch_id in enumerate(("older", "newest")):
        drafted(outcomes, pitch_id, at=MONDAY.replace(hour=9 + at))
    drafted(outcomes, "other", by=BEA)
    clock.go(days=2)
    assert sorted(outcomes.follow_ups(HERE)) == ["newest", "other"]
    assert outcomes.follow_up(HERE, "newest") is not None
    assert outcomes.follow_up(HERE, "older") is None, "not a second one on this day, whoever asks for it"
    clock.go(days=1)
    assert outcomes.follow_ups(HERE) == ["older", "other"]
    assert outcomes.follow_up(HERE, "older") is not None


def test_of_a_pitch_and_its_redraft_only_the_newer_one_is_asked_about(outcomes: Outcomes, clock: StillClock) -> None:
    for pitch_id in ("first", "second", "third"):
        drafted(outcomes, pitch_id)
    redrafted(outcomes, "second", "first")
    redrafted(outcomes, "third", "second", state="failed")
    clock.go(days=2)
    assert outcomes.follow_ups(HERE) == ["second"]
    assert outcomes.follow_up(HERE, "second") is not None
    clock.go(days=1)
    assert outcomes.follow_ups(HERE) == []


def test_a_used_up_budget_puts_the_question_off(outcomes: Outcomes, clock: StillClock) -> None:
    drafted(outcomes)
    clock.go(days=2)
    with outcomes.books.database.unit(HERE) as unit:
        for at in range(3):
            outcomes.nudges.spend(unit, ANN, key=f"n{at}", kind="test")
    assert outcomes.follow_ups(HERE) == ["p1"]
    assert outcomes.follow_up(HERE, "p1") is None
    assert pitch(outcomes).followed_up_at is None
    clock.go(days=1)
    assert outcomes.follow_ups(HERE) == ["p1"], "the next day it is tried again"


def test_who_left_is_not_asked(outcomes: Outcomes, clock: StillClock) -> None:
    drafted(outcomes, by="UGONE")
    outcomes.workspaces.meet(HERE, [Known("UGONE", "Gone", "UTC")])
    outcomes.workspaces.meet(HERE, [Known(ANN, "Ann", "UTC")])
    clock.go(days=2)
    outcomes.follow_ups(HERE)
    assert outcomes.follow_up(HERE, "p1") is None


def test_a_problem_goes_to_the_owner_of_the_brief(outcomes: Outcomes, work: WrittenWork) -> None:
    drafted(outcomes)
    told = outcomes.report(Deed(HERE, ANN), "p1", 2, "It is nine wards, says jo@example.com")
    assert (told.owner, told.problem.told, told.problem.position) == ("Olga Owner", OWNER, 2)
    assert work.asked == [(HERE, "pitch_problem", told.problem.id)]
    again = outcomes.problem(HERE, told.problem.id)
    assert again.point is not None
    assert again.point.text == pitch(outcomes).points[1]["text"]
    assert again.problem.words.startswith("It is nine wards, says")
    assert "example.com" not in again.problem.words


def test_a_problem_is_said_in_words_by_its_asker(outcomes: Outcomes) -> None:
    drafted(outcomes)
    with pytest.raises(Refusal, match="what is wrong"):
        outcomes.report(Deed(HERE, ANN), "p1", 0, "  ")
    with pytest.raises(Refusal, match="Only the person who asked"):
        outcomes.report(Deed(HERE, BEA), "p1", 0, "Wrong")
    with pytest.raises(Refusal, match="no longer here"):
        outcomes.problem(HERE, "gone")


def test_without_an_owner_the_responsible_person_hears(outcomes: Outcomes, clock: StillClock) -> None:
    clock.go(hours=1)
    filed(outcomes.briefs)
    drafted(outcomes)
    told = outcomes.report(Deed(HERE, ANN), "p1", 0, "All of it")
    assert (told.problem.told, told.owner, told.point) == (BOSS, "Bo", None)


def test_owners_who_report_their_own_brief_are_not_told(outcomes: Outcomes, work: WrittenWork) -> None:
    drafted(outcomes, by=OWNER)
    outcomes.report(Deed(HERE, OWNER), "p1", 0, "I know better now")
    assert work.asked == []


def test_a_point_that_falls_flat_four_times_is_failing_with_that_segment_alone(outcomes: Outcomes) -> None:
    first, second, *_ = benefits(outcomes)
    for at in range(4):
        drafted(outcomes, f"flat{at}", by=(ANN, BEA)[at % 2], passages=[first, second])
        outcomes.mark(Deed(HERE, (ANN, BEA)[at % 2]), f"flat{at}", "flat", [1], ["", "Who files it?"][at % 2])
        drafted(outcomes, f"well{at}", segment="Care homes", passages=[first])
        outcomes.mark(Deed(HERE, ANN), f"well{at}", "landed")
        if at < 3:
            assert outcomes.failing(HERE) == []
    [point] = outcomes.failing(HERE)
    assert (point.claim, point.ref, point.segment) == (claim_of(first), first.ref, "Hospitals")
    assert (point.landed, point.flat, point.words, point.people) == (0, 4, ("Who files it?",), 2)
    assert outcomes.failing("TOTHER") == []


def test_a_pitch_and_its_redrafts_are_one_conversation_of_which_the_newest_mark_counts(outcomes: Outcomes) -> None:
    first, *_ = benefits(outcomes)
    for at, by in enumerate((ANN, BEA, ANN, BEA)):
        outcomes.mark(Deed(HERE, by), drafted(outcomes, f"p{at}", by=by, passages=[first]), "flat")
    assert [point.flat for point in outcomes.failing(HERE)] == [4]
    redrafted(outcomes, "p2", "p1")
    redrafted(outcomes, "p3", "p2")
    with outcomes.books.look(HERE) as unit:
        assert [mark.pitch for mark in stored.marked(unit, since=MONDAY)] == ["p0", "p3"]
    assert outcomes.failing(HERE) == []


def test_a_point_half_of_which_lands_is_not_failing_nor_one_that_is_gone(outcomes: Outcomes, clock: StillClock) -> None:
    first, second, *_ = benefits(outcomes)
    for at in range(6):
        by = (ANN, BEA)[at // 5]
        assert outcomes.failing(HERE) == [], "one rep alone calls no point failing"
        outcomes.mark(Deed(HERE, by), drafted(outcomes, f"p{at}", by=by, passages=[first, second]), "flat")
        if at % 2:
            outcomes.mark(Deed(HERE, by), f"p{at}", "landed", [1])
    assert [point.ref for point in outcomes.failing(HERE)] == [second.ref]
    clock.go(hours=1)
    filed(outcomes.briefs, OWNED.replace("sign off twice as fast", "like what they see"))
    assert outcomes.failing(HERE) == []
