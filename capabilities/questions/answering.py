"""Makes an answer: decides first whether the brief can answer, then quotes it or has a model draft from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from capabilities.brief import InForce
from capabilities.citing import Citation, Line, Withheld
from capabilities.finding import Finder
from capabilities.passages import Passage
from capabilities.questions import drafting, quoting
from capabilities.retrieval import Hit
from prompts.catalog import Catalog
from prompts.model import BudgetSpent, Model, ModelRubbish
from storage.questions import Question

Say = Callable[[Line], None]  # called with each drafted sentence that held up, in order, as soon as it has

NO_BRIEF = (
    "No brief is filed yet, so I have nothing to answer from. "
    "A marketer can file one with /brief file, or send me a Markdown file here."
)
STOPPED = "Stopped."
_HELLO = "Hello! Ask me anything the brief might answer, for example: May I say we are cheaper?"
_GREETING = re.compile(
    r"\W*(?:hi|hello|hey|hallo|good (?:morning|day|evening)|thanks?|thank you|ok(?:ay)?|great)(?: there)?\W*"
)
_QUOTED = "These are the brief's own words."
_FAULTS = {
    BudgetSpent: "Today's model budget is used up, so these are the brief's own words.",
    ModelRubbish: "The model's answer could not be used, so these are the brief's own words.",
}
_NO_ANSWER = "The model did not answer, so these are the brief's own words."
_NOTHING_HELD = "Nothing the model wrote held up against the brief, so these are the brief's own words."
_SILENT_MODEL = "The model found no straight answer, so these are the nearest words of the brief."


@dataclass(frozen=True)
class Mind:
    """What an answer is found and drafted with."""

    finder: Finder
    catalog: Catalog
    model: Model | None


@dataclass(frozen=True)
class Made:
    """An answer before it is kept; `state` and the rest as in the row."""

    state: str
    sentences: Sequence[Line] = ()
    limits: Sequence[Citation] = ()
    withheld: Sequence[Withheld] = ()
    nearest: str = ""
    score: float = 0.0
    remark: str = ""
    model: str = ""
    prompt: str = ""
    tokens: int = 0


def make(
    mind: Mind,
    brief: InForce,
    question: str,
    earlier: Sequence[Question],
    stop: Callable[[], bool],
    say: Say | None = None,
) -> Made:
    """The answer to a question; `earlier` are those of its thread, and `stop` says that its asker wants no more."""
    if _GREETING.fullmatch(question.strip().casefold()):
        return Made("failed", remark=_HELLO)
    found = quoting.find(mind.finder, brief, question, earlier)
    score = found.answerability.score
    lines = quoting.instead_of_a_discount(brief, question, found.hits) or quoting.what_is_never_said(brief, question)
    if not lines and not found.answerability.answerable:
        nearest = found.hits[0].passage.ref if found.hits else ""
        return Made("silent", nearest=nearest, score=score, remark=found.answerability.why)
    lines = lines or quoting.quotes(brief, question, found.hits)
    quoted = Made("answered", lines, quoting.limits(brief, question, lines), score=score, remark=_QUOTED)
    if mind.model is None:
        return quoted
    draft = drafting.draft(
        brief,
        question,
        _to_draft_from(brief, lines, found.hits),
        earlier=_told(earlier),
        rules=mind.finder.rules(brief),
        catalog=mind.catalog,
        model=mind.model,
        stop=stop,
        say=say,
    )
    asked = replace(
        quoted,
        withheld=draft.withheld,
        remark=_remark(draft, mind.model.name),
        prompt=f"{draft.prompt.name} v{draft.prompt.version} {draft.prompt.fingerprint}",
        tokens=draft.tokens,
    )
    if not draft.sentences:
        return asked
    limits = quoting.limits(brief, question, draft.sentences)
    return replace(asked, sentences=draft.sentences, limits=limits, model=mind.model.name)


def cut_short(made: Made) -> Made:
    """What is left of an answer that was stopped: the sentences drafted and checked until then, if any."""
    if any(not line.quoted for line in made.sentences):
        return replace(made, remark=STOPPED)
    return replace(made, state="stopped", sentences=(), limits=(), remark=STOPPED)


def _to_draft_from(brief: InForce, lines: Sequence[Line], hits: Sequence[Hit]) -> list[Passage]:
    """What would be quoted, then everything else that was found, each passage once."""
    first = [brief.passages[each.ref] for line in lines for each in line.cites]
    return list({each.ref: each for each in [*first, *(hit.passage for hit in hits)]}.values())


def _told(earlier: Sequence[Question]) -> str:
    """The thread so far, for the model to understand words like "it" by."""
    lines = []
    for question in earlier[-3:]:
        said = " ".join(str(each["text"]) for each in question.sentences if each.get("kind") == "sentence")
        lines.append(f"Asked: {question.text[:600]}\nAnswered: {said[:600] or 'the brief is silent on this'}")
    return "\n".join(lines)


def _remark(draft: drafting.Draft, model: str) -> str:
    if draft.sentences:
        broke = " The model broke off; this is what was checked until then." if draft.fault else ""
        return f"Drafted by {model} and checked against the brief.{broke}"
    if draft.fault is not None:
        return _FAULTS.get(type(draft.fault), _NO_ANSWER)
    return _NOTHING_HELD if draft.withheld else _SILENT_MODEL
