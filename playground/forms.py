"""What a person filled into a view: the state Slack sends along, and what its form would not let through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from playground.errors import Json
from playground.shapes import file_object
from playground.workspace import Workspace

# The key under which each element's value stands in view.state.values, and the field it starts from.
VALUE_KEYS = {
    "plain_text_input": ("value", "initial_value"), "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"), "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"), "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"), "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"), "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"), "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"), "file_input": ("files", ""),
}  # fmt: skip
_MANY = ("selected_options", "selected_users", "selected_channels", "selected_conversations", "files")


def fields_of(view: Json) -> Iterator[tuple[Json, Json, str]]:
    """Every element that holds a value: its block, the element and the key its value stands under."""
    for block in view.get("blocks") or []:
        inside = [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]
        for element in inside:
            if isinstance(element, dict) and element.get("type") in VALUE_KEYS:
                yield block, element, VALUE_KEYS[element["type"]][0]


def filled_state(view: Json, given: Json | None) -> Json:
    """state.values with every element in it: what the page sent, else what the element started with."""
    values: Json = {}
    for block, element, key in fields_of(view):
        sent = ((given or {}).get(block["block_id"]) or {}).get(element["action_id"])
        start = element.get(VALUE_KEYS[element["type"]][1])
        blank = start if start is not None else ([] if key in _MANY else None)
        entry = {"type": element["type"], key: blank, **(sent or {})}
        values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return {"values": values}


def with_files(ws: Workspace, state: Any) -> Json:
    """The page's values; files named by id are described in full, as Slack does."""
    given: Json = state.get("values", state) if isinstance(state, dict) else {}
    for block in given.values():
        for entry in block.values():
            if isinstance(entry, dict) and isinstance(entry.get("files"), list):
                keys = [item["id"] if isinstance(item, dict) else str(item) for item in entry["files"]]
                entry["files"] = [file_object(ws, key) for key in keys if key in ws.data["files"]]
    return given


def complaints(view: Json, state: Json) -> dict[str, str]:
    """What Slack's own form would not let through, by block: required, lengths, formats and counts."""
    wrong: dict[str, str] = {}
    for block, element, key in fields_of(view):
        if block["type"] != "input":
            continue
        value = state["values"][block["block_id"]][element["action_id"]].get(key)
        if value in (None, "", []):
            if not block.get("optional"):
                wrong[block["block_id"]] = "Please complete this required field."
            continue
        words = _complaint(element, value)
        if words:
            wrong[block["block_id"]] = words
    return wrong


def _complaint(element: Json, value: object) -> str:
    kind, text = element["type"], str(value)
    if len(text) < int(element.get("min_length") or 0) and kind == "plain_text_input":
        return f"Please enter at least {element['min_length']} characters."
    if kind == "plain_text_input" and len(text) > int(element.get("max_length") or 3000):
        return f"Please enter at most {element.get('max_length') or 3000} characters."
    if kind == "email_text_input" and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        return "Please enter a valid e-mail address."
    if kind == "url_text_input" and not re.match(r"https?://\S+$", text):
        return "Please enter a valid link."
    if kind == "number_input":
        return _number_complaint(element, text)
    most = element.get("max_selected_items") or (element.get("max_files", 10) if kind == "file_input" else None)
    if isinstance(value, list) and most and len(value) > most:
        return f"Please choose at most {most}."
    return ""


def _number_complaint(element: Json, text: str) -> str:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, text):
        return "Please enter a number." if element.get("is_decimal_allowed") else "Please enter a whole number."
    if element.get("min_value") is not None and float(text) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if element.get("max_value") is not None and float(text) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return ""
