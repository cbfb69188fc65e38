"""What in a week's numbers asks for a word more: a number that moved far, or two that hardly go together."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from capabilities.channels.numbers import COUNTS, LABELS, MONEY, PERCENT_BASE, Numbers
from capabilities.refusal import Refusal

FAR = Decimal("0.15")  # from this share of last week's number on, a move asks for its reason
LONGEST_REASON = 300
_ONE = Decimal(1)


@dataclass(frozen=True)
class Move:
    """A number that moved far against the week before; `percent` is signed and whole."""

    name: str
    before: Decimal | int
    now: Decimal | int
    percent: int


@dataclass(frozen=True)
class Asked:
    """What a form asks before it is taken: the reasons of these moves, and whether a doubtful number is right."""

    moves: tuple[Move, ...] = ()
    doubt: str = ""

    def __bool__(self) -> bool:
        return bool(self.moves or self.doubt)


def moves(now: Numbers, before: Numbers | None) -> tuple[Move, ...]:
    """The numbers that moved by 15 % or more on a base of ten or more; money only within one currency."""
    if before is None:
        return ()
    found = []
    for name in (*MONEY, *COUNTS):
        if name in MONEY and now.currency != before.currency:
            continue
        value, base = getattr(now, name), getattr(before, name)
        if value is None or base is None or base < PERCENT_BASE or value == base:
            continue
        share = (Decimal(value) - Decimal(base)) / Decimal(base)
        if abs(share) >= FAR:
            found.append(Move(name, base, value, int((share * 100).quantize(_ONE, ROUND_HALF_UP))))
    return tuple(found)


def doubt(numbers: Numbers) -> str:
    """What is to be asked of numbers that can be and rarely are; empty for none.

    More customers than leads is no contradiction: a customer of this week may have been a lead of an earlier one.
    """
    if numbers.leads is None or numbers.customers is None or numbers.customers <= numbers.leads:
        return ""
    return f"{numbers.customers:,} new customers on {numbers.leads:,} leads"


def reasons_of(moved: tuple[Move, ...], said: Mapping[str, str]) -> dict[str, str]:
    """The reasons given for what moved, tidied. Raises Refusal, at its field, for one that is too long."""
    kept = {move.name: " ".join(said.get(move.name, "").split()) for move in moved}
    for name, words in kept.items():
        if len(words) > LONGEST_REASON:
            raise Refusal(f"One sentence is enough; this has {len(words)} characters.", field=field_of(name))
    return {name: words for name, words in kept.items() if words}


def field_of(name: str) -> str:
    """The name of the field that asks why a number moved."""
    return f"why_{name}"


def words_of(move: Move) -> str:
    """`Leads: 24 → 40, up 67 %`."""
    way = "up" if move.percent > 0 else "down"
    return f"{LABELS[move.name]}: {_figure(move.before)} → {_figure(move.now)}, {way} {abs(move.percent)} %"


def _figure(value: Decimal | int) -> str:
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, Decimal) else f"{value:,}"
