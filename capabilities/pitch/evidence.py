"""Finds what customers said in the field that is like a passage of the brief: how many people, and since when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from capabilities.books import Books
from capabilities.field.finding import likeness_of
from capabilities.hiding import Hiding
from capabilities.passages import Passage, spoken
from capabilities.themes import Themes
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE
from prompts.model import ModelFault
from storage import field as stored_field
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.database import Unit

_NEAREST = 30  # notes looked at for each passage
_FROM_A_THEME = 2  # of them of one theme and as near as two notes that say the like, before the theme says the like
_UNNAMED = re.compile(r"New theme( \d+)?")
_AGAINST = frozenset(("doesnt", "lead"))  # a theme mostly of these says that something failed


@dataclass(frozen=True)
class Evidence:
    """A theme that says the like of a passage: a name fit for everybody, empty where it has none, and its counts."""

    theme: str
    name: str
    notes: int
    people: int
    oldest: datetime
    newest: datetime

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside a point."""
        moments = {"oldest": self.oldest.isoformat(), "newest": self.newest.isoformat()}
        return {"theme": self.theme, "name": self.name, "notes": self.notes, "people": self.people} | moments

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Evidence:
        moments = {each: datetime.fromisoformat(kept[each]) for each in ("oldest", "newest")}
        return cls(str(kept["theme"]), str(kept["name"]), int(kept["notes"]), int(kept["people"]), **moments)


@dataclass(frozen=True)
class FieldEvidence:
    """Looks beside passages of a brief for what the field says."""

    books: Books
    themes: Themes

    def beside(self, workspace: str, passages: Sequence[Passage]) -> dict[str, Evidence]:
        """The theme that says the like of each passage, by its ref; only themes of three notes from two people.

        Nothing where meaning cannot be compared just now. The embedder is asked before anything is looked up.
        """
        if not passages:
            return {}
        try:
            vectors = self.themes.vectors([spoken(each) for each in passages])
        except ModelFault:
            return {}
        model = self.themes.embedder.name
        alike = likeness_of(model).alike
        with self.books.look(workspace) as unit:
            weights = {
                theme: weight
                for theme, weight in stored_themes.weights(unit).items()
                if weight.notes >= PUBLIC_NOTES and weight.people >= PUBLIC_PEOPLE
            }
            if not weights:
                return {}
            open_ = {row.id: row.name for row in stored_themes.every(unit) if row.id in weights}
            against = _against(unit, list(open_))
            open_ = {theme: name for theme, name in open_.items() if theme not in against}
            found: dict[str, str] = {}
            for passage, vector in zip(passages, vectors, strict=True):
                near = self.themes.nearness.near(unit, vector, model=model, limit=_NEAREST)
                theme = _most(unit, [note for note, likeness in near if likeness >= alike], open_)
                if theme:
                    found[passage.ref] = theme
            hiding = _hiding(unit) if found else None
        return {
            ref: Evidence(
                theme,
                _shown(open_[theme], hiding),
                weights[theme].notes,
                weights[theme].people,
                weights[theme].first,
                weights[theme].newest,
            )
            for ref, theme in found.items()
        }


def _most(unit: Unit, notes: Sequence[str], themes: Mapping[str, str]) -> str:
    """The one of these themes that most of the notes belong to; empty when that is a single note."""
    standing = {each.id: each.theme for each in stored_field.some(unit, notes) if each.undone_at is None}
    counts = Counter(theme for note in notes if (theme := standing.get(note)) and theme in themes)
    theme, number = counts.most_common(1)[0] if counts else ("", 0)
    return theme if number >= _FROM_A_THEME else ""


def _against(unit: Unit, themes: Sequence[str]) -> set[str]:
    made: set[str] = set()
    for theme, counted in stored_themes.kinds(unit, themes).items():
        if sum(number for kind, number in counted if kind in _AGAINST) * 2 > sum(number for _, number in counted):
            made.add(theme)
    return made


def _hiding(unit: Unit) -> Hiding:
    return Hiding.of(
        accounts=stored_field.accounts(unit),
        people=[person.name for person in stored_workspace.people(unit)],
        texts=stored_themes.texts(unit, limit=500),
    )


def _shown(name: str, hiding: Hiding | None) -> str:
    """A theme's name; empty where it has none, or names a customer, a person or an amount."""
    name = " ".join(name.split())
    return name if hiding is not None and not _UNNAMED.fullmatch(name) and hiding.hidden(name) == name else ""
