"""Words that say the same in a sentence about work and trade: narrower than the families by which limits are known."""

from __future__ import annotations

from functools import cache, lru_cache

from capabilities.stems import stem

# One set a line; a word may stand in several. A pair belongs here only if either may stand for the other in a promise.
_SETS = """
customer client buyer
company firm business organisation organization
person people human
employee staff worker personnel workforce
team crew
cook chef
planner dispatcher scheduler
schedule roster rota timetable
technician engineer fitter mechanic
doctor physician
nurse carer caregiver
teacher instructor trainer
lawyer attorney solicitor
audit inspection
auditor inspector
mistake error slip
accident injury
instalment installment
price cost fee charge
expensive dear costly pricey
cheap inexpensive affordable
money cash
fall fell fallen drop dropped decrease decline shrink reduce reduction less lower lowered fewer cut down
lower less smaller
rise rose risen grow grew grown increase climb growth more higher up
fast quick rapid speedy swift
begin start started launch began begun
end finish complete conclude
deliver ship delivery
hotline helpline telephone phone call
record file note
keep kept store stored save hold held retain stay
run ran work operate works
see saw seen view visible show shown display
find found discover
visit trip callout
repeat again
wait waiting delay
downtime outage
prevent avert
train training lesson course taught
installation install setup
school college
shop store outlet
factory plant
vehicle car van truck lorry
machine equipment device
electricity power
revenue turnover
market industry sector
average mean
median middle
survey asked questioned poll
ask request asked
accurate accuracy exact precise precision
predict forecast foresee anticipate prediction
estimate guess
paperwork form document
invoice bill
type enter
half 50
except apart besides
child pupil student kid
rinse wash washed rinsed
waste scrap leftover thrown discarded binned wasted
throw threw thrown discard waste
surplus leftover left
pay paid pays
sell sold
buy bought purchase
give gave given donate donated handed
take took taken
get got gotten receive
go went gone
leave left
send sent
spend spent
build built
make made
know knew known
break broke broken
eat ate eaten
say said state
tell told
figure number
become became
bring brought carry
come came return returned back
drive drove driven
choose chose chosen select pick
decide decision
big large great
small little
daily day everyday
weekly week
monthly month
yearly annual annually year
need require must
help assist support
report page sheet overview
list listed
compare comparison beside
recognise recognize identify
replace replaced swap exchange
repair mend fix
answer reply answered
agree agreed consent
change changed alter
guest visitor
network connection internet
stay remain remains
write wrote written
draw drew drawn
wear wore worn
win won
lose lost
lend lent
meet met
teach taught
catch caught
hide hidden
steal stole stolen
grow grew
shut closed close
stand stood
hold held
allow permit
enough sufficient
"""


@cache
def _of_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _SETS.split("\n"):
        same = {stem(word) for word in line.split()}
        for each in same:
            found.setdefault(each, set()).update(same)
    return {word: frozenset(same) for word, same in found.items()}


@lru_cache(maxsize=16_384)
def same_as(one: str) -> frozenset[str]:
    """The stems that say the same as a stem, itself among them."""
    return _of_word().get(one, frozenset()) | {one}
