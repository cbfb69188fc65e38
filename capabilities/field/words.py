"""Reads what a rep typed after /field: a kind, an account, a segment, and the note itself, in any order."""

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from capabilities.amounts import SCALES, SIGNS, amount_of, figure
from capabilities.field.verdicts import REASONS, VERDICTS, reason_of, verdict_of
from capabilities.refusal import Refusal

__all__ = ["KINDS", "REASONS", "VERDICTS", "Said", "amount_in", "clean", "is_blank", "read", "reason_of"]

KINDS = {
    "want": "a want",
    "objection": "an objection",
    "works": "what works",
    "doesnt": "what doesn't work",
    "lead": "a lead verdict",
    "competitor": "news of a competitor",
    "words": "a customer's sentence",
}

_SAME = {"doesn't": "doesnt", "doesn’t": "doesnt", "wants": "want", "objections": "objection", "wish": "want"}
_ALIKE = 0.8  # by difflib's ratio: one letter wrong in five
_PLAIN = (
    9  # letters: without a colon only a long kind is taken from a slip of the pen; a short one is a word of its own
)
_OWN_WORDS = frozenset(("competitors", "competition", "competitive", "objective", "objecting", "objected"))
_FIRST = re.compile(r"\s*([^\s:,]+)([:,]*)(?:\s+|$)")
_SET_OFF = re.compile(r"\s[-–—]\s|\s*\n|\s*$")  # after a kind that stands for itself, as a colon does
_DASH = re.compile(r"[-–—]\s+(?=\S)")
_QUOTED = re.compile(r"[\"'“„‘«]")
_MARK = re.compile(
    r"""(?:^|(?<=\s))(?:(?P<name>at|via|vs|stage):(?:(?:"(?P<double>[^"]*)"|“(?P<curly>[^“”]*)”|„(?P<low>[^„“”]*)[“”]"""
    r"""|‘(?P<raised>[^‘’]*)’|'(?P<single>[^'\n]+)'(?=[\s,;:.]|$))|(?P<bare>\S*[^\s,;:]))"""
    r"""|\#(?P<segment>[^\W\d_][\w-]*))(?:[,;:]+(?=\s|$))?""",
    re.IGNORECASE,
)
_VALUES = ("double", "curly", "low", "raised", "single", "bare", "segment")
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)  # a closing mark may be missing
_GAPS = " \t"
_FIGURE = r"[0-9]{1,3}(?:[ \u00a0\u202f'’][0-9]{3}(?![0-9]))+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*"
_FIGURES = re.compile("[0-9]")
_SCALE = r"[km]|thousand|million"
_END = r"(?=[\s.,;:!?)]|$)(?![.,][0-9])"
_UNITS = {"EURO": "EUR", "EUROS": "EUR", "DOLLAR": "USD", "DOLLARS": "USD", "POUNDS": "GBP"}
_CODES = "AED|AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|INR|JPY|MXN|NOK|NZD|PLN|SEK|SGD|USD|ZAR"
_LETTERS = rf"{_CODES}|euros?|dollars?|pounds"
# The figure is taken whole or not at all (?>…): of "€40,000/month" it must not keep "€40".
_MONEY = re.compile(
    rf"(?:^|(?<=[\s(]))(?:(?P<before>[€$£]|\b(?:{_CODES})(?=[\s0-9]))[ \u00a0]?(?>(?P<first>{_FIGURE}))"
    rf"(?:[ \u00a0]?(?P<scale>{_SCALE})(?=[\s.,;:!?)]|$))?{_END}"
    rf"|(?>(?P<figure>{_FIGURE}))[ \u00a0]?(?P<scaled>{_SCALE})?[ \u00a0]?(?P<after>[€$£]|(?:{_LETTERS})\b){_END})",
    re.IGNORECASE,
)
_SCALES = SCALES | {"thousand": 1_000, "million": 1_000_000}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # no database keeps them all
_INVISIBLE = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn", "Me"))
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # signs that count as letters and show as nothing


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


def is_blank(words: str) -> bool:
    """Whether nothing of the words can be seen: spaces, zero-width signs, marks without a letter."""
    return all(unicodedata.category(sign) in _INVISIBLE or sign in _UNSEEN for sign in words)


def amount_in(words: str) -> tuple[Decimal | None, str]:
    """The amount and its currency in a form's line, "" when not said. Raises Refusal when it cannot be told."""
    try:
        return amount_of(clean(words), field="amount")
    except Refusal as error:
        raise Refusal(
            "Write the amount as a number with its currency, such as €40k or 40000 EUR.", field="amount"
        ) from error


def read(words: str) -> Said:
    """Take the marks out of the words; the rest, untouched but for outer white space, is the note."""
    words = clean(words)
    marks, rest, holes = _marks(words.strip())
    amount, currency = _money(words)
    kind, rest = _kind(rest, holes)
    verdict, reason = "", ""
    if kind == "lead":
        verdict, reason, rest = verdict_of(rest)
    return Said(
        text=rest.strip(),
        kind=kind,
        account=marks.get("at", ""),
        segment=marks.get("#", ""),
        stage=marks.get("stage", ""),
        competitor=marks.get("vs", ""),
        via_channel=marks.get("via", ""),
        amount=amount,
        currency=currency,
        lead_verdict=verdict,
        return_reason=reason,
    )


def _marks(words: str) -> tuple[dict[str, str], str, list[int]]:
    """The marks, the words without them, and where in these they stood.

    Of two customers, segments and so on the second stays in the words, and code is left alone.
    """
    code = [match.span() for match in _CODE.finditer(words)] if "`" in words else []
    marks: dict[str, str] = {}
    pieces: list[str] = []
    holes: list[int] = []
    at = length = 0
    for match in _MARK.finditer(words):
        start, end = match.span()
        name = (match["name"] or "#").lower()
        if any(begins <= start < ends for begins, ends in code) or marks.get(name):
            continue
        value = next(part for part in match.group(*_VALUES) if part is not None)
        marks[name] = value.strip()
        start, end = _hole(words, start, end)
        pieces.append(words[at : max(at, start)])
        length += len(pieces[-1])
        holes.append(length)
        at = max(at, end)
    return marks, "".join([*pieces, words[at:]]), holes


def _hole(words: str, start: int, end: int) -> tuple[int, int]:
    """The place of a mark with the white space that only it needed: one gap, or the line it had to itself."""
    opens, closes = start == 0 or words[start - 1] == "\n", end == len(words) or words[end] == "\n"
    if opens and closes:
        return start, min(end + 1, len(words))
    if not closes and words[end] in _GAPS:
        return start, end + 1
    return (start - 1 if start and words[start - 1] in _GAPS else start), end


def _kind(rest: str, holes: Sequence[int] = ()) -> tuple[str, str]:
    """The kind that the first word names, and the note: without that word only where it surely is no part of it.

    "lead times are too long" and "works council blocks it" are about lead times and a works council.
    """
    first = _FIRST.match(rest)
    if first is None:
        return "", rest.strip()
    word, colon, after = first.group(1).lower(), ":" in first.group(2), rest[first.end() :]
    kind = _SAME.get(word, word)
    if kind not in KINDS:
        kind = _slip(word, colon=colon)
    alone = not after.strip()
    if not kind or (alone and not colon and kind in ("words", "works", "competitor")):
        return "", rest.strip()
    marked = any(first.end(2) <= hole <= first.end() for hole in holes)
    set_off = colon or marked or alone or _SET_OFF.match(rest, first.end(2)) is not None
    if set_off or _alone_says(kind, word, after):
        return kind, (after[dash.end() :] if (dash := _DASH.match(after)) and set_off else after).strip()
    # These two are hardly ever said of anything else; the other words are, so the whole note tells its kind.
    return (kind if kind in ("objection", "doesnt") else ""), rest.strip()


def _alone_says(kind: str, word: str, after: str) -> bool:
    """Whether words follow that make a kind of the word before them: a verdict, a sentence in quotation marks."""
    if kind == "lead":
        return bool(verdict_of(after)[0])
    return word in ("want", "wants") or (kind == "words" and _QUOTED.match(after) is not None)


def _slip(word: str, *, colon: bool) -> str:
    """The kind that a mistyped word surely stands for, "" when it is more likely a word of the note."""
    if word in _OWN_WORDS or (len(word) < _PLAIN - 1 and not colon):
        return ""
    near = [
        kind
        for kind in KINDS
        if (colon or len(kind) >= _PLAIN)
        and kind[0] == word[0]
        and abs(len(kind) - len(word)) <= 1
        and (difflib.SequenceMatcher(None, word, kind).ratio() >= _ALIKE or sorted(word) == sorted(kind))
    ]
    return max(near, key=lambda kind: difflib.SequenceMatcher(None, word, kind).ratio(), default="")


def _money(words: str) -> tuple[Decimal | None, str]:
    for match in _MONEY.finditer(words) if _FIGURES.search(words) else ():
        scale = (match["scale"] or match["scaled"] or "").lower()
        amount = figure(match["first"] or match["figure"], scaled=bool(scale))
        if amount is None:  # "€1,234k" could be meant either way; the words keep it
            continue
        unit = match["before"] or match["after"]
        return amount * _SCALES[scale], SIGNS.get(unit) or _UNITS.get(unit.upper(), unit.upper())
    return None, ""
