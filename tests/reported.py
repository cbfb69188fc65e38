"""The channel of a small workspace, and who reports it, for the tests of channels' weeks."""

from datetime import date

from capabilities.books import Books, Deed
from capabilities.channels import Channel, Channels
from capabilities.workspace import Choices, Known, Workspaces

REP, OWNER, BOSS = Deed("T", "UREP"), Deed("T", "UOWNER"), Deed("T", "UBOSS")
WEEK, LAST = date(2026, 11, 16), date(2026, 11, 9)  # the tests' clock stands on Friday the 20th


def channels_of(books: Books) -> Channels:
    workspaces = Workspaces(books, Choices(zone="Europe/Berlin"))
    workspaces.greet("T", "Test")
    people = [("UREP", "Rita", "rep"), ("UOWNER", "Olu", "marketer"), ("UBOSS", "Ruth", "responsible")]
    workspaces.meet("T", [Known(user, name, "Europe/Berlin", role) for user, name, role in people])
    return Channels(books, workspaces)


def ads_of(channels: Channels) -> Channel:
    return channels.add(BOSS, "Social ads", "UOWNER", "Refrigeration")
