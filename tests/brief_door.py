"""Filing, pressing and reading in the tests of the brief's ways in."""

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from tests.front_door import MARKETER, TEAM, FrontDoor, Json, until, words
from tests.small_brief import BRIEF as SMALL


def direct(door: FrontDoor, user: str = MARKETER) -> list[Json]:
    return door.messages(user, door.direct(user))


def filed(door: FrontDoor, source: str, *, user: str = MARKETER, why: str = "") -> Json:
    """File a draft and wait for its review: the message with the buttons."""
    known = len(direct(door, user))
    number = door.plumbline.rooms.briefs.file(Deed(TEAM, user), source, why=why).version.number
    until(lambda: f"draft version {number}: read through" in words(direct(door, user)[known:]))
    return direct(door, user)[-1]


def in_force(door: FrontDoor, source: str = SMALL) -> None:
    door.plumbline.rooms.briefs.file(Deed(TEAM, PROGRAM), source, publish=True)


def press(door: FrontDoor, message: Json, action: str, user: str = MARKETER) -> None:
    door.press(user, message, action, channel=door.direct(user))


def opened(door: FrontDoor) -> Json:
    view: Json = door.calls("views.open")[-1]["answer"]["view"]
    return view


def submit(door: FrontDoor, user: str, **fields: str) -> Json:
    state = {name: {"value": {"type": "plain_text_input", "value": value}} for name, value in fields.items()}
    return door.page("view/submit", **{"as": user, "view_id": opened(door)["id"], "state": state})


def said(door: FrontDoor, user: str, text: str) -> str:
    door.command(user, text)
    return words(door.last(user))


def number(door: FrontDoor) -> int:
    return door.plumbline.rooms.briefs.needed(TEAM).version.number
