"""/digest in words: who may look and who may post, and a timetable set as people say it."""

import pytest

from tests.conftest import WrittenWork
from tests.front_door import BOSS, MARKETER, QUIET, REP, FrontDoor, words


@pytest.fixture
def door(still_door: FrontDoor) -> FrontDoor:
    return still_door


def test_a_rep_may_look_but_not_post(door: FrontDoor, work: WrittenWork) -> None:
    door.command(REP, "/digest now")
    assert "needs the marketer role" in words(door.last(REP))
    door.command(REP, "/digest preview")
    preview = door.last(REP)
    assert preview["ephemeral"]
    assert "A preview, for your eyes only." in words(preview)
    door.command(REP, "/digest last")
    assert "No digest has been posted yet" in words(door.last(REP))
    assert [kind for _, kind, _ in work.asked] == []


def test_the_timetable_is_set_in_words(door: FrontDoor) -> None:
    door.command(BOSS, f"/digest schedule tuesday at 8:30 Europe/London <#{QUIET}|quiet>")
    assert f"The digest goes to <#{QUIET}> on Tuesdays at 08:30 (Europe/London)" in words(door.last(BOSS))
    door.command(BOSS, "/digest schedule fri 4pm")
    assert "on Fridays at 16:00 (Europe/London)" in words(door.last(BOSS))
    door.command(BOSS, "/digest schedule every fortnight")
    assert "every second Friday at 16:00" in words(door.last(BOSS))
    for said, meant in (
        ("every other wednesday, noon Europe/London", "every second Wednesday at 12:00"),
        ("fridays 9 every second week", "every second Friday at 09:00"),
        ("monthly", "on the first Friday of each month"),
        ("weekly", "on Fridays at 09:00"),
        ("off", "No digest comes by itself"),
        ("mon 10:00", "on Mondays at 10:00"),
    ):
        door.command(BOSS, f"/digest schedule {said}")
        assert meant in words(door.last(BOSS)), said
    assert "The next one comes on Monday 23 November at 10:00." in words(door.last(BOSS))
    for said, answer in (
        ("mon tue", "Which one, “monday” or “tuesday”?"), ("9:00 25:00", "Which one, “09:00” or “25:00”?"),
        ("daily", "Weekly is the most often"), ("monday #nowhere", "I know no channel “#nowhere”"),
    ):  # fmt: skip
        door.command(BOSS, f"/digest schedule {said}")
        assert answer in words(door.last(BOSS)), said
    door.command(BOSS, "/digest schedule sometimes")
    assert "I do not understand “sometimes”" in words(door.last(BOSS))
    door.command(BOSS, "/digest schedule 26:00")
    assert "not a time" in words(door.last(BOSS))
    door.command(MARKETER, "/digest schedule monday")
    assert "needs the responsible role" in words(door.last(MARKETER))
    door.command(MARKETER, "/digest shedule")
    assert "knows preview, now, last, schedule and me" in words(door.last(MARKETER))
