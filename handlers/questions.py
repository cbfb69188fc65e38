"""Ways in for questions: a direct message, /ask, a mention in a channel, Stop, sharing."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import App, BoltContext

from capabilities.field import Field, read
from capabilities.field.statements import STATEMENT, reads_as
from capabilities.masking import said as masked_words
from capabilities.questions import Questions
from capabilities.questions.places import ASIDE, CITED, OFF, Places, is_direct
from capabilities.refusal import Refusal
from handlers import question_places, sharing
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.field_capture import log_words
from handlers.views import blocks as b
from handlers.views import question_places as place_views
from handlers.views import questions as views
from handlers.words import is_wordless, typed, without

_EXAMPLES = ("/ask May I say we are cheaper?", "/ask How long does set-up take?")
_HERE = "here"
_FILED = (  # files that are filed as a brief, imported, or refused with what to do, and not read as a question
    *(".md", ".markdown", ".txt", ".csv", ".tsv", ".jsonl", ".ndjson"),
    *(".json", ".xlsx", ".xlsm", ".xls", ".ods", ".numbers"),
)


def entry(questions: Questions, places: Places) -> Entry:
    """The /ask command. Its answer stands beneath it: Slack replaces nothing that a command answered at once."""

    def run(command: Command) -> Reply | None:
        text = without(command.text, command.bot)
        if not text:
            raise Refusal("What would you like to know? Try: /ask May I say we are cheaper?")
        if text.lower() == _HERE:
            return question_places.here(places, command)
        if is_wordless(text):
            raise Refusal(place_views.ASK_IN_WORDS)
        asked = questions.ask(command.deed, typed(text), command.channel, reply_to=command.response_url)
        masked = masked_words([kind for kind in asked.masked.split(",") if kind])
        before = questions.ahead(asked)
        looking = place_views.place_in_line(before) if before else views.LOOKING
        return Reply(looking, [b.section(looking), *([b.context(masked)] if masked else [])])

    does = "A straight answer from the brief, with its sources."
    return Entry("ask", "your question", does, _EXAMPLES, run, words=((_HERE, "how I answer mentions in a channel"),))


def register(app: App, questions: Questions, places: Places, field: Field) -> None:
    """Register direct messages, which ask, log or are asked about; mentions; Stop and sharing."""

    def is_not_filed(event: Mapping[str, Any]) -> bool:
        return not any(str(file.get("name", "")).lower().endswith(_FILED) for file in event.get("files") or [])

    @app.event("message", matchers=[is_not_filed])
    def on_message(body: dict[str, Any], event: dict[str, Any], context: BoltContext) -> None:
        if not is_question(event):
            return
        deed, text, channel = deed_of(body), words_of(event, context.bot_user_id), str(event["channel"])
        if is_wordless(text):
            raise Refusal(place_views.UNREADABLE if event.get("files") else place_views.ASK_IN_WORDS)
        thread, wanted = str(event.get("thread_ts") or event["ts"]), log_words(text)
        if wanted is not None:
            field.log(deed, read(wanted), reply_to=f"dm:{channel}|{thread}")
        elif not event.get("thread_ts") and reads_as(text) == STATEMENT:
            questions.hold(deed, text, channel, thread)
        else:
            questions.ask(deed, text, channel, thread)

    @app.event("app_mention")
    def on_mention(body: dict[str, Any], event: dict[str, Any], context: BoltContext) -> None:
        channel, thread = str(event.get("channel") or ""), str(event.get("thread_ts") or "")
        if not is_own_words(event) or is_direct(channel):
            return
        deed, text = deed_of(body), words_of(event, context.bot_user_id)
        how = places.how(deed.workspace, channel)
        why = why_not(event, text, how)
        if why:
            places.tell(deed, channel, thread, why)
        else:
            aside = f"{ASIDE}{thread}" if how == CITED else ""
            questions.ask(deed, text, channel, thread or str(event["ts"]), reply_to=aside, public=True)

    def is_messages(event: Mapping[str, Any]) -> bool:
        return event.get("tab") == "messages"

    @app.event("app_home_opened", matchers=[is_messages])
    def on_opened(body: dict[str, Any], event: dict[str, Any]) -> None:
        questions.opened(deed_of(body), event["channel"], str(body["event_id"]))

    @app.event("agent_session_stopped")
    def on_stop(body: dict[str, Any], event: dict[str, Any]) -> None:
        questions.stop(deed_of(body), event["channel"], str(event.get("thread_ts") or ""))

    sharing.register(
        app,
        button=views.SHARE,
        form=views.SHARE_FORM,
        opened=lambda deed, own_id: views.share_form(questions.own(deed, own_id)),
        share=questions.share,
    )


def is_question(event: Mapping[str, Any]) -> bool:
    """A person's own words in a direct message."""
    return is_own_words(event) and event.get("channel_type") == "im"


def is_own_words(event: Mapping[str, Any]) -> bool:
    """A person's own words as they first wrote them: no bot's, no edit, no deletion, no notice of Slack's."""
    own = event.get("subtype") in (None, "file_share") and not event.get("bot_id") and bool(event.get("user"))
    return own and not event.get("edited")


def words_of(event: Mapping[str, Any], bot: str | None) -> str:
    """What was written, without the mentions of the bot itself."""
    return typed(without(str(event.get("text") or ""), bot))


def why_not(event: Mapping[str, Any], text: str, how: str) -> str:
    """Why a mention gets no answer; empty where it gets one."""
    if how == OFF:
        return place_views.SWITCHED_OFF
    if is_wordless(text):
        return place_views.FILE if event.get("files") else place_views.NO_WORDS
    return ""
