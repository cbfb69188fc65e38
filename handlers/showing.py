"""Brings messages that were posted under a key up to date."""

import logging
from collections.abc import Sequence

from slack_sdk.errors import SlackApiError

from handlers.passing import passing
from handlers.posting import Poster
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.showing")


def shown(poster: Poster, workspace: str, key: str, drawn: tuple[str, Sequence[Block]]) -> bool:
    """Whether the message of a key says this now; False when there is none, or Slack changes it no more.

    Raises SlackApiError for what passes.
    """
    posting = poster.postings.at(workspace, key)
    if posting is None or posting.ts is None:
        return False
    try:
        poster.clients.of(workspace).chat_update(
            channel=posting.channel, ts=posting.ts, text=drawn[0], blocks=list(drawn[1])
        )
    except SlackApiError as error:
        if passing(error):
            raise
        log.info("A message cannot be changed: %s", error.response.get("error"))
        return False
    return True
