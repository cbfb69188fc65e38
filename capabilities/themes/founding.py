"""Founding: notes that wait for a theme and are like one another make a new one, with an owner and a name."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from capabilities.books import Deed
from capabilities.permissions import ADMIN, PROGRAM, RESPONSIBLE
from capabilities.themes import groups
from capabilities.themes.calling import Calling, Scene, names
from capabilities.themes.settling import TOGETHER, meaning_of, unanswered_since, words_of
from prompts.model import ModelFault
from storage import brief as stored_brief
from storage import field as stored_field
from storage import themes as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import Note, search
from storage.field.search import Findable
from storage.themes import Theme

log = logging.getLogger("plumbline.themes")

WINDOW = 3_000  # waiting notes looked over at once, the newest
LOOKED_AT = 2_000  # notes looked over for missing vectors in one step
MODEL = "theme_model"  # the setting that holds which model the notes' vectors are of
_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Founding(Calling):
    """Makes new themes, and keeps what they rest on in order."""

    def find_new(self, workspace: str) -> list[str]:
        """Make themes of the waiting notes that are like one another; returns the ids of the new ones.

        One transaction for each theme: killed midway, it has made some whole themes and no half of one. Looked at
        again, notes that have a theme by then found no second one.
        """
        with self.books.look(workspace) as unit:
            waiting = stored.unthemed(unit, limit=WINDOW)
            vectors = self.nearness.vectors(unit, [note.id for note in waiting], model=self.embedder.name)
        waiting = [note for note in waiting if note.id in vectors]
        if not waiting:
            return []
        found = groups.found(np.stack([vectors[note.id] for note in waiting]), model=self.embedder.name)
        scene = self.scene(workspace) if found else None
        made = [self._found(workspace, [waiting[at] for at in group], scene) for group in found if scene]
        return [theme for theme in made if theme]

    def _found(self, workspace: str, notes: Sequence[Note], scene: Scene) -> str:
        """One theme of these notes; empty when they found another theme meanwhile."""
        with self.books.look(workspace) as unit:
            taken = names(unit)
        name = self.by_phrases(scene, notes[::-1], taken)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            free = [note.id for note in stored_field.some(unit, [n.id for n in notes]) if _waits(note)]
            if len(free) < min(len(notes), groups.FEWEST):
                return ""
            theme = Theme(
                workspace=workspace,
                id=self.books.new_id(),
                name=name,
                owner=owner_of_new(unit),
                created_at=self.books.clock.now(),
            )
            stored.add(unit, theme)
            stored_field.place(unit, free, theme.id)
        return theme.id

    def mend_vectors(self, workspace: str, after: str = "") -> str:
        """Embed notes that have no vector of the model in use, a part at a time; returns where to go on, "" at the end.

        They were settled while the model was away, or by another model than the one that is configured now. Done
        again it embeds only what is still lacking.
        """
        with self.books.look(workspace) as unit:
            part = stored.known_after(unit, _place(after), limit=LOOKED_AT)
            have = set(self.nearness.vectors(unit, [note.id for note in part], model=self.embedder.name))
        lacking = [note for note in part if note.id not in have]
        for start in range(0, len(lacking), TOGETHER):
            several = lacking[start : start + TOGETHER]
            try:
                vectors = self.vectors([meaning_of(note) for note in several])
            except ModelFault as fault:
                log.warning("Vectors are still missing: %s", fault)
                return ""
            self._mend(workspace, [
                Findable(note.id, note.created_at, words_of(note), self.embedder.name, vector)
                for note, vector in zip(several, vectors, strict=True)
            ])  # fmt: skip
        return f"{part[-1].created_at.isoformat()} {part[-1].id}" if len(part) == LOOKED_AT else ""

    def missing(self, workspace: str) -> None:
        """Ask for what a dead process, an absent model or another model left undone, and for the day's look over all.

        Asking for the same twice does nothing.
        """
        now = self.books.clock.now()
        stamp = int(now.timestamp() // _AGAIN.total_seconds())
        with self.books.look(workspace) as unit:
            left = unanswered_since(unit, now)
            without, _ = self.nearness.window(unit, model="", limit=1)
            model = stored_workspace.settings(unit).get(MODEL, "")
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            for note in left[:1]:
                self.books.work.enqueue(unit, "notes", f"{note.id}:left:{stamp}")
            if without:
                self.books.work.enqueue(unit, "tidy", f"vectors:{stamp}")
            if model != self.embedder.name:
                stored_workspace.save_setting(unit, MODEL, self.embedder.name, by=PROGRAM, now=now)
                self.books.work.enqueue(unit, "tidy", f"model:{self.embedder.name}:{stamp}")
            self.books.work.enqueue(unit, "tidy", now.date().isoformat())

    def _mend(self, workspace: str, rows: Sequence[Findable]) -> None:
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            there = {note.id: note for note in stored_field.some(unit, [row.note for row in rows])}
            # One that was undone or changed meanwhile is forgotten, or will be settled anew.
            search.make_findable(
                unit,
                [
                    row
                    for row in rows
                    if (note := there.get(row.note)) and note.undone_at is None and words_of(note) == row.words
                ],
            )


def owner_of_new(unit: Unit) -> str:
    """Who looks after a theme until somebody says otherwise.

    The owner of the brief in force where its name is one person's here, else whoever filed it, else the one who is
    responsible for both teams, else an admin; nobody where none of them is known.
    """
    people = stored_workspace.people(unit)
    version = stored_brief.published(unit)
    if version is not None:
        named = [row.user for row in people if version.owner and version.owner.casefold() in _names(row.user, row.name)]
        if len(named) == 1:
            return named[0]
        if any(row.user == version.filed_by for row in people):
            return version.filed_by
    for role in (RESPONSIBLE, ADMIN):
        held = sorted(row.user for row in people if row.role == role)
        if held:
            return held[0]
    return ""


def _names(user: str, name: str) -> set[str]:
    return {user.casefold(), f"@{user}".casefold(), f"<@{user}>".casefold(), name.casefold()}


def _waits(note: Note) -> bool:
    return note.theme is None and note.undone_at is None and not note.placed_by


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    moment, _, note = after.partition(" ")
    return datetime.fromisoformat(moment), note
