"""What is said about channels outside their forms: corrections, another's revision, files of weeks and imports."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from capabilities.channels import Channel, Report
from capabilities.channels.corrections import Changed, Correction, TakenBack, changes
from capabilities.channels.files import ChannelImport
from capabilities.channels.numbers import COUNTS, LABELS
from capabilities.workspace import Choices
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.channel_forms import week_name
from handlers.views.channels import REPORT
from handlers.views.text import escape, figure, many, money, person, shorten
from handlers.views.text import name as named

START, LEAVE, UNDO = "channel_import_start", "channel_import_leave", "channel_import_undo"
_NAMES = {**LABELS, "cost_per_lead": "Cost per lead"}
FILE = "channels.csv"
FILE_WORDS = "Every channel's weeks, newest revisions. The same columns can be imported again."

_TAKEN = 8
Said = tuple[str, list[Block]]


def correction(found: Correction) -> Said:
    """The one line beneath a digest: which numbers are others now, from what to what."""
    name, week = named(found.channel.name), week_name(found.report.week)
    if found.before is None:
        words = f"Handed in since: *{name}*, week of {week}. {_values(found.changed, found.report)}."
    else:
        words = f"Correction: *{name}*, week of {week}. {_moves(found.changed, found.before, found.report)}."
    return words.replace("*", ""), [b.section(words)]


def taken_back(found: TakenBack) -> Said:
    """The line beneath a digest whose weeks were an import that was taken back."""
    weeks = [f"*{named(channel)}*, week of {week_name(week)}" for channel, week in found.weeks[:_TAKEN]]
    more = f"; and {len(found.weeks) - _TAKEN:,} more" if len(found.weeks) > _TAKEN else ""
    them = "it" if len(found.weeks) == 1 else "them"
    words = f"Taken back, as it was imported by mistake: {'; '.join(weeks)}{more}. Nothing is handed in for {them} now."
    return words.replace("*", ""), [b.section(words)]


def told(channel: Channel, before: Report, report: Report) -> Said:
    """To whoever handed a week in, once another person did so after them."""
    name, week = named(channel.name), week_name(report.week)
    found = changes(before, report)
    what = _moves(found, before, report) if found else "the numbers are the same, the story is another"
    words = f"{person(report.reported_by)} handed in *{name}*, week of {week}, after you: {what}. "
    words += f"Theirs counts now (revision {report.revision}); yours is kept as revision {before.revision}."
    door = b.button("Look at it", REPORT, f"{channel.id}\n{report.week}")
    return words.replace("*", ""), [b.section(words), b.actions(door)]


def assigned_to(channel: Channel, by: str, chosen: Choices, week: date) -> Said:
    """To whoever answers for a channel from now on: what it asks of them, and when."""
    when = f"Each {chosen.report_day.capitalize()} by {chosen.report_time:%H:%M}"
    words = (
        f"{person(by)} asks you to answer for *{named(channel.name)}* from now on. {when} I ask you for its week: "
        "a few numbers and a sentence or two."
    )
    door = b.button("Report its week", REPORT, f"{channel.id}\n{week}")
    return words.replace("*", ""), [b.section(words), b.actions(door)]


def no_more(channel: Channel) -> Said:
    """To whoever answered for a channel until now."""
    who = f"{person(channel.owner)} answers" if channel.owner else "Nobody answers"
    words = f"{who} for *{named(channel.name)}* from now on; I ask you for its week no more. Thank you."
    return words.replace("*", ""), [b.section(words)]


def unread(code: str, slack_channel: str) -> str:
    """Why there is no draft of a story, in words for the channel's owner; `code` is Slack's, or why we do not read."""
    if code in ("not_in_channel", "channel_not_found"):
        return f"I am not in <#{slack_channel}>. Type /invite @Plumbline there, then open this form again."
    if code == "missing_scope":
        return (
            f"I may not read <#{slack_channel}>: I was set up without channels:read and channels:history, or for a "
            "private channel without groups:read and groups:history."
        )
    if code == "is_archived":
        return f"<#{slack_channel}> is archived. Link another one: /channels link"
    if code == "shared":
        return f"<#{slack_channel}> is shared with another company, so I quote nothing from it. Link one of your own."
    if code == "nobody":
        return f"<#{slack_channel}> is private, and nobody who reports this channel is in it. I read nothing there."
    return f"Slack does not let me read <#{slack_channel}>."


def not_read(channel: Channel, slack_channel: str, code: str) -> Said:
    """To whoever linked a Slack channel that is not read as it stands."""
    name = named(channel.name)
    if code == "nobody":
        words = (
            f"I took the link of *{name}* away again: <#{slack_channel}> is private and you are not in it. "
            "Somebody who is can link it: `/channels link`."
        )
    else:
        why = unread(code, slack_channel).replace(", then open this form again", "")
        words = f"*{name}* is linked, but no story comes of it yet. {why}"
    return words.replace("*", ""), [b.section(words)]


def no_files() -> Said:
    """Where no file may be sent."""
    words = "I may not send files here (files:write). `python -m bot export channels` writes the same one."
    return words, [b.section(words)]


def import_text(row: ChannelImport) -> str:
    """One line that says how a file of weeks stands."""
    name, found = escape(shorten(row.name, 80)), row.content
    left = f"{many(int(found.get('left_out') or 0), 'row')} left out"
    known, changed, new = (int(found.get(key) or 0) for key in ("known", "changed", "new"))
    if row.state == "previewed":
        return f"{name}: {many(new, 'new week')}, {_corrections(changed)}, {known:,} known already, {left}"
    if row.state == "running":
        return f"Importing {name}"
    if row.state == "done":
        return f"Imported {many(new, 'week')} from {name}; {_corrections(changed)}, {known:,} known already, {left}"
    if row.state == "cancelled":
        return f"{name} was left as it is. Nothing was imported."
    if row.state == "undone":
        taken = int(found.get("taken") or 0)
        return f"The import of {name} was taken back: {many(taken, 'week')}. Weeks corrected since then stay."
    if row.state == "failed":
        return f"I could not import {name}: {escape(row.remark)}"
    return f"I am looking over {name}."


def import_shown(row: ChannelImport) -> list[Block]:
    """The one message of an import of weeks, as it stands."""
    said, found = import_text(row), row.content
    made = [b.section(f"*{said}*" if row.state in ("previewed", "done") else said)]
    made += _remarks(row) if row.state in ("previewed", "done") else []
    if row.state == "previewed" and (found.get("new") or found.get("changed")):
        count = int(found.get("new") or 0) + int(found.get("changed") or 0)
        start = b.button(f"Import {many(count, 'week')}", START, row.id, style="primary")
        made.append(b.actions(start, b.button("Leave it", LEAVE, row.id)))
    elif row.state == "done" and (found.get("new") or found.get("changed")):
        undo = b.confirmed(
            b.button("Undo the import", UNDO, row.id),
            title="Undo the import?",
            words="The weeks it brought are taken back; those corrected since stay.",
            yes="Take them back",
        )
        made += [b.actions(undo), b.context("For an hour you can take all of it back.")]
    return made


def _corrections(count: int) -> str:
    return many(count, "correction")


def _remarks(row: ChannelImport) -> list[Block]:
    found, made = row.content, list[Block]()
    channels: Sequence[str] = found.get("channels") or ()
    if channels:
        names = ", ".join(escape(shorten(name, 40)) for name in channels)
        more = f" and {found['more_channels']} more" if found.get("more_channels") else ""
        made.append(b.section(f"New channels: {names}{more}"))
    bad: Sequence[Mapping[str, Any]] = found.get("bad") or ()
    if bad:
        lines = [f"• Line {each['line']:,}, {escape(each['column'])}: {escape(each['words'][:250])}" for each in bad]
        left = int(found.get("left_out") or 0) - len(lines)
        made.append(b.section("\n".join([*lines, *([f"… and {left:,} more"] if left > 0 else [])])))
    unknown: Sequence[str] = found.get("unknown") or ()
    if unknown:
        names = ", ".join(escape(shorten(name, 40)) for name in unknown)
        made.append(b.context(f"Columns I do not know, left aside: {names}"))
    if found.get("doubt"):
        made.append(b.context(escape(str(found["doubt"]))))
    return made


def _moves(found: Sequence[Changed], before: Report, report: Report) -> str:
    lines = []
    for each in found:
        was = _shown(each.name, each.before, before.currency)
        lines.append(f"{_NAMES[each.name]} {was} → {_shown(each.name, each.now, report.currency)}")
    return ", ".join(lines)


def _values(found: Sequence[Changed], report: Report) -> str:
    return ", ".join(f"{_NAMES[each.name]} {_shown(each.name, each.now, report.currency)}" for each in found)


def _shown(name: str, value: Decimal | int | None, currency: str) -> str:
    if value is None:
        return "n/a" if name == "cost_per_lead" else "not known"
    if name in COUNTS:
        return figure(int(value))
    return money(Decimal(value), currency)
