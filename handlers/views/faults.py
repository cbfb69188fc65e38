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


_WAITED_FOR = {
    "pitch": "your pitch",
    "pitch_share": "sharing your pitch",
    "pitch_problem": "passing on what is wrong with your pitch",
    "question": "the answer to your question",
    "question_share": "sharing the answer",
    "gap": "passing your question on",
    "question_paged": "passing your question on",
    "held": "looking at what you wrote",
    "reaction": "logging the message you reacted to",
    "filing": "the brief you sent",
    "brief_review": "reading your draft of the brief through",
    "brief_export": "sending you the brief as a file",
    "brief_propose": "looking for changes of the brief",
    "import": "looking over the file you sent",
    "import_run": "the import",
    "import_undo": "taking back the import",
    "channel_import": "looking over the file of channel weeks",
    "channel_import_run": "the import of channel weeks",
    "channel_export": "sending you the channel weeks as a file",
    "digest": "this week's digest",
}

_TRIED_AGAIN = frozenset({"digest"})


def gave_up(kind: str, number: str) -> str:
    """What to say to somebody who waits for work that will not be finished."""
    waited = _WAITED_FOR.get(kind, "something you asked for")
    again = "I try again by myself" if kind in _TRIED_AGAIN else "Please ask once more"
    return (
        f"I could not finish {waited}; it is written down under number {number}. "
        f"{again}; tell whoever looks after Plumbline if it happens again."
    )


def fault_view(words: str) -> Block:
    return b.modal("fault", "That did not work", refusal(words), submit=None)
