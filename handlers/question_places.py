"""Ways in for what a channel chooses for mentions, and for saying why one gets no answer or not yet."""

import logging
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk.errors import SlackApiError

from capabilities.questions import Questions
from capabilities.questions.places import Places, is_direct
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import blocks as b
from handlers.views import question_places as views
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.questions")


def here(places: Places, command: Command) -> Reply:
    """/ask here: what this channel chose."""
    return Reply(*views.here(places.here(command.deed, command.channel)))


def register(app: App, places: Places) -> None:
    """Register the menu that changes what a channel chose."""

    @app.action(views.CHOICE)
    def on_choice(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        how = (body["actions"][0].get("selected_option") or {}).get("value") or ""
        text, blocks = views.here(places.choose(deed_of(body), body["channel"]["id"], how))
        respond(text=text, blocks=blocks, replace_original=True)
        ack()


def jobs(questions: Questions, clients: Clients, poster: Poster) -> dict[str, Job]:
    """Telling somebody why their mention gets no answer, or how many of their questions come first."""

    def mention(steps: Steps, workspace: str, key: str) -> None:
        channel, thread, user, why, _ = key.split("|", 4)
        words = views.WHY[why]
        steps.run("tell", lambda: alone(workspace, channel, user, words, [b.section(words)], thread))

    def queued(steps: Steps, workspace: str, key: str) -> None:
        question_id, _, before = key.rpartition(":")

        def tell() -> bool:
            asked = questions.get(workspace, question_id)
            if asked.state != "waiting":
                return False
            words = views.place_in_line(int(before))
            if not is_direct(asked.channel):
                blocks = views.place_of(asked.text, int(before))
                return alone(workspace, asked.channel, asked.asked_by, words, blocks, "")
            poster.post(workspace, f"queued:{question_id}", channel=asked.channel, text=words, thread=asked.thread)
            return True

        steps.run("tell", tell)

    def alone(workspace: str, channel: str, user: str, words: str, blocks: list[Block], thread: str) -> bool:
        """Show it to one person of a channel. In a thread only if there is one: before its first reply Slack shows
        nothing in it."""
        try:
            clients.of(workspace).chat_postEphemeral(
                channel=channel, user=user, text=words, blocks=blocks, thread_ts=thread or None
            )
        except SlackApiError as error:
            if passing(error):
                raise
            log.info("Slack showed nothing to %s alone: %s", user, error.response.get("error"))
            return False
        return True

    return {"mention": mention, "question_queued": queued}
