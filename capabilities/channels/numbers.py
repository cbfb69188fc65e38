"""A channel's week in numbers: read from what people type, checked, and set in proportion."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from capabilities.channels.typed_amounts import amount_of as amount_of
from capabilities.channels.typed_amounts import currency_of as currency_of
from capabilities.refusal import Refusal

MONEY = ("spend", "pipeline", "revenue")
COUNTS = ("impressions", "leads", "qualified", "opportunities", "customers")
LABELS = {
    "spend": "Spend", "currency": "Currency", "impressions": "Impressions", "leads": "Leads",
    "qualified": "Qualified leads", "opportunities": "Opportunities", "pipeline": "Pipeline",
    "customers": "New customers", "revenue": "Revenue", "worked": "What worked", "didnt": "What did not work",
    "next": "What changes next",
}  # fmt: skip
MOST = 10**9  # more than one channel's week holds; a count also has to fit a 32-bit column
LONGEST = 3000  # characters of each part of the story, as many as a form's field takes
PERCENT_BASE = 10  # DESIGN, honest numbers: no percentage change on a base under ten

_CENT, _ONE = Decimal("0.01"), Decimal(1)


@dataclass(frozen=True)
class Numbers:
    """What a channel cost and brought in one week; None where nobody knows."""

    spend: Decimal | None = None
    currency: str = ""
    impressions: int | None = None
    leads: int | None = None
    qualified: int | None = None
    opportunities: int | None = None
    pipeline: Decimal | None = None
    customers: int | None = None
    revenue: Decimal | None = None


@dataclass(frozen=True)
class Story:
    """The week in the owner's words."""

    worked: str = ""
    didnt: str = ""
    next: str = ""


def count_of(words: str, *, field: str) -> int | None:
    """The whole number in words such as "1,234"; nothing typed is None. Raises Refusal."""
    value, unit = amount_of(words, field=field)
    if value is None:
        return None
    if unit or value != value.to_integral_value():
        raise Refusal(f"{LABELS[field]} is counted in whole numbers, such as 12.", field=field)
    return int(value)


def checked(numbers: Numbers, story: Story, *, currency: str) -> tuple[Numbers, Story]:
    """The same, tidied: amounts to the cent, words trimmed, `currency` where none was said.

    Raises Refusal, naming the field, for what cannot be. More customers than leads is fine: a customer of
    this week may have been a lead of an earlier one.
    """
    for name in (*MONEY, *COUNTS):
        _possible(name, getattr(numbers, name))
    if numbers.leads is not None and (numbers.qualified or 0) > numbers.leads:
        raise Refusal(
            f"There cannot be more qualified leads ({numbers.qualified:,}) than leads ({numbers.leads:,}).",
            field="qualified",
        )
    unit = currency_of(numbers.currency or currency)
    tidy = Story(story.worked.strip(), story.didnt.strip(), story.next.strip())
    for name in ("worked", "didnt", "next"):
        if len(getattr(tidy, name)) > LONGEST:
            raise Refusal(
                f"Please keep this under {LONGEST:,} characters; it has {len(getattr(tidy, name)):,}.",
                field=name,
            )
    said = {name: getattr(numbers, name) for name in (*MONEY, *COUNTS)}
    if all(value is None for value in said.values()) and tidy == Story():
        raise Refusal("There is nothing to hand in yet. Write at least one number.", field="spend")
    money = {name: None if said[name] is None else said[name].quantize(_CENT) for name in MONEY}
    return replace(numbers, currency=unit, **money), tidy


def cost_per(amount: Decimal | None, count: int | None) -> Decimal | None:
    """Amount by count, to the cent; None ("n/a") when either is unknown or the count is zero."""
    if amount is None or not count:
        return None
    return (amount / count).quantize(_CENT, ROUND_HALF_UP)


def change(value: Decimal | None, before: Decimal | None, *, base: int | None) -> int | None:
    """The change in whole percent; None when either is unknown or what it rests on, `base`, is under ten."""
    if value is None or not before or base is None or base < PERCENT_BASE:
        return None
    return int(((value - before) / before * 100).quantize(_ONE, ROUND_HALF_UP))


def _possible(name: str, value: Decimal | int | None) -> None:
    if value is None:
        return
    if isinstance(value, Decimal) and not value.is_finite():
        raise Refusal(f"{LABELS[name]} is a number, such as 1234.50.", field=name)
    if value < 0:
        raise Refusal(f"{LABELS[name]} cannot be less than zero.", field=name)
    if value >= MOST:
        raise Refusal(
            f"{LABELS[name]} of {MOST:,} or more is hard to believe for one week. Is there a digit too many?",
            field=name,
        )
