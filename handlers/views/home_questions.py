"""One's own questions in App Home, each with how it stands, and the form in which one is asked."""

from collections.abc import Sequence

from capabilities.desk import ANSWERED, FAILED, LOOKING, PASSED_ON, SILENT, STOPPED, TOLD, Mine
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.question_owner import ASK_OWNER
from handlers.views.text import escape, quote, shorten

ASK, ASK_FORM = "home_ask", "home_ask_form"

_LONGEST = 3000  # characters Slack takes in a field
_SAID = {
    LOOKING: "Being looked up",
    SILENT: "The brief is silent on this",
    STOPPED: "You stopped this one",
    FAILED: "This could not be answered; please ask again",
}


def listed(questions: Sequence[Mine]) -> list[Block]:
    """The newest of one's own questions; nothing where there is none."""
    return [b.header("Your questions"), *map(_line, questions)] if questions else []


def form() -> Block:
    words = b.text_input("value", multiline=True, hint="May I say we are cheaper?", longest=_LONGEST)
    asked = b.input_block("words", "What would you like to know?", words, hint="The answer comes in Messages with me.")
    return b.modal(ASK_FORM, "Ask a question", [asked], submit="Ask")


def asked(words: str, masked: str = "") -> Block:
    """What the form shows once it is sent."""
    said = f"{quote(words, 300)}\nI am looking it up. The answer comes in Messages with me in a moment."
    made = [b.section(said), *([b.context(masked)] if masked else [])]
    return b.modal("home_asked", "Ask a question", made, submit=None)


def _line(mine: Mine) -> Block:
    unasked = mine.state == SILENT
    press = b.button("Ask its owner", ASK_OWNER, mine.id) if unasked else None
    return b.section(f"*{escape(shorten(' '.join(mine.text.split()), 160))}*\n{_stands(mine)}", accessory=press)


def _stands(mine: Mine) -> str:
    answer = escape(shorten(" ".join(mine.answer.split()), 220))
    if mine.state == TOLD:
        return f"{escape(mine.by) or 'A colleague'} answered: {answer}"
    if mine.state == PASSED_ON:
        return f"Waiting with {escape(mine.by) or 'a colleague'}; I tell you as soon as there is an answer."
    if mine.state == ANSWERED:
        return f"Answered: {answer}" if answer else "Answered"
    return _SAID[mine.state]
