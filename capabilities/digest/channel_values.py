"""A channel's week in a digest as values: its numbers beside its weeks before, and what sales said of its leads."""

from dataclasses import dataclass
from decimal import Decimal

RATE_BASE = 5  # DESIGN, honest numbers: no rate on fewer than five


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
    `story`, `didnt` and `next` are the owner's words on what worked, what did not and what changes, each cut at a
    sentence; `summary` is a model's short version of all the owner told, held to it, empty where there is none.
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
    didnt: str = ""
    next: str = ""
    summary: str = ""
    skipped: str = ""  # why its owner does not report the week; empty where nobody said so

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
