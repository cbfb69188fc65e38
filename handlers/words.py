"""People's words as they typed them: out of Slack's escaping and markup, mentions as names or ids."""

import re

_EMOJI = re.compile(r":[\w+'-]+:(?::skin-tone-\d:)?")
_LEFT = re.compile(r"\A(?:[\s,;.–-]|:\s)+")  # what stood between a name and the words said to it
# No mark holds another "<": without that, many of them in a row would be looked through again and again.
_MARK = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def typed(text: str) -> str:
    """`<https://x|x>` as x, `<@U1|ann>` as @ann, `<!channel>` as @channel, `&lt;` as <."""
    return _MARK.sub(_mark, text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def without(text: str, user: str | None) -> str:
    """Slack's words without the mentions of one person, wherever they stand."""
    said = re.sub(rf"<@{re.escape(user)}(?:\|[^<>]*)?>", " ", text) if user else text
    return _LEFT.sub("", re.sub(r"[ \t]{2,}", " ", said)).strip() if said != text else text


def is_wordless(text: str) -> bool:
    """Whether typed words hold no word: nothing at all, signs, or emoji, which Slack writes as `:tada:`."""
    return re.search(r"\w", _EMOJI.sub("", text)) is None


def _mark(match: re.Match[str]) -> str:
    sign, target, name = match.groups()
    if sign == "!":
        return f"@{(name or target.partition('^')[0]).lstrip('@')}"
    if sign:
        return f"{sign}{(name or target).lstrip(sign)}"
    return name or target.removeprefix("mailto:").removeprefix("tel:")
