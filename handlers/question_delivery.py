"""Brings an answer to where its question was asked: beneath the command, into the thread, or to the asker alone."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from capabilities.questions import Answered
from capabilities.questions.places import ASIDE, Places, is_direct
from handlers.passing import passing
from handlers.ports import Clients
from handlers.posting import Poster
from handlers.responding import respond
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.questions")


@dataclass(frozen=True)
class Delivery:
    """Delivers whole answers. One that is streamed needs nothing of this."""

    clients: Clients
    poster: Poster
    places: Places

    def deliver(self, workspace: str, answered: Answered, *, text: str, blocks: Sequence[Block]) -> str:
        """The time stamp of the message that answers, empty where only the asker sees one that Slack does not keep.

        A message is posted once. What only the asker sees reaches them at least once: twice when the process dies
        just after. Where neither is to be had any more the answer goes to the asker's own messages. Raises what
        passes, so that it is tried again.
        """
        address = self.places.address(workspace, answered.id)
        if not address:
            return self._post(workspace, answered, text, blocks)
        if not address.startswith(ASIDE):
            ts = "" if respond(address, text, blocks) else self._direct(workspace, answered, text, blocks)
        elif answered.state == "answered":
            ts = self._post(workspace, answered, text, blocks)
        else:
            told = self._aside(workspace, answered, address.removeprefix(ASIDE), text, blocks)
            ts = "" if told else self._direct(workspace, answered, text, blocks)
        self.places.reached(workspace, answered.id)
        return ts

    def _aside(self, workspace: str, answered: Answered, thread: str, text: str, blocks: Sequence[Block]) -> bool:
        """Whether the asker was told where they asked, and nobody else."""
        try:
            self.clients.of(workspace).chat_postEphemeral(
                channel=answered.channel,
                user=answered.asked_by,
                text=text,
                blocks=list(blocks),
                thread_ts=thread or None,
            )
        except SlackApiError as error:
            if passing(error):
                raise
            log.info("Slack showed no answer to %s alone: %s", answered.asked_by, error.response.get("error"))
            return False
        return True

    def _post(self, workspace: str, answered: Answered, text: str, blocks: Sequence[Block]) -> str:
        """The one message in the thread of the question, or in the asker's own messages where it has none."""
        if not answered.thread:
            return self._direct(workspace, answered, text, blocks)
        key, where = f"question:{answered.id}", answered.channel
        try:
            return self.poster.post(workspace, key, channel=where, text=text, blocks=blocks, thread=answered.thread)
        except SlackApiError as error:
            if passing(error) or is_direct(where):
                raise
            log.warning("Slack takes no answer in %s: %s", where, error.response.get("error"))
        return self._direct(workspace, answered, text, blocks)

    def _direct(self, workspace: str, answered: Answered, text: str, blocks: Sequence[Block]) -> str:
        key = f"question:{answered.id}"
        return self.poster.post(workspace, key, channel=answered.asked_by, text=text, blocks=blocks)
