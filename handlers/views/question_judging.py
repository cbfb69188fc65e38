"""Why an answer did not help: the form that asks, its end, and the list for those who look after the brief."""

from capabilities.passages import label, spoken
from capabilities.questions.judging import LONGEST_WHY, REASONS, Unhelpful
from handlers.views import blocks as b
from handlers.views import brief_edit, citing
from handlers.views.blocks import Block
from handlers.views.question_passages import reason_lines
from handlers.views.text import escape, many, quote, shorten

WHY_FORM = "question_why_form"
KIND, WORDS = "kind", "words"  # its fields
_SHOWN = 10


def why_form(question_id: str, kind: str = "", words: str = "") -> Block:
    """What was wrong with an answer; with what was said before, where it was said."""
    options = [b.option(said, key) for key, said in REASONS.items()]
    choice: Block = {"type": "radio_buttons", "action_id": "value", "options": options}
    before = next((each for each in options if each["value"] == kind), None)
    if before is not None:
        choice["initial_option"] = before
    line = b.text_input("value", value=words, longest=LONGEST_WHY, hint="The price changed in October")
    blocks = [
        b.input_block(KIND, "What was wrong with the answer?", choice),
        b.input_block(WORDS, "In a word", line, optional=True, hint="Whoever looks after the brief reads it."),
    ]
    return b.modal(WHY_FORM, "Not helpful", blocks, submit="Send", memory=question_id)


def thanks(owner: str) -> Block:
    """What the form shows once it is sent; `owner` reads it, empty for nobody in particular."""
    reader = escape(owner) if owner else "Whoever looks after the brief"
    words = (
        f"{reader} sees this beside what the answer cites, without your name. "
        "If it cannot wait, press “I need a person” under the answer."
    )
    return b.modal("question_why_kept", "Thank you", [b.section(words)], submit=None)


def listing(unhelpful: Unhelpful, *, several: bool) -> list[Block]:
    """The passages whose answers did not help, each with the reasons and a way to change it.

    `several` products are told apart by name.
    """
    brief, found = unhelpful.brief, unhelpful.passages
    whose = f"the brief of {escape(shorten(brief.version.product, 80))}" if several else "the brief"
    if not found and not unhelpful.elsewhere:
        return [b.section(f"*Nobody called an answer from {whose} unhelpful* in the last 90 days.")]
    made = [b.section(f"*{_counted(len(found), whose)}* in the last 90 days.")]
    for passage, judged in found[:_SHOWN]:
        helped = "none did" if not judged.helpful else f"{judged.helpful:,} did"
        head = f"*{escape(label(passage, brief.version.number))}*\n{judged.not_helpful:,} did not help, {helped}"
        made.append(b.section(head, accessory=_change(unhelpful, passage.path)))
        # Below, in the whole width of a phone.
        made.append(b.section("\n".join([quote(spoken(passage), 200), *reason_lines(judged)])))
    notes = []
    if len(found) > _SHOWN:
        notes.append(f"{many(len(found) - _SHOWN, 'more passage')} behind these.")
    if unhelpful.elsewhere:
        answers = many(unhelpful.elsewhere, "more answer")
        notes.append(f"{answers} did not help and {'cites' if unhelpful.elsewhere == 1 else 'cite'} nothing it says.")
    if any(passage.kind == "answer" for passage, _ in found):
        notes.append("What somebody answered is changed or taken back with `/brief answers`.")
    last = [b.context(" ".join(notes))] if notes else []
    return citing.fitting([*made, *last], keep=last)


def _counted(count: int, whose: str) -> str:
    if not count:
        return f"Nothing {whose} says led to an answer that did not help"
    return f"{many(count, 'passage')} of {whose} led to {'an answer' if count == 1 else 'answers'} that did not help"


def _change(unhelpful: Unhelpful, path: tuple[str, ...]) -> Block | None:
    """A button that opens the section for a change, where it is one a button can name."""
    section = unhelpful.brief.page.section(" › ".join(path)) if path else None
    if section is None:
        return None
    value = brief_edit.Memory(unhelpful.brief.version.id, " › ".join(section.path)).written()
    return b.button("Change", brief_edit.SECTION, value) if len(value) <= b.VALUE else None
