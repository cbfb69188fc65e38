"""A workspace of people of both sides, who set goals, and the notes those are counted by."""

from datetime import datetime
from typing import Any

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.goals import Aim, Goals, GoalShown
from capabilities.goals.figures import Figures
from capabilities.workspace import Choices, Known, Workspaces
from storage import field as stored_field

REP, REP2, OWNER, OWNER2, BOSS, ADMIN, GUEST = (
    Deed("T", user) for user in ("UREP", "UREPTWO", "UOWNER", "UOWNERTWO", "UBOSS", "UADMIN", "UGUEST")
)
ROLES = {"UREP": "rep", "UREPTWO": "rep", "UOWNER": "marketer", "UOWNERTWO": "marketer", "UBOSS": "responsible",
         "UADMIN": "admin", "UGUEST": "guest", "UGONE": "gone"}  # fmt: skip
SIDE = {"UREP": "sales", "UREPTWO": "sales", "UOWNER": "marketing", "UOWNERTWO": "marketing"}
DEMOS = Aim(title="Forty demos", start="12", target="40", unit="demos", due="2026-12-18", signer="UOWNER")


def company(books: Books) -> Workspaces:
    """A workspace in Berlin whose people are known with their roles."""
    made = Workspaces(books, Choices(zone="Europe/Berlin"))
    made.greet("T", "Test")
    made.meet("T", [Known(user, user, "Europe/Berlin", role) for user, role in ROLES.items()])
    return made


def goals_of(books: Books) -> Goals:
    return Goals(books, Figures(books, company(books), Briefs(books), lambda _: ()))


def alive(goals: Goals, aim: Aim = DEMOS) -> GoalShown:
    """A goal that a rep proposed and a marketer signed."""
    return goals.sign(OWNER, goals.propose(REP, aim).id)


def note(books: Books, at: datetime, number: int, **said: Any) -> None:
    """So many notes that are alike."""
    with books.keep(Deed("T", "UREP")) as unit:
        for _ in range(number):
            one = stored_field.Note(
                workspace="T", id=f"n{books.new_id()}", created_at=at, author="UREP", text="x", **said
            )
            stored_field.add(unit, one)
