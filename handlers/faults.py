"""The one door every error leaves by: what a person can mend is shown where it belongs, a fault gets a number."""

import json
import logging
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.books import Books, SeenBefore
from capabilities.refusal import Refusal
from handlers.deeds import deed_of, user_of
from handlers.views import faults as views

log = logging.getLogger("plumbline.faults")

_JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}


def register(app: App, books: Books) -> None:
    """Make this the app's error handler. An event that is refused is answered once, however often it comes."""

    @app.error
    def on_error(error: Exception, body: dict[str, Any], client: WebClient) -> BoltResponse:
        if isinstance(error, SeenBefore):
            return BoltResponse(status=200, body="")
        if isinstance(error, Refusal) and "event" in body:
            _answer_once(books, body, client, error.words)
            return BoltResponse(status=200, body="")
        if isinstance(error, Refusal):
            return _show(body, client, error.words, field=error.field)
        number = secrets.token_hex(3).upper()
        log.error("Fault %s while handling %s", number, _what(body), exc_info=error)
        if "event" in body:
            return BoltResponse(status=500, body="")  # Slack delivers it again
        return _show(body, client, views.fault_words(number), field=None)


def _answer_once(books: Books, body: Mapping[str, Any], client: WebClient, words: str) -> None:
    """Keep the delivery as done, then answer in its thread; the same delivery again finds it done."""
    try:
        with books.keep(deed_of(body)):
            pass
    except SeenBefore:
        return
    event = body["event"]
    where = {"channel": event.get("channel") or user_of(body), "thread_ts": event.get("thread_ts") or event.get("ts")}
    try:
        client.chat_postMessage(**where, text=words, blocks=views.refusal(words))
    except (SlackApiError, SlackClientError, OSError):
        log.exception("Could not show a refusal")


def _show(body: Mapping[str, Any], client: WebClient, words: str, *, field: str | None) -> BoltResponse:
    """Put the words where the person is: at the form's field, in the command's answer, or beside the button."""
    if body.get("type") == "view_submission":
        at = _field_of(body["view"], field)
        answer: dict[str, Any] = {"response_action": "errors", "errors": {at: words}}
        if not at:  # a form without a single field cannot show an error: show the words as the form
            answer = {"response_action": "update", "view": views.fault_view(words)}
        return BoltResponse(status=200, body=json.dumps(answer), headers=_JSON)
    if "command" in body:
        answer = {"response_type": "ephemeral", "text": words, "blocks": views.refusal(words)}
        return BoltResponse(status=200, body=json.dumps(answer), headers=_JSON)
    _tell(body, client, words)
    return BoltResponse(status=200, body="")


def _field_of(view: Mapping[str, Any], field: str | None) -> str:
    inputs = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    return field if field in inputs and field else (inputs[0] if inputs else "")


def _tell(body: Mapping[str, Any], client: WebClient, words: str) -> None:
    if _on_top(body, client, words):
        return
    user = user_of(body)
    channel = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
    try:
        if channel:
            try:
                client.chat_postEphemeral(channel=channel, user=user, text=words, blocks=views.refusal(words))
            except SlackApiError:  # the bot is not in that channel: the person's own messages will do
                channel = None
        if not channel:
            opened = client.conversations_open(users=user)
            client.chat_postMessage(channel=opened["channel"]["id"], text=words, blocks=views.refusal(words))
    except (SlackApiError, SlackClientError, OSError):
        log.exception("Could not show a refusal")


def _on_top(body: Mapping[str, Any], client: WebClient, words: str) -> bool:
    """Open the words over the window or the Home page a button was pressed in, where a message would go unseen."""
    window, trigger = (body.get("view") or {}).get("type"), str(body.get("trigger_id") or "")
    if not trigger or window not in ("modal", "home"):
        return False
    opened = client.views_push if window == "modal" else client.views_open
    try:
        opened(trigger_id=trigger, view=views.fault_view(words))
    except (SlackApiError, SlackClientError, OSError):  # three windows stand there already, or the moment has passed
        log.info("Could not open a refusal over a window", exc_info=True)
        return False
    return True


def _what(body: Mapping[str, Any]) -> str:
    event = body.get("event") or {}
    actions = [str(action.get("action_id")) for action in body.get("actions") or []]
    what = body.get("command") or event.get("type") or ",".join(actions) or (body.get("view") or {}).get("callback_id")
    return str(what or body.get("callback_id") or body.get("type"))
