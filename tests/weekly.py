"""What the tests of digests share: digests of a small workspace, and themes as somebody else found them."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from capabilities.books import Books
from capabilities.channels import Channels
from capabilities.digest import Digests
from capabilities.field import Field
from capabilities.themes.values import ThemeWeek
from capabilities.workspace import Choices, Known, Workspaces

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 11, 16, 9, tzinfo=BERLIN)


@dataclass
class SaidThemes:
    """Themes as somebody else found them: each week's are these."""

    of: list[ThemeWeek] = field(default_factory=list)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)

    def for_digest(self, workspace: str, start: datetime, end: datetime) -> list[ThemeWeek]:
        assert workspace == "T"
        self.asked.append((start, end))
        return self.of


def built(books: Books, *, channel: str = "CD", themes: SaidThemes | None = None) -> Digests:
    workspaces = Workspaces(books, Choices(zone="Europe/Berlin", digest_channel=channel))
    workspaces.greet("T", "Test")
    people = (("UBOSS", "Ruth", "responsible"), ("UREP", "Rita", "rep"), ("UMAX", "Max", "marketer"))
    workspaces.meet("T", [Known(user, name, "", role) for user, name, role in people])
    return Digests(books, workspaces, Field(books), Channels(books, workspaces), themes or SaidThemes())
