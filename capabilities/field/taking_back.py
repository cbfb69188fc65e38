"""Takes back what an import brought: within an hour, a part at a time, and nothing that people edited since."""

from dataclasses import dataclass
from datetime import timedelta

from capabilities.books import Books, Deed
from capabilities.permissions import require
from capabilities.refusal import Refusal
from storage.database import Unit
from storage.field import imports as stored
from storage.field import search
from storage.field.imports import FieldImport

UNDO = timedelta(minutes=60)
MAY = "importing"
GONE = "There is no such import."
_TOGETHER = 2000  # notes in one transaction: between two of them somebody else may log


@dataclass(frozen=True)
class TakenBack:
    """How many notes were taken back now, and how many stay because people edited them."""

    taken: int
    stayed: int

    @property
    def words(self) -> str:
        """What is told of those that stay; nothing when there are none."""
        if not self.stayed:
            return ""
        return "1 note edited since stays." if self.stayed == 1 else f"{self.stayed:,} notes edited since stay."


def take_back(books: Books, deed: Deed, import_id: str) -> TakenBack:
    """Take back the notes of an import that nobody edited. Killed midway it goes on when it is done again.

    Raises what `undoable` raises.
    """
    with books.keep(deed) as unit:
        row = undoable(books, unit, deed, import_id)
        over = row.state == "undone"
        row.state = "undone" if over else "undoing"
    taken = 0
    while not over:
        with books.keep(Deed(deed.workspace, deed.user)) as unit:
            search.alone(unit)  # whoever makes notes findable has either done it by now or sees them undone
            part = stored.undo_part(unit, import_id, books.clock.now(), limit=_TOGETHER)
            search.forget(unit, part)
        taken += len(part)
        over = not part
    with books.keep(Deed(deed.workspace, deed.user)) as unit:
        done = TakenBack(taken, stored.standing(unit, import_id))
        row = found(unit, import_id)
        if row.state == "undoing":
            row.state, row.undone_at, row.remark = "undone", books.clock.now(), done.words
    return done


def undoable(books: Books, unit: Unit, deed: Deed, import_id: str) -> FieldImport:
    """The import, held, if this person may take it back now.

    Raises Refusal an hour after something was last kept of it, NotAllowed without the role.
    """
    require(unit, deed.user, MAY)
    row = found(unit, import_id)
    if row.state in ("waiting", "previewed", "cancelled"):
        raise Refusal("Nothing was imported, so there is nothing to undo.")
    late = books.clock.now() - (row.finished_at or row.asked_at) > UNDO
    if late and row.state in ("running", "done", "failed"):
        raise Refusal("That import is more than an hour old, so its notes stay.")
    return row


def found(unit: Unit, import_id: str) -> FieldImport:
    """The import, held until the transaction ends. Raises Refusal when there is none."""
    row = stored.change_import(unit, import_id)
    if row is None:
        raise Refusal(GONE)
    return row
