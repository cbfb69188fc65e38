"""Ways in for pitches: /pitch, its form, sharing; and the job that drafts one and posts it to its asker."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.brief import BriefVersion
from capabilities.pitch import Drafted, Pitches
from handlers import sharing
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import citing
from handlers.views import pitch as views
from handlers.words import typed

_EXAMPLES = (
    "/pitch mid-market, they say we are too expensive",
    "/pitch first call with a hospital, they look at a competitor too",
    "/pitch",
)


def entry(pitches: Pitches) -> Entry:
    """The /pitch command."""

    def run(command: Command) -> Reply | None:
        if not command.text:
            command.client.views_open(trigger_id=command.trigger, view=views.form())
            return None
        words = typed(command.text)
        pitches.ask(command.deed, words, command.channel)
        return Reply(views.drafting_words(words), views.drafting(words))

    return Entry("pitch", "segment or situation", "Points for your next talk, from the brief.", _EXAMPLES, run)


def register(app: App, pitches: Pitches) -> None:
    """Register the form and sharing."""

    @app.view(views.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        words = str(body["view"]["state"]["values"]["words"]["value"].get("value") or "")
        pitches.ask(deed_of(body), words)
        ack(response_action="update", view=views.asked(words))

    @app.action(views.SHARE)
    def on_share(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        drafted = pitches.get(deed_of(body).workspace, body["actions"][0]["value"])
        client.views_open(trigger_id=body["trigger_id"], view=views.share_form(drafted))
        ack()

    @app.view(views.SHARE_FORM)
    def on_channel(ack: Ack, body: dict[str, Any]) -> None:
        channel = sharing.chosen_channel(body["view"])
        pitches.share(deed_of(body), body["view"]["private_metadata"], channel)
        ack(response_action="update", view=citing.sharing(channel))


def jobs(pitches: Pitches, clients: Clients, poster: Poster) -> dict[str, Job]:  # noqa: ARG001 (as every capability's)
    """Drafting, which takes as long as a model takes, and sharing."""

    def draft(steps: Steps, workspace: str, key: str) -> None:
        steps.run("draft", lambda: pitches.draft(workspace, key).state)

        def post() -> str:
            drafted = pitches.get(workspace, key)
            blocks = views.pitch(drafted, _version(pitches, workspace, drafted))
            return poster.post(
                workspace, f"pitch:{key}", channel=drafted.asked_by, text=views.text(drafted), blocks=blocks
            )

        steps.run("post", post)

    def share(steps: Steps, workspace: str, key: str) -> None:
        pitch_id, channel, _ = key.split(":", 2)
        drafted = pitches.get(workspace, pitch_id)
        sharing.share(
            steps,
            poster,
            workspace,
            key=f"pitch:{key}",
            asked_by=drafted.asked_by,
            channel=channel,
            what=f"pitch:{pitch_id}",
            message=lambda: (views.text(drafted), views.shared(drafted, _version(pitches, workspace, drafted))),
        )

    return {"pitch": draft, "pitch_share": share}


def _version(pitches: Pitches, workspace: str, drafted: Drafted) -> BriefVersion | None:
    brief = pitches.version(workspace, drafted.brief_version)
    return brief.version if brief else None
