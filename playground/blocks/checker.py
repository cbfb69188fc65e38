"""The small language the Block Kit rules are written in: shapes of fields, and problems told with their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from playground.errors import Json


@dataclass
class Report:
    """Problems found so far, and what is needed to judge: the surface and which files exist."""

    surface: str
    file_exists: Callable[[str], bool]
    problems: list[str] = field(default_factory=list)

    def fail(self, where: str, words: str) -> None:
        """Note a problem at a JSON pointer, in Slack's way of writing it."""
        self.problems.append(f"[ERROR] {words} [json-pointer:{where}]")


Rule = Callable[[Report, str, Any], None]


@dataclass(frozen=True)
class Shape:
    """An object's fields. `open_` lets unknown fields pass, for blocks whose full list is not known to us."""

    fields: dict[str, Rule]
    required: tuple[str, ...] = ()
    open_: bool = False
    also: Rule | None = None

    def __call__(self, report: Report, where: str, value: Any) -> None:
        if not isinstance(value, dict):
            report.fail(where, "must provide an object")
            return
        for name in self.required:
            if value.get(name) is None:
                report.fail(where, f"missing required field: {name}")
        for name, content in value.items():
            rule = self.fields.get(name)
            if rule is not None and content is not None:
                rule(report, f"{where}/{name}", content)
            elif rule is None and not self.open_ and name not in ("type", "block_id"):
                report.fail(where, f"invalid additional property: {name}")
        if self.also is not None:
            self.also(report, where, value)


def anything(report: Report, where: str, value: Any) -> None:
    """Any value passes."""


def string(most: int, least: int = 1) -> Rule:
    """Text of `least` to `most` characters."""

    def rule(report: Report, where: str, value: Any) -> None:
        if not isinstance(value, str):
            report.fail(where, "must provide a string")
        elif len(value) < least:
            report.fail(where, f"must be more than {least - 1} characters")
        elif len(value) > most:
            report.fail(where, f"must be less than {most + 1} characters")

    return rule


def flag(report: Report, where: str, value: Any) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.fail(where, "must provide a boolean")


def number(least: float | None = None, most: float | None = None) -> Rule:
    """A number within bounds; booleans are no numbers."""

    def rule(report: Report, where: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            report.fail(where, "must provide a number")
        elif (least is not None and value < least) or (most is not None and value > most):
            report.fail(where, f"must be between {least} and {most}")

    return rule


def one_of(*values: str) -> Rule:
    """One of these words."""

    def rule(report: Report, where: str, value: Any) -> None:
        if value not in values:
            report.fail(where, f"must be a valid enum value ({', '.join(values)})")

    return rule


def several(item: Rule, *, least: int = 1, most: int = 100) -> Rule:
    """A list of `least` to `most` items, each by its own rule."""

    def rule(report: Report, where: str, value: Any) -> None:
        if not isinstance(value, list):
            report.fail(where, "must provide an array")
            return
        if len(value) < least:
            report.fail(where, f"no less than {least} items allowed")
        if len(value) > most:
            report.fail(where, f"no more than {most} items allowed")
        for number_, content in enumerate(value[: most + 1]):
            item(report, f"{where}/{number_}", content)

    return rule


def by_type(table: Callable[[], dict[str, Rule]], allowed: Iterable[str] | None = None) -> Rule:
    """An object judged by the rule its `type` names, when that type is allowed here."""
    names = None if allowed is None else frozenset(allowed)

    def rule(report: Report, where: str, value: Any) -> None:
        if not isinstance(value, dict):
            report.fail(where, "must provide an object")
            return
        kind = value.get("type")
        found = table().get(kind) if isinstance(kind, str) else None
        if found is None or (names is not None and kind not in names):
            report.fail(f"{where}/type", f"unsupported type: {kind}")
        else:
            found(report, where, value)

    return rule


def text(most: int, *kinds: str, least: int = 1) -> Rule:
    """A text object of these kinds (both when none is named) and at most that many characters."""
    allowed = kinds or ("plain_text", "mrkdwn")

    def rule(report: Report, where: str, value: Any) -> None:
        if not isinstance(value, dict):
            report.fail(where, "must provide an object")
            return
        if value.get("type") not in allowed:
            report.fail(f"{where}/type", f"unsupported type: {value.get('type')}")
            return
        extra = "emoji" if value["type"] == "plain_text" else "verbatim"
        shape = Shape({"text": string(most, least), extra: flag}, ("text",))
        shape(report, where, value)

    return rule


def plain(most: int) -> Rule:
    """A plain_text object."""
    return text(most, "plain_text")


def unique(report: Report, where: str, items: Any, key: str) -> None:
    """Note every value of `key` that more than one of the items carries."""
    seen: set[str] = set()
    for place, item in enumerate(items if isinstance(items, list) else []):
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in seen:
            report.fail(f"{where}/{place}/{key}", f"`{key}` {name!r} already exists")
        elif isinstance(name, str):
            seen.add(name)


def total_characters(blocks: list[Json]) -> int:
    """Characters people read in these blocks, over all of them together."""
    read = ("text", "title", "subtitle", "body", "caption", "label", "alt_text")

    def count(value: Any, name: str) -> int:
        if isinstance(value, str):
            return len(value) if name in read else 0
        if isinstance(value, dict):
            return sum(count(content, key) for key, content in value.items())
        return sum(count(content, name) for content in value) if isinstance(value, list) else 0

    return count(blocks, "")
