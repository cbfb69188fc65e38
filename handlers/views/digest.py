"""What a digest looks like: in Slack as blocks, elsewhere as Markdown, and in sentences that say the numbers."""

from capabilities.digest import Digest, Group, Quote, Theme
from capabilities.digest.theming import QUOTED, news, taken_words
from capabilities.field import KINDS
from capabilities.workspace import Choices
from handlers.views import blocks as b
from handlers.views import scoreboard
from handlers.views.blocks import Block
from handlers.views.channels import week_name
from handlers.views.text import escape, many, money, quote

NOT_THE_SAME = (
    "“Change” is the cost per lead on the week before, “On 4 weeks” on the mean of the four before. "
    "Accepted: of the leads sales judged this week. "
    "Customers and judged leads mostly come from leads of earlier weeks."
)
_ROWS = 40  # channels in the table; with ten columns and their totals that stays well under Slack's sum of characters
_FLAGS, _GROUPS = 6, 6
_QUOTE = 300  # characters of a customer's words
_PLURAL = {
    "want": ("want", "wants"),
    "objection": ("objection", "objections"),
    "works": ("thing that works", "things that work"),
    "doesnt": ("thing that does not work", "things that do not work"),
    "lead": ("lead verdict", "lead verdicts"),
    "competitor": ("word on a competitor", "words on competitors"),
    "words": ("customer's sentence", "customers' sentences"),
}
_QUIET = "A quiet week: nobody logged what a customer said."
_EXAMPLE = "One line is enough: `/field want a monthly plan they can cancel`"


def title(digest: Digest) -> str:
    return f"Sales and marketing, week of {week_name(digest.week)}"


def text(digest: Digest) -> str:
    """The whole digest in a few plain sentences, for notifications and wherever blocks are not shown."""
    total, cover = digest.totals, digest.coverage
    said = [f"{title(digest)}. {escape(digest.decision)}"]
    said.append(f"{_counted(digest.said.notes, digest.said.people, digest.said.accounts)}.")
    if total.spend is not None:
        per = f", {money(total.cost_per_lead, total.currency)} a lead" if total.cost_per_lead is not None else ""
        leads = f", {many(total.leads, 'lead')}{per}" if total.leads is not None else ""
        said.append(f"{money(total.spend, total.currency)} spent{leads}.")
    said.append(f"Sales accepted {total.accepted} and returned {total.returned}.")
    said.append(f"{cover.channels_reported} of {many(cover.channels, 'channel')} reported.")
    return " ".join(said)


def blocks(digest: Digest, *, chart: bool = True, table: bool = True) -> list[Block]:
    """The digest as blocks, most important first. Without `chart` or `table` for a Slack that refuses them."""
    made = [b.header(title(digest)), b.section(f"*{escape(digest.decision)}*\n{escape(digest.why)}")]
    made += [b.divider(), *_wants(digest), b.divider(), *_channels(digest, chart=chart, table=table)]
    made += _flags(digest)
    made += _gaps(digest)
    made.append(b.context(*[words for words in (coverage(digest), escape(digest.remark)) if words]))
    return made


def coverage(digest: Digest) -> str:
    """How much of both teams was heard, and what was left out."""
    cover = digest.coverage
    reps = (
        f"{cover.reps_heard} of {many(cover.reps, 'rep')}" if cover.reps else many(cover.reps_heard, "person", "people")
    )
    said = [f"Heard: {cover.channels_reported} of {many(cover.channels, 'channel')}, {reps}"]
    if cover.withheld:
        what = "group" if digest.themes is None else "theme"
        said.append(f"{many(cover.withheld, what)} under three notes or two people withheld")
    if cover.alone:
        said.append(f"{many(cover.alone, 'note stands', 'notes stand')} alone so far")
    return " · ".join(said)


def markdown(digest: Digest) -> str:
    """The digest as Markdown, for files and e-mail."""
    lines = [
        f"# {title(digest)}",
        "",
        f"**{_md(digest.decision)}** {_md(digest.why)}",
        "",
        "## What customers want",
        "",
    ]
    if digest.quiet:
        lines.append(_QUIET)
    else:
        lines.append(_all_said(digest))
        lines += [line for theme in digest.themes or () for line in _theme_lines(theme)]
        lines += ["", f"{_more(digest)}"] if digest.more else []
        lines += ["", f"By kind: {_kinds(digest)}."]
        lines += ["", *[f"- {_md(_group_words(group))}" for group in digest.groups]] if digest.groups else []
        lines += [line for each in digest.quotes for line in ("", f"> {_md(each.text)} ({_md(_about(each))})")]
    lines += ["", "## Channels", ""]
    if digest.rows:
        cells = scoreboard.cells(digest.rows, digest.totals)
        lines += [f"| {' | '.join(cells[0])} |", f"|{'---|' * len(cells[0])}"]
        lines += [f"| {' | '.join(_md(cell) for cell in line)} |" for line in cells[1:]]
        lines += ["", NOT_THE_SAME]
    else:
        lines.append("No channel is set up yet.")
    lines += [line for flag in digest.flags for line in ("", f"**{_md(flag.channel)}**: {_md(flag.words)}")]
    if digest.gaps or digest.asked:
        lines += ["", "## The brief is silent", "", f"{_silent(digest)}.", ""]
        lines += [f"- {_md(words)}" for words in digest.gap_texts]
        lines += [f"- {_md(each.words)} ({many(each.people, 'person', 'people')})" for each in digest.asked]
    tail = " ".join(words for words in (coverage(digest) + ".", digest.remark) if words)
    return "\n".join([*lines, "", f"*{_md(tail)}*", ""])


def unreachable(channel: str, reason: str) -> str:
    """What the responsible person reads when a digest could not be posted: what happened, what to do."""
    where = place(channel)
    if not channel:
        return (
            "A weekly digest was due, but no channel is chosen for it. Choose one with "
            "`/digest schedule monday 09:00 #channel`, invite me to it, and `/digest now` posts it."
        )
    what = {
        "is_archived": f"{where} is archived. Choose another with `/digest schedule #channel`",
        "not_in_channel": f"I am not in {where}. Write `/invite` there to let me in",
        "channel_not_found": f"I cannot see {where}. Invite me, or choose another with `/digest schedule #channel`",
    }.get(reason, f"Slack does not let me post in {where}. Choose another with `/digest schedule #channel`")
    return f"The digest could not be posted: {what}, and `/digest now` posts it."


def place(channel: str) -> str:
    """A Slack channel to be shown: a link for an id, else its name."""
    known = channel[:1] in ("C", "G") and channel.isalnum() and channel.isupper()
    return f"<#{channel}>" if known else f"#{escape(channel.lstrip('#'))}"


def timetable(choices: Choices) -> str:
    """When and where the digest comes, in words."""
    when = f"{choices.digest_day.capitalize()}s at {choices.digest_time:%H:%M} ({escape(choices.zone)})"
    if not choices.digest_channel:
        return f"The digest is set for {when}, but no channel is chosen: `/digest schedule #channel`."
    return f"The digest goes to {place(choices.digest_channel)} on {when}. I have to be a member of that channel."


def _wants(digest: Digest) -> list[Block]:
    if digest.quiet:
        return [b.section(f"*What customers want*\n{_QUIET} {_EXAMPLE}")]
    made = [b.section(f"*What customers want*\n{_all_said(digest)}")]
    made += _themes(digest)
    made.append(b.context(f"By kind: {_kinds(digest)}."))
    if digest.groups:
        said = "\n".join(f"• {escape(_group_words(group))}" for group in digest.groups[:_GROUPS])
        made.append(b.section(f"Most of it:\n{said}"))
    if digest.quotes:
        said = "\n\n".join(f"{quote(each.text, _QUOTE)}\n> – {escape(_about(each))}" for each in digest.quotes)
        made.append(b.section(f"Also said:\n{said}" if digest.themes else said))
    return made


def _themes(digest: Digest) -> list[Block]:
    """The weightiest each with a customer's words, the others in one list."""
    themes = digest.themes or ()
    made = []
    for theme in themes[:QUOTED]:
        said = f"\n{quote(theme.quote.text, _QUOTE)}" if theme.quote is not None else ""
        made.append(b.section(f"*{escape(theme.name)}*\n{escape(_theme_words(theme))}{said}"))
    rest = [f"• *{escape(theme.name)}*: {escape(_theme_words(theme))}" for theme in themes[QUOTED:]]
    rest += [_more(digest)] if digest.more else []
    return [*made, b.section("\n".join(rest))] if rest else made


def _channels(digest: Digest, *, chart: bool, table: bool) -> list[Block]:
    if not digest.rows:
        return [b.section("*Channels*\nNo channel is set up yet. A marketer adds one: `/channels add Podcast @owner`")]
    shown = digest.rows[:_ROWS]
    cells = scoreboard.cells(shown, digest.totals)
    more = len(digest.rows) - len(shown)
    made = [b.section("*Channels*")]
    made += [b.table(cells, right=range(1, len(cells[0])))] if table else scoreboard.lines(cells)
    notes = [NOT_THE_SAME]
    notes += [f"{many(more, 'smaller channel')} more in the sum, not shown."] if more > 0 else []
    notes += ["Several currencies are in use, so costs are not summed."] if digest.totals.mixed else []
    away = digest.totals.elsewhere_accepted, digest.totals.elsewhere_returned
    if any(away):
        notes.append(f"Of leads from no channel known here, sales accepted {away[0]} and returned {away[1]}.")
    made.append(b.context(" ".join(notes)))
    drawn = scoreboard.chart(digest.rows) if chart else None
    return [*made, drawn] if drawn else made


def _flags(digest: Digest) -> list[Block]:
    made = []
    for flag in digest.flags[:_FLAGS]:
        name = escape(flag.channel)
        said = f"*Look at {name}*: {escape(flag.words)}"
        if flag.story and flag.words == digest.why:  # said at the top already: here the other view of it
            said = f"*{name}, as its owner sees it*\n{quote(flag.story, 240)}"
        elif flag.story:
            said += f"\nIts owner says:\n{quote(flag.story, 240)}"
        made.append(b.section(said))
    return [b.divider(), *made] if made else []


def _gaps(digest: Digest) -> list[Block]:
    """What nobody answers yet: how many questions of the week, and in words what several people met."""
    if not digest.gaps and not digest.asked:
        return []
    said = [quote(words, 200) for words in digest.gap_texts]
    said += [f"{quote(each.words, 200)}\n> – {many(each.people, 'person', 'people')}" for each in digest.asked]
    return [b.divider(), b.section("\n".join([f"*{_silent(digest)}*", *said]))]


def _silent(digest: Digest) -> str:
    if not digest.gaps:
        return "Several people asked this, and the brief is silent on it still"
    return f"The brief was silent on {many(digest.gaps, 'question')}"


def _all_said(digest: Digest) -> str:
    return f"{_counted(digest.said.notes, digest.said.people, digest.said.accounts)}."


def _kinds(digest: Digest) -> str:
    return ", ".join(many(kind.count.notes, *_PLURAL[kind.kind]) for kind in digest.kinds)


def _theme_words(theme: Theme) -> str:
    """`8 this week, 4.5 a week before: rising. 6 people at 8 customers, most often in Doors. Taken on by sales …`"""
    said = [news(theme)]
    people = many(theme.count.people, "person", "people")
    at = f" at {many(theme.count.accounts, 'customer')}" if theme.count.accounts else ""
    often = f", most often in {theme.segment}" if theme.segment else ""
    said.append(f"{people}{at}{often}")
    taken = taken_words(theme)
    said += [taken[0].upper() + taken[1:]] if taken else []
    return f"{'. '.join(said)}."


def _theme_lines(theme: Theme) -> list[str]:
    lines = ["", f"**{_md(theme.name)}**: {_md(_theme_words(theme))}"]
    return [*lines, "", f"> {_md(theme.quote.text)}"] if theme.quote else lines


def _more(digest: Digest) -> str:
    return f"{many(digest.more, 'smaller theme')} not shown."


def _group_words(group: Group) -> str:
    where = f"in {group.segment}" if group.segment else "without a segment"
    one, several = _PLURAL[group.kind]
    return f"{many(group.count.notes, one, several)} {where}, from {many(group.count.people, 'person', 'people')}"


def _about(each: Quote) -> str:
    kind = KINDS[each.kind]
    return f"{kind}, {each.segment}" if each.segment else kind


def _counted(notes: int, people: int, accounts: int) -> str:
    if not notes:
        return "No notes"
    at = f" at {many(accounts, 'customer')}" if accounts else ""
    return f"{many(notes, 'note')} from {many(people, 'person', 'people')}{at}"


def _md(words: str) -> str:
    """Somebody's words with nothing in them that Markdown or HTML would take for its own."""
    words = " ".join(words.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]|#":
        words = words.replace(sign, f"\\{sign}")
    return words


__all__ = ["blocks", "coverage", "markdown", "place", "text", "timetable", "title", "unreachable"]
