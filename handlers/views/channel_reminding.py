"""What reminders of due weeks look like: an owner sees all they owe, the responsible person who is missing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from capabilities.channels import Channel
from capabilities.channels.due import HOUR
from capabilities.channels.reminding import Missing, Reminder
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.channel_forms import week_name
from handlers.views.channels import REPORT, SKIP
from handlers.views.text import escape, many, minute, person, shorten

_CHANNELS, _PEOPLE = 10, 12  # shown one by one; the rest are counted

Said = tuple[str, list[Block]]


def reminder(due: Reminder, *, unreached: bool = False) -> Said:
    """The message and its words for a notification; `unreached` if it goes to the responsible person instead."""
    own = [each for each in due.channels if each.owner == due.to]
    when, week = _when(due.due, due.now), week_name(due.week)
    if len(due.channels) == 1:
        text = f"{escape(due.channels[0].name)}: the week of {week} {when}."
    else:
        text = f"The week of {week} {when} for {many(len(due.channels), 'channel')}: {_names(due.channels)}."
    if unreached:
        text += f" {person(due.to)}, who answers for it, cannot be reached in Slack, so I ask you."
    elif not own:
        text += " Nobody answers for it, so I ask you: `/channels assign` gives it an owner."
    made = [b.section(text)]
    for channel in due.channels[:_CHANNELS]:
        made += _channel(channel, due, alone=len(due.channels) == 1)
    if len(due.channels) > _CHANNELS:
        made.append(b.context(f"… and {len(due.channels) - _CHANNELS} more: `/channels`"))
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


def _channel(channel: Channel, due: Reminder, *, alone: bool) -> list[Block]:
    before, value = due.before.get(channel.id), f"{channel.id}\n{due.week}"
    made: list[Block] = []
    filled = f"filled in beforehand with the week of {week_name(before.week)}" if before is not None else ""
    if not alone:
        nobody = "" if channel.owner == due.to else " (it has no owner)"
        made.append(b.section(f"*{escape(channel.name)}*{nobody}" + (f": {filled}" if filled else "")))
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
    names = ", ".join(escape(shorten(each.name, 40)) for each in channels[:_CHANNELS])
    return f"{names} and {len(channels) - _CHANNELS} more" if len(channels) > _CHANNELS else names


def _waiting(found: Missing) -> list[str]:
    """`Olu (Podcast, Fairs)`, those who answer for a channel in the order of the channels' names."""
    owed: dict[str, list[Channel]] = {}
    for channel in found.state.missing:
        owed.setdefault(channel.owner, []).append(channel)
    lines = []
    for owner, channels in owed.items():
        known = found.people.get(owner)
        name = escape(known.name) if known is not None and known.name else person(owner)
        line = f"{name if owner else 'nobody yet'} ({_names(channels)})"
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
