"""The blocks Plumbline's messages and forms are built of, each within Slack's limits whatever it is given."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handlers.views.text import plain, shorten

Block = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100  # Slack's limits
MESSAGE_CHARACTERS = 12_000  # Slack refuses a message somewhere above 13,000 in all; see bolt-js#2509
OPTION_TEXT, BUTTON_TEXT = 75, 75
VALUE = 2000  # of a button


def section(mrkdwn: str, *, accessory: Block | None = None, block_id: str | None = None) -> Block:
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": shorten(mrkdwn, 3000) or " "}}
    if accessory is not None:
        block["accessory"] = accessory
    if block_id is not None:
        block["block_id"] = block_id
    return block


def fields(pairs: Iterable[tuple[str, str]]) -> Block:
    """Up to ten small labelled values; labels and values are mrkdwn."""
    made = [{"type": "mrkdwn", "text": shorten(f"*{name}*\n{value}", 2000)} for name, value in pairs]
    return {"type": "section", "fields": made[:10]}


def header(words: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": plain(words, 150), "emoji": True}}


def context(*mrkdwn: str) -> Block:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": shorten(t, 2000) or " "} for t in mrkdwn[:10]],
    }


def divider() -> Block:
    return {"type": "divider"}


def button(words: str, action: str, value: str = "", *, style: str | None = None) -> Block:
    made: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": plain(words, BUTTON_TEXT), "emoji": True},
        "action_id": action,
    }
    if value:
        made["value"] = shorten(value, VALUE)
    if style:
        made["style"] = style
    return made


def confirmed(element: Block, *, title: str, words: str, yes: str, no: str = "Keep it") -> Block:
    """The same element, asking once more before it acts."""
    return element | {
        "confirm": {
            "title": {"type": "plain_text", "text": plain(title, 100)},
            "text": {"type": "plain_text", "text": plain(words, 300)},
            "confirm": {"type": "plain_text", "text": plain(yes, 30)},
            "deny": {"type": "plain_text", "text": plain(no, 30)},
        }
    }


def actions(*elements: Block, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements)[:25]}
    if block_id is not None:
        block["block_id"] = block_id
    return block


def option(words: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": plain(words, OPTION_TEXT)}, "value": shorten(value, 150)}


def select(action: str, options: Sequence[Block], *, chosen: str = "", hint: str = "") -> Block:
    """A menu of up to 100 options; `chosen` is the value of the one picked beforehand."""
    made: Block = {"type": "static_select", "action_id": action, "options": list(options)[:100]}
    picked = next((o for o in made["options"] if o["value"] == chosen), None)
    if picked is not None:
        made["initial_option"] = picked
    if hint:
        made["placeholder"] = {"type": "plain_text", "text": plain(hint, 150)}
    return made


def text_input(action: str, *, value: str = "", hint: str = "", multiline: bool = False, longest: int = 3000) -> Block:
    made: Block = {
        "type": "plain_text_input",
        "action_id": action,
        "multiline": multiline,
        "max_length": longest,
    }
    if value:
        made["initial_value"] = value[:longest]
    if hint:
        made["placeholder"] = {"type": "plain_text", "text": plain(hint, 150)}
    return made


def number_input(action: str, *, value: str) -> Block:
    made: Block = {
        "type": "number_input",
        "action_id": action,
        "is_decimal_allowed": False,
        "min_value": "0",
    }
    if value:
        made["initial_value"] = value
    return made


def input_block(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """A field of a form; its block id is its name, so that an error finds its place."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": {"type": "plain_text", "text": plain(label, 2000)},
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = {"type": "plain_text", "text": plain(hint, 2000)}
    return block


def table(rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> Block:
    """A table block: the first row names the columns; at most 100 rows of 20 cells. One per message."""
    wide = max((len(row) for row in rows[:100]), default=0)
    aligned = set(right)
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": shorten(cell, 200) or "–"} for cell in row[:20]] for row in rows[:100]],
        "column_settings": [{"align": "right" if at in aligned else "left"} for at in range(min(wide, 20))],
    }


def modal(callback: str, title: str, blocks: Sequence[Block], *, submit: str | None, memory: str = "") -> Block:
    """A form. `memory` (3,000 characters at most) comes back with the submission."""
    made: Block = {
        "type": "modal",
        "callback_id": callback,
        "title": {"type": "plain_text", "text": plain(title, 24)},
        "close": {"type": "plain_text", "text": "Cancel" if submit else "Close"},
        "blocks": list(blocks)[:VIEW_BLOCKS],
        "private_metadata": memory[:3000],
    }
    if submit:
        made["submit"] = {"type": "plain_text", "text": plain(submit, 24)}
    return made


def home(blocks: Sequence[Block]) -> Block:
    return {"type": "home", "blocks": list(blocks)[:VIEW_BLOCKS]}


def parts(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks as one or more messages, none over Slack's 50 blocks or its sum of characters."""
    made: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        weight = characters(block)
        if made[-1] and (len(made[-1]) >= MESSAGE_BLOCKS or size + weight > MESSAGE_CHARACTERS):
            made.append([])
            size = 0
        made[-1].append(block)
        size += weight
    return made


def characters(value: Any) -> int:
    """Characters of text in a block, however deep."""
    if isinstance(value, Mapping):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters(inner) for inner in value.values() if not isinstance(inner, str))
    if isinstance(value, list | tuple):
        return sum(characters(inner) for inner in value)
    return 0
