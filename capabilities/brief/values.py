"""What the verbs of the brief give back, and the ways a change or publishing waits for a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from capabilities.passages import Brief
from capabilities.refusal import Refusal
from storage.brief import BriefVersion


@dataclass(frozen=True)
class Filed:
    """A version just filed, and what could not be understood in it. `parallel` says that another draft or version
    came in between, so that this one was made from older words."""

    version: BriefVersion
    brief: Brief
    parallel: BriefVersion | None = None


@dataclass(frozen=True)
class Product:
    """A product with its brief: the version in force, if there is one, and how many drafts are open."""

    key: str
    name: str
    version: BriefVersion | None
    default: bool
    drafts: int


class Overtaken(Refusal):
    """Somebody published while a draft was in the making; `current` is what is in force now."""

    def __init__(self, draft: BriefVersion, current: BriefVersion, by: str, zone: tzinfo) -> None:
        when = moment(current.published_at or current.filed_at, zone)
        super().__init__(
            f"Draft version {draft.number} was made before {by} published version {current.number} on {when}. "
            f"See what would change with /brief diff {current.number} {draft.number}, then publish it all the same "
            "or make the change again on top of the new version."
        )
        self.current = current


class Removing(Refusal):
    """A section would go with what it says: `lines` of it, and `within` as many sections that stand in it."""

    def __init__(self, section: str, text: str, within: int) -> None:
        self.lines = sum(1 for line in text.split("\n") if line.strip())
        self.within = within
        lines = "1 line" if self.lines == 1 else f"{self.lines} lines"
        inside = f" and {'the section' if within == 1 else f'the {within} sections'} in it" if within else ""
        super().__init__(f"This removes the section {section} with {lines}{inside}.", field="text")


class Failing(Refusal):
    """Some of the brief's own questions fail; publishing all the same wants a reason."""

    def __init__(self, count: int) -> None:
        of = "One of the brief's questions fails" if count == 1 else f"{count} of the brief's questions fail"
        super().__init__(f"{of}. Mend the draft, or say why it is published all the same.", field="override")
        self.count = count


def failing(version: BriefVersion) -> int:
    """How many of the brief's own questions this version answers wrongly."""
    return sum(1 for tested in version.tests if not tested.get("passed"))


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment in words, in the zone of who reads it, which is named: `Mon 23 Nov 2026, 10:00 CET`."""
    at = at.astimezone(zone)
    return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M %Z}"
