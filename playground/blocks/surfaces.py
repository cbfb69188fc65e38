"""Whole messages and views held to Slack's rules, and made ready to be stored."""

from __future__ import annotations

import copy
import json
import secrets
from collections.abc import Callable
from typing import Any

from playground.blocks.checker import (
    Report,
    Shape,
    anything,
    by_type,
    flag,
    plain,
    several,
    string,
    total_characters,
    unique,
)
from playground.blocks.layout import MOST_BLOCKS, SURFACES, block_rules
from playground.errors import Json, Refusal

# Observed below the documented limits: slackapi/bolt-js issue 2509.
MOST_CHARACTERS = 13_200
MOST_VIEW_BYTES = 250_000
MOST_MARKDOWN = 12_000

FileExists = Callable[[str], bool]


def problems_of(blocks: object, *, surface: str, file_exists: FileExists) -> list[str]:
    """What is wrong with these blocks on a surface (message, modal, home), each with its JSON pointer."""
    report = Report(surface, file_exists)
    _check(report, blocks, "/blocks")
    return report.problems


def message_blocks(blocks: object, *, file_exists: FileExists) -> list[Json]:
    """Blocks ready for a message; raises invalid_blocks_format, invalid_blocks or msg_blocks_too_long."""
    if not isinstance(blocks, list):
        raise Refusal("invalid_blocks_format", messages=["[ERROR] blocks must be an array [json-pointer:/blocks]"])
    problems = problems_of(blocks, surface="message", file_exists=file_exists)
    if problems:
        raise Refusal("invalid_blocks", messages=problems)
    if total_characters(blocks) > MOST_CHARACTERS:
        raise Refusal("msg_blocks_too_long")
    return numbered(blocks)


def checked_view(raw: object, *, kinds: tuple[str, ...], file_exists: FileExists) -> Json:
    """A view ready to be stored; raises invalid_arguments or view_too_large."""
    if not isinstance(raw, dict):
        raise Refusal("invalid_arguments", messages=["[ERROR] must provide an object [json-pointer:/view]"])
    if len(json.dumps(raw).encode()) > MOST_VIEW_BYTES:
        raise Refusal("view_too_large")
    problems = view_problems(raw, kinds=kinds, file_exists=file_exists)
    if problems:
        raise Refusal("invalid_arguments", messages=problems)
    return {**raw, "blocks": numbered(raw["blocks"])}


def view_problems(raw: Json, *, kinds: tuple[str, ...], file_exists: FileExists) -> list[str]:
    """What is wrong with a view, each with its JSON pointer."""
    kind = str(raw.get("type"))
    report = Report(kind, file_exists)
    if kind not in kinds:
        report.fail("/view/type", f"unsupported type: {raw.get('type')}")
        return report.problems
    fields: dict[str, Any] = {
        "private_metadata": string(3000, 0), "callback_id": string(255, 0), "external_id": string(255, 0),
        "blocks": anything,
    }  # fmt: skip
    required: tuple[str, ...] = ("blocks",)
    if kind == "modal":
        fields.update(
            title=plain(24), submit=plain(24), close=plain(24), clear_on_close=flag, notify_on_close=flag,
            submit_disabled=flag,
        )  # fmt: skip
        required = ("title", "blocks")
    Shape(fields, required)(report, "/view", raw)
    blocks = raw.get("blocks")
    if blocks is not None:
        _check(report, blocks, "/view/blocks")
    asks = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if kind == "modal" and asks and not raw.get("submit"):
        report.fail("/view/submit", "`submit` is required when an `input` block is in the blocks array")
    return report.problems


def numbered(blocks: list[Json]) -> list[Json]:
    """A copy in which every block has a block_id and every element an action_id, as Slack fills them in."""
    filled = copy.deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", secrets.token_urlsafe(4)[:5])
        single = [block.get("element"), block.get("accessory")]
        for part in [*single, *_listed(block.get("elements")), *_listed(block.get("actions"))]:
            silent = ("image", "mrkdwn", "plain_text")
            if isinstance(part, dict) and part.get("type") not in silent and block["type"] != "rich_text":
                part.setdefault("action_id", secrets.token_urlsafe(4)[:5])
    return filled


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _check(report: Report, blocks: object, where: str) -> None:
    surface = report.surface
    each = by_type(block_rules, SURFACES[surface])
    least = 0 if surface != "message" else 1
    several(each, least=least, most=MOST_BLOCKS[surface])(report, where, blocks)
    unique(report, where, blocks, "block_id")
    found = [block for block in _listed(blocks) if isinstance(block, dict)]
    for place, block in enumerate(found):
        if block.get("block_id") is not None:
            string(255)(report, f"{where}/{place}/block_id", block["block_id"])
    for kind, most in (("table", 1), ("data_visualization", 2)):
        if sum(block.get("type") == kind for block in found) > most:
            report.fail(where, f"no more than {most} {kind} block{'s' if most > 1 else ''} allowed")
    written = sum(len(str(block.get("text", ""))) for block in found if block.get("type") == "markdown")
    if written > MOST_MARKDOWN:
        report.fail(where, f"markdown blocks must be less than {MOST_MARKDOWN + 1} characters in total")
