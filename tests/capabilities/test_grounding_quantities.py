"""Numbers that are the same however they are written, and numbers that only look alike."""

from __future__ import annotations

import pytest

from capabilities.grounding.quantities import quantities, stands_in

SAME = (
    ("day and night", "around the clock"),
    ("six weeks and a half", "6.5 weeks"),
    ("four-and-a-half days", "4.5 days"),
    ("a year and a half", "18 months"),
    ("93 per cent of 4,100", "93% of all, out of 4,100"),
    ("1,000 ml", "one litre"),
    ("for 8 and for 14 years", "for 14 years and for 8 years"),
    ("From March to October", "from March to October"),
    ("41 cents", "EUR 0.41"),
    ("1.15 tonnes", "1,150 kg"),
    ("four and a half months", "4.5 months"),
    ("38 s over 2900 calls", "38 seconds, the median of 2,900 calls"),
    ("0.148 kg", "148 g"),
    ("171 of our 180 customers", "171 of 180"),
    ("three in ten", "30 %"),
    ("one in three", "a third of"),
    ("0.3", "30%"),
    ("7 percent", "by 7 in 100"),
    ("from 9 to 4 in every 100", "from 9 to 4 in every 100"),
    ("4%", "from 9 to 4 in every 100"),
    ("about 30 kg", "30 kg"),
    ("nearly doubled", "doubled"),
    ("$1.2M", "1,200,000 USD"),
    ("1.2 million dollars", "$1.2M"),
    ("up to 60 kilograms", "up to 60 kg"),
    ("9 in 12 months", "9 in 12 months"),
    ("33%", "a third of the waste"),
    ("284 out of 310", "284 of 310"),
    ("half a tonne", "500 kg"),
    ("6,300 weighings", "6,300 weighings"),
    ("78% of 240", "78% of 240"),
    ("60 kg at most", "up to 60 kg"),
    ("7 covers in 100", "by 7 in 100"),
    ("a quarter of an hour", "15 minutes"),
    ("2.5 GB", "2,500 MB"),
    ("half a kilo", "500 g"),
)
DIFFERENT = (
    ("around the clock", "9 to 17"),
    ("a year and a half", "18 weeks"),
    ("93 per cent of 4,100", "93% of 180"),
    ("148 kg", "148 g"),
    ("180 of 180 customers", "171 of 180 customers"),
    ("30", "30%"),
    ("30 kg", "about 30 kg"),
    ("doubled", "nearly doubled"),
    ("60 kilograms", "up to 60 kg"),
    ("29 percentage points", "29%"),
    ("4.5 kg a guest", "4.5 g a guest"),
    ("60 kg or more", "60 kg"),
    ("3 in 10 days", "30%"),
    ("EUR 41", "41 cents"),
    ("1,150 tonnes", "1,150 kg"),
)


def borne(said: str, cited: str) -> bool:
    found = quantities(said)
    assert found
    return all(stands_in(each, quantities(cited)) for each in found)


@pytest.mark.parametrize(("said", "cited"), SAME)
def test_a_quantity_is_the_same_in_another_unit_or_another_form(said: str, cited: str) -> None:
    assert borne(said, cited)


@pytest.mark.parametrize(("said", "cited"), DIFFERENT)
def test_another_unit_bound_or_whole_is_another_quantity(said: str, cited: str) -> None:
    assert not borne(said, cited)
