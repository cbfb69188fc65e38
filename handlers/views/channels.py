"""What marketing channels look like: the list, the form of a week, the confirmation, the reminder."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from capabilities.channels import (
    Channel,
    ChannelWeek,
    Prefilled,
    Reminder,
    Report,
    WeekState,
    change,
    cost_per,
    mine_first,
)
from capabilities.channels.numbers import COUNTS, LABELS, MONEY
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, figure, many, money, person, quote, shorten

FORM = "channels_report"
PICK = "channels_pick"
REPORT = "channels_report_now"
REPORT_ANY = "channels_report_any"  # from App Home: whichever of one's own is missing

FIRST_NUMBERS = ("spend", "currency", "leads")
MORE_NUMBERS = ("qualified", "opportunities", "pipeline", "customers", "revenue", "impressions")
STORY = ("worked", "didnt", "next")
_NEEDED = ("spend", "leads")
_HINTS = {
    "spend": "What the week cost, such as 1,234.50. Write 0 if it cost nothing.",
    "customers": "Signed this week, whenever they first came in.",
    "worked": "One or two sentences. Sales reads this beside its own view of the leads.",
}
_BUTTONS = 15  # channels that get a button of their own in the list
_LIST_CHARACTERS = 9_000


def week_name(week: date) -> str:
    """`16 Nov`: the Monday a week begins with."""
    return f"{week.day} {week:%b}"


def listing(state: WeekState, user: str, owners: dict[str, str]) -> list[Block]:
    """Every channel with its owner, segment and this week's state; one's own first, with a button each.

    `owners` are names by person's id, for those who are known.
    """
    if not state.rows:
        return [
            b.section(
                "There are no channels yet. A marketer adds the first one: `/channels add Podcast @owner #segment`"
            )
        ]
    rows = {row.channel.id: row for row in state.rows}
    ordered = [rows[channel.id] for channel in mine_first([row.channel for row in state.rows], user)]
    owing = len(state.reported) + len(state.missing)
    made = [b.section(f"*Week of {week_name(state.week)}*: {len(state.reported)} of {owing} channels handed in")]
    made += [
        b.section(_line(row, owners), accessory=b.button(_verb(row), REPORT, f"{row.channel.id}\n{state.week}"))
        for row in ordered[:_BUTTONS]
    ]
    made += _packed([_line(row, owners) for row in ordered[_BUTTONS:]])
    made.append(b.context("`/channels report <name>` opens any of them · `/channels help` says more"))
    return made


def form(
    channel: Channel,
    week: date,
    filled: Prefilled,
    choice: Sequence[Channel],
    *,
    again: bool = False,
) -> Block:
    """The form of a channel's week. `choice` are the channels to change to; `again` when one was changed to."""
    # Slack keeps what was typed where block and action id stay the same: another channel needs other action ids.
    action = f"value_{channel.id}" if again else "value"
    options = [b.option(each.name, each.id) for each in choice]
    picker = b.select(PICK, options, chosen=channel.id) if len(options) > 1 else None
    made = [b.section(f"*{escape(channel.name)}*, week of {week_name(week)}", accessory=picker)]
    made.append(b.context(_filled_words(week, filled)))
    made += [_number(name, action, filled) for name in (*FIRST_NUMBERS, *MORE_NUMBERS)]
    made += [
        b.input_block(
            name,
            LABELS[name],
            b.text_input(action, value=getattr(filled.story, name), multiline=True),
            optional=True,
            hint=_HINTS.get(name, ""),
        )
        for name in STORY
    ]
    return b.modal(FORM, "Report a channel", made, submit="Hand in", memory=f"{channel.id}\n{week}")


def handed_in(channel: Channel, report: Report, before: Report | None) -> Block:
    """The confirmation of a week, as a view: what it says, and how it stands to the week before."""
    shown = [(LABELS[name], _shown(report, name)) for name in ("spend", "leads", "qualified", "customers")]
    pairs = [*shown, ("Cost per lead", _cost(report, before))]
    pairs += [(LABELS[name], _shown(report, name)) for name in ("opportunities", "pipeline", "revenue")]
    made = [
        b.section(f"*Handed in: {escape(channel.name)}*, week of {week_name(report.week)}. Thank you."),
        b.fields([(name, value) for name, value in pairs if value != "–"]),
    ]
    made += [b.section(f"*{LABELS[name]}*\n{quote(getattr(report, name))}") for name in STORY if getattr(report, name)]
    revised = f"This is revision {report.revision}; the earlier ones are kept. " if report.revision > 1 else ""
    made.append(b.context(f"{revised}Made a mistake? Report the same week again, the newest counts."))
    return b.modal("channels_done", "Report a channel", made, submit=None)


def changed(words: str, channel: Channel, owner: str) -> list[Block]:
    """A channel just added, assigned, paused or taken up again."""
    who = f"{person(owner)} answers for it." if owner else "Nobody answers for it yet: `/channels assign`."
    segment = f" · #{escape(channel.segment)}" if channel.segment else ""
    return [b.section(f"*{words}: {escape(channel.name)}*{segment}\n{who}")]


def reminder(due: Reminder, *, owned: bool, reached: bool = True) -> tuple[str, list[Block]]:
    """The message to a channel's owner, and its words for a notification.

    Without an owner (`owned`), or with one Slack cannot reach (`reached`), it goes to the responsible person.
    """
    name, week = escape(due.channel.name), week_name(due.week)
    text = f"{name}: the week of {week} is due. It takes a few minutes."
    if not owned:
        text = f"{name} has no owner, so I ask you: the week of {week} is due. `/channels assign` gives it one."
    elif not reached:
        text = f"{name}: the week of {week} is due. {person(due.channel.owner)}, who answers for it, cannot be "
        text += "reached in Slack, so I ask you. `/channels assign` gives it to somebody else."
    made = [b.section(text)]
    if due.before is not None:
        made.append(b.context(f"Filled in beforehand with the week of {week_name(due.before.week)}"))
    value = f"{due.channel.id}\n{due.week}"
    made.append(b.actions(b.button("Report now", REPORT, value, style="primary")))
    return text, made


def cost_change(cost: Decimal | None, before: Decimal | None, percent: int | None, unit: str = "") -> str:
    """How a cost stands to the week before, in words: a percentage only where there is an honest one."""
    if cost is None or before is None:
        return ""
    if percent is None:
        return f"{money(before, unit)} the week before"
    if percent == 0:
        return "as the week before"
    return f"{abs(percent)} % {'more' if percent > 0 else 'less'} than the week before"


def _cost(report: Report, before: Report | None) -> str:
    cost = cost_per(report.spend, report.leads)
    if cost is None:
        return "n/a"
    same = before is not None and before.currency == report.currency
    earlier = cost_per(before.spend, before.leads) if before is not None and same else None
    percent = change(cost, earlier, base=before.leads if before is not None else None)
    words = cost_change(cost, earlier, percent, report.currency)
    return f"{money(cost, report.currency)}" + (f"\n{words}" if words else "")


def _shown(report: Report, name: str) -> str:
    value = getattr(report, name)
    return money(value, report.currency) if name in MONEY else figure(value)


def _number(name: str, action: str, filled: Prefilled) -> Block:
    value = getattr(filled.numbers, name)
    if name in COUNTS:
        element = b.number_input(action, value="" if value is None else str(value))
    elif name == "currency":
        element = b.text_input(action, value=value, longest=3, hint="EUR")
    else:
        element = b.text_input(action, value="" if value is None else f"{value.normalize():f}", longest=40)
    return b.input_block(name, LABELS[name], element, optional=name not in _NEEDED, hint=_HINTS.get(name, ""))


def _filled_words(week: date, filled: Prefilled) -> str:
    if filled.week is None:
        return "The first week of this channel: an empty field means nobody knows."
    if filled.week == week:
        return f"Already handed in (revision {filled.revision}); what you change now becomes the newest revision."
    return f"Filled in with the numbers of the week of {week_name(filled.week)}: change what changed."


def _line(row: ChannelWeek, owners: dict[str, str]) -> str:
    channel, report = row.channel, row.report
    owner = escape(owners.get(channel.owner) or channel.owner) or "no owner"
    segment = f" · #{escape(channel.segment)}" if channel.segment else ""
    if report is not None:
        state = f"✓ {money(report.spend, report.currency)}, {_leads(report)}"
    else:
        state = "paused" if channel.paused else "not handed in yet"
    return f"*{escape(channel.name)}* · {owner}{segment}\n{state}"


def _leads(report: Report) -> str:
    return many(report.leads, "lead") if report.leads is not None else "leads unknown"


def _verb(row: ChannelWeek) -> str:
    return "Correct" if row.report is not None else "Report"


def _packed(lines: Sequence[str]) -> list[Block]:
    """Many lines in few blocks, and a word on those there is no room for."""
    made: list[Block] = []
    text, used = "", 0
    for at, line in enumerate(lines):
        line = shorten(line, 400)
        if used + len(line) > _LIST_CHARACTERS:
            made += [b.section(text)] if text else []
            return [*made, b.context(f"… and {len(lines) - at} more")]
        if len(text) + len(line) > 2_800:
            made.append(b.section(text))
            text = ""
        text += ("\n" if text else "") + line
        used += len(line)
    return made + ([b.section(text)] if text else [])
