"""The turns of phrase that claim nothing: greetings, thanks, dates, meetings, and what gives a claim away."""

from __future__ import annotations

import re

from capabilities.stems import stem

GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings)\b"
    r"(?P<names>(?:\s+(?:(?-i:[^\W\d_a-z])[\w.’'-]*|there|all|everyone|everybody|team|both|and|folks)){0,5})\s*(?:[,!:–—-]+\s*|$)",
    re.IGNORECASE,
)
_TITLES = "there all everyone everybody team both mr mrs ms dr prof and folks"
ADDRESSED = frozenset(_TITLES.split())
SIGN_OFF = re.compile(
    r"^\s*(?:(?:with |my |our )?(?:best|kind|warm|many|friendly)?\s*(?:regards|wishes|greetings|thanks)|"
    r"(?:thank you|thanks)(?: again| very much| so much)?|cheers|best|sincerely|yours(?: \w+)?|"
    r"all the best|see you(?: \w+){0,3}|talk soon|speak soon|(?:i am |i['’]m )?looking forward(?: to)?(?: \w+){0,6})"
    r"(?:,?\s+(?-i:[^\W\d_a-z])[\w’'-]*){0,3}\s*[,.!]*\s*$",
    re.IGNORECASE,
)
SIGNATURE = 10  # words of a line below the sign-off
# A line below the sign-off that ends like a sentence is no address, and a share or a sum is none either.
FULL_STOP = re.compile(r"(?<!\binc)(?<!\bltd)(?<!\bco)(?<!\bcorp)[.!?…][\"”'’)\]]*\s*$", re.IGNORECASE)
SHARE = re.compile(r"[%€$£]|\b(?:half|twice|double|triple|percent)\b", re.IGNORECASE)
NAME = 3  # words of a name, which may end with a full stop

# Whole turns of phrase that are courtesy or about meeting; the rest of their sentence is looked at without them.
COURTESY = re.compile(
    r"\b(?:i|we)(?:['’](?:d|m|ll|re)| would| am| will| are)?(?: be)? (?:very |really |always )?"
    r"(?:happy|glad|pleased|delighted|free|available|around)\b(?: to)?"
    r"|\b(?:great|good|nice|lovely|a pleasure|pleasure) (?:to )?(?:\w+ )?(?:meet|meeting|see|seeing|speak|speaking|"
    r"talk|talking|hear|hearing|chat|chatting)\w*"
    r"|\b(?:i )?hope (?:this|that|it|you|all)\b[^.!?]*?(?:helps?|finds? you(?: well)?|(?:is|are|is going|goes) well)"
    r"|\bworks? (?:for|well for|best for) (?:you|me|us|everyone|everybody)\b|\bsuits? (?:you|me|us)\b"
    r"|\ball the best\b|\bhave a \w+ (?:day|week|weekend|evening|holiday|one)\b|\bno (?:rush|hurry|worries)\b",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"^\W*(?:and |also |so |then )?(?:"
    r"thanks?\b|thank you|many thanks|sorry\b|apologies|looking forward|i look forward|we look forward|"
    r"(?:as|like) (?:you|we|i) (?:said|mentioned|discussed|agreed|asked|promised|wrote)|"
    r"you (?:said|mentioned|told|asked|wrote|described|explained|wondered)\b|"
    r"(?:please |just )?(?:let me know|let us know|tell me|find attached|see attached|have a look|feel free|ping me|"
    r"send me|call me|write (?:to )?me|give me|reply)|please\b|attached\b|enclosed\b|"
    r"i(?:['’]ve| have|['’]m| am|['’]ll| will|['’]d| would)?\s+(?:(?:just|also|only|now|already|like to|love to) )?"
    r"(?:attach\w*|enclos\w*|sen[dt]\b|sending|writ(?:e|ing)|wrote|call\w*|enjoyed|wanted|hope|tried|follow\w*|come|"
    r"came|meet|met|ask\w*|hear\w*|look\w*|check\w*|book\w*|speak|talk\w*|introduce|be back|bring)\b|"
    r"(?:would|could|can|shall|may|might|should|do|does|did|is|are|what|when|where|which|who|how) .*\?|"
    r"(?:it(?:['’]s| is| was) )?(?:so |very |really )?(?:good|great|nice|lovely|a pleasure|pleasure) (?:to )?"
    r"(?:meet|see|speak|talk|hear|chat|catch)"
    r")",
    re.IGNORECASE,
)
# Somebody or something of ours that does something: then even a thank-you holds a claim.
ACTING = re.compile(
    r"\b(?:we|it|they|our(?: \w+){1,2}|the (?:app|board|platform|product|software|solution|tool|system|service))"
    r"(?:['’](?:ll|re|ve|s)\b|\s+(?:\w+ly |never |always |also |just )?"
    r"(?:is|are|was|were|does|do|has|have|had|will|would|can|could|guarantee|promise|cut|save|make|give|let|help|offer|"
    r"[a-z]{3,}s)\b)",
    re.IGNORECASE,
)
# What people did or said to each other: small talk, unless something of ours does something in it.
TALK = re.compile(
    r"^\W*(?:and |so |but |well,? )?(?:i|he|she|they|you|we|my \w+|your \w+|it|that|this)\s+"
    r"(?:\w+ly |just |also |still )?(?:said|told|asked|talked|spoke|met|mentioned|wrote|called|laughed|enjoyed|liked|"
    r"loved|thought|felt|heard|remember(?:ed)?|was (?:so |very |really |quite )?(?:nice|good|great|fun|lovely|kind|"
    r"busy|a pleasure|away|ill|late)|were (?:so |very |really |quite )?(?:kind|busy|away|ill|late|right)|"
    r"am (?:back|away|busy|out|on holiday|sorry))\b",
    re.IGNORECASE,
)
HARMLESS_ACTING = re.compile(
    r"\b(?:we|it) (?:said|met|spoke|talked|agreed|discussed|was)\b|\bwe (?:can|could|will) "
    r"(?:meet|talk|speak|chat|call|catch up|go through|look at)\b|\bwe (?:have|had) (?:a|our|another) (?:\w+ )?"
    r"(?:call|chat|meeting|talk|conversation)\b",
    re.IGNORECASE,
)
ASKS = re.compile(r"\?[\"”'’)\]]*\s*$")
TELLS = re.compile(r"\bdid you know\b|\bimagine\b|\bwhat if\b|\bisn['’]t it\b|\bdon['’]t you\b", re.IGNORECASE)
# Times and dates, and how long people meet: numbers that claim nothing.
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
WHEN = re.compile(
    rf"\b\d{{1,2}}(?:[:.]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.|o['’]clock|h\b)|\b\d{{1,2}}[:.]\d\d\b|"
    rf"\b(?:at|by|until|till|from|around|before|after)\s+\d{{1,2}}(?![\w.,]*\d|\s*(?:%|[a-z]{{3,}}))|"
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b(?:\s+\d{{4}})?|"
    rf"\b(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s+\d{{4}})?|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d+)?\b|"
    r"\b(?:\d+|ten|fifteen|twenty|thirty|forty[- ]five) (?:minutes?|mins?|hours?)"
    r"(?= (?:call|chat|meeting|talk|slot|on|at)\b)",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d|[$€£%]|\b(?:half|twice|double|triple|percent)\b", re.IGNORECASE)

# Words of a promise: a sentence that has one is never passed over for being polite.
PROMISES = re.compile(
    r"\b(?:never(?! hesitate)|always(?! (?:happy|glad|welcome|good|great|nice|a pleasure))|guarante\w+|zero"
    r"|risk[- ]free|no more(?! questions)|no risk|without (?:any )?risk|for free|free of charge"
    r"|free (?:month|trial|setup|set-up|year|week|seats?))\b",
    re.IGNORECASE,
)

_MEETING = """
    hello greetings thanks thank regards wishes cheers sincerely talk talking speak chat call calls meet meeting
    conversation demo visit today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday week weeks
    weekend next last morning afternoon evening noon am pm time slot calendar invite invitation diary send sent attach
    attached attachment enclosed find below above page document note deck slides email e-mail mail message phone reach
    contact know question questions please sorry late reply answer back follow followup touch base minute minutes hour
    hours january february march april june july august september october november december looking look forward see
    seeing get soon until then again much many more agenda subject re fwd ps p.s colleague colleagues soon
"""
ABOUT_MEETING = frozenset(stem(each) for each in _MEETING.split())
_SAID_ALONE = "great perfect sure ok okay yes no absolutely agreed understood noted congratulations wow super"
INTERJECTIONS = frozenset(stem(each) for each in _SAID_ALONE.split())
