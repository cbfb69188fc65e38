"""Notes arriving one by one in a random order, grouped as the product does it: run by benchmarks.themes, on its own."""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from capabilities.themes import grouping
    from capabilities.themes.graph import Vectors

# What the product does, and when: capabilities/themes/settling.py, founding.py, tidying.py; a test holds them together.
NEIGHBOURS = 12
GROWTH, FIRST = 1.1, 10
FOUND, FOUND_ALIKE = 0.05, 0.02  # of the notes, how many newly wait before new themes are looked for; several alike
EARLIER = 1 / 1.1  # of the notes, after how many the state is kept that is compared with the last one


class Arriving:
    """A workspace without its database: the theme and leaning of each note so far."""

    def __init__(self, grouping: ModuleType, vectors: Vectors) -> None:
        self._grouping, self._vectors = grouping, vectors
        self._names = [str(row) for row in range(len(vectors))]
        self._themes: list[str | None] = []
        self._leanings: dict[str, str] = {}
        self._made = self._waiting = self._tidied = 0
        self._alike = False

    @property
    def themes(self) -> list[str | None]:
        return list(self._themes)

    def arrive(self) -> None:
        """The next note."""
        near = self._near()
        self._themes.append(self._grouping.join(near))
        n = len(self._themes)
        if self._themes[-1] is None:
            self._waiting += 1
            self._alike |= self._grouping.gathered(near)
            if self._waiting >= max(1, (FOUND_ALIKE if self._alike else FOUND) * n):
                self._alike = False
                self._waiting = 0
                for group in self._grouping.found(self._window()):
                    self._put(group)
        if n >= max(self._tidied, FIRST) * GROWTH:
            self._tidied, self._waiting, self._alike = n, 0, False
            self._tidy()

    def _near(self) -> list[grouping.Neighbour]:
        n = len(self._themes)
        cosines = self._vectors[:n] @ self._vectors[n]
        k = min(NEIGHBOURS, n)
        best = np.argpartition(cosines, n - k)[n - k :] if k else np.arange(0)
        best = best[np.argsort(-cosines[best], kind="stable")]
        return [
            self._grouping.Neighbour(name, self._leanings.get(name, self._themes[row]), cosine)
            for row, cosine in zip(best.tolist(), cosines[best].tolist(), strict=True)
            for name in (self._names[row],)
        ]

    def _window(self) -> grouping.Window:
        n = len(self._themes)
        window: grouping.Window = self._grouping.Window(
            self._names[:n], self._vectors[:n], list(self._themes), leanings=self._leanings
        )
        return window

    def _tidy(self) -> None:
        found = self._grouping.tidied(self._window())
        into = {merge.theme: merge.into for merge in found.merges}
        self._themes = [into.get(theme, theme) if theme else None for theme in self._themes]
        self._leanings = {}
        for group in found.groups:
            self._put(group)

    def _put(self, group: grouping.Group) -> None:
        self._made += group.theme is None
        theme = group.theme or f"theme {self._made}"
        for note in group.notes:
            self._themes[int(note)] = theme
        self._leanings.update(dict.fromkeys(group.leaning, theme))


def alone() -> ModuleType:
    """The grouping without the rest of the themes, which stands on the database: its memory is what is measured."""
    spec = importlib.util.find_spec("capabilities")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = ModuleType("capabilities.themes")
    package.__path__ = [str(Path(place, "themes")) for place in spec.submodule_search_locations]
    sys.modules["capabilities.themes"] = package
    return importlib.import_module("capabilities.themes.grouping")


def arrived(grouping: ModuleType, vectors: Vectors) -> tuple[Sequence[str | None], Sequence[str | None], float]:
    """The themes at EARLIER of the notes and at the end, and the processor's seconds it all took."""
    workspace, earlier = Arriving(grouping, vectors), list[str | None]()
    began = time.process_time()
    for n in range(len(vectors)):
        if n == round(len(vectors) * EARLIER):
            earlier = workspace.themes
        workspace.arrive()
    return earlier, workspace.themes, time.process_time() - began


def peak_mb() -> float:
    """The most memory this process has held, in MB."""
    # What getrusage says holds in a child what its parent held when it began.
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _ordered(file: Path, order: NDArray[np.intp]) -> Vectors:
    with np.load(file) as kept:
        vectors: Vectors = kept["vectors"][order]
    return vectors


def main(file: Path) -> None:
    """What was found in each of the orders in the file, as JSON on standard output."""
    grouping = alone()
    with np.load(file) as kept:
        orders = kept["orders"]
    found = [arrived(grouping, _ordered(file, order)) for order in orders]
    print(json.dumps({"found": found, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
