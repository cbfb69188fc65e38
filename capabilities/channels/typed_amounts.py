"""Amounts as people type them into a report: a dash for unknown, `1200,-`, `euros`; a currency must be a known one."""

import re
from decimal import Decimal

from capabilities import amounts
from capabilities.refusal import Refusal

# The codes of ISO 4217 for money in use, without those for metals, funds and tests.
_CODES = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
    RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
    USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CODES.split())
_UNKNOWN = frozenset({"-", "–", "—", "?", "n/a", "n.a.", "na", "unknown"})
_NAMED = (
    (re.compile(r"\beuros?\b", re.IGNORECASE), "EUR"),
    (re.compile(r"US\s?\$", re.IGNORECASE), "USD"),
    (re.compile(r"zł", re.IGNORECASE), "PLN"),
)
_EVEN = re.compile(r"[.,](?:-{1,2}|[–—])(?![0-9])")  # 1200,- as it stands on price tags
_MINUS = re.compile(r"^([€$£]?\s*)[-−–]\s*(?=[0-9])")
_ABOUT = re.compile(r"^(?:about|around|approx\.?|circa|ca\.?|roughly|~|≈)\s*(.+)$", re.IGNORECASE)


def amount_of(words: str, *, field: str) -> tuple[Decimal | None, str]:
    """The amount and its currency ("" when not said). Nothing, a dash or `n/a` is None. Raises Refusal."""
    said = words.strip()
    if said.lower() in _UNKNOWN:
        return None, ""
    about = _ABOUT.match(said)
    if about:
        raise Refusal(
            f"Write the number alone: {about.group(1)[:40]}. How sure it is can stand in the story.", field=field
        )
    for named, code in _NAMED:
        said = named.sub(code, said)
    value, unit = amounts.amount_of(_MINUS.sub(r"\1-", _EVEN.sub("", said)), field=field)
    if unit and unit not in CURRENCIES:
        raise Refusal(amounts.unreadable(words), field=field)
    return value, unit


def currency_of(words: str) -> str:
    """A currency's three letters. Raises Refusal."""
    said = words.strip().upper()
    said = amounts.SIGNS.get(said, said)
    if said not in CURRENCIES:
        raise Refusal(
            f"I know no currency “{words.strip()[:20]}”. Write its three letters, such as EUR.", field="currency"
        )
    return said
