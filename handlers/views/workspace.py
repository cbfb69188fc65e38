"""App Home: what a person can do here, and what became of what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capabilities.brief import InForce
from capabilities.brief.gaps import PEOPLE, Gap
from capabilities.field import Note, Receipt
from capabilities.themes import ThemeShown
from capabilities.workspace import Choices
from handlers.views import blocks as b
from handlers.views import brief as brief_views
from handlers.views import channels as channel_views
from handlers.views import field_lists
from handlers.views import themes as theme_views
from handlers.views.blocks import Block
from handlers.views.question_owner import answer_button
from handlers.views.text import escape, many, minute, quote, shorten

LOG = "home_log"
NOTES = 8  # of one's own notes shown
GAPS = 3  # shown with a button to answer them


@dataclass(frozen=True)
class Waiting:
    """What waits for those who may publish a brief: how many drafts and proposed changes, the gaps, those that most
    people met first, and how many answers people gave are past their review date."""

    drafts: int
    proposals: int
    gaps: Sequence[Gap]
    past: int = 0


def home(
    *,
    notes: Sequence[Note],
    receipts: Mapping[str, Receipt],
    themes: Sequence[ThemeShown],
    brief: InForce | None,
    choices: Choices,
    now: datetime,
    may_publish: bool,
    may_report: bool,
    waiting: Waiting | None = None,
) -> Block:
    """One person's App Home, well under 100 blocks. `waiting` is for those who may publish a brief."""
    made = [
        b.header("Plumbline"),
        b.section("One line that sales and marketing both hang from."),
        _doors(may_publish, may_report),
    ]
    made += [b.divider(), *_brief(brief)]
    made += _waiting(waiting) if waiting is not None else []
    said = theme_views.home_blocks(themes)
    made += [b.divider(), *said] if said else []
    made += [b.divider(), b.section("*Your notes*")]
    made += field_lists.listed(notes[:NOTES], receipts, zone=choices.tz, now=now) or [
        b.section("Nothing yet. After your next call, type `/field` and one line of what they said.")
    ]
    made += [b.divider(), b.context(_timetable(choices), f"Seen {minute(now.astimezone(choices.tz))}")]
    return b.home(made)


def _doors(may_publish: bool, may_report: bool) -> Block:
    doors = [b.button("Log a field note", LOG, style="primary")]
    if may_report:
        doors.append(b.button("Report a channel", channel_views.REPORT_ANY))
    if may_publish:
        doors.append(b.button("File a brief", brief_views.FILE))
    return b.actions(*doors)


def _brief(brief: InForce | None) -> list[Block]:
    if brief is None:
        return brief_views.none_filed()[:1]
    line = next((p.text for p in brief.brief.passages if p.kind == "plumb_line"), "")
    words = f"*{escape(brief.version.product)}, brief version {brief.version.number}*"
    made = [b.section(f"{words}\n{escape(shorten(line, 400))}" if line else words)]
    made.append(b.context("Ask me anything about it in Messages, or type `/pitch` and the situation you are in."))
    return made


def _waiting(waiting: Waiting) -> list[Block]:
    said = []
    if waiting.drafts:
        said.append(f"• {many(waiting.drafts, 'draft')} to publish or drop: `/brief publish`")
    if waiting.proposals:
        said.append(f"• {many(waiting.proposals, 'proposed change')} to decide: `/brief proposals`")
    if waiting.past:
        said.append(f"• {many(waiting.past, 'answer')} of people to look at again: `/brief answers`")
    if waiting.gaps:
        several = sum(gap.people >= PEOPLE for gap in waiting.gaps)
        met = f", {several} met by several people" if several else ""
        said.append(f"• {many(len(waiting.gaps), 'gap')} the brief is silent on{met}: `/brief gaps`")
    made = [b.section("\n".join(["*Waiting for you*", *said]))] if said else []
    wanted = [gap for gap in waiting.gaps if gap.questions or gap.people >= PEOPLE]  # somebody waits, or several met it
    for gap in wanted[:GAPS]:
        words = f"{quote(gap.words, 200)}\n{many(gap.people, 'person', 'people')}"
        made.append(b.section(words, accessory=answer_button(gap.key)))
    return made


def _timetable(choices: Choices) -> str:
    where = choices.digest_channel
    if not where:
        return "No channel is chosen for the weekly digest yet: `/digest schedule`."
    shown = f"<#{where}>" if where[:1] in "CG" and where.isalnum() and where.isupper() else f"#{escape(where)}"
    when = f"on {choices.digest_day.capitalize()}s at {choices.digest_time:%H:%M}"
    when = f"on {choices.digest_day.capitalize()}s at {choices.digest_time:%H:%M}"
    return f"The digest goes to {shown} {when} ({choices.zone})."
