"""The made-up company: read from its files, moved to today's weeks, and brought in as people would have done it."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.assemble import Plumbline
from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.channels.table import ChannelTable
from capabilities.channels.table import rows_of as channel_rows
from capabilities.field.imports import Imports
from capabilities.field.table import note_rows
from capabilities.permissions import PROGRAM
from capabilities.tables import BadRow, Row, TableFile
from capabilities.themes import Themes
from capabilities.workspace import Known, roles
from handlers import themes as theme_work
from storage.database import Unit

FOLDER = Path(__file__).parent / "company"
ZONE = ZoneInfo("Europe/Berlin")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BRIEFS = (
    ("brief-v1.md", "W-13 Mon 08:30", "The first brief"),
    ("brief-v2.md", "W-6 Mon 08:30", "What the field taught us"),
)

NOTES = "notes.csv"

T = TypeVar("T")


@dataclass(frozen=True)
class _At:
    """A clock that stands at one moment: when something was done in the story."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


class _AtOnce:
    """Durable work while the story is filled in: its steps are done at once, and nothing more is asked for."""

    def run(self, name: str, step: Callable[[], T]) -> T:  # noqa: ARG002
        return step()

    def enqueue(self, unit: Unit, kind: str, key: str) -> None:
        """The filling in sees to it by itself."""


def opening(real_now: datetime) -> datetime:
    """When the demonstration begins: the Friday evening of the running week, so that Monday 09:00 is next."""
    today = real_now.astimezone(ZONE).date()
    friday = today - timedelta(days=today.weekday()) + timedelta(days=4)
    return datetime.combine(friday, time(18, 45), ZONE)


def week_zero(opened: datetime) -> datetime:
    """The Monday that the story's W-0 begins with: the one after the opening."""
    return datetime.combine(opened.date() + timedelta(days=3), time(0), ZONE)


def moment(words: str, zero: datetime) -> datetime:
    """`W-3 Tue 14:05` as a moment. Raises ValueError for anything else."""
    match = re.fullmatch(r"W-(\d+)(?: (\w{3}) (\d\d):(\d\d))?", words.strip())
    if not match:
        raise ValueError(f"{words!r} is not a time of the story")
    weeks, day, hour, minute = match.groups()
    at = zero.date() - timedelta(weeks=int(weeks)) + timedelta(days=DAYS.index(day) if day else 0)
    return datetime.combine(at, time(int(hour or 0), int(minute or 0)), ZONE)


def seed(opened: datetime) -> dict[str, Any]:
    """What the playground starts with: people, channels and chatter, moved by whole weeks to before the opening."""
    made: dict[str, Any] = json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8"))
    written_for = datetime.fromisoformat(made["week_zero_monday"]).replace(tzinfo=ZONE)
    now_for = datetime.combine(opened.date() - timedelta(days=opened.weekday()), time(0), ZONE)
    shift = now_for.date() - written_for.date()
    for message in made["messages"]:
        at = datetime.fromisoformat(message["at"]).astimezone(ZONE)
        message["at"] = datetime.combine(at.date() + shift, at.timetz()).isoformat()
    return made


def fill(plumbline: Plumbline, *, workspace: str, opened: datetime) -> None:
    """Bring in everything the company has done up to the opening: people, briefs, notes, channels, reports."""
    zero, rooms = week_zero(opened), plumbline.rooms
    rooms.workspaces.meet(workspace, _people())
    notes = _notes(zero, opened)
    filed = {moment(at, zero): (name, why) for name, at, why in BRIEFS}
    for begin, end in _stretches(zero, opened, [*filed]):
        if begin in filed:
            name, why = filed[begin]
            briefs = Briefs(_books_at(rooms.books, begin))
            briefs.file(Deed(workspace, _owner_of_brief()), (FOLDER / name).read_bytes(), why=why, publish=True)
        part = [row for row in notes if begin <= datetime.fromisoformat(row.cells["created_at"]) < end]
        books = _books_at(rooms.books, end)
        _bring_in(replace(rooms.imports, books=books), workspace, part)
        _theme(replace(rooms.themes, books=replace(books, work=_AtOnce()), model=None), workspace)
    _fill_channels(plumbline, workspace, zero, opened)


def _stretches(zero: datetime, opened: datetime, cuts: Iterable[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """The time up to the opening in weeks, cut where something else happens: themes come about as they would have."""
    first = min(cuts)
    mondays = (zero - timedelta(weeks=week) for week in range(20))
    marks = sorted({at for at in (*cuts, *mondays, opened) if first <= at <= opened})
    return pairwise(marks)


def _bring_in(imports: Imports, workspace: str, rows: list[Row]) -> None:
    file = TableFile.of_text("", name=NOTES)
    begun = imports.begin(Deed(workspace, PROGRAM), file, len(rows))
    for _ in imports.run(workspace, begun.id, file, rows):
        pass


def _theme(themes: Themes, workspace: str) -> None:
    """Do at once what durable work does with notes that wait, so that the first look finds them in themes."""
    while themes.settle(workspace):
        pass
    theme_work.jobs(themes)["themes"](_AtOnce(), workspace, "")


def _fill_channels(plumbline: Plumbline, workspace: str, zero: datetime, opened: datetime) -> None:
    rooms = plumbline.rooms
    deed = Deed(workspace, PROGRAM)
    for row in csv.DictReader(io.StringIO((FOLDER / "channel_list.csv").read_text(encoding="utf-8"))):
        rooms.channels.add(deed, row["channel"], row["owner"], segment=row["segment"], intent=row["intent"])
    rows, _ = channel_rows((FOLDER / "channels.csv").read_text(encoding="utf-8"))
    dated = [_with(row, "week", moment(row.cells["week"], zero).date().isoformat()) for row in _good(rows)]
    past = [row for row in dated if row.cells["week"] <= opened.date().isoformat()]
    for _ in ChannelTable(rooms.books, rooms.channels).load(deed, past):
        pass


def _notes(zero: datetime, opened: datetime) -> list[Row]:
    file = TableFile.of(NOTES, lambda: (FOLDER / NOTES).open("rb"))
    at = "created_at"
    dated = [_with(row, at, moment(row.cells[at], zero).isoformat()) for row in _good(note_rows(file))]
    return [row for row in dated if datetime.fromisoformat(row.cells[at]) < opened]


def _with(row: Row, column: str, value: str) -> Row:
    return Row(row.line, {**row.cells, column: value})


def _good(rows: Iterable[Row | BadRow]) -> Iterable[Row]:
    return (row for row in rows if isinstance(row, Row))


def _people() -> Iterable[Known]:
    made = json.loads((FOLDER / "workspace.json").read_text(encoding="utf-8"))
    groups = {group["handle"]: group["users"] for group in made["usergroups"]}
    users = [user for user in made["users"] if not user.get("is_bot")]
    held = roles(
        [user["id"] for user in users],
        sales=groups["sales"],
        marketing=groups["marketing"],
        responsible=responsible(),
        admins=(),
    )
    return [Known(user["id"], user["real_name"], user["tz"], held[user["id"]]) for user in users]


def responsible() -> str:
    """The one person who answers for sales and marketing both."""
    return "URUTH"


def _owner_of_brief() -> str:
    return "UHENRIKE"


def _books_at(books: Books, at: datetime) -> Books:
    return replace(books, clock=_At(at))
