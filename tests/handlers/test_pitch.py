"""A pitch is asked for in Slack, arrives once in its asker's messages, and is shared once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from tests.front_door import QUIET, REP, REP2, SALES, TEAM, FrontDoor, elements, until, words
from tests.small_brief import BRIEF


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    opened.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    yield opened
    opened.close()


def arrived(door: FrontDoor, count: int = 1) -> dict[str, Any]:
    """The newest of the asker's messages once there are so many."""
    until(lambda: len(door.messages(REP, door.direct(REP))) >= count)
    return door.last(REP, door.direct(REP))


def submitted(door: FrontDoor, **fields: Any) -> Any:
    """Fill the form opened last, and send it."""
    view = door.calls("views.open")[-1]["answer"]["view"]
    state = {name: {"value": value} for name, value in fields.items()}
    return door.page("view/submit", **{"as": REP, "view_id": view["id"], "state": state})


def test_a_command_is_acknowledged_and_the_pitch_arrives_with_its_sources(door: FrontDoor) -> None:
    door.command(REP, "/pitch hospitals, they fear <!channel> germs")
    said = words(arrived(door))
    assert "Every night shift hands over in the light." in said
    assert "Brief v1 › How › Hospitals" in said
    assert "These are the brief's own words." in said
    assert "<!channel>" not in said
    ack = words(door.last(REP))
    assert ack.startswith("Drafting your pitch for “hospitals, they fear")
    assert all(call["arguments"].get("unfurl_links") in (False, "false") for call in door.calls("chat.postMessage"))


def test_the_command_alone_opens_a_form_that_drafts(door: FrontDoor) -> None:
    door.command(REP, "/pitch")
    until(lambda: door.calls("views.open"))
    assert submitted(door, words={"type": "plain_text_input", "value": "care homes"})["ok"]
    assert "Families read the page" in words(arrived(door))


def test_the_same_delivery_three_times_is_one_pitch(door: FrontDoor) -> None:
    door.faults({"on": "delivery", "match": "/pitch", "do": "duplicate", "times": 1, "seconds": 0})
    door.command(REP, "/pitch hospitals")
    arrived(door)
    door.command(REP, "/pitch care homes")
    arrived(door, 2)
    assert len(door.messages(REP, door.direct(REP))) == 2


def test_a_pitch_whose_answer_from_slack_was_lost_is_posted_once(door: FrontDoor) -> None:
    door.faults({"on": "api", "match": "chat.postMessage", "do": "connection_reset", "times": 1, "seconds": 0})
    door.command(REP, "/pitch hospitals")
    arrived(door)
    door.command(REP, "/pitch care homes")
    arrived(door, 2)
    assert len(door.messages(REP, door.direct(REP))) == 2


def test_a_pitch_is_shared_once_in_the_channel_chosen(door: FrontDoor) -> None:
    door.command(REP, "/pitch hospitals")
    pitch = arrived(door)
    for _ in range(2):
        door.press(REP, pitch, "pitch_share", channel=door.direct(REP))
        submitted(door, channel={"type": "conversations_select", "selected_conversation": SALES})
        until(lambda: any("shares a pitch" in words(m) for m in door.messages(REP, SALES)))
    door.press(REP, pitch, "pitch_share", channel=door.direct(REP))
    submitted(door, channel={"type": "conversations_select", "selected_conversation": QUIET})
    assert "I cannot post in" in words(arrived(door, 2))
    assert len([m for m in door.messages(REP, SALES) if "shares a pitch" in words(m)]) == 1


def test_nobody_opens_a_form_on_somebody_elses_pitch(door: FrontDoor) -> None:
    door.command(REP, "/pitch hospitals")
    pitch = arrived(door)
    own_id = next(str(each["value"]) for each in elements(pitch["blocks"]) if each["action_id"] == "pitch_share")
    for action in ("pitch_share", "pitch_redraft"):
        pressed = {"action_id": action, "block_id": "b", "type": "button", "value": own_id}
        payload = {
            "type": "block_actions", "user": {"id": REP2}, "team": {"id": TEAM}, "channel": {"id": SALES},
            "container": {"type": "message"}, "trigger_id": action, "actions": [pressed],
        }  # fmt: skip
        door.deliver("interaction", payload)
    until(lambda: len([m for m in door.messages(REP2, SALES) if "Only the person who asked" in words(m)]) == 2)
    assert door.calls("views.open") == []


def test_the_form_offers_the_briefs_names_and_takes_what_was_chosen(door: FrontDoor) -> None:
    door.command(REP, "/pitch")
    until(lambda: door.calls("views.open"))
    assert submitted(
        door,
        segment={"type": "static_select", "selected_option": {"value": "Hospitals"}},
        objection={"type": "static_select", "selected_option": {"value": "Tablets carry germs"}},
        account={"type": "plain_text_input", "value": "Acme <!here>"},
    )["ok"]
    said = words(arrived(door))
    assert "For *Hospitals* · at Acme &lt;!here&gt; · they say: Tablets carry germs" in said
    assert "The case is wiped" in said


def test_an_empty_form_is_told_at_its_field(door: FrontDoor) -> None:
    door.command(REP, "/pitch")
    until(lambda: door.calls("views.open"))
    answer = submitted(door, words={"type": "plain_text_input", "value": "  "})
    assert "Say whom you are talking to" in str(answer)


def test_marks_are_recognised_and_the_customer_stays_out_of_what_is_shared(door: FrontDoor) -> None:
    door.command(REP, "/pitch #hospital-wards at:Acme vs:wardmate Acme fears germs, as Haus Birkenau did")
    pitch = arrived(door)
    assert "The brief has no “hospital wards”; I took the nearest, Hospitals." in words(pitch)
    assert "at Acme · vs Wardmate" in words(pitch)
    door.press(REP, pitch, "pitch_share", channel=door.direct(REP))
    form = str(door.calls("views.open")[-1]["answer"]["view"])
    assert "“[customer] fears germs, as [customer] did”, without the names you wrote" in form
    submitted(door, channel={"type": "conversations_select", "selected_conversation": SALES})
    until(lambda: any("shares a pitch" in words(m) for m in door.messages(REP, SALES)))
    (shared,) = [words(m) for m in door.messages(REP, SALES) if "shares a pitch" in words(m)]
    assert "shares a pitch for “[customer] fears germs, as [customer] did”" in shared
    assert "Acme" not in shared


def test_a_pitch_is_redrafted_with_a_wish_and_the_old_one_stays(door: FrontDoor) -> None:
    door.command(REP, "/pitch hospitals")
    first = arrived(door)
    door.press(REP, first, "pitch_redraft", channel=door.direct(REP))
    assert "Say what should be different" in str(submitted(door, wish={"type": "plain_text_input", "value": " "}))
    assert submitted(door, wish={"type": "plain_text_input", "value": "shorter"})["ok"]
    second = arrived(door, 2)
    assert "redrafted with your wish “shorter”" in words(second)
    assert ("*3." in words(second), "*4." in words(second)) == (True, False)
    assert "*4." in words(door.messages(REP, door.direct(REP))[0])


def test_without_a_brief_the_form_says_how_to_file_one(tmp_path: Path, sqlite_url: str) -> None:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    try:
        for text in ("/pitch", "/pitch hospitals"):
            opened.command(REP, text)
            assert "/brief file" in words(opened.last(REP))
    finally:
        opened.close()
