"""Ways in for the brief: /brief with its words, the form to file one, a Markdown file sent to the bot."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.brief import Briefs, BriefVersion, Filed, InForce, Product
from capabilities.brief.reviewing import Reviews
from capabilities.filing import Filings
from capabilities.refusal import NotAllowed, Refusal
from handlers.brief_files import brief_files, check_file, described, fetch
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import brief as views
from handlers.views import brief_publish as publish_views
from handlers.views.text import shorten
from handlers.words import typed

_EXAMPLES = ("/brief", "/brief show limits", "/brief edit objections", "/brief diff 2 3")
_WORDS = (
    ("show section", "a section in full"),
    ("limits", "what may never be said, and what only with more"),
    ("gaps", "what people ask and the brief is silent on"),
    ("answers", "what somebody answered where it is silent"),
    ("feedback", "answers that did not help, and why"),
    ("drift", "how straight notes and pitches hang from each pillar"),
    ("propose words", "ask for a change"),
    ("proposals", "the changes that wait"),
    ("edit section", "change a section, or add one that is missing"),
    ("file", "file the whole brief anew; a Markdown file sent to me does the same"),
    ("history", "every version: who, when, why"),
    ("diff 2 3", "what changed between two versions"),
    ("publish", "publish the newest draft"),
    ("export", "the text as a file in your messages"),
    ("products", "which briefs there are"),
    ("default product", "which one is meant where nobody names one"),
)

More = Callable[[Command, str], Reply | None]  # a sub-command with the words after it


@dataclass(frozen=True)
class BriefWays:
    """What the ways in for the brief use."""

    briefs: Briefs
    filings: Filings
    reviews: Reviews

    def zone(self, deed: Deed) -> tzinfo:
        """The zone of whoever did this, who reads the answer."""
        return self.briefs.zone(deed.workspace, deed.user)

    def key(self, workspace: str, product: Product | None) -> str:
        """What the product that is meant is known by; the only one there is a draft of, where nothing is published.

        Raises Refusal where nothing was filed yet, or several products were.
        """
        if product is not None:
            return product.key
        current = self.briefs.current(workspace)
        if current is not None:
            return current.version.product_key
        found = {row.product_key for row in self.briefs.versions(workspace)}
        if not found:
            raise Refusal("There is no version yet. /brief file takes the first.")
        if len(found) > 1:
            raise Refusal(
                "Say which product first, as in /brief <product> history. /brief products shows what there is."
            )
        return found.pop()

    def command(self, version: BriefVersion) -> str:
        """The command as it means this version's product, which is named where there are several."""
        several = len(self.briefs.products(version.workspace)) > 1
        return f"/brief {version.product}" if several else "/brief"

    def meant(self, workspace: str, product: Product | None) -> InForce | None:
        """The version in force of a product, or of the default one."""
        return self.briefs.current(workspace, product.key if product else None)

    def needed(self, workspace: str, product: Product | None) -> InForce:
        """The same. Raises Refusal while there is none."""
        current = self.meant(workspace, product)
        if current is None and product is not None:
            raise Refusal(f"{product.name} has a draft and no published brief yet: /brief publish {product.name}")
        return current or self.briefs.needed(workspace)


Word = Callable[[BriefWays, Command, str, Product | None], Reply | None]


def entry(ways: BriefWays, words: Mapping[str, Word], more: Mapping[str, More] | None = None) -> Entry:
    """The /brief command. `words` are its sub-commands; `more` those of other capabilities, by their word. A product
    named first is the one that is meant."""
    known: dict[str, Word] = {"file": _file_word, "show": _show, "limits": _limits, "products": _products, **words}

    every = frozenset((*known, *(more or ())))

    def run(command: Command) -> Reply | None:
        product, text = ways.briefs.addressed(command.deed.workspace, typed(command.text), besides=every)
        word, _, rest = text.partition(" ")
        word, rest = word.casefold(), rest.strip()
        if more and word in more:  # they find the product in the words
            return more[word](command, f"{product.name} {rest}".strip() if product else rest)
        if word in known:
            return known[word](ways, command, rest, product)
        near = difflib.get_close_matches(word, [*known, *(more or ())], n=1, cutoff=0.7)
        if near and not _is_section(ways, command.deed.workspace, text, product):
            raise Refusal(f"There is no /brief {word[:40]}. Did you mean /brief {near[0]}?")
        return _show(ways, command, text, product)

    return Entry(
        "brief",
        "[show section | limits | gaps | edit | history | publish | help]",
        "The marketing brief: read it, change it, publish it.",
        _EXAMPLES,
        run,
        _WORDS,
    )


def _file_word(ways: BriefWays, command: Command, _: str, __: Product | None) -> Reply | None:
    ways.briefs.may_file(command.deed)
    command.client.views_open(trigger_id=command.trigger, view=views.form())
    return None


def _show(ways: BriefWays, command: Command, wanted: str, product: Product | None) -> Reply | None:
    workspace = command.deed.workspace
    drafts = ways.briefs.drafts(workspace, product.key if product else None)
    current = ways.meant(workspace, product)
    if current is None:
        return Reply("No brief is published yet.", views.none_filed(drafts, may=_may_file(ways, command.deed)))
    if not wanted:
        may = ways.briefs.may_publish(workspace, command.deed.user, current.version)
        open_ = [row for row in drafts if row.product_key == current.version.product_key] if may else []
        shown = views.overview(current, open_, ways.zone(command.deed), command=ways.command(current.version))
        return Reply(f"Brief version {current.version.number}", shown)
    names = {name.casefold(): name for name in views.section_names(current)}
    near = difflib.get_close_matches(wanted.casefold(), names, n=1, cutoff=0.6)
    if not near:
        raise Refusal(
            f"The brief has no section “{shorten(wanted, 60)}”. It has: {', '.join(names.values())}. "
            "What else I know of it: /brief help"
        )
    return Reply(names[near[0]], views.section(current, names[near[0]]))


def _may_file(ways: BriefWays, deed: Deed) -> bool:
    try:
        ways.briefs.may_file(deed)
    except NotAllowed:
        return False
    return True


def _is_section(ways: BriefWays, workspace: str, wanted: str, product: Product | None) -> bool:
    """Whether words are the name of a section, or nearly so."""
    current = ways.meant(workspace, product)
    names = [name.casefold() for name in views.section_names(current)] if current is not None else []
    return bool(difflib.get_close_matches(wanted.casefold(), names, n=1, cutoff=0.8))


def _limits(ways: BriefWays, command: Command, _: str, product: Product | None) -> Reply:
    return Reply("What may be said", views.limits(ways.needed(command.deed.workspace, product)))


def _products(ways: BriefWays, command: Command, _: str, __: Product | None) -> Reply:
    return Reply("Products", views.products(ways.briefs.products(command.deed.workspace)))


def register(app: App, ways: BriefWays) -> None:
    """Register the form, the section buttons, and files sent in a direct message."""
    briefs, filings = ways.briefs, ways.filings

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, values = deed_of(body), body["view"]["state"]["values"]
        files = (values.get("file", {}).get("value") or {}).get("files") or []
        text = (values.get("text", {}).get("value") or {}).get("value") or ""
        why = (values.get("why", {}).get("value") or {}).get("value") or ""
        if files:
            check_file(files[0])
            filings.ask(deed, file_id=files[0]["id"], name=str(files[0].get("name", "")), why=why)
            ack(response_action="update", view=views.filing())
            return
        if not text.strip():
            raise Refusal("Choose a Markdown file, or paste the brief's text.", field="text")
        done = _file(briefs, deed, text, why)
        ack(response_action="update", view=views.in_modal("Draft kept", publish_views.kept(done.version)))

    @app.action(views.FILE)
    def on_file(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        briefs.may_file(deed_of(body))
        client.views_open(trigger_id=body["trigger_id"], view=views.form())
        ack()

    @app.action(views.SECTION)
    def on_section(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        workspace = deed_of(body).workspace
        version_id, name = views.section_meant(body["actions"][0]["value"])
        current = briefs.version(workspace, version_id) or briefs.needed(workspace)
        shown = views.in_modal("The brief", views.section(current, name))
        client.views_open(trigger_id=body["trigger_id"], view=shown)
        ack()

    def is_file(event: Mapping[str, Any]) -> bool:
        return event.get("channel_type") == "im" and bool(brief_files(event))

    def is_other_file(event: Mapping[str, Any]) -> bool:
        wordless = not str(event.get("text") or "").strip()
        return event.get("channel_type") == "im" and wordless and bool(event.get("files")) and not brief_files(event)

    @app.event({"type": "message", "subtype": "file_share"}, matchers=[is_other_file])
    def on_other_file(body: dict[str, Any]) -> None:
        raise Refusal(views.other_file(str(body["event"]["files"][0].get("name", ""))))

    @app.event({"type": "message", "subtype": "file_share"}, matchers=[is_file])
    def on_sent_file(body: dict[str, Any]) -> None:
        deed, event = deed_of(body), body["event"]
        first = brief_files(event)[0]
        filings.ask(deed, file_id=first["id"], name=str(first.get("name", "")), why=str(event.get("text") or ""))


def jobs(filings: Filings, clients: Clients, poster: Poster) -> dict[str, Job]:
    """Fetching a file from Slack takes time, so it is durable work. What is filed is reviewed, and told then."""

    def file(steps: Steps, workspace: str, key: str) -> None:
        filing = filings.get(workspace, key)

        def read() -> list[str]:
            client = clients.of(workspace)
            try:
                about = described(client, filing.file_id)
                check_file(about)
                done = filings.file(workspace, key, fetch(client, str(about.get("url_private_download") or "")))
            except Refusal as refusal:
                filings.refuse(workspace, key, refusal.words)
                return []
            return [done]

        if steps.run("read", read):
            return
        shown = views.could_not(filings.get(workspace, key).remark, filing.name)
        text = "The brief could not be filed."
        steps.run("tell", lambda: poster.post(workspace, f"filing:{key}", channel=filing.user, text=text, blocks=shown))

    return {"filing": file}


def _file(briefs: Briefs, deed: Deed, text: str, why: str) -> Filed:
    try:
        return briefs.file(deed, text, why=why)
    except Refusal as refusal:
        refusal.field = "text"  # whatever is wrong is wrong with what was pasted
        raise
