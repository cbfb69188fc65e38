"""Ways in to change the brief by section: /brief edit, its buttons, its form."""

import difflib
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.brief import InForce, Product
from capabilities.refusal import NotAllowed, Refusal
from handlers.brief import BriefWays
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.views import brief as brief_views
from handlers.views import brief_edit as views
from handlers.views.blocks import Block
from handlers.views.brief_diff import called
from handlers.views.text import shorten

_NO_HEADINGS = (
    "This brief has no headings, so it has no sections to change here. Take it with /brief export, change it, and send "
    "me the file."
)


def edit(ways: BriefWays, command: Command, wanted: str, product: Product | None) -> Reply | None:
    """`/brief edit` lists the sections; with one named, its form opens."""
    briefs, deed = ways.briefs, command.deed
    key = product.key if product else None
    if key is None and briefs.current(deed.workspace) is None:
        key = next((row.product_key for row in briefs.drafts(deed.workspace)), None)
    working = briefs.working(deed.workspace, key)
    try:
        briefs.require_publisher(deed, working.version)
    except NotAllowed as refusal:
        raise Refusal(f"{refusal.words} Or propose a line to its owner: /brief propose") from refusal
    names = working.page.names()
    if not names:
        raise Refusal(_NO_HEADINGS)
    if not wanted:
        sizes = [(name, len(working.page.text(name) or "")) for name in names]
        return Reply("Change the brief", views.overview(working.version, sizes))
    command.client.views_open(trigger_id=command.trigger, view=_form(working, _section(working, wanted, names)))
    return None


def register(app: App, ways: BriefWays) -> None:
    """Register the buttons of the overview and the form."""
    briefs = ways.briefs

    @app.action(views.SECTION)
    def on_section(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        version_id, section = views.remembered(body["actions"][0]["value"])
        shown = briefs.version(deed.workspace, version_id)
        working = briefs.working(deed.workspace, shown.version.product_key if shown else None)
        briefs.require_publisher(deed, working.version)
        client.views_open(trigger_id=body["trigger_id"], view=_form(working, section))
        ack()

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, values = deed_of(body), body["view"]["state"]["values"]
        version_id, section = views.remembered(body["view"]["private_metadata"])
        text = values.get("text", {}).get("value", {}).get("value") or ""
        why = values.get("why", {}).get("value", {}).get("value") or ""
        try:
            done = briefs.edit(deed, version_id, section, text, why)
        except Refusal as refusal:
            refusal.field = refusal.field or "text"
            raise
        ack(response_action="update", view=brief_views.in_modal("Draft kept", views.saved(done, section)))


def _form(working: InForce, section: str) -> Block:
    text = working.page.text(section)
    if text is None:
        raise Refusal(f"The brief has no section “{section[:60]}” any more. Open /brief edit again.")
    if len(text) > views.LONGEST:
        raise Refusal(views.too_long(len(text)))
    return views.form(working.version, section, text)


def _section(working: InForce, wanted: str, names: list[str]) -> str:
    """The section meant: a heading of the brief, or one further down, near enough."""
    found = working.page.section(wanted)
    if found is not None:
        return " › ".join(found.path)
    known = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(wanted.casefold(), known, n=1, cutoff=0.6)
    # Changes go on top of the newest draft, which may hold less than what is in force.
    whose = "The brief" if working.version.published_at else called(working.version).capitalize()
    if not near:
        raise Refusal(f"{whose} has no section “{shorten(wanted, 60)}”. It has: {', '.join(names)}.")
    return known[near[0]]
