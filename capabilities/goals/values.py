"""A goal as values: what it may be measured by, where it stands, and who has put their name to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from capabilities.permissions import ADMIN, MARKETER, REP, RESPONSIBLE

SALES, MARKETING = "sales", "marketing"
SIDES = (SALES, MARKETING)
UP, DOWN = "up", "down"
PROPOSED, LIVE, REACHED, MISSED, DROPPED = "proposed", "live", "reached", "missed", "dropped"
COUNT, SHARE, MONEY = "count", "share", "money"
CHANNEL, SEGMENT, THEME = "channel", "segment", "theme"

_SIDES_OF = {REP: (SALES,), MARKETER: (MARKETING,), RESPONSIBLE: SIDES, ADMIN: SIDES}


@dataclass(frozen=True)
class Measure:
    """A figure the program counts itself. `better` is the way it should go, `about` what it can be counted for.

    `weeks` says that it is counted over the last four whole weeks, as reports are; others over the last 28 days.
    """

    name: str
    label: str
    kind: str = COUNT
    better: str = UP
    about: tuple[str, ...] = ()
    weeks: bool = False

    @property
    def window(self) -> str:
        return "in the last four whole weeks" if self.weeks else "in the last 28 days"


_MEASURES = (
    Measure("accepted", "Leads sales accepted", about=(CHANNEL, SEGMENT)),
    Measure("returned", "Share of leads sales gave back", SHARE, DOWN, (CHANNEL, SEGMENT)),
    Measure("cost", "Cost per accepted lead", MONEY, DOWN, (CHANNEL,), weeks=True),
    Measure("customers", "New customers", about=(CHANNEL,), weeks=True),
    Measure("notes", "Field notes logged", about=(SEGMENT,)),
    Measure("objections", "Objections heard", COUNT, DOWN, (SEGMENT, THEME)),
    Measure("landed", "Share of pitch points that landed", SHARE, UP, (SEGMENT,)),
)
MEASURES: Mapping[str, Measure] = {each.name: each for each in _MEASURES}


@dataclass(frozen=True)
class Aim:
    """A goal as somebody typed it into the form. `side` is whom the proposer signs for, where they may choose."""

    title: str = ""
    measure: str = ""
    about: str = ""
    unit: str = ""
    start: str = ""
    target: str = ""
    due: str = ""
    owner: str = ""
    signer: str = ""
    side: str = ""


@dataclass(frozen=True)
class Offered:
    """What a goal's measure may be counted for: (value, name) of channels, segments and themes."""

    channels: tuple[tuple[str, str], ...] = ()
    segments: tuple[tuple[str, str], ...] = ()
    themes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Entry:
    """Where a goal stood, as somebody entered it."""

    at: datetime
    value: Decimal
    by: str
    words: str


@dataclass(frozen=True)
class GoalShown:
    """A goal, ready to be shown. `counted` says in words what is counted; `now` is None while nobody can tell.

    `on_track` compares the part of the way with the part of the time, None where either is unknown; `part` is the
    part of the way from 0 to 1. `as_of` is when an entered value was entered, and `today` the day it is shown on.
    """

    id: str
    title: str
    measure: str
    counted: str
    kind: str
    unit: str
    direction: str
    start: Decimal | None
    now: Decimal | None
    target: Decimal
    due: date
    owner: str
    proposed_by: str
    asked: str
    sales: tuple[str, ...]
    marketing: tuple[str, ...]
    state: str
    part: float | None = None
    on_track: bool | None = None
    as_of: datetime | None = None
    live_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    why: str = ""
    today: date | None = None

    @property
    def entered(self) -> bool:
        """Whether people enter where it stands, as the program does not count it."""
        return not self.measure

    @property
    def signers(self) -> tuple[str, ...]:
        return (*self.sales, *self.marketing)

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The sides that have not signed."""
        return tuple(side for side, who in ((SALES, self.sales), (MARKETING, self.marketing)) if not who)

    @property
    def people(self) -> tuple[str, ...]:
        """Whom it concerns: who answers for it, who signed it, who proposed it; each once."""
        return tuple(dict.fromkeys((self.owner, *self.signers, self.proposed_by)))


def sides_of(role: str) -> tuple[str, ...]:
    """The sides somebody of a role may sign for; none for guests and for who has left."""
    return _SIDES_OF.get(role, ())


def other(side: str) -> str:
    return MARKETING if side == SALES else SALES


def met(value: Decimal, target: Decimal, direction: str) -> bool:
    return value >= target if direction == UP else value <= target


def part_of(start: Decimal | None, now: Decimal | None, target: Decimal) -> float | None:
    """The part of the way from start to target that is behind, from 0 to 1; None where either end is unknown."""
    if start is None or now is None or start == target:
        return None
    return float(min(max((now - start) / (target - start), Decimal(0)), Decimal(1)))


def share_of(part: int, whole: int) -> Decimal:
    """In percent, to one decimal."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)
