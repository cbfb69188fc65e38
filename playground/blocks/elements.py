"""The interactive parts of Block Kit (buttons, menus, inputs) and the limits of each."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from playground.blocks.checker import (
    Report,
    Rule,
    Shape,
    anything,
    flag,
    number,
    one_of,
    plain,
    several,
    string,
    text,
    unique,
)

SELECTS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
MULTI_SELECTS = tuple("multi_" + name for name in SELECTS)
PICKERS = ("datepicker", "timepicker", "datetimepicker")
CHOICES = ("checkboxes", "radio_buttons")
TYPED = (
    "plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input",
)  # fmt: skip
IN_ACTIONS = (*SELECTS, *MULTI_SELECTS, *PICKERS, *CHOICES, "button", "overflow", "rich_text_input", "workflow_button")
IN_SECTION = (
    *SELECTS, *MULTI_SELECTS, "datepicker", "timepicker", *CHOICES, "button", "overflow", "image", "workflow_button",
)  # fmt: skip
IN_INPUT = (*SELECTS, *MULTI_SELECTS, *PICKERS, *CHOICES, *TYPED)
IN_CONTEXT_ACTIONS = ("feedback_buttons", "icon_button")


@cache
def confirm() -> Rule:
    """The dialogue that asks again before something is done."""
    return Shape(
        {
            "title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30),
            "style": one_of("primary", "danger"),
        },
        ("title", "text", "confirm", "deny"),
    )  # fmt: skip


@cache
def option(*, styled: bool = False) -> Rule:
    """One choice; only checkboxes and radio buttons may style its words."""
    words = text(75) if styled else plain(75)
    about = text(75) if styled else plain(75)
    return Shape({"text": words, "value": string(150), "description": about, "url": string(3000)}, ("text", "value"))


def file_id_of(source: dict[str, Any]) -> str:
    """The id of the file a `slack_file` names, by id or by address; empty when it names none."""
    found = re.search(r"/files/(F\w+)/", str(source.get("url", "")))
    return str(source.get("id") or (found.group(1) if found else ""))


def image_source(report: Report, where: str, value: Any) -> None:
    """An image comes from an address or from a file of the workspace, never both."""
    url, file = value.get("image_url"), value.get("slack_file")
    if (url is None) == (file is None):
        report.fail(where, "must provide exactly one of image_url or slack_file")
    if isinstance(file, dict) and not report.file_exists(file_id_of(file)):
        report.fail(f"{where}/slack_file", "invalid slack file")


@cache
def image() -> Rule:
    """The image element of sections, contexts and cards."""
    fields: dict[str, Rule] = {"image_url": string(3000), "slack_file": anything, "alt_text": string(2000, 0)}
    return Shape(fields, ("alt_text",), also=image_source)


def _menu(report: Report, where: str, value: Any) -> None:
    flat, grouped = value.get("options"), value.get("option_groups")
    if (flat is None) == (grouped is None):
        report.fail(where, "must provide exactly one of options or option_groups")
        return
    choices = flat or [o for group in grouped or [] if isinstance(group, dict) for o in group.get("options") or []]
    known = [o.get("value") for o in choices if isinstance(o, dict)]
    chosen = [value["initial_option"]] if isinstance(value.get("initial_option"), dict) else []
    for item in [*chosen, *(value.get("initial_options") or [])]:
        if isinstance(item, dict) and item.get("value") not in known:
            report.fail(where, "initial option must match one of the options")


def _choices(report: Report, where: str, value: Any) -> None:
    unique(report, f"{where}/options", value.get("options"), "value")
    _menu(report, where, value)


@cache
def element_rules() -> dict[str, Rule]:
    """A rule for each type of element."""
    base: dict[str, Rule] = {"action_id": string(255)}
    asking: dict[str, Rule] = {**base, "placeholder": plain(150), "focus_on_load": flag}
    careful: dict[str, Rule] = {**asking, "confirm": confirm()}
    rules: dict[str, Rule] = {"image": image(), **_buttons(base), **_typed(asking)}
    group = Shape({"label": plain(75), "options": several(option())}, ("label", "options"))
    menu: dict[str, Rule] = {**careful, "options": several(option()), "option_groups": several(group)}
    sources: dict[str, dict[str, Rule]] = {
        "static_select": {**menu, "initial_option": option(), "initial_options": several(option())},
        "external_select": {
            **careful, "min_query_length": number(0), "initial_option": option(), "initial_options": several(option()),
        },
        "users_select": {**careful, "initial_user": string(255), "initial_users": several(string(255), least=0)},
        "conversations_select": {
            **careful, "initial_conversation": string(255), "initial_conversations": several(string(255), least=0),
            "default_to_current_conversation": flag, "response_url_enabled": flag, "filter": anything,
        },
        "channels_select": {
            **careful, "initial_channel": string(255), "initial_channels": several(string(255), least=0),
            "response_url_enabled": flag,
        },
    }  # fmt: skip
    for name, fields in sources.items():
        also = _menu if name == "static_select" else None
        one = {key: rule for key, rule in fields.items() if not key.startswith("initial_") or not key.endswith("s")}
        many = {key: r for key, r in fields.items() if not key.startswith("initial_") or key.endswith("s")}
        many.pop("response_url_enabled", None)
        rules[name] = Shape(one, also=also)
        rules["multi_" + name] = Shape({**many, "max_selected_items": number(1)}, also=also)
    return {**rules, **_pickers(careful)}


def _buttons(base: dict[str, Rule]) -> dict[str, Rule]:
    style = one_of("primary", "danger")
    seen: dict[str, Rule] = {
        "accessibility_label": string(75), "visible_to_user_ids": anything, "confirm": confirm(),
        "value": string(2000, 0),
    }  # fmt: skip
    press = {**base, **seen, "text": plain(75), "url": string(3000), "style": style}
    asking: dict[str, Rule] = {"agent_prompt": string(4000), "agent_prompt_display": anything}
    judge = Shape({"text": plain(75), "value": string(2000), "accessibility_label": string(75)}, ("text", "value"))
    return {
        "button": Shape({**press, **asking}, ("text",)),
        "workflow_button": Shape({**press, "workflow": anything}, ("text", "workflow")),
        "icon_button": Shape({**base, **seen, "icon": string(75), "text": plain(75)}, ("icon", "text")),
        "feedback_buttons": Shape(
            {**base, "positive_button": judge, "negative_button": judge}, ("positive_button", "negative_button")
        ),
        "overflow": Shape({**base, "confirm": confirm(), "options": several(option(), most=5)}, ("options",)),
    }


def _typed(asking: dict[str, Rule]) -> dict[str, Rule]:
    dispatch: dict[str, Rule] = {**asking, "dispatch_action_config": anything}
    line: dict[str, Rule] = {**dispatch, "initial_value": string(3000, 0)}
    lengths: dict[str, Rule] = {"min_length": number(0, 3000), "max_length": number(1, 3000), "multiline": flag}
    bounds: dict[str, Rule] = {"min_value": anything, "max_value": anything, "is_decimal_allowed": flag}
    rich: dict[str, Rule] = {"initial_value": anything, "min_lines": number(1), "max_lines": number(1)}
    file: dict[str, Rule] = {"filetypes": several(string(20)), "max_files": number(1, 10)}
    return {
        "plain_text_input": Shape({**line, **lengths}),
        "email_text_input": Shape(line),
        "url_text_input": Shape(line),
        "number_input": Shape({**line, **bounds}, ("is_decimal_allowed",)),
        "rich_text_input": Shape({**dispatch, **rich}),
        "file_input": Shape({"action_id": asking["action_id"], **file}),
    }


def _pickers(careful: dict[str, Rule]) -> dict[str, Rule]:
    listed: dict[str, Rule] = {**careful, "options": several(option(styled=True), most=10)}
    listed.pop("placeholder")
    return {
        "datepicker": Shape({**careful, "initial_date": _like(r"\d{4}-\d\d-\d\d", "YYYY-MM-DD")}),
        "timepicker": Shape({**careful, "initial_time": _like(r"\d\d:\d\d", "HH:mm"), "timezone": string(255)}),
        "datetimepicker": Shape({**careful, "initial_date_time": number(0, 9_999_999_999)}),
        "checkboxes": Shape({**listed, "initial_options": several(option(styled=True))}, ("options",), also=_choices),
        "radio_buttons": Shape({**listed, "initial_option": option(styled=True)}, ("options",), also=_choices),
    }


def _like(pattern: str, shown: str) -> Rule:
    def rule(report: Report, where: str, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            report.fail(where, f"must be a string like {shown}")

    return rule
