"""Whoever writes the line of a proposal, it is held to the limits of the brief before it is written into it."""

from __future__ import annotations

import pytest

from capabilities.brief.proposing import OPEN, Proposals
from capabilities.refusal import Refusal
from tests.proposed import OWNER
from tests.themed import HERE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Lanternly **prevents** mistakes in the pharmacy.", "says never: Lanternly prevents mistakes. .* /brief edit"),
        ("You never make a mistake again, Lanternly prevents them.", "says never: Lanternly prevents mistakes"),
        ("Hand-overs take 9 minutes less.", "only with “on each ward”. Add those words"),
        ("See each cupboard. The first ten wards get 20% off.", "a percentage off the price. Offer value instead"),
    ],
)
def test_a_line_that_breaks_a_limit_is_refused_at_its_field_whoever_wrote_it(
    proposals: Proposals, stock: str, words: str, told: str
) -> None:
    with pytest.raises(Refusal, match=told) as refused:
        proposals.accept(OWNER, stock, words)
    assert refused.value.field == "words"
    assert proposals.get(HERE, stock).state == OPEN


def test_a_limit_may_be_worded_anew_in_its_own_words(proposals: Proposals) -> None:
    brief = proposals.briefs.needed(HERE)
    limit = next(each for each in brief.brief.passages if each.kind == "limit_never" and "mistakes" in each.text)
    words = "Never: Lanternly prevents mistakes or errors."
    own_id = proposals.by_person(OWNER, base=brief.version.id, ref=limit.ref, words=words, why="legal asked")
    proposals.accept(OWNER, own_id)
    assert [each.claim for each in proposals.briefs.working(HERE).brief.limits.never][-1].endswith("or errors.")
