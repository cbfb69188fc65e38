"""A theme as values: what customers say again and again, counted honestly, ready to be shown anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from storage.field import Note

PUBLIC_NOTES, PUBLIC_PEOPLE = 3, 2  # DESIGN, honest numbers: shown in public from three notes of two people on
CHANGE_BASE = 10  # no percentage on a base under ten


@dataclass(frozen=True)
class Trend:
    """A week's notes against the mean of the four weeks before; outside the digest, those of the last seven days.

    `word` is new, rising, steady, falling or quiet; `percent` is None on a mean under CHANGE_BASE.
    """

    now: int
    mean: float
    word: str
    percent: int | None = None


@dataclass(frozen=True)
class ThemeShown:
    """One theme with what stands behind it. People and customers are distinct; there is no count for any one person.

    `at_stake` is the amount by currency, of each customer the highest ever named. `kinds` says how many notes of
    which kind. `decision` is "", "brief" (answered in brief version `decision_version`) or "declined".
    """

    id: str
    name: str
    notes: int
    people: int
    accounts: int
    first: datetime
    newest: datetime
    trend: Trend
    kinds: Mapping[str, int] = field(default_factory=dict)
    segments: tuple[tuple[str, int], ...] = ()
    at_stake: Mapping[str, Decimal] = field(default_factory=dict)
    owner: str = ""
    sales: str = ""
    marketing: str = ""
    state: str = "open"
    decision: str = ""
    decision_version: int | None = None
    decision_reason: str = ""
    hand: bool = False

    @property
    def public(self) -> bool:
        """Whether so many said it that it may be shown to everybody."""
        return self.notes >= PUBLIC_NOTES and self.people >= PUBLIC_PEOPLE

    @property
    def taken(self) -> bool:
        """Whether one from sales and one from marketing have taken it on."""
        return bool(self.sales and self.marketing)


@dataclass(frozen=True)
class ThemeWeek:
    """A theme in one week, for the digest: the counts are of that week, the trend against the four before it.

    `notes` are the ids of the week's notes, oldest first. `public` says whether the theme as a whole has the three
    notes from two people it needs to be named.
    """

    id: str
    name: str
    notes: tuple[str, ...]
    people: int
    accounts: int
    trend: Trend
    segments: tuple[tuple[str, int], ...] = ()
    public: bool = False
    sales: str = ""
    marketing: str = ""


@dataclass(frozen=True)
class Settled:
    """A note that was made findable and compared with the others: where its author hears of it, and its theme."""

    note: str
    reply_to: str
    theme: str | None


@dataclass(frozen=True)
class ThemeOpen:
    """A theme opened: what stands behind it, and its newest notes. Who may shape it sees more buttons."""

    shown: ThemeShown
    notes: tuple[Note, ...]
    may_shape: bool = False


@dataclass(frozen=True)
class ThemeBrief:
    """A theme in one line, for whoever just said the same."""

    id: str
    name: str
    notes: int
    people: int
    trend: Trend

    @property
    def public(self) -> bool:
        return self.notes >= PUBLIC_NOTES and self.people >= PUBLIC_PEOPLE
