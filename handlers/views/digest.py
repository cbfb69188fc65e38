"""What a digest looks like in Slack: one message, and where it is long its second half in the thread."""

from capabilities.digest import Digest
from capabilities.workspace import MONTHLY, OFF, TWO_WEEKLY, Choices
from handlers.views import blocks as b
from handlers.views import digest_customers as customers
from handlers.views import digest_joint as joint
from handlers.views import digest_picture
from handlers.views.blocks import Block
from handlers.views.digest_markdown import markdown
from handlers.views.digest_words import counted as _counted
from handlers.views.digest_words import coverage, title
from handlers.views.text import escape, many, money
from handlers.views.text import name as named

_SAID = 600  # characters of the decision, and of why
_BLOCKS, _CHARACTERS = 22, 4_500  # more than that in one message buries what else is said in a channel


def text(digest: Digest) -> str:
    """The whole digest in a few plain sentences, for notifications and wherever blocks are not shown."""
    total, cover = digest.totals, digest.coverage
    said = [f"{title(digest)}. {escape(digest.decision)}"]
    said.append(f"{_counted(digest.said.notes, digest.said.people, digest.said.accounts)}.")
    if total.spend is not None:
        per = f", {money(total.cost_per_lead, total.currency)} a lead" if total.cost_per_lead is not None else ""
        leads = f", {many(total.leads, 'lead')}{per}" if total.leads is not None else ""
        said.append(f"{money(total.spend, total.currency)} spent{leads}.")
    judged = f"accepted {total.accepted:,} and returned {total.returned:,}"
    said.append(f"Sales {judged if total.accepted or total.returned else 'judged no lead'}.")
    said += [f"{cover.channels_reported} of {many(cover.channels, 'channel')} reported."] if cover.channels else []
    return " ".join(said)


def blocks(digest: Digest, *, chart: bool = True, table: bool = True, picture: str = "") -> list[Block]:
    """The digest as blocks, most important first. Without `chart` or `table` for a Slack that refuses them; `picture`
    is the id of a file with the chart.
    """
    first = _first(digest, chart=chart, table=table, picture=picture)
    return [*first, *_second(digest), *_third(digest), _foot(digest)]


def pages(digest: Digest, *, chart: bool = True, table: bool = True, picture: str = "") -> list[list[Block]]:
    """The digest as one message, or where it is long as the message and its thread; the same cut in every shape.

    The chart and the table stand in the message; so does how much was heard, as its numbers are no better than that.
    """
    second, closer = _second(digest), _third(digest)
    rest = [_undivided(page) for page in (second, closer) if page]
    whole = [*_first(digest, chart=True, table=True), *second, *closer]
    if not rest or (len(whole) < _BLOCKS and b.characters(whole) <= _CHARACTERS):
        return [blocks(digest, chart=chart, table=table, picture=picture)]
    message = _first(digest, chart=chart, table=table, picture=picture)
    first = [*message, _foot(digest), b.context(_inside(digest))]
    return [first, *rest]


def place(channel: str) -> str:
    """A Slack channel to be shown: a link for an id, else its name."""
    known = channel[:1] in ("C", "G") and channel.isalnum() and channel.isupper()
    return f"<#{channel}>" if known else f"#{escape(channel.lstrip('#'))}"


def timetable(choices: Choices, member: bool | None = None) -> str:
    """When and where the digest comes, in words; `member` is whether the bot is in that channel, None if not known."""
    named = choices.digest_day.capitalize()
    often = {TWO_WEEKLY: f"every second {named}", MONTHLY: f"the first {named} of each month"}
    when = f"{often.get(choices.digest_every, f'{named}s')} at {choices.digest_time:%H:%M} ({escape(choices.zone)})"
    if choices.digest_every == OFF:
        return "No digest comes by itself: `/digest now` posts one, `/digest schedule weekly` has it come again."
    if not choices.digest_channel:
        return f"The digest is set for {when}, but no channel is chosen: `/digest schedule #channel`."
    on = "" if choices.digest_every == TWO_WEEKLY else "on "
    said = f"The digest goes to {place(choices.digest_channel)} {on}{when}."
    if member:
        return said
    return f"{said} I have to be a member of that channel{': `/invite` me there.' if member is False else '.'}"


def own(wanted: bool) -> str:
    """Whether a person has the digest in their own messages, and how to change it."""
    if wanted:
        return "You get every digest in your own messages too. `/digest me off` ends that."
    return "The digest comes to its channel alone. `/digest me on` sends it to your own messages too."


def _first(digest: Digest, *, chart: bool, table: bool, picture: str = "") -> list[Block]:
    """From the decision to the channels."""
    why = f"\n{named(digest.why, _SAID)}" if digest.why else ""
    made = [b.header(title(digest)), b.section(f"*{named(digest.decision, _SAID)}*{why}")]
    made += [b.divider(), *customers.wants(digest), *customers.tried(digest)]
    made += [b.divider(), *customers.channels(digest, chart=chart, table=table)]
    return [*made, digest_picture.block(picture, digest.rows)] if picture else made


def _second(digest: Digest) -> list[Block]:
    """From what to look at to the agenda."""
    parts = (joint.looks, joint.differ, joint.brief, joint.goals, joint.agenda)
    return [block for part in parts for block in part(digest)]


def _third(digest: Digest) -> list[Block]:
    """For whoever wants to know more: words from outside the themes, and each channel's own lines."""
    return [*customers.beside(digest), *joint.closer(digest)]


def _undivided(page: list[Block]) -> list[Block]:
    """A message of its own needs no line above it."""
    return page[1:] if page[0] == b.divider() else page


def _foot(digest: Digest) -> Block:
    return b.context(*[words for words in (coverage(digest), escape(digest.remark)) if words])


def _inside(digest: Digest) -> str:
    """What the thread holds, so that nobody opens it for nothing."""
    parts = (
        ("what to look at", joint.looks(digest)),
        ("where the two views differ", joint.differ(digest)),
        ("gaps and changes of the brief", joint.brief(digest)),
        ("goals", joint.goals(digest)),
        ("the agenda for your half hour", joint.agenda(digest)),
        ("more of what was said", customers.beside(digest)),
        ("each channel, closer", joint.closer(digest)),
    )
    there = [name for name, made in parts if made]
    return f"In the thread: {', '.join(there[:-1])} and {there[-1]}." if there[1:] else f"In the thread: {there[0]}."


__all__ = ["blocks", "coverage", "markdown", "own", "pages", "place", "text", "timetable", "title"]
