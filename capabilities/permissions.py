"""Who may do what: one table, asked before anything is changed that others rely on."""

from capabilities.refusal import NotAllowed
from storage import workspace as stored
from storage.database import Unit

REP, MARKETER, RESPONSIBLE, ADMIN = "rep", "marketer", "responsible", "admin"
GUEST = "guest"  # somebody of another company whom the workspace let in: they see what everybody may see

MAY = {
    "publishing a brief": (MARKETER, RESPONSIBLE, ADMIN),
    "changing the timetable": (RESPONSIBLE, ADMIN),
    "posting a digest": (MARKETER, RESPONSIBLE, ADMIN),
    "reporting a channel": (MARKETER, RESPONSIBLE, ADMIN),
    "changing the channels": (MARKETER, RESPONSIBLE, ADMIN),
    "importing": (MARKETER, RESPONSIBLE, ADMIN),
    "shaping the themes": (MARKETER, RESPONSIBLE, ADMIN),
    "choosing how mentions are answered": (MARKETER, RESPONSIBLE, ADMIN),
    "setting goals": (REP, MARKETER, RESPONSIBLE, ADMIN),  # a guest of another company has no side to sign for
}

PROGRAM = "plumbline"  # what the program itself does, by the clock or the command line, is allowed


def role_of(unit: Unit, user: str) -> str:
    """The role a person holds; somebody never seen before is a rep."""
    known = stored.person(unit, user)
    return known.role if known is not None else REP


def require(unit: Unit, user: str, what: str) -> None:
    """Pass, or raise NotAllowed with the role needed and a person to ask."""
    if user == PROGRAM:
        return
    allowed = MAY[what]
    if role_of(unit, user) in allowed:
        return
    holders = [person for person in stored.people(unit) if person.role in allowed]
    holders.sort(key=lambda person: (allowed.index(person.role), person.user))
    ask = holders[0].name or None if holders else None
    raise NotAllowed(what.capitalize(), role=allowed[0], ask=ask)
