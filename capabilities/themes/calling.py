"""Gives themes their names, and lets a name hold still once it is given."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from capabilities.books import Deed
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
from storage.field import Note

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
        # Here and not above: the digest, which shows themes, would wait for this module and this one for it.
        from capabilities.digest.hiding import Hiding

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
        if self.model is None or self.catalog is None:
            return False
        with self.books.look(workspace) as unit:
            theme, notes, taken = self._subject(unit, theme_id)
        if theme is None or not notes:
            return False
        scene = scene or self.scene(workspace)
        try:
            name = worded(notes, lens=scene.lens, taken=taken, hide=scene.hide, catalog=self.catalog, model=self.model)
        except ModelFault as fault:
            log.warning("A theme keeps its key phrases for a name: %s", fault)
            return False
        return name is not None and self._call(workspace, theme_id, theme.name, name.name, len(notes), name)

    def name_better(self, workspace: str, theme_id: str, scene: Scene | None = None) -> bool:
        """Name a theme anew, by its phrases and then by the model; True when it has another name now."""
        scene = scene or self.scene(workspace)
        with self.books.look(workspace) as unit:
            theme, notes, taken = self._subject(unit, theme_id)
        if theme is None or not notes:
            return False
        changed = self._call(workspace, theme_id, theme.name, self.by_phrases(scene, notes, taken), len(notes))
        return self.word_name(workspace, theme_id, scene) or changed

    def grown(self, workspace: str) -> list[str]:
        """Themes that have notes enough by now for the one better name, and were not given it yet."""
        with self.books.look(workspace) as unit:
            return stored.grown(unit, BETTER_AT)

    def unnamed_by_hand(self, workspace: str) -> list[str]:
        """Themes no person has named: those that a new lens may name anew."""
        with self.books.look(workspace) as unit:
            rows = stored.every(unit, states=("open", "hidden"))
        return [row.id for row in rows if row.name_by in (BY_PHRASES, BY_MODEL)]

    def _subject(self, unit: Unit, theme_id: str) -> tuple[stored.Theme | None, list[Note], list[str]]:
        theme = stored.get(unit, theme_id)
        if theme is None or theme.state == "merged" or theme.name_by not in (BY_PHRASES, BY_MODEL):
            return None, [], []
        return theme, stored_field.by_theme(unit, theme_id, limit=TELLING), names(unit, but=theme_id)

    def _call(self, workspace: str, theme_id: str, was: str, name: str, notes: int, made: Worded | None = None) -> bool:
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            theme = stored.get(unit, theme_id)
            if theme is None or theme.name != was or theme.name_by not in (BY_PHRASES, BY_MODEL):
                return False
            if any(same_name(name, other) for other in names(unit, but=theme_id)):
                return False
            theme.name, theme.name_by = name, BY_MODEL if made else BY_PHRASES
            stored.save(unit, theme)
            facts: dict[str, object] = {"was": was, "name": name, "notes": notes}
            if made is not None:
                facts |= {"model": made.model, "prompt": made.prompt, "tokens": made.tokens}
            change(unit, self, theme_id, "named" if notes >= BETTER_AT else "named early", PROGRAM, facts)
        return name != was


def names(unit: Unit, *, but: str = "") -> list[str]:
    """The names of all themes that were not merged into another, but of this one."""
    return [row.name for row in stored.every(unit, states=("open", "hidden")) if row.id != but]


def _numbered(taken: Sequence[str]) -> str:
    number = sum(name.startswith(NEW) for name in taken)
    return f"{NEW} {number + 1}" if number else NEW
