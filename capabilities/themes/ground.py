"""What every part of the themes stands on: the books, the likeness of notes, and whoever can word a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from capabilities.books import Books
from capabilities.hashing import HashedWords
from capabilities.themes.turns import Turns
from capabilities.workspace import Workspaces
from prompts.catalog import Catalog
from prompts.embedding import Embedder
from prompts.model import Model
from storage import themes as stored
from storage.database import Unit
from storage.field.search import Nearness

if TYPE_CHECKING:
    from capabilities.field.learning import KindExamples

Vectors = NDArray[np.float32]

BETTER_AT = 6  # notes at which a name given at three is looked at once more; then it holds still
LENS = "theme_lens"  # the setting that holds what a workspace says it cares about


@dataclass(frozen=True)
class Ground:
    """What the verbs of `Themes` share. Without a model of meaning, likeness is that of words.

    `kinds` corrects what kind a note is where only the rules have said so.
    """

    books: Books
    workspaces: Workspaces
    nearness: Nearness
    embedder: Embedder = field(default_factory=HashedWords)
    catalog: Catalog | None = None
    model: Model | None = None
    kinds: KindExamples | None = None
    turns: Turns = field(default_factory=Turns, compare=False, repr=False)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A row of length 1 for each text. Raises ModelFault."""
        rows = self.embedder.embed(texts)
        return np.asarray(rows, dtype=np.float32).reshape(len(texts), -1)


def change(unit: Unit, ground: Ground, theme: str, what: str, by: str, facts: dict[str, object] | None = None) -> None:
    """Write down what was done to a theme; never changed, never deleted."""
    books = ground.books
    stored.note_change(
        unit,
        stored.ThemeChange(
            workspace=unit.workspace,
            id=books.new_id(),
            theme=theme,
            at=books.clock.now(),
            by=by,
            what=what,
            facts=facts or {},
        ),
    )
