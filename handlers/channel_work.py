"""The work behind channels: drafting a story from a Slack channel, correcting a posted digest, telling, handing out."""

import logging
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.channels import ASSIGNED, LINKED
from capabilities.channels.drafting import Message
from capabilities.channels.files import TAKEN
from capabilities.channels.stories import Window, key_parts
from capabilities.nudges import bare
from handlers import brief_files, channel_places
from handlers.channel_ways import ChannelWays
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import channel_messages as views
from handlers.words import is_wordless, typed

log = logging.getLogger("plumbline.channels")

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_EMOJI = re.compile(r":[\w+'-]+:(?::skin-tone-\d:)?")
_PINGS = re.compile(r"@(channel|here|everyone)\b")
_PEOPLE_SAY = (None, "thread_broadcast", "file_share")  # subtypes of what a person wrote
_PAGES, _PAGE = 10, 200  # of a week's messages; more than that are not read
_NO_FILES = ("missing_scope", "not_allowed_token_type", "access_denied", "file_uploads_disabled")  # and it stays so


def jobs(ways: ChannelWays, clients: Clients, poster: Poster) -> dict[str, Job]:
    """A story's draft, a correction beneath a digest, word to whose week was corrected, the weeks as a file."""
    stories, channels = ways.stories, ways.channels

    def story(steps: Steps, workspace: str, key: str) -> None:
        channel_id, week = key_parts(key)

        def read() -> bool:
            """Whether anything was read. What was, is kept masked and in no step: a step's words stay for good."""
            window = stories.window(workspace, channel_id, week)
            if window is None:
                return False
            names = {known.user: known.name for known in channels.workspaces.people(workspace)}
            client, where = clients.of(workspace), window.slack_channel
            place = channel_places.place_of(client, where, window.people, window.guests)
            closed, messages = place.closed, list[Message]()
            try:
                messages = [] if closed else said_in(client, window, names)
            except SlackApiError as error:
                if passing(error):
                    raise
                closed = str(error.response.get("error"))
            if closed:
                stories.fail(workspace, channel_id, week, views.unread(closed, where), window=window)
                return False
            return stories.read(workspace, channel_id, week, messages, window=window, readers=place.readers) > 0

        if steps.run("read", read):
            steps.run("draft", lambda: stories.draft(workspace, channel_id, week))

    def correct(steps: Steps, workspace: str, key: str) -> None:
        for found in ways.corrections.of(workspace, key):
            if found.changed:
                steps.run(found.key, _line(poster, workspace, found.key, found.under, views.correction(found)))

    def taken(steps: Steps, workspace: str, key: str) -> None:
        row = ways.files.get(workspace, key)
        gone = [(str(name), date.fromisoformat(day)) for name, day in row.content.get("gone") or []]
        for found in ways.corrections.taken_back(workspace, key, gone):
            steps.run(found.key, _line(poster, workspace, found.key, found.under, views.taken_back(found)))

    def tell(steps: Steps, workspace: str, key: str) -> None:
        own = bare(key)

        def say() -> bool:
            found = channels.replaced(workspace, own)
            if found is None:
                return False
            channel = channels.get(workspace, found.report.channel)
            text, blocks = views.told(channel, found.before, found.report)
            return poster.reach(
                workspace, f"channel_told:{own}", to=found.before.reported_by, text=text, blocks=blocks
            )  # fmt: skip

        steps.run("tell", say)

    def assigned(steps: Steps, workspace: str, key: str) -> None:
        own = bare(key)
        channel_id, owner, by, _ = own.split(":", 3)

        def say() -> bool:
            channel = next((each for each in channels.list(workspace) if each.id == channel_id), None)
            if channel is None:
                return False
            week = channels.current_week(workspace)
            text, blocks = views.no_more(channel)
            if channel.owner == owner:  # whoever has it as this is written, however often it changed hands meanwhile
                text, blocks = views.assigned_to(channel, by, channels.workspaces.choices(workspace), week)
            return poster.reach(workspace, f"{ASSIGNED}:{own}", to=owner, text=text, blocks=blocks)

        steps.run("tell", say)

    def export(steps: Steps, workspace: str, key: str) -> None:
        user = key.partition(":")[0]

        def tried(do: Callable[[WebClient], str]) -> str:
            try:
                return do(clients.of(workspace))
            except SlackApiError as error:
                if error.response.get("error") not in _NO_FILES:
                    raise
                text, blocks = views.no_files()
                poster.post(workspace, f"channel_export:{key}", channel=user, text=text, blocks=blocks)
                return ""

        def put_up(client: WebClient) -> str:
            return brief_files.put_up(client, views.FILE, ways.files.export(workspace).encode("utf-8-sig"))

        def send(client: WebClient) -> str:
            where = Poster.direct(client, user)
            brief_files.hand_out(client, where, file_id, views.FILE, views.FILE_WORDS)
            return where

        file_id = steps.run("put up", lambda: tried(put_up))
        if file_id:
            steps.run("send", lambda: tried(send))

    return {
        "channel_story": story,
        ASSIGNED: assigned,
        LINKED: channel_places.job(ways, clients, poster),
        "channel_correction": correct,
        TAKEN: taken,
        "channel_told": tell,
        "channel_export": export,
    }


def said_in(client: WebClient, window: Window, names: Mapping[str, str]) -> list[Message]:
    """What people wrote in a Slack channel between two moments, outside threads. Raises SlackApiError."""
    made: list[Message] = []
    asked: dict[str, Any] = {
        "channel": window.slack_channel,
        "oldest": f"{window.start.timestamp():.6f}",
        "latest": f"{window.end.timestamp():.6f}",
        "limit": _PAGE,
    }
    for _ in range(_PAGES):
        page = client.conversations_history(**asked)
        made += [message for each in page.get("messages") or [] if (message := _message(each, names)) is not None]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
        asked["cursor"] = cursor
    return made


def _message(raw: Mapping[str, Any], names: Mapping[str, str]) -> Message | None:
    """A person's message as plain words, mentions as names; None for what a program wrote or what has no words."""
    if raw.get("bot_id") or raw.get("subtype") not in _PEOPLE_SAY or not raw.get("user"):
        return None
    text = _MENTION.sub(lambda found: names.get(found.group(1)) or "somebody", str(raw.get("text") or ""))
    text = _PINGS.sub(r"\1", _EMOJI.sub("", typed(text))).strip()
    if is_wordless(text):
        return None
    reactions = sum(int(each.get("count") or 0) for each in raw.get("reactions") or [])
    return Message(text, reactions, int(raw.get("reply_count") or 0), float(raw.get("ts") or 0))


def _line(poster: Poster, workspace: str, key: str, digest: str, said: views.Said) -> Callable[[], str]:
    """Writes one line beneath a digest's message; where the message is gone, or nobody may write, nothing."""

    def write() -> str:
        under = poster.postings.at(workspace, digest)
        if under is None or under.ts is None:
            return ""
        text, blocks = said
        try:
            return poster.post(
                workspace, key, channel=under.channel, text=text, blocks=blocks, thread=under.ts
            )  # fmt: skip
        except SlackApiError as error:
            if passing(error):
                raise
            log.warning("A digest could not be corrected: %s", error.response.get("error"))
            return ""

    return write
