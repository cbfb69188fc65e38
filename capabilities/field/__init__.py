"""Field notes: what reps hear from customers, logged in one step, mended or undone as easily."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from capabilities.books import Books, Deed
from capabilities.field.kinds import by_rules
from capabilities.field.receipts import Receipt, receipts
from capabilities.field.words import KINDS, REASONS, VERDICTS, Said, amount_in, clean, is_blank, read
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from storage import field as stored
from storage.database import Unit
from storage.field import Note, Wording, search

__all__ = [
    "KINDS", "LONGEST", "REASONS", "TWICE", "UNDO", "VERDICTS", "Field", "Note", "Receipt", "Said", "Wording",
    "amount_in", "check", "clean", "is_blank", "other_kinds", "read",
]  # fmt: skip

UNDO = timedelta(minutes=60)
TWICE = "You have logged that message already, so it is kept once. Its note is under /field mine."
_TAKEN = "\t"  # between the work that answers and the address it answers at
LONGEST = 40_000  # characters; Slack itself cuts a message there
_FREE = ("text", "account", "segment", "stage", "competitor", "via_channel")  # anybody may write anything there
_EARLIER = 50  # wordings of one note shown


@dataclass(frozen=True)
class Field:
    """Logs, mends, undoes and lists field notes. Anybody of the workspace finds them, only their authors change them.

    `reply_to` says where an author hears what came of a note: addresses as the handlers write them, kept as they are.
    """

    books: Books
    masking: Masking = field(default_factory=Masking)

    def log(
        self,
        deed: Deed,
        said: Said,
        *,
        permalink: str = "",
        customer_words: str = "",
        reply_to: str = "",
        message_by: str = "",
        once: bool = False,
    ) -> Note:
        """Keep one note, personal data masked. Raises Refusal when there is nothing to keep or a value makes no sense.

        A note without a kind gets the one the rules read out of it. Two plain statements, as somebody waits. With
        `once`, a message this person has logged and not taken back is refused as well.
        """
        check(said)
        said, own_words, found = self._masked(said, customer_words)
        kind, kind_by = _kind(said)
        now = self.books.clock.now()
        note = Note(
            workspace=deed.workspace,
            id=self.books.new_id(),
            created_at=now,
            kept_at=now,
            author=deed.user,
            kind=kind,
            kind_by=kind_by,
            permalink=permalink,
            customer_words=own_words,
            reply_to=reply_to,
            message_by=message_by[:80],
            masked=",".join(found),
            **_columns(said),
        )
        with self.books.keep(deed) as unit:
            if once and permalink and stored.logged_from(unit, deed.user, permalink) is not None:
                raise Refusal(TWICE)
            stored.add(unit, note)
        return note

    def edit(self, deed: Deed, note_id: str, said: Said, *, customer_words: str = "", reply_to: str = "") -> Note:
        """Change one's own note and keep how it read before; it is then compared with the others anew.

        `masked` of what comes back names only what was masked now. Raises Refusal when the note is somebody else's,
        gone, or the words make no sense.
        """
        check(said)
        said, own_words, found = self._masked(said, customer_words)
        wanted: dict[str, Any] = {**_columns(said), "customer_words": own_words}
        with self.books.keep(deed) as unit:
            note = self._own(unit, deed, note_id)
            if (said.kind or ("lead" if said.lead_verdict else "")) != note.kind:
                wanted["kind"], wanted["kind_by"] = _kind(said)
            changed = {name: value for name, value in wanted.items() if getattr(note, name) != value}
            if not changed:
                return replace(note, masked="")
            self._remember(unit, deed, note, changed)
            changed |= {"edited_at": self.books.clock.now(), "known_at": None, "reply_to": reply_to}
            if "text" in changed and not note.placed_by:
                changed["theme"] = None
            if found:
                changed["masked"] = ",".join(part for part in (note.masked, *found) if part)
            stored.change(unit, note_id, changed)
        return replace(note, **{**changed, "masked": ",".join(found)})

    def say_kind(self, deed: Deed, note_id: str, kind: str, *, reply_to: str = "") -> Note:
        """Correct the kind of one's own note. An objection is then answered at `reply_to`. Raises Refusal."""
        if kind not in KINDS:
            raise Refusal(f"“{kind[:40]}” is not a kind of note. Choose one of: {', '.join(KINDS)}.", field="kind")
        with self.books.keep(deed) as unit:
            note = self._own(unit, deed, note_id)
            changed: dict[str, Any] = {"kind": kind, "kind_by": "person"}
            if note.kind != kind:
                if note.kind_by == "person":  # a guess put right is no earlier wording
                    self._remember(unit, deed, note, {"kind": kind})
                if kind == "objection" and reply_to and note.known_at is not None:
                    changed["reply_to"] = reply_to
                    self.books.work.enqueue(unit, "notes", f"{note_id}:{self.books.new_id()}")
            stored.change(unit, note_id, changed)
        return replace(note, **changed)

    def undo(self, deed: Deed, note_id: str) -> Note:
        """Take back one's own note within an hour; undoing twice is the same as once."""
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            note = self._own(unit, deed, note_id, undone_too=True)
            if note.undone_at is None and now - note.created_at > UNDO:
                raise Refusal("That note is more than an hour old, so it stays. You can still edit it.")
            note = replace(note, undone_at=note.undone_at or now, reply_to="")
            stored.change(unit, note_id, {"undone_at": note.undone_at, "reply_to": ""})
            search.forget(unit, [note_id])
        return note

    def take_reply(self, workspace: str, note_id: str, by: str) -> str:
        """Where the note's author waits for an answer, for the one piece of work `by` that asks first; else "".

        The same work asking again, after a crash, hears the same.
        """
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            note = stored.get(unit, note_id)
            taken, mark, address = (note.reply_to if note else "").rpartition(_TAKEN)
            if note is None or note.undone_at is not None or (mark and taken != by):
                return ""
            if not mark and address:
                return address if stored.hand_over(unit, note_id, address, f"{by}{_TAKEN}{address}") else ""
            return address

    def taken(self, workspace: str, by: str) -> dict[str, str]:
        """The notes whose answers this work has taken on and not ended, each with its address."""
        mark = f"{by}{_TAKEN}"
        with self.books.look(workspace) as unit:
            return {note.id: note.reply_to.removeprefix(mark) for note in stored.taken(unit, mark)}

    def end_reply(self, workspace: str, note_id: str, by: str) -> bool:
        """Nobody waits for the answer that `by` took on; False when somebody waits anew."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            note = stored.get(unit, note_id)
            mine = note is not None and note.reply_to.startswith(f"{by}{_TAKEN}")
            return mine and note is not None and stored.hand_over(unit, note_id, note.reply_to, "")

    def get(self, workspace: str, user: str, note_id: str) -> Note:
        """One's own note, to show it in a form. Raises Refusal when it is somebody else's or gone."""
        with self.books.look(workspace) as unit:
            return self._own(unit, Deed(workspace, user), note_id)

    def one(self, workspace: str, note_id: str) -> Note | None:
        """Any note that stands, for the program itself."""
        with self.books.look(workspace) as unit:
            note = stored.get(unit, note_id)
        return note if note is not None and note.undone_at is None else None

    def mine(self, workspace: str, user: str, *, limit: int = 10) -> list[Note]:
        """One's own notes that stand, newest first."""
        with self.books.look(workspace) as unit:
            return stored.by_author(unit, user, limit=limit)

    def receipts(self, workspace: str, notes: Sequence[Note]) -> dict[str, Receipt]:
        """What became of each of these notes, by its id; a few queries for any number of them."""
        with self.books.look(workspace) as unit:
            return receipts(unit, notes)

    def wordings(self, workspace: str, user: str, note_id: str) -> tuple[Note, list[Wording]]:
        """One's own note and how it read before, the latest first. Raises Refusal as `get`."""
        with self.books.look(workspace) as unit:
            return self._own(unit, Deed(workspace, user), note_id), stored.wordings(unit, note_id)[:_EARLIER]

    def between(self, workspace: str, since: datetime, until: datetime) -> list[Note]:
        """Every note that stands of a time, oldest first."""
        with self.books.look(workspace) as unit:
            return stored.between(unit, since, until)

    def _masked(self, said: Said, customer_words: str) -> tuple[Said, str, tuple[str, ...]]:
        """The same without personal data, and what was found."""
        found: list[str] = []

        def masked(words: str) -> str:
            made = self.masking.mask(words)
            found.extend(made.found)
            return made.words

        free: dict[str, Any] = {name: masked(value) for name in _FREE if (value := getattr(said, name))}
        own_words = masked(clean(customer_words)) if customer_words else ""
        return (replace(said, **free) if found else said), own_words, tuple(found)

    def _remember(self, unit: Unit, deed: Deed, note: Note, changed: Mapping[str, Any]) -> None:
        was = {name: _written(getattr(note, name)) for name in changed if name != "kind_by"}
        wording = Wording(
            workspace=deed.workspace,
            id=self.books.new_id(),
            note=note.id,
            at=self.books.clock.now(),
            by=deed.user,
            was=was,
        )
        stored.add_wording(unit, wording)

    def _own(self, unit: Unit, deed: Deed, note_id: str, *, undone_too: bool = False) -> Note:
        note = stored.get(unit, note_id)
        if note is None or (note.undone_at is not None and not undone_too):
            raise Refusal("That note is no longer here.")
        if deed.user not in (note.author, PROGRAM):
            raise Refusal("Only the person who logged a note can change it.")
        return note


def check(said: Said) -> None:
    """Raise Refusal, naming the field, for a note that cannot be kept as it stands."""
    if is_blank(said.text):
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
        raise Refusal(f"Choose one of these reasons: {', '.join(REASONS.values())}.", field="return_reason")
    if said.amount is not None and not (said.amount.is_finite() and 0 <= said.amount < Decimal(10) ** 15):
        raise Refusal("An amount is a number from 0 up, such as 40000.", field="amount")


def other_kinds(note: Note) -> tuple[str, ...]:
    """The two kinds a note may have been meant as, likeliest first; none when a person said its kind."""
    if note.kind_by == "person":
        return ()
    guess = by_rules(note.text)
    return tuple(kind for kind in (guess.kind, *guess.others) if kind != note.kind)[:2]


def _kind(said: Said) -> tuple[str, str]:
    """The kind of what was said, and who says so."""
    if said.kind or said.lead_verdict:
        return said.kind or "lead", "person"
    return by_rules(said.text).kind, "rules"


def _columns(said: Said) -> dict[str, Any]:
    return {
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


def _written(value: object) -> object:
    """A column's value as JSON holds it."""
    return str(value) if isinstance(value, Decimal) else value
