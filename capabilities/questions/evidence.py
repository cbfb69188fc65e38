"""What the field says to a question: themes near to it, shown beside the answer and never what it stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from capabilities.books import Books
from capabilities.field.finding import likeness_of
from capabilities.finding import in_time
from capabilities.themes import Themes
from capabilities.themes.shaping import OPEN
from capabilities.themes.trend import last_weeks, trend
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE
from capabilities.workspace import choices
from prompts.embedding import Embedder
from storage import field as stored_field
from storage import themes as stored
from storage.database import Unit

MOST = 2  # themes shown
_NOTES = 40  # the nearest, whose themes are looked at
_SPEAKING = 2  # notes of a theme that must be among them
_PATIENCE_S = 0.5


@dataclass(frozen=True)
class Evidence:
    """A theme that may be shown to everybody, as it was when the question was answered.

    `theme` is its id, `notes` and `people` are counts, `trend` is its word ("rising"), `newest` the day of its newest
    note.
    """

    theme: str
    name: str
    notes: int
    people: int
    trend: str
    newest: date


@dataclass(frozen=True)
class FieldEvidence:
    """Looks up what customers said that is near to a question."""

    books: Books
    themes: Themes

    def near(self, workspace: str, question: str, asking: Embedder | None = None) -> tuple[Evidence, ...]:
        """Up to two themes, the nearest first: three notes of two people at least, and not hidden.

        `asking` is one that may remember the question's vector, and is asked for it if it is of the same model.
        Near is a theme of whose notes two or more are among the nearest to the question, halfway between what a search
        finds and what says the like. Nothing where the words cannot be embedded within half a second.
        """
        embedder = self.themes.embedder
        same = asking is not None and asking.name == embedder.name
        rows = in_time(asking if asking is not None and same else embedder, [question], _PATIENCE_S)
        if rows is None or not rows.any():
            return ()
        vector = rows[0] / max(float((rows[0] @ rows[0]) ** 0.5), 1e-9)
        likeness = likeness_of(embedder.name)
        least = (likeness.found + likeness.alike) / 2
        with self.books.look(workspace) as unit:
            found = self.themes.nearness.near(unit, vector, model=embedder.name, limit=_NOTES)
            cosines = {note: cosine for note, cosine in found if cosine >= least}
            by_theme: dict[str, list[float]] = defaultdict(list)
            for note in stored_field.some(unit, list(cosines)):
                if note.theme and note.undone_at is None:
                    by_theme[note.theme].append(cosines[note.id])
            speaking = [theme for theme, near in by_theme.items() if len(near) >= _SPEAKING]
            made: list[Evidence] = []
            for theme in sorted(speaking, key=lambda each: -sum(by_theme[each])):
                shown = self._shown(unit, theme)
                if shown is not None and shown not in made:
                    made.append(shown)
                if len(made) == MOST:
                    break
        return tuple(made)

    def _shown(self, unit: Unit, theme: str) -> Evidence | None:
        row = stored.standing(unit, theme)
        weight = stored.weights(unit, theme=row.id).get(row.id) if row is not None and row.state == OPEN else None
        if row is None or weight is None or weight.notes < PUBLIC_NOTES or weight.people < PUBLIC_PEOPLE:
            return None
        weeks = last_weeks(self.books.clock.now(), choices(unit, self.themes.workspaces.defaults).tz)
        *before, now = stored.weekly(unit, weeks, theme=row.id).get(row.id, [0] * (len(weeks) - 1))
        word = trend(now, before).word
        return Evidence(row.id, row.name, weight.notes, weight.people, word, weight.newest.date())


def as_json(evidence: Evidence) -> dict[str, Any]:
    """As it is kept with the question."""
    return {**asdict(evidence), "newest": evidence.newest.isoformat()}


def from_json(kept: Mapping[str, Any]) -> Evidence:
    """As it was kept."""
    return Evidence(
        theme=str(kept["theme"]),
        name=str(kept["name"]),
        notes=int(kept["notes"]),
        people=int(kept["people"]),
        trend=str(kept["trend"]),
        newest=date.fromisoformat(str(kept["newest"])),
    )
