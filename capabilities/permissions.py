"""Who may do what: one table, asked before anything is changed that others rely on."""

from capabilities.refusal import NotAllowed, Refusal
from storage import workspace as stored
from storage.database import Unit

REP, MARKETER, RESPONSIBLE, ADMIN = "rep", "marketer", "responsible", "admin"
GUEST = "guest"  # somebody of another company whom the workspace let in: they see what everybody may see

MAY = {
    "publishing a brief": (MARKETER, RESPONSIBLE, ADMIN),
    "changing the timetable": (RESPONSIBLE, ADMIN),
    "posting a digest": (MARKETER, RESPONSIBLE, ADMIN),
    "reporting a channel": (MARKETER, RESPONSIBLE, ADMIN),
    "exporting the channels": (MARKETER, RESPONSIBLE, ADMIN),
    "changing the channels": (MARKETER, RESPONSIBLE, ADMIN),
    "importing": (MARKETER, RESPONSIBLE, ADMIN),
    "shaping the themes": (MARKETER, RESPONSIBLE, ADMIN),
    "choosing how mentions are answered": (MARKETER, RESPONSIBLE, ADMIN),
    "setting goals": (REP, MARKETER, RESPONSIBLE, ADMIN),  # a guest of another company has no side to sign for
}

_INSIDE = (
    "This shows what stays among colleagues, and you are a guest here. "
    "Ask me a question with /ask instead: I answer with what everybody may see."
)

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


def is_unmet(unit: Unit, user: str) -> bool:
    """Whether Slack has not said yet who this is, though it has of others: they may be a guest, who came today."""
    return stored.person(unit, user) is None and bool(stored.people(unit))


def require_inside(unit: Unit, user: str) -> None:
    """Pass, or raise Refusal for a guest of the workspace: for what not everybody may see."""
    if role_of(unit, user) == GUEST:
        raise Refusal(_INSIDE)
