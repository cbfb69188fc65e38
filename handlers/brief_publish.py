"""Ways in to publish the brief: /brief publish, and the buttons of a draft that was read through."""

import re
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.brief import BriefVersion, Failing, Overtaken, Product
from capabilities.refusal import Refusal
from handlers import brief_versions
from handlers.brief import BriefWays, Word
from handlers.brief_edit import edit
from handlers.brief_reviews import jobs
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.views import brief as brief_views
from handlers.views import brief_diff as diff_views
from handlers.views import brief_publish as views

__all__ = ["jobs", "register", "words"]


def words() -> dict[str, Word]:
    """What /brief does about drafts and versions, by the word after it."""
    return {"publish": _publish, "edit": edit, **brief_versions.words()}


def _publish(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply | None:
    briefs, workspace = ways.briefs, command.deed.workspace
    number = re.fullmatch(r"(?:v|version\s+)?(\d{1,6})", rest, re.IGNORECASE)
    if number:
        draft = briefs.numbered(workspace, ways.key(workspace, product), int(number.group(1))).version
    elif rest:
        raise Refusal("Say which draft by its number, as in /brief publish 3, or leave it out for the newest.")
    else:
        current = ways.meant(workspace, product)
        key = product.key if product else current.version.product_key if current else None
        draft = _newest_draft(ways, command.deed, key)
    done = _put_in_force(ways, command.deed, draft, command.client, command.trigger)
    return Reply("Published.", views.settled(done, zone=ways.zone(command.deed))) if done else None


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
            shown = views.settled(done, zone=ways.zone(deed))
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
            shown = views.settled(done, zone=ways.zone(deed))
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
        settled = views.settled(done, zone=ways.zone(deed), drafted=drafted)
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
        failed, zone = views.failing_questions(draft), ways.zone(deed)
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
