"""A digest as values: what a week said, counted honestly, ready to be shown anywhere."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from capabilities.digest.channel_values import (
    RATE_BASE,
    Disagreement,
    Flag,
    Moved,
    Quality,
    Row,
    Stage,
    Totals,
    Unusual,
)
from capabilities.digest.joint import Joint
from capabilities.themes.values import Trend

__all__ = [
    "RATE_BASE", "Asked", "Count", "Coverage", "Digest", "Disagreement", "Flag", "Group", "Kind", "Moved", "Quality",
    "Quote", "Row", "Stage", "Theme", "Told", "Totals", "Unusual", "from_json", "to_json",
]  # fmt: skip


@dataclass(frozen=True)
class Count:
    """How often something was said, by how many people, at how many customers (those that were named)."""

    notes: int
    people: int
    accounts: int


@dataclass(frozen=True)
class Kind:
    """One kind of note in the week."""

    kind: str
    count: Count


@dataclass(frozen=True)
class Group:
    """Wants or objections of one segment, as digests counted them before there were themes."""

    kind: str
    segment: str
    count: Count


@dataclass(frozen=True)
class Quote:
    """What a customer said, with nothing in it that names the customer, the rep or an amount."""

    text: str
    kind: str
    segment: str


@dataclass(frozen=True)
class Theme:
    """What customers said again and again, as it may be shown to everybody; the counts are the week's.

    `segment` is the most frequent one, `quote` one customer's words. `sales` and `marketing` say whether somebody of
    theirs has taken it on. One that is not `named` has no name that may be shown, and is called something else here.
    """

    name: str
    count: Count
    trend: Trend
    segment: str = ""
    quote: Quote | None = None
    sales: bool = False
    marketing: bool = False
    named: bool = True


@dataclass(frozen=True)
class Asked:
    """What several people asked, or heard from customers, and nobody answers; names are hidden."""

    words: str
    people: int


@dataclass(frozen=True)
class Told:
    """All that a channel's owner told of the week, names hidden: for a model to sum up, and not kept after that."""

    channel: str
    worked: str = ""
    didnt: str = ""
    next: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in (self.worked, self.didnt, self.next) if part)


@dataclass(frozen=True)
class Coverage:
    """How much of both teams a digest heard, and what of it is not shown. `skipped` channels are not among the
    `channels`: nobody waits for them."""

    channels_reported: int
    channels: int
    reps_heard: int
    reps: int
    withheld: int  # themes (once: groups) under three notes or two people
    alone: int = 0  # notes that belong to no theme so far
    skipped: int = 0


@dataclass(frozen=True)
class Digest:
    """One week for both teams. `start` and `end` are Monday 00:00 in `zone`, `end` not included.

    `themes` is None in a digest from before there were themes; that one has `groups`. `gaps` counts the questions of
    the week that found no answer and have none by now; `asked` are the gaps that most people met, whenever they did.
    Digests from before there were any have `gap_texts`.
    """

    start: datetime
    end: datetime
    zone: str
    said: Count
    kinds: tuple[Kind, ...]
    quotes: tuple[Quote, ...]
    rows: tuple[Row, ...]
    totals: Totals
    flags: tuple[Flag, ...]
    gaps: int
    gap_texts: tuple[str, ...]
    coverage: Coverage
    decision: str
    why: str
    drafted_by: str = ""  # the model that worded the decision; empty when it is computed
    remark: str = ""
    subject: tuple[str, ...] = ()  # names of what the decision is about; words of a model must hold one of them
    themes: tuple[Theme, ...] | None = None
    more: int = 0  # themes that may be shown and are not, being smaller than those that are
    groups: tuple[Group, ...] = ()
    asked: tuple[Asked, ...] = ()
    counted_at: datetime | None = None  # a note kept later is not in it, even if it speaks of this week
    disagreements: tuple[Disagreement, ...] = ()
    joint: Joint = field(default_factory=Joint)
    stories: tuple[Told, ...] = ()  # what is to be summed up, until the digest is drafted

    @property
    def week(self) -> date:
        """The Monday the week begins with."""
        return self.start.date()

    @property
    def quiet(self) -> bool:
        """Whether nobody logged anything."""
        return self.said.notes == 0


def to_json(digest: Digest) -> dict[str, Any]:
    """The digest in values JSON can hold."""
    made: dict[str, Any] = _adapter().dump_python(digest, mode="json")
    return made


def from_json(content: dict[str, Any]) -> Digest:
    """The digest that `to_json` wrote, its moments in their zone again."""
    digest = _adapter().validate_python(content)
    zone = ZoneInfo(digest.zone)
    moments = {name: getattr(digest, name).astimezone(zone) for name in ("start", "end")}
    return Digest(**{**vars(digest), **moments})


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Digest]:
    return TypeAdapter(Digest)
