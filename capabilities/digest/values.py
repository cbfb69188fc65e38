"""A digest as values: what a week said, counted honestly, ready to be shown anywhere."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from capabilities.themes.values import Trend

RATE_BASE = 5  # DESIGN, honest numbers: no rate on fewer than five


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
class Row:
    """A channel's week beside what sales said of its leads in the same week.

    None is unknown, or for a ratio "n/a": nothing to divide by. `change` is the cost per lead against the week
    before in whole percent, None on a base under ten leads. `reason` is why most leads came back, as stored.
    """

    channel: str
    reported: bool
    spend: Decimal | None
    currency: str
    leads: int | None
    cost_per_lead: Decimal | None
    accepted: int
    returned: int
    reason: str
    cost_per_accepted: Decimal | None
    customers: int | None
    before: Decimal | None
    change: int | None
    story: str

    @property
    def verdicts(self) -> int:
        return self.accepted + self.returned


@dataclass(frozen=True)
class Totals:
    """Sums over the channels that reported. Costs are None when currencies differ: they cannot be added.

    A cost counts only channels that named both its parts.
    """

    spend: Decimal | None
    currency: str
    leads: int | None
    cost_per_lead: Decimal | None
    accepted: int
    returned: int
    cost_per_accepted: Decimal | None
    customers: int | None
    mixed: bool
    elsewhere_accepted: int  # judged leads whose channel is none of the known ones, or was not named
    elsewhere_returned: int


@dataclass(frozen=True)
class Flag:
    """Something in the channels' numbers that wants looking at: cheap_returned, no_leads or returned."""

    kind: str
    channel: str
    words: str
    story: str = ""


@dataclass(frozen=True)
class Coverage:
    """How much of both teams a digest heard, and what of it is not shown."""

    channels_reported: int
    channels: int
    reps_heard: int
    reps: int
    withheld: int  # themes (once: groups) under three notes or two people
    alone: int = 0  # notes that belong to no theme so far


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
