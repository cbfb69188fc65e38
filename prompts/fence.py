"""Other people's words enter a prompt inside a fence that nothing within them can close."""

from __future__ import annotations

import re

NOTHING = "(none)"

# Every sign a reader could take for an opening angle bracket.
_OPENINGS = "<\u2039\u00ab\u2329\u27e8\u3008\u300a\ufe64\uff1c"
_CLOSINGS = ">\u203a\u00bb\u232a\u27e9\u3009\u300b\ufe65\uff1e"
# What may stand between a bracket and a tag's name without changing how it reads.
_FILLING = r"[\s/\\\u00ad\u200c\u200d\uff0f\u2044\u2215]*"

# Signs that print nothing yet can carry words or turn them round: controls, zero-width spaces,
# direction overrides, the tag block and half surrogates. Joiners stay: emoji and Persian need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# "<" stays only where it is a plain "less than" before a number, as in "< 5 seats" or "<= 10".
_BRACKET = re.compile(r"<(?!=?\s?[-+$€£]?\d)")
# Words in square brackets that some local models read as the turn of a speaker.
_TURN = re.compile(r"\[(/?)(INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]", re.IGNORECASE)


def fence(tag: str, value: str, *, tags: frozenset[str] = frozenset()) -> str:
    """Put `value` between `<tag>` and `</tag>`, each on a line of its own.

    `tags` are all fence names of the same prompt; what resembles one inside the value becomes "(name)", and
    every other "<" that is not before a number becomes "\u2039", so no tag and no speaker's mark
    of a chat format survives. The same value always gives the same fence. An empty value reads "(none)".
    """
    return f"<{tag}>\n{_harmless(value, tags | {tag}).strip() or NOTHING}\n</{tag}>"


def passage_line(ref: str, *, section: str, text: str) -> str:
    """One citable line, `[ref] section: text`; folded, so that no text can begin a line of its own."""
    return f"[{_folded(ref)}] {_folded(section)}: {_folded(text)}"


def _harmless(value: str, tags: frozenset[str]) -> str:
    seen = _UNSEEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    names = "|".join(sorted((re.escape(tag) for tag in tags), key=len, reverse=True))
    named = re.compile(rf"[{_OPENINGS}]{_FILLING}({names})\b{_FILLING}[{_CLOSINGS}]?", re.IGNORECASE)
    unnamed = named.sub(lambda found: f"({found.group(1)})", seen)
    return _BRACKET.sub("\u2039", _TURN.sub(r"(\1\2)", unnamed))


def _folded(text: str) -> str:
    return " ".join(text.split())
