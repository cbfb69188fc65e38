"""What a field note looks like: its confirmation with the buttons to mend it, and the form."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from capabilities.field import KINDS, REASONS, Note
from capabilities.masking import said as masked_words
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, money, quote, shorten

FORM = "field_form"
SHORTCUT = "field_from_message"
GLOBAL = "field_new"
EDIT, DETAILS, UNDO = "field_edit", "field_details", "field_undo"
KIND = "field_kind_"  # and the kind: each of a row of buttons needs an id of its own
_MESSAGE = re.compile(
    r"https://[a-z0-9-]+(?:\.enterprise)?\.slack(?:-gov)?\.com/archives/[A-Z0-9]+/p[0-9]+(?:\?[\w.=&-]*)?"
)
# Block ids begin with these in a confirmation, which can be replaced with more left standing below it, and in a list.
OWN, IN_LIST = "note_", "listed_"

LABELS = {
    "want": "Want",
    "objection": "Objection",
    "works": "Works",
    "doesnt": "Doesn't work",
    "lead": "Lead",
    "competitor": "Competitor",
    "words": "Customer's words",
}
_IT_IS = {
    "want": "A want",
    "objection": "An objection",
    "works": "Something that works",
    "doesnt": "Something that doesn't work",
    "lead": "A lead verdict",
    "competitor": "About a competitor",
    "words": "A customer's sentence",
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
LONGEST_NAME = 60  # characters of a name beside a note; as typed it may have thousands
_MEMORY = 3000  # characters a form remembers


@dataclass(frozen=True)
class Memory:
    """What a form remembers until it is sent: the note it edits, or whose message it was made from, and where the
    confirmation stands that the edited note is shown in."""

    note: str = ""
    link: str = ""
    by: str = ""  # the id of the message's author, or a name
    name: str = ""  # that person's name
    shown: str = ""  # an address, as in `reply_to`

    def kept(self) -> str:
        """As the form keeps it; an address too long to keep is left out."""
        whole = json.dumps({name: value for name, value in asdict(self).items() if value})
        return whole if len(whole) <= _MEMORY else json.dumps({"note": self.note})

    @classmethod
    def read(cls, kept: str) -> "Memory":
        found = json.loads(kept or "{}")
        return cls(**{name: str(found.get(name, "")) for name in asdict(cls())})


def logged(note: Note, others: Sequence[str] = (), *, name: str = "") -> list[Block]:
    """The confirmation of a note just logged. `others` are the kinds offered where its own was guessed; `name` is
    whose message it was logged from."""
    return _confirmed(f"Logged as {KINDS[note.kind]}", note, others, name)


def changed(note: Note, others: Sequence[str] = ()) -> list[Block]:
    return _confirmed(f"Changed: {KINDS[note.kind]}", note, others)


def undone(note: Note) -> list[Block]:
    return [b.section(f"Undone. The note is gone from every count:\n{quote(note.text, 200)}", block_id=f"{OWN}undone")]


def in_modal(blocks: Sequence[Block]) -> Block:
    """The confirmation in place of the form."""
    return b.modal("field_done", "Field note", blocks, submit=None)


def under(blocks: Sequence[Block], shown: Sequence[Mapping[str, object]]) -> list[Block]:
    """The blocks above what stands below the confirmation in a message, so that only the confirmation changes."""
    return [*blocks, *(dict(each) for each in shown if not str(each.get("block_id", "")).startswith(OWN))]


def buttons(note: Note, *, undo: bool = True, history: Block | None = None) -> Block:
    """Edit, Undo while it is still possible, and in lists how the note once read."""
    made = [b.button("Edit", EDIT, note.id), *([undo_button(note)] if undo else []), *([history] if history else [])]
    return b.actions(*made, block_id=f"{IN_LIST}{note.id}")


def undo_button(note: Note) -> Block:
    return b.confirmed(
        b.button("Undo", UNDO, note.id),
        title="Undo this note?",
        words="It disappears from themes and digests.",
        yes="Undo",
    )


def kind_buttons(note: Note, others: Sequence[str]) -> list[Block]:
    """One for each other kind the note may be of."""
    return [b.button(_IT_IS[kind], f"{KIND}{kind}", f"{note.id}:{kind}") for kind in others]


def about(note: Note) -> str:
    """Everything said beside the note's words, after its title: ` · Acme · #mid-market`."""
    said = [_name(note.account), _name(note.segment, "#"), _name(note.stage)]
    said += [_name(note.competitor, "vs "), _name(note.via_channel, "via ")]
    if note.lead_verdict:
        reason = f": {REASONS[note.return_reason]}" if note.return_reason else ""
        said.append(f"{note.lead_verdict}{reason}")
    if note.amount is not None:
        said.append(money(note.amount, note.currency))
    known = [word for word in said if word]
    return f" · {' · '.join(known)}" if known else ""


def form(note: Note | None = None, *, text: str = "", memory: Memory | None = None) -> Block:
    """The form, empty, filled from a message, or with a note to edit."""
    memory = memory or Memory(note=note.id if note else "")
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
    hint = f"From {memory.name}’s message." if memory.name else ""
    if len(words) > HOLDS["text"]:
        hint = f"{hint} Its first {HOLDS['text']:,} characters fit here; the note keeps its address.".strip()
    blocks = [
        b.input_block("text", ASKED["text"], said, hint=hint),
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
    title = "Edit field note" if note else "Log a field note"
    return b.modal(FORM, title, blocks, submit="Save", memory=memory.kept())


def _confirmed(done: str, note: Note, others: Sequence[str], name: str = "") -> list[Block]:
    said = f"*{done}*{about(note)}\n{quote(note.text)}"
    if note.customer_words and note.customer_words != note.text:
        said += f"\nIn their words:\n{quote(note.customer_words, 300)}"
    facts = [masked_words([kind for kind in note.masked.split(",") if kind])]
    facts += [
        _source(note.permalink, f"From {escape(shorten(name, LONGEST_NAME))}’s message") if name else "",
        f"Note `{note.id}` · Undo within an hour, Edit any time",
    ]
    made = [
        b.section(said, block_id=f"{OWN}said"),
        {**b.context(*(fact for fact in facts if fact)), "block_id": f"{OWN}facts"},
    ]
    if others:
        made.append(b.actions(*kind_buttons(note, others), block_id=f"{OWN}kinds"))
    details = b.button("Add details", DETAILS, note.id)
    edit = b.button("Edit", EDIT, note.id)
    return [*made, b.actions(edit, undo_button(note), details, block_id=f"{OWN}buttons")]


def _name(name: str, mark: str = "") -> str:
    return f"{mark}{escape(shorten(name, LONGEST_NAME))}" if name else ""


def _source(link: str, words: str) -> str:
    """The words, leading to the message; an address that is no message in Slack is not led to."""
    return f"<{escape(link)}|{words.replace('|', '¦')}>" if _MESSAGE.fullmatch(link) else words


def _amount(note: Note | None) -> str:
    return "" if note is None or note.amount is None else f"{note.amount.normalize():f} {note.currency}".strip()
