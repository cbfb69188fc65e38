"""What the form for a pitch offers to choose from: the names the brief in force has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.field.words import is_blank
from capabilities.passages import Brief
from capabilities.pitch.asked import Asked
from capabilities.refusal import Refusal
from storage.brief import BriefVersion

LONGEST = 2_000  # characters of a request

# Characters each field of the form holds; the words themselves hold more.
HOLDS = {"segment": 150, "account": 120, "stage": 80, "competitor": 150, "objection": 300, "product": 120}


@dataclass(frozen=True)
class Offered:
    """Names to choose from, each in the brief's order; `products` are (key, name), empty while there is only one."""

    segments: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    products: tuple[tuple[str, str], ...] = ()


def offered(brief: Brief, products: Sequence[BriefVersion] = ()) -> Offered:
    """What a brief offers; `products` are the versions in force."""
    return Offered(
        segments=tuple(brief.segments),
        competitors=_subjects(brief, "competitor"),
        objections=_subjects(brief, "objection"),
        products=tuple((each.product_key, each.product) for each in products) if len(products) > 1 else (),
    )


def check(words: str | Asked) -> None:
    """Pass a request, typed or filled into the form. Raises Refusal, with its field, for nothing or too much."""
    said = words if isinstance(words, str) else "\n".join(part for part in vars(words).values() if part)
    if is_blank(said):
        raise Refusal(
            "Say whom you are talking to or what they said, for example: /pitch mid-market, they find us expensive.",
            field="words",
        )
    free = words if isinstance(words, str) else words.words
    if len(free) > LONGEST:
        raise Refusal(
            f"That is {len(free):,} characters. Tell me the situation in a few sentences, {LONGEST:,} at most.",
            field="words",
        )
    for name, most in HOLDS.items():
        if not isinstance(words, str) and len(getattr(words, name)) > most:
            raise Refusal(f"Please say this in {most} characters at most.", field=name)


def _subjects(brief: Brief, kind: str) -> tuple[str, ...]:
    named = (each.attribute("subject") for each in brief.passages if each.kind == kind)
    return tuple(dict.fromkeys(name for name in named if name))
