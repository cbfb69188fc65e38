"""Ways in for themes: the list, a theme opened, taking one on, and the work that finds and names them."""

import logging
from collections.abc import Callable
from functools import cache, partial
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from capabilities.books import Deed
from capabilities.refusal import Refusal
from capabilities.themes import Themes
from capabilities.themes.calling import Scene
from handlers import theme_forms
from handlers.commands import Command, Reply
from handlers.deeds import deed_of
from handlers.ports import Job, Steps
from handlers.views import theme_forms as forms
from handlers.views import themes as views
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.themes")


def listing(themes: Themes, command: Command) -> Reply:
    """The list of themes, as the person may see it."""
    workspace, user = command.deed.workspace, command.deed.user
    may = themes.may_shape(workspace, user)
    every = themes.shown(workspace, forming=may, hidden=may, details=False)
    shown = [each for each in every if each.state != "hidden"]
    lens = themes.lens_of(workspace) if may else ""
    made = views.listing(shown, may_shape=may, lens=lens)
    return Reply("What customers say again and again", forms.listed(made, every, may_shape=may))


def opening(themes: Themes, command: Command, words: str) -> Reply | None:
    """Open the one theme that fits the words; where several do, or none, say so."""
    workspace, user = command.deed.workspace, command.deed.user
    found = themes.find(workspace, user, words)
    exact = [each for each in found if each.name.casefold() == words.strip().casefold()]
    if len(exact or found) != 1:
        return Reply("Themes", views.which(words, found))
    view = opened(themes, Deed(workspace, user), (exact or found)[0].id)
    command.client.views_open(trigger_id=command.trigger, view=view)
    return None


def opened(themes: Themes, deed: Deed, theme_id: str) -> Block:
    """The modal of a theme, as the person may see it."""
    zone = themes.workspaces.choices(deed.workspace).tz
    return views.opened(themes.open(deed.workspace, deed.user, theme_id), user=deed.user, zone=zone)


def register(app: App, themes: Themes) -> None:
    """Register the buttons of the list and of an opened theme, and the forms of those who shape them."""

    @app.action(views.OPEN)
    def on_open(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        view = opened(themes, deed_of(body), body["actions"][0]["value"])
        if (body.get("view") or {}).get("type") == "modal":
            client.views_push(trigger_id=body["trigger_id"], view=view)
        else:
            client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()

    at_once: dict[str, Callable[[Deed, str], object]] = {
        views.TAKE: themes.take_on,
        views.LEAVE: themes.leave,
        views.HIDE: themes.hide,
        views.SHOW: themes.show,
        views.ANSWERED: partial(themes.decide, decision="brief"),
        views.REOPEN: partial(themes.decide, decision=""),
    }

    def on_button(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        pressed, deed = body["actions"][0], deed_of(body)
        at_once[pressed["action_id"]](deed, pressed["value"])
        try:
            view = opened(themes, deed, pressed["value"])
        except Refusal:
            if pressed["action_id"] != views.LEAVE:
                raise
            view = views.told("You have left this theme.")  # it is hidden or forming, so they see it no more
        client.views_update(view_id=body["view"]["id"], view=view)
        ack()

    for action in at_once:
        app.action(action)(on_button)
    theme_forms.register(app, themes, partial(opened, themes))


def jobs(themes: Themes) -> dict[str, Job]:
    """Finding and naming new themes, and keeping what they rest on in order."""

    def found(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001
        look_over(steps, workspace, cache(partial(themes.scene, workspace)))

    def look_over(steps: Steps, workspace: str, scene: Callable[[], Scene]) -> None:
        new = steps.run("found", lambda: themes.find_new(workspace))
        steps.run("tidied", lambda: themes.tidy(workspace))
        grown = steps.run("grown", lambda: themes.grown(workspace))
        for theme in grown:
            _name(steps, f"name {theme} better", partial(themes.name_better, workspace, theme), scene)
        for theme in new if themes.model is not None else []:
            if theme not in grown:
                _name(steps, f"name {theme}", partial(themes.word_name, workspace, theme), scene)

    def tidy(steps: Steps, workspace: str, key: str) -> None:
        after, part = "", 0
        while part == 0 or after:
            after = steps.run(f"vectors {part}", partial(themes.mend_vectors, workspace, after))
            part += 1
        scene = cache(partial(themes.scene, workspace))
        look_over(steps, workspace, scene)
        for theme in steps.run("unnamed", lambda: themes.unnamed_by_hand(workspace)) if key.startswith("lens:") else []:
            _name(steps, f"name {theme} anew", partial(themes.name_better, workspace, theme), scene)

    return {"themes": found, "tidy": tidy}


def _name(steps: Steps, step: str, name: Callable[[Scene], bool], scene: Callable[[], Scene]) -> None:
    """Name one theme; that it cannot be named, however often it is tried, does not keep the others from their names."""
    try:
        steps.run(step, lambda: name(scene()))
    except Exception:
        log.exception("A theme keeps the name it has: %s", step)
