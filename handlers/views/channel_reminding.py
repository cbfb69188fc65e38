"""What reminders of due weeks look like: an owner sees all they owe, the responsible person who is missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from capabilities.channels import Channel
from capabilities.channels.due import HOUR
from capabilities.channels.reminded import Reminder, Settled
from capabilities.channels.reminding import Missing
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.channel_forms import week_name
from handlers.views.channels import REPORT, SKIP
from handlers.views.text import many, minute, name, person

_CHANNELS, _PEOPLE = 10, 12  # shown one by one; the rest are counted
_REASON = 120

Said = tuple[str, list[Block]]


def reminder(due: Reminder, *, unreached: bool = False) -> Said:
    """The message and its words for a notification; `unreached` if it goes to the responsible person instead.

    What came in since it was said stands at its end, and has no buttons any more.
    """
    own = [each for each in due.channels if each.owner == due.to]
    text = _text(due) if due.channels else _nothing_left(due)
    if unreached and due.channels:
        text += f" {person(due.to)}, who answers for it, cannot be reached in Slack, so I ask you."
    elif due.channels and not own:
        text += " Nobody answers for it, so I ask you: `/channels assign` gives it an owner."
    made = [b.section(text)]
    alone = len(due.channels) == 1 and not due.settled
    for channel in due.channels[:_CHANNELS]:
        made += _channel(channel, due, alone=alone)
    if len(due.channels) > _CHANNELS:
        made.append(b.context(f"… and {len(due.channels) - _CHANNELS} more: `/channels`"))
    if due.settled and (due.channels or len(due.settled) > 1):
        made.append(
            b.section("\n".join(f"*{name(each.channel.name)}*: {_came(each)}" for each in due.settled[:_CHANNELS]))
        )
        if len(due.settled) > _CHANNELS:
            made.append(b.context(f"… and {len(due.settled) - _CHANNELS} more: `/channels`"))
    if own and not unreached:
        made.append(b.context("Most weeks take a few minutes. Skipping asks for one line why."))
    return text, made


def missing(found: Missing) -> Said:
    """How a week stands once everybody was reminded."""
    state = found.state
    skipped = [row for row in state.rows if row.skipped is not None and row.report is None]
    total = len(state.reported) + len(state.missing) + len(skipped)
    text = f"Week of {week_name(found.week)}: {len(state.reported)} of {many(total, 'channel')} handed in"
    text += f", {len(skipped)} skipped" if skipped else ""
    waiting = _waiting(found)
    shown = ", ".join(waiting[:_PEOPLE])
    more = f" and {len(waiting) - _PEOPLE} more" if len(waiting) > _PEOPLE else ""
    text += f", waiting for {shown}{more}."
    return text, [b.section(text), b.context("Each owner who is here was reminded. `/channels` shows all of them.")]


def _text(due: Reminder) -> str:
    when, week = _when(due.due, due.now), week_name(due.week)
    if len(due.channels) == 1:
        return f"{name(due.channels[0].name)}: the week of {week} {when}."
    return f"The week of {week} {when} for {many(len(due.channels), 'channel')}: {_names(due.channels)}."


def _nothing_left(due: Reminder) -> str:
    """What stands there once nothing is asked any more; nothing came in where channels were paused or given away."""
    if len(due.settled) == 1:
        return f"{name(due.settled[0].channel.name)}, week of {week_name(due.week)}: {_came(due.settled[0])}"
    if due.settled:
        return f"The week of {week_name(due.week)} is complete, thank you."
    return f"There is nothing left for you to hand in for the week of {week_name(due.week)}."


def _came(each: Settled) -> str:
    """`handed in by @Mara, Fri 20 Nov, 14:12, thank you.`"""
    by = f" by {person(each.by)}" if person(each.by).startswith("<@") else ""
    if each.reason is None:
        return f"handed in{by}, {minute(each.at)}, thank you."
    return f"skipped{by}, {minute(each.at)}: {name(each.reason, _REASON)}"


def _channel(channel: Channel, due: Reminder, *, alone: bool) -> list[Block]:
    before, value = due.before.get(channel.id), f"{channel.id}\n{due.week}"
    made: list[Block] = []
    filled = f"filled in beforehand with the week of {week_name(before.week)}" if before is not None else ""
    if not alone:
        nobody = "" if channel.owner == due.to else " (it has no owner)"
        made.append(b.section(f"*{name(channel.name)}*{nobody}" + (f": {filled}" if filled else "")))
    elif filled:
        made.append(b.context(filled[0].upper() + filled[1:]))
    report = b.button("Report now", REPORT, value, style="primary" if alone else None)
    return [*made, b.actions(report, b.button("Skip this week", SKIP, value))]


def _when(due: datetime, now: datetime) -> str:
    hour, days = f"{due:%H:%M}", (due.date() - now.date()).days
    if now < due:
        return f"is due {'today' if days == 0 else 'tomorrow'} at {hour}" if days < 2 else f"is due on {minute(due)}"
    if now - due < HOUR:
        return "is due now"
    return f"was due {f'today at {hour}' if days == 0 else f'on {minute(due)}'} and is not here yet"


def _names(channels: Sequence[Channel]) -> str:
    names = ", ".join(name(each.name, 40) for each in channels[:_CHANNELS])
    return f"{names} and {len(channels) - _CHANNELS} more" if len(channels) > _CHANNELS else names


def _waiting(found: Missing) -> list[str]:
    """`Olu (Podcast, Fairs)`, those who answer for a channel in the order of the channels' names."""
    owed: dict[str, list[Channel]] = {}
    for channel in found.state.missing:
        owed.setdefault(channel.owner, []).append(channel)
    lines = []
    for owner, channels in owed.items():
        known = found.people.get(owner)
        who = name(known.name) if known is not None and known.name else person(owner)
        line = f"{who if owner else 'nobody yet'} ({_names(channels)})"
        if known is not None and known.is_away(found.now):
            end = known.away_until
            back = f" until {_day(end.astimezone(found.now.tzinfo))}" if end is not None else ""
            line += f", away{back}"
        lines.append(line)
    return lines


def _day(moment: datetime) -> str:
    """The last day of an absence: Slack ends a status at midnight, which is no day to come back on."""
    last = moment - timedelta(minutes=1)
    return f"{last.day} {last:%b}"
