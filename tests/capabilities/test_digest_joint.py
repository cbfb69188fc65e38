"""What both teams see of their week: points tried, changes of the brief, goals, and half an hour to talk about it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from capabilities.books import Books
from capabilities.brief import Briefs
from capabilities.digest import Asked, Count, Kind, Point, from_json, to_json
from capabilities.digest.agenda import drill
from capabilities.digest.joining import Beside, Told
from capabilities.passages import claim_of
from storage import digest as stored
from storage import pitch as stored_pitch
from storage.digest import Published
from storage.pitch import Pitch, PitchPoint
from tests.goal_setting import DEMOS, REP, alive, goals_of
from tests.one_week import START, digest
from tests.small_brief import filed
from tests.weekly import DUE, built

VAN, PRICE = Point("Parts on the van", "", 1, 4, 3), Point("One price", "", 1, 3, 2)


def marks(outcomes: str, *, claim: str = "c", people: int = 2, days: int = 1) -> list[PitchPoint]:
    """One mark a letter: l landed, f flat."""
    at = (START + timedelta(days=days)).astimezone(UTC)
    named = {"l": "landed", "f": "flat"}
    return [
        PitchPoint(
            workspace="T", pitch=f"p{claim}{n}", position=1, claim=claim, segment="Doors", drafted_at=at,
            outcome=named[letter], word="Ann Lee said so", marked_by=f"U{n % people}", marked_at=at,
        )
        for n, letter in enumerate(outcomes)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("several", "shown"),
    [
        (marks("llf"), [("landed", 2, 1)]),
        (marks("lff"), [("flat", 1, 2)]),
        (marks("ll"), []),  # too few
        (marks("llll", people=1), []),  # one person's alone
        (marks("lll", days=-8), []),  # none of them this week
        (marks("lll", days=-8) + marks("f"), [("landed", 3, 1)]),
        (marks("lll", claim="gone"), []),  # a line that is no longer in force, or not for everybody
    ],
)
def test_a_point_is_shown_once_two_people_tried_it_three_times(
    several: list[PitchPoint], shown: list[tuple[str, int, int]]
) -> None:
    points = digest(beside=Beside(marks=several, said={"c": "Parts on the van"})).joint.points
    assert [("flat" if each.fell_flat else "landed", each.landed, each.flat) for each in points] == shown
    assert all("Ann" not in each.word for each in points)


def test_a_changed_line_is_quoted_only_where_everybody_may_read_it() -> None:
    told = Told(Published("v4", "Rutano", 4), ["Parts are on the van.", "For sales alone."], 3)
    (change,) = digest(beside=Beside(said={"c": "Parts are on the van."}, told=[told])).joint.changes
    assert (change.number, change.lines, change.notes, change.words) == (4, 2, 3, ("Parts are on the van.",))


def test_the_half_hour_is_thirty_minutes_and_ends_with_the_drill_most_needed() -> None:
    made = digest()
    assert [item.minutes for item in made.joint.agenda] == [20, 10]
    asked = replace(made, asked=(Asked("Is there a trial?", 3), Asked("Who fits it?", 2)))
    assert "Parts on the van" in drill(asked, [PRICE, VAN])  # as many people, and it was said already
    assert "Is there a trial?" in drill(asked, [PRICE])
    assert "an objection" in drill(replace(made, kinds=(Kind("objection", Count(1, 1, 1)),)), [])
    assert "plumb line" in drill(made, [])
    with_gap = digest(asked=[Asked("Is there a trial?", 3)])
    assert [(item.kind, item.minutes) for item in with_gap.joint.agenda] == [
        ("decision", 10), ("gap", 10), ("drill", 10),
    ]  # fmt: skip


def test_goals_stand_in_the_digest_without_the_people_of_them(books: Books) -> None:
    goals = goals_of(books)
    goal = alive(goals)
    made = replace(built(books), goals=goals).compose("T", DUE)
    (shown,) = made.joint.goals
    assert (shown.title, shown.state, shown.people) == (goal.title, "live", ("",))
    assert from_json(to_json(made)) == made
    assert goal.owner not in str(to_json(made))


def test_no_customer_stands_in_a_goals_title_in_what_it_is_counted_in_or_what_it_is_about(books: Books) -> None:
    goal = replace(
        alive(goals_of(books)), title="Keep Volkswagen", unit="vans at Volkswagen",
        counted="Objections, Volkswagen wants more, in the last 28 days",
    )  # fmt: skip
    (shown,) = digest(beside=Beside(goals=[goal]), accounts=["Volkswagen"]).joint.goals
    assert (shown.title, shown.unit) == ("Keep [customer]", "vans at [customer]")
    assert shown.counted == "Objections, [customer] wants more, in the last 28 days"


def test_a_goal_that_waits_for_a_signature_comes_last_and_says_whose(books: Books) -> None:
    goals = goals_of(books)
    waiting = goals.propose(REP, replace(DEMOS, title="More offers"))
    live = alive(goals)
    made = replace(built(books), goals=goals).compose("T", DUE)
    assert [(each.id, each.state) for each in made.joint.goals] == [(live.id, "live"), (waiting.id, "proposed")]
    assert made.joint.goals[1].waits_for == ("marketing",)
    assert "UREP" not in str(to_json(made))


def test_points_and_versions_are_read_of_the_books(books: Books) -> None:
    briefs = Briefs(books)
    filed(briefs, workspace="T")
    brief = briefs.current("T")
    assert brief is not None
    line = next(passage for passage in brief.public().brief.passages if passage.kind == "benefit")
    digests = replace(built(books), briefs=briefs)
    with books.database.unit("T") as unit:
        several = marks("lll", claim=claim_of(line))
        at = datetime(2026, 11, 10, tzinfo=UTC)
        for mark in several:
            stored_pitch.add(unit, Pitch(workspace="T", id=mark.pitch, asked_by=mark.marked_by, asked_at=at))
        stored_pitch.add_points(unit, several)
        published = stored.published_between(unit, at - timedelta(days=900), at + timedelta(days=900))
    assert [each.id for each in published] == [brief.version.id]
    (point,) = digests.compose("T", DUE).joint.points
    assert point.landed == 3
