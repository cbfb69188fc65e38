"""Ways in for proposed changes of the brief: the list, deciding on one, proposing one, and who is told."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Deed
from capabilities.brief.proposing import Proposals, owner_key, writer_key
from capabilities.nudges import bare
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.showing import shown
from handlers.theme_forms import said_in
from handlers.views import brief_proposals as views
from handlers.views import brief_propose as propose_views
from handlers.views.blocks import Block

Gap = Callable[[str, str, str], str]  # workspace, person, key of a gap: what was asked there
Said = Callable[[str, str, Sequence[str]], list[str]]  # workspace, version, proposals; answers that the brief gives now


def listing(proposals: Proposals, command: Command, words: str = "") -> Reply:
    """/brief proposals, of all products or of the one named in the words."""
    workspace, user = command.deed.workspace, command.deed.user
    product, _ = proposals.briefs.addressed(workspace, words)
    key = product.key if product is not None else ""
    every, decided = (
        proposals.for_reader(workspace, user, [each for each in several if key in ("", each.product_key)])
        for several in (proposals.open(workspace), proposals.decided(workspace))
    )
    return Reply("Proposed changes of the brief", views.listing(every, decided))


def proposing(proposals: Proposals, command: Command, words: str) -> Reply | None:
    """/brief propose: with words a form; without, for who may decide, a look at what the field says."""
    product, words = proposals.briefs.addressed(command.deed.workspace, words)
    own = product is None or product.default  # what the field says is weighed against the default product's brief
    if not words and own and proposals.may_decide(command.deed.workspace, command.deed.user):
        proposals.ask_to_look(command.deed)
        return Reply("I look at what the field says.", views.looking())
    key = product.key if product is not None else ""
    _open_form(proposals, command.deed, command.client, command.trigger, product=key, words=words)
    return None


def register(app: App, proposals: Proposals, gap: Gap | None = None) -> None:
    """Register the buttons and forms. `gap` says what was asked under the key of a gap."""
    _deciding(app, proposals)

    @app.action(views.LOOK_AT)
    def on_open(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = _modal(proposals, deed_of(body), body["actions"][0]["value"])
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    @app.action(views.NEW)
    def on_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        _open_form(proposals, deed_of(body), client, body["trigger_id"])
        ack()

    @app.action(propose_views.FOR_GAP)
    def on_gap(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        key, _, product = str(body["actions"][0]["value"]).partition(" ")
        asked = gap(deed.workspace, deed.user, key) if gap is not None else ""
        why = f"The brief is silent on this: “{asked}”" if asked else "The brief is silent on this."
        _open_form(proposals, deed, client, body["trigger_id"], product=product, why=why, gap=key, about=asked)
        ack()

    @app.options({"block_id": propose_views.PLACE, "action_id": "value"})
    def on_places(ack: Ack, body: dict[str, Any]) -> None:
        kept, typed = json.loads(body["view"]["private_metadata"]), str(body.get("value") or "")
        found = proposals.places(deed_of(body).workspace, kept["base"], typed, about=kept.get("about", ""))
        groups = propose_views.places(*found)
        ack(option_groups=groups) if groups else ack(options=[])

    @app.view(propose_views.FORM)
    def on_propose(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        said, kept = said_in(view["state"]["values"]), json.loads(view["private_metadata"])
        place = propose_views.placed(said.get(propose_views.PLACE, ""))
        path = place.get("path", ())
        proposals.by_person(
            deed_of(body), base=kept["base"], gap=kept.get("gap", ""), words=said.get("words", ""),
            why=said.get("why", ""), ref=str(place.get("ref", "")), path=path if isinstance(path, tuple) else (),
        )  # fmt: skip
        ack(response_action="update", view=propose_views.handed_in())


def _deciding(app: App, proposals: Proposals) -> None:
    @app.action(views.ACCEPT)
    def on_accept(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, proposal = deed_of(body), body["actions"][0]["value"]
        with _as_it_stands(proposals, body, client):
            proposals.accept(deed, proposal)
        _show_in(client, (body.get("view") or {}).get("id"), _modal(proposals, deed, proposal))
        ack()

    @app.action(views.EDIT)
    def on_edit(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        with _as_it_stands(proposals, body, client):
            proposal = proposals.to_decide(deed_of(body), body["actions"][0]["value"])
        _open_over(client, body, views.edit_form(proposal))
        ack()

    @app.action(views.DECLINE)
    def on_decline(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        with _as_it_stands(proposals, body, client):
            proposal = proposals.to_decide(deed, body["actions"][0]["value"])
        with_theme = proposals.may_decline_theme(deed.workspace, deed.user, proposal)
        _open_over(client, body, views.decline_form(proposal, with_theme=with_theme))
        ack()

    @app.view(views.EDIT_FORM)
    def on_edited(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, own_id = deed_of(body), body["view"]["private_metadata"]
        words = said_in(body["view"]["state"]["values"]).get("words", "")
        if not words:
            raise Refusal("Write the line as it should read.", field="words")
        proposals.accept(deed, own_id, words)
        _show_after(proposals, ack, body, client, own_id)

    @app.view(views.DECLINE_FORM)
    def on_declined(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, own_id = deed_of(body), body["view"]["private_metadata"]
        said = said_in(body["view"]["state"]["values"])
        proposals.decline(deed, own_id, said.get("reason", ""), with_theme="theme" in (said.get("theme") or ()))
        _show_after(proposals, ack, body, client, own_id)


def jobs(proposals: Proposals, poster: Poster, said: Said | None = None) -> dict[str, Job]:
    """Looking for what the field asks; telling the owner, who proposed it, and whoever is cited once it is in force.

    `said` is told which proposals' lines a version brought into force.
    """

    def propose(steps: Steps, workspace: str, key: str) -> None:
        asker = key.split(":")[1] if key.startswith("asked:") else ""
        begun = datetime.fromisoformat(steps.run("begin", lambda: proposals.books.clock.now().isoformat()))
        for each in steps.run("open again", lambda: proposals.open_again(workspace)):
            steps.run(f"show {each}", partial(show, workspace, each))
        made = steps.run("look", lambda: proposals.look(workspace, begun))
        # One message a day, about the strongest: the others wait in the list, and none is lost.
        heard = [steps.run(f"tell {each}", partial(tell_owner, workspace, each, asker)) for each in made[:1]]
        if asker and asker not in heard:

            def answer() -> str:
                text, blocks = views.looked(len(made), len(proposals.open(workspace)))
                return poster.post(workspace, f"looked:{key}", channel=asker, text=text, blocks=blocks)

            steps.run("answer", answer)

    def tell_owner(workspace: str, proposal: str, asker: str = "") -> str:
        owner = proposals.to_tell_owner(workspace, proposal, asked=asker)
        if owner is None:
            return ""
        text, blocks = owners_message(workspace, proposal)
        reached = poster.reach(workspace, owner_key(proposal), to=owner, text=text, blocks=blocks)
        return owner if reached else ""

    def owners_message(workspace: str, proposal: str) -> tuple[str, Sequence[Block]]:
        proposed = proposals.get(workspace, proposal)
        waiting = sum(each.id != proposal for each in proposals.open(workspace))
        return views.message(proposed, proposals.zone(workspace), waiting=waiting)

    def proposed(steps: Steps, workspace: str, key: str) -> None:
        own_id = bare(key)
        steps.run("gather", lambda: proposals.gather(workspace, own_id))
        steps.run("tell", lambda: tell_owner(workspace, own_id))

    def decided(steps: Steps, workspace: str, key: str) -> None:
        own_id, _, _ = key.partition(":")
        steps.run("show", partial(show, workspace, own_id))

        def answer() -> bool:
            proposal = proposals.get(workspace, own_id)
            if proposal.made_by in (PROGRAM, proposal.decided_by):
                return False
            text, blocks = views.decided(proposal, proposals.zone(workspace))
            return poster.reach(workspace, f"proposal:{key}:decided", to=proposal.made_by, text=text, blocks=blocks)

        steps.run("answer", answer)

    def published(steps: Steps, workspace: str, key: str) -> None:
        version, _, waited = bare(key).partition(":")
        if waited:  # somebody who could not be told when it was published
            steps.run(f"tell {waited}", lambda: tell_writer(workspace, version, waited))
            return
        people = steps.run("find", lambda: proposals.published(workspace, key))
        for user in people:
            steps.run(f"tell {user}", partial(tell_writer, workspace, key, user))
        changed = steps.run("changed", lambda: proposals.in_version(workspace, key))
        for own_id in changed:
            steps.run(f"show {own_id}", partial(show, workspace, own_id))
        if said is not None:
            steps.run("said", lambda: said(workspace, key, changed))
        steps.run("put aside", lambda: proposals.overtaken(workspace, key))

    def show(workspace: str, own_id: str) -> bool:
        return shown(poster, workspace, owner_key(own_id), owners_message(workspace, own_id))

    def tell_writer(workspace: str, version: str, user: str) -> bool:
        changes = proposals.changed_for(workspace, version, user)
        if not changes or not proposals.to_tell_writer(workspace, version, user):
            return False
        text, blocks = views.changed(changes)
        return poster.reach(workspace, writer_key(version, user), to=user, text=text, blocks=blocks)

    return {
        "brief_propose": propose,
        "brief_proposed": proposed,
        "brief_decided": decided,
        "brief_published": published,
    }


def _open_form(
    proposals: Proposals, deed: Deed, client: WebClient, trigger: str, *, product: str = "", words: str = "",
    why: str = "", gap: str = "", about: str = "",
) -> None:  # fmt: skip
    brief = proposals.to_change(deed.workspace, deed.user, product or None)
    client.views_open(trigger_id=trigger, view=propose_views.form(brief, words=words, why=why, gap=gap, about=about))


def _modal(proposals: Proposals, deed: Deed, proposal_id: str) -> Block:
    proposal = proposals.for_one(deed.workspace, deed.user, proposal_id)
    may = proposals.may_decide(deed.workspace, deed.user, proposal.product_key)
    return views.modal(proposal, proposals.zone(deed.workspace), may_decide=may)


@contextmanager
def _as_it_stands(proposals: Proposals, body: Mapping[str, Any], client: WebClient) -> Iterator[None]:
    """What is refused, as another decided it meanwhile, leaves the window it was pressed in as the proposal stands."""
    try:
        yield
    except Refusal:
        window = body.get("view") or {}
        if window.get("type") == "modal":
            _show_in(client, window.get("id"), _modal(proposals, deed_of(body), body["actions"][0]["value"]))
        raise


def _open_over(client: WebClient, body: Mapping[str, Any], view: Block) -> None:
    """Open a form on top of what is open, or by itself where it was asked for in a message."""
    if (body.get("view") or {}).get("type") == "modal":
        client.views_push(trigger_id=body["trigger_id"], view=view)
    else:
        client.views_open(trigger_id=body["trigger_id"], view=view)


def _show_in(client: WebClient, view_id: str | None, view: Block) -> None:
    if not view_id:
        return  # it was decided in a message, which is brought up to date by durable work
    try:
        client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:  # it was closed meanwhile; what was asked for is done
        if error.response.get("error") not in ("not_found", "view_not_found"):
            raise


def _show_after(proposals: Proposals, ack: Ack, body: Mapping[str, Any], client: WebClient, proposal_id: str) -> None:
    """Show what came of a form: in what it was opened on, or else in its own place."""
    view, behind = _modal(proposals, deed_of(body), proposal_id), body["view"].get("previous_view_id")
    if behind:
        _show_in(client, behind, view)
        ack()
    else:
        ack(response_action="update", view=view)
