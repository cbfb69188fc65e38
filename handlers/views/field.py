"""What a field note looks like: the confirmation, the form, one's own list."""

from capabilities.field import KINDS, REASONS, Note
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, minute, money, quote

FORM = "field_form"
SHORTCUT = "field_from_message"
GLOBAL = "field_new"
EDIT, UNDO = "field_edit", "field_undo"

LABELS = {
    "want": "Want",
    "objection": "Objection",
    "works": "Works",
    "doesnt": "Doesn't work",
    "lead": "Lead",
    "competitor": "Competitor",
    "words": "Customer's words",
}


def logged(note: Note) -> list[Block]:
    """The confirmation of a note just logged."""
    return [
        b.section(f"*Logged: {LABELS[note.kind]}*{_said_of(note)}\n{quote(note.text)}"),
        _facts(note),
        buttons(note),
    ]


def changed(note: Note) -> list[Block]:
    return [
        b.section(f"*Changed: {LABELS[note.kind]}*{_said_of(note)}\n{quote(note.text)}"),
        _facts(note),
        buttons(note),
    ]


def undone(note: Note) -> list[Block]:
    return [b.section(f"Undone. The note is gone from every count:\n{quote(note.text, 200)}")]


def buttons(note: Note) -> Block:
    return b.actions(
        b.button("Edit", EDIT, note.id),
        b.confirmed(
            b.button("Undo", UNDO, note.id),
            title="Undo this note?",
            words="It disappears from themes and digests.",
            yes="Undo",
        ),
    )


def mine(notes: list[Note]) -> list[Block]:
    if not notes:
        return [
            b.section("You have not logged anything yet. Try `/field want a monthly plan they can cancel`.")
        ]
    made: list[Block] = [b.section("*Your latest notes*")]
    for note in notes:
        made.append(
            b.section(
                f"*{LABELS[note.kind]}* · {minute(note.created_at)}{_said_of(note)}\n{quote(note.text, 200)}"
            )
        )
        made.append(buttons(note))
    return made


def form(note: Note | None = None, *, text: str = "", permalink: str = "", author: str = "") -> Block:
    """The form, empty, filled from a message, or with a note to edit."""
    memory = f"{note.id if note else ''}\n{permalink}"
    words = note.text if note else text
    kinds = [b.option(LABELS[kind], kind) for kind in KINDS]
    reasons = [b.option(words.capitalize(), reason) for reason, words in REASONS.items()]
    verdicts = [b.option("Accepted", "accepted"), b.option("Returned", "returned")]
    blocks = [
        b.input_block(
            "text", "What did the customer say?",
            b.text_input("value", value=words, multiline=True, hint="One thing, in a sentence or two"),
            hint=f"From a message by {author}." if author else "",
        ),
        b.input_block("kind", "What is it?", b.select("value", kinds, chosen=note.kind if note else "", hint="Choose one"), optional=True),
        b.input_block("account", "Customer", b.text_input("value", value=note.account if note else "", longest=120), optional=True),
        b.input_block("segment", "Segment", b.text_input("value", value=note.segment if note else "", longest=80), optional=True),
        b.input_block("competitor", "Competitor named", b.text_input("value", value=note.competitor if note else "", longest=120), optional=True),
        b.input_block("amount", "Amount at stake", b.text_input("value", value=_amount(note), longest=40, hint="€40k"), optional=True),
        b.input_block("via_channel", "Came through which marketing channel?", b.text_input("value", value=note.via_channel if note else "", longest=120), optional=True),
        b.input_block("lead_verdict", "If it is a lead", b.select("value", verdicts, chosen=note.lead_verdict if note else "", hint="Accepted or returned"), optional=True),
        b.input_block("return_reason", "Why returned", b.select("value", reasons, chosen=note.return_reason if note else "", hint="Choose a reason"), optional=True),
        b.input_block("customer_words", "In the customer's own words", b.text_input("value", value=note.customer_words if note else "", multiline=True), optional=True),
    ]  # fmt: skip
    return b.modal(
        FORM, "Edit field note" if note else "Log a field note", blocks, submit="Save", memory=memory
    )


def _amount(note: Note | None) -> str:
    return (
        "" if note is None or note.amount is None else f"{note.amount.normalize():f} {note.currency}".strip()
    )


def _said_of(note: Note) -> str:
    said = [escape(note.account), f"#{escape(note.segment)}" if note.segment else ""]
    said += [
        f"vs {escape(note.competitor)}" if note.competitor else "",
        f"via {escape(note.via_channel)}" if note.via_channel else "",
    ]
    if note.lead_verdict:
        reason = f": {REASONS[note.return_reason]}" if note.return_reason else ""
        said.append(f"{note.lead_verdict}{reason}")
    if note.amount is not None:
        said.append(money(note.amount, note.currency))
    known = [word for word in said if word]
    return f" · {' · '.join(known)}" if known else ""


def _facts(note: Note) -> Block:
    stamp = "read with the brief in force" if note.brief_version else "no brief is filed yet"
    return b.context(f"Note `{note.id}` · {stamp} · Undo within an hour, Edit any time")
