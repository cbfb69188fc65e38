"""The forms in which themes are shaped: opened on top of a theme, and what is sent in them."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.books import Deed
from capabilities.themes import ThemeOpen, Themes
from handlers.deeds import deed_of
from handlers.views import theme_forms as forms
from handlers.views import themes as views
from handlers.views.blocks import Block

Opened = Callable[[Deed, str], Block]
Send = Callable[[Deed, str, Mapping[str, Any]], str]  # deed, theme, what the form says; the theme to show after it


def register(app: App, themes: Themes, opened: Opened) -> None:
    """Register each form with the button that opens it; `opened` shows the theme anew behind a form that is sent."""

    def others(theme: ThemeOpen, workspace: str) -> Block:
        every = themes.shown(workspace, forming=True, details=False)
        return forms.merge(theme.shown, [each for each in every if each.id != theme.shown.id])

    def parted(theme: ThemeOpen, workspace: str) -> Block:
        return forms.split(theme.shown, theme.notes, themes.workspaces.choices(workspace).tz)

    opens: dict[str, Callable[[ThemeOpen, str], Block]] = {
        views.RENAME: lambda theme, _: forms.rename(theme.shown),
        views.MERGE: others,
        views.SPLIT: parted,
        views.OWNER: lambda theme, _: forms.owner(theme.shown),
        views.DECLINE: lambda theme, _: forms.decline(theme.shown),
    }

    def on_button(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        pressed, deed = body["actions"][0], deed_of(body)
        themes.to_shape(deed.workspace, deed.user)
        theme = themes.open(deed.workspace, deed.user, pressed["value"], notes=forms.MOST)
        client.views_push(trigger_id=body["trigger_id"], view=opens[pressed["action_id"]](theme, deed.workspace))
        ack()

    for action in opens:
        app.action(action)(on_button)
    for callback, send in _sent(themes).items():
        _on_form(app, callback, send, opened)
    _lens(app, themes)


def _sent(themes: Themes) -> dict[str, Send]:
    """What each form does."""

    def rename(deed: Deed, theme: str, said: Mapping[str, Any]) -> str:
        return themes.rename(deed, theme, said["name"]).id

    def merge(deed: Deed, theme: str, said: Mapping[str, Any]) -> str:
        return themes.merge(deed, theme, said["into"]).id

    def split(deed: Deed, theme: str, said: Mapping[str, Any]) -> str:
        themes.split(deed, theme, said["notes"], said["name"])
        return theme

    def owner(deed: Deed, theme: str, said: Mapping[str, Any]) -> str:
        return themes.set_owner(deed, theme, said["owner"]).id

    def decline(deed: Deed, theme: str, said: Mapping[str, Any]) -> str:
        return themes.decide(deed, theme, "declined", reason=said["reason"]).id

    return {
        forms.RENAME_FORM: rename,
        forms.MERGE_FORM: merge,
        forms.SPLIT_FORM: split,
        forms.OWNER_FORM: owner,
        forms.DECLINE_FORM: decline,
    }


def _on_form(app: App, callback: str, send: Send, opened: Opened) -> None:
    @app.view(callback)
    def on_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed, view = deed_of(body), body["view"]
        theme = send(deed, view["private_metadata"], said_in(view["state"]["values"]))
        behind = view.get("previous_view_id")
        if behind:
            try:
                client.views_update(view_id=behind, view=opened(deed, theme))
            except SlackApiError as error:  # it was closed meanwhile; what was asked for is done
                if error.response.get("error") not in ("not_found", "view_not_found"):
                    raise
        ack()


def _lens(app: App, themes: Themes) -> None:
    @app.action(views.LENS)
    def on_lens(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        deed = deed_of(body)
        themes.to_shape(deed.workspace, deed.user)
        client.views_open(trigger_id=body["trigger_id"], view=forms.lens(themes.lens_of(deed.workspace)))
        ack()

    @app.view(forms.LENS_FORM)
    def on_form(ack: Ack, body: dict[str, Any]) -> None:
        words = themes.lens(deed_of(body), said_in(body["view"]["state"]["values"]).get("lens", ""))
        done = "Saved. Themes nobody has shaped by hand get new names in a moment."
        ack(response_action="update", view=views.told(done if words else "Cleared. Names go by the notes alone again."))


def said_in(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """What a form says, by field: words, the value chosen, a person, or a list of values; "" for what is empty."""
    said: dict[str, Any] = {}
    for name, state in values.items():
        value = state.get("value") or {}
        if "selected_options" in value:
            said[name] = [str(option["value"]) for option in value["selected_options"] or []]
        else:
            chosen = (value.get("selected_option") or {}).get("value") or value.get("selected_user")
            said[name] = str(chosen or value.get("value") or "").strip()
    return said
