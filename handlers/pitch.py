"""Ways in for pitches: /pitch, its form, sharing, redrafting; and the job that drafts one and posts it to its asker."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.brief import BriefVersion
from capabilities.pitch import Asked, Drafted, Pitches
from handlers import sharing
from handlers.commands import Command, Entry, Reply
from handlers.deeds import deed_of
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import pitch as views
from handlers.views import pitch_form as forms
from handlers.views.blocks import Block
from handlers.words import typed

_EXAMPLES = (
    "/pitch mid-market, they say we are too expensive",
    "/pitch #hospitals at:Acme vs:Wardmate first call, objection: tablets carry germs",
    "/pitch",
)


def entry(pitches: Pitches) -> Entry:
    """The /pitch command."""

    def run(command: Command) -> Reply | None:
        if not command.text:
            view = forms.form(pitches.offered(command.deed.workspace))
            command.client.views_open(trigger_id=command.trigger, view=view)
            return None
        asked = pitches.ask(command.deed, typed(command.text), command.channel)
        return Reply(views.drafting_words(asked.words), views.drafting(asked.words))

    return Entry("pitch", "segment or situation", "Points for your next talk, from the brief.", _EXAMPLES, run)


def register(app: App, pitches: Pitches) -> None:
    """Register the forms, redrafting and sharing."""

    @app.view(forms.FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        asked = pitches.ask(deed_of(body), Asked(**_filled_in(body["view"])))
        ack(response_action="update", view=forms.asked(asked.words))

    @app.action(views.REDRAFT)
    def on_redraft(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        drafted = pitches.own(deed_of(body), body["actions"][0]["value"])
        client.views_open(trigger_id=body["trigger_id"], view=forms.redraft_form(drafted))
        ack()

    @app.view(forms.REDRAFT_FORM)
    def on_wish(ack: Ack, body: dict[str, Any]) -> None:
        wish = str(body["view"]["state"]["values"]["wish"]["value"].get("value") or "")
        asked = pitches.redraft(deed_of(body), body["view"]["private_metadata"], wish)
        ack(response_action="update", view=forms.asked(asked.words))

    sharing.register(
        app,
        button=views.SHARE,
        form=views.SHARE_FORM,
        opened=lambda deed, own_id: views.share_form(
            pitches.own(deed, own_id), pitches.for_others(deed.workspace, own_id)
        ),
        share=pitches.share,
    )


def jobs(pitches: Pitches, clients: Clients, poster: Poster) -> dict[str, Job]:  # noqa: ARG001 (as every capability's)
    """Drafting, which takes as long as a model takes, and sharing."""

    def draft(steps: Steps, workspace: str, key: str) -> None:
        steps.run("draft", lambda: pitches.draft(workspace, key).state)

        def post() -> str:
            drafted = pitches.get(workspace, key)
            text, blocks = drawn(pitches, workspace, drafted)
            return poster.post(workspace, f"pitch:{key}", channel=drafted.asked_by, text=text, blocks=blocks)

        steps.run("post", post)

    def shared(workspace: str, pitch_id: str) -> sharing.Shared:
        drafted = pitches.for_others(workspace, pitch_id)
        blocks = views.shared(drafted, _version(pitches, workspace, drafted))
        return sharing.Shared(drafted.asked_by, views.text(drafted, own=False), blocks)

    return {"pitch": draft, "pitch_share": sharing.job("pitch", poster, shared)}


def drawn(pitches: Pitches, workspace: str, drafted: Drafted) -> tuple[str, list[Block]]:
    """A pitch as its asker sees it by now, with what they said of its points: the notification's words, the blocks."""
    points = pitches.points(workspace, drafted.id)
    return views.text(drafted), views.pitch(drafted, _version(pitches, workspace, drafted), points)


def _filled_in(view: Mapping[str, Any]) -> dict[str, str]:
    """What stands in each field of the form: typed, or chosen."""
    found: dict[str, str] = {}
    for name in forms.FIELDS:
        state = (view["state"]["values"].get(name) or {}).get("value") or {}
        chosen = state.get("selected_option") or {}
        found[name] = str(state.get("value") or chosen.get("value") or "")
    return found


def _version(pitches: Pitches, workspace: str, drafted: Drafted) -> BriefVersion | None:
    brief = pitches.version(workspace, drafted.brief_version)
    return brief.version if brief else None
