"""A drafted sentence reaches a person only if the brief bears it, word by word and number by number."""

from __future__ import annotations

import pytest

from capabilities.grounding import Verdict, check, sentences
from capabilities.grounding.discounts import offered
from capabilities.grounding.quantities import quantities, stands_in
from capabilities.passages import Limit, Limits, OnlyWith, Passage


def passage(ref: str, text: str, kind: str = "benefit") -> Passage:
    return Passage(ref, ("How", "For dairies"), text, kind, 1)


PASSAGES = {
    each.ref: each
    for each in (
        passage("how-1", "Plumb works fully offline and syncs when the signal returns."),
        passage("how-2", "Dairy co-op Northmilk cut paperwork by 40% in three months."),
        passage("how-3", "Return visits fell from 14 to 9 in every 100 jobs at 11 refrigeration firms."),
        passage("how-4", "Saves up to 2 hours a day, measured in Q3 2025 with 1,200 technicians."),
        passage("how-5", "The app has no live position, so nobody can see where a technician is."),
        passage("cost-1", "It costs EUR 29 for each technician a month.", "cost_and_risk"),
        passage("cost-2", "A large utility saved $1.2M by 31 March 2026.", "story"),
        passage("may-1", "May say: the first two months free for schools.", "limit_may_say"),
    )
}
LIMITS = Limits(
    never=(
        Limit("promise delivery dates or roadmap items", "limits-never"),
        Limit('say "best in class" or "world-leading"', "limits-never-2"),
        Limit("say that Plumb plans by itself; it proposes, the planner decides", "limits-never-3"),
        Limit("call Fieldly unsafe", "limits-never-4"),
    ),
    only_with=(
        OnlyWith("return visits fell", "at 11 refrigeration firms", "limits-only-with"),
        OnlyWith("SOC 2", "Type I", "limits-only-with-2"),
        OnlyWith("GDPR compliant", "", "limits-only-with-3"),
    ),
)
NAMES = ("Northmilk", "Fieldly", "Torhaus Meckel")


def verdict(sentence: str, *cites: str) -> Verdict:
    return check(sentence, cites=cites, passages=PASSAGES, limits=LIMITS, names=NAMES, known=("Plumb",))


def kinds(sentence: str, *cites: str) -> set[str]:
    return {each.kind for each in verdict(sentence, *cites).reasons}


@pytest.mark.parametrize(
    ("sentence", "cites"),
    [
        ("Plumb works fully offline and syncs when the signal returns.", ["how-1"]),
        ("Works offline, and syncs when the signal returns [how-1].", ["how-1"]),
        ("Northmilk cut its paperwork by 40 % in three months.", ["how-2"]),
        ("Northmilk cut paperwork by forty percent in 3 months.", ["how-2"]),
        ("Return visits fell from 14 to 9 in every hundred jobs at 11 refrigeration firms.", ["how-3"]),
        ("It saves up to two hours a day.", ["how-4"]),
        ("Measured with 1200 technicians in the third quarter of 2025.", ["how-4"]),
        ("Nobody can see where a technician is.", ["how-5"]),
        ("It costs 29 euros for each technician a month.", ["cost-1"]),
        ("A large utility saved 1.2 million dollars by March 2026.", ["cost-2"]),
        ("A large utility saved 1,200,000 USD.", ["cost-2"]),
        ("Northmilk works offline and cut paperwork by 40% in three months.", ["how-1", "how-2"]),
        ("The first two months free for schools.", ["may-1"]),
    ],
)
def test_what_the_cited_passages_say_is_allowed(sentence: str, cites: list[str]) -> None:
    assert verdict(sentence, *cites) == Verdict(True, ())


@pytest.mark.parametrize(
    ("sentence", "cite", "kind"),
    [
        ("Plumb works offline.", "how-9", "unknown_citation"),
        ("Northmilk cut paperwork by 45% in three months.", "how-2", "number_not_cited"),
        ("Northmilk cut paperwork by 40% in six months.", "how-2", "number_not_cited"),
        ("Northmilk cut paperwork by 40% in three weeks.", "how-2", "number_not_cited"),
        ("Northmilk cut paperwork by 40 in three months.", "how-2", "number_not_cited"),
        ("Northmilk halved paperwork in three months.", "how-2", "number_not_cited"),
        ("Northmilk cut paperwork by over 40% in three months.", "how-2", "number_not_cited"),
        ("It saves 2 hours a day.", "how-4", "number_not_cited"),
        ("Measured in Q4 2025 with 1,200 technicians.", "how-4", "number_not_cited"),
        ("It costs EUR 29 for each technician a year.", "cost-1", "number_not_cited"),
        ("It costs USD 29 for each technician a month.", "cost-1", "number_not_cited"),
        ("A large utility saved $1.2M by April 2026.", "cost-2", "number_not_cited"),
        ("Torhaus Meckel cut paperwork by 40% in three months.", "how-2", "name_not_cited"),
        ("unlike fieldly, it works fully offline", "how-1", "name_not_cited"),
        ("It works fully offline at Globex and syncs when the signal returns.", "how-1", "name_not_cited"),
        ("We promise you delivery dates.", "how-1", "never"),
        ("We can guarantee the date of delivery.", "how-1", "never"),
        ("It is a world-leading way to work offline.", "how-1", "never"),
        ("Plumb plans the week by itself.", "how-1", "never"),
        ("Fieldly is rather unsafe offline.", "how-1", "never"),
        ("Return visits fell from 14 to 9 in every 100 jobs.", "how-3", "needs_qualifier"),
        ("We have SOC 2.", "how-1", "needs_qualifier"),
        ("It is fully GDPR compliant.", "how-1", "needs_qualifier"),
        ("It works offline at 20% off.", "how-1", "discount"),
        ("It makes every dairy profitable and proud.", "how-1", "unsupported"),
        ("The app has live position.", "how-5", "unsupported"),
        ("Plumb does not work offline.", "how-1", "unsupported"),
        ("Dairy co-op Northmilk raised paperwork by 40% in three months.", "how-2", "unsupported"),
    ],
)
def test_what_they_do_not_say_is_held_back_with_its_kind(sentence: str, cite: str, kind: str) -> None:
    assert kind in kinds(sentence, cite)


@pytest.mark.parametrize(
    ("sentence", "cites"),
    [
        (
            "Plumb is the only field-service tool that works fully offline and syncs when signal returns, "
            "ensuring seamless operations and reduced paperwork costs.",
            ["how-1"],
        ),
        (
            "Dairy co-op Northmilk cut paperwork by 40% in three months due to the efficiency of Plumb's offline "
            "syncing feature.",
            ["how-2"],
        ),
        ("2018-01-01 12:32:52.148", ["how-1"]),
        ("Acme (enterprise) has successfully integrated SAML with Okta.", ["how-1"]),
    ],
)
def test_inventions_of_real_small_models_are_held_back(sentence: str, cites: list[str]) -> None:
    assert not verdict(sentence, *cites).allowed


def test_no_citation_is_a_reason_of_its_own() -> None:
    assert kinds("Plumb works offline.") == {"no_citation"}


@pytest.mark.parametrize(
    ("sentence", "cite", "words"),
    [
        ("Northmilk cut paperwork by 45 %.", "how-2", "“45 %” is not in the passage cited (how-2)."),
        ("It saves 2 hours a day.", "how-4", "“2 hours” is “up to 2 hours per day” in the passage cited (how-4)."),
        ("Fieldly cut paperwork by 40%.", "how-2", "“Fieldly” is not in the passage cited (how-2)."),
        ("It works offline.", "how-9", "It cites “how-9”, which is not in this version of the brief."),
        ("We have SOC 2.", "how-1", "“SOC 2” may be said only with “Type I” (limits-only-with-2)."),
        ("Works offline with a rebate.", "how-1", "“rebate” offers a lower price; offer value instead."),
        ("We promise delivery dates.", "how-1", "The brief says never: promise delivery dates or roadmap items"),
        ("The app has live position.", "how-5", "The passage cited (how-5) says the opposite or denies it: "),
    ],
)
def test_each_reason_can_be_shown_to_a_rep(sentence: str, cite: str, words: str) -> None:
    said = [each.words for each in verdict(sentence, cite).reasons]
    assert any(each.startswith(words) for each in said), said


@pytest.mark.parametrize(
    "sentence",
    [
        "We never promise delivery dates.",
        "We cannot guarantee a delivery date.",
        "Do not say it is world-leading.",
        "We have SOC 2 Type I.",
        "Delivery is agreed in the contract.",
        "Fieldly needs a signal.",
    ],
)
def test_saying_no_or_naming_the_qualifier_touches_no_limit(sentence: str) -> None:
    assert not kinds(sentence, "how-1") & {"never", "needs_qualifier"}


def test_a_no_in_another_part_of_the_sentence_excuses_nothing() -> None:
    assert "never" in kinds("We do not wait, we promise delivery dates.", "how-1")


def test_not_only_does_not_excuse_a_promise() -> None:
    assert "never" in kinds("Not only do we promise delivery dates, we keep them.", "how-1")


@pytest.mark.parametrize(
    "sentence",
    [
        "I can give you a discount.", "Take 15% off.", "We could do $500 off the first year.",
        "You get two months free.", "The first month is free: one free month for you.",
        "We will match their price.", "There is a special price for you.", "I'll waive the set-up fee.",
        "We can lower the licence fee.", "It is half price until May.", "A price cut is possible.",
    ],
)  # fmt: skip
def test_a_lower_price_is_never_offered(sentence: str) -> None:
    assert offered(sentence)
    assert "discount" in kinds(sentence, "how-1")


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not give discounts.", "Offer the trial instead of a discount.",
        "If they ask for a discount, show the cost.",
        "We don't match prices.", "Feel free to call.", "It is risk-free.", "Paperwork fell by 40%.",
        "Set-up cost is fixed.",
    ],
)  # fmt: skip
def test_refusing_a_discount_offers_none(sentence: str) -> None:
    assert offered(sentence) is None


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("30 %", "thirty percent"), ("$1.2M", "1,200,000 USD"), ("$1.2M", "1.2 million dollars"),
        ("1.234,56", "1,234.56"), ("1 234 567", "1.234.567"), ("30%", "30 to 40%"), ("$10k", "$10–15k"),
        ("Q3", "Q3 2026"), ("Q3 2026", "August 2026"), ("2026", "31 March 2026"), ("March 2026", "2026-03-31"),
        ("by half", "50%"), ("twice", "2x"), ("doubled", "two times"), ("a dozen", "12"), ("a hundred", "100"),
        ("twenty-five", "25"), ("two hundred and five", "205"), ("90-day", "90 days"), ("1 year", "12 months"),
        ("2-hour", "120 minutes"), ("24/7", "24/7"), ("B2B", "b2b"), ("03/04/2026", "3 April 2026"),
        ("up to 40%", "40%"), ("40%", "at least 40%"), ("10k", "10,000"), ("€5m", "5 million euros"), ("FY26", "2026"),
        ("99.93%", "99,93 %"), ("$50", "$50/user per month"), ("30%", "0.3"),
    ],
)  # fmt: skip
def test_one_quantity_written_two_ways_is_the_same(said: str, cited: str) -> None:
    assert quantities(said)
    assert all(stands_in(each, quantities(cited)) for each in quantities(said))


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("30%", "30"), ("$30", "€30"), ("30%", "30 percentage points"), ("3 months", "3 weeks"),
        ("35%", "30 to 40%"), ("Q2 2026", "August 2026"), ("Q3 2025", "Q3 2026"), ("2025", "31 March 2026"),
        ("40%", "up to 40%"), ("over 40%", "40%"), ("$50 per year", "$50 per month"), ("2,000", "2"), ("24/7", "24"),
        ("12 days", "12 working days"), ("1.5M", "1.5"), ("three times", "twice"), ("4 April 2026", "3 April 2026"),
    ],
)  # fmt: skip
def test_two_quantities_that_differ_do_not_pass_for_one(said: str, cited: str) -> None:
    assert quantities(said)
    assert not all(stands_in(each, quantities(cited)) for each in quantities(said))


def test_words_that_only_look_like_numbers_are_none() -> None:
    assert quantities("This is the one place, and we may march on; the first thing.") == []


def test_a_sentence_ends_where_a_person_would_end_it() -> None:
    text = "It works offline. [how-1] Dr. Vos saw 1.5 hours saved, e.g. on Mondays! Is it so?\n- A bullet\n2) Two"
    assert sentences(text) == [
        "It works offline. [how-1]",
        "Dr. Vos saw 1.5 hours saved, e.g. on Mondays!",
        "Is it so?",
        "A bullet",
        "Two",
    ]
    assert sentences("") == []
