"""Asks a version of a brief its own questions, and says which answers lack what they should hold or hold what they
should not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from capabilities.brief.in_force import InForce
from capabilities.brief.placing import line_saying
from capabilities.brief.wording import says
from capabilities.finding import Finder
from capabilities.passages import BriefQuestion
from capabilities.questions.answering import Made, Mind, make
from prompts.catalog import Catalog

SILENCE = "silence"  # what is missing where the brief was to have no answer and had one
WAIT_S = 60.0  # for the meaning of a new version's passages; longer than it takes, as this runs behind the scenes
_SILENT = re.compile(r"(?:that )?(?:the brief )?(?:is |stays )?(?:silen(?:ce|t)|no answer|not in the brief)", re.I)
_LONGEST = 900  # characters of an answer that are kept


@dataclass(frozen=True)
class Tested:
    """What came of one question: the answer as a person would get it without a model, and what is wrong with it.

    `line` is the 1-based line of the question in the brief's source. `silent` says that the brief had no answer;
    `by_words` that it was searched by words alone, as its meaning could not be had in time.
    """

    __test__ = False  # its name looks like a test to the program that runs tests

    question: str
    passed: bool
    expected_missing: tuple[str, ...]
    forbidden_found: tuple[str, ...]
    answer: str
    line: int
    silent: bool = False
    by_words: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "question": self.question,
            "passed": self.passed,
            "expected_missing": list(self.expected_missing),
            "forbidden_found": list(self.forbidden_found),
            "answer": self.answer,
            "line": self.line,
            "silent": self.silent,
            "by_words": self.by_words,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Tested:
        kept = dict(value)
        for name in ("expected_missing", "forbidden_found"):
            kept[name] = tuple(kept[name])
        return cls(**kept)


def run(brief: InForce, finder: Finder, *, wait_s: float = WAIT_S) -> tuple[Tested, ...]:
    """Every question of the brief, asked of this very version and answered without a model.

    Waits up to `wait_s` seconds, once, until the version can be searched by meaning; after that it is searched by
    words, and each result says so. Words are compared by their stems and figures as quantities. A question that
    expects silence passes when the brief has no answer; one that only forbids passes then, too.
    """
    questions = brief.brief.questions
    if not questions:
        return ()
    by_words = not finder.find(brief, questions[0].question, patience_s=wait_s).thorough
    # Having waited in vain once is enough: the others are searched with what is there.
    mind = Mind(replace(finder, patience_s=0.0 if by_words else wait_s), Catalog({}), None)
    return tuple(_tested(mind, brief, question, by_words=by_words) for question in questions)


def _tested(mind: Mind, brief: InForce, asked: BriefQuestion, *, by_words: bool) -> Tested:
    made = make(mind, brief, asked.question, (), _goes_on)
    silent = made.state == "silent"
    shown = [*(line.text for line in made.sentences), *(limit.quote for limit in made.limits)]
    missing = tuple(each for each in asked.expect if not _holds(each, shown, silent=silent))
    found = tuple(each for each in asked.forbid if any(says(text, each) for text in _claimed(brief, made)))
    answer = "\n".join(line.text for line in made.sentences) or ("" if silent else made.remark)
    return Tested(
        question=asked.question,
        passed=not missing and not found,
        expected_missing=tuple(SILENCE if _SILENT.fullmatch(each.strip()) else each for each in missing),
        forbidden_found=found,
        answer=answer[:_LONGEST],
        line=_line(brief, asked),
        silent=silent,
        by_words=by_words,
    )


def _holds(expected: str, shown: Sequence[str], *, silent: bool) -> bool:
    if _SILENT.fullmatch(expected.strip()):
        return silent
    return any(says(text, expected) for text in shown) or says(" ".join(shown), expected)


def _claimed(brief: InForce, made: Made) -> list[str]:
    """The lines that claim what they say: a quoted "Never: …" names what is forbidden in order to forbid it."""
    return [
        line.text
        for line in made.sentences
        if not all(brief.passages[cite.ref].kind == "limit_never" for cite in line.cites)
    ]


def _line(brief: InForce, asked: BriefQuestion) -> int:
    passage = brief.passages.get(asked.ref)
    near = passage.line if passage is not None else 0
    return line_saying(brief.brief.source, asked.question, near=near) or near


def _goes_on() -> bool:
    return False
