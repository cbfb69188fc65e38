"""Begins one message about several things, each of which a person is told of once, for one nudge of their budget."""

from collections.abc import Sequence
from datetime import datetime

from capabilities.nudges import Again, Nudges
from storage import workspace as stored
from storage.database import Unit


def begin(
    unit: Unit, nudges: Nudges, user: str, keys: Sequence[str], *, kind: str, now: datetime, again: Again = None
) -> str:  # fmt: skip
    """The key of the message about these, by their keys; empty when there are none, or they may not be told now: then
    the work `again` names is asked for as soon as they may.

    What was begun before and never sent, as its sender died, is sent again and costs nothing more.
    """
    begun = [key for key in keys if stored.posting(unit, key) is not None]
    if not begun and not (keys and nudges.spend(unit, user, key=keys[0], kind=kind, again=again)):
        return ""
    for key in keys:
        stored.begin_posting(unit, key, channel=user, now=now)
    return (begun or list(keys))[0]


def sent(unit: Unit, key: str, keys: Sequence[str]) -> None:
    """The message of this key reached the person, and with it everything it is about."""
    message = stored.posting(unit, key)
    if message is not None and message.ts is not None:
        for each in keys:
            stored.finish_posting(unit, each, channel=message.channel, ts=message.ts)
