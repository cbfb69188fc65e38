"""Gives themes their names, and lets a name hold still once it is given."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from capabilities.books import Deed
from capabilities.hiding import Hiding
from capabilities.permissions import PROGRAM
from capabilities.themes.ground import BETTER_AT, LENS, change
from capabilities.themes.naming import Commonness, key_phrases, name_of, same_name
from capabilities.themes.settling import Settling, meaning_of
from capabilities.themes.wording import Worded, worded
from prompts.model import ModelFault
from storage import field as stored_field
from storage import themes as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import Note, search

log = logging.getLogger("plumbline.themes")

NEW = "New theme"  # where no phrase can be said aloud: only names and amounts, or no word but small ones
BY_PHRASES, BY_MODEL = "phrases", "model"
_COMMON = 3_000  # notes by which it is told what words are common here, the newest
TELLING = 60  # notes of a theme its name is made of, the newest


@dataclass(frozen=True)
class Scene:
    """What a workspace's names are given against: its common words, its lens, and what no name may hold."""

    common: Commonness
    lens: str
    hide: Callable[[str], str]


@dataclass(frozen=True)
class Calling(Settling):
    """Names themes."""

    def scene(self, workspace: str) -> Scene:
        """See Scene; reads some thousand notes, so one serves a whole piece of work."""
        with self.books.look(workspace) as unit:
            texts = stored.texts(unit, limit=_COMMON)
            accounts = stored_field.accounts(unit)
            people = [row.name for row in stored_workspace.people(unit)]
            lens = stored_workspace.settings(unit).get(LENS, "")
        hiding = Hiding.of(accounts=accounts, people=people, texts=texts)
        return Scene(Commonness.among(texts), lens, hiding.hidden)

    def by_phrases(self, scene: Scene, notes: Sequence[Note], taken: Sequence[str]) -> str:
        """A name out of the notes' own words, which no other theme has."""
        phrases = key_phrases(
            [meaning_of(note) for note in notes[:TELLING]], scene.common, lens=scene.lens, hide=scene.hide
        )
        return name_of(phrases, taken) or _numbered(taken)

    def word_name(self, workspace: str, theme_id: str, scene: Scene | None = None) -> bool:
        """Ask the model for a better name; True when one held. A theme a person named is left alone.

        The model is asked outside any transaction; what was done to the theme meanwhile wins.
        """
        if self.model is None:
            return False
        with self.books.look(workspace) as unit:
            theme, notes, taken = self._subject(unit, theme_id)
        if theme is None or not notes:
            return False
        try:
            name = self._worded(scene or self.scene(workspace), notes, taken)
        except ModelFault as fault:
            log.warning("A theme keeps its key phrases for a name: %s", fault)
            return False
        return name is not None and self._call(workspace, theme, name.name, len(notes), name)

    def name_better(self, workspace: str, theme_id: str, scene: Scene | None = None) -> bool:
        """Name a theme anew, by the model or else by its phrases; True when it has another name now.

        A name of the model's stays where the model says no better one. Where it does not answer at all, nothing is
        written down, so that it is asked once more later.
        """
        with self.books.look(workspace) as unit:
            theme, notes, taken = self._subject(unit, theme_id)
        if theme is None or not notes:
            return False
        scene = scene or self.scene(workspace)
        held = self.model is not None and theme.name_by == BY_MODEL
        try:
            name = self._worded(scene, notes, taken)
        except ModelFault as fault:
            log.warning("A theme is not named by the model for now: %s", fault)
            if held:
                return False
            name = None
        if name is not None:
            return self._call(workspace, theme, name.name, len(notes), name)
        return self._call(
            workspace, theme, theme.name if held else self.by_phrases(scene, notes, taken), len(notes), None
        )

    def _worded(self, scene: Scene, notes: Sequence[Note], taken: Sequence[str]) -> Worded | None:
        """The model's name; None where there is no model or its name does not hold. Raises ModelFault."""
        if self.model is None or self.catalog is None:
            return None
        return worded(notes, lens=scene.lens, taken=taken, hide=scene.hide, catalog=self.catalog, model=self.model)

    def grown(self, workspace: str) -> list[str]:
        """Themes that have notes enough by now for the one better name, and were not given it yet."""
        with self.books.look(workspace) as unit:
            return stored.grown(unit, BETTER_AT)

    def unnamed_by_hand(self, workspace: str) -> list[str]:
        """Themes no person has shaped: those that a new lens may name anew."""
        with self.books.look(workspace) as unit:
            rows = stored.every(unit, states=("open", "hidden"))
        return [row.id for row in rows if _programs(row)]

    def _subject(self, unit: Unit, theme_id: str) -> tuple[stored.Theme | None, list[Note], list[str]]:
        theme = stored.get(unit, theme_id)
        if theme is None or theme.state == "merged" or not _programs(theme):
            return None, [], []
        return theme, stored_field.by_theme(unit, theme_id, limit=TELLING), names(unit, but=theme_id)

    def _call(self, workspace: str, seen: stored.Theme, name: str, notes: int, made: Worded | None) -> bool:
        """Write a name down, and that one was given though it is the same; what was done meanwhile wins."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            theme = stored.get(unit, seen.id)
            if theme is None or theme.name != seen.name or theme.state == "merged" or not _programs(theme):
                return False
            if any(same_name(name, other) for other in names(unit, but=theme.id)):
                name, made = theme.name, None  # another has it since; it is not asked for again all the same
            if name != theme.name or made is not None:
                theme.name, theme.name_by = name, BY_MODEL if made else BY_PHRASES
            stored.save(unit, theme)
            facts: dict[str, object] = {"was": seen.name, "name": name, "notes": notes}
            if made is not None:
                facts |= {"model": made.model, "prompt": made.prompt, "tokens": made.tokens}
            change(unit, self, theme.id, "named" if notes >= BETTER_AT else "named early", PROGRAM, facts)
        return name != seen.name


def _programs(theme: stored.Theme) -> bool:
    """Whether the program may name a theme: a person who shaped it knows it by the name it has."""
    return not theme.hand and theme.name_by in (BY_PHRASES, BY_MODEL)


def names(unit: Unit, *, but: str = "") -> list[str]:
    """The names of all themes that notes stand behind, but of this one."""
    return [row.name for row in stored.alive(unit) if row.id != but]


def _numbered(taken: Sequence[str]) -> str:
    """`New theme`, or with the first number that is free."""
    every = {name.casefold() for name in taken}
    tried = (NEW if number == 1 else f"{NEW} {number}" for number in count(1))
    return next(name for name in tried if name.casefold() not in every)
