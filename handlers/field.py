"""Ways in for field notes: /field with its lists and its search, and the buttons to mend, correct and undo a note."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.field import Field, Note, other_kinds, read
from capabilities.field.searching import LONGEST, Searching
from capabilities.refusal import Refusal
from capabilities.workspace import Workspaces
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.views import field as views
from handlers.views import field_answers as answer_views
from handlers.views import field_lists as list_views
from handlers.views.blocks import Block
from handlers.views.field import Memory
from handlers.words import typed

_EXAMPLES = (
    "/field want at:Acme a monthly plan they can cancel",
    "/field objection #mid-market too expensive next to vs:Fieldglass",
    "/field lead returned no_budget via:Webinar good talk, nothing this year",
    "/field mine",
    "/field search monthly plan",
)

Refresh = Callable[[str, str, str], None]  # user, workspace, reason
More = Callable[[Command, str], Reply | None]  # a sub-command with the words after it


@dataclass(frozen=True)
class FieldWays:
    """What the ways in for field notes use."""

    field: Field
    searching: Searching
    workspaces: Workspaces

    def mine(self, workspace: str, user: str) -> list[Block]:
        """One's own latest notes with their receipts."""
        notes = self.field.mine(workspace, user)
        receipts, zone = self.field.receipts(workspace, notes), self.workspaces.choices(workspace).tz
        return list_views.mine(notes, receipts, zone=zone, now=self.field.books.clock.now())

    def search(self, command: Command, words: str) -> Reply:
        if not re.search(r"\w", words):
            raise Refusal("What are you looking for? Try: /field search monthly plan")
        found = self.searching.search(command.deed.workspace, words, masking=self.field.masking)
        shown = list_views.found(found, self.workspaces.choices(command.deed.workspace).tz)
        return Reply("Notes found", shown + list_views.instead(typed(command.text)))

    def log(self, command: Command, words: str) -> Reply:
        to = f"url:{command.response_url}" if command.response_url else f"user:{command.deed.user}"
        note = self.field.log(command.deed, read(words), reply_to=to)
        return Reply("Logged. Thank you.", views.logged(note, other_kinds(note)))


def entry(ways: FieldWays, more: Mapping[str, More] | None = None) -> Entry:
    """The /field command. `more` are sub-commands of other capabilities, by their word."""

    def run(command: Command) -> Reply | None:
        if not command.text:
            command.client.views_open(trigger_id=command.trigger, view=views.form())
            return None
        words = typed(command.text)
        first, _, rest = words.partition(" ")
        word = first.lower()
        if word == "mine" and not rest:
            return Reply("Your latest notes", ways.mine(command.deed.workspace, command.deed.user))
        rest = rest.strip()
        if len(rest) > LONGEST:  # nobody searches for that much; it is a note that begins with such a word
            return ways.log(command, words)
        if word == "search":
            return ways.search(command, rest)
        if more and word in more:
            reply = more[word](command, rest)
            offered = list_views.instead(words) if reply is not None and rest else []
            return replace(reply, blocks=[*reply.blocks, *offered]) if reply is not None else None
        return ways.log(command, words)

    return Entry(
        "field", "[kind] [at:customer] [#segment] what they said", "Log what a customer wants.", _EXAMPLES, run
    )


def register(app: App, ways: FieldWays, refresh: Refresh) -> None:
    """Register the buttons. `refresh` shows App Home anew."""
    field = ways.field

    @app.action(views.EDIT)
    @app.action(views.DETAILS)
    def on_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        note = field.get(deed.workspace, deed.user, body["actions"][0]["value"])
        _fits(note)
        form = views.form(note, memory=Memory(note=note.id, shown=address_of(body)))
        if (body.get("view") or {}).get("type") == "modal":
            client.views_push(trigger_id=body["trigger_id"], view=form)
        else:
            client.views_open(trigger_id=body["trigger_id"], view=form)
        ack()

    @app.action(views.UNDO)
    def on_undo(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        note = field.undo(Deed(deed_of(body).workspace, deed_of(body).user), body["actions"][0]["value"])
        if (body.get("view") or {}).get("type") == "home":
            refresh(note.author, note.workspace, f"undo {note.id}")
        shown = views.undone(note)
        if _block_of(body).startswith(views.IN_LIST):
            shown += ways.mine(note.workspace, note.author)
        show(body, respond, client, "Undone.", shown)
        ack()

    @app.action(re.compile(f"^{views.KIND}"))
    def on_kind(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        deed = deed_of(body)
        note_id, _, kind = str(body["actions"][0].get("value") or "").partition(":")
        url = body.get("response_url")
        to = f"url:{url}" if url and is_ephemeral(body) else address_of(body) or f"user:{deed.user}"
        note = field.say_kind(deed, note_id, kind, reply_to=to)
        below = (body.get("message") or {}).get("blocks") or []
        show(body, respond, client, "Thank you.", views.under(views.logged(note), below))
        ack()

    @app.action(answer_views.UNDO_THIS)
    def on_repeated(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        note = field.undo(deed_of(body), body["actions"][0]["value"])
        show(body, respond, client, "Undone.", views.undone(note))
        ack()

    @app.action(answer_views.KEEP)
    def on_keep(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        deed, below = deed_of(body), (body.get("message") or {}).get("blocks")
        note = field.get(deed.workspace, deed.user, body["actions"][0]["value"])
        kept = answer_views.without_question(below) if below else answer_views.kept_both(note)
        show(body, respond, client, "Both are kept.", kept)
        ack()

    @app.action(list_views.WORDINGS)
    def on_wordings(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        note, earlier = field.wordings(deed.workspace, deed.user, body["actions"][0]["value"])
        zone = ways.workspaces.choices(deed.workspace).tz
        client.views_open(trigger_id=body["trigger_id"], view=list_views.wordings(note, earlier, zone))
        ack()

    @app.action(list_views.LOG_SEARCHED)
    def on_searched(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        said = read(str(body["actions"][0].get("value") or ""))
        note = field.log(deed_of(body), said, reply_to=f"url:{body.get('response_url') or ''}")
        show(body, respond, client, "Logged. Thank you.", views.logged(note, other_kinds(note)))
        ack()


def show(body: Mapping[str, Any], respond: Respond, client: WebClient, text: str, blocks: Sequence[Block]) -> None:
    """Show the blocks in place of what held the button, wherever that was."""
    view = body.get("view")
    if view and view.get("type") == "modal":
        client.views_update(view_id=view["id"], view=views.in_modal(blocks))
    elif body.get("response_url"):
        respond(text=text, blocks=list(blocks), replace_original=True)


def address_of(body: Mapping[str, Any]) -> str:
    """Where what held the button is shown anew: a form, a list, a passing confirmation, or a message that stays."""
    url, view = body.get("response_url"), body.get("view") or {}
    if view.get("type") == "modal":
        return f"view:{view['id']}"
    if not url:
        return ""
    if _block_of(body).startswith(views.IN_LIST):
        return f"list:{url}"
    return f"again:{url}" if is_ephemeral(body) else f"whole:{url}"


def is_ephemeral(body: Mapping[str, Any]) -> bool:
    return bool((body.get("container") or {}).get("is_ephemeral"))


def _block_of(body: Mapping[str, Any]) -> str:
    """The block id of the button pressed."""
    return str(body["actions"][0].get("block_id") or "")


def _fits(note: Note) -> None:
    """Raise Refusal for a note the form would cut short: saving it again would lose the rest."""
    for name, longest in views.HOLDS.items():
        if len(getattr(note, name)) > longest:
            raise Refusal(
                f"This note has more under “{views.ASKED[name]}” than a form can hold ({longest:,} characters), so it "
                "stays as it is. Log it again, shorter or in parts; within an hour you can undo this one."
            )
