"""Whether a sentence offers a lower price: value is offered here, never a discount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from capabilities.grounding.polarity import excused

_PRICE = r"(?:prices?|rates?|fees?|cost per (?:seat|user)|licen[cs]e fees?|list price|quote|subscription)"
_TIME = r"(?:days?|weeks?|months?|quarters?|years?)"
_LOWER = (
    r"\bdiscount\w*", r"\brebates?\b", r"\bcoupons?\b", r"\bvouchers?\b", r"\bpromo(?:tional)? (?:code|price|rate)s?",
    r"\bmoney off\b", r"\bmarkdown on\b", r"\bbargain\b", r"\bcash-?back\b", r"\bkick-?backs?\b",
    r"\bmark(?:ed)? down\b", r"\bearly-?bird\b",
    r"\b(?:something|anything|what (?:i|we) can (?:do|arrange)|a little|a bit|exception) (?:on|about|with|for) "
    r"(?:the |your |our )?<price>\b",
    r"\b(?:room|wiggle room|leeway|scope|play|flexib\w+|some give|generous)\b(?:\W+\w+){0,5}?\W+(?:<price>|bill|"
    r"budget)\b",
    r"\b<price>\b(?:\W+\w+){0,2}?\W+(?:is|are) (?:always |quite |fully |very )?(?:negotiable|flexible|open|up for)\b",
    r"\bnegotiat\w+ (?:\w+ ){0,2}?<price>\b", r"\bsharpen\w*\b.{0,15}\bpencil\b",
    r"\bmeet you (?:in the middle|half-?way)\b",
    r"\b(?:price|fee|rate)s?\b(?:\W+\w+){0,2}?\W+(?:(?:drop|fall)s? (?:down|by|to)|(?:come|go)(?:s|es)? down)\b",
    r"\bcom(?:e|es|ing) down (?:on|in|with|a bit)\b", r"\bsweeten\w*\b", r"\bconcessions?\b",
    r"\bgoodwill (?:credit|payment)\b", r"\bspecial (?:terms|conditions|deal|offer)\b",
    r"\bbetter (?:deal|terms|conditions)\b", r"\bhalf the (?:price|fee|rate)\b", r"\bfriends? (?:price|rate)\b",
    r"\b(?:below|under) (?:cost|list)(?: price)?\b",
    r"\b(?:get|give|offer|grant)\w*\W+(?:\w+\W+){0,3}?\d+\s?(?:%|per ?cent) (?:reduction|cut|break)\b(?!\s+(?:in|"
    r"of|on)\b)",
    r"\b(?:pay|pays|paying|costs?|charge[sd]?)\b(?:\W+(?!than\b)\w+){0,4}?\W+(?:\d+\s?(?:%|per ?cent)|\w+ per "
    r"?cent|a (?:tenth|fifth|quarter|third)) less\b(?! than (?!list|the list|usual|normal|others))",
    r"\b(?:a (?:tenth|fifth|quarter|third)|half) (?:cheaper|off)\b",
    r"\b(?:orders?|contracts?|customers?|groups?|chains?|schools|charities) (?:is|are|get\w* it|have it) cheaper\b",
    r"\b(?:sign|order|buy|decide|commit|pay)\b.{0,40}\b(?:you pay less|it costs? (?:you )?less|cheaper for you|"
    r"save on the price)\b",
    r"\bfor you (?:it (?:will be|is|costs)|we make an exception)\b.{0,15}\b(?:less|cheaper|exception|lower)\b",
    r"\bfor you we make an exception\b", r"\bpay what you\b",
    r"(?:%|\bper ?cent|\bpercentage)\s+(?:off|cheaper|reduction (?:in|on|of) (?:the |your |our )?<price>)",
    r"(?:[$€£]|\b(?:usd|eur|gbp)\s?)\d[\d.,]*k?\s+off\b", r"\b\d[\d.,]*\s?(?:dollars|euros|pounds)\s+off\b",
    r"\b(?:cheaper|lower|reduced|special|better|introductory|preferential|sharper|discount) <price>\b",
    r"\b(?:cut|cuts|cutting|drop|lower|reduce|slash|shave|match|beat)\w*\s+(?:\w+\s+){0,2}<price>\b",
    r"\bprice[- ](?:cuts?|match(?:es|ing)?|breaks?|drops?|reductions?)\b", r"\bhalf[- ]price\b",
    r"\b(?:free|complimentary|gratis)\s+(?:<time>|seats?|licen[cs]es?|users?|logins?)\b",
    r"\b<time>\s+(?:for\s+)?(?:free|on us|gratis)\b", r"\bwaiv(?:e|es|ed|ing)\b[\w\s-]{0,20}\bfees?\b",
    r"\bknock\w*\b[\w\s$€£%]{0,20}\boff\b",
    r"\bsav(?:e|es|ing)\b[\w\s$€£%.,]{0,20}\bon (?:the |your |our )?<price>\b", r"\b(?:two|2) for (?:one|1)\b",
)  # fmt: skip
# Ways to pay less that do not speak of a price: fewer units paid than had, money put back, a sum that is not asked.
_AMOUNT = r"(?:(?:[$€£]|\b(?:usd|eur|gbp|chf)\s?)\d[\d.,]*k?|\d[\d.,]*\s?(?:%|per ?cent|dollars|euros|pounds|cents))"
_FEE = (
    r"(?:(?:set-?up|base|moving|delivery|shipping|training|list|monthly|first|yearly|annual)\s+)?"
    r"(?:prices?|rates?|fees?|charges?|bills?|invoices?|instal?ments?)"
)
_PAYING_LESS = (
    r"\b(?:take|book|order|buy|sign)\w*\b.{0,40}?\bpays?\b(?: only| just)?(?: for)? (?:\d|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|half)\b",
    r"\bpays? (?:only |just )?(?:for )?half\b(?! (?:a|an|as)\b)",
    r"\bpays? (?:only |just )?for (?:\d+|one|two|three|six|nine|ten|eleven) (?:months?|weeks?|users?|seats?|places?)\b",
    r"\b<time>\b(?: that)? (?:you|they|nobody|we) (?:do not|don['’]t|need not|never|will not|won['’]t)?\s*"
    r"(?:pay|charge|bill|invoice)\b(?<!you pay)(?<!we bill)(?<!we charge)(?<!we invoice)",
    r"<amount>\s+(?:back|to spend|credit\w*|towards|bonus|less if|lower if)\b",
    r"\b(?:third|quarter|half|tenth|fifth)\s+(?:less|off|cheaper)\s+(?:if|when|for)\b",
    r"\bgets?\b.{0,15}<amount> (?:to spend|back|for)\b", r"\b(?:volume|loyalty|welcome|signing|year-end) bonus\b",
    r"\b(?:drop|skip|forget|strike|scrap|ignore|leave (?:out|off)|let (?:go of|you off)|not (?:charge|bill|ask for)|"
    r"set|count|put|credit|offset)\s+(?:\w+\s+){0,2}?(?:<amount>|<fee>)(?:.{0,40}\b(?:against|towards|for you|if|"
    r"whatever|this time)\b)?",
    r"(?:<amount>|<fee>)\b.{0,30}?\b(?:falls? away|is gone|disappears?|goes away|is on us|on our tab|"
    r"against (?:your|the) first)\b",
    r"\b(?:on (?:us|our (?:tab|account|bill))|at our expense)\b",
    r"\bstart you at <amount>", r"\bfor you\b[^.?!]{0,12}<amount>", r"\bfor you (?:only |just )?<amount>",
    r"\bsomewhere between (?:our|the) price\b", r"\bat the price of\b", r"\b(?:our|my) last word\b",
    r"\bsee what (?:can be done|(?:i|we) can do)\b", r"\b(?:a )?word with (?:my|our|the) (?:manager|boss)\b",
    r"\b(?:break|something off|a bit off|leeway|movement) on (?:the |your )?<fee>",
    r"\b<fee>\b.{0,20}\b(?:only starts?|starts? only|begins? only|only begins?) (?:once|when|after)\b",
    r"\b(?:each|every) (?:one|\w+)? ?costs? (?:you )?less\b", r"\breally pays? (?:it|that)\b",
    r"\bpay the full\b.{0,40}\?\s*no\b",
)  # fmt: skip
_GIVEN = (
    r"(?<!risk-)(?<!risk )(?<!feel )\bfree\b(?!\W+(?:from|to|up|hand|of(?! charge| cost)))(?!-)",
    r"\b(?:at|for) no (?:extra |further )?(?:charge|cost)\b", r"\bwithout (?:charge|extra cost)\b",
    r"\bcosts? (?:\w+ ){0,3}?nothing\b", r"\b(?:not|n['’]t) cost (?:\w+ )?anything\b",
    r"\bpays? (?:\w+ )?nothing\b", r"\bgratis\b", r"\bon us\b",
    r"\bon the house\b", r"\bcomplimentary\b", r"\bthrow(?:n|s|ing)? (?:\w+ ){0,3}?in\b",
    r"\b(?:as a|gift|free) (?:gift|present|package)\b", r"\bfree of charge\b",
    r"\bwe (?:will |shall )?(?:carry|cover|absorb|bear|foot|pick up) (?:\w+ ){0,2}?(?:cost|bill|fee|expense)s?\b",
)  # fmt: skip
_NOTHING_TO_PAY = re.compile(r"\b(?:nothing|free|no (?:\w+ )?(?:charge|cost|fee)s?|included|gratis|0)\b", re.IGNORECASE)
# Not an offer: what is refused, what is put in its place, and what the other side asks for.
_NO_OFFER = re.compile(
    r"(?:\b(?:no|not|never|cannot|without|nor|neither|instead of|rather than|ask(?:s|ed|ing)? (?:for|about)|"
    r"request\w*|demand\w*|insist\w* on)|n['’]t)(?:\s+[\w%]+){0,3}\s*$",
    re.IGNORECASE,
)


# "We cannot do a special rate, a lower fee or a free month": one denial for all of a list.
_LISTED = re.compile(
    r"(?:\b(?:cannot|never|(?:can|do|does|will|would) not)|n['’]t)\b\s+\w+\s+(?!we\b|it\b|you\b|but\b|so\b)"
    r"(?:(?!(?:we|it|you|they|i|is|are|will|can|but|so|instead|and)\b)[\w%'’-]+[\s,]+)*(?:or\s+)?(?:an?\s+)?$",
    re.IGNORECASE,
)


def offered(sentence: str, *, by_us: bool = False) -> str | None:
    """The words by which a sentence offers a lower price, or None.

    With `by_us` the other side's wish for one counts for none, as in "they want 20 % off".
    """
    for match in _pattern(_LOWER).finditer(sentence):
        if _NO_OFFER.search(sentence[: match.start()]) or _LISTED.search(sentence[: match.start()]):
            continue
        if not by_us or not excused(sentence.lower(), *match.span()):
            return match.group().strip()
    return None


def given_away(sentence: str, cited: Sequence[str]) -> str | None:
    """The words by which a sentence gives something away, or asks less for it, where none of the cited texts does."""
    for words, borne in ((_GIVEN, _NOTHING_TO_PAY), (_PAYING_LESS, _pattern(_PAYING_LESS))):
        found = (match for match in _pattern(words).finditer(sentence) if not excused(sentence.lower(), *match.span()))
        first = next(found, None)
        if first is not None and not any(borne.search(each) for each in cited):
            return first.group().strip()
    return None


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(words)
    for sign, meaning in (("<price>", _PRICE), ("<time>", _TIME), ("<amount>", _AMOUNT), ("<fee>", _FEE)):
        joined = joined.replace(sign, meaning)
    return re.compile(joined, re.IGNORECASE)
