"""Says something at the address that Slack gave with a command or a button."""

import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.webhook import WebhookClient

from handlers.views.blocks import Block

log = logging.getLogger("plumbline.responding")


def respond(url: str, text: str, blocks: Sequence[Block], *, instead: bool = False) -> bool:
    """Show it to the person whom the address was given for; False when it takes nothing there any more.

    `instead` puts it in the place of the message whose button was pressed. What a command answered at once is no such
    message: Slack shows whatever comes later beneath it. Raises ConnectionError, so that it is tried again, when Slack
    is unwell.
    """
    if not url:
        return False
    message: dict[str, Any] = {"text": text, "blocks": list(blocks), "response_type": "ephemeral"}
    answer = WebhookClient(url, timeout=10).send_dict({**message, "replace_original": instead})
    if answer.status_code == 429 or answer.status_code >= 500:
        raise ConnectionError(f"Slack answered {answer.status_code} at a response address")
    if answer.status_code != 200:
        log.info("An address took no answer any more: %s", answer.status_code)
    return answer.status_code == 200
