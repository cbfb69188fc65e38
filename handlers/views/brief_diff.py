"""What changed between two versions of a brief, readable on a phone: each passage with the words that went and came."""

from collections.abc import Sequence

from capabilities.brief import BriefVersion, Diff
from capabilities.brief.diffing import Change, Piece
from capabilities.passages import Passage, plain_heading
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, many, shorten

_AROUND = 14  # words left standing on each side of a change; the rest of a long passage is passed over
_LONGEST = 1800  # characters of one passage
_SIGNS = str.maketrans({"*": "∗", "~": "∼", "`": "'", "_": "ˍ"})  # alike, and no signs of emphasis to Slack
_NAMES = {"product": "Product", "owner": "Owner", "review-by": "Review by"}


def diff(found: Diff) -> list[Block]:
    """The whole comparison; `handlers.views.blocks.parts` makes messages of it."""
    title = f"{found.after.product}: {called(found.before)} → {called(found.after)}"
    if found.before.product_key != found.after.product_key:
        title = f"{found.before.product} {called(found.before)} → {found.after.product} {called(found.after)}"
    made = [b.header(title), b.context(_counts(found))]
    made += [
        b.section(f"*{_NAMES.get(name, name)}:* {_struck(was)} → {_fresh(now)}".replace("  ", " "))
        for name, was, now in found.head
    ]
    for name, changes in (("Changed", found.changed), ("New", found.new), ("Gone", found.gone)):
        made += [b.section(f"*{name}*")] if changes else []
        made += [b.section(f"{_where(change.passage)}\n{change_words(change)}") for change in changes]
    return made


def shown(found: Diff, *, most: int = b.VIEW_BLOCKS) -> list[Block]:
    """The comparison as far as one window or message holds it, with a word on the rest."""
    whole = diff(found)
    page = b.parts(whole)[0] if most <= b.MESSAGE_BLOCKS else whole[:most]
    if len(page) == len(whole):
        return page
    more = many(len(whole) - len(page) + 1, "change")
    return [*page[:-1], b.context(f"… and {more} more. Export both versions to read them whole.")]


def change_words(change: Change) -> str:
    """A passage as it changed: ~words that went~, *words that came*, and enough of what stayed to find one's way."""
    if change.before is not None and change.after is not None:
        return shorten(readable(change.pieces), _LONGEST)
    if change.after is not None:
        return _each_line(change.after.text, "*")
    return _each_line(change.passage.text, "~")


def readable(pieces: Sequence[Piece]) -> str:
    """Runs of words as mrkdwn, what stayed cut short between changes."""
    said: list[str] = []
    for at, piece in enumerate(pieces):
        if piece.state == "gone":
            said.append(_struck(piece.words))
        elif piece.state == "new":
            put_for = at > 0 and pieces[at - 1].state == "gone"
            said.append(f"→ {_fresh(piece.words)}" if put_for else _fresh(piece.words))
        else:
            said.append(_stayed(piece.words, first=at == 0, last=at == len(pieces) - 1))
    return " ".join(said)


def called(version: BriefVersion) -> str:
    """`version 3`, or `draft version 4`."""
    return f"version {version.number}" if version.published_at else f"draft version {version.number}"


def _stayed(words: str, *, first: bool, last: bool) -> str:
    parts = words.split()
    if first and len(parts) > _AROUND:
        return escape("… " + " ".join(parts[-_AROUND:]))
    if last and len(parts) > _AROUND:
        return escape(" ".join(parts[:_AROUND]) + " …")
    if len(parts) > 2 * _AROUND:
        return escape(" ".join([*parts[:_AROUND], "…", *parts[-_AROUND:]]))
    return escape(words)


def _each_line(text: str, sign: str) -> str:
    lines = (line.strip() for line in shorten(text, _LONGEST).splitlines())
    return "\n".join(f"{sign}{escape(line.translate(_SIGNS))}{sign}" for line in lines if line)


def _struck(words: str) -> str:
    return f"~{escape(words.translate(_SIGNS))}~" if words else ""


def _fresh(words: str) -> str:
    return f"*{escape(words.translate(_SIGNS))}*" if words else "_nothing_"


def _where(passage: Passage) -> str:
    return f"_{escape(' › '.join(plain_heading(part) for part in passage.path) or 'At the top').translate(_LINE)}_"


_LINE = str.maketrans({"_": " "})


def _counts(found: Diff) -> str:
    if found.is_empty:
        return "Nothing changed: word for word the same."
    named = ((found.changed, "changed"), (found.new, "new"), (found.gone, "gone"))
    said = [f"{len(changes):,} {name}" for changes, name in named if changes]
    said += [f"{found.moved:,} moved as {'it was' if found.moved == 1 else 'they were'}"] if found.moved else []
    return " · ".join([*said, *(["the head changed"] if found.head else [])])
