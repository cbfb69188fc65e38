"""How far notes and pitch points hang from the pillars of the brief, with honest numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.brief.drift import Drift
from capabilities.brief.hanging import IN_LINE, OFF, Hang, Weighed, week_starts
from capabilities.hashing import HashedWords
from capabilities.refusal import Refusal
from storage import field as stored_field
from storage import pitch as stored_pitch
from storage.field.search import Findable, make_findable
from storage.pitch import Pitch
from tests.small_brief import BRIEF, filed
from tests.themed import HERE, REP, REP2, Away, keep, make_theme, meet, note, themes_of

MORNING = "The morning nurse knows at six what the night nurse knew at five."
LIKE = "the morning nurse knows at six what the night nurse knew"
NEARLY = "families at home asked for the phone number of the ward"
AWAY = "is there a heated garage for bicycles"


@pytest.fixture
def briefs(books: Books) -> Briefs:
    meet(books)
    made = Briefs(books)
    filed(made, workspace=HERE)
    return made


@pytest.fixture
def brief(briefs: Briefs) -> InForce:
    return briefs.needed(HERE)


@pytest.fixture
def drift(books: Books, briefs: Briefs) -> Drift:
    return Drift(books, briefs, themes_of(books))


def say(books: Books, *texts: str, days: float = 5, people: Sequence[str] = (REP, REP2), **more: str) -> list[str]:
    """Notes so many days ago, made findable as settling does; their ids. 12:00 of 20 November 2026 is a Friday."""
    at = books.clock.now() - timedelta(days=days)
    made = [
        note(at + timedelta(minutes=n), text, author=people[n % len(people)], theme=more.get("theme"), kind="want",
             id=f"n{days}-{n}{text[:9]}{more.get('theme', '')}", account=more.get("account", ""),
             lead_verdict=more.get("lead_verdict", ""))
        for n, text in enumerate(texts)
    ]  # fmt: skip
    keep(books, *made)
    embedder = HashedWords()
    rows = [
        Findable(
            each.id, each.created_at, each.text, embedder.name, np.asarray(embedder.embed([each.text])[0], np.float32)
        )
        for each in made
    ]
    with books.keep(Deed(HERE, REP)) as unit:
        make_findable(unit, rows)
    return [each.id for each in made]


def pitched(books: Books, *texts: str, days: float = 5, product: str = "lanternly") -> None:
    points = [{"kind": "point", "text": text, "cites": []} for text in texts]
    at = books.clock.now() - timedelta(days=days)
    row = Pitch(
        workspace=HERE, id=f"p{days}{product}", asked_by=REP, words="w", asked_at=at, drafted_at=at, state="drafted",
        points=points, product_key=product,
    )  # fmt: skip
    with books.keep(Deed(HERE, REP)) as unit:
        stored_pitch.add(unit, row)


def test_what_says_the_like_of_a_pillar_is_in_line(books: Books, brief: InForce, drift: Drift) -> None:
    say(books, *[LIKE] * 5)
    (pillar,) = drift.of(HERE, brief).pillars
    assert pillar.name == MORNING
    assert (pillar.notes[-1], pillar.all_notes.word) == (Hang(0.0, 5), IN_LINE)
    assert pillar.notes[:-1] == (Hang(None, 0),) * 5


def test_what_belongs_only_just_hangs_farther_and_pulls_most(books: Books, brief: InForce, drift: Drift) -> None:
    ids = say(books, *[LIKE] * 3, days=5) + say(books, NEARLY, "the night nurse knew at five", NEARLY, days=6)
    made = drift.of(HERE, brief)
    assert made.loose == 0
    (pillar,) = made.pillars
    assert pillar.all_notes.n == len(ids)
    assert pillar.all_notes.far is not None
    assert 0.0 < pillar.all_notes.far < 1.0
    assert pillar.pulls[0].words == NEARLY
    assert len(pillar.pulls) == 2


def test_under_five_there_is_no_figure_and_nobody_is_quoted(books: Books, brief: InForce, drift: Drift) -> None:
    say(books, *[LIKE] * 4)
    (pillar,) = drift.of(HERE, brief).pillars
    assert pillar.all_notes == Hang(None, 4)
    assert (pillar.all_notes.word, pillar.pulls) == ("", ())


def test_what_is_near_to_no_pillar_hangs_from_nothing_with_its_themes(
    books: Books, brief: InForce, drift: Drift
) -> None:
    say(books, *[AWAY] * 3, theme="bikes")
    say(books, *[f"{AWAY} at the lake"] * 2, theme="lake", days=6)
    say(books, *[f"{AWAY} by the sea"] * 3, theme="sea", people=(REP,), days=7)
    for theme in ("bikes", "lake", "sea"):
        make_theme(books, theme, name=f"The {theme}")
    made = drift.of(HERE, brief)
    assert (made.notes, made.loose) == (8, 8)
    assert made.themes == (("The bikes", 3),)  # two notes, or one person, are shown to nobody


def test_points_of_pitches_are_weighed_apart_and_only_of_this_product(
    books: Books, brief: InForce, drift: Drift
) -> None:
    pitched(books, *[MORNING] * 5, AWAY)
    pitched(books, *[MORNING] * 5, product="other")
    made = drift.of(HERE, brief)
    (pillar,) = made.pillars
    assert (made.points, made.loose_points) == (6, 1)
    assert pillar.points[-1] == Hang(0.0, 5)
    assert pillar.all_notes == Hang(None, 0)


def test_only_the_last_six_whole_weeks_count_each_in_its_own(books: Books, brief: InForce, drift: Drift) -> None:
    say(books, *[LIKE] * 5, days=3)  # this running week
    say(books, *[LIKE] * 6, days=12)
    say(books, *[LIKE] * 7, days=60)
    (pillar,) = drift.of(HERE, brief).pillars
    assert [each.n for each in pillar.notes] == [0, 0, 0, 0, 6, 0]


def test_lead_verdicts_and_what_was_taken_back_are_left_out(books: Books, brief: InForce, drift: Drift) -> None:
    say(books, *[LIKE] * 5, lead_verdict="accepted")
    (gone, *_) = say(books, *[LIKE] * 5, days=6)
    with books.keep(Deed(HERE, REP)) as unit:
        stored_field.change(unit, gone, {"undone_at": books.clock.now()})
    assert drift.of(HERE, brief).notes == 4


def test_customers_are_hidden_in_what_pulls(books: Books, brief: InForce, drift: Drift) -> None:
    say(books, *[f"{LIKE}, says Nordklinik"] * 5, account="Nordklinik")
    (pillar,) = drift.of(HERE, brief).pillars
    assert all("[customer]" in pull.words and "Nordklinik" not in pull.words for pull in pillar.pulls)


def test_without_a_line_of_what_it_makes_possible_segments_are_the_pillars(books: Books, briefs: Briefs) -> None:
    source = BRIEF.replace(f"### It makes possible\n- {MORNING}\n", "")
    brief = briefs.version(HERE, filed(briefs, source, workspace=HERE).version.id)
    assert brief is not None
    made = Drift(books, briefs, themes_of(books)).of(HERE, brief)
    assert made.by_segments
    assert [each.name for each in made.pillars] == ["Hospitals", "Care homes"]


def test_a_brief_without_any_pillar_and_an_embedder_that_is_away_are_told(books: Books, briefs: Briefs) -> None:
    away = themes_of(books, Away())
    with pytest.raises(Refusal, match="away"):
        Drift(books, briefs, away).of(HERE, briefs.needed(HERE))
    bare = filed(briefs, "# Brief: Bare\n## Plumb line\nOne line.\n", workspace=HERE).version.id
    brief = briefs.version(HERE, bare)
    assert brief is not None
    with pytest.raises(Refusal, match="no pillar"):
        Drift(books, briefs, themes_of(books)).of(HERE, brief)


def test_lines_and_points_are_embedded_once(books: Books, briefs: Briefs, brief: InForce) -> None:
    embedder = Away(away=False)
    drift = Drift(books, briefs, themes_of(books, embedder))
    pitched(books, MORNING, AWAY)
    drift.of(HERE, brief)
    asked = len(embedder.asked)
    drift.of(HERE, brief)
    assert len(embedder.asked) == asked


def test_weeks_are_whole_from_monday_in_the_zone_across_a_change_of_clocks() -> None:
    zone = ZoneInfo("Europe/Berlin")
    starts = week_starts(datetime(2026, 11, 1, 23, 30, tzinfo=UTC), zone)  # Monday there already
    assert [f"{each:%a %d %b %H:%M %z}" for each in (starts[-2], starts[-1])] == [
        "Mon 26 Oct 00:00 +0100",
        "Mon 02 Nov 00:00 +0100",
    ]
    assert starts[0].utcoffset() == timedelta(hours=2)
    assert len(starts) == 7


@pytest.mark.parametrize(("far", "word"), [(0.0, IN_LINE), (0.34, "leaning"), (0.67, OFF), (None, "")])
def test_the_word_is_the_third_of_the_scale(far: float | None, word: str) -> None:
    assert replace(Hang(0.5, 9), far=far).word == word


@pytest.mark.parametrize(
    ("per_week", "told"),
    [
        ((0, 0, 0, 0, 5, 5), (0.5, 1)),  # the last week against the one before
        ((2, 2, 2, 2, 2, 2), (0.25, 3)),  # too few for that: the last three against the three before
        ((5, 5, 5, 0, 0, 4), None),
    ],
)
def test_the_change_is_told_over_as_few_weeks_as_have_enough(
    per_week: tuple[int, ...], told: tuple[float, int] | None
) -> None:
    week = np.repeat(np.arange(6), per_week)
    far = np.where(week == 4, 0.75, np.where(week == 5, 0.25, np.where(week < 3, 0.75, 0.5)))
    change = Weighed(week, np.zeros(len(week), dtype=np.intp), far).change(0)
    assert (None if change is None else (change.nearer, change.weeks)) == told
