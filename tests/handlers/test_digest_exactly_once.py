"""A digest is in its channel, its thread and people's own messages exactly once, whatever dies or breaks on the way."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.conftest import StillClock, WrittenWork
from tests.front_door import DIGEST, REP, FrontDoor
from tests.mortal import Line


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, clock: StillClock, work: WrittenWork) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=clock, work=work, working=False, serving=False)
    yield opened
    opened.close()


def pictures(door: FrontDoor) -> list[int]:
    return [
        sum(block["type"] == "image" for block in message["blocks"])
        for message in door.messages(REP, DIGEST)
        if message.get("bot_id")
    ]


def parts_of(line: Line) -> int:
    """Of how many messages the first digest is made."""
    return sum(key.startswith(f"digest:{DIGEST}:") for key in line.posted())


# How often each message is there after a death at each moment of a digest's life; the next worker has the steps that
# were written down, or begins anew. Twice as many readers, every pair of ways, and a second death are for `make soak`.
def test_a_worker_that_dies_at_any_moment_leaves_each_message_once(
    door: FrontDoor, work: WrittenWork, clock: StillClock
) -> None:
    line = Line.of(door, work, clock, readers=(REP,))
    line.ask()
    moments = line.live()
    parts = parts_of(line)
    assert parts > 1, "it is long enough for a thread"
    for at in range(len(moments)):
        line.ask()
        line.live(at, anew=bool(at % 2))
    assert line.deaths == len(moments) > 40
    assert line.posted() == line.expected(parts)
    assert set(pictures(door)) == {1}


@pytest.mark.soak
@pytest.mark.parametrize("anew", [False, True], ids=["resumed", "begun anew"])
def test_workers_that_die_twice_at_any_moments_leave_each_message_once(
    door: FrontDoor, work: WrittenWork, clock: StillClock, anew: bool
) -> None:
    line = Line.of(door, work, clock)
    line.ask()
    moments = line.live()
    parts, chosen = parts_of(line), Random(7)
    for at in range(len(moments)):
        line.ask()
        line.live(at, at + chosen.randint(1, 12), anew=anew)
    assert line.deaths > 1.5 * len(moments)
    assert line.posted() == line.expected(parts)
    assert set(pictures(door)) == {1}


POST, UP, DONE = "chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"
LOOK, BENEATH, OPEN = "conversations.history", "conversations.replies", "conversations.open"
STORMS: list[dict[str, Any]] = [
    *([{"match": POST, "do": "rate_limit", "times": times, "after": after}
       for times in (1, 3, 9) for after in (0, 1, 3)]),
    *([{"match": POST, "do": lost, "times": times, "after": after}
       for lost in ("connection_reset", "server_error") for times in (1, 2, 7) for after in (0, 1, 2, 4)]),
    *([{"match": "*", "do": do, "times": times, "after": after}
       for do in ("rate_limit", "server_error", "connection_reset") for times in (2, 8) for after in range(0, 14, 3)]),
    *([{"match": method, "do": do, "times": 2}
       for method in (LOOK, BENEATH, OPEN) for do in ("rate_limit", "server_error", "connection_reset")]),
]  # fmt: skip


@pytest.mark.parametrize("storms", [STORMS[::5], pytest.param(STORMS, marks=pytest.mark.soak)], ids=["some", "all"])
def test_storms_of_refusals_and_lost_answers_leave_each_message_once(
    door: FrontDoor, work: WrittenWork, clock: StillClock, storms: list[dict[str, Any]]
) -> None:
    line = Line.of(door, work, clock, readers=(REP,))
    line.ask()
    line.live()
    parts = parts_of(line)
    for storm in storms:
        # The answer to a posting is lost as well, so that it has to be looked for through the storm.
        door.faults({"on": "api", "seconds": 0, **storm}, {"on": "api", "match": POST, "do": "connection_reset"})
        line.ask()
        line.live()
        door.faults()
    assert line.setbacks > len(storms)
    assert line.posted() == line.expected(parts)


@pytest.mark.parametrize("method", [UP, DONE])
@pytest.mark.parametrize("do", ["rate_limit", "server_error", "connection_reset"])
def test_a_picture_that_cannot_be_put_up_holds_up_no_digest(
    door: FrontDoor, work: WrittenWork, clock: StillClock, method: str, do: str
) -> None:
    line = Line.of(door, work, clock, readers=(REP,))
    door.faults({"on": "api", "match": method, "do": do, "times": 1, "seconds": 0})
    line.ask()
    line.live()
    assert set(line.posted().values()) == {1}
    assert pictures(door) in ([0], [1])
