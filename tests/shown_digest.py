"""A digest of values, for the tests of how it is shown."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from capabilities.digest import (
    Asked,
    Change,
    Count,
    Coverage,
    Digest,
    Disagreement,
    Flag,
    Item,
    Joint,
    Kind,
    Point,
    Quote,
    Row,
    Theme,
    Totals,
)
from capabilities.goals import GoalShown
from capabilities.themes.values import Trend
from handlers.views import blocks as b
from playground.blocks.surfaces import problems_of

BERLIN = ZoneInfo("Europe/Berlin")
HOSTILE = "<!channel> @everyone <https://evil.example|free> | `x` & <@U1>"


def row(name: str, **more: Any) -> Row:
    given: dict[str, Any] = {
        "channel": name, "reported": True, "spend": Decimal(620), "currency": "EUR", "leads": 27,
        "cost_per_lead": Decimal("22.96"), "accepted": 1, "returned": 5, "reason": "no_need",
        "cost_per_accepted": Decimal(620), "customers": 0, "before": Decimal("25.83"), "change": -11, "story": "",
    }  # fmt: skip
    return Row(**{**given, **more})


def missing(name: str) -> Row:
    nothing = dict.fromkeys(("spend", "leads", "cost_per_lead", "cost_per_accepted", "customers", "before", "change"))
    return row(name, reported=False, currency="", accepted=0, returned=0, **nothing)


OLD = Path(__file__).parents[0] / "capabilities" / "digest_before_themes.json"
VAN = Theme(
    "Parts on each van", Count(8, 6, 7), Trend(8, 4.5, "rising"), "Doors", Quote("We carry the pump.", "want", "Doors"),
    sales=True, marketing=True,
)  # fmt: skip
TOTALS = Totals(Decimal(620), "EUR", 27, Decimal("22.96"), 1, 5, Decimal(620), 0, False, 0, 0)
DIGEST = Digest(
    start=datetime(2026, 11, 16, tzinfo=BERLIN),
    end=datetime(2026, 11, 23, tzinfo=BERLIN),
    zone="Europe/Berlin",
    said=Count(14, 4, 9),
    kinds=(Kind("want", Count(8, 3, 6)), Kind("lead", Count(6, 2, 5))),
    quotes=(Quote("That board sells itself.", "words", ""),),
    themes=(VAN,),
    rows=(row("Social ads", story="Best week so far."), missing("Webinars")),
    totals=TOTALS,
    flags=(Flag("cheap_returned", "Social ads", "Cheap, but returned.", "Best week so far."),),
    gaps=1,
    gap_texts=(),
    asked=(Asked("Is there a trial?", 3),),
    coverage=Coverage(1, 2, 2, 6, 1, 5),
    decision="Decide what Social ads changes.",
    why="It is cheap, but returned.",
    remark="The decision line is computed, without a model.",
)
GOAL = GoalShown(
    id="g", title="Forty demos", measure="", counted="", kind="count", unit="demos", direction="up",
    start=Decimal(12), now=Decimal(20), target=Decimal(40), due=date(2026, 12, 18), owner="", proposed_by="", asked="",
    sales=(), marketing=(), state="live", part=0.28, on_track=False,
)  # fmt: skip
FULL = replace(
    DIGEST,
    rows=(row("Social ads", reasons=(("leads", "A new picture."), ("spend", "A new picture."))), missing("Webinars")),
    disagreements=(Disagreement("Social ads", "well", "Best week so far.", "Sales returned 5 of 6.", "Not ours."),),
    joint=Joint(
        points=(Point("Parts on the van", "Doors", 4, 1, 3), Point("One price", "", 1, 3, 2, "They knew it.")),
        changes=(Change("Rutano", 4, 2, 3, ("Parts are on the van.",)),),
        goals=(GOAL,),
        agenda=(Item(20, "Decide what Social ads changes.", "decision"), Item(10, "Drill in pairs.", "drill")),
    ),
)
QUIET = replace(
    DIGEST, said=Count(0, 0, 0), kinds=(), themes=(), quotes=(), rows=(), flags=(), gaps=0, asked=(),
    totals=Totals(None, "", 0, None, 0, 0, None, 0, False, 0, 0), coverage=Coverage(0, 0, 0, 0, 0),
)  # fmt: skip


def problems(blocks: list[b.Block]) -> list[str]:
    return problems_of(blocks, surface="message", file_exists=lambda _: True)
