"""A digest as values: what a week said, counted honestly, ready to be shown anywhere."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from capabilities.digest.joint import Joint
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
class Stage:
    """How many of `whole` in one stage the next one counts, `part`, in the same week.

    `percent` is None under five, and where the later stage counts more: those come from earlier weeks.
    """

    of: str
    name: str
    whole: int
    part: int
    percent: int | None


@dataclass(frozen=True)
class Moved:
    """A number against the week before, and against the mean of the four weeks before.

    The mean is of `weeks` of these four, those that name the number; a cost per lead is all their spend by all their
    leads. `change` and `off` are whole percent, None on a base under ten.
    """

    name: str
    now: Decimal
    before: Decimal | None
    change: int | None
    mean: Decimal | None
    weeks: int
    off: int | None


@dataclass(frozen=True)
class Unusual:
    """A number more than two standard deviations off the mean of `weeks` weeks before, six or more."""

    name: str
    now: Decimal
    mean: Decimal
    weeks: int


@dataclass(frozen=True)
class Quality:
    """How many leads were good, this week and in the four before: by sales, or as the channel qualified them."""

    by: str  # accepted or qualified
    part: int
    whole: int
    part_before: int
    whole_before: int


@dataclass(frozen=True)
class Row:
    """A channel's week beside what sales said of its leads in the same week.

    None is unknown, or for a ratio "n/a": nothing to divide by. `change` is the cost per lead against the week
    before in whole percent, None on a base under ten leads. `reason` is why most leads came back, as stored.
    `disagrees` marks a channel whose story and field do not go together. What has a default is missing in digests
    from before it was counted.
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
    qualified: int | None = None
    opportunities: int | None = None
    cost_per_customer: Decimal | None = None
    stages: tuple[Stage, ...] = ()
    moved: tuple[Moved, ...] = ()
    quality: Quality | None = None
    unusual: tuple[Unusual, ...] = ()
    disagrees: bool = False
    reasons: tuple[tuple[str, str], ...] = ()  # why its numbers moved, by the number

    @property
    def verdicts(self) -> int:
        return self.accepted + self.returned

    def move(self, name: str) -> Moved | None:
        """A number's comparison with the weeks before; None when it is not known."""
        return next((each for each in self.moved if each.name == name), None)


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
    qualified: int | None = None
    opportunities: int | None = None
    cost_per_customer: Decimal | None = None


@dataclass(frozen=True)
class Flag:
    """Something in the channels' numbers that wants looking at.

    `kind` is cheap_returned, dear_worse, no_leads, returned or unusual.
    """

    kind: str
    channel: str
    words: str
    story: str = ""


@dataclass(frozen=True)
class Disagreement:
    """A channel whose story and field do not go together, with both sides' words; names and amounts are hidden.

    Only those with the most verdicts are told; a row's `disagrees` marks all. `told` is "well" when the owner's story
    is the brighter one, else "badly". `counted` says what sales did,
    `field` is one rep's words on such a lead, empty when nobody wrote any.
    """

    channel: str
    told: str
    story: str
    counted: str
    field: str


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
    disagreements: tuple[Disagreement, ...] = ()
    joint: Joint = field(default_factory=Joint)

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
