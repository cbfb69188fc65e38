"""Lines about one brief that say what is cited in other words, and lines that change it with hardly another word."""

from __future__ import annotations

from functools import cache

import pytest

from capabilities.brief_markdown import read
from capabilities.grounding import Rules, Verdict
from capabilities.grounding.denials import denied_otherwise
from capabilities.grounding.segments import segments_missing
from capabilities.grounding.support import support
from capabilities.grounding.twists import twists
from capabilities.passages import Passage
from tests.attacking_model import CORPORA, attacks, honest

CHANGED = (
    ("Overproduction fell by 29 percentage points at 18 staff canteens in four months.", "proof-waste-canteens"),
    ("Overproduction fell by 29% at 18 staff canteens in four weeks.", "proof-waste-canteens"),
    ("Canteens spend EUR 1,340 less on food a week, the median of 18 staff canteens.", "proof-cost-canteens"),
    ("Canteens spend EUR 1,340 less on food a year, the median of 18 staff canteens.", "proof-cost-canteens"),
    ("Waste fell from 1.9 t to 1.3 t a month across 4 ships of one fleet.", "proof-waste-ships"),
    ("Waste fell from 1.9 kg to 1.3 kg a week across 4 ships.", "proof-waste-ships"),
    ("Waste fell from 212 g to 160 g a meal at 9 care homes.", "proof-waste-care"),
    ("A scale costs USD 59 a month.", "cost-and-risk"),
    ("A scale costs EUR 59 a year.", "cost-and-risk"),
    ("Calls were answered after 38 minutes, the median of 2,900 calls.", "proof-support"),
    ("The scale is accurate within 10 kg up to 60 kg.", "proof-accuracy"),
    ("9 weeks at the median from order to first weighing, 120 kitchens.", "proof-setup-days"),
    ("9 days at the median from order to first weighing, 120 kitchens.", "proof-setup-days"),
    ("Each kilogram of food waste stands for 1.7 g of CO2.", "proof-co2"),
    ("A training of 25 hours for each shift.", "how-care-homes-4"),
    ("The tablet ran 14 hours without a network.", "proof-offline"),
    ("Hospital kitchens spend EUR 3,900 less on food a day, the median of 8.", "proof-cost-hospitals"),
    ("EUR 0.41 saved on each guest and night, the mean of 12 hotels.", "proof-cost-hotels"),
    ("All customers renewed in the year to August 2026.", "proof-renewals"),
    ("No scale had to be replaced in 2025.", "proof-breakage"),
    ("Every dish was changed or dropped at 3 universities after one term.", "proof-menu"),
    ("Cooks always want to keep it.", "proof-staff"),
    ("All 240 cooks would keep the scale.", "proof-staff"),
    ("Fewer children come on Fridays, always.", "how-school-caterers-8"),
    ("Fridays fewer children come.", "how-school-caterers-8"),
    ("They kept to it everywhere.", "competitors-paper-lists"),
    ("Classes choose a goal of their own.", "how-school-caterers-5"),
    ("The manager decides, together with the nursing manager.", "who-care-homes-3"),
    ("A hotel throws away exactly 30 kg of breakfast a day.", "cost-and-risk-14"),
    ("The work for the kitchen is three hours in the first week.", "cost-and-risk-9"),
    ("The tray line waits for the scale.", "how-hospital-kitchens-4"),
    ("The scale knows names and bed numbers.", "how-hospital-kitchens-8"),
    ("The page proposes a smaller portion for a resident.", "how-care-homes-3"),
    ("We sell bins and food.", "what-we-do-not-do"),
    ("We measure hygiene.", "what-we-do-not-do-2"),
    ("We test food for bacteria.", "what-we-do-not-do-2"),
    ("We promise results.", "what-we-do-not-do-6"),
    ("The client can read the page with the prices.", "how-staff-canteens-5"),
    ("There is a fee for users and for sites.", "cost-and-risk-7"),
    ("It makes a sound.", "how-care-homes-8"),
    ("A guest wrote that something was missing.", "stories-hotel-aldermoor-140-rooms"),
    ("Somebody went hungry.", "stories-halden-roy-catering-12-canteens"),
    ("The group has agreed to be named in public.", "stories-casa-belmonte-320-rooms"),
    ("It suits guest houses under 60 rooms.", "who-hotels-not-for"),
    ("Day boats with a kiosk are a good fit.", "who-ferries-and-ships-not-for"),
    ("Schools with fewer than 80 children at lunch should use it.", "who-school-caterers-not-for"),
    ("There is much to build in the kitchen.", "cost-and-risk-8"),
    ("If the kitchen does not want to keep it, they owe EUR 59.", "offers-four-weeks-on-trial"),
    ("The kitchens of a group all look the same on the page.", "working-with-a-group-3"),
    ("Goals are set by the group.", "working-with-a-group-4"),
    ("The group sees every house's figures.", "objections-our-numbers-are-nobodys-business"),
    ("Weighings without a reason are counted as the manager's.", "what-it-is-2"),
    ("In 2026 five canteens gave 1,150 kg to food banks.", "proof-donation"),
    ("Hotels measured this in March 2025.", "proof-waste-hotels"),
    ("Residents waste 160 g a day at 9 hotels.", "proof-waste-care"),
)
IN_OTHER_WORDS = (
    ("At 27 hotels, breakfast waste dropped by 38% within six months.", "proof-waste-hotels"),
    ("Waste per guest at breakfast went from 148 to 91 grams at 27 hotels over six months.", "proof-waste-hotels"),
    (
        "In eleven hospital kitchens, tray returns went from 31 to 22 percent of the weight served in 5 months.",
        "proof-waste-hospitals",
    ),
    ("At 9 care homes waste went from 212 g to 160 g per resident and day.", "proof-waste-care"),
    ("Four ships of one fleet cut their waste from 1.9 to 1.3 tonnes a week.", "proof-waste-ships"),
    ("Twelve hotels saved 41 cents on each breakfast on average.", "proof-cost-hotels"),
    ("The median hospital kitchen of eight spends EUR 3,900 a month less on food.", "proof-cost-hospitals"),
    ("78 percent of 240 cooks want to keep the scale, says a survey.", "proof-staff"),
    ("Our help line picks up after 38 seconds at the median.", "proof-support"),
    ("Nearly all customers renewed: 171 of 180 in the year to August 2026.", "proof-renewals"),
    ("Only 2 of 410 scales had to be replaced in 2025.", "proof-breakage"),
    ("Two scales of 410 needed replacing in 2025.", "proof-breakage"),
    ("The yearly sustainability figures took half a day instead of 6 days at two hotel groups.", "proof-annual-report"),
    ("The monthly waste report is done in 10 minutes; it used to take 3 hours.", "proof-paper"),
    ("A weighing takes four seconds on average over 51,000 weighings.", "proof-seconds"),
    ("The wards need not do anything.", "how-hospital-kitchens-3"),
    (
        "The wards do not have to do anything: trays are weighed in the kitchen, where they come back.",
        "how-hospital-kitchens-3",
    ),
    ("The scale stores no patient names and no bed numbers.", "how-hospital-kitchens-8"),
    ("Nobody gets a smaller portion: the page only compares what was cooked with what was eaten.", "how-care-homes-3"),
    ("The tablet is silent unless someone switches the sound on.", "how-care-homes-8"),
    ("Users, sites and the menu file cost nothing extra.", "cost-and-risk-7"),
    ("You pay EUR 59 a month for each scale; tablet, software, help line and repairs are in it.", "cost-and-risk"),
    ("The set-up is EUR 450 once per kitchen and includes training every shift.", "cost-and-risk-2"),
    ("In the first year, one scale costs EUR 1,158 altogether.", "cost-and-risk-6"),
    ("The contract is for twelve months and then monthly.", "cost-and-risk-5"),
    (
        "Try it for four weeks in one kitchen; if you do not want to keep it, we collect it and you owe nothing.",
        "offers-four-weeks-on-trial",
    ),
    ("The trial puts one scale in one of your kitchens for four weeks, at no charge.", "offers-four-weeks-on-trial"),
    ("For EUR 600, one of our cooks spends a day in your kitchen and weighs with your team.", "offers-a-waste-day"),
    ("A broken scale is replaced by a loan scale on the next working day.", "offers-a-loan-scale"),
    ("At Hotel Aldermoor no guest complained that something was missing.", "stories-hotel-aldermoor-140-rooms"),
    ("Hotel Aldermoor cut its buffet trays to half the size.", "stories-hotel-aldermoor-140-rooms"),
    ("In Vestrebo 3,100 children were registered, but only 2,700 came.", "stories-town-of-vestrebo-26-school"),
    ("At Halden & Roy the Friday order is 35% smaller after eight weeks.", "stories-halden-roy-catering-12-canteens"),
    ("You are looking for fewer full trays from the wards and proof for your board.", "who-hospital-kitchens-needs"),
    (
        "Your caterer wants to cook for the children who actually come, not for those on the register.",
        "who-school-caterers-needs",
    ),
    ("You need to know on Tuesday how many people will come on Friday.", "who-staff-canteens-needs"),
    ("This is not for day boats with a kiosk.", "who-ferries-and-ships-not-for"),
    ("With fewer than 80 children at lunch, a school is too small for us.", "who-school-caterers-not-for"),
    ("Hospitals that only warm up ready-made meals are not our customers.", "who-hospital-kitchens-not-for"),
    ("We do not sell bins, food or diet advice.", "what-we-do-not-do"),
    ("Hygiene is something we do not measure.", "what-we-do-not-do-2"),
    ("We never show one customer's figures to another.", "what-we-do-not-do-4"),
    ("Results are nothing we promise; we show what other kitchens measured.", "what-we-do-not-do-6"),
    ("Larkspoon will not replace your cook.", "limits-never-6"),
    (
        "Cratewise recognises the food by itself with a camera over the bin, but asks for no reason.",
        "competitors-cratewise",
    ),
    ("Tellerklar's consultants weigh for two weeks; once they leave, nobody weighs.", "competitors-tellerklar"),
    ("Bin Ledger is an app without a scale, and cooks enter the weight by hand.", "competitors-bin-ledger"),
    ("Potluck Metrics is strong in reporting, with contracts of three years.", "competitors-potluck-metrics"),
    ("The scale carries bins of 60 kg at most.", "what-it-is-7"),
    ("A cook weighs the food and taps one of four reasons.", "what-it-is-2"),
    ("The kitchen manager sees waste by dish, meal and reason, in weight and euros.", "what-it-is-4"),
    (
        "With the network down, the tablet keeps weighings and sends them later, for up to 14 days.",
        "what-it-is-5,how-ferries-and-ships-2",
    ),
    ("Prices and recipes arrive nightly as a file from your own system.", "what-it-is-6"),
    ("A chef knows at seven in the morning how many portions were too many yesterday.", "what-it-makes-possible"),
    ("Your purchase order can follow what was eaten, not what you ordered last year.", "what-it-makes-possible-2"),
    ("At noon the kitchen knows what will be left in the evening.", "what-it-makes-possible-8"),
    ("The owner's report takes ten minutes because the figures are there already.", "what-it-makes-possible-5"),
    ("Smaller trays, filled more often: the last guest finds what the first one found.", "how-hotels-4"),
    ("The forecast was off by 7 covers in 100, the hotels' own guess by 16.", "how-hotels-3"),
    ("Waste is valued at your own purchase prices.", "how-staff-canteens-8"),
    ("At six dining halls waste fell by 23% in one winter term.", "how-university-dining-halls"),
    ("Three universities changed or dropped 19 of 60 dishes after a term.", "how-university-dining-halls-2"),
    ("The screen shows yesterday's weight without advice or blame.", "how-university-dining-halls-3"),
    ("You can have the data as open files whenever you want.", "how-university-dining-halls-6"),
    ("The scale takes the mean of two seconds, so the rolling of the ship is left out.", "how-ferries-and-ships-3"),
    ("A spare tablet is on board from day one.", "how-ferries-and-ships-8"),
    ("The galley waste is listed by day and kind, ready for landing.", "how-ferries-and-ships-6"),
    (
        "If the chef says there is no time to weigh: it takes 4 seconds, the mean of 51,000 weighings.",
        "objections-we-have-no-time-to-weigh",
    ),
    (
        "Below 50 residents, 60 rooms or 80 children we say no and come back another year.",
        "objections-we-are-too-small",
    ),
    (
        "“It is too expensive” — the price stays, and the trial shows whether it is worth it.",
        "objections-it-is-too-expensive",
    ),
    ("One kitchen can start: the trial takes one signature and no budget.", "objections-head-office-must-decide"),
    ("In week three the chef picks two dishes and one meal to change.", "the-first-five-weeks-3"),
    ("We bring the scale on day one, level it and connect the tablet, in about an hour.", "the-first-five-weeks"),
    ("Nobody changes anything in the first two weeks, so the start is fair.", "the-first-five-weeks-2"),
    ("New houses join the same contract at the same price.", "working-with-a-group-8"),
)


@cache
def rules() -> Rules:
    return Rules.of(read((CORPORA / "brief.md").read_text(encoding="utf-8")))


def verdict(sentence: str, cites: str) -> Verdict:
    return rules().check(sentence, cites=cites.split(","))


def passage(text: str, *, path: tuple[str, ...] = ("How",), kind: str = "benefit") -> Passage:
    return Passage("it", path, text, kind, 1)


@pytest.mark.parametrize(("sentence", "cites"), CHANGED)
def test_what_is_changed_with_hardly_another_word_is_held_back(sentence: str, cites: str) -> None:
    assert not verdict(sentence, cites).allowed


@pytest.mark.parametrize(("sentence", "cites"), IN_OTHER_WORDS)
def test_what_is_said_in_other_words_is_allowed(sentence: str, cites: str) -> None:
    assert verdict(sentence, cites).reasons == ()


def test_of_the_lines_tuned_on_none_gets_through_by_rules_alone_and_few_honest_ones_are_refused() -> None:
    through = [x for x in attacks() if x.split == "tune" and x.cites and verdict(x.sentence, ",".join(x.cites)).allowed]
    refused = [x for x in honest() if x.split == "tune" and not verdict(x.sentence, ",".join(x.cites)).allowed]
    assert [each.id for each in through] == []
    assert len(refused) <= 0.06 * sum(each.split == "tune" for each in honest())


def test_a_segment_is_named_only_where_a_passage_speaks_of_it() -> None:
    cited = [passage("EUR 3,900 less spent on food a month, the median of 8 hospital kitchens.", path=("Proof",))]
    segments = ("Hospital kitchens", "Care homes", "Ferries and ships")
    assert segments_missing("Care homes spend EUR 3,900 less on food.", cited, segments) == ["Care homes"]
    assert segments_missing("A ship spends EUR 3,900 less on food.", cited, segments) == ["Ferries and ships"]
    assert segments_missing("Hospitals spend EUR 3,900 less; cooks take care at home.", cited, segments) == []


def test_a_likeness_lends_a_missing_word_but_no_denial_no_scope_and_no_change() -> None:
    cited = [passage("Most chefs fill smaller trays more often at the buffet of their hotel.")]
    lacking = support("Many chefs fill smaller trays more often, on Sunday mornings.", cited)
    assert lacking.nearly
    assert lacking.borne(0.9)
    assert not lacking.borne(0.2)
    assert not support("All chefs fill smaller trays more often.", cited).borne(1.0)
    assert not support("Most chefs never fill smaller trays more often.", cited).borne(1.0)


def test_an_order_turned_round_is_seen() -> None:
    cited = [passage("Waste fell from 148 g to 91 g. The tablet is faster than the paper list.")]
    assert list(twists("Waste fell from 91 g to 148 g.", cited))
    assert list(twists("The paper list is faster than the tablet.", cited))
    assert not list(twists("The tablet is faster than the paper list.", cited))


@pytest.mark.parametrize("label", ["Never: ", "Not for: "])
def test_what_stands_behind_a_denying_label_may_only_be_denied(label: str) -> None:
    cited = [passage(f"{label}day boats with a kiosk.", kind="segment")]
    assert denied_otherwise("It suits day boats with a kiosk.", cited)
    assert not denied_otherwise("It is not for day boats with a kiosk.", cited)


def test_what_the_other_side_asks_needs_no_bearing() -> None:
    cited = [passage("Everybody pays the same.", path=("Objections", "Can you give us a discount"), kind="objection")]
    assert support("“Can you do something about the price?” Everybody pays the same.", cited).enough
    assert support("If they want a percentage off, everybody pays the same.", cited).enough
