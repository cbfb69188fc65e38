"""Whether a sentence offers a lower price: value is offered here, never a discount."""

from __future__ import annotations

import re

_TIME = r"(?:days?|weeks?|months?|quarters?|years?)"
_PRICE = r"(?:prices?|rates?|fees?|cost per (?:seat|user)|licen[cs]e fees?|list price|quote|subscription)"
_DISCOUNT = re.compile(
    r"\bdiscount\w*|\brebates?\b|\bcoupons?\b|\bvouchers?\b|\bpromo(?:tional)? (?:code|price|rate)s?|\bmoney off\b"
    r"|\bmarkdown on\b|\bbargain\b"
    r"|(?:%|\bper ?cent|\bpercentage)\s+(?:off|cheaper|reduction (?:in|on|of) (?:the |your |our )?" + _PRICE + r")"
    r"|(?:[$€£]|\b(?:usd|eur|gbp)\s?)\d[\d.,]*k?\s+off\b|\b\d[\d.,]*\s?(?:dollars|euros|pounds)\s+off\b"
    rf"|\b(?:cheaper|lower|reduced|special|better|introductory|preferential|sharper|discount) {_PRICE}\b"
    rf"|\b(?:cut|cuts|cutting|drop|lower|reduce|slash|shave|match|beat)\w*\s+(?:\w+\s+){{0,2}}{_PRICE}\b"
    rf"|\bprice[- ](?:cuts?|match(?:es|ing)?|breaks?|drops?|reductions?)\b|\bhalf[- ]price\b"
    rf"|\b(?:free|complimentary|gratis)\s+(?:{_TIME}|seats?|licen[cs]es?|users?|logins?)\b"
    rf"|\b{_TIME}\s+(?:for\s+)?(?:free|on us|gratis)\b"
    r"|\bwaiv(?:e|es|ed|ing)\b[\w\s-]{0,20}\bfees?\b|\bknock\w*\b[\w\s$€£%]{0,20}\boff\b"
    rf"|\bsav(?:e|es|ing)\b[\w\s$€£%.,]{{0,20}}\bon (?:the |your |our )?{_PRICE}\b|\b(?:two|2) for (?:one|1)\b",
    re.IGNORECASE,
)
# Not an offer: what is refused, what is put in its place, and what the other side asks for.
_NO_OFFER = re.compile(
    r"(?:\b(?:no|not|never|cannot|without|nor|neither|instead of|rather than|ask(?:s|ed|ing)? (?:for|about)|"
    r"request\w*|demand\w*|insist\w* on)|n['’]t)(?:\s+[\w%]+){0,3}\s*$",
    re.IGNORECASE,
)


def offered(sentence: str) -> str | None:
    """The words by which a sentence offers a lower price, or None."""
    for match in _DISCOUNT.finditer(sentence):
        if not _NO_OFFER.search(sentence[: match.start()]):
            return match.group().strip()
    return None
