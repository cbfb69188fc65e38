"""Field notes: what reps hear from customers, logged in one step, mended or undone as easily."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from capabilities.books import Books, Deed
from capabilities.field.words import KINDS, REASONS, VERDICTS, Said, amount_in, clean, read
from capabilities.refusal import Refusal
from storage import field as stored
from storage.database import Unit
from storage.field import Note

__all__ = ["KINDS", "REASONS", "UNDO", "VERDICTS", "Field", "Note", "Said", "amount_in", "clean", "read"]

UNDO = timedelta(minutes=60)
LONGEST = 40_000  # characters; Slack itself cuts a message there


@dataclass(frozen=True)
class Field:
    """Logs, mends, undoes and lists field notes."""

    books: Books

    def log(self, deed: Deed, said: Said, *, permalink: str = "", customer_words: str = "") -> Note:
        """Keep one note. Raises Refusal when there is nothing to keep or a value makes no sense."""
        check(said)
        now = self.books.clock.now()
        note = Note(
            workspace=deed.workspace,
            id=self.books.new_id(),
            created_at=now,
            kept_at=now,
            author=deed.user,
            permalink=permalink,
            customer_words=clean(customer_words),
            **_columns(said),
        )
        with self.books.keep(deed) as unit:
            stored.add(unit, note)
        return note

    def edit(self, deed: Deed, note_id: str, said: Said, *, customer_words: str = "") -> Note:
        """Change one's own note. Raises Refusal when it is somebody else's, gone, or the words make no sense."""
        check(said)
        with self.books.keep(deed) as unit:
            changed = {**_columns(said), "customer_words": clean(customer_words), "edited_at": self.books.clock.now()}
            note = replace(self._own(unit, deed, note_id), **changed)
            stored.change(unit, note_id, changed)
        return note

    def undo(self, deed: Deed, note_id: str) -> Note:
        """Take back one's own note within an hour; undoing twice is the same as once."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            note = self._own(unit, deed, note_id, undone_too=True)
            if note.undone_at is None and now - note.created_at > UNDO:
                raise Refusal("That note is more than an hour old, so it stays. You can still edit it.")
            note = replace(note, undone_at=note.undone_at or now)
            stored.change(unit, note_id, {"undone_at": note.undone_at})
        return note

    def get(self, workspace: str, user: str, note_id: str) -> Note:
        """One's own note, to show it in a form."""
        with self.books.look(workspace) as unit:
            return self._own(unit, Deed(workspace, user), note_id)

    def mine(self, workspace: str, user: str, *, limit: int = 10) -> list[Note]:
        """One's own notes that stand, newest first."""
        with self.books.look(workspace) as unit:
            return stored.by_author(unit, user, limit=limit)

    def between(self, workspace: str, since: datetime, until: datetime) -> list[Note]:
        """Every note that stands of a time, oldest first."""
        with self.books.look(workspace) as unit:
            return stored.between(unit, since, until)

    def _own(self, unit: Unit, deed: Deed, note_id: str, *, undone_too: bool = False) -> Note:
        note = stored.get(unit, note_id)
        if note is None or (note.undone_at is not None and not undone_too):
            raise Refusal("That note is no longer here.")
        if note.author != deed.user:
            raise Refusal("Only the person who logged a note can change it.")
        return note


def check(said: Said) -> None:
    """Raise Refusal, naming the field, for a note that cannot be kept as it stands."""
    if not said.text.strip():
        raise Refusal(
            "There is nothing to log yet. Write what the customer said, for example: "
            "/field want at:Acme a monthly plan they can cancel.",
            field="text",
        )
    if len(said.text) > LONGEST:
        raise Refusal(f"A note holds at most {LONGEST:,} characters; this one has {len(said.text):,}.", field="text")
    if said.kind and said.kind not in KINDS:
        raise Refusal(f"“{said.kind}” is not a kind of note. Choose one of: {', '.join(KINDS)}.", field="kind")
    if said.lead_verdict and said.lead_verdict not in VERDICTS:
        raise Refusal("A lead is either accepted or returned.", field="lead_verdict")
    if said.return_reason and said.return_reason not in REASONS:
        raise Refusal(f"Choose one of these reasons: {', '.join(REASONS)}.", field="return_reason")
    if said.amount is not None and not (said.amount.is_finite() and 0 <= said.amount < Decimal(10) ** 15):
        raise Refusal("An amount is a number from 0 up, such as 40000.", field="amount")


def _columns(said: Said) -> dict[str, Any]:
    return {
        "kind": said.kind or ("lead" if said.lead_verdict else "words"),
        "text": said.text.strip(),
        "account": said.account,
        "segment": said.segment,
        "stage": said.stage,
        "amount": said.amount,
        "currency": said.currency,
        "competitor": said.competitor,
        "via_channel": said.via_channel,
        "lead_verdict": said.lead_verdict,
        "return_reason": said.return_reason,
    }
