"""Changes of the brief that the field asks for: found in what was said, worded, decided by its owner, told to all."""

from dataclasses import dataclass

from capabilities.brief.proposing.asking import LONGEST, LONGEST_WHY
from capabilities.brief.proposing.deciding import Accepted
from capabilities.brief.proposing.telling import Telling, owner_key, writer_key
from capabilities.brief.proposing.values import ACCEPTED, DECLINED, OPEN, STALE, Changed, Evidence, Proposed

__all__ = [
    "ACCEPTED", "DECLINED", "LONGEST", "LONGEST_WHY", "OPEN", "STALE", "Accepted", "Changed", "Evidence", "Proposals",
    "Proposed", "owner_key", "writer_key",
]  # fmt: skip


@dataclass(frozen=True)
class Proposals(Telling):
    """Everything that can be done with proposals; each part is in a file of its own, and rests on the one before.

    Standing, Looking, Asking, Deciding, Telling.
    """
