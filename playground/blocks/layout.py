"""The blocks of Block Kit, their required fields and limits, and the surfaces each may stand on."""

from __future__ import annotations

from functools import cache
from typing import Any

from playground.blocks import data
from playground.blocks.checker import (
    Report,
    Rule,
    Shape,
    anything,
    by_type,
    flag,
    one_of,
    plain,
    several,
    string,
    text,
    unique,
)
from playground.blocks.elements import (
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    element_rules,
    image,
    image_source,
)

EVERYWHERE = (
    "actions", "card", "context", "divider", "header", "image", "input", "rich_text", "section", "video",
)  # fmt: skip
SURFACES = {
    "message": (
        *EVERYWHERE, "carousel", "container", "context_actions", "data_table", "data_visualization", "file",
        "markdown", "plan", "table", "task_card",
    ),
    "modal": (*EVERYWHERE, "alert"),
    "home": (*EVERYWHERE, "carousel"),
}  # fmt: skip
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}


def _section(report: Report, where: str, value: Any) -> None:
    if value.get("text") is None and value.get("fields") is None:
        report.fail(where, "must provide either text or fields")


def _named(report: Report, where: str, value: Any) -> None:
    unique(report, f"{where}/elements", value.get("elements"), "action_id")


def _card(report: Report, where: str, value: Any) -> None:
    if not any(value.get(name) for name in ("hero_image", "title", "actions", "body")):
        report.fail(where, "must provide at least one of hero_image, title, actions or body")


def _https(report: Report, where: str, value: Any) -> None:
    string(3000)(report, where, value)
    if isinstance(value, str) and not value.startswith("https://"):
        report.fail(where, "must be an https address")


@cache
def block_rules() -> dict[str, Rule]:
    """A rule for each type of block."""
    words, fields = text(3000), several(text(2000), most=10)
    accessory = by_type(element_rules, IN_SECTION)
    picture = {"image_url": string(3000), "slack_file": anything, "alt_text": string(2000, 0), "title": plain(2000)}
    asked = {
        "label": plain(2000), "hint": plain(2000), "element": by_type(element_rules, IN_INPUT), "optional": flag,
        "dispatch_action": flag,
    }  # fmt: skip
    return {
        "section": Shape({"text": words, "fields": fields, "accessory": accessory, "expand": flag}, also=_section),
        "header": Shape({"text": plain(150), "level": anything}, ("text",)),
        "divider": Shape({}),
        "context": Shape({"elements": several(_context_part(), most=10)}, ("elements",)),
        "actions": Shape(
            {"elements": several(by_type(element_rules, IN_ACTIONS), most=25)}, ("elements",), also=_named
        ),
        "context_actions": Shape(
            {"elements": several(by_type(element_rules, IN_CONTEXT_ACTIONS), most=5)}, ("elements",), also=_named
        ),
        "input": Shape(asked, ("label", "element")),
        "image": Shape(picture, ("alt_text",), also=image_source),
        "file": Shape({"external_id": string(255), "source": one_of("remote")}, ("external_id", "source")),
        "video": Shape(
            {
                "alt_text": string(2000), "video_url": _https, "thumbnail_url": string(3000), "title": plain(200),
                "title_url": _https, "description": plain(200), "provider_icon_url": string(3000),
                "provider_name": string(255), "author_name": string(50),
            },
            ("alt_text", "video_url", "thumbnail_url", "title"),
        ),
        "markdown": Shape({"text": string(12_000)}, ("text",)),
        "rich_text": data.rich_text(),
        "alert": Shape(
            {"text": text(200), "level": one_of("default", "info", "warning", "error", "success")}, ("text",)
        ),
        **_cards(),
        **data.data_rules(),
    }  # fmt: skip


def _cards() -> dict[str, Rule]:
    card = Shape(
        {
            "hero_image": image(),
            "icon": image(),
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "actions": several(by_type(element_rules, ("button",)), most=5),
            "slack_icon": anything,
        },
        also=_card,
    )
    inside = [name for name in SURFACES["message"] if name not in ("container", "carousel", "card")]
    return {
        "card": card,
        "carousel": Shape({"elements": several(card, most=10)}, ("elements",)),
        "container": Shape(
            {
                "title": plain(150), "rich_text_title": data.rich_text(), "subtitle": text(150),
                "child_blocks": several(by_type(block_rules, inside), most=10), "icon": image(),
                "width": one_of("narrow", "standard", "wide", "full"), "is_collapsible": flag,
                "default_collapsed": flag, "has_header_divider": flag,
            },
            ("child_blocks",),
        ),
    }  # fmt: skip


def _context_part() -> Rule:
    words, picture = text(3000), image()

    def rule(report: Report, where: str, value: Any) -> None:
        (picture if isinstance(value, dict) and value.get("type") == "image" else words)(report, where, value)

    return rule
