"""Gives heaps of notes the themes they overlap most, and says which notes to move so that little is to be re-learnt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from capabilities.themes.window import FEWEST, Group, Merge, Tidied, Window


class Mending:
    """One look over all notes of a window. `heaps` are the rows that lie together."""

    def __init__(self, window: Window, made: AbstractSet[str], heaps: list[list[int]]) -> None:
        self._window, self._made, self._heaps, self._vectors = window, made, heaps, window.vectors
        self._heap_of = {row: heap for heap, rows in enumerate(heaps) for row in rows}
        self._of_theme: dict[str, list[int]] = defaultdict(list)
        for row, theme in enumerate(window.themes):
            if theme is not None:
                self._of_theme[theme].append(row)
        self._theme = self._inherited()
        self._placed: dict[int, list[int]] = defaultdict(list)
        self._new: set[int] = set()

    def mended(self, budget: int) -> Tidied:
        """Merges, then new themes, then single notes, as far as the budget goes; the rest leans."""
        merges, budget = self._merges(budget)
        merged = {merge.theme for merge in merges}
        budget = self._start(budget, merged)
        owed: list[tuple[int, int]] = []
        for heap, rows in enumerate(self._heaps):
            if heap not in self._theme and heap not in self._new:
                continue
            own, begun = self._theme.get(heap, ""), set(self._placed[heap])
            for row in rows:
                theme = self._window.themes[row]
                if theme is None:
                    self._placed[heap].append(row)
                elif theme != own and row not in begun and self._may_move(row, heap, merged):
                    owed.append((heap, row))
        owed = self._most_gained_first(owed)
        for heap, row in owed[:budget]:
            self._placed[heap].append(row)
        leaning: dict[int, list[int]] = defaultdict(list)
        for heap, row in owed[budget:]:
            leaning[heap].append(row)
        changed = [heap for heap in range(len(self._heaps)) if self._placed[heap] or leaning[heap]]
        groups = tuple(
            Group(self._theme.get(heap), self._ids(self._placed[heap]), self._ids(leaning[heap])) for heap in changed
        )
        return Tidied(groups, tuple(merges))

    def _inherited(self) -> dict[int, str]:
        """The theme of each heap, those that share most first; where notes are and where they lean count the same."""
        window = self._window
        heaps = [self._heap_of[row] for row in range(len(window.notes))]
        shared = Counter(zip(window.themes, heaps, strict=True))
        shared.update(zip(window.leaning, heaps, strict=True))
        pairs = [(-number, theme, heap) for (theme, heap), number in shared.items() if theme is not None]
        theme_of: dict[int, str] = {}
        taken: set[str] = set()
        for _, theme, heap in sorted(pairs):
            # A leaning may be to a theme that has no note in the window: nothing is known of it.
            if theme not in taken and heap not in theme_of and theme in self._of_theme:
                taken.add(theme)
                theme_of[heap] = theme
        self._taken = taken
        return theme_of

    def _merges(self, budget: int) -> tuple[list[Merge], int]:
        """Themes that lie within another's heap for the most part, the smallest first, as a whole or not at all."""
        merges = []
        lost = [(len(rows), theme) for theme, rows in self._of_theme.items() if theme not in self._taken | self._made]
        for _, theme in sorted(lost):
            rows = self._of_theme[theme]
            heap, inside = Counter(self._heap_of[row] for row in rows).most_common(1)[0]
            if heap not in self._theme or any(self._window.notes[row] in self._window.held for row in rows):
                continue
            if 2 * inside > len(rows) and len(rows) <= budget:
                budget -= len(rows)
                merges.append(Merge(theme, self._theme[heap]))
        return merges, budget

    def _start(self, budget: int, merged: AbstractSet[str]) -> int:
        """Begin a theme of each heap that has none, the largest first, with the three notes in its middle."""
        for heap in sorted(range(len(self._heaps)), key=lambda heap: (-len(self._heaps[heap]), heap)):
            rows = self._heaps[heap]
            if heap in self._theme or len(rows) < FEWEST:
                continue
            waiting = sum(self._window.themes[row] is None for row in rows)
            need = max(0, FEWEST - waiting)
            free = [row for row in rows if self._window.themes[row] is not None and self._may_move(row, heap, merged)]
            if need <= min(len(free), budget):
                budget -= need
                middle = self._vectors[rows].sum(axis=0)
                free.sort(key=lambda row: (-float(self._vectors[row] @ middle), row))
                self._placed[heap] += free[:need]
                self._new.add(heap)
        return budget

    def _may_move(self, row: int, heap: int, merged: AbstractSet[str]) -> bool:
        theme = self._window.themes[row]
        return (
            theme != self._theme.get(heap)
            and theme not in merged
            and self._window.notes[row] not in self._window.held
            and not (theme in self._made and theme not in self._taken)
        )

    def _most_gained_first(self, owed: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Notes in an order in which the first ones put most pairs of notes right.

        Notes that go the same way go together. Each then is with those that settled where it goes, and apart from
        those that stay where it was.
        """
        ways: dict[tuple[int, str], list[int]] = defaultdict(list)
        for heap, row in owed:
            ways[heap, self._window.themes[row] or ""].append(row)
        settled = {
            heap: sum(self._window.themes[row] == self._theme.get(heap, "") for row in self._heaps[heap])
            for heap, _ in owed
        }

        def gained(way: tuple[int, str]) -> int:
            return settled[way[0]] + len(self._of_theme[way[1]]) - len(ways[way])

        ordered = []
        for heap, theme in sorted(ways, key=lambda way: (-gained(way), way)):
            better = self._vectors[self._heaps[heap]].mean(axis=0) - self._vectors[self._of_theme[theme]].mean(axis=0)
            rows = sorted(ways[heap, theme], key=lambda row: (-float(self._vectors[row] @ better), row))
            ordered += [(heap, row) for row in rows]
        return ordered

    def _ids(self, rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(self._window.notes[row] for row in sorted(rows))
