"""How a cited line looks: the line, and under it, small, where it stands in the brief; and the form to share it."""

import re
from collections.abc import Collection, Sequence

from capabilities.brief import BriefVersion
from capabilities.citing import Citation, Line, Withheld
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, shorten

CHANNEL = "channel"  # the field of the share form
_REF = re.compile(r" \([^\W_]+(?:-[^\W_]+)+\)(?=\.(?:\s|\Z))")  # what a model cites a limit by
_CITED = 4  # citations shown under one line


def cited_line(line: Line, *, longest: int) -> list[Block]:
    """The line and its sources. A quote is marked as one; a drafted line shows what its passages say."""
    words = escape(shorten(line.text, longest))
    shown = "\n".join(f"> {part}" for part in words.splitlines()) if line.quoted else words
    return [b.section(shown), *sources(line)]


def sources(line: Line, *, quotes: bool = True, beside: Collection[str] = ()) -> list[Block]:
    """Where the line stands in the brief, with the beginning of each passage that is not the line itself, nor one of
    the lines `beside` it."""
    made = [
        source(each, quoted=quotes and not (line.quoted and at == 0) and each.quote not in beside)
        for at, each in enumerate(line.cites[:_CITED])
    ]
    return [b.context(*made)] if made else []


def source(citation: Citation, *, quoted: bool = True) -> str:
    """`Brief v2 › How › Mid-market`, with the passage in short."""
    said = f": “{escape(shorten(citation.quote, 160))}”" if quoted else ""
    return f"{escape(citation.label)}{said}"


def fitting(blocks: Sequence[Block], *, keep: Sequence[Block] = ()) -> list[Block]:
    """The blocks, or those that fit where they are too much for one message.

    Without sources first, then without words from the end. Buttons stay, and those of the blocks that are to `keep`.
    """
    if len(b.parts(blocks)) == 1:
        return list(blocks)
    kept = [block for block in blocks if block["type"] != "context" or any(block is each for each in keep)]
    while len(b.parts(kept)) > 1:
        buttons = [each for each in kept if each["type"].endswith("actions")]
        spare = [at for at, each in enumerate(kept) if not any(each is x for x in (*keep, *buttons))]
        if not spare:
            return b.parts(kept)[0]
        del kept[spare[-1]]
    return kept


def held_back(withheld: Sequence[Withheld], what: str) -> list[Block]:
    """One quiet line for what was withheld, with each reason once."""
    if not withheld:
        return []
    reasons = dict.fromkeys(_REF.sub("", each.reason).rstrip(". ") for each in withheld)
    said = "; ".join(escape(shorten(reason, 220)) for reason in list(reasons)[:4])
    return [b.context(f"{many(len(withheld), what)} withheld: {said}.")]


def stamp(version: BriefVersion | None) -> str:
    """Which brief this came from: its product, number and date."""
    if version is None:
        return ""
    return f"{escape(shorten(version.product, 80))}, brief v{version.number} of {day(version.filed_at)}"


def share_form(callback: str, key: str, words: str, *, here: bool = False) -> Block:
    """A form that asks for a channel; `words` say what everybody there will see. `here` picks the conversation it is
    opened in beforehand, which Slack does by itself: a channel the bot is not in cannot be named by it."""
    picker: Block = {
        "type": "conversations_select",
        "action_id": "value",
        "placeholder": {"type": "plain_text", "text": "Choose a channel"},
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if here:
        picker["default_to_current_conversation"] = True
    blocks = [b.section(escape(words)), b.input_block(CHANNEL, "Where?", picker)]
    return b.modal(callback, "Share in a channel", blocks, submit="Share", memory=key)


def sharing(channel: str) -> Block:
    """What the form shows once it is sent."""
    words = f"It will be in <#{escape(channel)}> in a moment."
    return b.modal("shared", "Share in a channel", [b.section(words)], submit=None)


def not_shared(channel: str) -> tuple[str, list[Block]]:
    """Slack does not let the bot post there: what to do about it."""
    there = f"<#{escape(channel)}>"
    words = f"I cannot post in {there}. Invite me first (type `/invite` in the channel), then share again."
    return "I could not share that.", [b.section(words)]
