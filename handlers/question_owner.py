"""Ways in for whoever answers for a brief: what it is silent on, their answers, and the list of those."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.brief.proposing import LONGEST as LONGEST_LINE
from capabilities.brief.proposing import LONGEST_WHY, Proposals
from capabilities.questions.asking_owner import AskingOwner
from capabilities.questions.keeping import KeptAnswer
from capabilities.questions.telling import KeptAnswers
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.theme_forms import said_in
from handlers.views import brief_propose as propose_views
from handlers.views import question_kept as kept_views
from handlers.views import question_owner as views
from handlers.views.blocks import Block

Refresh = Callable[[str, str, str], None]  # person, workspace, reason: publishes their App Home once more


@dataclass(frozen=True)
class OwnerWays:
    """What the ways in of an owner lead to."""

    asking: AskingOwner
    kept: KeptAnswers
    proposals: Proposals


def listing(ways: OwnerWays, command: Command, words: str = "") -> Reply:
    """/brief answers, of all products or of the one named in the words."""
    product, _ = ways.asking.briefs.addressed(command.deed.workspace, words)
    return Reply("Answers people gave", _listed(ways, command.deed, product.key if product is not None else None))


def register(app: App, ways: OwnerWays, refresh: Refresh) -> None:
    """Register the buttons under an answer, the form in which a gap is answered, and the buttons of the list."""

    @app.action(views.ASK_OWNER)
    def on_ask(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, question = deed_of(body), str(body["actions"][0]["value"])
        if ways.asking.ask(deed, question).user == deed.user:  # whoever would be asked is asking
            client.views_open(trigger_id=body["trigger_id"], view=kept_views.form(ways.kept.to_answer(deed, question)))
        ack()

    @app.action(views.NEED_PERSON)
    def on_person(ack: Ack, body: dict[str, Any]) -> None:
        ways.asking.page(deed_of(body), str(body["actions"][0]["value"]))
        ack()

    @app.action(views.ANSWER)
    def on_answer(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        asked = ways.kept.to_answer(deed_of(body), str(body["actions"][0]["value"]))
        client.views_open(trigger_id=body["trigger_id"], view=kept_views.form(asked))
        ack()

    @app.view(kept_views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        values, memory = view["state"]["values"], json.loads(view["private_metadata"])
        said = said_in(values)
        text, until = said.get("answer", ""), _date(values, "review_by")
        masked, inside = ways.kept.masked(text), bool(said.get("inside"))
        if memory["answer"]:
            ways.kept.change(deed, memory["answer"], text, until, stamp=memory["stamp"], inside=inside)
            ack(response_action="update", view=kept_views.kept(0, masked=masked, changed=True))
            return
        row = ways.kept.answer(deed, memory["key"], text, until, said.get("only"), inside=inside)
        refresh(deed.user, deed.workspace, f"answered:{row.id}")
        wanted = said.get("becomes") == kept_views.PROPOSE
        hear = len(ways.kept.hearing(deed.workspace, row.id))
        ack(
            response_action="update",
            view=_line(ways, deed, row, masked) if wanted else kept_views.kept(hear, masked=masked),
        )

    _of_the_list(app, ways)


def _of_the_list(app: App, ways: OwnerWays) -> None:
    @app.action(kept_views.CHANGE)
    def on_change(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        asked = ways.kept.to_change(deed_of(body), str(body["actions"][0]["value"]))
        client.views_open(trigger_id=body["trigger_id"], view=kept_views.form(asked))
        ack()

    @app.action(kept_views.WITHDRAW)
    def on_withdraw(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        deed = deed_of(body)
        ways.kept.withdraw(deed, str(body["actions"][0]["value"]))
        said = kept_views.settled("Taken back. Whoever was told hears of it, and the question is open again.")
        respond(text="Taken back.", blocks=[*said, *_listed(ways, deed)], replace_original=True)
        ack()

    @app.action(kept_views.CONFIRM)
    def on_confirm(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        deed = deed_of(body)
        row = ways.kept.confirm(deed, str(body["actions"][0]["value"]))
        said = kept_views.settled(f"Thank you. I ask again on {views.on(row.review_by)}." if row.review_by else "Kept.")
        respond(text="Thank you.", blocks=[*said, *_listed(ways, deed)], replace_original=True)
        ack()


def _listed(ways: OwnerWays, deed: Deed, product_key: str | None = None) -> list[Block]:
    zone = ways.asking.gaps.themes.workspaces.choices(deed.workspace).tz
    return kept_views.listing(ways.kept.listed(deed.workspace, deed.user, product_key), zone)


def _line(ways: OwnerWays, deed: Deed, row: KeptAnswer, masked: str) -> Block:
    """The form of a proposal, with the answer in it, for the line that says the same in the brief."""
    brief = ways.proposals.to_change(deed.workspace, deed.user, row.product_key or None)
    words = " ".join(row.text.split())[:LONGEST_LINE]
    why = f"The brief is silent on this: “{' '.join(row.question.split())}”"[:LONGEST_WHY]
    form = propose_views.form(brief, words=words, why=why, gap=row.key, about=row.question)
    said = "Your answer is kept. Now its line in the brief."
    if row.inside:
        said += " Everybody may read a line there, so leave out what is for colleagues only."
    kept = kept_views.settled(said, masked)
    return form | {"blocks": [*kept, *form["blocks"]]}


def _date(values: dict[str, Any], field: str) -> str:
    return str((values.get(field, {}).get("value") or {}).get("selected_date") or "")
