"""Has a model say what kind of note something is, where no person said it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel

from capabilities.books import Books, Deed
from capabilities.field.words import KINDS
from capabilities.permissions import PROGRAM
from prompts.catalog import Catalog
from prompts.model import Model, ModelFault
from storage import field as stored
from storage.field import Note

log = logging.getLogger("plumbline.field")

_LONGEST = 2_000  # characters of a note a model is shown: what it is, is said in its first sentences


class KindSaid(BaseModel):
    """What a model answers."""

    kind: Literal["want", "objection", "works", "doesnt", "lead", "competitor", "words"]


@dataclass(frozen=True)
class Classifying:
    """Asks a model, when there is one."""

    books: Books
    catalog: Catalog
    model: Model | None = None

    def classify(self, workspace: str, note_id: str) -> Note | None:
        """The note with the kind the model gave it; None when nothing changed.

        What a person said stays. A model that fails changes nothing, as the rules have given a kind already.
        """
        with self.books.look(workspace) as unit:
            note = stored.get(unit, note_id)
        if self.model is None or note is None or not _open(note):
            return None
        try:
            prompt = self.catalog.fill("kind", note=note.text[:_LONGEST])
            said = self.model.typed(prompt, KindSaid, max_tokens=60).value.kind
        except ModelFault as fault:
            log.warning("A note keeps the kind the rules gave it: %s", fault)
            return None
        if said == note.kind or said not in KINDS:
            return None
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            now = stored.get(unit, note_id)
            if now is None or not _open(now) or now.text != note.text:
                return None
            stored.change(unit, note_id, {"kind": said, "kind_by": "model"})
        return replace(now, kind=said, kind_by="model")


def _open(note: Note) -> bool:
    return note.undone_at is None and note.kind_by not in ("person", "model")
