"""Keeps the vectors of briefs in the database, so that neither a new start nor a new version embeds a line again."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from capabilities.books import Books, Deed
from capabilities.permissions import PROGRAM
from prompts.embedding import Embedder
from storage import brief as stored
from storage.database import DatabaseFault

log = logging.getLogger("plumbline.kept")


@dataclass(frozen=True)
class Kept:
    """An `Embedder` of one workspace that asks another one only for texts whose vectors are not kept yet.

    For what stands in briefs alone: what people say in passing is not kept.
    """

    embedder: Embedder
    books: Books
    workspace: str

    @property
    def name(self) -> str:
        """The other's name: the vectors are its own."""
        return self.embedder.name

    @property
    def dimensions(self) -> int:
        """The other's."""
        return self.embedder.dimensions

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See `Embedder.embed`; what is new is asked for in one call, and kept. Raises ModelFault."""
        prints = {text: hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts}
        known = self._known(list(dict.fromkeys(prints.values())))
        new = [text for text, key in prints.items() if key not in known]
        if new:
            rows = np.asarray(self.embedder.embed(new), dtype=np.float32)
            made = {prints[text]: row for text, row in zip(new, rows, strict=True)}
            self._keep(made)
            known |= made
        return [known[prints[text]].tolist() for text in texts]

    def _known(self, prints: Sequence[str]) -> dict[str, stored.Vector]:
        try:
            with self.books.look(self.workspace) as unit:
                return stored.vectors(unit, self.name, prints)
        except DatabaseFault:
            log.warning("The vectors of the brief cannot be read, and are made anew.")
            return {}

    def _keep(self, made: dict[str, stored.Vector]) -> None:
        try:
            with self.books.keep(Deed(self.workspace, PROGRAM)) as unit:
                stored.add_vectors(unit, self.name, made)
        except DatabaseFault:
            log.warning("The vectors of the brief cannot be kept; the next start makes them again.")
