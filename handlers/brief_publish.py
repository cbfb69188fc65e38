"""Ways in to publish the brief: the review of a draft, its buttons, /brief publish, history, diff, default, export."""

import re
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Deed
from capabilities.brief import BriefVersion, Failing, Overtaken, Product
from capabilities.posting import Postings
from capabilities.refusal import Refusal
from handlers import brief_files
from handlers.brief import BriefWays, Word
from handlers.brief_edit import edit
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import brief as brief_views
from handlers.views import brief_diff as diff_views
from handlers.views import brief_publish as views
from handlers.views import brief_review as review_views
from handlers.views.blocks import MESSAGE_BLOCKS, Block

_NO_FILES = ("missing_scope", "not_allowed_token_type", "access_denied", "file_uploads_disabled")  # and it stays so


def words() -> dict[str, Word]:
    """What /brief does about versions, by the word after it."""
    return {
        "history": _history, "diff": _diff, "publish": _publish, "default": _default, "export": _export, "edit": edit,
    }  # fmt: skip


def _history(ways: BriefWays, command: Command, _: str, product: Product | None) -> Reply:
    workspace, user = command.deed.workspace, command.deed.user
    rows = ways.briefs.versions(workspace, product.key if product else None)
    seen = [row for row in rows if row.published_at or ways.briefs.may_publish(workspace, user, row)]
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
        one, other = sorted((one, other), key=lambda each: each.version.number)
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
        drafts = briefs.drafts(workspace, key) or briefs.drafts(workspace)
        if not drafts:
            briefs.may_file(command.deed)
            raise Refusal("There is no open draft. /brief edit makes one, or send me the brief as a Markdown file.")
        draft = drafts[0]
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
        shown = brief_views.in_modal("Published", views.settled(done, zone=ways.zone(deed.workspace)))
        if behind := body["view"].get("previous_view_id"):  # the window it was opened on would still offer to publish
            client.views_update(view_id=behind, view=shown)
            ack()
        else:
            ack(response_action="update", view=shown)


def jobs(ways: BriefWays, clients: Clients, poster: Poster, postings: Postings) -> dict[str, Job]:
    """Reviewing a draft and telling its writer, showing what became of it, and handing the brief out as a file."""
    briefs = ways.briefs

    def review(steps: Steps, workspace: str, key: str) -> None:
        def read() -> str:
            ways.reviews.review(workspace, key)
            return key

        steps.run("review", read)
        writer = ways.reviews.writer(workspace, key)
        if writer is None:
            return
        found, shown = ways.reviews.of(workspace, key), review_message(ways, workspace, key)
        draft = f"{found.version.product}, draft version {found.version.number}"
        text = f"{draft}: read through, {review_views.summary(found.findings, found.tests)}."
        steps.run(
            "tell", lambda: poster.post(workspace, f"brief_review:{key}", channel=writer, text=text, blocks=shown)
        )

    def settled(steps: Steps, workspace: str, key: str) -> None:
        def show() -> bool:
            posting = postings.at(workspace, f"brief_review:{key}")
            version = briefs.version(workspace, key)
            if posting is None or posting.ts is None or version is None:
                return False
            into = briefs.grown_into(workspace, key)
            shown = views.settled(version.version, zone=ways.zone(workspace), into=into)
            client = clients.of(workspace)
            client.chat_update(channel=posting.channel, ts=posting.ts, text="What became of the draft", blocks=shown)
            return True

        steps.run("show", show)

    def export(steps: Steps, workspace: str, key: str) -> None:
        version_id, user = key.split(":")[:2]

        def send() -> bool:
            found = briefs.version(workspace, version_id)
            if found is None:
                return False
            client = clients.of(workspace)
            name, words_ = brief_views.file_name(found.version), brief_views.file_words(found.version)
            where = Poster.direct(client, user)
            try:
                brief_files.hand_out(client, where, name, found.version.source.encode(), words_)
            except SlackApiError as error:
                if error.response.get("error") not in _NO_FILES:
                    raise
                shown = brief_views.no_files(found.version)
                poster.post(workspace, f"brief_export:{key}", channel=user, text="No file.", blocks=shown)
            return True

        steps.run("send", send)

    return {"brief_review": review, "brief_settled": settled, "brief_export": export}


def review_message(ways: BriefWays, workspace: str, version_id: str) -> list[Block]:
    """The message on a draft that was read through, with its buttons."""
    found = ways.reviews.of(workspace, version_id)
    brief = found.brief.brief
    return views.reviewed(
        found.version,
        review_views.blocks(found.findings, found.tests),
        passages=len(brief.passages),
        limits=len(brief.limits.never) + len(brief.limits.only_with),
        may=ways.briefs.may_publish(workspace, found.version.filed_by, found.version),
    )


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
