"""Reads what a rep typed after /field: a kind, an account, a segment, and the note itself, in any order."""

import re
from dataclasses import dataclass
from decimal import Decimal

from capabilities.amounts import SCALES, SIGNS, amount_of, figure
from capabilities.refusal import Refusal

KINDS = {
    "want": "a want",
    "objection": "an objection",
    "works": "what works",
    "doesnt": "what doesn't work",
    "lead": "a lead verdict",
    "competitor": "a competitor",
    "words": "a customer's words",
}
REASONS = {
    "no_need": "no need",
    "wrong_segment": "wrong segment",
    "no_budget": "no budget",
    "not_decision_maker": "not the one who decides",
    "student_or_seeker": "student or job seeker",
    "competitor": "a competitor",
    "unreachable": "cannot be reached",
    "duplicate": "already known",
}
VERDICTS = ("accepted", "returned")

_SAME = {"doesn't": "doesnt", "doesn’t": "doesnt", "wants": "want", "objections": "objection", "wish": "want"}
_MARK = re.compile(r"""(?:^|(?<=\s))(at|via|vs|stage):(?:"([^"]*)"|“([^”]*)”|(\S+))""", re.IGNORECASE)
_SEGMENT = re.compile(r"(?:^|(?<=\s))#([A-Za-z][\w-]*)")
# The figure is taken whole or not at all (?>…): of "€40,000/month" it must not keep "€40".
_MONEY = re.compile(
    r"(?:^|(?<=\s))([€$£])\s?"
    r"(?>([0-9]{1,3}(?:[ \u00a0\u202f'’][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*))"
    r"(?:\s?([km]|thousand|million)(?=\s|$|[.,;]))?(?=\s|$|[.,;])",
    re.IGNORECASE,
)
_SCALES = SCALES | {"thousand": 1_000, "million": 1_000_000}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # no database keeps them all


@dataclass(frozen=True)
class Said:
    """What could be read from the words of a note; empty where nothing was said."""

    text: str
    kind: str = ""
    account: str = ""
    segment: str = ""
    stage: str = ""
    competitor: str = ""
    via_channel: str = ""
    amount: Decimal | None = None
    currency: str = ""
    lead_verdict: str = ""
    return_reason: str = ""

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, str) and _CONTROLS.search(value):
                object.__setattr__(self, name, clean(value))


def clean(words: str) -> str:
    """The words without control characters, all but new line and tab; a carriage return is a new line."""
    if not _CONTROLS.search(words):
        return words
    return _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def amount_in(words: str) -> tuple[Decimal | None, str]:
    """The amount and its currency in a form's line, "" when not said. Raises Refusal when it cannot be told."""
    try:
        return amount_of(clean(words), field="amount")
    except Refusal as error:
        raise Refusal(
            "Write the amount as a number with its currency, such as €40k or 40000 EUR.", field="amount"
        ) from error


def read(words: str) -> Said:
    """Take the marks out of the words; the rest, untouched but for white space, is the note."""
    words = clean(words)
    rest = words.strip()
    marks: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        value = next((part for part in match.groups()[1:] if part is not None), "")
        marks[match.group(1).lower()] = value.strip()
        return ""

    rest = _MARK.sub(take, rest)
    segment = _SEGMENT.search(rest)
    if segment:
        rest = rest[: segment.start()] + rest[segment.end() :]
    amount, currency = _money(words)
    kind, rest = _kind(rest)
    verdict, reason = "", ""
    if kind == "lead":
        verdict, reason, rest = _verdict(rest)
    return Said(
        text=re.sub(r"[ \t]{2,}", " ", rest).strip(),
        kind=kind,
        account=marks.get("at", ""),
        segment=segment.group(1) if segment else "",
        stage=marks.get("stage", ""),
        competitor=marks.get("vs", ""),
        via_channel=marks.get("via", ""),
        amount=amount,
        currency=currency,
        lead_verdict=verdict,
        return_reason=reason,
    )


def _kind(rest: str) -> tuple[str, str]:
    first, _, after = rest.strip().partition(" ")
    word = first.lower().rstrip(":,")
    word = _SAME.get(word, word)
    # "want" alone at the start is a kind; a word of a sentence that merely looks like one needs the colon.
    if word in KINDS and (first.endswith(":") or word not in ("words", "works", "competitor") or after):
        return word, after.strip()
    return "", rest.strip()


def _verdict(rest: str) -> tuple[str, str, str]:
    first, _, after = rest.partition(" ")
    verdict = first.lower().rstrip(":,")
    if verdict not in VERDICTS:
        return "", "", rest
    if verdict == "accepted":
        return verdict, "", after.strip()
    second, _, tail = after.strip().partition(" ")
    reason = second.lower().rstrip(":,").replace("-", "_")
    return (verdict, reason, tail.strip()) if reason in REASONS else (verdict, "", after.strip())


def _money(words: str) -> tuple[Decimal | None, str]:
    match = _MONEY.search(words)
    if not match:
        return None, ""
    sign, digits, scale = match.groups()
    amount = figure(digits, scaled=bool(scale))
    if amount is None:  # "€1,234k" could be meant either way; the words keep it
        return None, ""
    return amount * _SCALES[(scale or "").lower()], SIGNS[sign]
