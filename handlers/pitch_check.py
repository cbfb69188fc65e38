"""Ways in for checking one's own text: /check, its form, and the shortcut on a message."""

from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.pitch.checking import LONGEST, Checks
from capabilities.refusal import Refusal
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.inside import require_colleague
from handlers.views import pitch_check as views
from handlers.views.blocks import Block
from handlers.words import typed

_EXAMPLES = (
    "/check We set it up in 12 working days, and the first month is on us.",
    "/check",
)
NO_WORDS = "That message has no words to check. Put your own here."


def entry(checks: Checks) -> Entry:
    """The /check command."""

    def run(command: Command) -> Reply | None:
        if not command.text:
            checks.ready(command.deed.workspace)
            command.client.views_open(trigger_id=command.trigger, view=views.form())
            return None
        return _reply(checks, command.deed.workspace, typed(command.text))

    return Entry("check", "what you are about to say", "Your own text, held to the brief.", _EXAMPLES, run)


def register(app: App, checks: Checks) -> None:
    """Register the form, the shortcut and "Check again"."""

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        text = str(body["view"]["state"]["values"][views.FIELD]["value"].get("value") or "")
        ack(response_action="update", view=views.form(text, checks.check(deed_of(body).workspace, text)))

    @app.shortcut(views.SHORTCUT)
    def on_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        text = typed(str(body["message"].get("text") or ""))
        client.views_open(trigger_id=body["trigger_id"], view=_of_message(checks, deed_of(body), text))
        ack()

    @app.action(views.AGAIN)
    def on_again(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        text = str(body["actions"][0].get("value") or "")
        if text:
            reply = _reply(checks, deed_of(body).workspace, text)
            respond(text=reply.text, blocks=list(reply.blocks), replace_original=True)
        else:  # it was more than a button carries
            client.views_open(trigger_id=body["trigger_id"], view=views.form())
        ack()


def _reply(checks: Checks, workspace: str, text: str) -> Reply:
    checked = checks.check(workspace, text)
    return Reply(views.summary(checked), views.verdict(checked))


def _of_message(checks: Checks, deed: Deed, text: str) -> Block:
    """A shortcut answers in a form, whatever the answer is."""
    try:
        require_colleague(checks.books, deed)
        checks.ready(deed.workspace)
        if not any(each.isalnum() for each in text):
            return views.form(words=NO_WORDS)
        return views.form(text[:LONGEST], checks.check(deed.workspace, text))
    except Refusal as refusal:
        return views.said(refusal.words)
