"""A small brief of a made-up company, with one benefit that nothing proves, and the capabilities that work on it."""

from __future__ import annotations

from capabilities.books import Deed
from capabilities.brief import Briefs, Filed
from capabilities.permissions import PROGRAM

HERE, THERE = "THERE1", "TOTHER"
PERSON = "UANN"

BRIEF = """# Brief: Lanternly

## Plumb line
Every night shift hands over in the light.

## What
### It is
- Lanternly is a hand-over book for wards, on a tablet.
### It makes possible
- The morning nurse knows at six what the night nurse knew at five.

## Who
### Hospitals
- **Evidence:** 14 interviews.
- **Needs:** hand-overs that nobody forgets, and proof for the inspector.
### Care homes
- **Needs:** one page per resident.

## How
### For Hospitals
- Hand-overs take 9 minutes less on each ward. [proof: p1]
- Inspectors sign off twice as fast. [proof: p9]
- Nurses love it.
### For Care homes
- Families read the page of their resident at home. [proof: p2]

## Proof
- **p1:** hand-overs took 21 minutes before and 12 minutes after, measured on 31 wards. (clearance: public)
- **p2:** 402 families read a page each week. (clearance: sales only)

## Stories
- **St Odile, 9 wards (clearance: public).** The night team stopped writing on their hands.
- **Haus Birkenau (clearance: sales only).** They would rather not be named.

## Offers
- **One ward, four weeks.** We set it up beside your paper book and take it away again if you prefer paper.

## Cost and risk
- Lanternly costs EUR 4 for each bed a month, and nothing to begin.

## Limits
- Never: a percentage off the price.
- Never: Lanternly prevents mistakes.
- Only with: "9 minutes less" — with: "on each ward"
- May say: St Odile is a customer.

## Objections
### Tablets carry germs
The case is wiped like any other surface; two hygiene officers have tested it.

## Competitors
- **Wardmate:** strong on rosters; it has no hand-over.

## Materials
- [The hand-over page](https://example.com/lanternly/page), for Hospitals.
"""

OTHER = """# Brief: Zephyrine
## Plumb line
Wind you can plan with.
## How
### For Farms
- Turbines stand still 3 days less a year. [proof: p1]
## Proof
- **p1:** 3 days less standstill a year on 40 farms. (clearance: public)
"""


def filed(briefs: Briefs, source: str = BRIEF, *, workspace: str = HERE) -> Filed:
    """The brief, filed and published by the program itself."""
    return briefs.file(Deed(workspace, PROGRAM), source, any_text=True, publish=True)
