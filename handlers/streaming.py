"""Says an answer in its thread sentence by sentence, and leaves one whole message there, whatever dies on the way.

Each sentence is checked before it is shown. It is shown whole, as a check needs all of it, and it is not held until the
others are checked too, as whoever asked is about to speak to a customer: the first sentence is the answer. Nothing that
was shown is taken back by a later sentence, for each stands on its own citations.

A streamed message carries no key while it grows, so its time stamp is kept as soon as Slack gives it. A process that
was killed in between finds the message by that, or by the place and the moment where it was begun, and puts the whole
answer there. Slack begins and ends only some twenty streams a minute for a workspace, so one that may not begin is
posted whole and not waited for.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.posting import Posting, Postings
from handlers.passing import passing
from handlers.ports import Clients
from handlers.posting import EVENT, Poster
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.streaming")

_REFUSED = (SlackApiError, SlackClientError, OSError)
_LOOK_BACK = timedelta(minutes=5)  # Slack's clock and ours may differ by this much
_NEAR = timedelta(minutes=1)  # a stream without a key is ours when it was begun this near to when we began one
_GROWN = ("markdown", "rich_text")  # what the text of a stream becomes; whatever we post whole has other blocks too


@dataclass(frozen=True)
class Whole:
    """A whole answer: its sentences in Markdown as they are said, what stands `below` them, and `blocks` for both."""

    sentences: Sequence[str]
    below: Sequence[Block]
    blocks: Sequence[Block]
    text: str


@dataclass
class Stream:
    """One answer in one thread under a posting's key, for the person who asked. Nothing is sent before the first word.

    `stopped` is called when Slack says that the person pressed Stop.
    """

    clients: Clients
    poster: Poster
    workspace: str
    key: str
    channel: str
    thread: str
    asker: str
    stopped: Callable[[], object]
    _ts: str = ""
    _said: list[str] = field(default_factory=list)  # what Slack is known to show
    _held: list[str] = field(default_factory=list)  # what is to be shown with the next sentence
    _quiet: bool = False  # nothing more is said before the end
    _unsure: bool = False  # what stands there is not known
    _nothing: bool = False  # nothing stands there: Slack would not begin

    def begin(self) -> Callable[[str], None]:
        """What says a sentence. After a try that broke off it says no more: the end puts the whole answer there."""
        self._held = []
        self._quiet = self._unsure = bool(self._ts)
        return self.say

    def say(self, sentence: str) -> None:
        """Show one more sentence, given in Markdown. What Slack refuses costs nothing but the sight of it now."""
        if self._quiet:
            return
        self._held.append(sentence)
        if self._ts:
            self._append()
        else:
            self._start()

    def end(self, whole: Whole, post: Callable[[], str]) -> str:
        """Leave the whole answer there and return its time stamp; `post` posts it where nothing was said.

        Raises SlackApiError for what passes: trying again then ends it.
        """
        if self._ts and not self._unsure and self._said == list(whole.sentences[: len(self._said)]):
            rest = " ".join(whole.sentences[len(self._said) :])
            try:
                self._client.chat_stopStream(
                    channel=self.channel,
                    ts=self._ts,
                    markdown_text=f" {rest}" if rest else None,
                    blocks=list(whole.below),
                    metadata=self._metadata,
                    session_status="active",
                )
            except _REFUSED as error:
                log.info("A stream could not be ended as it should: %s", _reason(error))
            else:
                return self._ts
        if self._nothing:
            return post()
        posting = self._postings.at(self.workspace, self.key)
        if posting is None:
            return post()
        return self._mend(posting, whole, post)

    @property
    def _client(self) -> WebClient:
        return self.clients.of(self.workspace)

    @property
    def _postings(self) -> Postings:
        return self.poster.postings

    @property
    def _metadata(self) -> dict[str, Any]:
        return {"event_type": EVENT, "event_payload": {"key": self.key}}

    def _start(self) -> None:
        _, first = self._postings.begin(self.workspace, self.key, self.channel)
        if not first:  # a process before this one began, and what it said is not known here
            self._quiet = True
            return
        # In a channel Slack wants to know for whom it is written.
        team = self.workspace.rpartition(":")[2]
        reader: dict[str, Any] = (
            {} if self.channel.startswith("D") else {"recipient_user_id": self.asker, "recipient_team_id": team}
        )
        text = " ".join(self._held)
        try:
            begun = self._client.chat_startStream(
                channel=self.channel, thread_ts=self.thread, markdown_text=text, **reader
            )
        except _REFUSED as error:
            self._quiet = True
            self._nothing = isinstance(error, SlackApiError) and error.response.status_code < 500
            log.info("No stream was begun: %s", _reason(error))
            return
        self._ts = str(begun["ts"])
        self._postings.finish(self.workspace, self.key, self.channel, self._ts)
        self._shown()

    def _append(self) -> None:
        try:
            self._client.chat_appendStream(channel=self.channel, ts=self._ts, markdown_text=f" {' '.join(self._held)}")
        except _REFUSED as error:
            why = _reason(error)
            if why == "ratelimited":
                return  # it goes along with the next sentence, or with the end
            log.info("A stream took no more: %s", why)
            self._quiet = True
            if why == "stopped_by_user":
                self.stopped()
            else:
                self._unsure = True
            return
        self._shown()

    def _shown(self) -> None:
        self._said += self._held
        self._held = []

    def _mend(self, posting: Posting, whole: Whole, post: Callable[[], str]) -> str:
        """Put the whole answer in the place of what was begun, or post it where nothing can be found."""
        looked = self._messages(posting)
        done = next((each for each in looked or () if _key(each) == self.key), None)
        ts = str(done["ts"]) if done is not None else posting.ts or self._ts or self._orphan(posting, looked or ())
        if ts is None:
            return post()
        channel = posting.channel if posting.ts else self.channel
        if ts != posting.ts:
            self._postings.finish(self.workspace, self.key, channel, ts)
        return ts if done is not None else self._replaced(channel, ts, whole)

    def _replaced(self, channel: str, ts: str, whole: Whole) -> str:
        growing: Exception | None = None
        try:
            self._client.chat_stopStream(channel=channel, ts=ts, session_status="active")
        except _REFUSED as error:
            growing = error  # it has ended by itself, most often
        try:
            self._client.chat_update(
                channel=channel, ts=ts, text=whole.text, blocks=list(whole.blocks), metadata=self._metadata
            )
        except SlackApiError as error:
            if passing(error):
                raise
            if _reason(error) == "streaming_state_conflict" and growing is not None and passing(growing):
                raise growing from error
            log.warning("Slack lets an answer begun be changed no more: %s", _reason(error))
            return self.poster.post(
                self.workspace,
                f"{self.key}:again",
                channel=channel,
                text=whole.text,
                blocks=whole.blocks,
                thread=self.thread,
            )
        return ts

    def _messages(self, posting: Posting) -> list[dict[str, Any]] | None:
        """What stands in the thread since shortly before it was begun; None where we have no right to look."""
        since = f"{(posting.begun - _LOOK_BACK).timestamp():.6f}"
        try:
            page = self._client.conversations_replies(
                channel=self.channel, ts=self.thread, oldest=since, limit=200, include_all_metadata=True
            )
        except SlackApiError as error:
            if passing(error):
                raise
            log.warning("Cannot look for an answer that was begun: %s", _reason(error))
            return None
        return list(page.get("messages") or [])

    def _orphan(self, posting: Posting, messages: Sequence[Mapping[str, Any]]) -> str | None:
        """The stream whose time stamp was lost when the process was killed in the very moment of beginning it."""
        if not messages:
            return None
        bot = self._client.auth_test().get("bot_id")
        found = {
            abs(float(each["ts"]) - posting.begun.timestamp()): str(each["ts"])
            for each in messages
            if each.get("bot_id") == bot
            and (each.get("metadata") or {}).get("event_type") != EVENT
            and all(block.get("type") in _GROWN for block in each.get("blocks") or [])
            and not self._postings.is_posting(self.workspace, self.channel, str(each["ts"]))
        }
        nearest = min(found, default=None)
        return found[nearest] if nearest is not None and nearest <= _NEAR.total_seconds() else None


def _key(message: Mapping[str, Any]) -> str:
    """The key of a posting that is whole: a stream gets it when it ends."""
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key")) if metadata.get("event_type") == EVENT else ""


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return "ratelimited" if error.response.status_code == 429 else str(error.response.get("error"))
    return type(error).__name__
