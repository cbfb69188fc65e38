"""What the form for a pitch offers to choose from: the names the brief in force has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.passages import Brief
from storage.brief import BriefVersion

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


def _subjects(brief: Brief, kind: str) -> tuple[str, ...]:
    named = (each.attribute("subject") for each in brief.passages if each.kind == kind)
    return tuple(dict.fromkeys(name for name in named if name))
