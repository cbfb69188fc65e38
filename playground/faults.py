"""Misbehaviour on demand: rules that make the workspace fail as Slack fails, exact and counted."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from playground.errors import Json, Refusal

API_FAULTS = ("rate_limit", "server_error", "slow", "drop_stream", "connection_reset")
_GROWING = ("chat.appendStream", "chat.stopStream")  # what finds out that a stream has died
DELIVERY_FAULTS = ("server_error", "slow", "connection_reset", "duplicate", "retry", "reorder")


@dataclass
class Rule:
    """One way to misbehave and how often it is still to happen, once `after` that many fitting turns went well."""

    on: str
    match: str
    do: str
    times: int
    seconds: float
    left: int
    after: int = 0

    def shown(self) -> Json:
        """The rule as the control API shows it; `left` is how often it will still happen."""
        return {
            "on": self.on, "match": self.match, "do": self.do,
            "times": self.times, "seconds": self.seconds, "left": self.left, "after": self.after,
        }  # fmt: skip


class Faults:
    """The rules in force. Each matching call or delivery uses up one turn of the first rule that fits it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: list[Rule] = []

    def replace(self, raw: object) -> None:
        """Put these rules in force instead of the former ones; an empty list heals."""
        if not isinstance(raw, list):
            raise Refusal("invalid_rules", text="Send a list of fault rules; an empty list heals.")
        rules = [_read_rule(item) for item in raw]
        with self._lock:
            self._rules = rules

    def shown(self) -> list[Json]:
        """All rules with the turns they have left."""
        with self._lock:
            return [rule.shown() for rule in self._rules]

    def take(self, on: str, names: Iterable[str]) -> Rule | None:
        """Use up one turn of the first rule that fits any of these names, or None."""
        names = list(names)
        with self._lock:
            for rule in self._rules:
                if rule.on == on and rule.left > 0 and _fits(rule, names):
                    if rule.after > 0:
                        rule.after -= 1
                        continue
                    rule.left -= 1
                    return rule
        return None


def _fits(rule: Rule, names: list[str]) -> bool:
    if rule.do == "drop_stream" and not set(_GROWING) & set(names):
        return False
    return any(rule.match in ("*", name) or fnmatchcase(name, rule.match) for name in names)


def _read_rule(raw: object) -> Rule:
    if not isinstance(raw, dict):
        raise Refusal("invalid_rules", text="Each fault rule is an object with on, match and do.")
    on, do = str(raw.get("on", "")), str(raw.get("do", ""))
    known = {"api": API_FAULTS, "delivery": DELIVERY_FAULTS}.get(on)
    if known is None:
        raise Refusal("invalid_rules", text=f"`on` is {on!r}; it can be api or delivery.")
    if do not in known:
        raise Refusal("invalid_rules", text=f"On {on} the playground can do {', '.join(known)}; not {do!r}.")
    try:
        times, seconds = int(raw.get("times", 1)), float(raw.get("seconds", 1.0))
        after = int(raw.get("after", 0))
    except (TypeError, ValueError):
        words = "`times` and `after` are whole numbers and `seconds` a number."
        raise Refusal("invalid_rules", text=words) from None
    return Rule(on=on, match=str(raw.get("match", "*")), do=do, times=times, seconds=seconds, left=times, after=after)
