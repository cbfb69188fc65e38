"""A rep checks their own words in Slack: by command, in a form, on a message; only they see what came of it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from handlers.views import pitch_check as views
from tests.front_door import REP, REP2, SALES, TEAM, FrontDoor, Json, elements, until, words
from tests.scripted_mind import WordEmbedder
from tests.small_brief import BRIEF

PROMISE = "Lanternly prevents mistakes."
GOOD = "Hand-overs take 9 minutes less on each ward."


@dataclass
class SlowEmbedder(WordEmbedder):
    """Gives no vectors until it is let go."""

    go: threading.Event = field(default_factory=threading.Event)

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        self.go.wait(30)
        return super().embed(texts)


@pytest.fixture
def bare(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program without a brief."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False)
    yield opened
    opened.close()


@pytest.fixture
def door(bare: FrontDoor) -> FrontDoor:
    bare.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
    return bare


def opened(door: FrontDoor) -> Json:
    """The form opened last."""
    found: Json = door.calls("views.open")[-1]["answer"]["view"]
    return found


def submitted(door: FrontDoor, text: str) -> Json:
    state = {views.FIELD: {"value": {"type": "plain_text_input", "value": text}}}
    found: Json = door.page("view/submit", **{"as": REP, "view_id": opened(door)["id"], "state": state})
    return found


def handed_in(door: FrontDoor, text: str) -> Json:
    """What the bot answers when the form is handed in."""
    state = {"values": {views.FIELD: {"value": {"type": "plain_text_input", "value": text}}}}
    view = {"id": "V1", "hash": "h", "type": "modal", "callback_id": views.FORM, "state": state, "blocks": []}
    body = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": REP}, "view": view}
    found: Json = json.loads(door.deliver("interaction", body)[0]["body"])
    return found


def on_message(door: FrontDoor, ts: str) -> Json:
    door.page("shortcut", **{"as": REP, "callback_id": views.SHORTCUT, "channel": SALES, "ts": ts})
    return opened(door)


def said(door: FrontDoor, text: str) -> str:
    """The time of a message somebody else wrote in the channel."""
    return str(door.page("send", **{"as": REP2, "channel": SALES, "text": text})["message"]["ts"])


def test_a_forbidden_promise_is_caught_and_only_its_writer_sees_it(door: FrontDoor) -> None:
    door.command(REP, f"/check Hi Anna, {PROMISE} {GOOD}")
    told = door.last(REP)
    assert told["ephemeral"]
    assert "One sentence to change, one is fine." in words(told)
    assert "The brief says never: Lanternly prevents mistakes." in words(told)
    assert "Brief v1 › Limits › Never" in words(told)
    assert not any(PROMISE in words(each) for each in door.messages(REP2, SALES))


def test_a_discount_gets_value_in_its_place(door: FrontDoor) -> None:
    door.command(REP, "/check You get 10% off this month.")
    assert "*Say instead:* “" in words(door.last(REP))


def test_it_is_reached_by_plumb_and_has_help(door: FrontDoor) -> None:
    door.command(REP, f"/plumb check {PROMISE}")
    assert "One sentence to change." in words(door.last(REP))
    door.command(REP, "/check help")
    assert "Your own text, held to the brief." in words(door.last(REP))


def test_the_command_alone_opens_a_form_that_answers_in_itself(door: FrontDoor) -> None:
    door.command(REP, "/check")
    assert submitted(door, f"{PROMISE} {GOOD}")["ok"]
    answer = handed_in(door, f"{PROMISE} {GOOD}")
    assert answer["response_action"] == "update"
    assert "One sentence to change, one is fine." in words(answer["view"])
    assert answer["view"]["private_metadata"] == ""
    mended = handed_in(door, GOOD)
    assert "Nothing to change: one sentence checked, it is fine." in words(mended["view"])


def test_an_empty_form_says_so_at_its_field(door: FrontDoor) -> None:
    door.command(REP, "/check")
    assert "Give me the words to check" in str(submitted(door, "  ?! "))


def test_a_message_is_checked_in_a_form_with_its_words_to_mend(door: FrontDoor) -> None:
    ts = said(door, f"Hi <@{REP}>, *{PROMISE}* <https://example.com/x|see here> :tada:")
    view = on_message(door, ts)
    assert "The brief says never: Lanternly prevents mistakes." in words(view)
    (text,) = [each for each in elements(view) if each["action_id"] == "value"]
    assert PROMISE in text["initial_value"]
    assert f"<@{REP}>" not in words(view)


def test_a_message_longer_than_the_form_is_checked_to_its_end(door: FrontDoor) -> None:
    view = on_message(door, said(door, f"{GOOD} " * 80))
    assert "only the first 3,000 characters were checked" in words(view)


def test_without_a_brief_each_way_says_how_to_file_one(bare: FrontDoor) -> None:
    bare.command(REP, f"/check {PROMISE}")
    assert "/brief file" in words(bare.last(REP))
    bare.command(REP, "/check")
    assert "/brief file" in words(bare.last(REP))
    assert bare.calls("views.open") == []
    assert "/brief file" in words(on_message(bare, said(bare, PROMISE)))


def test_personal_data_is_masked_and_said(door: FrontDoor) -> None:
    door.command(REP, f"/check {GOOD} Write to ann@example.com, or call +49 171 2345678, the tablets are silent.")
    told = words(door.last(REP))
    assert "Masked before checking: 1 e-mail address, 1 phone number." in told
    assert "2345678" not in told


def test_nothing_of_it_pings_anybody(door: FrontDoor) -> None:
    door.command(REP, "/check <!channel> <@UBOSS> @here Zanzibar loves `code` & <https://evil.example|us>")
    told = str(door.last(REP)["blocks"])
    assert "Zanzibar" in told
    assert "<!channel>" not in told
    assert "<@UBOSS>" not in told
    assert "<https" not in told


def test_nothing_of_it_is_kept_or_logged(door: FrontDoor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="plumbline")
    door.command(REP, "/check Zanzibar cures wards for 10% off.")
    door.command(REP, "/check")
    submitted(door, "Zanzibar cures wards for 10% off.")
    assert "Zanzibar" not in caplog.text
    for file in Path(door.plumbline.settings.database_url.removeprefix("sqlite:///")).parent.glob("plumbline.db*"):
        assert b"Zanzibar" not in file.read_bytes(), file.name


def test_while_a_version_is_new_it_says_so_and_can_be_checked_again(tmp_path: Path, sqlite_url: str) -> None:
    embedder = SlowEmbedder()
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False, embedder=embedder)
    try:
        door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), BRIEF, publish=True)
        door.command(REP, f"/check {PROMISE} {GOOD}")
        told = door.last(REP)
        assert "One sentence to change, one is fine." in words(told)
        assert "its words alone" in words(told)
        embedder.go.set()

        def thorough() -> bool:
            pressed: dict[str, Any] = door.last(REP)
            if elements(pressed.get("blocks") or []):
                door.press(REP, pressed, views.AGAIN)
            return "its words alone" not in words(door.last(REP))

        until(thorough)
        assert "One sentence to change, one is fine." in words(door.last(REP))
    finally:
        embedder.go.set()
        door.close()
