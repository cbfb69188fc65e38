"""Ways in to change the brief by section: /brief edit, its buttons, its forms."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.brief import InForce, Product, Removing, spots
from capabilities.refusal import NotAllowed, Refusal
from handlers.brief import BriefWays
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.views import brief as brief_views
from handlers.views import brief_edit as views
from handlers.views.blocks import Block


def edit(ways: BriefWays, command: Command, wanted: str, product: Product | None) -> Reply | None:
    """`/brief edit` lists the sections; with one named, its form opens, empty where the brief lacks that section."""
    briefs, deed = ways.briefs, command.deed
    key = product.key if product else None
    if key is None and briefs.current(deed.workspace) is None:
        key = next((row.product_key for row in briefs.drafts(deed.workspace)), None)
    working = briefs.working(deed.workspace, key)
    try:
        briefs.require_publisher(deed, working.version)
    except NotAllowed as refusal:
        needs = NotAllowed("Changing the brief", role=refusal.role, ask=refusal.ask).words
        raise Refusal(f"{needs} Or propose a line to its owner: /brief propose") from refusal
    page, version = working.page, working.version
    missing = spots.missing(page.sections)
    if not wanted:
        sizes = [(name, len(page.text(name) or "")) for name in page.names()]
        return Reply("Change the brief", views.overview(version, sizes, missing))
    section = _section(working, wanted)
    if section is None:
        return Reply("There is no such section.", views.unknown(version, wanted, page.names(), missing))
    command.client.views_open(trigger_id=command.trigger, view=_form(working, section, new=True))
    return None


def register(app: App, ways: BriefWays) -> None:
    """Register the buttons of the overview and the forms."""
    briefs = ways.briefs

    def open_form(ack: Ack, body: dict[str, Any], client: WebClient, value: str) -> None:
        deed, memory = deed_of(body), views.Memory.read(value)
        shown = briefs.version(deed.workspace, memory.version)
        working = briefs.working(deed.workspace, shown.version.product_key if shown else None)
        briefs.require_publisher(deed, working.version)
        client.views_open(trigger_id=body["trigger_id"], view=_form(working, memory.section, new=memory.new))
        ack()

    @app.action(views.SECTION)
    @app.action(views.ADD_NAMED)
    def on_section(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        open_form(ack, body, client, body["actions"][0]["value"])

    @app.action(views.ADD)
    def on_add(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        open_form(ack, body, client, body["actions"][0]["selected_option"]["value"])

    def keep(ack: Ack, deed: Deed, memory: views.Memory, text: str, *, sure: bool) -> None:
        new = memory.new
        done = briefs.edit(deed, memory.version, memory.section, text, memory.why, new=new, sure=sure)
        ack(response_action="update", view=brief_views.in_modal("Draft kept", views.saved(done, memory.section)))

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, values = deed_of(body), body["view"]["state"]["values"]
        asked = views.Memory.read(body["view"]["private_metadata"])
        text = values.get("text", {}).get("value", {}).get("value") or ""
        why = values.get("why", {}).get("value", {}).get("value") or ""
        memory = views.Memory(asked.version, asked.section, asked.new, why)
        try:
            keep(ack, deed, memory, text, sure=False)
        except Removing as removing:
            shown = briefs.version(deed.workspace, memory.version)
            assert shown is not None  # else nothing would have been found in it
            ack(response_action="update", view=views.sure(memory, removing, shown.version))

    @app.view(views.SURE)
    def on_sure(ack: Ack, body: dict[str, Any]) -> None:
        keep(ack, deed_of(body), views.Memory.read(body["view"]["private_metadata"]), "", sure=True)


def _form(working: InForce, section: str, *, new: bool) -> Block:
    if len(section) > views.LONGEST_NAME:  # a form remembers no more
        raise Refusal("The name of this section is too long for a form. Take the brief with /brief export.")
    text = working.page.text(section)
    if text is None and new:
        return views.form(working.version, section, "", working.page.spot(section))
    if text is None:
        raise Refusal(f"The brief has no section “{section[:60]}” any more. Open /brief edit again.")
    if len(text) > views.LONGEST:
        raise Refusal(views.too_long(len(text)))
    return views.form(working.version, section, text)


def _section(working: InForce, wanted: str) -> str | None:
    """The section meant: one of the brief, one further down, one that the brief may have, or one to be put into
    another ("Who › Schools"). None where the words mean no section."""
    found = working.page.section(wanted)
    if found is not None:
        return " › ".join(found.path)
    if "›" in wanted or ">" in wanted:
        return wanted
    return spots.meant(working.page.sections, wanted)
