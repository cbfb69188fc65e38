"""Ways in for questions: a direct message, /ask, Stop, feedback, sharing."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App

from capabilities.field import Field, read
from capabilities.field.statements import STATEMENT, reads_as
from capabilities.masking import said as masked_words
from capabilities.questions import Questions
from capabilities.refusal import Refusal
from handlers import sharing
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.field_capture import log_words
from handlers.views import blocks as b
from handlers.views import questions as views
from handlers.words import typed

_EXAMPLES = ("/ask May I say we are cheaper?", "/ask How long does set-up take?")
_FILED = (  # files that are filed as a brief, imported, or refused with what to do, and not read as a question
    *(".md", ".markdown", ".txt", ".csv", ".tsv", ".jsonl", ".ndjson"),
    *(".json", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"),
)


def entry(questions: Questions) -> Entry:
    """The /ask command."""

    def run(command: Command) -> Reply | None:
        if not command.text:
            raise Refusal("What would you like to know? Try: /ask May I say we are cheaper?")
        asked = questions.ask(command.deed, typed(command.text), command.channel)
        masked = masked_words([kind for kind in asked.masked.split(",") if kind])
        return Reply(views.LOOKING, [b.section(views.LOOKING), *([b.context(masked)] if masked else [])])

    return Entry("ask", "your question", "A straight answer from the brief, with its sources.", _EXAMPLES, run)


def register(app: App, questions: Questions, field: Field) -> None:
    """Register direct messages, which ask, log or are asked about; Stop, feedback and sharing."""

    def is_not_filed(event: Mapping[str, Any]) -> bool:
        return not any(str(file.get("name", "")).lower().endswith(_FILED) for file in event.get("files") or [])

    @app.event("message", matchers=[is_not_filed])
    def on_message(body: dict[str, Any], event: dict[str, Any]) -> None:
        if not is_question(event):
            return
        deed, text, channel = deed_of(body), typed(str(event.get("text") or "")), str(event["channel"])
        thread, wanted = str(event.get("thread_ts") or event["ts"]), log_words(text)
        if wanted is not None:
            field.log(deed, read(wanted), reply_to=f"dm:{channel}|{thread}")
        elif not event.get("thread_ts") and reads_as(text) == STATEMENT:
            questions.hold(deed, text, channel, thread)
        else:
            questions.ask(deed, text, channel, thread)

    def is_messages(event: Mapping[str, Any]) -> bool:
        return event.get("tab") == "messages"

    @app.event("app_home_opened", matchers=[is_messages])
    def on_opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        questions.opened(deed_of(body), event["channel"], str(body["event_id"]))

    @app.event("agent_session_stopped")
    def on_stop(body: dict[str, Any], event: dict[str, Any]) -> None:
        questions.stop(deed_of(body), event["channel"], str(event.get("thread_ts") or ""))

    @app.action(views.FEEDBACK)
    def on_feedback(ack: Ack, body: dict[str, Any]) -> None:
        value, _, question_id = str(body["actions"][0].get("value") or "").partition(":")
        questions.judge(deed_of(body), question_id, helpful=value == "yes")
        ack()

    sharing.register(
        app,
        button=views.SHARE,
        form=views.SHARE_FORM,
        opened=lambda deed, own_id: views.share_form(questions.own(deed, own_id)),
        share=questions.share,
    )


def is_question(event: Mapping[str, Any]) -> bool:
    """A person's own words in a direct message: no bot's, no edit, no deletion, no notice of Slack's."""
    own = event.get("subtype") in (None, "file_share") and not event.get("bot_id") and bool(event.get("user"))
    return own and event.get("channel_type") == "im"
