"""Ways in for a channel's week: its form, what the form asks more, the draft of its story, and a week skipped."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.channels import WEEK, Numbers, Report, Story
from capabilities.channels.moves import Asked, field_of
from capabilities.channels.numbers import COUNTS, MONEY, amount_of, count_of, currency_of
from capabilities.refusal import Refusal
from handlers.channel_ways import ChannelWays, named
from handlers.deeds import deed_of
from handlers.views import channel_forms as forms
from handlers.views import channels as views
from handlers.views.blocks import Block
from handlers.views.channel_forms import Filling, Memory
from handlers.views.text import escape

Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
Refresh = Callable[[str, str, str], None]  # person, workspace, reason: publishes their App Home once more


def register(app: App, ways: ChannelWays, refresh: Refresh) -> None:
    """Register the form of a week and the buttons that open it, and skipping one."""
    channels = ways.channels

    @app.view(forms.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        memory, values = Memory.read(view["private_metadata"]), view["state"]["values"]
        numbers, story = handed_in(values)
        given = reasons_in(values)
        about = (deed, memory.channel, memory.week)
        asked = channels.asks(*about, numbers, story, reasons=given, asked=memory.names, sure=memory.sure)
        if asked:
            ack(response_action="update", view=_asking(ways, deed.workspace, memory, values, asked))
            return
        report = channels.report(*about, numbers, story, reasons=given)
        refresh(deed.user, deed.workspace, f"report:{view['id']}")
        ack(response_action="update", view=_taken(ways, deed.user, memory, report))

    @app.action(views.REPORT_ANY)
    def on_report_any(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=ways.asked_form(deed_of(body), ""))
        ack()

    @app.action(views.REPORT)
    def on_report(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        channel_id, week = named(body["actions"][0]["value"])
        channels.may_report(deed, channel_id)
        view = ways.form(deed, channels.get(deed.workspace, channel_id), week)
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.action(forms.PICK)
    def on_pick(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, view = deed_of(body), body["view"]
        _, week = named(view["private_metadata"])
        channel = channels.get(deed.workspace, body["actions"][0]["selected_option"]["value"])
        channels.may_report(deed, channel.id)
        fresh = ways.form(deed, channel, week, again=True)
        client.views_update(view_id=view["id"], hash=view.get("hash"), view=fresh)
        ack()

    @app.action(forms.PUT)
    def on_put(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, view = deed_of(body), body["view"]
        memory = Memory.read(view["private_metadata"])
        channels.may_report(deed, memory.channel)
        fresh = _with_draft(ways, deed, memory, view["state"]["values"])
        client.views_update(view_id=view["id"], hash=view.get("hash"), view=fresh)
        ack()

    @app.action(views.SKIP)
    def on_skip(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        channel_id, week = named(body["actions"][0]["value"])
        channels.may_report(deed, channel_id)
        channel = channels.get(deed.workspace, channel_id)
        if channels.week(deed.workspace, channel_id, week) is not None:  # pressed in a message from before
            raise Refusal(f"{channel.name} is handed in for this week already, thank you. Report corrects it.")
        client.views_open(trigger_id=body["trigger_id"], view=forms.skip_form(channel, week))
        ack()

    @app.view(forms.SKIP_FORM)
    def on_skipped(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        channel_id, week = named(view["private_metadata"])
        channels.skip(deed, channel_id, week, typed_in(view["state"]["values"]).get("reason", ""))
        refresh(deed.user, deed.workspace, f"skip:{view['id']}")
        name = escape(channels.get(deed.workspace, channel_id).name)
        said = f"*{name}* is skipped for the week of {forms.week_name(week)}. You can still report it."
        ack(response_action="update", view=forms.done("Skipped", said))


def handed_in(values: Values) -> tuple[Numbers, Story]:
    """The numbers and the story in a submitted form. Raises Refusal, with the field, for what is no number."""
    of = typed_in(values)
    amounts = {name: amount_of(of.get(name, ""), field=name) for name in MONEY}
    counts = {name: count_of(of.get(name, ""), field=name) for name in COUNTS}
    currency = of.get("currency", "").upper() and currency_of(of["currency"])
    for name, (_, unit) in amounts.items():
        if unit and currency and unit != currency:
            say = f"This says {unit}, but the week is in {currency}. One week has one currency: change one of the two."
            raise Refusal(say, field=name)
        currency = currency or unit
    numbers = Numbers(
        spend=amounts["spend"][0],
        pipeline=amounts["pipeline"][0],
        revenue=amounts["revenue"][0],
        currency=currency,
        **counts,
    )
    return numbers, Story(of.get("worked", ""), of.get("didnt", ""), of.get("next", ""))


def typed_in(values: Values) -> dict[str, str]:
    """What was typed into each field, by its name."""
    made: dict[str, str] = {}
    for name, states in values.items():
        state: Mapping[str, Any] = next(iter(states.values()), {})
        made[name] = str(state.get("value") or "").strip()
    return made


def reasons_in(values: Values) -> dict[str, str]:
    """The reasons given for numbers that moved, by the number's name."""
    of = typed_in(values)
    return {name: of[field_of(name)] for name in (*MONEY, *COUNTS) if of.get(field_of(name))}


def _asking(ways: ChannelWays, workspace: str, memory: Memory, values: Values, asked: Asked) -> Block:
    """The same form with what is still to be asked at its head. Raises Refusal where it was asked and not answered."""
    before = [move for move in asked.moves if forms.kept(move) in memory.asked]
    if before and not asked.doubt and len(before) == len(asked.moves):
        raise Refusal("One sentence is enough, such as: the trade fair brought them.", field=field_of(before[0].name))
    marks = tuple(dict.fromkeys((*memory.asked, *(forms.kept(move) for move in asked.moves))))
    memory = replace(memory, asked=marks, sure=asked.doubt or memory.sure)
    filled = ways.channels.prefill(workspace, memory.channel, memory.week)
    channel = ways.channels.get(workspace, memory.channel)
    shown = Filling(filled, typed=typed_in(values), asked=asked, reasons=reasons_in(values))
    return forms.form(channel, memory, shown)


def _with_draft(ways: ChannelWays, deed: Deed, memory: Memory, values: Values) -> Block:
    """The same form with the draft of its story where nothing was typed; as it was, while there is none."""
    workspace = deed.workspace
    draft = ways.stories.of(workspace, memory.channel, memory.week, deed.user)
    typed = typed_in(values)
    if draft is not None and draft.ready:
        typed = {**typed, **{name: typed.get(name) or getattr(draft.story, name) for name in forms.STORY}}
        memory = replace(memory, story=f"{memory.numbers}_drafted")
    filled = ways.channels.prefill(workspace, memory.channel, memory.week)
    channel = ways.channels.get(workspace, memory.channel)
    return forms.form(channel, memory, Filling(filled, draft=draft, typed=typed, pressed=True))


def _taken(ways: ChannelWays, user: str, memory: Memory, report: Report) -> Block:
    """What is shown of a week that is handed in."""
    channels, workspace = ways.channels, report.workspace
    channel = channels.get(workspace, memory.channel)
    before = channels.week(workspace, memory.channel, report.week - WEEK)
    key = f"{report.channel}:{report.week.isoformat()}:{report.revision}"
    replaced = channels.replaced(workspace, key)
    over = replaced.before if replaced is not None and replaced.before.reported_by not in ("", user) else None
    return views.handed_in(channel, report, before, over=over, meanwhile=report.revision > memory.seen + 1)
