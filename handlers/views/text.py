"""Makes people's words safe and short enough to be shown in Slack."""

import re
from datetime import datetime
from decimal import Decimal

# Slack reads these three, and only these, as markup in mrkdwn and in `text`.
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_PING = re.compile(r"@(channel|here|everyone)\b", re.IGNORECASE)
# Signs that turn the direction of writing, have no width, or control a terminal. The joiner of emoji stays.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_MARKS = str.maketrans({"*": "∗", "`": "ˋ", "~": "∼"})  # what Slack formats by, as signs that look the same
_EDGES = re.compile(r"(?<!\w)_|_(?!\w)")  # inside a word Slack leaves it alone
_PERSON_ID = re.compile(r"[UW][A-Z0-9]+")


def escape(words: str) -> str:
    """Somebody's words as they stand, with nothing in them that pings, links or formats by `<…>`."""
    # A zero-width joiner after the @ keeps the words readable and the mention dead.
    return _PING.sub("@\u2060\\1", words.translate(_MARKUP))


def shorten(words: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where one is near, with an ellipsis that says so."""
    if len(words) <= limit:
        return words
    cut = words[: limit - 1]
    space = cut.rfind(" ", max(0, limit - 40))
    return (cut[:space] if space > 0 else cut).rstrip() + "…"


def name(words: str, limit: int = 80) -> str:
    """A name or title as it may stand in the middle of a sentence, or between the stars of bold: on one line, without
    what turns the writing round, cannot be seen or formats, and not longer than `limit` characters."""
    bare = " ".join(_UNSEEN.sub("", words).split()).translate(_MARKS)
    return escape(shorten(_EDGES.sub("ˍ", bare), limit)) or "–"


def quote(words: str, limit: int = 600) -> str:
    """Somebody's words as a quotation in mrkdwn, each line marked."""
    lines = escape(shorten(words.strip(), limit)).splitlines() or [""]
    return "\n".join(f"> {line}" for line in lines)


def as_typed(command: str) -> str:
    """A command with somebody's words in it, to stand between the marks of code."""
    return escape(shorten(command.replace("`", "'"), 200))


def plain(words: str, limit: int) -> str:
    """Words for a plain_text object: nothing is markup there, but Slack refuses an empty one."""
    return shorten(words.strip() or "–", limit)


def money(amount: Decimal | None, currency: str = "") -> str:
    """`1,234 EUR`, without cents when there are none; `–` when unknown."""
    if amount is None:
        return "–"
    figure = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"{figure} {currency}".strip()


def figure(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def day(moment: datetime) -> str:
    """`Mon 23 Nov`, in the zone the moment carries."""
    return f"{moment:%a} {moment.day} {moment:%b}"


def minute(moment: datetime) -> str:
    """`Mon 23 Nov, 09:00`, in the zone the moment carries."""
    return f"{day(moment)}, {moment:%H:%M}"


def person(user: str) -> str:
    """A mention for a person's id; any other name as it stands."""
    return f"<@{user}>" if _PERSON_ID.fullmatch(user) else escape(user)


def many(count: int, one: str, more: str | None = None) -> str:
    """`1 note`, `2 notes`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"
