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
ASKED = {
    "text": "What did the customer say?",
    "account": "Customer",
    "segment": "Segment",
    "stage": "Stage of the deal",
    "competitor": "Competitor named",
    "via_channel": "Came through which marketing channel?",
    "customer_words": "In the customer's own words",
}
HOLDS = {
    "text": 3000, "account": 120, "segment": 80, "stage": 80, "competitor": 120, "via_channel": 120,
    "customer_words": 3000,
}  # fmt: skip


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


def in_modal(blocks: list[Block]) -> Block:
    """The confirmation in place of the form."""
    return b.modal("field_done", "Field note", blocks, submit=None)


def buttons(note: Note, *, undo: bool = True) -> Block:
    """Edit, and Undo while it is still possible."""
    if not undo:
        return b.actions(b.button("Edit", EDIT, note.id))
    asked = b.confirmed(
        b.button("Undo", UNDO, note.id),
        title="Undo this note?",
        words="It disappears from themes and digests.",
        yes="Undo",
    )
    return b.actions(b.button("Edit", EDIT, note.id), asked)


def mine(notes: list[Note]) -> list[Block]:
    if not notes:
        return [b.section("You have not logged anything yet. Try `/field want a monthly plan they can cancel`.")]
    made: list[Block] = [b.section("*Your latest notes*")]
    for note in notes:
        made.append(
            b.section(f"*{LABELS[note.kind]}* · {minute(note.created_at)}{_said_of(note)}\n{quote(note.text, 200)}")
        )
        made.append(buttons(note))
    return made


def form(note: Note | None = None, *, text: str = "", permalink: str = "", author: str = "") -> Block:
    """The form, empty, filled from a message, or with a note to edit."""
    memory = f"{note.id if note else ''}\n{permalink}"
    words = note.text if note else text
    kinds = [b.option(LABELS[kind], kind) for kind in KINDS]
    reasons = [b.option(why.capitalize(), reason) for reason, why in REASONS.items()]
    verdicts = [b.option("Accepted", "accepted"), b.option("Returned", "returned")]

    def value(name: str) -> str:
        return str(getattr(note, name)) if note else ""

    def line(name: str) -> Block:
        element = b.text_input("value", value=value(name), longest=HOLDS[name])
        return b.input_block(name, ASKED[name], element, optional=True)

    def menu(name: str, label: str, options: list[Block], hint: str) -> Block:
        return b.input_block(name, label, b.select("value", options, chosen=value(name), hint=hint), optional=True)

    said = b.text_input("value", value=words, multiline=True, hint="One thing, in a sentence or two")
    own_words = b.text_input("value", value=value("customer_words"), multiline=True)
    amount = b.text_input("value", value=_amount(note), longest=40, hint="€40k")
    blocks = [
        b.input_block("text", ASKED["text"], said, hint=f"From {author}’s message." if author else ""),
        menu("kind", "What is it?", kinds, "Choose one"),
        line("account"),
        line("segment"),
        line("stage"),
        line("competitor"),
        b.input_block("amount", "Amount at stake", amount, optional=True),
        line("via_channel"),
        menu("lead_verdict", "If it is a lead", verdicts, "Accepted or returned"),
        menu("return_reason", "Why returned", reasons, "Choose a reason"),
        b.input_block("customer_words", ASKED["customer_words"], own_words, optional=True),
    ]
    return b.modal(FORM, "Edit field note" if note else "Log a field note", blocks, submit="Save", memory=memory)


def _amount(note: Note | None) -> str:
    return "" if note is None or note.amount is None else f"{note.amount.normalize():f} {note.currency}".strip()


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
    return b.context(f"Note `{note.id}` · Undo within an hour, Edit any time")
