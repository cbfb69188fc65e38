"""When returned leads pile up, the channel's owner hears of it the same day, once, and never at night."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from capabilities.books import Books, Deed
from capabilities.channels import Channels
from capabilities.digest.hearing import Verdicts
from capabilities.digest.spikes import SPIKE, Spikes, spikes
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM
from capabilities.workspace import Choices, Known, Workspaces
from storage import field as stored_field
from storage.field import Note
from tests.conftest import StillClock, WrittenWork

BOSS = Deed("T", "UBOSS")
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
NUMBERS = count()


def judged(books: Books, verdict: str, times: int, *, days: float = 1, reason: str = "", text: str = "a lead") -> None:
    with books.keep(Deed("T", PROGRAM)) as unit:
        for _ in range(times):
            at, number = books.clock.now() - timedelta(days=days), next(NUMBERS)
            note = Note(
                workspace="T", id=f"s{number}", created_at=at, author="UREP", kind="lead", text=text,
                via_channel="social  ADS", lead_verdict=verdict, return_reason=reason, account="Skerry Fish",
            )  # fmt: skip
            stored_field.add(unit, note)


@pytest.fixture
def looking(small: Books) -> Spikes:
    workspaces = Workspaces(small, Choices(zone="Europe/Berlin"))
    workspaces.greet("T", "Test")
    people = (("UBOSS", "Ruth", "responsible"), ("UREP", "Rita Moe", "rep"), ("UMAX", "Max", "marketer"))
    workspaces.meet("T", [Known(user, name, "Europe/Berlin", role) for user, name, role in people])
    Channels(small, workspaces).add(BOSS, "Social ads", "UMAX")
    return Spikes(small, workspaces, Nudges(small))


def said(now: tuple[int, int], *before: tuple[int, int]) -> bool:
    """Accepted and returned, in the last seven days and in the spans before."""
    return spikes(Verdicts(*now), [Verdicts(*each) for each in before])


def test_a_spike_is_half_of_five_more_than_chance_gives_and_a_larger_share_than_before() -> None:
    nothing = ((0, 0),) * 4
    assert said((1, 4), *nothing)
    assert not said((1, 3), *nothing)  # four verdicts are no share
    assert not said((6, 4), *nothing)  # fewer than half
    assert not said((1, 9), *((1, 8),) * 4)  # always so
    assert not said((8, 12), *((5, 6),) * 4)  # more leads, hardly a larger share
    assert said((2, 9), *((8, 2),) * 4)


def test_the_owner_is_told_once_with_reasons_and_a_rep_s_words(looking: Spikes, work: WrittenWork) -> None:
    judged(looking.books, "accepted", 9, days=20)
    judged(looking.books, "returned", 3, reason="no_need")
    judged(looking.books, "accepted", 1)
    assert looking.look("T") == 0
    judged(looking.books, "returned", 2, days=0.1, reason="no_budget", text="Rita Moe: Skerry Fish only wants a price")
    judged(looking.books, "returned", 1, days=2, reason="no_need", text="Skerry Fish buys all of it from a cousin")
    assert (looking.look("T"), looking.look("T")) == (1, 0)
    (key,) = [key for _, kind, key in work.asked if kind == SPIKE]
    found = looking.said("T", key)
    assert found is not None
    assert (found.to, found.instead_of, found.channel.name) == ("UMAX", None, "Social ads")
    assert (found.now.returned, found.now.judged, found.now.reasons) == (6, 7, {"no_need": 4, "no_budget": 2})
    assert (found.before.returned, found.before.judged) == (0, 9)
    assert found.words == "[customer] buys all of it from a cousin"  # older, but on what most came back for


def test_the_same_leads_are_not_told_again_when_another_week_begins(looking: Spikes, clock: StillClock) -> None:
    clock.at = FRIDAY
    judged(looking.books, "accepted", 9, days=20)
    judged(looking.books, "returned", 6)
    assert looking.look("T") == 1
    clock.go(hours=3 * 24)  # Monday
    judged(looking.books, "returned", 1, days=0.1)
    assert looking.look("T") == 0
    clock.go(hours=4 * 24)  # seven days later others came back
    judged(looking.books, "returned", 6)
    judged(looking.books, "returned", 6, days=2)
    assert looking.look("T") == 1


def test_at_night_nothing_is_said_but_next_morning(looking: Spikes, work: WrittenWork, clock: StillClock) -> None:
    clock.at = FRIDAY.replace(hour=19) - timedelta(days=1)
    judged(looking.books, "returned", 6)
    assert looking.look("T") == 0
    clock.go(hours=12.5)
    assert looking.look("T") == 1
    (key,) = [key for _, kind, key in work.asked if kind == SPIKE]
    clock.go(hours=12)  # the worker was down all day
    assert looking.said("T", key) is None
    clock.at = FRIDAY + timedelta(days=2, hours=20)  # Monday morning: still within seven days, a week of its own
    assert looking.look("T") == 1


def test_who_is_away_has_the_responsible_person_told(looking: Spikes, work: WrittenWork) -> None:
    away = Known("UMAX", "Max", "Europe/Berlin", "marketer", away=True)
    looking.workspaces.meet("T", [Known("UBOSS", "Ruth", "Europe/Berlin", "responsible"), away])
    judged(looking.books, "returned", 6)
    assert looking.look("T") == 1
    found = looking.said("T", work.asked[-1][2])
    assert found is not None
    assert (found.to, found.instead_of) == ("UBOSS", "UMAX")
    assert looking.instead("T", work.asked[-1][2], found) is None
