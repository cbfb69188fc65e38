"""Hostile and odd words through the front door: kept byte for byte, shown dead, and pinging nobody."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from capabilities.field import clean
from capabilities.field.words import is_blank
from capabilities.masking import Masking
from handlers.views import field as views
from tests.conftest import WrittenWork
from tests.front_door import REP, SALES, TEAM, FrontDoor, Json
from tests.handlers.test_field import fill, notes

LIVE = ("<!channel", "<!here", "<!everyone", "<!subteam", "<@", "<#", "<http", "<mailto", "@channel", "@here")
SAID = [
    "עברית ואז English and עברית",
    "zero\u200bwidth\u200djoined\ufeff",
    "family 👨‍👩‍👧‍👦 and flag 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "```\nif a < b && c > d:\n    *not bold* _nor this_\n```",
    "tell <!channel> and <@U123|bob> and @here, see <https://evil.example|us> & <#C1|x>",
    "word " * 599 + "end",
    "line one\n\n\nline four\twith a tab",
]


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    """The program on SQLite without its worker: what is answered before anything is settled."""
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url, work=WrittenWork(), working=False)
    yield opened
    opened.close()


def submitted(door: FrontDoor, number: int, text: str) -> Json:
    """The form as Slack delivers it, and what it answers."""
    view = {
        "id": f"V{number}", "hash": "1.1", "callback_id": views.FORM, "private_metadata": "", "type": "modal",
        "blocks": [{"type": "input", "block_id": "text"}], "state": {"values": fill(text=text, kind="want")},
    }  # fmt: skip
    body = {"type": "view_submission", "user": {"id": REP}, "team": {"id": TEAM}, "view": view}
    (answer,) = door.deliver("interaction", body)
    assert answer["status"] == 200, text
    found: Json = json.loads(answer["body"])
    return found


def typed_in(door: FrontDoor, number: int, text: str) -> Any:
    """/field as Slack delivers it: the three signs of its markup escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body: Json = {
        "command": "/field", "text": f"want: {escaped}", "team_id": TEAM, "user_id": REP, "channel_id": SALES,
        "trigger_id": f"9.{number}",
    }  # fmt: skip
    (answer,) = door.deliver("command", body)
    return answer


@pytest.fixture
def naughty(shared_data: Path) -> list[str]:
    found: list[str] = json.loads((shared_data / "adversarial" / "blns.json").read_text(encoding="utf-8"))
    return [*SAID, *found]


def test_a_form_keeps_odd_words_as_they_are_and_refuses_none_at_the_field(door: FrontDoor, naughty: list[str]) -> None:
    wrong = []
    for number, text in enumerate(naughty):
        expected = Masking().mask(clean(text).strip()).words
        answer = submitted(door, number, text)
        if is_blank(expected):
            assert list(answer["errors"]) == ["text"], text
            continue
        (newest, *_) = door.plumbline.rooms.field.mine(TEAM, REP, limit=1)
        sent = json.dumps(answer, ensure_ascii=False)
        if newest.text != expected or any(live in sent for live in LIVE):
            wrong.append(text)
    assert wrong == []


def test_a_command_with_odd_words_is_answered_and_pings_nobody(door: FrontDoor, naughty: list[str]) -> None:
    wrong = []
    for number, text in enumerate(naughty):
        answer = typed_in(door, number, text)
        said = json.dumps(json.loads(answer["body"]), ensure_ascii=False)
        if answer["status"] != 200 or any(live in said for live in LIVE):
            wrong.append(text)
    assert wrong == []


@pytest.mark.parametrize("text", SAID)
def test_a_command_keeps_odd_words_as_they_are(door: FrontDoor, text: str) -> None:
    typed_in(door, 1, text)
    (note,) = notes(door)
    assert note.text == text


@pytest.mark.parametrize("text", ["   ", "\u00a0\u2003", "\n\t\n", "\u0000\u0007", "\ufeff\u200b"])
def test_a_note_of_spaces_is_refused_where_it_was_written(door: FrontDoor, text: str) -> None:
    assert list(submitted(door, 1, text)["errors"]) == ["text"]
    assert "There is nothing to log yet" in typed_in(door, 2, text)["body"]
    assert notes(door) == []
