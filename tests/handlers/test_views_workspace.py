"""App Home holds everything at once within Slack's limits, and a guest's holds nothing of colleagues."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from capabilities.brief import BriefVersion
from capabilities.brief.gaps import Gap
from capabilities.brief.proposing import Proposed
from capabilities.channels import Channel, ChannelWeek, WeekState
from capabilities.desk import SILENT, TOLD, Desk, Mine
from capabilities.field import Note, Receipt
from capabilities.goals import PROPOSED, SIDES, Asked
from capabilities.workspace import Choices, Known
from handlers.views import workspace as views
from handlers.views.home_waiting import Waiting
from playground.blocks.surfaces import problems_of
from tests.front_door import words
from tests.handlers.test_views_goals import GOAL, WILD
from tests.handlers.test_views_themes import HOSTILE, theme
from tests.shown_digest import DIGEST

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = date(2026, 11, 16)
ZONE = ZoneInfo("Europe/Berlin")
MANY = range(120)


def channel(at: int, owner: str) -> Channel:
    return Channel(workspace="T", id=f"c{at}", name=f"{at} {HOSTILE[:70]}", name_key=f"{at}", owner=owner)


def desk(**more: Any) -> Desk:
    facts: dict[str, Any] = {
        "user": "UBOSS", "role": "responsible", "zone": ZONE, "choices": Choices(), "inside": True, "week": WEEK,
        "due": AT + timedelta(hours=1),
    }  # fmt: skip
    return Desk(**{**facts, **more})


def full(shown: Desk) -> views.Home:
    gap = Gap("q", HOSTILE, (), ("q",), (), 9, ("U1",), AT)
    draft = BriefVersion(workspace="T", id="v", product=HOSTILE[:100], product_key="p", number=3, filed_at=AT)
    change = Proposed(
        "p", "note", "n", "Rounds", 2, (HOSTILE[:100],), "", HOSTILE, "", (), 1, 1, AT, AT, "U1", AT, "", "open"
    )
    unsigned = replace(GOAL, state=PROPOSED, sales=(), marketing=())
    notes = [
        Note(workspace="T", id=f"n{at}", created_at=AT, author="UBOSS", text=HOSTILE, account=WILD, edited_at=AT)
        for at in range(8)
    ]
    return views.Home(
        desk=shown,
        notes=notes,
        receipts={each.id: Receipt(theme=HOSTILE[:200], digest=AT, version=2, declined=HOSTILE) for each in notes},
        themes=[theme(at, name=HOSTILE[:60]) for at in range(30)],
        goals=[replace(goal, id=f"{at}") for at in MANY for goal in (GOAL, unsigned)],
        asked=Asked("UBOSS", SIDES, leads=True),
        digest=DIGEST,
        decisions=Waiting([draft] * 120, [change] * 120, [gap] * 120, past=7),
    )


def test_a_desk_with_everything_on_it_stays_within_slacks_limits() -> None:
    rows = tuple(ChannelWeek(channel(at, f"U{at}"), None) for at in MANY)
    people = {f"U{at}": Known(f"U{at}", HOSTILE[:60], "UTC") for at in MANY}
    questions = tuple(Mine(f"q{at}", HOSTILE, AT, (SILENT, TOLD)[at % 2], HOSTILE, HOSTILE[:60]) for at in range(4))
    shown = desk(
        owed=tuple(channel(at, "UBOSS") for at in MANY), owns_any=True, state=WeekState(WEEK, rows), people=people,
        questions=questions,
    )  # fmt: skip
    view = views.home(full(shown), now=AT)
    assert len(view["blocks"]) < 90
    assert problems_of(view["blocks"], surface="home", file_exists=lambda _: False) == []
    said = words(view)
    assert "<!channel>" not in said
    assert "0 of 120 channels handed in" in said
    for more in ("116 more channels to report", "118 more proposed changes to decide", "117 more gaps the brief"):
        assert more in said, more


def test_what_is_shown_one_by_one_is_not_counted_again() -> None:
    few = full(desk())
    assert few.decisions is not None
    waits = Waiting(few.decisions.drafts[:2], few.decisions.proposals[:2], few.decisions.gaps[:3])
    said = words(views.home(replace(few, decisions=waits), now=AT))
    assert (said.count("A change of the brief is proposed"), said.count("The brief is silent")) == (2, 3)
    for command in ("/brief publish", "/brief proposals", "/brief gaps"):
        assert command not in said, command


def test_an_empty_desk_says_that_nothing_waits_and_what_to_do() -> None:
    said = words(views.home(views.Home(desk()), now=AT))
    assert "Nothing waits for you." in said
    assert "Waiting for you" not in said
    assert "After your next call, type `/field`" in said


def test_a_guest_sees_no_door_and_no_part_that_is_for_colleagues() -> None:
    said = words(views.home(views.Home(desk(role="guest", inside=False)), now=AT))
    assert "Ask a question" in said
    for kept in ("Get pitch points", "Propose a goal", "File a brief", "digest", "Goals", "Report a channel"):
        assert kept not in said, kept


def test_a_week_says_when_it_is_due_by_ones_own_clock() -> None:
    owed = (channel(1, "UBOSS"),)
    before = desk(owed=owed, due=AT.astimezone(ZONE) + timedelta(hours=1))
    assert "The week of 16 Nov is due Fri 20 Nov, 14:00." in words(views.home(views.Home(before), now=AT))
    late = words(views.home(views.Home(before), now=AT + timedelta(days=1)))
    assert "The week of 16 Nov was due Fri 20 Nov, 14:00." in late


def test_a_window_with_the_whole_digest_fits() -> None:
    view = views.digest(replace(DIGEST, disagreements=DIGEST.disagreements * 40))
    assert len(view["blocks"]) <= 100
    assert problems_of(view["blocks"], surface="modal", file_exists=lambda _: False) == []
