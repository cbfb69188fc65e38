"""App Home, and learning who is in the workspace."""

from handlers.workspace import ask_for_people
from tests.front_door import BOSS, MARKETER, REP, TEAM, FrontDoor, until, words


def home(door: FrontDoor, user: str) -> str:
    return words(door.page("open_home", **{"as": user, "tab": "home"})["view"] or {})


def test_home_shows_my_notes_and_what_i_can_do(door: FrontDoor) -> None:
    door.command(REP, "/field want a plan they can cancel")
    until(lambda: "a plan they can cancel" in home(door, REP))
    said = home(door, REP)
    assert "Log a field note" in said
    assert "Undo" in said
    assert "File a brief" not in said
    until(lambda: "File a brief" in home(door, MARKETER))
    assert "a plan they can cancel" not in home(door, MARKETER)


def test_people_and_roles_come_from_user_groups(door: FrontDoor) -> None:
    with door.plumbline.database.unit(TEAM) as unit:
        unit.connection.exec_driver_sql("DELETE FROM person")
    ask_for_people(door.plumbline.rooms.books, TEAM, "today")
    found = until(lambda: {p.user: p.role for p in door.plumbline.rooms.workspaces.people(TEAM)})
    assert found == {REP: "rep", "UREPTWO": "rep", MARKETER: "marketer", BOSS: "responsible"}
