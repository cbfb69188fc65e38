"""Give-to-get: what a person hears back on a note, without a model and within a second."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.brief.owning import owner_among
from capabilities.channels import Channels
from capabilities.channels.reminding import gate_of
from capabilities.field import Field
from capabilities.field.finding import likeness_of
from capabilities.field.names import nearest, same
from capabilities.field.replying import Reply, look
from capabilities.finding import Finder
from capabilities.permissions import PROGRAM
from capabilities.themes import ThemeBrief, Themes
from storage import field as stored
from storage import nudges as stored_nudges
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.brief import BriefVersion
from storage.database import Unit
from storage.field import Note, Wording

SILENT = "field_silent"  # the kind of durable work that tells the brief's owner later, where it could not be at once
_NUDGE = "gap"
DAYS = 30
_TWICE = timedelta(days=14)  # within which the same person may have logged the same twice
_QUIET = timedelta(days=7)  # an owner hears of a theme once in this time …
_MOST_LOOSE = 3  # … and in the same time of so many notes that have no theme
_COMPARED = 100  # the nearest; where more are alike they have a theme, whose people the database counts
_BY_HAND = 50  # of one's own last notes compared word by word, where they cannot be compared by meaning
_WARM_S = 60.0
_LOOSE, _THEMED = "silent:note:", "silent:theme:"


@dataclass(frozen=True)
class Silence:
    """The brief is silent: its owner's name and id, and whether they hear of it by this note.

    `told` is when they heard of the theme before. `own` says that the owner logged the note. Everything is empty
    when nobody can be told.
    """

    owner: str = ""
    user: str = ""
    key: str = ""
    told: datetime | None = None
    own: bool = False


@dataclass(frozen=True)
class Given:
    """What a note gave back.

    `people` is how many others said the like in `days` days: what is alike, or of the same theme; None while nothing
    can be compared. `again` says that the writer said the like before; `duplicate` is what this may repeat. `taken`
    are the names that were taken for known ones: (typed, known). Only an objection has a `reply` or a `silence`, and
    neither of them while the brief cannot be searched by meaning though it should be.
    """

    note: Note
    theme: ThemeBrief | None = None
    people: int | None = None
    again: bool = False
    days: int = DAYS
    duplicate: Note | None = None
    reply: Reply | None = None
    silence: Silence | None = None
    taken: tuple[tuple[str, str], ...] = ()
    version: BriefVersion | None = None
    zone: tzinfo = UTC


@dataclass(frozen=True)
class Giving:
    """Looks up what a note that was just settled gives back."""

    books: Books
    field: Field
    themes: Themes
    briefs: Briefs
    finder: Finder
    channels: Channels

    def given(self, workspace: str, note_id: str) -> Given | None:
        """What a note gives back, None when it was undone. May take seconds while a brief is new; nothing is held.

        Asked again after a crash it says the same.
        """
        note = self.field.one(workspace, note_id)
        if note is None:
            return None
        brief = self.briefs.current(workspace)
        note, taken = self._named(note, brief)
        theme = self.themes.brief_of(workspace, note.theme) if note.theme else None
        with self.books.look(workspace) as unit:
            people, again, duplicate = self._compared(unit, note)
        zone = self.themes.workspaces.choices(workspace).tz
        version = brief.version if brief else None
        made = Given(note, theme, people, again, duplicate=duplicate, taken=taken, version=version, zone=zone)
        if note.kind != "objection" or brief is None:
            return made
        found = look(self.finder, brief, _said(note))
        return replace(made, reply=found.reply, silence=self._silence(note, brief) if found.silent else None)

    def warm(self, workspaces: Iterable[str]) -> None:
        """Have the brief in force of each workspace searchable by meaning before the first objection comes."""
        for brief in filter(None, map(self.briefs.current, workspaces)):
            self.finder.ready(brief, patience_s=_WARM_S)

    def _named(self, note: Note, brief: InForce | None) -> tuple[Note, tuple[tuple[str, str], ...]]:
        """Names that were surely meant as known ones become these; a name nobody knows is kept as it was typed."""
        known = {
            "segment": brief.brief.segments if brief else (),
            "competitor": _competitors(brief) if brief else (),
            "via_channel": [channel.name for channel in self.channels.list(note.workspace)] if note.via_channel else (),
        }
        wanted = {column: nearest(getattr(note, column), names) for column, names in known.items()}
        changed: dict[str, Any] = {
            column: name for column, name in wanted.items() if name and name != getattr(note, column)
        }
        if not changed:
            return note, ()
        was = {column: getattr(note, column) for column in changed}
        with self.books.keep(Deed(note.workspace, PROGRAM)) as unit:
            now = stored.get(unit, note.id)
            if now is None or any(getattr(now, column) != was[column] for column in changed):
                return note, ()  # edited meanwhile: the next answer sees to it
            stored.change(unit, note.id, changed)
            taken = tuple((was[column], name) for column, name in changed.items() if not same(was[column], name))
            if taken:
                self._remember(unit, note, was)
        return replace(note, **changed), taken

    def _remember(self, unit: Unit, note: Note, was: dict[str, str]) -> None:
        at, key = self.books.clock.now(), self.books.new_id()
        wording = Wording(workspace=note.workspace, id=key, note=note.id, at=at, by=PROGRAM, was=was)
        stored.add_wording(unit, wording)

    def _compared(self, unit: Unit, note: Note) -> tuple[int | None, bool, Note | None]:
        """How many others said the like lately, whether the writer did, and what of theirs this may repeat."""
        model, nearness = self.themes.embedder.name, self.themes.nearness
        vector = nearness.vectors(unit, [note.id], model=model).get(note.id)
        if vector is None:
            own = stored.by_author(unit, note.author, limit=_BY_HAND)
            repeated = (each for each in own if _bare(each.text) == _bare(note.text) and _again(note, each))
            return None, False, next(repeated, None)
        likeness = likeness_of(model)
        since = note.created_at - timedelta(days=DAYS)
        near = nearness.near(unit, vector, model=model, limit=_COMPARED, since=since)
        cosine = {other: value for other, value in near if value >= likeness.alike and other != note.id}
        like = [each for each in stored.some(unit, list(cosine)) if each.undone_at is None and _comparable(note, each)]
        people = {each.author for each in like}
        people |= stored.authors(unit, note.theme, since=since, besides=note.id) if note.theme else set()
        closest = sorted(like, key=lambda each: -cosine[each.id])
        twice = (each for each in closest if cosine[each.id] >= likeness.duplicate and _again(note, each))
        return len(people - {note.author}), note.author in people, next(twice, None)

    def _silence(self, note: Note, brief: InForce) -> Silence:
        with self.books.look(note.workspace) as unit:
            owner = owner_among(brief.version, stored_workspace.people(unit))
        if owner is None:
            return Silence()
        user, name = owner
        if user == note.author:
            return Silence(name, user, own=True)
        key = f"{_THEMED if note.theme else _LOOSE}{note.id}"
        with self.books.keep(Deed(note.workspace, PROGRAM)) as unit:
            may, told = self._may_tell(unit, note, key)
            if not may:
                return Silence(name, user, told=told)
            stored_workspace.begin_posting(unit, key, channel=user, now=self.books.clock.now())
        return Silence(name, user, key=key)

    def tells_owner(self, workspace: str, user: str, key: str) -> bool:
        """Whether the owner is told of a silence now; if not, as soon as they may be. Asked again it says the same."""
        gate = gate_of(self.books, self.themes.workspaces.defaults)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            if stored_nudges.given(unit, key):
                return True
            return gate.spend(unit, user, key=key, kind=_NUDGE, again=(SILENT, f"{user}:{key}"))

    def _may_tell(self, unit: Unit, note: Note, key: str) -> tuple[bool, datetime | None]:
        """Whether the owner hears of it now, and if not, when they last heard of its theme.

        The message is begun in the same transaction, so that it is sent even if the process dies before it is.
        """
        if stored_workspace.posting(unit, key) is not None:
            return True, None
        now = self.books.clock.now()
        theme = stored_themes.standing(unit, note.theme) if note.theme else None
        if theme is None:
            return stored_workspace.begun_since(unit, _LOOSE, now - _QUIET) < _MOST_LOOSE, None
        if theme.owner_told_at is not None and now - theme.owner_told_at < _QUIET:
            return False, theme.owner_told_at
        theme.owner_told_at = now
        stored_themes.save(unit, theme)
        return True, None


def _competitors(brief: InForce) -> list[str]:
    named = (each.attribute("subject") for each in brief.brief.passages if each.kind == "competitor")
    return [name for name in named if name]


def _said(note: Note) -> str:
    """What of a note is looked up in the brief."""
    return "\n".join(_each_once((note.text, note.customer_words, note.competitor)))


def _each_once(parts: Iterable[str]) -> list[str]:
    made: list[str] = []
    for part in parts:
        if part and not any(part.casefold() in other.casefold() for other in made):
            made.append(part)
    return made


def _comparable(note: Note, other: Note) -> bool:
    """Lead verdicts are compared with lead verdicts alone."""
    return bool(note.lead_verdict) == bool(other.lead_verdict)


def _again(note: Note, other: Note) -> bool:
    """Whether `other` is of the same person, shortly before, and not about another customer."""
    if other.id == note.id or other.author != note.author or other.created_at > note.created_at:
        return False
    elsewhere = note.account and other.account and not same(note.account, other.account)
    return note.created_at - other.created_at <= _TWICE and not elsewhere


def _bare(words: str) -> str:
    return " ".join(words.casefold().split())
