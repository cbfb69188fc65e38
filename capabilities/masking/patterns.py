"""A workspace's own patterns of what to mask, checked when settings are read so that none can hang a note."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

_MOST = 20
_LONGEST_NAME = 40
_PATIENCE = 0.02  # seconds one search may take on a hostile text of a few hundred characters
_FEW, _VARYING = (
    8,
    12,
)  # times a varying group may repeat, and varying parts: more can take ages from one text to the next
_LENGTHS = (*range(1, 25), 32, 48, 72, 108, 162, 243, 364)  # grown slowly: a bad pattern is caught before it takes long
_REPEAT = re.compile(r"(\*|\+|\{\d*,?\d*\})[?+]?|\?[?+]?")
_SAMPLES = {"d": "1", "D": "a", "w": "a", "W": " ", "s": " ", "S": "a", "b": "", "B": "", "A": "", "Z": ""}


@dataclass(frozen=True)
class Pattern:
    """Something this workspace masks, shown as its name in brackets."""

    name: str
    finds: re.Pattern[str]


def patterns_of(raw: str) -> tuple[Pattern, ...]:
    r"""The patterns of a setting such as `customer number=\bKD-\d{6}\b; badge=\bB\d{4}\b`, none for "".

    A semicolon inside a pattern is written `\;`. Raises ValueError whose words tell what to change.
    """
    parts = [part.strip() for part in re.split(r"(?<!\\);", raw)]
    patterns = tuple(_pattern(part) for part in parts if part)
    if len(patterns) > _MOST:
        raise ValueError(f"it may hold at most {_MOST} patterns; it holds {len(patterns)}")
    for pattern in patterns:
        if sum(other.name == pattern.name for other in patterns) > 1:
            raise ValueError(f"it names “{pattern.name}” twice; give each pattern its own name")
    return patterns


def _pattern(part: str) -> Pattern:
    name, mark, expression = (piece.strip() for piece in part.partition("="))
    if not mark or not name or not expression:
        raise ValueError(f"“{part[:60]}” should be a name, = and a pattern, such as customer number=KD-[0-9]{{6}}")
    if len(name) > _LONGEST_NAME or re.search(r"[^\w .'’/-]", name):
        raise ValueError(f"the name “{name[:60]}” should be at most {_LONGEST_NAME} letters, figures, spaces or dashes")
    try:
        finds = re.compile(expression)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"the pattern for “{name}” cannot be read: {error}") from error
    if finds.search(""):
        raise ValueError(f"the pattern for “{name}” matches nothing at all, so it would match everywhere; add a letter")
    if _nested(expression) or _slow(finds, expression):
        raise ValueError(
            f"the pattern for “{name}” would take too long on some notes; "
            "do not repeat what already repeats, and say how many, such as [0-9]{6}"
        )
    if any(finds.search(text) for text in ("the", "we want a monthly plan", "a", "1", "10")):
        raise ValueError(f"the pattern for “{name}” would mask ordinary words; make it say more of what it looks for")
    return Pattern(name, finds)


def _nested(expression: str) -> bool:
    """Whether something that varies in length is itself repeated more than a few times, as in (a+)*: the known trap."""
    varying, widest = 0, [(False, 1)]  # for each open group: does it vary, and how often does what is in it repeat
    for kind, token in _tokens(expression):
        most = _most(token)
        fixed = most == 1 or re.fullmatch(r"\{\d+\}", token) is not None
        varying += not fixed or token[:1] == "?"
        if kind == "open":
            widest.append((False, 1))
        elif kind == "close" and len(widest) > 1:
            varies, times = widest.pop()
            times = times * most if varies else 1
            if times > _FEW:
                return True
            outer = widest[-1]
            widest[-1] = (outer[0] or varies or not fixed or token[:1] == "?", max(outer[1], times))
        elif kind == "or" or not fixed or token[:1] == "?":
            widest[-1] = (True, widest[-1][1])
    return varying > _VARYING


def _most(repeat: str) -> int:
    """How often at most: 1 for "" and "?", and a great many for "*", "+" and "{2,}"."""
    if repeat[:1] in ("", "?"):
        return 1
    bounds = re.match(r"\{(?:\d*,)?(\d+)\}", repeat)
    return int(bounds.group(1)) if bounds else 1_000_000


def _tokens(expression: str) -> Iterator[tuple[str, str]]:
    """("open", ""), ("close", its repeat), ("or", "") and ("one", its repeat) in order."""
    at = 0
    while at < len(expression):
        sign = expression[at]
        if sign == "(":
            head = re.compile(r"\((?:\?(?:P<\w+>|P=\w+|[:=!>]|<[=!]|[a-zA-Z-]+:?|#))?").match(expression, at)
            at = head.end() if head else at + 1
            yield "open", ""
            continue
        if sign == "|":
            at += 1
            yield "or", ""
            continue
        one = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL).match(expression, at)
        at = one.end() if one else at + 1
        repeat = _REPEAT.match(expression, at)
        at = repeat.end() if repeat else at
        yield ("close" if sign == ")" else "one"), repeat.group() if repeat else ""


def _slow(finds: re.Pattern[str], expression: str) -> bool:
    """Whether a search takes long on texts made to nearly match: the pattern's own signs, over and over."""
    sample = _sample(expression)
    signs = sorted(set(sample) | set("a1 "))[:10]
    starts = sorted({sample[:cut] for cut in range(len(sample) + 1)}, key=len)[:12]
    for length in _LENGTHS:
        for start in ("", *starts):
            for filler in (*signs, sample or "a"):
                text = start + (filler * length)[:length] + "\x00"
                began = time.perf_counter()
                finds.search(text)
                # Once more before it is called slow: the machine may have been busy.
                if time.perf_counter() - began > _PATIENCE and _seconds(finds, text) > _PATIENCE:
                    return True
    return False


def _seconds(finds: re.Pattern[str], text: str) -> float:
    began = time.perf_counter()
    finds.search(text)
    return time.perf_counter() - began


def _sample(expression: str) -> str:
    """A text much like what the pattern finds; good enough to be hostile with."""
    made = []
    bare = re.sub(r"\{\d*,?\d*\}|\?(?:P<\w+>|[:=!aimsux-]+)", "", expression)
    for match in re.finditer(r"\\(.)|\[\^?\]?((?:\\.|[^\]\\])*)\]|([^\\\[\](){}*+?|^$.]|\.)", bare, re.DOTALL):
        escaped, inside, plain = match.groups()
        if escaped:
            made.append(_SAMPLES.get(escaped, escaped))
        elif inside:
            made.append(_SAMPLES.get(inside[1], inside[1]) if inside[0] == "\\" else inside[0])
        elif plain:
            made.append("a" if plain == "." else plain)
    return "".join(made)[:24]
