"""Help: what can be typed, and what to do when a word was not understood."""

from collections.abc import Sequence

from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, shorten

Line = tuple[str, str, str]  # word, hint, what it does


def command_help(
    word: str, hint: str, does: str, examples: Sequence[str], words: Sequence[tuple[str, str]] = ()
) -> list[Block]:
    """What a command does, what may follow it (`words`, each with what it does), and what to try."""
    typed = "\n".join(f"`{escape(example)}`" for example in examples)
    follows = "\n".join(f"`/{word} {escape(each)}` – {escape(what)}" for each, what in words)
    made = [b.section(f"*/{word}* {escape(hint)}\n{escape(does)}")]
    made += [b.section(follows)] if follows else []
    return [*made, b.section(f"*Try*\n{typed}")]


def menu(lines: Sequence[Line]) -> list[Block]:
    said = "\n".join(f"*/{word}* – {escape(does)}" for word, _, does in lines)
    return [
        b.header("Plumbline"),
        b.section("One line that sales and marketing both hang from. Type a command, or just write me a question."),
        b.section(said),
        b.context("Each one also works as `/plumb <word>`, and answers `help`."),
    ]


def unknown_word(word: str, near: str | None, lines: Sequence[Line]) -> list[Block]:
    shown = escape(shorten(word, 40))
    if near:
        return [b.section(f"There is no “{shown}” here. Did you mean `/{near}`?")]
    known = ", ".join(f"`/{name}`" for name, _, _ in lines)
    return [b.section(f"There is no “{shown}” here. You can use {known}.")]
