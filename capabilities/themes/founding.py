"""Founding: notes that wait for a theme and are like one another make a new one, with an owner and a name."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from capabilities.books import Deed
from capabilities.permissions import ADMIN, PROGRAM, RESPONSIBLE
from capabilities.themes.calling import TELLING, Calling, Scene, names
from capabilities.themes.ground import Vectors
from capabilities.themes.grouping import FEWEST, Window, found
from capabilities.themes.settling import TOGETHER, meaning_of, unanswered_since, words_of
from capabilities.workspace import GONE
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

WINDOW = 10_000  # notes looked over together, the newest
LOOKED_AT = 2_000  # notes looked over for missing vectors in one step
MODEL = "theme_model"  # the setting that holds which model the notes' vectors are of
_AGAIN = timedelta(minutes=10)
_HARMLESS = "a plan they can cancel"  # what any model takes
_NOTHING = np.zeros(1, dtype=np.float32)


@dataclass(frozen=True)
class Founding(Calling):
    """Makes new themes, and keeps what they rest on in order."""

    def find_new(self, workspace: str) -> list[str]:
        """Make themes of waiting notes that are alike, or let them join one after all; returns the ids of new ones.

        One transaction for each theme: killed midway, it has made some whole themes and no half of one. Looked at
        again, notes that have a theme by then found no second one.
        """
        with self.books.look(workspace) as unit:
            window = self.window(unit)
        alike = found(window) if any(theme is None for theme in window.themes) else []
        scene = self.scene(workspace) if any(group.theme is None for group in alike) else None
        made = [self.gather(workspace, group.theme, group.notes, scene) for group in alike]
        return [theme for theme, group in zip(made, alike, strict=True) if theme and group.theme is None]

    def window(self, unit: Unit) -> Window:
        """The newest notes as they are now; one that a person has put out of every theme is not among them.

        Those of a hidden theme are held like those a person placed, so that it does not come back in parts.
        """
        notes, vectors = self.nearness.window(unit, model=self.embedder.name, limit=WINDOW)
        hidden = {row.id for row in stored.every(unit, states=("hidden",))}
        at = {note: row for row, note in enumerate(notes)}
        rows = [(note, theme, by) for note, theme, by in stored.settled(unit, notes) if theme is not None or not by]
        return Window(
            notes=[note for note, _, _ in rows],
            vectors=vectors[[at[note] for note, _, _ in rows]],
            themes=[theme for _, theme, _ in rows],
            held=frozenset(note for note, theme, by in rows if by or theme in hidden),
            leanings=stored.all_leanings(unit),
        )

    def gather(self, workspace: str, theme: str | None, notes: Sequence[str], scene: Scene | None) -> str:
        """Put waiting notes into a theme, or into a new one; empty when some found another theme meanwhile.

        Then the rest goes there too: two looks that overlap make one theme of them.
        """
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            there = stored.settled(unit, notes)
            free = [note for note, now, by in there if now is None and not by]
            found = Counter(now for _, now, by in there if now is not None and not by)
            if theme is None and found:
                twin = stored.standing(unit, min(found, key=lambda each: (-found[each], each)))
                if twin is not None:
                    stored_field.place(unit, free, twin.id)
                return ""
            if theme is not None:
                standing = stored.standing(unit, theme)
                return standing.id if standing is not None and stored_field.place(unit, free, standing.id) else ""
            if len(free) < FEWEST or scene is None:
                return ""
            return self.make(unit, self.name_of_new(unit, free, scene), free)

    def name_of_new(self, unit: Unit, notes: Sequence[str], scene: Scene) -> str:
        """What a theme of these notes is called at first."""
        rows = sorted(stored_field.some(unit, notes[-TELLING:]), key=lambda note: note.created_at, reverse=True)
        return self.by_phrases(scene, rows, names(unit))

    def make(self, unit: Unit, name: str, notes: Sequence[str]) -> str:
        """A new theme of these notes, named by their phrases; returns its id."""
        theme = Theme(
            workspace=unit.workspace,
            id=self.books.new_id(),
            name=name,
            owner=owner_of_new(unit),
            created_at=self.books.clock.now(),
        )
        stored.add(unit, theme)
        stored_field.place(unit, notes, theme.id)
        return theme.id

    def mend_vectors(self, workspace: str, after: str = "") -> str:
        """Embed notes that have no vector of the model in use, a part at a time; returns where to go on, "" at the end.

        They were settled while the model was away, or by another model than the one that is configured now. Done
        again it embeds only what is still lacking. A note the model refuses is marked, and not asked for again until
        it is changed or the model is another.
        """
        with self.books.look(workspace) as unit:
            part = stored.known_after(unit, _place(after), limit=LOOKED_AT)
            ids = [note.id for note in part]
            have = set(self.nearness.vectors(unit, ids, model=self.embedder.name))
            have |= set(self.nearness.vectors(unit, ids, model=self._refused))
        lacking = [note for note in part if note.id not in have]
        for start in range(0, len(lacking), TOGETHER):
            several = lacking[start : start + TOGETHER]
            try:
                vectors = self._each(several)
            except ModelFault as fault:
                log.warning("Vectors are still missing: %s", fault)
                return ""
            self._mend(workspace, [
                Findable(note.id, note.created_at, words_of(note), self.embedder.name, vector)
                if vector is not None
                else Findable(note.id, note.created_at, words_of(note), self._refused, _NOTHING)
                for note, vector in zip(several, vectors, strict=True)
            ])  # fmt: skip
        return f"{part[-1].created_at.isoformat()} {part[-1].id}" if len(part) == LOOKED_AT else ""

    @property
    def _refused(self) -> str:
        """The model's name that stands beside a note it refuses."""
        return f"refused by {self.embedder.name}"

    def _each(self, notes: Sequence[Note]) -> list[Vectors | None]:
        """A vector for each note, None for one the model refuses. Raises ModelFault while the model is away."""
        texts = [meaning_of(note) for note in notes]
        try:
            return list(self.vectors(texts))
        except ModelFault:
            self.vectors([_HARMLESS])  # away, it refuses this as well
        made: list[Vectors | None] = []
        for note, text in zip(notes, texts, strict=True):
            try:
                made.append(self.vectors([text])[0])
            except ModelFault as fault:
                self.vectors([_HARMLESS])  # it may have gone away meanwhile
                log.warning("Note %s is found by its words alone: %s", note.id, fault)
                made.append(None)
        return made

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
    people = [row for row in stored_workspace.people(unit) if row.role != GONE]
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


def _place(after: str) -> tuple[datetime, str] | None:
    if not after:
        return None
    moment, _, note = after.partition(" ")
    return datetime.fromisoformat(moment), note
