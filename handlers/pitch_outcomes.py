"""Ways in for how a pitch did: Landed, Fell flat, a point's menu, a problem; and the jobs that show and ask it."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.pitch import Pitches
from capabilities.pitch.outcomes import FLAT, LANDED, FollowUp, Outcomes
from capabilities.refusal import Refusal
from handlers.deeds import deed_of
from handlers.passing import passing
from handlers.pitch import drawn
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import pitch_outcomes as views
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.pitch")

_TRIES = 3  # at showing a message that is marked anew while it is being shown


def register(app: App, outcomes: Outcomes) -> None:
    """Register the buttons, the menu of a point and the two forms."""

    def open_flat(body: dict[str, Any], client: WebClient, pitch_id: str) -> None:
        pitch, points = outcomes.to_mark(deed_of(body), pitch_id)
        client.views_open(trigger_id=body["trigger_id"], view=views.flat_form(pitch, points))

    def open_problem(body: dict[str, Any], client: WebClient, pitch_id: str, position: int) -> None:
        pitch, _ = outcomes.to_mark(deed_of(body), pitch_id)
        client.views_open(trigger_id=body["trigger_id"], view=views.problem_form(pitch, position))

    @app.action(views.LANDED_BUTTON)
    def on_landed(ack: Ack, body: dict[str, Any]) -> None:
        outcomes.mark(deed_of(body), body["actions"][0]["value"], LANDED)
        ack()

    @app.action(views.FLAT_BUTTON)
    def on_flat(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        open_flat(body, client, body["actions"][0]["value"])
        ack()

    @app.action(views.PROBLEM_BUTTON)
    def on_problem(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        open_problem(body, client, body["actions"][0]["value"], 0)
        ack()

    @app.action(views.POINT_MENU)
    def on_point(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        way, position, pitch_id = str(body["actions"][0]["selected_option"]["value"]).split(":", 2)
        if way in (LANDED, FLAT):
            outcomes.mark(deed_of(body), pitch_id, way, [int(position)])
        else:
            open_problem(body, client, pitch_id, int(position))
        ack()

    @app.view(views.FLAT_FORM)
    def on_flat_form(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        values = view["state"]["values"]
        word = str((values.get("word") or {}).get("value", {}).get("value") or "")
        chosen: list[int] = []
        if "points" in values:
            chosen = [int(each["value"]) for each in values["points"]["value"].get("selected_options") or []]
            if not chosen:
                raise Refusal("Choose at least one point.", field="points")
        outcomes.mark(deed_of(body), view["private_metadata"], FLAT, chosen, word)
        ack()

    @app.view(views.PROBLEM_FORM)
    def on_problem_form(ack: Ack, body: dict[str, Any]) -> None:
        view = body["view"]
        position, _, pitch_id = view["private_metadata"].partition(":")
        words = str(view["state"]["values"]["words"]["value"].get("value") or "")
        told = outcomes.report(deed_of(body), pitch_id, int(position), words)
        ack(response_action="update", view=views.reported(told))


def jobs(outcomes: Outcomes, pitches: Pitches, poster: Poster) -> dict[str, Job]:
    """Showing a mark in the messages of its pitch, asking once how it did, and passing a problem on."""

    def marked(steps: Steps, workspace: str, key: str) -> None:
        pitch_id = key.partition(":")[0]

        def pitch() -> tuple[str, Sequence[Block]]:
            return drawn(pitches, workspace, pitches.get(workspace, pitch_id))

        def asked() -> tuple[str, Sequence[Block]]:
            return views.follow_up(outcomes.asked(workspace, pitch_id))

        steps.run("show", lambda: _shown(poster, workspace, f"pitch:{pitch_id}", pitch))
        steps.run("show the question", lambda: _shown(poster, workspace, f"pitch_follow_up:{pitch_id}", asked))

    def follow_up(steps: Steps, workspace: str, key: str) -> None:
        pitch_id = key.partition(":")[0]

        def ask() -> bool:
            # Looked up and posted in one step: whoever marks it in the meantime is not asked.
            asked: FollowUp | None = outcomes.follow_up(workspace, pitch_id)
            if asked is None:
                return False
            text, blocks = views.follow_up(asked)
            to = asked.pitch.asked_by
            poster.post(workspace, f"pitch_follow_up:{pitch_id}", channel=to, text=text, blocks=blocks)
            return True

        steps.run("ask", ask)

    def problem(steps: Steps, workspace: str, key: str) -> None:
        def tell() -> bool:
            told = outcomes.problem(workspace, key)
            text, blocks = views.to_owner(told)
            return poster.reach(workspace, f"pitch_problem:{key}", to=told.problem.told, text=text, blocks=blocks)

        reached = steps.run("tell", tell)

        def thank() -> bool:
            told = outcomes.problem(workspace, key)
            text, blocks = views.to_reporter(told, reached=reached)
            return poster.reach(workspace, f"pitch_problem:{key}:told", to=told.problem.by, text=text, blocks=blocks)

        steps.run("thank", thank)

    return {"pitch_marked": marked, "pitch_follow_up": follow_up, "pitch_problem": problem}


def _shown(poster: Poster, workspace: str, key: str, draw: Callable[[], tuple[str, Sequence[Block]]]) -> bool:
    """Bring the message of a key up to date where it stands; False when there is none, or Slack changes it no more.

    Two marks may be shown at once, and the older must not stay: it is drawn again until nothing changed meanwhile.
    Raises TimeoutError, for the step to be tried again, while the message is seen but its posting not yet written down.
    """
    posting = poster.postings.at(workspace, key)
    if posting is None:
        return False
    if posting.ts is None:
        raise TimeoutError("the message of the pitch is still on its way")
    client, last = poster.clients.of(workspace), None
    for _ in range(_TRIES):
        drawn = draw()
        if drawn == last:
            break
        last = drawn
        try:
            client.chat_update(channel=posting.channel, ts=posting.ts, text=drawn[0], blocks=list(drawn[1]))
        except SlackApiError as error:
            if passing(error):
                raise
            log.info("The message of a pitch cannot be changed: %s", error.response.get("error"))
            return False
    return True
