"""Ways in for what is said of answers: Helpful, Not helpful and why, a source that opens, /brief feedback."""

import logging
import re
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.questions.judging import Judging
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.views import question_judging as views
from handlers.views import question_passages as passage_views
from handlers.views import questions as question_views

log = logging.getLogger("plumbline.questions")


def register(app: App, judging: Judging) -> None:
    """Register the feedback under an answer, the form that asks why, and the buttons of the sources."""

    @app.action(question_views.FEEDBACK)
    def on_feedback(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        value, _, question_id = str(body["actions"][0].get("value") or "").partition(":")
        row = judging.judge(deed_of(body), question_id, helpful=value == "yes")
        if value != "yes":
            form = views.why_form(question_id, row.why_kind, row.why)
            try:
                client.views_open(trigger_id=body["trigger_id"], view=form)
            except (SlackApiError, SlackClientError, OSError) as error:  # the tap is kept; the reason is a courtesy
                log.info("Nobody was asked why an answer did not help: %s", type(error).__name__)
        ack()

    @app.view(views.WHY_FORM)
    def on_why(ack: Ack, body: dict[str, Any]) -> None:
        values = body["view"]["state"]["values"]
        chosen = ((values.get(views.KIND) or {}).get("value") or {}).get("selected_option") or {}
        words = str(((values.get(views.WORDS) or {}).get("value") or {}).get("value") or "")
        kind, question_id = str(chosen.get("value") or ""), body["view"]["private_metadata"]
        owner = judging.why(deed_of(body), question_id, kind, words)
        ack(response_action="update", view=views.thanks(owner))

    @app.action(re.compile(rf"{passage_views.OPEN_PASSAGE}:\d+"))
    def on_source(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        question_id, _, ref = str(body["actions"][0].get("value") or "").partition(":")
        found, judged = judging.opened(deed_of(body), question_id, ref)
        client.views_open(trigger_id=body["trigger_id"], view=passage_views.opened(found, judged))
        ack()


def listing(judging: Judging, command: Command, words: str = "") -> Reply:
    """/brief feedback, of the product named in the words or of the default one. Raises Refusal while there is no brief,
    and for whoever may not publish it."""
    unhelpful = judging.unhelpful(command.deed, words)
    several = len(judging.briefs.products(command.deed.workspace)) > 1
    return Reply("Answers that did not help", views.listing(unhelpful, several=several))
