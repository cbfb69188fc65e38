"""Ways in for field notes: /field, the form, the message shortcut, Edit and Undo."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Deed
from capabilities.field import Field, Note, Said, amount_in, read
from capabilities.refusal import Refusal
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.views import field as views
from handlers.views.blocks import Block
from handlers.words import typed

_EXAMPLES = (
    "/field want at:Acme a monthly plan they can cancel",
    "/field objection #mid-market too expensive next to vs:Fieldglass",
    "/field lead returned no_budget via:Webinar good talk, nothing this year",
    "/field mine",
)


def entry(field: Field) -> Entry:
    """The /field command."""

    def run(command: Command) -> Reply | None:
        if not command.text:
            command.client.views_open(trigger_id=command.trigger, view=views.form())
            return None
        if command.text.lower() == "mine":
            return Reply("Your latest notes", views.mine(field.mine(command.deed.workspace, command.deed.user)))
        note = field.log(command.deed, read(typed(command.text)))
        return Reply("Logged. Thank you.", views.logged(note))

    return Entry(
        "field",
        "[kind] [at:customer] [#segment] what they said",
        "Log what a customer wants.",
        _EXAMPLES,
        run,
    )


def register(app: App, field: Field, refresh: Callable[[str, str, str], None]) -> None:
    """Register the form, the shortcuts and the buttons. `refresh` (user, workspace, reason) shows App Home anew."""

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        note_id, _, permalink = view["private_metadata"].partition("\n")
        said, customer_words = said_in(view["state"]["values"])
        if note_id:
            note = field.edit(deed, note_id, said, customer_words=customer_words)
        else:
            note = field.log(deed, said, permalink=permalink, customer_words=customer_words)
        refresh(note.author, note.workspace, f"note {body['view']['id']}")
        shown = views.changed(note) if note_id else views.logged(note)
        ack(response_action="update", view=views.in_modal(shown))

    @app.shortcut(views.GLOBAL)
    def on_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=views.form())
        ack()

    @app.shortcut(views.SHORTCUT)
    def on_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        message = body["message"]
        link = _link(client, body["channel"]["id"], message["ts"])
        author = str((message.get("user") and _name(client, message["user"])) or message.get("username") or "")
        text = typed(str(message.get("text") or ""))[:3000]
        client.views_open(trigger_id=body["trigger_id"], view=views.form(text=text, permalink=link, author=author))
        ack()

    @app.action(views.EDIT)
    def on_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        note = field.get(deed.workspace, deed.user, body["actions"][0]["value"])
        _fits(note)
        if body.get("view", {}).get("type") == "modal":
            client.views_push(trigger_id=body["trigger_id"], view=views.form(note))
        else:
            client.views_open(trigger_id=body["trigger_id"], view=views.form(note))
        ack()

    @app.action(views.UNDO)
    def on_undo(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        note = field.undo(Deed(deed_of(body).workspace, deed_of(body).user), body["actions"][0]["value"])
        if (body.get("view") or {}).get("type") == "home":
            refresh(note.author, note.workspace, f"undo {note.id}")
        _replace(body, respond, client, views.undone(note))
        ack()


def said_in(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[Said, str]:
    """The note in a submitted form, and the customer's own words."""

    def of(name: str) -> str:
        state = (values.get(name) or {}).get("value") or {}
        chosen = state.get("selected_option") or {}
        return str(state.get("value") or chosen.get("value") or "").strip()

    amount, currency = amount_in(of("amount"))
    said = Said(
        text=of("text"), kind=of("kind"), account=of("account"), segment=of("segment").lstrip("#"),
        stage=of("stage"), competitor=of("competitor"), via_channel=of("via_channel"), lead_verdict=of("lead_verdict"),
        return_reason=of("return_reason"), amount=amount, currency=currency,
    )  # fmt: skip
    if said.return_reason and not said.lead_verdict:
        said = replace(said, lead_verdict="returned")
    if said.lead_verdict == "accepted":  # a reason chosen before the verdict was changed says nothing any more
        said = replace(said, return_reason="")
    return said, of("customer_words")


def _fits(note: Note) -> None:
    """Raise Refusal for a note the form would cut short: saving it again would lose the rest."""
    for name, longest in views.HOLDS.items():
        if len(getattr(note, name)) > longest:
            raise Refusal(
                f"This note has more under “{views.ASKED[name]}” than a form can hold ({longest:,} characters), so it "
                "stays as it is. Log it again, shorter or in parts; within an hour you can undo this one."
            )


def _link(client: WebClient, channel: str, ts: str) -> str:
    """The message's address; empty where the bot is not let in, and the note goes without."""
    try:
        return str(client.chat_getPermalink(channel=channel, message_ts=ts).get("permalink") or "")
    except SlackApiError:
        return ""


def _name(client: WebClient, user: str) -> str:
    person = client.users_info(user=user).get("user") or {}
    return str(person.get("real_name") or person.get("name") or "")


def _replace(body: Mapping[str, Any], respond: Respond, client: WebClient, blocks: list[Block]) -> None:
    """Show the blocks in place of what held the button, wherever that was."""
    view = body.get("view")
    if view and view.get("type") == "modal":
        client.views_update(view_id=view["id"], view=views.in_modal(blocks))
    elif body.get("response_url"):
        respond(text="Undone.", blocks=blocks, replace_original=True)
