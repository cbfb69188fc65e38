"""Notes nobody can be answered for, and work that was given up, hold up no other note."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from capabilities.books import Deed
from capabilities.field import Said
from handlers.rooms import sorry
from tests.front_door import REP, SALES, TEAM, FrontDoor, until, words


@pytest.fixture
def door(tmp_path: Path, sqlite_url: str) -> Iterator[FrontDoor]:
    opened = FrontDoor.open(tmp_path, database_url=sqlite_url)
    yield opened
    opened.close()


def test_somebody_who_cannot_be_written_to_holds_up_nobody(door: FrontDoor) -> None:
    field = door.plumbline.rooms.field
    alone = field.log(Deed(TEAM, "UNOBODY"), Said("a plan they can cancel", kind="want"), reply_to="user:UNOBODY")
    until(lambda: (note := field.one(TEAM, alone.id)) and note.known_at and not note.reply_to)
    door.command(REP, "/field want a longer lease")
    until(lambda: "in the last 30 days" in words(door.messages(REP, SALES)))


def test_work_that_is_given_up_leaves_no_note_waiting_for_it(tmp_path: Path, sqlite_url: str) -> None:
    door = FrontDoor.open(tmp_path, database_url=sqlite_url, working=False)
    try:
        rooms = door.plumbline.rooms
        note = rooms.field.log(Deed(TEAM, REP), Said("a plan they can cancel"), reply_to="url:x")
        rooms.themes.settle(TEAM)
        rooms.field.take_reply(TEAM, note.id, f"{note.id}:1")
        sorry(rooms, door.plumbline.clients)("notes", TEAM, f"{note.id}:1", "A1")
        kept = rooms.field.one(TEAM, note.id)
        assert kept is not None
        assert kept.reply_to == ""
    finally:
        door.close()
