"""Posts what somebody shares into the channel they chose, once, and tells them when Slack does not let us."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Deed
from capabilities.refusal import Refusal
from handlers.deeds import deed_of
from handlers.ports import Job, Steps
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


@dataclass(frozen=True)
class Shared:
    """What is shared: whose it is, and the message others see."""

    asked_by: str
    text: str
    blocks: Sequence[Block]


def register(
    app: App,
    *,
    button: str,
    form: str,
    opened: Callable[[Deed, str], Block],
    share: Callable[[Deed, str, str], None],
) -> None:
    """The button, which opens a form for who pressed it and an id, and the form, which shares in the channel chosen."""

    @app.action(button)
    def on_share(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = opened(deed_of(body), body["actions"][0]["value"])
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.view(form)
    def on_channel(ack: Ack, body: dict[str, Any]) -> None:
        channel = chosen_channel(body["view"])
        share(deed_of(body), body["view"]["private_metadata"], channel)
        ack(response_action="update", view=views.sharing(channel))


def chosen_channel(view: Mapping[str, Any]) -> str:
    """The channel picked in a share form. Raises Refusal when none was."""
    state = view["state"]["values"].get(views.CHANNEL, {}).get("value") or {}
    channel = str(state.get("selected_conversation") or "")
    if not channel:
        raise Refusal("Choose a channel.", field=views.CHANNEL)
    return channel


def job(what: str, poster: Poster, shared: Callable[[str, str], Shared]) -> Job:
    """The work of sharing, under a key of id, channel and the very request.

    `shared` gives the message of a workspace and an id; it is posted once for each id and channel.
    """

    def share(steps: Steps, workspace: str, key: str) -> None:
        own_id, channel, _ = key.split(":", 2)
        whole = shared(workspace, own_id)

        def post() -> bool:
            once = f"{what}:{own_id}:in:{channel}"
            try:
                poster.post(workspace, once, channel=channel, text=whole.text, blocks=whole.blocks)
            except SlackApiError as error:
                if error.response.get("error") in _CLOSED:
                    return False
                raise
            return True

        def tell() -> str:
            text, blocks = views.not_shared(channel)
            once = f"not shared:{what}:{key}"
            return poster.post(workspace, once, channel=whole.asked_by, text=text, blocks=blocks)

        if not steps.run("share", post):
            steps.run("tell", tell)

    return share
