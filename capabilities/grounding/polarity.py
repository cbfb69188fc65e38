"""Whether words are denied where they stand, and which words mean the opposite of each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from capabilities.stems import stem, stems

_DENYING = frozenset(
    {"not", "no", "never", "cannot", "none", "nobody", "nothing", "nowhere", "neither", "nor", "without"}
)
_CLAUSE = re.compile(
    r"[,;:()—–]|\s-\s|(?<!\d)\.(?!\d)|\b(?:and|but|so|because|while|although|if|when|which|who|due to|thanks to)\b",
    re.IGNORECASE,
)
# In "a no-obligation trial" the trial is not denied.
_COMPOUND = re.compile(r"\bno-(?=\w)", re.IGNORECASE)
_PAIRS = """increase/decrease increase/reduce increase/cut
    raise/cut raise/reduce raise/lower more/less more/fewer higher/lower rise/fall rose/fell
    gain/lose before/after include/exclude included/excluded free/paid always/never all/none best/worst fast/slow
    faster/slower early/late earlier/later first/last simple/complex easy/hard easy/difficult strong/weak 
    accept/refuse accept/reject approve/reject allow/forbid allow/prevent enable/prevent
    enable/disable improve/worsen safe/unsafe secure/insecure cheap/expensive cheaper/dearer success/failure
    succeed/fail win/lose public/private internal/external online/offline old/new small/large minor/major
    maximum/minimum maximize/minimize maximise/minimise most/least positive/negative
    advantage/disadvantage optional/required optional/mandatory temporary/permanent limited/unlimited
    exclusive/common short/long shorter/longer confirm/deny buy/sell efficient/inefficient profit/loss"""


# Phrases with a "no" or a "not" in them that deny nothing of what follows.
_NO_DENIAL = re.compile(
    r"\b(?:no|without(?: any| a)?|beyond(?: any| a)?) (?:doubt|question|wonder|matter|problem|sweat)\b|\bwhy not\b"
    r"|\b(?:not|no) (?:only|just|merely|less than|later than|more than|least)\b|\bnothing (?:but|less|short)\b"
    r"|\b(?:do|need|should|can) not (?:worry|hesitate|forget|miss|wait|help but)\b|\bno need to worry\b"
    r"|\bno (?:secret|exaggeration|coincidence)\b|\bnot (?:too |so )?(?:hard|difficult|a problem|impossible|unusual)\b"
    r"|\b(?:nobody|no one|who) (?:will|would|can|could) (?:deny|dispute|doubt|object)\b|\bif not\b|\bnot to mention\b"
)
# What the other side asks for, or whether they may have it, is no promise of ours.
_ASKED = re.compile(
    r"\b(?:they|he|she|customers?|buyers?|prospects?|somebody|someone|anybody|anyone|people|if|when|was|were)\s+"
    r"(?!you\b)(?:\w+\s+){0,2}?"
    r"(?:wants?|wanted|hopes? for|ask(?:s|ed|ing)?|request\w*|demand\w*|insist\w*|push\w*|press\w*|haggl\w*|beg\w*|"
    r"wonder\w*)\b(?:\s+[\w%']+){0,6}\s*$|\b(?:asked|asking) (?:for|about|whether|if)(?:\s+[\w%']+){0,5}\s*$"
    r"|\b(?:instead of|rather than|refus\w+|declin\w+|avoid\w*|beware of|questions? (?:about|of|whether)|"
    r"talk(?:ing)? about)(?:\s+[\w%']+){0,3}\s*$"
)
_REFUSED = re.compile(
    r"^\W*(?:\w+\s+){0,3}?(?:is|are|was|were|will|would|can|could|do|does|did|has|have)\s+(?:\w+\s+)?(?:not|never)\b"
    r"(?!\s+(?:a |an )?(?:\w+\s+)?"
    r"(?:problem|issue|excluded|out of|hard|impossible|difficult|only|just|merely|far|unusual))"
    r"|^[^,;]{0,50}\b(?:is|are|am|was|were)\s+not\s*$"
    r"|^\W*(?:is|are|was|were)\s+(?:forbidden|out of the question|impossible|excluded|off the table)\b"
)
# "We do not promise that …", "whether … is nothing we can promise": the very thing is not promised.
_DISCLAIMED = re.compile(
    r"\b(?:not|never|no|nobody|neither|nothing|cannot|without)\b(?:\s+\w+){0,3}?\s+"
    r"(?:promis|guarant|claim|say\b|saying|state|commit|assur|pledg|vouch|hear us|tell you)\w*(?:\s+\w+){0,6}\s*$"
    r"|\b(?<!not )(?:wrong|false|untrue|dishonest|a lie) to (?:say|claim|promise|tell|state)\w*(?:\s+\w+){0,6}\s*$"
)
_LEFT_OPEN = re.compile(r"\bwhether(?:\s+\w+){0,3}\s*$")
_PART = re.compile(r"(?<!\d)[,;:—–](?!\d)|[,;:.!?]\s|\b(?:but|and|so|yet|still)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{2,})[\"”“»]")
_OTHERS = (
    r"\b(?:they|he|she|customers?|clients?|buyers?|prospects?|somebody|someone|anybody|anyone|people|chefs?|managers?)\b"
    r"(?:\s+\w+){0,3}?\s+"
)
_THEY_ASK = re.compile(
    rf"{_OTHERS}(?:ask|asks|asked|asking|object\w*|wonder\w*|want\w*)\b"
    r"|\b(?:asked|when asked|if asked|to the question|the question|the objection|answer to|reply to)\b",
    re.IGNORECASE,
)
_THEY_SAY = re.compile(rf"{_OTHERS}(?:say|says|said|saying|tell|tells|told|hear|heard|mean|put it)\b", re.IGNORECASE)


def of_others(text: str, *, claims: bool = False) -> str:
    """The text without what it only quotes from the other side: what they ask and, if told, what they claim.

    A customer who asks for a discount, or says that another offers one, offers none; but a customer who is quoted
    with "it never fails" makes that claim for us, so the claims of others are ours unless `claims`.
    """
    outside = _QUOTED.sub(" ", text)
    theirs = _THEY_ASK.search(outside) or (claims and _THEY_SAY.search(outside))
    return _QUOTED.sub(lambda match: " " if theirs or match.group(1).rstrip().endswith("?") else match.group(), text)


def excused(text: str, start: int, end: int) -> bool:
    """Whether words of a text in lower case, spelled out, are denied, refused or only asked for where they stand."""
    opens = max((match.end() for match in _PART.finditer(text, 0, start)), default=0)
    closing = _PART.search(text, end)
    return taken_back(text[opens:start], text[end : closing.start() if closing else len(text)])


def taken_back(before: str, behind: str) -> bool:
    """The same for words with what stands before and behind them in their part of the sentence."""
    if disclaimed(before):
        return True
    before = _NO_DENIAL.sub(lambda match: "_" * len(match.group()), before)
    near = [word for word in re.findall(r"[\w']+", before)[-8:] if denies(word)]
    denials = sum(word != "nor" for word in near) or len(near)
    return denials % 2 == 1 or _ASKED.search(before) is not None or _REFUSED.search(behind) is not None


def disclaimed(before: str) -> bool:
    """Whether what stands before words says that just these are not promised, or leaves them open."""
    return _DISCLAIMED.search(before) is not None or _LEFT_OPEN.search(before) is not None


@cache
def opposites() -> dict[str, frozenset[str]]:
    """For each stem the stems that say the opposite."""
    found: dict[str, set[str]] = {}
    for pair in _PAIRS.split():
        one, other = (stem(word) for word in pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(against) for word, against in found.items()}


def denies(word: str) -> bool:
    """Whether a normalised word or stem says no."""
    return word in _DENYING or word.endswith("n't")


def denied_before(words: Sequence[str], at: int, *, after: int = 0, within: int = 5) -> bool:
    """Whether one of the few words before a place denies it; "not only" and "not just" deny nothing.

    Words before the place `after`, where the part of the sentence begins, deny nothing in it.
    """
    start = max(at - within, after)
    return any(
        denies(word) and words[place + 1 : place + 2] not in (["only"], ["just"])
        for place, word in enumerate(words[start:at], start)
    )


def clauses(text: str) -> list[tuple[frozenset[str], bool]]:
    """The clauses of a text: the stems of each and whether it is denied."""
    out = []
    for part in _CLAUSE.split(_COMPOUND.sub("", text)):
        words = stems(part)
        if words:
            denied = sum(denies(word) for word in words) % 2 == 1
            out.append((frozenset(word for word in words if not denies(word)), denied))
    return out
