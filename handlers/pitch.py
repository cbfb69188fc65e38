"""Ways in for pitches: /pitch, its form, sharing; and the job that drafts one and posts it to its asker."""

from typing import Any

from slack_bolt import Ack, App

from capabilities.brief import BriefVersion
from capabilities.pitch import Drafted, Pitches
from handlers import sharing
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
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

    sharing.register(
        app,
        button=views.SHARE,
        form=views.SHARE_FORM,
        opened=lambda workspace, own_id: views.share_form(pitches.get(workspace, own_id)),
        share=pitches.share,
    )


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

    def shared(workspace: str, pitch_id: str) -> sharing.Shared:
        drafted = pitches.get(workspace, pitch_id)
        blocks = views.shared(drafted, _version(pitches, workspace, drafted))
        return sharing.Shared(drafted.asked_by, views.text(drafted), blocks)

    return {"pitch": draft, "pitch_share": sharing.job("pitch", poster, shared)}


def _version(pitches: Pitches, workspace: str, drafted: Drafted) -> BriefVersion | None:
    brief = pitches.version(workspace, drafted.brief_version)
    return brief.version if brief else None
