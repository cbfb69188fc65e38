"""Posts what somebody shares into the channel they chose, once, and tells them when Slack does not let us."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError

from capabilities.refusal import Refusal
from handlers.ports import Steps
from handlers.posting import Poster
from handlers.views import citing as views
from handlers.views.blocks import Block

# Slack's answers that trying again will not change; the person can.
_CLOSED = frozenset(
    {
        "not_in_channel", "channel_not_found", "is_archived", "restricted_action", "posting_to_general_channel_denied",
        "restricted_action_read_only_channel", "cannot_dm_bot", "access_denied",
    }
)  # fmt: skip


def chosen_channel(view: Mapping[str, Any]) -> str:
    """The channel picked in a share form. Raises Refusal when none was."""
    state = view["state"]["values"].get(views.CHANNEL, {}).get("value") or {}
    channel = str(state.get("selected_conversation") or "")
    if not channel:
        raise Refusal("Choose a channel.", field=views.CHANNEL)
    return channel


def share(
    steps: Steps,
    poster: Poster,
    workspace: str,
    *,
    key: str,
    asked_by: str,
    channel: str,
    what: str,
    message: Callable[[], tuple[str, Sequence[Block]]],
) -> None:
    """Post `message` in the channel, once for each `what` and channel; `key` is of this very request."""

    def post() -> bool:
        text, blocks = message()
        try:
            poster.post(workspace, f"{what}:in:{channel}", channel=channel, text=text, blocks=blocks)
        except SlackApiError as error:
            if error.response.get("error") in _CLOSED:
                return False
            raise
        return True

    if not steps.run("share", post):
        text, blocks = views.not_shared(channel)
        steps.run(
            "tell",
            lambda: poster.post(workspace, f"not shared:{key}", channel=asked_by, text=text, blocks=blocks),
        )
