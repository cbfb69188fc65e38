"""A source of an answer: the button under what it supports, and the passage it opens."""

from collections.abc import Sequence

from capabilities.citing import Citation
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import shorten

OPEN_PASSAGE = "question_passage"  # with a colon and a number after it: ids must differ within a block
_SOURCES = 6  # shown under one piece of an answer


def source_buttons(question_id: str, cites: Sequence[Citation]) -> list[Block]:
    """A row with a button for each source, which opens it; nothing without any."""
    named: dict[str, int] = {}
    made = []
    for at, each in enumerate(list({cite.ref: cite for cite in cites}.values())[:_SOURCES], 1):
        named[each.label] = count = named.get(each.label, 0) + 1
        words = _short(each.label) if count == 1 else f"{each.label.rpartition(' › ')[2]} ({count})"
        button = b.button(words, f"{OPEN_PASSAGE}:{at}", f"{question_id}:{each.ref}")
        made.append(button | {"accessibility_label": shorten(f"Open the source: {each.label}", b.BUTTON_TEXT)})
    return [b.actions(*made)] if made else []


def _short(label: str) -> str:
    """The label as long as a button may be: where it stands at last says more than what it stands under."""
    if len(label) <= b.BUTTON_TEXT:
        return label
    first, _, rest = label.partition(" › ")
    last = rest.rpartition(" › ")[2]
    return f"{first} › … › {last}" if last else label
