"""A limit of the brief holds in any words, an honest line goes through, and a qualifier counts however it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from capabilities.grounding import Verdict, check
from capabilities.grounding.limits import never_touched, unqualified
from capabilities.passages import Limit, Limits, OnlyWith, Passage

BROKEN: Mapping[str, tuple[str, ...]] = {
    "guaranteed results": (
        "You will certainly succeed.", "We promise you will win.", "There is no way this fails.",
        "It is bound to work for you.", "You have our word that the numbers will improve.",
    ),
    "we match Rutano's price": (
        "Whatever Rutano charges, we charge the same.", "Bring us Rutano's quote and we will go as low.",
        "You will pay no more than at Rutano.", "We won't be beaten on price.",
    ),
    "a free month": (
        "The first month is on us.", "You pay nothing for the first four weeks.", "We throw in an extra month.",
    ),
    "a percentage off the price": (
        "We can take twenty percent off.", "We will knock a bit off.", "There is room to move on the price.",
        "Sign this week and it costs you less.",
    ),
    "Rounds plans by itself": (
        "Rounds makes the plan without anybody touching it.", "Planning happens on its own with Rounds.",
        "The schedule writes itself.",
    ),
    "Rounds replaces your planner": (
        "You will not need a planner any more.", "With Rounds you can let your planner go.",
        "Rounds does your planner's job.", "It takes the place of the dispatcher.",
    ),
    "you are sure to pass the audit": (
        "The audit is in the bag.", "You cannot fail the audit.", "You will definitely get through the inspection.",
    ),
    "it will be in the next release": (
        "It is on the roadmap for autumn.", "We are building that right now.", "It is just around the corner.",
    ),
    'say "best in class" or "world-leading"': (
        "Nobody does it better.", "It is second to none.", "It beats everything else out there.",
    ),
    "the only tool that works offline": (
        "No other tool works offline.", "Nobody else works without a signal.", "It is unique in working offline.",
    ),
    "Lanternly prevents mistakes": (
        "Lanternly makes mistakes impossible.", "No more errors with Lanternly.",
        "Your team will stop making mistakes.",
    ),
    "cures or treats any illness": ("It heals back pain.", "It makes arthritis go away."),
    "call Fieldly unsafe": ("Fieldly is dangerous.", "Fieldly has security holes."),
    "we are GDPR compliant": ("We comply fully with the GDPR.", "We fulfil all requirements of the GDPR."),
    "it pays for itself in a year": ("You get your money back within twelve months.",),
    "mention Hartmann hospital as a customer": ("Hartmann uses it every day.", "hartmann hospital is with us"),
    "your data never leaves the country": ("All your data stays inside the borders.",),
    "zero downtime": ("It never goes down.", "It runs without interruption, all year round."),
    "the price will never rise": ("The price is fixed for ever.", "You are locked in at this price for good."),
    "a climate-neutral kitchen": ("With less waste your footprint goes to zero.",),
    "managers see which cook throws away most": ("The page names the person behind every bin.",),
    "there is no risk": ("You have nothing to lose.", "It is risk-free."),
}  # fmt: skip
LIMITS = tuple(Limit(claim, claim) for claim in BROKEN)
ALL_BROKEN = [(claim, sentence) for claim, sentences in BROKEN.items() for sentence in sentences]


def touched(sentence: str) -> list[str]:
    return [each.claim for each in never_touched(sentence, LIMITS, known=("Rounds", "Lanternly"))]


@pytest.mark.parametrize(("claim", "sentence"), ALL_BROKEN)
def test_a_limit_is_touched_in_other_words(claim: str, sentence: str) -> None:
    assert claim in touched(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Most pilots reach their aim in six weeks.", "We do not guarantee results.",
        "Nobody can promise you a result, and we do not either.", "The results of the pilot are yours to keep.",
        "Rutano charges for each office seat as well.",
        "We do not match Rutano's price, we show what the whole costs over three years.",
        "You pay for each technician a month.", "Paperwork fell by 20 percent.",
        "The price is the same for every technician.", "Rounds proposes a plan and the planner decides.",
        "The planner decides by herself who goes where.", "Rounds does not plan by itself.",
        "Rounds saves your planner 41 minutes a day.", "It does not replace the planner.",
        "The audit list is ready in two minutes.", "Whether you pass the audit is up to the auditor.",
        "The last release added nine languages.", "We do not talk about what is in the next release.",
        "Your list will be in the system by the end of the week.", "The best time to begin is before the season.",
        "The tool works offline.", "Only the maps need a signal.", "Mistakes are written down and read in the morning.",
        "Lanternly does not prevent mistakes.", "It shows the doctor the last three readings.",
        "Fieldly needs a signal.", "The GDPR asks for a record of who saw what.", "You pay once a year.",
        "A hospital in the south uses it every day.", "Data is stored in Frankfurt.",
        "It was down for 40 minutes last year.", "The risk is limited to one ward and four weeks.",
        "If they ask whether results are guaranteed, say no.", "A guarantee is not something we give.",
        "Results, that we cannot guarantee you.", "It would be wrong to say that we guarantee results.",
    ],
)  # fmt: skip
def test_an_honest_line_on_the_same_subject_touches_none(sentence: str) -> None:
    assert touched(sentence) == []


@pytest.mark.parametrize("claim", ["x", "a", "the", "it is", "of the", "—", "", "we are"])
def test_a_limit_of_a_letter_or_of_small_words_holds_nothing_and_never_everything(claim: str) -> None:
    said = ["It is a tool of the trade, and we are x.", "The a.", "x"]
    assert not any(list(never_touched(each, [Limit(claim, "r")])) for each in said)
    assert not any(list(unqualified(each, [OnlyWith(claim, "at 3 firms", "r")])) for each in said)


@pytest.mark.parametrize(
    "sentence",
    [
        "Your paperwork falls by thirty percent.", "Your paperwork falls by 30 %.", "Your paperwork falls by 0.3.",
    ],
)  # fmt: skip
def test_a_number_in_a_limit_counts_as_a_quantity(sentence: str) -> None:
    assert list(never_touched(sentence, [Limit("paperwork falls by 30%", "r")]))
    assert not list(never_touched(sentence, [Limit("paperwork falls by 40%", "r")]))


VISITS = OnlyWith("return visits fell", "at 19 refrigeration firms over nine months", "r1")
SAVED = OnlyWith("EUR 1.2m saved in a year", "the median of 14 firms", "r2")
OFFLINE = OnlyWith("works without a signal", "for up to 14 days", "r3")


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("Return visits fell.", VISITS), ("There are fewer return visits.", VISITS),
        ("You get fewer repeat trips.", VISITS), ("Return visits fell at 19 refrigeration firms.", VISITS),
        ("Return visits fell at nine refrigeration firms over nineteen months.", VISITS),
        ("A firm saved 1,200,000 euros in twelve months.", SAVED), ("It works with no signal.", OFFLINE),
    ],
)  # fmt: skip
def test_a_claim_in_other_words_needs_its_qualifier(sentence: str, limit: OnlyWith) -> None:
    assert list(unqualified(sentence, [limit])) == [limit]


@pytest.mark.parametrize(
    ("sentence", "limit"),
    [
        ("At nineteen refrigeration companies return visits fell over 9 months.", VISITS),
        ("Over nine months 19 firms in refrigeration had fewer return visits.", VISITS),
        ("At the median of fourteen companies it saved €1.2m in a year.", SAVED),
        ("For up to two weeks it works without a signal.", OFFLINE),
        ("Up to 14 days, if somebody works without a signal.", OFFLINE),
        ("A visit is planned when the customer returns the form.", VISITS),
    ],
)  # fmt: skip
def test_a_qualifier_counts_however_it_is_said(sentence: str, limit: OnlyWith) -> None:
    assert list(unqualified(sentence, [limit])) == []


CITED = {
    "price": Passage("price", ("Cost",), "It costs EUR 29 for each technician a month.", "cost_and_risk", 1),
    "trial": Passage("trial", ("Offers",), "The first two rounds cost nothing.", "offer", 2),
}


def verdict(sentence: str, cite: str = "price") -> Verdict:
    only = (OnlyWith("SOC 2", "Type I", "limit-soc"),)
    limits = Limits(never=(Limit("a free month", "limit-free"), Limit("guaranteed results", "limit-g")), only_with=only)
    return check(sentence, cites=[cite], passages=CITED, limits=limits)


def test_the_ruling_says_the_gravest_and_what_is_missing() -> None:
    assert verdict("It costs EUR 29 for each technician a month.").ruling == "allowed"
    forbidden = verdict("Fifty firms are certain: results are guaranteed, with SOC 2, from 9 May.")
    assert forbidden.ruling == "not_allowed"
    assert forbidden.reasons[0].ref == "limit-g"
    assert {each.kind for each in forbidden.reasons} > {"never", "needs_qualifier"}
    needing = verdict("We have SOC 2.")
    assert (needing.ruling, needing.reasons[0].ref, needing.reasons[0].missing) == (
        "needs_qualifier", "limit-soc", "Type I",
    )  # fmt: skip
    invented = verdict("It costs EUR 19 for each technician a month.")
    assert (invented.ruling, invented.reasons[0].ref, invented.reasons[0].missing) == ("unsupported", "price", "EUR 19")


@pytest.mark.parametrize(
    "sentence",
    [
        "We guаrаntее rеsults.", "We guar\u200bantee res\u00adults.", "We *guar*antee __results__.",
        "Ｗｅ ｇｕａｒａｎｔｅｅ ｒｅｓｕｌｔｓ.", "We g u a r a n t e e results.", "We gu4rantee results.",
        "We &#103;uarantee results.",
    ],
)  # fmt: skip
def test_a_word_in_disguise_is_read_as_a_person_reads_it(sentence: str) -> None:
    assert verdict(sentence).ruling == "not_allowed"


@pytest.mark.parametrize(
    "sentence",
    [
        "I will see what I can do about the price.", "The set-up fee is negotiable.", "We can be flexible on the fee.",
        "For you we make an exception.", "We come down a bit.", "You pay fifteen percent less than others.",
        "There is a kickback for you.", "The technicians are complimentary.", "A technician comes at no charge.",
    ],
)  # fmt: skip
def test_a_lower_price_or_something_for_nothing_is_not_offered_in_any_words(sentence: str) -> None:
    assert verdict(sentence).ruling == "not_allowed"


@pytest.mark.parametrize(
    "sentence",
    [
        "They asked: “Can you give us 20 % off?”", "When they say “Rutano gives us a discount”, show the cost.",
        "If they want a discount, show the cost.", "The price is not negotiable.",
    ],
)  # fmt: skip
def test_what_the_other_side_says_about_a_discount_is_no_offer(sentence: str) -> None:
    assert verdict(sentence).ruling != "not_allowed"


def test_what_a_cited_offer_gives_may_be_given() -> None:
    assert verdict("The first two rounds cost nothing.", "trial").ruling == "allowed"
    assert verdict("The first month costs nothing.", "trial").ruling == "not_allowed"


def test_a_customer_quoted_with_a_promise_makes_it_for_us() -> None:
    assert verdict("Customers say: “We guarantee results with it.”").ruling == "not_allowed"
