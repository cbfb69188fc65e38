"""Posts a message to Slack once, however often the process dies between asking and hearing back."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from capabilities.posting import Postings
from handlers.passing import passing
from handlers.ports import Clients
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.posting")

EVENT = "plumbline_posting"
# Ours may have been ahead of Slack's when a message was begun, and be put right since: by hours where a machine's zone
# was wrong. Newest first the message is found early, so that looking far back costs little.
_LOOK_BACK = timedelta(days=1)
_PAGES = 25
_TRIES = 3
_UNSURE = (ConnectionError, TimeoutError, OSError, SlackClientError)


@dataclass(frozen=True)
class Poster:
    """Posts under keys. The key travels in the message's metadata, so that a message whose answer was lost is
    found in the channel's history instead of being posted twice."""

    clients: Clients
    postings: Postings

    def post(
        self,
        workspace: str,
        key: str,
        *,
        channel: str,
        text: str,
        blocks: Sequence[Block] = (),
        thread: str | None = None,
    ) -> str:
        """The time stamp of the one message of this key, posting it if it is not there yet.

        `channel` may be a person's id: the message then goes to their messages with the bot.
        Raises SlackApiError when Slack refuses it.
        """
        posting, first = self.postings.begin(workspace, key, channel)
        if posting.ts is not None:
            return posting.ts
        client = self.clients.of(workspace)
        where = self.direct(client, channel)
        if not first:
            found = self._find(client, where, key, thread, oldest=posting.begun.timestamp())
            if found is not None:
                self.postings.finish(workspace, key, where, found)
                return found
        ts, where = self._send(client, key, where, text, blocks, thread, oldest=posting.begun.timestamp())
        self.postings.finish(workspace, key, where, ts)
        return ts

    def reach(self, workspace: str, key: str, *, to: str, text: str, blocks: Sequence[Block] = ()) -> bool:
        """Write to a person under a key; False when Slack does not let us. Raises SlackApiError for what passes."""
        try:
            self.post(workspace, key, channel=to, text=text, blocks=blocks)
        except SlackApiError as error:
            if passing(error):
                raise
            log.warning("Slack lets nobody write to %s: %s", to, error.response.get("error"))
            return False
        return True

    @staticmethod
    def direct(client: WebClient, channel: str) -> str:
        """The channel itself, or the direct messages with a person."""
        if not channel.startswith(("U", "W")):
            return channel
        return str(client.conversations_open(users=channel)["channel"]["id"])

    def _send(
        self,
        client: WebClient,
        key: str,
        channel: str,
        text: str,
        blocks: Sequence[Block],
        thread: str | None,
        *,
        oldest: float,
    ) -> tuple[str, str]:
        """The message's time stamp and the id of its channel, which may be named otherwise here."""
        arguments: dict[str, Any] = {
            "channel": channel,
            "text": text,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        arguments["metadata"] = {"event_type": EVENT, "event_payload": {"key": key}}
        if blocks:
            arguments["blocks"] = list(blocks)
        if thread:
            arguments["thread_ts"] = thread
        for attempt in range(_TRIES):
            try:
                answer = client.chat_postMessage(**arguments)
                return str(answer["ts"]), str(answer.get("channel") or channel)
            except SlackApiError as error:
                if error.response.status_code < 500 or attempt == _TRIES - 1:
                    raise
            except _UNSURE:
                if attempt == _TRIES - 1:
                    raise
            # The message may be there although the answer was lost: look before asking again.
            found = self._find(client, channel, key, thread, oldest=oldest)
            if found is not None:
                return found, channel
        raise AssertionError("unreachable")

    def _find(self, client: WebClient, channel: str, key: str, thread: str | None, *, oldest: float) -> str | None:
        since = f"{oldest - _LOOK_BACK.total_seconds():.6f}"
        arguments: dict[str, Any] = {
            "channel": channel,
            "oldest": since,
            "limit": 200,
            "include_all_metadata": True,
        }
        try:
            for page in self._pages(client, arguments, thread):
                for message in page:
                    metadata = message.get("metadata") or {}
                    payload = metadata.get("event_payload") or {}
                    if metadata.get("event_type") == EVENT and payload.get("key") == key:
                        return str(message["ts"])
        except SlackApiError as error:
            if passing(error):  # not known is not the same as not there: look again later
                raise
            # Without the right to look (a private channel, say) a second message is better than none.
            log.warning("Cannot look for an earlier posting of %s: %s", key, error.response.get("error"))
        return None

    @staticmethod
    def _pages(client: WebClient, arguments: dict[str, Any], thread: str | None) -> Iterator[list[dict[str, Any]]]:
        """What was said in a channel or a thread, a page at a time, up to five thousand messages."""
        ask: Callable[..., SlackResponse] = client.conversations_history
        if thread:
            ask = partial(client.conversations_replies, ts=thread)
        cursor = ""
        for _ in range(_PAGES):
            page = ask(**arguments, **({"cursor": cursor} if cursor else {}))
            yield page.get("messages") or []
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
