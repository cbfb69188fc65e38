"""What the owner of a brief reads when its review-by date comes."""

from datetime import date

from capabilities.brief.review_by import Reminder
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.brief_proposals import LOOK_AT, title
from handlers.views.text import escape, many, quote, shorten

_EACH = 3  # of a kind, in full
_WORDS = 160


def message(reminder: Reminder) -> tuple[str, list[Block]]:
    """The notification's words, and the blocks: when it is due, what has gathered, what to do."""
    head = f"{escape(reminder.brief.version.product)}: {_when(reminder)}"
    made = [b.section(f"*{head}*\n{_gathered(reminder)}")]
    if reminder.proposals:
        made.append(b.section(f"*{many(len(reminder.proposals), 'proposed change')}* to decide: `/brief proposals`"))
        made += [
            b.section(
                f"{escape(shorten(title(each), _WORDS))}: {escape(shorten(each.why, _WORDS))}",
                accessory=b.button("Open", LOOK_AT, each.id),
            )
            for each in reminder.proposals[:_EACH]
        ]
    if reminder.gaps:
        said = "\n".join(
            f"{quote(' '.join(each.words.split()), _WORDS)}\n> – {many(each.people, 'person', 'people')}"
            for each in reminder.gaps[:_EACH]
        )
        made.append(b.section(f"*{many(len(reminder.gaps), 'gap')}* that several people met: `/brief gaps`\n{said}"))
    if reminder.failing:
        said = "\n".join(
            f"{quote(' '.join(each.text.split()), _WORDS)}\n> – flat {each.flat}, landed {each.landed}"
            + (f", {escape(shorten(each.segment, 60))}" if each.segment else "")
            for each in reminder.failing[:_EACH]
        )
        made.append(b.section(f"*{many(len(reminder.failing), 'point')}* that fell flat in pitches\n{said}"))
    made.append(b.context("When you have looked it over, set a new date at the top of the brief: `/brief edit`."))
    return head, made


def _when(reminder: Reminder) -> str:
    day = _day(reminder.review_by)
    if reminder.left > 0:
        return f"the brief is to be reviewed by {day}, in {many(reminder.left, 'day')}"
    return (
        f"the brief is to be reviewed today, {day}" if not reminder.left else f"the brief was to be reviewed by {day}"
    )


def _gathered(reminder: Reminder) -> str:
    if reminder.proposals or reminder.gaps or reminder.failing:
        alone = f" {many(reminder.alone, 'more gap')} one person alone met." if reminder.alone else ""
        return f"This has gathered since.{alone}"
    if reminder.alone:
        return f"{many(reminder.alone, 'gap')} one person alone met: `/brief gaps`. Nothing else has gathered."
    return "Nothing waits: no proposed change, no gap, no point that fails. A quick look will do."


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
