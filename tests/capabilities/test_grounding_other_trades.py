"""The rules hold for briefs of any trade: names in part, times of the day, what is asked, refused or kept inside."""

from __future__ import annotations

import pytest

from capabilities.brief_markdown import read
from capabilities.grounding import OF_LIMITS, Rules
from capabilities.grounding.touching import Held

RULES = Rules.of(
    read(
        """# Brief: Hedgerow
## What
### It is
- Hedgerow rents out garden machines, and what is ordered by 17:00 stands in the yard the same evening.
- We rent no chain saws, no ladders and no trailers.
## Who
### Parks
- Needs: to mow before the first visitors come; fewer machines of their own.
- Not for: parks that mow once a year.
## How
### For Parks
- A broken machine was exchanged after 5 hours, the median of 88 cases. [proof: p1]
- Four fifths of the mowers are fetched before noon.
## Proof
- **p1:** exchanged after 5 hours, the median of 88 cases. (clearance: public)
## Stories
- **Orchard Vane, 12 parks (clearance: sales only).** They gave up their own workshop.
## Offers
- Two days of training for EUR 400, set against the first invoice.
## Limits
- Never: that Orchard Vane is a customer.
- Never: a spring or a summer for the electric mower.
- Never: our machines do not break down.
- Only with: "exchanged after 5 hours" — with: "the median of 88 cases"
"""
    )
)


def kinds(sentence: str, cites: str) -> set[str]:
    return {each.kind for each in RULES.check(sentence, cites=cites.split()).reasons}


@pytest.mark.parametrize(
    ("sentence", "cites"),
    [
        ("By five in the afternoon it has to be ordered to stand in the yard the same evening.", "what-it-is"),
        ("You will find no chain saws, ladders or trailers to rent with us.", "what-it-is-2"),
        ("How do you mow today, before the visitors come?", "who-parks-needs"),
        ("You have fewer machines of your own on your list.", "who-parks-needs"),
        ("80% of the mowers are fetched before noon.", "how-parks-2"),
        ("We would never say that our machines do not break down.", "limits-never-3"),
        ("For the electric mower we name neither a spring nor a summer.", "limits-never-2"),
        ("A summer for the electric mower, that we cannot promise you.", "limits-never-2"),
        ("The EUR 400 for two days of training are set against the first invoice.", "offers"),
    ],
)
def test_what_a_good_seller_says_of_another_trade_may_be_said(sentence: str, cites: str) -> None:
    assert kinds(sentence, cites) == set()


@pytest.mark.parametrize(
    ("sentence", "cites"),
    [
        ("Ask at ORCHARD how they gave up their workshop.", "stories-orchard-vane-12-parks"),
        ("The electric mower is out this summer.", "what-it-is"),
        ("We rent ladders.", "what-it-is-2"),
        ("What is ordered by 18:00 stands in the yard the same evening.", "what-it-is"),
        ("A broken machine was exchanged after five hours.", "how-parks"),
        ("Nobody promises it, but our machines do not break down.", "limits-never-3"),
        ("The EUR 400 for the training fall away if you sign in May.", "how-parks"),
        ("Take ten mowers and pay nine.", "what-it-is"),
    ],
)
def test_what_breaks_it_is_held_back(sentence: str, cites: str) -> None:
    assert kinds(sentence, cites)


def test_a_limit_is_the_reason_for_a_name_and_a_date() -> None:
    assert kinds("Orchard gave up their workshop.", "what-it-is") & OF_LIMITS
    assert kinds("In spring the electric mower comes.", "what-it-is") & OF_LIMITS


def test_what_the_brief_itself_says_word_for_word_breaks_no_limit_by_its_meaning_alone() -> None:
    brief = read(
        "# Brief: Rounds\n## How\n### For Food plants\n- The audit folder is always ready. Each job stands in it.\n"
        "## Limits\n- Never: you are sure to pass the audit\n"
    )
    near = {"you are sure to pass the audit": 0.9}
    kept = Held(brief.limits)
    own, other = "The audit folder is always ready.", "You need not fear: the audit folder is ready, always."
    assert kept.touched(own, brief.passages, near) == []
    assert {each.kind for each in kept.touched(own, (), near)} == {"never"}
    assert {each.kind for each in kept.touched(other, brief.passages, near)} == {"never"}
