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
    for wanted in (version.owner, version.filed_by):
        found = next((each for each in here if _is(each.user, each.name, wanted)), None)
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
    return in_force is not None and _is(user, name, in_force.owner)


def require_publisher(unit: Unit, user: str, product_key: str) -> None:
    """Pass, or raise NotAllowed with the role needed and a person to ask."""
    if not may_publish(unit, user, product_key):
        require(unit, user, _DOING)


def require_any(unit: Unit, user: str) -> None:
    """Pass when a person may publish the brief of any product, or raise NotAllowed."""
    if not any(may_publish(unit, user, row.product_key) for row in stored.products(unit)):
        require(unit, user, _DOING)


def _is(user: str, name: str, wanted: str) -> bool:
    bare = wanted.strip().strip("<@>").casefold()
    return bool(bare) and bare in (user.casefold(), name.casefold())
