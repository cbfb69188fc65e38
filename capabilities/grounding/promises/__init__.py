"""The kinds of promise that briefs forbid, each with the words by which people make it."""

from __future__ import annotations

from capabilities.grounding.promises import money, outcomes, rank, times
from capabilities.grounding.promises.kind import Promise

__all__ = ["Promise", "kinds_of"]

_KINDS = (
    outcomes.CERTAIN, outcomes.NO_RISK, outcomes.RULED_OUT, outcomes.HEALING, outcomes.LAWFUL, outcomes.NEUTRAL,
    outcomes.ALWAYS_UP, outcomes.WITHOUT_END, outcomes.KEPT_INSIDE, outcomes.HEALTH,
    money.MATCHED_PRICE, money.CHEAPER, money.FREE, money.PAID_BACK,
    money.FIXED_PRICE, rank.REPLACED, rank.BY_ITSELF, rank.WATCHED, rank.BEST, rank.ONLY, rank.COMPARED,
    times.ROADMAP, times.DATES, times.AT_ONCE, times.HURRY,
)  # fmt: skip


def kinds_of(claim: str) -> tuple[Promise, ...]:
    """The kinds of promise a limit forbids, by its wording; `claim` in lower case and spelled out."""
    return tuple(kind for kind in _KINDS if kind.forbidden_by(claim))
