"""Tidying: now and then, as notes grow in number, all of them are looked over together and a little is put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capabilities.books import Deed
from capabilities.permissions import PROGRAM
from capabilities.themes.calling import Scene
from capabilities.themes.founding import Founding
from capabilities.themes.ground import change
from capabilities.themes.grouping import FEWEST, Group, Merge, Tidied, Window, tidied
from storage import field as stored_field
from storage import themes as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import search

TIDIED = "theme_tidied"  # the setting that holds how many notes there were at the last look over all
GROWTH, FIRST = 1.1, 10  # how many times the notes of the last look make another due, and those of the first


@dataclass(frozen=True)
class Tidying(Founding):
    """Puts right what notes arriving one by one got wrong."""

    def tidy(self, workspace: str) -> int:
        """Look over the newest notes together, if there are a tenth more than last time; returns how many moved.

        Only so few notes change their theme that people know their themes again; what people placed, named, merged,
        split or hid stays. All in one transaction: killed midway, nothing has moved.
        """
        with self.books.look(workspace) as unit:
            number = stored.number_settled(unit)
            window = self.window(unit) if _due(unit, number) else None
            made = frozenset(row.id for row in stored.every(unit, states=("open", "hidden")) if row.hand)
        if window is None:
            self._fewer(workspace)
            return 0
        found = tidied(window, made=made)
        fresh = [group for group in found.groups if group.theme is None and len(group.notes) >= FEWEST]
        scene = self.scene(workspace) if fresh else None
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            if not _due(unit, number):  # somebody else looked over them meanwhile
                return 0
            moved = self._apply(unit, found, window, scene)
            self._looked(unit, number)
        return moved

    def _fewer(self, workspace: str) -> None:
        """After notes were taken back, as a large import undone, the next look is due a tenth after what is left."""
        with self.books.look(workspace) as unit:
            if stored.number_settled(unit) >= _last(unit):
                return
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            number = stored.number_settled(unit)
            if number < _last(unit):
                self._looked(unit, number)

    def _looked(self, unit: Unit, number: int) -> None:
        stored_workspace.save_setting(unit, TIDIED, str(number), by=PROGRAM, now=self.books.clock.now())

    def _apply(self, unit: Unit, found: Tidied, window: Window, scene: Scene | None) -> int:
        """What changed meanwhile by hand wins: a note is moved, or leans, only from where it was seen."""
        seen = dict(zip(window.notes, window.themes, strict=True))
        moved = sum(self._merge(unit, merge) for merge in found.merges)
        merged = {merge.theme: merge.into for merge in found.merges}
        leaning: dict[str, str] = {}
        for group in found.groups:
            theme, placed = self._place(unit, group, seen, merged, scene)
            moved += placed
            if theme:
                leaning.update(dict.fromkeys(_unmoved(unit, group.leaning, seen, merged), theme))
        stored.lean(unit, leaning)
        return moved

    def _merge(self, unit: Unit, merge: Merge) -> int:
        theme, into = stored.get(unit, merge.theme), stored.standing(unit, merge.into)
        if theme is None or theme.hand or theme.state == "merged" or into is None or into.id == theme.id:
            return 0
        theme.state, theme.merged_into = "merged", into.id
        stored.save(unit, theme)
        moved = stored.move_all(unit, theme.id, into.id)
        change(unit, self, theme.id, "merged", PROGRAM, {"into": into.id, "notes": moved})
        return moved

    def _place(
        self,
        unit: Unit,
        group: Group,
        seen: Mapping[str, str | None],
        merged: Mapping[str, str],
        scene: Scene | None,
    ) -> tuple[str, int]:
        free = _unmoved(unit, group.notes, seen, merged)
        if group.theme is not None:
            standing = stored.standing(unit, group.theme)
            return (standing.id, stored_field.place(unit, free, standing.id)) if standing is not None else ("", 0)
        if len(free) < FEWEST or scene is None:
            return "", 0
        return self.make(unit, self.name_of_new(unit, free, scene), free), len(free)


def _unmoved(unit: Unit, notes: Sequence[str], seen: Mapping[str, str | None], merged: Mapping[str, str]) -> list[str]:
    """Those of the notes that are where they were seen, or went with their theme, and that no person placed."""
    there = stored.settled(unit, list(notes))
    return [note for note, theme, by in there if not by and theme in (seen[note], merged.get(seen[note] or ""))]


def _due(unit: Unit, number: int) -> bool:
    """Whether so many notes are a tenth more than at the last look over all."""
    return number >= max(_last(unit), FIRST) * GROWTH


def _last(unit: Unit) -> int:
    return int(stored_workspace.settings(unit).get(TIDIED) or 0)
