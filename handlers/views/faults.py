"""What a person sees when something cannot be done."""

from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape


def refusal(words: str) -> list[Block]:
    return [b.section(escape(words))]


def fault_words(number: str) -> str:
    return (
        f"Something went wrong on our side, and it is written down under number {number}. "
        "Nothing of yours was lost; please try again in a moment."
    )


def fault_view(words: str) -> Block:
    return b.modal("fault", "That did not work", refusal(words), submit=None)
