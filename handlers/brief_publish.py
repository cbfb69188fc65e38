"""Ways in to publish the brief: the review of a draft, its buttons, /brief publish, history, diff, default, export."""

import re
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.brief import BriefVersion, Failing, Overtaken, Product
from capabilities.refusal import Refusal
from handlers.brief import BriefWays, Word
from handlers.brief_edit import edit
from handlers.brief_reviews import jobs
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.views import brief as brief_views
from handlers.views import brief_diff as diff_views
from handlers.views import brief_publish as views
from handlers.views.blocks import MESSAGE_BLOCKS

__all__ = ["jobs", "register", "words"]


def words() -> dict[str, Word]:
    """What /brief does about versions, by the word after it."""
    return {
        "history": _history, "diff": _diff, "publish": _publish, "default": _default, "export": _export, "edit": edit,
    }  # fmt: skip


def _history(ways: BriefWays, command: Command, _: str, product: Product | None) -> Reply:
    workspace, user = command.deed.workspace, command.deed.user
    rows = ways.briefs.versions(workspace, product.key if product else None)
    drafts = {row.product_key: row for row in rows if row.published_at is None}
    own = {key for key, row in drafts.items() if ways.briefs.may_publish(workspace, user, row)}
    seen = [row for row in rows if row.published_at or row.product_key in own]
    return Reply("Versions of the brief", brief_views.versions(seen, ways.zone(workspace)))


def _diff(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply:
    briefs, workspace = ways.briefs, command.deed.workspace
    numbers = [int(each) for each in re.findall(r"\d{1,6}", rest)]
    current = ways.meant(workspace, product)
    key = product.key if product else current.version.product_key if current else _only_product(ways, workspace)
    if len(numbers) > 2:
        raise Refusal("Two versions can be compared: /brief diff 2 3")
    if len(numbers) == 2:
        one, other = (briefs.numbered(workspace, key, number) for number in numbers)
    elif numbers:
        one, other = ways.needed(workspace, product), briefs.numbered(workspace, key, numbers[0])
        if other.version.published_at is not None and other.version.number < one.version.number:
            one, other = other, one  # of two that were in force the earlier first; a draft is what would come
    else:
        one, other = ways.needed(workspace, product), briefs.working(workspace, key)
        if one.version.id == other.version.id:
            raise Refusal("There is no open draft to compare. Name two versions: /brief diff 1 2")
    for each in (one, other):
        if each.version.published_at is None:
            briefs.require_publisher(command.deed, each.version)
    found = briefs.diff(workspace, one.version.id, other.version.id)
    return Reply("What changed in the brief", diff_views.shown(found, most=MESSAGE_BLOCKS))


def _publish(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply | None:
    briefs, workspace = ways.briefs, command.deed.workspace
    number = re.fullmatch(r"(?:v|version\s+)?(\d{1,6})", rest, re.IGNORECASE)
    current = ways.meant(workspace, product)
    key = product.key if product else current.version.product_key if current else None
    if number:
        draft = briefs.numbered(workspace, key or _only_product(ways, workspace), int(number.group(1))).version
    elif rest:
        raise Refusal("Say which draft by its number, as in /brief publish 3, or leave it out for the newest.")
    else:
        draft = _newest_draft(ways, command.deed, key)
    done = _put_in_force(ways, command.deed, draft, command.client, command.trigger)
    return Reply("Published.", views.settled(done, zone=ways.zone(workspace))) if done else None


def _default(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply:
    wanted = rest or (product.name if product else "")
    if not wanted:
        return Reply("Products", brief_views.products(ways.briefs.products(command.deed.workspace)))
    done = ways.briefs.set_default(command.deed, wanted)
    return Reply(f"{done.name} is the default now.", brief_views.default_set(done))


def _export(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply:
    briefs, workspace = ways.briefs, command.deed.workspace
    number = re.search(r"\d{1,6}", rest)
    key = product.key if product else None
    if number:
        key = key or ways.needed(workspace, None).version.product_key
        wanted = briefs.numbered(workspace, key, int(number.group())).version
    else:
        wanted = ways.needed(workspace, product).version
    if wanted.published_at is None:
        briefs.require_publisher(command.deed, wanted)
    briefs.ask_export(command.deed, wanted.id)
    return Reply("On its way.", brief_views.exporting(wanted))


def register(app: App, ways: BriefWays) -> None:
    """Register the buttons of a reviewed draft and the form to publish it all the same."""
    briefs = ways.briefs

    @app.action(views.PUBLISH)
    def on_publish(ack: Ack, body: dict[str, Any], client: WebClient, respond: Respond) -> None:
        deed = deed_of(body)
        draft = _draft(ways, deed, body["actions"][0]["value"])
        window = body.get("view") or {}
        in_window = window.get("type") == "modal"
        done = _put_in_force(ways, deed, draft, client, body["trigger_id"], over=in_window)
        if done is not None:
            shown = views.settled(done, zone=ways.zone(deed.workspace))
            if in_window:
                client.views_update(view_id=window["id"], view=brief_views.in_modal("Published", shown))
            elif body.get("response_url"):
                respond(text="Published.", blocks=shown, replace_original=True)
        ack()

    @app.action(views.DROP)
    def on_drop(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        deed = deed_of(body)
        done = briefs.drop(deed, body["actions"][0]["value"])
        if body.get("response_url"):
            shown = views.settled(done, zone=ways.zone(deed.workspace))
            respond(text="Dropped.", blocks=shown, replace_original=True)
        ack()

    @app.action(views.CHANGES)
    def on_changes(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        draft = _draft(ways, deed, body["actions"][0]["value"])
        briefs.require_publisher(deed, draft)
        current = briefs.current(deed.workspace, draft.product_key)
        if current is None or current.version.id == draft.id:
            shown = brief_views.first_version(draft)
        else:
            shown = diff_views.shown(briefs.diff(deed.workspace, current.version.id, draft.id))
        client.views_open(trigger_id=body["trigger_id"], view=brief_views.in_modal("What would change", shown))
        ack()

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, memory = deed_of(body), views.Memory.read(body["view"]["private_metadata"])
        values = body["view"]["state"]["values"]
        override = values.get("override", {}).get("value", {}).get("value") or ""
        done = briefs.publish(deed, memory.version, override=override, over=memory.over)
        drafted = _draft(ways, deed, memory.version) if done.id != memory.version else None
        settled = views.settled(done, zone=ways.zone(deed.workspace), drafted=drafted)
        shown = brief_views.in_modal("Published", settled)
        if behind := body["view"].get("previous_view_id"):  # the window it was opened on would still offer to publish
            client.views_update(view_id=behind, view=shown)
            ack()
        else:
            ack(response_action="update", view=shown)


def _put_in_force(
    ways: BriefWays, deed: Deed, draft: BriefVersion, client: WebClient, trigger: str, *, over: bool = False
) -> BriefVersion | None:
    """Publish a draft; where a word is wanted first, open the form that asks for it and return None.

    `over` opens it on top of the window the button stands in.
    """
    try:
        return ways.briefs.publish(deed, draft.id)
    except (Failing, Overtaken) as refusal:
        overtaken = refusal if isinstance(refusal, Overtaken) else None
        failed, zone = views.failing_questions(draft), ways.zone(deed.workspace)
        (client.views_push if over else client.views_open)(
            trigger_id=trigger, view=views.form(draft, overtaken, failed, zone=zone)
        )
    return None


def _newest_draft(ways: BriefWays, deed: Deed, key: str | None) -> BriefVersion:
    """The newest open draft of a product; of the only one that has a draft, where none is in force or named."""
    drafts = ways.briefs.drafts(deed.workspace)
    own = [row for row in drafts if key in (None, row.product_key)]
    names = sorted({row.product for row in (own or drafts)})
    if not own or len(names) > 1:
        ways.briefs.may_file(deed)
        if not drafts:
            way = "/brief edit makes one" if ways.briefs.current(deed.workspace) else "/brief file takes the first"
            raise Refusal(f"There is no open draft. {way}, or send me the brief as a Markdown file.")
        listed = ", ".join(f"/brief {name} publish" for name in names[:5])
        which = "Several products have a draft" if own else "There is no open draft of this product, but of another"
        raise Refusal(f"{which}. Say which is meant: {listed}")
    return own[0]


def _draft(ways: BriefWays, deed: Deed, version_id: str) -> BriefVersion:
    found = ways.briefs.version(deed.workspace, version_id)
    if found is None:
        raise Refusal("That draft is no longer here. /brief history shows what there is.")
    return found.version


def _only_product(ways: BriefWays, workspace: str) -> str:
    """The one product there is, where nothing is published yet."""
    found = {row.product_key for row in ways.briefs.versions(workspace)}
    if not found:
        raise Refusal("There is no version yet. /brief file takes the first.")
    if len(found) > 1:
        raise Refusal("Say which product first, as in /brief <product> publish. /brief products shows what there is.")
    return found.pop()
