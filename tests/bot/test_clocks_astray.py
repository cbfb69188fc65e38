"""Two timetables on one database, their clocks an hour ahead and behind by turns: one digest for each due time."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.timetable import Line, Timetable, due_times, weekly
from capabilities.books import Books, Deed
from capabilities.digest import Digests, key_of, rhythm, to_json
from storage.database import Database
from tests.conftest import StillClock, WrittenWork, counted_ids
from tests.weekly import built

BOSS = Deed("T", "UBOSS")
BERLIN = ZoneInfo("Europe/Berlin")
SINCE = datetime(2026, 10, 1, tzinfo=UTC)
CHANGES = (datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC))
UNTIL = SINCE + timedelta(days=200)  # both changes of clocks are in between


def timetable(digests: Digests, clock: StillClock) -> Timetable:
    """What bot.lines makes of a workspace's choices."""

    def lines() -> list[Line]:
        chosen = digests.workspaces.choices("T")
        trigger = weekly(chosen.digest_day, chosen.digest_time, chosen.tz)
        fresh = rhythm.fresh(chosen.digest_every)
        return [Line("digest T", "digest", trigger, lambda due: _claim(digests, due), fresh, chosen.since)]

    return Timetable(lines, clock)


def _claim(digests: Digests, due: datetime) -> None:
    digests.claim("T", due)


ALL = [(day, at, every) for day, at in (("monday", "09:00"), ("sunday", "02:30")) for every in ("weekly", "two-weekly")]


@pytest.mark.parametrize(
    ("day", "at", "every", "whole"),
    [
        *[(*each, False) for each in (ALL[0], ALL[3])],
        *[pytest.param(*each, True, marks=pytest.mark.soak) for each in ALL],
    ],
)
def test_clocks_that_jump_back_and_forth_make_one_digest_for_each_due_time(
    database: Database, day: str, at: str, every: str, whole: bool
) -> None:
    work, start = WrittenWork(), StillClock(SINCE)
    digests = built(Books(database, start, counted_ids(), work))
    chosen = digests.schedule(BOSS, day=day, time=at, every=every)
    clocks = (StillClock(SINCE), StillClock(SINCE))
    tables = [
        timetable(built_again(digests, Books(database, clock, counted_ids(), work)), clock) for clock in clocks
    ]  # fmt: skip
    chance, jumps, now = Random(6), 0, SINCE
    dues = due_times(weekly(day, chosen.digest_time, BERLIN), SINCE, UNTIL)
    if not whole:  # the weeks about the two changes
        dues = [due for due in dues if any(abs(due - change) < timedelta(days=9) for change in CHANGES)]
    for due in dues:
        for minutes in (-61, -59, -1, 0, 1, 29, 59, 61, 119) if whole else (-61, -1, 0, 61):
            now = due + timedelta(minutes=minutes)
            for clock, table in zip(clocks, tables, strict=True):
                astray = chance.choice((-60, 0, 60))
                jumps += astray != 0
                clock.at = now + timedelta(minutes=astray)
                table.look()
    expected = Counter(due.astimezone(UTC).isoformat() for due in dues if rhythm.is_due(chosen, due))
    assert Counter(key.split("|")[1] for _, kind, key in work.asked if kind == "digest") == expected
    assert expected.total() >= (14 if whole else 2)
    assert jumps > len(dues) * 4


def built_again(digests: Digests, books: Books) -> Digests:
    """The same workspace as another process sees it."""
    workspaces = type(digests.workspaces)(books, digests.workspaces.defaults)
    return Digests(books, workspaces, digests.field, digests.channels, digests.themes)


def test_processes_that_fire_at_the_same_moment_claim_a_due_time_once(database: Database) -> None:
    work = WrittenWork()
    digests = built(Books(database, StillClock(SINCE), counted_ids(), work))
    for week in range(6):
        due, gate = SINCE + timedelta(weeks=week, hours=9), threading.Barrier(4)
        claimed: list[bool] = []

        def claim(due: datetime = due, gate: threading.Barrier = gate, claimed: list[bool] = claimed) -> None:
            gate.wait(timeout=20)
            claimed.append(digests.claim("T", due))

        threads = [threading.Thread(target=claim) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        assert sorted(claimed) == [False, False, False, True]
    assert len(work.asked) == 6


@pytest.mark.parametrize("channel", ["CD", "COTHER"], ids=["the same channel", "another"])
def test_processes_that_try_a_digest_again_at_the_same_moment_ask_for_it_once(database: Database, channel: str) -> None:
    work = WrittenWork()
    digests = built(Books(database, StillClock(SINCE), counted_ids(), work))
    digests.claim("T", SINCE)
    ((_, _, key),) = work.asked
    content = to_json(digests.compose("T", SINCE))
    digests.finish("T", key, content=content, posted=False, reason="not_in_channel")
    if channel != "CD":
        digests.schedule(BOSS, channel=channel)
    gate, asked = threading.Barrier(4), list[str | None]()

    def again() -> None:
        gate.wait(timeout=20)
        asked.append(digests.sending.again("T"))

    threads = [threading.Thread(target=again) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert [each for each in asked if each] == [key_of(channel, SINCE)]
    kept, _ = digests.kept("T", key_of(channel, SINCE))
    assert kept is not None
    assert len([key for _, kind, key in work.asked if kind == "digest"]) == 2
