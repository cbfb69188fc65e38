"""Lists of notes: one's own with their receipts, how one once read, and what a search found."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from capabilities.field import UNDO, Note, Receipt, Wording
from capabilities.field.searching import MOST_WAITING, Found, Searched
from capabilities.permissions import PROGRAM
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.field import ASKED, LABELS, LONGEST_NAME, about, buttons
from handlers.views.text import day, escape, many, minute, quote, shorten

WORDINGS, LOG_SEARCHED = "field_wordings", "field_log_searched"
_SHOWN = 200  # characters of a note in a list
_FITS = b.MESSAGE_CHARACTERS - 2_000  # of a list: something may stand above and below it
_NAMES = {**ASKED, "text": "Note", "kind": "Kind", "amount": "Amount", "currency": "Currency",
          "lead_verdict": "Lead", "return_reason": "Why returned"}  # fmt: skip


def mine(notes: Sequence[Note], receipts: Mapping[str, Receipt], *, zone: ZoneInfo, now: datetime) -> list[Block]:
    """One's own latest notes, each with what became of it."""
    if not notes:
        return [b.section("You have not logged anything yet. Try `/field want a monthly plan they can cancel`.")]
    return [b.section("*Your latest notes*"), *listed(notes, receipts, zone=zone, now=now)]


def listed(notes: Sequence[Note], receipts: Mapping[str, Receipt], *, zone: ZoneInfo, now: datetime) -> list[Block]:
    """Two blocks for each note, of as many as one message holds."""
    return _fitting(_listed(note, receipts, zone=zone, now=now) for note in notes)


def _listed(note: Note, receipts: Mapping[str, Receipt], *, zone: ZoneInfo, now: datetime) -> list[Block]:
    title = f"*{LABELS[note.kind]}*{about(note)} · {minute(note.created_at.astimezone(zone))}"
    came = received(receipts.get(note.id, Receipt()), zone)
    history = b.button("Earlier wordings", WORDINGS, note.id) if note.edited_at is not None else None
    shown = b.section(f"{title}\n{quote(note.text, _SHOWN)}\n_{came}_")
    return [shown, buttons(note, undo=now - note.created_at <= UNDO, history=history)]


def received(receipt: Receipt, zone: ZoneInfo) -> str:
    """What became of a note, in words: `in theme “Parts on each van” · in the digest of 23 November`."""
    came = [f"in theme “{escape(shorten(receipt.theme, 80))}”" if receipt.theme else ""]
    came.append(f"in the digest of {_date(receipt.digest.astimezone(zone))}" if receipt.digest else "")
    came.append(f"in brief version {receipt.line}" if receipt.line is not None else "")
    came.append("accepted for the next brief version" if receipt.accepted else "")
    answered = receipt.version is not None and receipt.version != receipt.line
    came.append(f"answered in brief version {receipt.version}" if answered else "")
    came.append(f"declined: {escape(shorten(receipt.declined, 200))}" if receipt.declined else "")
    return " · ".join(part for part in came if part) or "received"


def wordings(note: Note, earlier: Sequence[Wording], zone: ZoneInfo) -> Block:
    """A modal with how a note read before each change, the latest first."""
    made = [b.section(f"*Now*\n{quote(note.text)}")]
    for each in earlier:
        who = "taken for a known name" if each.by == PROGRAM else "changed"
        was = "\n".join(_was(name, value) for name, value in each.was.items())
        made.append(b.section(f"*Until {minute(each.at.astimezone(zone))}*, then {who}\n{was}"))
    if not earlier:
        made.append(b.section("It always read like this."))
    return b.modal("field_wordings_shown", "Earlier wordings", made, submit=None)


def found(searched: Searched, zone: ZoneInfo) -> list[Block]:
    """What a search of the notes found."""
    asked = escape(shorten(" ".join(searched.words.split()), 80))
    if not searched.hits:
        return [b.section(" ".join([f"Nothing found for “{asked}”.", *_waiting(searched)]))]
    made = [b.section(f"*Notes on “{asked}”*"), *_fitting(_found(hit, zone) for hit in searched.hits)]
    told = [*([] if searched.by_meaning else ["Searched by words alone this time."]), *_waiting(searched)]
    return [*made, *([b.context(" ".join(told))] if told else [])]


def instead(words: str) -> list[Block]:
    """The offer to log the words of a command as a note: they may begin like a search and be none."""
    return [b.actions(b.button("Log it as a note instead", LOG_SEARCHED, words))]


def _found(hit: Found, zone: ZoneInfo) -> list[Block]:
    note = hit.note
    title = f"*{LABELS[note.kind]}*{about(note)} · {day(note.created_at.astimezone(zone))}"
    theme = f" · theme “{escape(shorten(hit.theme, 80))}”" if hit.theme else ""
    by = escape(shorten(hit.author, LONGEST_NAME))
    return [b.section(f"{title}\n{quote(note.text, _SHOWN)}"), b.context(f"{by}{theme}")]


def _waiting(searched: Searched) -> list[str]:
    if not searched.waiting:
        return []
    number = f"More than {MOST_WAITING} notes" if searched.waiting > MOST_WAITING else many(searched.waiting, "note")
    return [f"{number} {'is' if searched.waiting == 1 else 'are'} still being read."]


def _fitting(entries: Iterable[list[Block]]) -> list[Block]:
    """The blocks of as many notes as one message holds, from the first on, with a word on those left out."""
    made: list[Block] = []
    for entry in entries:
        if b.characters([*made, *entry]) > _FITS:
            return [*made, b.context("The rest is too long to be shown here.")]
        made += entry
    return made


def _was(name: str, value: object) -> str:
    shown = LABELS.get(str(value), str(value)) if name == "kind" else str(value if value is not None else "")
    label = _NAMES.get(name, name)
    return f"{label}:\n{quote(shown)}" if name in ("text", "customer_words") else f"{label}: {escape(shown) or '–'}"


def _date(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"
