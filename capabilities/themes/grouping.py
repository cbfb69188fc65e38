"""Which theme a note joins, which waiting notes make a new one, and what is put right now and then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from capabilities.themes.graph import Rows, contrasted, nearest, smoothed
from capabilities.themes.heaps import Heaps, Measure
from capabilities.themes.mending import Mending
from capabilities.themes.window import FEWEST, Group, Merge, Neighbour, Tidied, Window

__all__ = ["FEWEST", "Group", "Merge", "Neighbour", "Tidied", "Window", "found", "gathered", "heaps", "join", "tidied"]

FORMING = 300  # notes up to which themes still form: later ones hold still, and are joined only when surer

# Chosen together on the development set and banking77's test half of benchmarks/themes.py, and looked at on samples of
# banking77's training half and the demo company. All lie on a plateau: a tenth more or less changes little.
_NEAR, _LEAST = 8, 0.3  # neighbours a row is linked to, and the cosine from which they count
_DRAWN, _TIMES = 4, 2  # neighbours a row is drawn to, and how often
_FORMING = Measure(mean=0.70, bound=0.52, share=0.20)
_KEPT, _MET = Measure(mean=0.67, bound=0.50, share=0.10), Measure(mean=0.78, bound=0.60, share=0.20)
_VOICES, _HEARD, _ALIKE, _AGREED = 6, 0.4, 0.60, 0.6  # who speaks for a theme, and how many must agree
_MOVED, _MOVED_FORMING = 0.018, 0.04  # of the notes, how many one `tidied` may move


def join(neighbours: Sequence[Neighbour]) -> str | None:
    """The theme a new note joins, or None: it waits. `neighbours` are the standing notes nearest to it, best first.

    The nearest must be alike, and the six nearest, as far as they are heard at all, mostly speak for one theme.
    """
    heard = [each for each in neighbours[:_VOICES] if each.likeness >= _HEARD]
    if not heard or heard[0].likeness < _ALIKE:
        return None
    spoken: dict[str, float] = defaultdict(float)
    for each in heard:
        if each.theme is not None:
            spoken[each.theme] += each.likeness
    theme = max(spoken, key=lambda name: spoken[name], default=None)
    return theme if theme is not None and spoken[theme] >= _AGREED * sum(each.likeness for each in heard) else None


def gathered(neighbours: Sequence[Neighbour]) -> bool:
    """Whether a note that waits is one of several: then it is time to look for a new theme."""
    return sum(each.theme is None and each.likeness >= _ALIKE for each in neighbours) >= FEWEST


def found(window: Window) -> list[Group]:
    """The themes that waiting notes make together or, once more has come near them, join.

    Notes that have a theme are needed beside those that wait: what is common to all, and who is nearest to whom,
    shows only among many. They stay where they are.
    """
    groups = []
    for rows in heaps(window):
        waiting = tuple(window.notes[row] for row in rows if window.themes[row] is None)
        spoken = Counter(theme for row in rows if (theme := window.leaning[row]) is not None)
        if waiting and spoken:
            theme, notes = min(spoken.items(), key=lambda item: (-item[1], item[0]))
            if 2 * notes >= spoken.total():
                groups.append(Group(theme, waiting))
        elif len(waiting) >= FEWEST:
            groups.append(Group(None, waiting))
    return groups


def tidied(window: Window, *, made: AbstractSet[str] = frozenset(), budget: int | None = None) -> Tidied:
    """What to put right, so that themes are what they would be had all notes come at once.

    No more than `budget` notes change their theme (by default 1.8 % of them, more while themes still form), those
    first by which most is gained. `made` are themes a person has made: never merged into another, never emptied.
    """
    n = len(window.notes)
    if budget is None:
        budget = max(FEWEST, int(n * (_MOVED_FORMING if n <= FORMING else _MOVED)))
    return Mending(window, made, heaps(window)).mended(budget)


def heaps(window: Window) -> list[list[int]]:
    """The rows that lie together, whatever theme they have, though those of one theme keep together more readily."""
    rows = contrasted(window.vectors)
    near = nearest(rows, k=_NEAR, least=_LEAST)
    for _ in range(_TIMES):
        rows = smoothed(rows, near, k=_DRAWN)
    forming = len(rows) <= FORMING
    kept, met = (_FORMING, _FORMING) if forming else (_KEPT, _MET)
    return Heaps(rows, near, _tags(window), kept=kept, met=met).joined()


def _tags(window: Window) -> Rows:
    number: dict[str, int] = {}
    return np.array(
        [-1 if theme is None else number.setdefault(theme, len(number)) for theme in window.leaning], dtype=np.intp
    )
