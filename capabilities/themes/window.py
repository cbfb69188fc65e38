"""What is asked about the grouping of notes, and what is answered: plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property

from capabilities.themes.graph import Vectors

FEWEST = 3  # notes that make a theme


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A standing note that is like a new one: the theme it leans to, else its own; `likeness` is the cosine."""

    note: str
    theme: str | None
    likeness: float


@dataclass(frozen=True, eq=False)
class Window:
    """The newest notes of a workspace, oldest first, with a unit row of `vectors` and a theme or none for each.

    `held` are the notes a person has placed; `leanings` what the last `tidied` said of notes that stay where they
    are though they are more like another theme.
    """

    notes: Sequence[str]
    vectors: Vectors
    themes: Sequence[str | None]
    held: AbstractSet[str] = frozenset()
    leanings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def leaning(self) -> list[str | None]:
        """The theme each note is most like, of those that stand; its own where a person has placed it."""
        return [
            theme if theme is None or note in self.held else self.leanings.get(note, theme)
            for note, theme in zip(self.notes, self.themes, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Group:
    """Notes to put into a theme, or into a new one where `theme` is None.

    `leaning` stay in the theme they have, yet are more like this one: what comes near to them joins this one.
    """

    theme: str | None
    notes: tuple[str, ...]
    leaning: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merge:
    """All notes of `theme` go to `into`, which stands on."""

    theme: str
    into: str


@dataclass(frozen=True, slots=True)
class Tidied:
    """What to change: merges first. A leaning that is in no group is no more."""

    groups: tuple[Group, ...] = ()
    merges: tuple[Merge, ...] = ()
