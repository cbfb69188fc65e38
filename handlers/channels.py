"""Ways in for marketing channels: /channels and the desk it shows."""

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.channels import Channels
from capabilities.channels.table import COLUMNS
from capabilities.refusal import Refusal
from handlers import channel_files, channel_reports, channel_work
from handlers.channel_ways import ChannelWays
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job
from handlers.posting import Poster
from handlers.views import channel_forms as forms
from handlers.views import channels as views
from handlers.views.text import name
from handlers.words import typed

log = logging.getLogger("plumbline.channels")

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_PERSON_NAME = re.compile(r"(?:^|(?<=\s))@([\w.-]+)")
_SEGMENT = re.compile(r"""(?:^|(?<=\s))#(?:"([^"]+)"|“([^”]+)”|([^\W\d_][\w-]*))""")
_SEGMENT_LINK = re.compile(r"<#[CG][A-Z0-9]+\|([^>]*)>")  # a segment that happens to be called like a Slack channel
_SLACK_NAME = re.compile(r"(?:^|\s)(#\S+)$")  # typed and not picked
_SLACK_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")

_EXAMPLES = (
    "/channels",
    "/channels report Social ads",
    "/channels report Social ads 2026-11-16",
    "/channels skip Podcast: trade fair, nobody at the desk",
    "/channels add Podcast @olu #mid-market",
    "/channels assign Podcast @ines",
    "/channels link Podcast #podcast",
)
_WORDS = (
    ("report", "hand in a week, or correct one by its date"),
    ("skip", "say that a week will not be handed in, and why"),
    ("add", "a new channel, with its owner and segment"),
    ("assign", "give a channel to somebody else"),
    ("link", "name the Slack channel its story is drafted from; “off” takes the link away"),
    ("pause", "ask nobody for a channel's week; resume takes it up again"),
    ("import", "bring in weeks from a CSV file"),
    ("export", "every week as a CSV file in your messages"),
)

Sub = Callable[[ChannelWays, Command, str], Reply | None]


def entry(ways: ChannelWays) -> Entry:
    """The /channels command."""

    def run(command: Command) -> Reply | None:
        word, _, rest = command.text.partition(" ")
        sub = _SUBS.get(word.lower())
        if sub is None:
            raise Refusal(
                f"“{word[:40]}” is nothing /channels knows. It knows {', '.join(name for name in _SUBS if name)}."
            )
        ways.colleague(command.deed)
        return sub(ways, command, rest.strip())

    return Entry(
        "channels",
        "[report | skip | add | assign | link | pause | import | export] [channel]",
        "What each marketing channel did this week.",
        _EXAMPLES,
        run,
        _WORDS,
    )


def register(app: App, ways: ChannelWays, refresh: channel_reports.Refresh) -> None:
    """Register the form of a week, files of weeks, and the menu beside a channel with the forms it opens."""
    channels = ways.channels
    channel_reports.register(app, ways, refresh)
    channel_files.register(app, ways.files)

    @app.action(views.MORE)
    def on_more(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        deed = deed_of(body)
        what, _, channel_id = body["actions"][0]["selected_option"]["value"].partition(":")
        channel = channels.get(deed.workspace, channel_id)
        channels.require_change(deed)
        if what in (views.ASSIGN, views.LINK):
            form = forms.assign_form if what == views.ASSIGN else forms.link_form
            client.views_open(trigger_id=body["trigger_id"], view=form(channel))
        else:
            channels.pause(deed, channel_id, paused=what == views.PAUSE)
            if body.get("response_url"):
                blocks = ways.listing(deed.workspace, deed.user)
                respond(text="Marketing channels", blocks=blocks, replace_original=True)
        ack()

    @app.view(forms.ASSIGN_FORM)
    def on_assign(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        owner = view["state"]["values"]["owner"]["value"].get("selected_user") or ""
        if not owner:
            raise Refusal("Pick the person who answers for it.", field="owner")
        deed = deed_of(body)
        channel = channels.assign(deed, view["private_metadata"], ways.owner(deed, owner))
        ack(response_action="update", view=forms.done("Assigned", views.assigned(channel)))

    @app.view(forms.LINK_FORM)
    def on_link(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        chosen = view["state"]["values"]["slack_channel"]["value"]
        where = chosen.get("selected_conversation") or chosen.get("selected_channel") or ""
        channel = channels.link(deed_of(body), view["private_metadata"], where)
        ack(response_action="update", view=forms.done("Linked" if where else "Link taken away", views.linked(channel)))


def work(ways: ChannelWays, clients: Clients, poster: Poster) -> dict[str, Job]:
    """What is done behind the scenes: stories drafted, digests corrected, files brought in and handed out."""
    return {**channel_work.jobs(ways, clients, poster), **channel_files.jobs(ways.files, clients, poster)}


def waiting(ways: ChannelWays) -> dict[str, Callable[[str, str], str | None]]:
    """Who waits for a piece of that work, by its kind."""

    def sender(workspace: str, key: str) -> str | None:
        return ways.files.get(workspace, key).user

    return {
        "channel_import": sender,
        "channel_import_run": sender,
        "channel_export": lambda _, key: key.partition(":")[0],
    }


def _list(ways: ChannelWays, command: Command, words: str) -> Reply:  # noqa: ARG001 (a list takes no words)
    return Reply("Marketing channels", ways.listing(command.deed.workspace, command.deed.user))


def _report(ways: ChannelWays, command: Command, words: str) -> None:
    command.client.views_open(trigger_id=command.trigger, view=ways.asked_form(command.deed, words))


def _skip(ways: ChannelWays, command: Command, words: str) -> Reply | None:
    """`skip Podcast: trade fair`; without a reason a form asks for it."""
    ways.channels.reportable(command.deed)
    workspace = command.deed.workspace
    said, colon, reason = words.partition(":")
    named, week = ways.dated(workspace, said.strip())
    if not named:
        raise Refusal("Say which channel, and why: /channels skip Podcast: trade fair, nobody at the desk")
    channel = ways.channels.to_report(command.deed, named)
    if not colon:
        command.client.views_open(trigger_id=command.trigger, view=forms.skip_form(channel, week))
        return None
    ways.channels.skip(command.deed, channel.id, week, typed(reason))
    said = f"{name(channel.name)} is skipped for the week of {forms.week_name(week)}."
    return Reply(said, views.note(f"{said} You can still hand it in: `/channels report`."))


def _link(ways: ChannelWays, command: Command, words: str) -> Reply | None:
    ways.channels.require_change(command.deed)
    where = _SLACK_CHANNEL.search(words)
    rest = typed(_SLACK_CHANNEL.sub("", words)).strip()
    unknown = _SLACK_NAME.search(rest)
    if where is None and unknown:
        raise Refusal(
            f"I do not know the Slack channel {unknown.group(1)[:60]}. Pick it from the list Slack offers after the #."
        )
    off = where is None and rest.lower().endswith(" off")
    channel = ways.channels.find(command.deed.workspace, rest[:-4] if off else rest)
    if where is None and not off:
        command.client.views_open(trigger_id=command.trigger, view=forms.link_form(channel))
        return None
    channel = ways.channels.link(command.deed, channel.id, where.group(1) if where else "")
    return Reply(f"{'Linked' if where else 'Link taken away'}: {name(channel.name)}", views.note(views.linked(channel)))


def _add(ways: ChannelWays, command: Command, words: str) -> Reply:
    ways.channels.require_change(command.deed)
    owner, segment, called = _parts(ways.channels, command, words)
    channel = ways.channels.add(command.deed, called, ways.owner(command.deed, owner or command.deed.user), segment)
    return Reply(
        f"Added: {name(channel.name)}",
        views.changed("Added", channel, channel.owner, told=channel.owner != command.deed.user),
    )


def _assign(ways: ChannelWays, command: Command, words: str) -> Reply:
    ways.channels.require_change(command.deed)
    owner, _, called = _parts(ways.channels, command, words)
    if not owner:
        raise Refusal("Say who: /channels assign Podcast @ines")
    channel = ways.channels.find(command.deed.workspace, called)
    channel = ways.channels.assign(command.deed, channel.id, ways.owner(command.deed, owner))
    return Reply(
        f"Assigned: {name(channel.name)}", views.changed("Assigned", channel, owner, told=owner != command.deed.user)
    )


def _pause(ways: ChannelWays, command: Command, words: str) -> Reply:
    ways.channels.require_change(command.deed)
    channel = ways.channels.find(command.deed.workspace, typed(words))
    channel = ways.channels.pause(command.deed, channel.id)
    return Reply(
        f"Paused: {name(channel.name)}", views.changed("Paused, nobody is asked for it", channel, channel.owner)
    )


def _resume(ways: ChannelWays, command: Command, words: str) -> Reply:
    ways.channels.require_change(command.deed)
    channel = ways.channels.find(command.deed.workspace, typed(words))
    channel = ways.channels.pause(command.deed, channel.id, paused=False)
    return Reply(f"Taken up again: {name(channel.name)}", views.changed("Taken up again", channel, channel.owner))


def _import(ways: ChannelWays, command: Command, words: str) -> None:  # noqa: ARG001 (the form asks for the file)
    ways.files.may(command.deed)
    command.client.views_open(trigger_id=command.trigger, view=forms.import_form(COLUMNS))


def _export(ways: ChannelWays, command: Command, words: str) -> Reply:  # noqa: ARG001 (all of it, always)
    ways.files.ask_export(command.deed)
    said = "The weeks of all channels are on their way to your messages, as a CSV file."
    return Reply(said, views.note(said))


_SUBS: dict[str, Sub] = {
    "": _list,
    "list": _list,
    "report": _report,
    "skip": _skip,
    "add": _add,
    "assign": _assign,
    "link": _link,
    "pause": _pause,
    "resume": _resume,
    "import": _import,
    "export": _export,
}


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
