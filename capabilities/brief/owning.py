"""Whose brief it is: its owner by name or id, and whether a person may change it."""

from __future__ import annotations

from collections.abc import Sequence

from capabilities.permissions import MAY, PROGRAM, require, role_of
from storage import brief as stored
from storage import workspace as stored_workspace
from storage.brief import BriefVersion
from storage.database import Unit
from storage.workspace import Person

_DOING = "publishing a brief"


def owner_among(version: BriefVersion, people: Sequence[Person]) -> tuple[str, str] | None:
    """The brief's owner by name or id, else whoever filed it: (id, name), of people who are still here."""
    here = [person for person in people if person.role != "gone"]
    for wanted in (version.owner, version.filed_by, version.published_by):
        found = _meant(here, wanted)
        if found is not None:
            return found.user, found.name or found.user
    return None


def may_publish(unit: Unit, user: str, product_key: str) -> bool:
    """Whether a person may change and publish a product's brief: by role, or as the owner the one in force names."""
    if user == PROGRAM or role_of(unit, user) in MAY[_DOING]:
        return True
    known = stored_workspace.person(unit, user)
    name = known.name if known is not None and known.role != "gone" else ""
    in_force = stored.published(unit, product_key)
    if in_force is None or not _is(user, name, in_force.owner):
        return False
    found = _meant([each for each in stored_workspace.people(unit) if each.role != "gone"], in_force.owner)
    return found is not None and found.user == user


def require_publisher(unit: Unit, user: str, product_key: str) -> None:
    """Pass, or raise NotAllowed with the role needed and a person to ask."""
    if not may_publish(unit, user, product_key):
        require(unit, user, _DOING)


def require_any(unit: Unit, user: str) -> None:
    """Pass when a person may publish the brief of any product, or raise NotAllowed."""
    if not any(may_publish(unit, user, row.product_key) for row in stored.products(unit)):
        require(unit, user, _DOING)


def _meant(people: Sequence[Person], wanted: str) -> Person | None:
    """Who is meant: the person of this id, else the only one of this name. Of two of one name neither is, as anybody
    can take another's name in Slack."""
    named = [each for each in people if _is(each.user, each.name, wanted)]
    by_id = [each for each in named if _is(each.user, "", wanted)]
    return by_id[0] if by_id else named[0] if len(named) == 1 else None


def _is(user: str, name: str, wanted: str) -> bool:
    bare = wanted.strip().strip("<@>").casefold()
    return bool(bare) and bare in (user.casefold(), name.casefold())
