"""Holds what was drafted or answered for a case to what the case expects and forbids, and sums it up over all cases."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capabilities.brief import InForce
from capabilities.brief.wording import says
from capabilities.citing import Line, Withheld
from capabilities.grounding import OF_LIMITS, Rules
from capabilities.holding import judged
from capabilities.pitch import Drafted
from capabilities.questions import Answered
from capabilities.refusal import Refusal

SILENCE = "silence"  # what a question expects that the brief shall have no answer to
_KEYS = ("brief", "pitch", "question", "expect", "forbid", "why")


@dataclass(frozen=True)
class Case:
    """One request to a brief, and what its answer shall say and shall not; `brief` is a path as the case names it.

    Exactly one of `pitch` and `question` has words.
    """

    name: str
    brief: str
    pitch: str = ""
    question: str = ""
    expect: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Told:
    """A line that reached the person and should not have, or one that was withheld from them; and why."""

    text: str
    why: str


@dataclass(frozen=True)
class Scored:
    """What came of one case: `supported` of the `lines` shown stand on what they cite, `withheld` were not shown,
    `through` should not have been, `missing` was expected.

    `seconds` is what drafting took, `remark` what the person was told of it, `model` empty for the brief's own words.
    """

    case: Case
    lines: int
    supported: int
    withheld: tuple[Told, ...]
    through: tuple[Told, ...]
    missing: tuple[str, ...]
    seconds: float
    tokens: int
    model: str
    remark: str


@dataclass(frozen=True)
class Summed:
    """All cases together; times in seconds, by nearest rank."""

    cases: int
    lines: int
    supported: int
    withheld: int
    through: int
    expected: int
    found: int
    p50: float
    p95: float
    tokens: int


def read_case(name: str, text: str) -> Case:
    """A case from TOML. Raises Refusal with one line that says what is wrong."""
    try:
        kept = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"{name}: this is not TOML: {error}.") from error
    unknown = [key for key in kept if key not in _KEYS]
    if unknown:
        raise Refusal(f"{name}: “{unknown[0]}” is no key of a case. There are: {', '.join(_KEYS)}.")
    words = {key: _words(name, kept, key) for key in ("brief", "pitch", "question", "why")}
    if not words["brief"]:
        raise Refusal(f"{name}: “brief” is missing, the path of a Markdown file, seen from the case.")
    if bool(words["pitch"]) == bool(words["question"]):
        raise Refusal(f"{name}: give either “pitch” or “question”, the words somebody types.")
    expect, forbid = (_phrases(name, kept, key) for key in ("expect", "forbid"))
    if not expect and not forbid:
        raise Refusal(f"{name}: it expects and forbids nothing, so it can find nothing out.")
    if SILENCE in expect and words["pitch"]:
        raise Refusal(f"{name}: “{SILENCE}” can be expected of a question, not of a pitch.")
    return Case(name, words["brief"], words["pitch"], words["question"], expect, forbid, words["why"])


def of_pitch(case: Case, made: Drafted, rules: Rules, brief: InForce, *, seconds: float, tokens: int) -> Scored:
    """A pitch held to its case. Every drafted line is checked once more, by the same rules."""
    opening = [made.plumb_line] if made.plumb_line is not None else []
    story = [made.story.line] if made.story is not None else []
    lines = [*opening, *made.points, *story]
    beside = [*made.not_for, *([made.material] if made.material is not None else [])]
    found = _Held.of(lines, rules, brief)
    shown = [line.text for line in (*lines, *beside)]
    return Scored(
        case=case, lines=len(lines), supported=found.supported, withheld=_withheld(made.withheld),
        through=(*found.through, *_forbidden(case, shown)), missing=_missing(case, shown, silent=False),
        seconds=seconds, tokens=tokens, model=made.model, remark=made.remark,
    )  # fmt: skip


def of_answer(case: Case, made: Answered, rules: Rules, brief: InForce, *, seconds: float, tokens: int) -> Scored:
    """An answer held to its case. A limit that is quoted says what is forbidden in order to forbid it."""
    quoted = [line for line in made.sentences if line.cites and all(_is_limit(brief, each.ref) for each in line.cites)]
    lines = [line for line in made.sentences if line not in quoted]
    found = _Held.of(lines, rules, brief)
    shown = [*(line.text for line in made.sentences), *(limit.quote for limit in made.limits)]
    return Scored(
        case=case, lines=len(made.sentences), supported=found.supported + len(quoted),
        withheld=_withheld(made.withheld), through=(*found.through, *_forbidden(case, [line.text for line in lines])),
        missing=_missing(case, shown, silent=made.state == "silent"), seconds=seconds, tokens=tokens,
        model=made.model, remark=made.remark,
    )  # fmt: skip


def summed(scored: Sequence[Scored]) -> Summed:
    """All cases in one line; there must be one at least."""
    times = sorted(each.seconds for each in scored)
    expected = sum(len(each.case.expect) for each in scored)
    return Summed(
        cases=len(scored),
        lines=sum(each.lines for each in scored),
        supported=sum(each.supported for each in scored),
        withheld=sum(len(each.withheld) for each in scored),
        through=sum(len(each.through) for each in scored),
        expected=expected,
        found=expected - sum(len(each.missing) for each in scored),
        p50=_ranked(times, 0.5),
        p95=_ranked(times, 0.95),
        tokens=sum(each.tokens for each in scored),
    )


@dataclass(frozen=True)
class _Held:
    """Lines judged once more: how many stand on what they cite, and which break a limit."""

    supported: int
    through: tuple[Told, ...]

    @classmethod
    def of(cls, lines: Sequence[Line], rules: Rules, brief: InForce) -> _Held:
        supported, through = 0, list[Told]()
        for line in lines:
            refs = [each.ref for each in line.cites]
            given = [brief.passages[ref] for ref in refs if ref in brief.passages]
            reasons = judged(line.text, refs, given, rules).reasons
            broken = next((each for each in reasons if each.kind in OF_LIMITS), None)
            if broken is not None:
                through.append(Told(line.text, broken.words))
            elif given and (line.quoted or not reasons):
                supported += 1
        return cls(supported, tuple(through))


def _withheld(lines: Sequence[Withheld]) -> tuple[Told, ...]:
    return tuple(Told(each.text, each.reason) for each in lines)


def _forbidden(case: Case, shown: Sequence[str]) -> list[Told]:
    return [Told(text, f"It says “{words}”.") for text in shown for words in case.forbid if says(text, words)]


def _missing(case: Case, shown: Sequence[str], *, silent: bool) -> tuple[str, ...]:
    whole = " ".join(shown)
    return tuple(
        words
        for words in case.expect
        if not (silent if words == SILENCE else says(whole, words) or any(says(text, words) for text in shown))
    )


def _is_limit(brief: InForce, ref: str) -> bool:
    return ref in brief.passages and brief.passages[ref].kind == "limit_never"


def _ranked(times: Sequence[float], share: float) -> float:
    return times[max(0, math.ceil(share * len(times)) - 1)]


def _words(name: str, kept: dict[str, Any], key: str) -> str:
    value = kept.get(key, "")
    if not isinstance(value, str):
        raise Refusal(f"{name}: “{key}” should be words in quotation marks.")
    return value.strip()


def _phrases(name: str, kept: dict[str, Any], key: str) -> tuple[str, ...]:
    value = kept.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise Refusal(f'{name}: “{key}” should be a list of words, as in {key} = ["two rounds", "EUR 138"].')
    return tuple(each.strip() for each in value)
