"""Ways in for marketing channels: /channels, the form of a week, and the reminder when one is due."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Deed
from capabilities.channels import WEEK, Channel, Channels, Numbers, Story, mine_first, monday_of
from capabilities.channels.numbers import COUNTS, MONEY, amount_of, count_of
from capabilities.refusal import Refusal
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import channels as views
from handlers.views.blocks import Block
from handlers.words import typed

log = logging.getLogger("plumbline.channels")

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_PERSON_NAME = re.compile(r"(?:^|(?<=\s))@([\w.-]+)")
_SEGMENT = re.compile(r"""(?:^|(?<=\s))#(?:"([^"]+)"|“([^”]+)”|([^\W\d_][\w-]*))""")
_SEGMENT_LINK = re.compile(r"<#[CG][A-Z0-9]+\|([^>]*)>")  # a segment that happens to be called like a Slack channel
_DAY = re.compile(r"\s+(\d{4}-\d{2}-\d{2})$")
_NOBODY = (  # Slack's words for a person who cannot be written to
    "user_not_found", "users_not_found", "user_disabled", "account_inactive", "cannot_dm_bot", "channel_not_found",
)  # fmt: skip

_EXAMPLES = (
    "/channels",
    "/channels report Social ads",
    "/channels report Social ads 2026-11-16",
    "/channels add Podcast @olu #mid-market",
    "/channels assign Podcast @ines",
    "/channels pause Podcast",
)

Sub = Callable[[Channels, Command, str], Reply | None]


def entry(channels: Channels) -> Entry:
    """The /channels command."""

    def run(command: Command) -> Reply | None:
        word, _, rest = command.text.partition(" ")
        sub = _SUBS.get(word.lower())
        if sub is None:
            raise Refusal(
                f"“{word[:40]}” is nothing /channels knows. It knows {', '.join(name for name in _SUBS if name)}."
            )
        return sub(channels, command, rest.strip())

    return Entry(
        "channels",
        "[report | add | assign | pause | resume] [channel]",
        "What each marketing channel did this week.",
        _EXAMPLES,
        run,
    )


def register(app: App, channels: Channels) -> None:
    """Register the form and the buttons that open it."""

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        channel_id, week = _named(view["private_metadata"])
        numbers, story = handed_in(view["state"]["values"])
        report = channels.report(deed, channel_id, week, numbers, story)
        channel = channels.get(deed.workspace, channel_id)
        before = channels.week(deed.workspace, channel_id, report.week - WEEK)
        ack(response_action="update", view=views.handed_in(channel, report, before))

    @app.action(views.REPORT_ANY)
    def on_report_any(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=_asked_form(channels, deed_of(body), ""))
        ack()

    @app.action(views.REPORT)
    def on_report(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        channels.may_report(deed)
        channel_id, week = _named(body["actions"][0]["value"])
        channel = channels.get(deed.workspace, channel_id)
        view = _form(channels, deed.workspace, deed.user, channel, week)
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.action(views.PICK)
    def on_pick(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, view = deed_of(body), body["view"]
        channel_id = body["actions"][0]["selected_option"]["value"]
        _, week = _named(view["private_metadata"])
        channel = channels.get(deed.workspace, channel_id)
        fresh = _form(channels, deed.workspace, deed.user, channel, week, again=True)
        client.views_update(view_id=view["id"], hash=view.get("hash"), view=fresh)
        ack()


def jobs(channels: Channels, poster: Poster) -> dict[str, Job]:
    """The reminder that a report is due."""

    def remind(steps: Steps, workspace: str, key: str) -> None:
        def tell() -> bool:
            # Looked up and posted in one step: whoever reports in the meantime is not reminded.
            due = channels.reminder(workspace, key)
            if due is None:
                return False
            said = views.reminder(due, owned=bool(due.channel.owner))
            if _reached(poster, workspace, f"remind:{key}", due.to, said):
                channels.reminded(workspace, due)
                return True
            instead = channels.workspaces.responsible(workspace)
            said = views.reminder(due, owned=True, reached=False)
            if instead is None or instead == due.to:
                return False
            return _reached(poster, workspace, f"remind:{key}:instead", instead, said)

        steps.run("remind", tell)

    return {"remind": remind}


def _reached(poster: Poster, workspace: str, key: str, to: str, said: tuple[str, list[Block]]) -> bool:
    """Write to a person; False when Slack has no such person to write to. Raises SlackApiError for all else."""
    text, blocks = said
    try:
        poster.post(workspace, key, channel=to, text=text, blocks=blocks)
    except SlackApiError as error:
        if error.response.get("error") not in _NOBODY:
            raise
        log.warning("Slack has nobody to write to under %s: %s", to, error.response.get("error"))
        return False
    return True


def handed_in(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[Numbers, Story]:
    """The numbers and the story in a submitted form. Raises Refusal, with the field, for what is no number."""

    def of(name: str) -> str:
        state: Mapping[str, Any] = next(iter((values.get(name) or {}).values()), {})
        return str(state.get("value") or "").strip()

    amounts = {name: amount_of(of(name), field=name) for name in MONEY}
    counts = {name: count_of(of(name), field=name) for name in COUNTS}
    currency = of("currency").upper()
    for name, (_, unit) in amounts.items():
        if unit and currency and unit != currency:
            raise Refusal(f"This says {unit}, but the week is in {currency}. One week has one currency.", field=name)
        currency = currency or unit
    numbers = Numbers(
        spend=amounts["spend"][0],
        pipeline=amounts["pipeline"][0],
        revenue=amounts["revenue"][0],
        currency=currency,
        **counts,
    )
    return numbers, Story(of("worked"), of("didnt"), of("next"))


def _list(channels: Channels, command: Command, words: str) -> Reply:  # noqa: ARG001 (a list takes no words)
    workspace, user = command.deed.workspace, command.deed.user
    state = channels.state(workspace, channels.current_week(workspace))
    owners = {known.user: known.name for known in channels.workspaces.people(workspace)}
    return Reply("Marketing channels", views.listing(state, user, owners))


def _report(channels: Channels, command: Command, words: str) -> None:
    command.client.views_open(trigger_id=command.trigger, view=_asked_form(channels, command.deed, words))


def _asked_form(channels: Channels, deed: Deed, words: str) -> Block:
    """The form for the channel and week that are named, or else for one's own that is still missing."""
    workspace, user = deed.workspace, deed.user
    channels.may_report(deed)
    dated = _DAY.search(f" {words}")
    week = channels.current_week(workspace)
    if dated:
        week, words = monday_of(_day(dated.group(1))), f" {words}"[: dated.start()]
    name = typed(words).strip()
    if name:
        channel = channels.find(workspace, name)
    else:
        choice = mine_first(channels.list(workspace), user)
        if not choice:
            raise Refusal("There are no channels yet. Add the first one with /channels add Podcast @owner #segment")
        missing = {each.id for each in channels.state(workspace, week).missing}
        mine = [each for each in choice if each.owner == user]
        channel = next((each for each in mine if each.id in missing), choice[0])
    return _form(channels, workspace, user, channel, week)


def _add(channels: Channels, command: Command, words: str) -> Reply:
    owner, segment, name = _parts(channels, command, words)
    channel = channels.add(command.deed, name, owner or command.deed.user, segment)
    return Reply(f"Added: {channel.name}", views.changed("Added", channel, channel.owner))


def _assign(channels: Channels, command: Command, words: str) -> Reply:
    owner, _, name = _parts(channels, command, words)
    if not owner:
        raise Refusal("Say who: /channels assign Podcast @ines")
    channel = channels.assign(command.deed, channels.find(command.deed.workspace, name).id, owner)
    return Reply(f"Assigned: {channel.name}", views.changed("Assigned", channel, owner))


def _pause(channels: Channels, command: Command, words: str) -> Reply:
    channel = channels.find(command.deed.workspace, typed(words))
    channel = channels.pause(command.deed, channel.id)
    return Reply(f"Paused: {channel.name}", views.changed("Paused, nobody is asked for it", channel, channel.owner))


def _resume(channels: Channels, command: Command, words: str) -> Reply:
    channel = channels.find(command.deed.workspace, typed(words))
    channel = channels.pause(command.deed, channel.id, paused=False)
    return Reply(f"Taken up again: {channel.name}", views.changed("Taken up again", channel, channel.owner))


_SUBS: dict[str, Sub] = {
    "": _list,
    "list": _list,
    "report": _report,
    "add": _add,
    "assign": _assign,
    "pause": _pause,
    "resume": _resume,
}


def _form(channels: Channels, workspace: str, user: str, channel: Channel, week: date, *, again: bool = False) -> Block:
    filled = channels.prefill(workspace, channel.id, week)
    return views.form(channel, week, filled, mine_first(channels.list(workspace), user), again=again)


def _parts(channels: Channels, command: Command, words: str) -> tuple[str, str, str]:
    """The owner's id, the segment and the name in what was typed, in any order."""
    owner = _PERSON.search(words)
    rest = _PERSON.sub("", words)
    segment = ""
    for pattern in (_SEGMENT_LINK, _SEGMENT):
        found = pattern.search(rest)
        if found:
            segment = next(part for part in found.groups() if part is not None)
            rest = rest[: found.start()] + rest[found.end() :]
            break
    if owner:
        return owner.group(1), typed(segment), typed(rest)
    named = _PERSON_NAME.search(rest)
    if named is None:
        return "", typed(segment), typed(rest)
    rest = rest[: named.start()] + rest[named.end() :]
    return _person(channels, command.deed.workspace, named.group(1)), typed(segment), typed(rest)


def _person(channels: Channels, workspace: str, name: str) -> str:
    """The one person of this name, for a Slack that did not turn the @ into an id."""
    wanted = name.casefold()
    found = [
        known.user
        for known in channels.workspaces.people(workspace)
        if wanted in (known.user.casefold(), known.name.casefold(), *known.name.casefold().split())
    ]
    if len(found) != 1:
        raise Refusal(f"I cannot tell who @{name[:40]} is. Pick the person from the list Slack offers after the @.")
    return found[0]


def _named(words: str) -> tuple[str, date]:
    channel_id, _, week = words.partition("\n")
    return channel_id, date.fromisoformat(week)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Refusal(f"{words} is not a day. Write any day of the week, like 2026-11-16.") from error
