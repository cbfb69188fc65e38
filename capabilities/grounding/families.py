"""Families of words that say nearly the same in selling, so that a claim is known when its words are changed."""

from __future__ import annotations

from functools import cache, lru_cache

from capabilities.stems import stem

# One family a line; a word may stand in several. Names of trades and things are general, never those of one product.
_FAMILIES = """
customer client buyer subscriber
company firm business organisation organization enterprise
person people human employee staff worker team personnel colleague workforce
planner dispatcher scheduler planning
plan schedule roster rota timetable planning
technician engineer fitter mechanic crew
doctor physician clinician surgeon
nurse carer caregiver
patient resident
teacher tutor instructor trainer
lawyer attorney solicitor counsel legal court
accountant bookkeeper auditor
manager supervisor foreman lead
agent representative clerk operator
audit inspection auditor inspector check certification
pass succeed clear survive
result outcome success effect succeed win achieve
mistake error slip fault blunder wrong defect
accident injury incident harm
month week day year quarter period invoice payment instalment installment term
price cost fee charge rate quote tariff bill pay
expensive dear costly pricey
cheap inexpensive affordable low undercut
money cash budget
fall fell fallen went drop decrease decline fewer less lower shrink reduce cut save reduction
rise rose risen went grow grew grown increase more higher gain climb boost growth
fast quick rapid speedy swift
slow sluggish late
begin start launch
end finish close complete conclude stop
deliver ship arrive dispatch delivery shipment shipping
date deadline day timeline
feature function capability module addition
release version update build
support help assist assistance hotline call phone
safe secure protected
unsafe insecure dangerous danger risky risk vulnerable vulnerability hole hack breach leak trust threat
data information record file
store keep hold host save stay remain
leave exit export transfer send abroad
country border borders nation land abroad domestic
offline signal connection connectivity network internet reception
work run operate function
see view watch visible look show visibility
place location position whereabouts where
visit trip callout
return repeat again back
wait delay queue idle
uptime availability available reliable reliability downtime down outage
illness disease sickness condition ailment pain symptom disorder
cure heal treat remedy relieve therapy treatment
diagnose detect identify
prevent avoid avert stop eliminate exclude
legal lawful law regulation
compliant comply compliance conform fulfil meet
approve certify accredit endorse recommend authorise authorize
contract agreement term
training lesson course instruction onboarding
setup installation install implementation rollout onboarding
hospital clinic
school college academy
shop store retailer outlet
factory plant mill site
house home building property
vehicle car van truck lorry fleet
machine equipment device asset
water moisture
energy electricity power
profit margin earning revenue turnover
market industry sector
tool product software app solution system platform
average mean median
measure survey test study count record
ask request demand
accurate accuracy exact precise precision correct
predict forecast foresee anticipate
quality standard
paperwork paper form document
invoice bill
read recognise recognize
write type enter
staff headcount
half 50
except apart besides exception save
only solely exclusively
child pupil student
clean hygiene hygienic
waste scrap loss leftover leftovers bin discard throw threw thrown
theft steal stolen
fraud scam
name identity identify identifiable personal person individual
store record log register note collect save keep kept write written know hold held memorise remember
ask want demand request
calibrate calibration
emission co2 carbon climate footprint
surplus leftover leftovers excess left spare
staff cook chef
pay paid
sell sold
buy bought
give gave given donate donation hand
take took taken
keep kept
get got gotten
go went gone
see saw seen
lose lost
leave left
send sent
spend spent
build built
hold held
make made
find found
know knew known
break broke broken
grow grew grown
throw threw thrown discard
eat ate eaten
say said
tell told
begin began begun
win won
run ran
become became
bring brought
come came
do did done
drive drove driven
less low lower light lighter small smaller
expect expectation
"""


@cache
def _of_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _FAMILIES.split("\n"):
        family = {stem(word) for word in line.split()}
        for each in family:
            found.setdefault(each, set()).update(family)
    return {word: frozenset(family) for word, family in found.items()}


@lru_cache(maxsize=16_384)
def family(one: str) -> frozenset[str]:
    """The stems that may stand for a stem, itself among them: "cheaper" and "cheapest" with "cheap"."""
    known = _of_word()
    return frozenset({one}.union(*(known.get(each, frozenset()) for each in {one, *_compared(one)})))


def _compared(one: str) -> tuple[str, ...]:
    """The stems of which a comparative or superlative may be made: "safer" of "safe", "bigger" of "big"."""
    for ending in ("er", "est"):
        bare = one.removesuffix(ending)
        if bare != one and len(bare) >= 3:
            return (bare, stem(f"{bare}e"), bare[:-1], stem(f"{bare[:-1]}y"))
    return ()
