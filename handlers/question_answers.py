"""The work behind a question: answer it where it was asked, share it, suggest what else to ask.

An answer is read from the model piece by piece and each sentence is checked as it comes, but it is posted once, whole:
it has one to four sentences, a streamed message carries no key by which a process killed midway could find it again,
and Slack starts only some twenty streams a minute. Meanwhile the thread shows that it is being worked on, and Stop
ends it with what was checked so far.
"""

import logging

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.brief import BriefVersion
from capabilities.field.statements import EITHER, reads_as
from capabilities.questions import Answered, Questions
from capabilities.questions.places import is_direct
from handlers import sharing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.question_delivery import Delivery
from handlers.views import questions as views

log = logging.getLogger("plumbline.questions")

_REFUSED = (SlackApiError, SlackClientError, OSError)


def jobs(questions: Questions, clients: Clients, poster: Poster, delivery: Delivery) -> dict[str, Job]:
    """Answering, which takes as long as a model takes; sharing; suggesting questions."""

    def answer(steps: Steps, workspace: str, key: str) -> None:
        asked = questions.get(workspace, key)
        steps.run("processing", lambda: _status(clients.of(workspace), asked, "processing"))
        steps.run("answer", lambda: questions.answer(workspace, key).state)

        def post() -> str:
            answered = questions.get(workspace, key)
            blocks = views.answer(answered, _version(questions, workspace, answered), loggable=_loggable(answered))
            return delivery.deliver(workspace, answered, text=views.text(answered), blocks=blocks)

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
    return bool(answered.thread) and is_direct(answered.channel) and reads_as(answered.text) == EITHER


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
