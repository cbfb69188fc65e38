"""Finds what customers said in the field that is like a passage of the brief: how many people, and since when."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from capabilities.books import Books
from capabilities.field.finding import likeness_of
from capabilities.hiding import Hiding
from capabilities.passages import Passage, spoken
from capabilities.themes import Themes
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE
from capabilities.workspace import choices
from prompts.model import ModelFault
from storage import field as stored_field
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field.vectors import Vector
from storage.themes import Weight

_NEAREST = 30  # notes looked at for each passage
_COMMON = 500  # notes by which it is told which words are names
_KEPT = 2_000  # vectors of passages; one of 384 numbers takes 1.5 kB
_FROM_A_THEME = 2  # near ones of one theme, before the theme says the like
_OF_A_THEME = 1 / 3  # and of a theme without a name their share, as nothing else says what it is about
# A passage is longer than a note: a note that says the like of it is a little less near than one is to another note.
# Where all texts lie close together (likeness_of says so by a high bar) that little would be too much.
_LOOSER, _CLOSE_TOGETHER = 0.05, 0.8
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
    """Looks beside passages of a brief for what the field says. The vectors of passages it has met are kept."""

    books: Books
    themes: Themes
    _met: dict[str, Vector] = field(default_factory=dict, compare=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, compare=False, repr=False)

    def beside(self, workspace: str, passages: Sequence[Passage]) -> dict[str, Evidence]:
        """The theme that says the like of each passage, by its ref; only themes of three notes from two people.

        Two of its notes must say the like, and so must its name, less nearly: notes of one word in common ("van") are
        not enough, and a reader sees the name only. On the demonstration's brief the names of the themes that were
        wrong are at a cosine of 0.26 or less, of those that were right at 0.36 or more. The dates are of the
        workspace's zone.

        Nothing where meaning cannot be compared just now. Nothing of the database is held while the embedder is asked.
        """
        with self.books.look(workspace) as unit:
            names, weights = _themes(unit)
            zone = choices(unit, self.themes.workspaces.defaults).tz
        said = [spoken(each) for each in passages]
        vectors = self._vectors([*said, *names.values()]) if names else None
        if vectors is None:
            return {}
        model = self.themes.embedder.name
        alike = likeness_of(model).alike
        alike -= _LOOSER if alike < _CLOSE_TOGETHER else 0.0
        called = dict(zip(names, vectors[len(said) :], strict=True))
        found: dict[str, str] = {}
        with self.books.look(workspace) as unit:
            for passage, vector in zip(passages, vectors, strict=False):
                near = self.themes.nearness.near(unit, vector, model=model, limit=_NEAREST)
                theme, number = _most(unit, [note for note, likeness in near if likeness >= alike], names)
                if not theme:
                    continue
                if _UNNAMED.fullmatch(names[theme]):
                    said_so = number >= _OF_A_THEME * weights[theme].notes
                else:
                    said_so = cosine(called[theme], vector) >= likeness_of(model).found
                if said_so:
                    found[passage.ref] = theme
            hiding = hiding_of(unit) if found else None
        made: dict[str, Evidence] = {}
        for ref, theme in found.items():
            weight, name = weights[theme], _shown(names[theme], hiding)
            first, newest = (each.astimezone(zone) for each in (weight.first, weight.newest))
            made[ref] = Evidence(theme, name, weight.notes, weight.people, first, newest)
        return made

    def _vectors(self, said: Sequence[str]) -> list[Vector] | None:
        with self._lock:
            known = {text: self._met[text] for text in said if text in self._met}
        new = [text for text in dict.fromkeys(said) if text not in known]
        if new:
            try:
                known |= dict(zip(new, self.themes.vectors(new), strict=True))
            except ModelFault:
                return None
            with self._lock:
                if len(self._met) + len(new) > _KEPT:
                    self._met.clear()
                self._met.update((text, known[text]) for text in new)
        return [known[text] for text in said]


def _themes(unit: Unit) -> tuple[dict[str, str], dict[str, Weight]]:
    """The open themes enough people speak of and that do not say something failed: their names and their weights."""
    weights = {
        theme: weight
        for theme, weight in stored_themes.weights(unit).items()
        if weight.notes >= PUBLIC_NOTES and weight.people >= PUBLIC_PEOPLE
    }
    names = {row.id: row.name for row in stored_themes.every(unit) if row.id in weights} if weights else {}
    against = _against(unit, list(names)) if names else set()
    return {theme: name for theme, name in names.items() if theme not in against}, weights


def _most(unit: Unit, notes: Sequence[str], themes: Mapping[str, str]) -> tuple[str, int]:
    """The one of these themes that most of the notes belong to, and how many; empty when that is a single note."""
    standing = {each.id: each.theme for each in stored_field.some(unit, notes) if each.undone_at is None}
    counts = Counter(theme for note in notes if (theme := standing.get(note)) and theme in themes)
    theme, number = counts.most_common(1)[0] if counts else ("", 0)
    return (theme, number) if number >= _FROM_A_THEME else ("", 0)


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors are, -1 to 1; 0 where one is nothing."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.dot(one, other)) / lengths if lengths else 0.0


def _against(unit: Unit, themes: Sequence[str]) -> set[str]:
    made: set[str] = set()
    for theme, counted in stored_themes.kinds(unit, themes).items():
        if sum(number for kind, number in counted if kind in _AGAINST) * 2 > sum(number for _, number in counted):
            made.add(theme)
    return made


def hiding_of(unit: Unit, more: Sequence[str] = ()) -> Hiding:
    """What hides the customers of the field's notes, these more, and the people of the workspace."""
    return Hiding.of(
        accounts=[*stored_field.accounts(unit), *more],
        people=[person.name for person in stored_workspace.people(unit)],
        texts=stored_themes.texts(unit, limit=_COMMON),
    )


def _shown(name: str, hiding: Hiding | None) -> str:
    """A theme's name; empty where it has none, or names a customer, a person or an amount."""
    name = " ".join(name.split())
    return name if hiding is not None and not _UNNAMED.fullmatch(name) and hiding.hidden(name) == name else ""
