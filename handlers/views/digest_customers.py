"""A digest's first half as blocks: what customers want, which points landed or fell flat, and the channels' table."""

from capabilities.digest import Digest
from capabilities.digest.theming import QUOTED
from handlers.views import blocks as b
from handlers.views import digest_words as words
from handlers.views import scoreboard
from handlers.views.blocks import Block
from handlers.views.text import many, quote
from handlers.views.text import name as named

_ROWS = 20  # channels in the table: the dearest, as many as are looked through in a minute
_GROUPS = 6
_QUOTE, _POINT, _NOTE = 300, 220, 900  # characters of a customer's words, of a point, of what is beneath the table
_EXAMPLE = "One line is enough: `/field want a monthly plan they can cancel`"


def wants(digest: Digest) -> list[Block]:
    """Themes with people, accounts, trend and a customer's words each."""
    if digest.quiet:
        return [b.section(f"*What customers want*\n{words.QUIET} {_EXAMPLE}")]
    made = [b.section(f"*What customers want*\n{words.all_said(digest)}")]
    made += _themes(digest)
    if digest.groups:
        said = "\n".join(f"• {named(words.group_words(group), _POINT)}" for group in digest.groups[:_GROUPS])
        made.append(b.section(f"Most of it:\n{said}"))
    if not digest.themes:
        made += _quotes(digest)
    return made if digest.themes and digest.quotes else [*made, *_kinds(digest)]


def beside(digest: Digest) -> list[Block]:
    """What was said outside the themes, and the notes by kind; nothing where there is no theme: it is told then."""
    if not digest.themes or not digest.quotes:
        return []
    return [b.divider(), b.section("*Also said*"), *_quotes(digest), *_kinds(digest)]


def tried(digest: Digest) -> list[Block]:
    """What works and what does not: points of the brief by how often they landed; nothing where too few were tried."""
    said = ["*What works, what does not*"]
    for heading, points in words.tried(digest):
        said.append(f"{heading}:")
        for point in points:
            why = f"\n{quote(point.word, 160)}" if point.word and point.fell_flat else ""
            text = named(point.text, _POINT)
            said.append(f"• {text} _({named(words.point_words(point))})_{why}")
    note = b.context(
        f"Pitch points tried {words.time_of(digest)}, counted over four weeks. `/pitch` drafts with what lands."
    )
    return [b.divider(), b.section("\n".join(said)), note] if said[1:] else []


def channels(digest: Digest, *, chart: bool, table: bool) -> list[Block]:
    """The table, what it means, and a chart, as far as this Slack shows them."""
    if not digest.rows:
        return [b.section("*Channels*\nNo channel is set up yet. A marketer adds one: `/channels add Podcast @owner`")]
    known = scoreboard.told(digest.rows)
    shown, unreported = known[:_ROWS], words.unreported(digest)
    missing = named(unreported, _NOTE) if unreported else ""
    if not shown:
        ask = "" if all(row.skipped for row in digest.rows) else " A report takes twelve minutes: `/channels report`"
        return [b.section(f"*Channels*\n{missing}{ask}")]
    made = [b.section("*Channels*")]
    if table:
        cells = scoreboard.cells(shown, digest.totals)
        made.append(b.table(cells, right=range(1, len(cells[0]))))
    else:
        made += scoreboard.lines(shown, digest.totals)
    more = len(known) - len(shown)
    beneath = words.beneath_table(digest)
    notes = [missing, named(beneath, _NOTE) if beneath else ""]
    notes += [f"{many(more, 'smaller channel')} more in the sum: `python -m bot export digest`"] if more > 0 else []
    made += [b.context(" ".join(filter(None, notes)))] if any(notes) else []
    drawn = scoreboard.chart(digest.rows) if chart else None
    return [*made, drawn] if drawn else made


def _themes(digest: Digest) -> list[Block]:
    """The weightiest each with a customer's words, the others in one list."""
    themes = digest.themes or ()
    made = []
    for theme in themes[:QUOTED]:
        said = f"\n{quote(theme.quote.text, _QUOTE)}" if theme.quote is not None else ""
        made.append(
            b.section(f"*{named(theme.name)}*\n{named(words.theme_words(theme, words.time_of(digest)), _QUOTE)}{said}")
        )
    rest = [f"• *{named(theme.name)}*: {words.theme_counts(theme, words.time_of(digest))}" for theme in themes[QUOTED:]]
    rest += [f"{many(digest.more, 'smaller theme')} more: `/field themes`"] if digest.more else []
    return [*made, b.section("\n".join(rest))] if rest else made


def _quotes(digest: Digest) -> list[Block]:
    said = "\n\n".join(f"{quote(each.text, _QUOTE)}\n> – {named(words.about(each))}" for each in digest.quotes)
    return [b.section(said)] if said else []


def _kinds(digest: Digest) -> list[Block]:
    return [b.context(f"By kind: {words.kinds(digest)}.")] if digest.kinds else []
