"""Ways in for what becomes a note without /field: the form, a message, a reaction, words in a direct message."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Books, Deed, SeenBefore
from capabilities.field import LONGEST, Field, Said, amount_in, clean, is_blank, other_kinds, read
from capabilities.questions import Answered, Questions
from capabilities.refusal import Refusal
from handlers.deeds import deed_of
from handlers.field import Refresh, show
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import field as views
from handlers.views import field_answers as answer_views
from handlers.views import questions as question_views
from handlers.views.field import Memory
from handlers.words import typed

# "log want at:Acme …", "Log: …"; but somebody who cannot log in has a question.
_LOG = re.compile(r"\s*log(?:\s*:|\s+(?!(?:in|on|out|off|into|onto|files?)\b)|\s*\Z)(.*)", re.IGNORECASE | re.DOTALL)
NO_WORDS = "The message you reacted to has no words of a person, so there was nothing to log."
NOT_LET_IN = "I could not read the message you reacted to. Invite me to that channel, then react again."


def register(app: App, field: Field, refresh: Refresh) -> None:
    """Register the form and the shortcuts."""

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        deed, view = deed_of(body), body["view"]
        memory, reply_to = Memory.read(view["private_metadata"]), f"view:{view['id']}"
        said, own_words = said_in(view["state"]["values"])
        if memory.note:
            to = "\n".join(part for part in (reply_to, memory.shown) if part)
            note = field.edit(deed, memory.note, said, customer_words=own_words, reply_to=to)
            shown = views.changed(note, other_kinds(note))
        else:
            note = field.log(
                deed,
                said,
                permalink=memory.link,
                customer_words=own_words,
                reply_to=reply_to,
                message_by=memory.by,
            )
            shown = views.logged(note, other_kinds(note), name=memory.name)
        refresh(note.author, note.workspace, f"note {view['id']}")
        ack(response_action="update", view=views.in_modal(shown))

    @app.shortcut(views.GLOBAL)
    def on_new(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=views.form())
        ack()

    @app.shortcut(views.SHORTCUT)
    def on_message(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        message = body["message"]
        user = str(message.get("user") or "")
        name = _name(client, user) if user else str(message.get("username") or "")
        memory = Memory(link=_link(client, body["channel"]["id"], message["ts"]), by=user or name, name=name)
        text = typed(str(message.get("text") or ""))
        client.views_open(trigger_id=body["trigger_id"], view=views.form(text=text, memory=memory))
        ack()


def register_held(app: App, field: Field, questions: Questions) -> None:
    """Register the buttons under words that may be a note or a question."""

    @app.action(question_views.LOG_THIS)
    def on_log(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        deed, held = _held(body, questions)
        stays = _stays(body)
        to = f"dm:{held.channel}|{held.thread}" if stays else f"whole:{body.get('response_url') or ''}"
        # The same words twice are one note, however often the button is pressed.
        note = field.log(Deed(deed.workspace, deed.user, f"held:{held.id}"), read(held.text), reply_to=to)
        if not stays:
            show(body, respond, client, "Logged. Thank you.", views.logged(note, other_kinds(note)))
        ack()

    @app.action(question_views.ANSWER_THIS)
    def on_answer(ack: Ack, body: dict[str, Any], respond: Respond, client: WebClient) -> None:
        deed, held = _held(body, questions)
        questions.release(deed, held.id)
        show(body, respond, client, "Looking in the brief.", question_views.looking())
        ack()


def register_reaction(app: App, books: Books, reaction: str) -> None:
    """Register the reaction that logs the message it stands under."""

    def is_ours(event: Mapping[str, Any]) -> bool:
        name = str(event.get("reaction") or "").partition("::")[0]  # without the tone of its skin
        return name == reaction and (event.get("item") or {}).get("type") == "message"

    @app.event("reaction_added", matchers=[is_ours])
    def on_reaction(body: dict[str, Any], event: dict[str, Any]) -> None:
        deed, item = deed_of(body), event["item"]
        which = body.get("event_id") or event.get("event_ts")  # reacting again is another event
        with books.keep(deed) as unit:
            books.work.enqueue(unit, "reaction", f"{item['channel']}:{item['ts']}:{which}:{deed.user}")


def jobs(field: Field, clients: Clients, poster: Poster) -> dict[str, Job]:
    """Logging a message that somebody reacted to, once for each person who did, and anew after an Undo."""

    def reaction(steps: Steps, workspace: str, key: str) -> None:
        channel, ts, _, user = key.split(":", 3)

        def log() -> str:
            """Why nothing was logged. Read and logged in one: a step's words are kept, and these are not masked yet."""
            found = _fetched(clients.of(workspace), channel, ts)
            if found["why"]:
                return found["why"]
            said, to = Said(text=found["text"][:LONGEST]), f"user:{user}"
            deed = Deed(workspace, user, f"reaction:{key}")
            with contextlib.suppress(SeenBefore):  # it died after it had logged
                try:
                    field.log(deed, said, permalink=found["link"], message_by=found["by"], reply_to=to, once=True)
                except Refusal as refusal:
                    return str(refusal)
            return ""

        def tell(why: str) -> str:
            text, blocks = answer_views.passed_over(why)
            return poster.post(workspace, f"reaction:{key}", channel=user, text=text, blocks=blocks)

        why = steps.run("log", log)
        if why:
            steps.run("tell", lambda: tell(why))

    return {"reaction": reaction}


def log_words(text: str) -> str | None:
    """What is to be logged of a direct message that says so; None when it does not."""
    match = _LOG.fullmatch(text)
    return match.group(1).strip() if match else None


def said_in(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> tuple[Said, str]:
    """The note in a submitted form, and the customer's own words."""

    def of(name: str) -> str:
        state = (values.get(name) or {}).get("value") or {}
        chosen = state.get("selected_option") or {}
        return str(state.get("value") or chosen.get("value") or "").strip()

    amount, currency = amount_in(of("amount"))
    said = Said(
        text=of("text"), kind=of("kind"), account=of("account"), segment=of("segment").lstrip("#"),
        stage=of("stage"), competitor=of("competitor"), via_channel=of("via_channel"), lead_verdict=of("lead_verdict"),
        return_reason=of("return_reason"), amount=amount, currency=currency,
    )  # fmt: skip
    if said.return_reason and not said.lead_verdict:
        said = replace(said, lead_verdict="returned")
    if said.lead_verdict == "accepted":  # a reason chosen before the verdict was changed says nothing any more
        said = replace(said, return_reason="")
    return said, of("customer_words")


def _held(body: Mapping[str, Any], questions: Questions) -> tuple[Deed, Answered]:
    deed = deed_of(body)
    held = questions.get(deed.workspace, body["actions"][0]["value"])
    if held.asked_by != deed.user:
        raise Refusal("Only the person who wrote this can log it or have it answered.")
    return deed, held


def _stays(body: Mapping[str, Any]) -> bool:
    """Whether the button stands under an answer, which stays, and not under the question what was meant."""
    return str(body["actions"][0].get("block_id") or "") != question_views.HELD


def _fetched(client: WebClient, channel: str, ts: str) -> dict[str, str]:
    """The words of a message, its author and its address; or, under `why`, what kept them from being had."""
    try:
        found = _message(client, channel, ts)
    except SlackApiError as error:
        if passing(error):
            raise
        return {"why": NOT_LET_IN}
    text = clean(typed(str((found or {}).get("text") or ""))).strip()
    if found is None or is_blank(text) or found.get("bot_id") or not found.get("user"):
        return {"why": NO_WORDS}
    return {"why": "", "text": text, "by": str(found["user"]), "link": _link(client, channel, ts)}


def _message(client: WebClient, channel: str, ts: str) -> Mapping[str, Any] | None:
    """The message of this time; one in a thread is not in the channel's history."""
    at: dict[str, Any] = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": True}
    history = client.conversations_history(limit=1, **at).get("messages") or []
    alone = next((dict(each) for each in history if each.get("ts") == ts), None)
    if alone is not None:
        return alone
    thread = client.conversations_replies(ts=ts, limit=2, **at).get("messages") or []
    return next((dict(each) for each in thread if each.get("ts") == ts), None)


def _link(client: WebClient, channel: str, ts: str) -> str:
    """The message's address; empty where the bot is not let in, and the note goes without."""
    try:
        return str(client.chat_getPermalink(channel=channel, message_ts=ts).get("permalink") or "")
    except SlackApiError:
        return ""


def _name(client: WebClient, user: str) -> str:
    person = client.users_info(user=user).get("user") or {}
    return str(person.get("real_name") or person.get("name") or "")
