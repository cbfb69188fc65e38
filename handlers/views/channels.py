"""What marketing channels look like: the list as a desk, the confirmation of a week, the reminder of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from capabilities.channels import (
    Channel,
    ChannelWeek,
    Report,
    WeekState,
    change,
    cost_per,
)
from capabilities.channels.intents import Intent
from capabilities.channels.numbers import LABELS, MONEY
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.channel_forms import FORM as FORM
from handlers.views.channel_forms import STORY
from handlers.views.channel_forms import week_name as week_name
from handlers.views.text import escape, figure, many, money, person, quote, shorten
from handlers.views.text import name as named

REPORT = "channels_report_now"
REPORT_ANY = "channels_report_any"  # from App Home: whichever of one's own is missing
SKIP = "channels_skip"
MORE = "channels_more"  # the menu beside a channel
ASSIGN, LINK, PAUSE, RESUME = "assign", "link", "pause", "resume"

_BUTTONS = 12  # channels that get buttons of their own in the list
_LIST_CHARACTERS = 5_000
_LONGEST_INTENT = 160


@dataclass(frozen=True)
class Desk:
    """Whose list it is, and what is known beside the books: names by person's id, and what the brief means with each
    channel. `may_change` is whether this person may report and change any of them."""

    user: str
    owners: Mapping[str, str] = field(default_factory=dict)
    intents: Mapping[str, Intent] = field(default_factory=dict)
    may_change: bool = True


def listing(state: WeekState, desk: Desk) -> list[Block]:
    """Every channel with its owner, segment, intent and this week's state: one's own first, then those still owed, and
    what can be done about each."""
    if not state.rows:
        return [
            b.section(
                "There are no channels yet. A marketer adds the first one: `/channels add Podcast @owner #segment`"
            )
        ]
    ordered = sorted(state.rows, key=lambda row: _first(row, desk.user))
    made = [b.section(f"*Week of {week_name(state.week)}*: {_handed_in(state)}")]
    for row in ordered[:_BUTTONS]:
        made += [b.section(_line(row, desk)), *_doors(row, state.week, desk)]
    made += _packed([_line(row, desk, short=True) for row in ordered[_BUTTONS:]])
    owns = any(row.channel.owner == desk.user for row in state.rows)
    opens = "`/channels report <name>` opens any of them" if desk.may_change else ""
    opens = opens or ("`/channels report` opens yours" if owns else "")
    made.append(b.context(" · ".join(filter(None, (opens, "`/channels help` says more")))))
    return made


def handed_in(
    channel: Channel, report: Report, before: Report | None, *, over: Report | None = None, meanwhile: bool = False
) -> Block:  # fmt: skip
    """The confirmation of a week, as a view: what it says, and how it stands to the week before.

    `over` is another person's revision that this one takes the place of; `meanwhile` if it came while the form was
    open.
    """
    shown = [(LABELS[name], _shown(report, name)) for name in ("spend", "leads", "qualified", "customers")]
    pairs = [*shown, ("Cost per lead", _cost(report, before))]
    pairs += [(LABELS[name], _shown(report, name)) for name in ("opportunities", "pipeline", "revenue")]
    made = [
        b.section(f"*Handed in: {named(channel.name)}*, week of {week_name(report.week)}. Thank you."),
        b.fields([(name, value) for name, value in pairs if value != "–"]),
    ]
    made += [b.section(f"*{LABELS[name]}*\n{quote(getattr(report, name))}") for name in STORY if getattr(report, name)]
    made += _reasons(report)
    if over is not None:
        when = "while you were writing" if meanwhile else "before you"
        words = f"{person(over.reported_by)} handed this week in {when}: that is revision {over.revision} and is kept. "
        made.append(b.section(f"{words}Yours counts now, and I tell {person(over.reported_by)}."))
    revised = f"This is revision {report.revision}; the earlier ones are kept. " if report.revision > 1 else ""
    made.append(b.context(f"{revised}Made a mistake? Report the same week again, the newest counts."))
    return b.modal("channels_done", "Report a channel", made, submit=None)


def changed(words: str, channel: Channel, owner: str, *, told: bool = False) -> list[Block]:
    """A channel just added, assigned, paused or taken up again; `told` if its owner hears of it from me."""
    who = (
        f"{person(owner)} answers for it." + (" I tell them." if told else "")
        if owner
        else "Nobody answers for it yet: `/channels assign`."
    )
    segment = f" · #{escape(channel.segment)}" if channel.segment else ""
    return [b.section(f"*{words}: {named(channel.name)}*{segment}\n{who}")]


def assigned(channel: Channel) -> str:
    """Who answers for a channel now."""
    return f"{person(channel.owner)} answers for *{named(channel.name)}* now."


def linked(channel: Channel) -> str:
    """What a link does, or that there is none any more."""
    name = named(channel.name)
    if not channel.slack_channel:
        return f"*{name}* is linked to no Slack channel any more; its story is written by hand."
    return (
        f"The story of *{name}* is drafted from what is written in <#{channel.slack_channel}> that week. I read only "
        f"channels I was invited to: type `/invite @Plumbline` there. What I read is gone once the week is handed in."
    )


def note(words: str) -> list[Block]:
    """One plain answer."""
    return [b.section(words)]


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


def _reasons(report: Report) -> list[Block]:
    if not report.reasons:
        return []
    lines = [f"• {LABELS.get(name, name)}: {escape(str(words))}" for name, words in report.reasons.items()]
    return [b.section("*Why it moved*\n" + "\n".join(lines))]


def _handed_in(state: WeekState) -> str:
    skipped = sum(row.skipped is not None and row.report is None for row in state.rows)
    said = f"{len(state.reported)} of {len(state.reported) + len(state.missing) + skipped} channels handed in"
    return f"{said}, {skipped} skipped" if skipped else said


def _doors(row: ChannelWeek, week: date, desk: Desk) -> list[Block]:
    """What this person can do about a channel; nothing for who may do nothing."""
    channel, value = row.channel, f"{row.channel.id}\n{week}"
    if not desk.may_change and channel.owner != desk.user:
        return []
    wanted = row.owed and channel.owner == desk.user
    doors = [b.button(_verb(row), REPORT, value, style="primary" if wanted else None)]
    doors += [b.button("Skip this week", SKIP, value)] if row.owed else []
    if desk.may_change:
        pause = b.option("Take it up again", f"{RESUME}:{channel.id}") if channel.paused else None
        menu = [
            b.option("Give it to somebody else" if channel.owner else "Give it an owner", f"{ASSIGN}:{channel.id}"),
            b.option("Link its Slack channel", f"{LINK}:{channel.id}"),
            pause or b.option("Pause it: nobody is asked for it", f"{PAUSE}:{channel.id}"),
        ]
        doors.append({"type": "overflow", "action_id": MORE, "options": menu})
    return [b.actions(*doors)]


def _line(row: ChannelWeek, desk: Desk, *, short: bool = False) -> str:
    channel, report = row.channel, row.report
    owner = escape(desk.owners.get(channel.owner) or channel.owner) or "no owner"
    meant = desk.intents.get(channel.name_key)
    segment = channel.segment or (meant.segment if meant is not None else "")
    head = f"*{named(channel.name)}* · {owner}" + (f" · #{escape(shorten(segment, 60))}" if segment else "")
    intent = (meant.intent if meant is not None else "") or channel.intent
    if intent and not short:
        head += f"\n_This quarter:_ {escape(shorten(intent, _LONGEST_INTENT))}"
    return f"{head}\n{_state(row, report)}"


def _state(row: ChannelWeek, report: Report | None) -> str:
    if report is not None:
        again = f" · revision {report.revision}" if report.revision > 1 else ""
        return f"✓ {money(report.spend, report.currency)}, {_leads(report)}{again}"
    if row.channel.paused:
        return "paused"
    if row.skipped is not None:
        return f"skipped: {escape(shorten(row.skipped.reason, 120))}"
    return "not handed in yet"


def _leads(report: Report) -> str:
    return many(report.leads, "lead") if report.leads is not None else "leads unknown"


def _first(row: ChannelWeek, user: str) -> tuple[bool, bool, bool, str]:
    return row.channel.paused, row.channel.owner != user, not row.owed, row.channel.name_key


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
