"""Searches the notes for words: those that hold them, and those that mean the like."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from capabilities.books import Books
from capabilities.field.finding import fused, likeness_of, shares_enough
from capabilities.masking import Masking
from prompts.embedding import Embedder
from prompts.model import ModelFault
from storage import field as stored
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import Note, search
from storage.field.search import Nearness

log = logging.getLogger("plumbline.field")

LONGEST = 500  # characters of a search
_LOOKED_AT = 100
MOST_WAITING = 500  # notes that wait are counted so far
_PATIENCE_S = 1.5  # a command must be answered within three


@dataclass(frozen=True)
class Found:
    """A note found, with its author's and its theme's name."""

    note: Note
    author: str
    theme: str = ""


@dataclass(frozen=True)
class Searched:
    """What a search came back with, best first. `by_meaning` is False when only words could be compared.

    `waiting` is how many notes cannot be found yet, of MOST_WAITING and more one above it.
    """

    words: str
    hits: tuple[Found, ...]
    by_meaning: bool = True
    waiting: int = 0


@dataclass(frozen=True)
class Searching:
    """Searches the notes of a workspace; anybody there may."""

    books: Books
    embedder: Embedder
    nearness: Nearness
    patience_s: float = _PATIENCE_S

    def search(self, workspace: str, words: str, *, masking: Masking | None = None, limit: int = 8) -> Searched:
        """The notes that speak of these words, best first, undone ones never.

        Personal data in the words is masked before an embedder gets them, as it is in notes.
        """
        words = words[:LONGEST]
        vector = self._vector((masking or Masking()).mask(words).words)
        model = self.embedder.name
        with self.books.look(workspace) as unit:
            by_words = search.by_words(unit, words, limit=_LOOKED_AT)
            near = [] if vector is None else self.nearness.near(unit, vector, model=model, limit=_LOOKED_AT)
            wanted = list(dict.fromkeys([*(note for note, _ in by_words), *(note for note, _ in near)]))
            notes = {note.id: note for note in stored.some(unit, wanted) if note.undone_at is None}
            sharing = [(key, score) for key, score in by_words if key in notes and _shares(words, notes[key])]
            near = [(key, cosine) for key, cosine in near if key in notes]
            hits = fused(sharing, near, limit=limit, least=likeness_of(model).found)
            found = _named(unit, [notes[hit.note] for hit in hits])
            waiting = len(stored.waiting(unit, limit=MOST_WAITING + 1))
        return Searched(words, found, by_meaning=vector is not None, waiting=waiting)

    def _vector(self, words: str) -> NDArray[np.float32] | None:
        """The meaning of the words; None when that takes longer than a person should wait, or fails."""
        made: list[NDArray[np.float32]] = []

        def embed() -> None:
            try:
                made.append(np.asarray(self.embedder.embed([words])[0], dtype=np.float32))
            except ModelFault as fault:
                log.warning("Notes are searched by words alone: %s", fault)

        thread = threading.Thread(target=embed, name="embed a search", daemon=True)
        thread.start()
        thread.join(self.patience_s)
        return made[0] if made else None


def _shares(words: str, note: Note) -> bool:
    parts = (note.text, note.customer_words, note.account, note.segment, note.competitor, note.via_channel, note.stage)
    return shares_enough(words, "\n".join(parts))


def _named(unit: Unit, notes: list[Note]) -> tuple[Found, ...]:
    people = {person.user: person.name for person in stored_workspace.people(unit)} if notes else {}
    themes = {each.id: each for each in stored_themes.some(unit, [note.theme for note in notes if note.theme])}
    shown = {key: theme.name for key, theme in themes.items() if theme.state == "open"}
    return tuple(Found(note, people.get(note.author) or note.author, shown.get(note.theme or "", "")) for note in notes)
