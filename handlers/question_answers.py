"""The work behind a question: answer it where it was asked, share it, suggest what else to ask.

The thread shows at once that it is being worked on. With a model each sentence stands there as soon as it is checked
(`handlers.streaming` says why so), and Stop ends it with what was said until then. Whatever happens, the thread ends
with one whole answer and its session active.
"""

import logging
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from capabilities.books import Deed
from capabilities.brief import BriefVersion
from capabilities.field.statements import EITHER, reads_as
from capabilities.questions import Answered, Questions
from capabilities.questions.places import is_direct
from handlers import sharing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.question_delivery import Delivery
from handlers.streaming import Stream, Whole
from handlers.views import question_stream as stream_views
from handlers.views import questions as views

log = logging.getLogger("plumbline.questions")

_REFUSED = (SlackApiError, SlackClientError, OSError)


def jobs(questions: Questions, clients: Clients, poster: Poster, delivery: Delivery) -> dict[str, Job]:
    """Answering, which takes as long as a model takes; sharing; suggesting questions."""

    def answer(steps: Steps, workspace: str, key: str) -> None:
        asked = questions.get(workspace, key)
        stream = _stream(questions, clients, poster, workspace, asked) if asked.thread else None
        # Within the step: steps must be the same ones in the same order when the work is taken up again.
        wanted = asked.state != "stopping"
        steps.run("processing", lambda: wanted and _status(clients.of(workspace), asked, "processing"))

        def make() -> str:
            say = stream.begin() if stream is not None else None
            return questions.answer(workspace, key, say and (lambda line: say(stream_views.sentence(line)))).state

        steps.run("answer", make)

        def post() -> str:
            answered = questions.get(workspace, key)
            whole = _whole(questions, workspace, answered)
            deliver = partial(delivery.deliver, workspace, answered, text=whole.text, blocks=whole.blocks)
            if stream is None:
                return deliver()
            ts = stream.end(whole, deliver)
            delivery.places.reached(workspace, key)
            return ts

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

    def stopped(steps: Steps, workspace: str, key: str) -> None:
        asked = questions.get(workspace, key)
        steps.run("active", lambda: _status(clients.of(workspace), asked, "active"))

    return {
        "question": answer,
        "question_stopped": stopped,
        "question_share": sharing.job("question", poster, shared),
        "prompts": prompts,
        "held": held,
    }


def _stream(questions: Questions, clients: Clients, poster: Poster, workspace: str, asked: Answered) -> Stream:
    return Stream(
        clients=clients,
        poster=poster,
        workspace=workspace,
        key=f"question:{asked.id}",
        channel=asked.channel,
        thread=asked.thread,
        asker=asked.asked_by,
        stopped=lambda: questions.stop(Deed(workspace, asked.asked_by), asked.channel, asked.thread),
    )


def _whole(questions: Questions, workspace: str, answered: Answered) -> Whole:
    brief = questions.version(workspace, answered)
    version, owner = (brief.version, questions.briefs.owner_of(workspace, brief)) if brief else (None, None)
    named = owner[1] if owner and owner[0] != answered.asked_by else ""
    loggable = _loggable(answered)
    return Whole(
        sentences=stream_views.sentences(answered),
        below=views.after_prose(answered, version, owner=named, loggable=loggable),
        blocks=views.answer(answered, version, owner=named, loggable=loggable),
        text=views.text(answered),
    )


def rest(questions: Questions, clients: Clients, workspace: str, question_id: str) -> None:
    """Let a question go whose work was given up, and show that nothing is being worked on any more."""
    questions.give_up(workspace, question_id)
    _status(clients.of(workspace), questions.get(workspace, question_id), "active")


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
