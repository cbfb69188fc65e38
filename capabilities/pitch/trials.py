"""Reads from reps' notes how lines of the brief did in the field: what was tried on a customer, and what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from capabilities.books import Books
from capabilities.brief import Briefs, InForce, tried
from capabilities.finding import Finder
from capabilities.passages import Passage, claim_of
from capabilities.pitch.ranking import FLAT, LANDED, LOOK_BACK, Trial
from capabilities.remembered import Remembered
from capabilities.themes import Themes
from storage import field as stored_field
from storage.field import Note

_KEPT = 5_000  # notes whose line is remembered
_VERSIONS = 20  # versions of which it is remembered since when their lines stand
_PATIENCE_S = 10.0  # for the vectors of a new version


@dataclass(frozen=True)
class Trials:
    """Finds the notes that say a line landed or fell flat. Which line a note speaks of is found once a version."""

    books: Books
    briefs: Briefs
    finder: Finder
    themes: Themes | None = None
    _lines: dict[tuple[str, str, str], Passage | None] = field(default_factory=dict, compare=False, repr=False)
    _standing: dict[str, Callable[[Passage], datetime]] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def of(self, brief: InForce) -> list[Trial]:
        """What notes of the last 360 days say of the lines of this version, of the newest 300 that say so.

        Only what was said while the line stood in the published brief counts. Nothing where notes cannot be compared
        just now.
        """
        now, workspace = self.books.clock.now(), brief.version.workspace
        with self.books.look(workspace) as unit:
            notes = stored_field.of_kinds(unit, tried.TRIED, now - LOOK_BACK, now, limit=tried.COMPARED)
        lines = self._lines_of(brief, notes) if notes else {}
        if not any(lines.values()):
            return []
        since = self._since(brief, now)
        return [
            Trial(claim_of(line), note.segment, LANDED if note.kind == tried.LANDED else FLAT, note.author, at)
            for note in notes
            if (line := lines.get(note.id)) is not None and (at := note.created_at) >= since(line)
        ]

    def _since(self, brief: InForce, now: datetime) -> Callable[[Passage], datetime]:
        """Since when each line of the version has stood: read once, as it stays so."""
        with self._lock:
            known = self._standing.get(brief.version.id)
        if known is None:
            workspace = brief.version.workspace
            known = tried.standing_since(self.briefs, workspace, brief, oldest=now - LOOK_BACK, never=now)
            with self._lock:
                if len(self._standing) >= _VERSIONS:
                    self._standing.clear()
                self._standing[brief.version.id] = known
        return known

    def _lines_of(self, brief: InForce, notes: Sequence[Note]) -> dict[str, Passage | None]:
        keys = {note.id: (brief.version.id, note.id, f"{note.segment} {tried.said(note)}") for note in notes}
        with self._lock:
            known = {note: self._lines[key] for note, key in keys.items() if key in self._lines}
        new = [note for note in notes if note.id not in known]
        if not new:
            return known
        found = tried.lines_tried(self.finder, brief, new, patience_s=_PATIENCE_S, asking=self._asking(brief, new))
        if found is None:
            return known
        known |= {note.id: None for note in new} | {note.id: line for note, line in found}
        with self._lock:
            if len(self._lines) + len(new) > _KEPT:
                self._lines.clear()
            self._lines.update((keys[note.id], known[note.id]) for note in new)
        return known

    def _asking(self, brief: InForce, notes: Sequence[Note]) -> Remembered | None:
        """An embedder that knows these notes' vectors from when they were made findable."""
        embedder = self.finder.embedder
        if embedder is None or self.themes is None or self.themes.embedder.name != embedder.name:
            return None
        with self.books.look(brief.version.workspace) as unit:
            vectors = self.themes.nearness.vectors(unit, [note.id for note in notes], model=embedder.name)
        said = {note.id: tried.said(note) for note in notes}
        return Remembered.knowing(embedder, {said[note]: vector.tolist() for note, vector in vectors.items()})
