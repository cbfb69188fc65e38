"""A pitch is marked by its asker, its message shows it, the question comes once, a problem reaches the owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from capabilities.pitch.outcomes import PitchPoint
from capabilities.posting import Postings
from handlers import pitch_outcomes
from handlers.posting import Poster
from handlers.rooms import sorry
from storage import pitch as stored
from tests.conftest import StillClock
from tests.front_door import MARKETER, REP, REP2, SALES, TEAM, FrontDoor, elements, until, words
from tests.kept_steps import KeptSteps
from tests.small_brief import BRIEF

WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=UTC)


@pytest.fixture
def still() -> StillClock:
    return StillClock(WEDNESDAY)


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str, still: StillClock) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, clock=still)
    owned = f"---\nowner: Mara Marketer\n---\n{BRIEF}"
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), owned, publish=True)
    yield opened
    opened.close()


def pitched(door: FrontDoor) -> dict[str, Any]:
    """A pitch in its asker's messages."""
    door.command(REP, "/pitch hospitals, they fear germs")
    until(lambda: door.messages(REP, door.direct(REP)))
    return shown(door)


def shown(door: FrontDoor) -> dict[str, Any]:
    return door.messages(REP, door.direct(REP))[0]


def said(door: FrontDoor, wanted: str) -> dict[str, Any]:
    """The pitch's message once it says this."""
    return until(lambda: [message for message in [shown(door)] if wanted in words(message)])[0]


def points(door: FrontDoor, pitch_id: str) -> list[PitchPoint]:
    with door.plumbline.rooms.books.look(TEAM) as unit:
        return stored.points_of(unit, pitch_id)


def submitted(door: FrontDoor, **fields: Any) -> Any:
    """Send the form opened last, filled in like this beside what it holds."""
    view = door.calls("views.open")[-1]["answer"]["view"]
    state = {name: {"value": value} for name, value in fields.items()}
    return door.page("view/submit", **{"as": REP, "view_id": view["id"], "state": state})


def press(door: FrontDoor, action: str, *, user: str = REP) -> Any:
    return door.press(user, shown(door), action, channel=door.direct(REP))


def ticked(*positions: int) -> dict[str, Any]:
    view_options = [{"text": {"type": "plain_text", "text": "x"}, "value": str(at)} for at in positions]
    return {"type": "checkboxes", "selected_options": view_options}


def pitch_id(message: dict[str, Any]) -> str:
    return next(str(e["value"]) for e in elements(message["blocks"]) if e["action_id"] == "pitch_landed")


def test_one_tap_says_that_all_of_it_landed(door: FrontDoor) -> None:
    before = pitched(door)
    assert "Once you have used it" in words(before)
    press(door, "pitch_landed")
    after = said(door, "*You said:* landed")
    assert [block["type"] for block in after["blocks"]] == [block["type"] for block in before["blocks"]], (
        "nothing moves"
    )
    assert after["ts"] == before["ts"]
    assert {point.outcome for point in points(door, pitch_id(after))} == {"landed"}
    assert len(door.messages(REP, door.direct(REP))) == 1


def test_fell_flat_asks_which_points_and_why(door: FrontDoor) -> None:
    own_id = pitch_id(pitched(door))
    press(door, "pitch_flat")
    view = until(lambda: door.calls("views.open"))[-1]["answer"]["view"]
    offered = next(block["element"] for block in view["blocks"] if block.get("block_id") == "points")
    assert offered["initial_options"] == offered["options"]
    assert len(offered["options"]) == len(points(door, own_id))
    assert not submitted(door, points=ticked(), word={"type": "plain_text_input", "value": ""})["ok"]
    word = {"type": "plain_text_input", "value": "They <!channel> wipe it daily"}
    assert submitted(door, points=ticked(1, 2), word=word)["ok"]
    after = words(said(door, "points 1 and 2 fell flat"))
    assert "They &lt;!" in after
    assert [point.outcome for point in points(door, own_id)][:3] == ["flat", "flat", ""]


def test_the_menu_of_a_point_marks_that_one_and_the_last_tap_counts(door: FrontDoor) -> None:
    own_id = pitch_id(pitched(door))
    for way, wanted in (("flat", "point 2 fell flat"), ("landed", "point 2 landed")):
        chosen(door, f"{way}:2:{own_id}")
        said(door, wanted)
    assert [point.outcome for point in points(door, own_id)][:3] == ["", "landed", ""]


def test_a_mark_quicker_than_its_message_is_written_down_is_shown_after_it(door: FrontDoor) -> None:
    own_id = pitch_id(pitched(door))
    rooms, other = door.plumbline.rooms, "pitch_follow_up:" + own_id
    poster = Poster(door.plumbline.clients, Postings(rooms.books))
    poster.postings.begin(TEAM, other, door.direct(REP))
    marked = pitch_outcomes.jobs(rooms.outcomes, rooms.pitches, poster)["pitch_marked"]
    with pytest.raises(TimeoutError):
        marked(KeptSteps(), TEAM, f"{own_id}:1")
    ts = poster.post(TEAM, "another", channel=REP, text="Did it land?")
    poster.postings.finish(TEAM, other, door.direct(REP), ts)
    marked(KeptSteps(), TEAM, f"{own_id}:1")
    assert "Did it land?" in words(door.last(REP, door.direct(REP)))
    assert [call["arguments"]["ts"] for call in door.calls("chat.update")][-1] == ts


def test_somebody_else_is_told_kindly_that_it_is_not_theirs(door: FrontDoor) -> None:
    own_id = pitch_id(pitched(door))
    pressed = {"action_id": "pitch_landed", "block_id": "b", "type": "button", "value": own_id}
    payload = {
        "type": "block_actions", "user": {"id": REP2}, "team": {"id": TEAM}, "channel": {"id": SALES},
        "container": {"type": "message"}, "actions": [pressed],
    }  # fmt: skip
    door.deliver("interaction", payload)
    assert {point.outcome for point in points(door, own_id)} == {""}
    until(lambda: [m for m in door.messages(REP2, SALES) if "Only the person who asked" in words(m)])


def test_the_same_tap_delivered_three_times_is_one_mark(door: FrontDoor) -> None:
    pitched(door)
    door.faults({"on": "delivery", "match": "pitch_landed", "do": "duplicate", "times": 1, "seconds": 0})
    press(door, "pitch_landed")
    said(door, "*You said:* landed")
    assert len(door.calls("chat.update")) == 1


def test_two_working_days_later_the_question_comes_once_and_can_be_answered(door: FrontDoor, still: StillClock) -> None:
    own_id = pitch_id(pitched(door))
    outcomes = door.plumbline.rooms.outcomes
    still.go(days=2)
    assert outcomes.follow_ups(TEAM) == [own_id]
    outcomes.follow_ups(TEAM)
    asked = until(lambda: [m for m in door.messages(REP, door.direct(REP)) if "Did it land?" in words(m)])
    door.press(REP, asked[0], "pitch_landed", channel=door.direct(REP))
    said(door, "*You said:* landed")
    both = until(lambda: [m for m in door.messages(REP, door.direct(REP)) if "*You said:* landed" in words(m)][1:])
    assert "Did it land?" in words(both[0])
    still.go(days=1)
    assert outcomes.follow_ups(TEAM) == []
    assert len(door.messages(REP, door.direct(REP))) == 2


def test_the_timetable_asks_at_ten_in_the_workspace(door: FrontDoor) -> None:
    coming = [at for at, what in door.plumbline.timetable.next() if what == "look at pitches nobody said landed"]
    assert [at.isoformat() for at in coming] == ["2026-11-19T10:00:00+01:00"]


def test_a_problem_reaches_the_owner_with_the_point_and_the_reporter_hears_so(door: FrontDoor) -> None:
    own_id = pitch_id(pitched(door))
    chosen(door, f"problem:1:{own_id}")
    until(lambda: door.calls("views.open"))
    assert submitted(door, words={"type": "plain_text_input", "value": "Three <@UREP> officers by now"})["ok"]
    told = words(until(lambda: door.messages(MARKETER, door.direct(MARKETER)))[0])
    assert "reports a problem with point 1" in told
    assert "Three &lt;@UREP&gt; officers by now" in told
    assert "Brief v1 ›" in told
    heard = until(lambda: [m for m in door.messages(REP, door.direct(REP)) if "has your report" in words(m)])
    assert "Mara Marketer has your report on point 1" in words(heard[0])


def chosen(door: FrontDoor, value: str) -> Any:
    """Choose this from the menu beside a point."""
    message = shown(door)
    menus = [e for e in elements(message["blocks"]) if e["action_id"] == "pitch_point"]
    menu = next(e for e in menus if any(option["value"] == value for option in e["options"]))
    option = next(option for option in menu["options"] if option["value"] == value)
    where = {"type": "message", "channel": door.direct(REP), "ts": message["ts"], "ephemeral": False}
    action = {"action_id": "pitch_point", "type": "overflow", "selected_option": option}
    return door.page("action", **{"as": REP, "container": where, "action": action})


def test_whoever_waits_for_sharing_or_for_a_report_that_was_given_up_hears_of_it(door: FrontDoor) -> None:
    own_id = pitch_id(pitched(door))
    told = door.plumbline.rooms.outcomes.report(Deed(TEAM, REP), own_id, 1, "The figure is old")
    tell = sorry(door.plumbline.rooms, door.plumbline.clients)
    tell("pitch_share", TEAM, f"{own_id}:{SALES}:id9", "A1")
    tell("pitch_problem", TEAM, told.problem.id, "A2")
    heard = "\n".join(words(each) for each in door.messages(REP, door.direct(REP)))
    assert "I could not finish sharing your pitch; it is written down under number A1." in heard
    assert "I could not finish passing on what is wrong with your pitch" in heard
