"""Ways in for questions: a direct message, /ask, Stop, feedback, sharing; and the job that answers.

An answer is read from the model piece by piece and each sentence is checked as it comes, but it is posted once, whole:
it has one to four sentences, a streamed message carries no key by which a process killed midway could find it again,
and Slack starts only some twenty streams a minute. Meanwhile the thread shows that it is being worked on, and Stop
ends it with what was checked so far.
"""

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.brief import BriefVersion
from capabilities.field import Field, read
from capabilities.field.statements import EITHER, STATEMENT, reads_as
from capabilities.masking import said as masked_words
from capabilities.questions import Answered, Questions
from capabilities.refusal import Refusal
from handlers import sharing
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.field_capture import log_words
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import blocks as b
from handlers.views import questions as views
from handlers.words import typed

log = logging.getLogger("plumbline.questions")

_EXAMPLES = ("/ask May I say we are cheaper?", "/ask How long does set-up take?")
_FILED = (  # files that are filed as a brief, imported, or refused with what to do, and not read as a question
    *(".md", ".markdown", ".txt", ".csv", ".tsv", ".jsonl", ".ndjson"),
    *(".json", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"),
)
_REFUSED = (SlackApiError, SlackClientError, OSError)


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


def jobs(questions: Questions, clients: Clients, poster: Poster) -> dict[str, Job]:
    """Answering, which takes as long as a model takes; sharing; suggesting questions."""

    def answer(steps: Steps, workspace: str, key: str) -> None:
        asked = questions.get(workspace, key)
        steps.run("processing", lambda: _status(clients.of(workspace), asked, "processing"))
        steps.run("answer", lambda: questions.answer(workspace, key).state)

        def post() -> str:
            answered = questions.get(workspace, key)
            return poster.post(
                workspace,
                f"question:{key}",
                channel=answered.channel if answered.thread else answered.asked_by,
                text=views.text(answered),
                blocks=views.answer(answered, _version(questions, workspace, answered), loggable=_loggable(answered)),
                thread=answered.thread or None,
            )

        steps.run("post", post)
        steps.run("active", lambda: _status(clients.of(workspace), asked, "active"))

    def shared(workspace: str, question_id: str) -> sharing.Shared:
        answered = questions.get(workspace, question_id)
        blocks = views.shared(answered, _version(questions, workspace, answered))
        return sharing.Shared(answered.asked_by, views.text(answered), blocks)

    def held(steps: Steps, workspace: str, key: str) -> None:
        def post() -> str:
            row = questions.get(workspace, key)
            blocks = views.held(row)
            return poster.post(
                workspace, f"held:{key}", channel=row.channel, text=views.HELD_WORDS, blocks=blocks, thread=row.thread
            )

        steps.run("post", post)

    def prompts(steps: Steps, workspace: str, key: str) -> None:
        channel = key.partition(":")[0]
        steps.run("suggest", lambda: _suggest(clients.of(workspace), channel, questions.suggested(workspace)))

    return {
        "question": answer,
        "question_share": sharing.job("question", poster, shared),
        "prompts": prompts,
        "held": held,
    }


def _loggable(answered: Answered) -> bool:
    """Whether what was answered may as well have been something a customer said."""
    return bool(answered.thread) and reads_as(answered.text) == EITHER


def _status(client: WebClient, asked: Answered, status: str) -> bool:
    """Show in the thread that an answer is on its way, or done; a courtesy, without which the answer comes too."""
    if not asked.thread:
        return False
    try:
        client.agents_sessions_setStatus(channel_id=asked.channel, thread_ts=asked.thread, status=status)
    except _REFUSED as error:
        log.info("Slack took no status %s: %s", status, type(error).__name__)
        return False
    return True


def _suggest(client: WebClient, channel: str, asked: list[str]) -> bool:
    try:
        # With a thread_ts this call does nothing and says nothing in an app with agent_view.
        client.assistant_threads_setSuggestedPrompts(
            channel_id=channel, title="Ask the brief", prompts=views.prompts(asked)
        )
    except _REFUSED as error:
        log.info("Slack took no suggested prompts: %s", type(error).__name__)
        return False
    return True


def _version(questions: Questions, workspace: str, answered: Answered) -> BriefVersion | None:
    brief = questions.version(workspace, answered)
    return brief.version if brief else None
