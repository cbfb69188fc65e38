"""The sentences of an answer as they are said one by one: in Markdown that shows them as written, and pings nobody."""

import re

from capabilities.citing import Line
from capabilities.questions import Answered
from handlers.views.text import escape, shorten

_LONGEST = 500  # characters, as in the whole message
_MARKED = re.compile(r"[\\`*_~\[\]]")
_OPENING = re.compile(r"\A(\d{0,9})(?=[.)]\s|[#+-])")  # of a heading, a list, a rule: what follows is made a sign
# Slack can be asked not to show what an address leads to, but not where a message is streamed. As code it is no link.
_ADDRESS = re.compile(
    r"\b(?:(?i:[a-z][a-z0-9+.-]{1,15}://|mailto:|www\.)[^\s<>|`]*|(?:[a-z0-9-]{2,60}\.){1,8}[a-z]{2,12}(?![A-Za-z0-9])"
    r"(?:/[^\s<>|`]*)?)(?<![.,;:!?)'\"”»\]])"
)


def sentences(answered: Answered) -> list[str]:
    """The drafted sentences of an answer, each as `sentence` gives it."""
    return [sentence(line) for line in answered.sentences if not line.quoted]


def sentence(line: Line) -> str:
    """One sentence in Markdown: every sign of it stands for itself, and an address is shown as code."""
    words = " ".join(shorten(line.text, _LONGEST).split())
    made, end = "", 0
    for found in _ADDRESS.finditer(words):
        made += f"{_literal(words[end : found.start()])}`{found.group()}`"
        end = found.end()
    return _OPENING.sub(r"\1\\", made + _literal(words[end:]))


def _literal(words: str) -> str:
    # < becomes an entity: behind a backslash a mention would stay alive for whoever looks for mentions first.
    return _MARKED.sub(r"\\\g<0>", escape(words))
