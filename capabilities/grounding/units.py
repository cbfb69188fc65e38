"""The units, scales and currencies a quantity may be written in, each as what it is compared in."""

from __future__ import annotations

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "us$": "USD", "c$": "CAD", "a$": "AUD"}
CODES = "usd eur gbp jpy inr chf cad aud sek nok dkk pln czk cny"
# What a hundredth of them is called a cent.
WITH_CENTS = frozenset({"USD", "EUR", "CAD", "AUD"})
# The written unit, the unit it is compared in, and how many of those it is.
_UNITS = """
% percent per-cent pct = % 1
percentage-point percentage-points pp = point 1
dollar dollars bucks $ = USD 1
euro euros € = EUR 1
pounds £ = GBP 1
yen = JPY 1
cents = cent 1
x times fold = times 1
ms millisecond milliseconds = second 0.001
s sec secs second seconds = second 1
min mins minute minutes = second 60
h hr hrs hour hours = second 3600
day days = second 86400
working-day working-days business-day business-days = working-day 1
week weeks = second 604800
working-week working-weeks = working-day 5
month months = month 1
quarters = month 3
year years yr yrs = month 12
mg milligram milligrams = gram 0.001
g gram grams gramme grammes = gram 1
kg kilo kilos kilogram kilograms kilogramme kilogrammes = gram 1000
t ton tons tonne tonnes metric-ton metric-tons metric-tonnes = gram 1000000
mm millimetre millimetres millimeter millimeters = metre 0.001
cm centimetre centimetres centimeter centimeters = metre 0.01
metre metres meter meters = metre 1
km kilometre kilometres kilometer kilometers = metre 1000
ml millilitre millilitres = litre 0.001
l litre litres liter liters = litre 1
kb = byte 1000
mb megabyte megabytes = byte 1000000
gb gigabyte gigabytes = byte 1000000000
tb terabyte terabytes = byte 1000000000000
"""
# One letter is a unit also after a space when nothing else is written so.
LETTERS = "shgtl"


def _read() -> dict[str, tuple[str, float]]:
    found = {code: (code.upper(), 1.0) for code in CODES.split()}
    for line in _UNITS.strip().splitlines():
        written, _, meant = line.partition(" = ")
        unit, _, factor = meant.partition(" ")
        found.update({word.replace("-", " "): (unit.replace("-", " "), float(factor)) for word in written.split()})
    return found


UNITS = _read()
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "trillion": 1e12,
}  # fmt: skip
