"""Makes an answer: decides first whether the brief can answer, then quotes it or has a model draft from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from capabilities.brief import InForce
from capabilities.citing import QUOTED, Citation, Line, Withheld, cited
from capabilities.finding import Finder, Found
from capabilities.holding import held_back
from capabilities.passages import Passage
from capabilities.questions import drafting, known, quoting, speech
from capabilities.questions.straight import claim_of, straight, without
from capabilities.retrieval import Answerability, Hit
from prompts.catalog import Catalog
from prompts.embedding import Embedder
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
UNREAD = "unread"  # the state of a question in a language the brief is not in
_QUOTED = "These are the brief's own words."
_AND_BY_HAND = "The brief's own words, and what a colleague answered."
_UNSAID = "The brief does not say so in these words; this is what comes nearest."
_LIKE = "What comes nearest is what a colleague answered to another question."
_BY_RULE = "This follows from the brief's limits."
_RULED = "The first line follows from the brief's limits, the rest is quoted."
_BY_HAND = "The brief does not say this itself; somebody who answers for it does."
_OVERTAKEN = "Somebody answered this, and the brief has set a limit since that their words break."
_FAULTS = {
    BudgetSpent: "Today's model budget is used up, so these are the brief's own words.",
    ModelRubbish: "The model's answer could not be used, so these are the brief's own words.",
}
_NO_ANSWER = "The model did not answer, so these are the brief's own words."
_NOTHING_HELD = "Nothing the model wrote held up against the brief, so these are the brief's own words."
_SILENT_MODEL = "The model found no straight answer, so these are the nearest words of the brief."


@dataclass(frozen=True)
class Mind:
    """What an answer is found and drafted with. `embedder` remembers what it met lately."""

    finder: Finder
    catalog: Catalog
    model: Model | None
    embedder: Embedder | None = None


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
    unasked = _not_asked(brief, question)
    if unasked is not None:
        return unasked
    found, asked = quoting.find(mind.finder, brief, question, earlier, mind.embedder)
    ground = _Ground.of(mind, brief, question, found, asked)
    if not ground.lines:
        return _silent(ground, found)
    quoted = Made(
        "answered",
        ground.lines,
        quoting.limits(brief, question, ground.lines),
        withheld=ground.withheld,
        score=ground.why.score,
        remark=ground.remark,
    )
    if mind.model is None or not ground.of_brief:
        return quoted
    return _drafted(mind, brief, question, quoted, ground, found, _Way(_told(earlier), stop, say))


@dataclass(frozen=True)
class _Way:
    """How a model is asked: what was said before, when to end, and whom to tell of each sentence."""

    earlier: str
    stop: Callable[[], bool]
    say: Say | None


@dataclass(frozen=True)
class _Ground:
    """What an answer can stand on: the straight line first, the brief's words, then what somebody answered.

    `unsaid` is said first where leave was asked to say something and no rule tells whether the brief says it.
    """

    straight: Line | None
    of_brief: tuple[Line, ...]
    by_hand: tuple[Line, ...]
    withheld: tuple[Withheld, ...]
    why: Answerability
    unsaid: tuple[Line, ...] = ()

    @classmethod
    def of(cls, mind: Mind, brief: InForce, question: str, found: Found, asked: str) -> _Ground:
        """`asked` are the words it was found by: the question, with the one before it where it leans on that."""
        sure = known.sure(asked, found.hits)
        own = [hit for hit in sure if hit.passage.kind != known.KIND]
        answerable = brief.index.answerable(asked, own)
        first = straight(mind.finder.rules(brief), brief, question, own)
        lines = quoting.instead_of_a_discount(brief, question, own) or quoting.what_is_never_said(brief, question)
        if not lines and answerable.answerable:
            lines = quoting.quotes(brief, question, own)
        of_brief = (*([first] if first is not None else []), *without(lines, first))
        answer = known.again(brief, question, mind.embedder) or _best_by_hand(brief, asked, sure)
        unsaid = (Line(_UNSAID, lines[0].cites),) if first is None and lines and claim_of(question) else ()
        if answer is None:
            return cls(first, of_brief, (), (), answerable, unsaid)
        # The brief may have set a limit since somebody answered.
        broken = held_back(answer.text, [answer.ref], [answer], mind.finder.rules(brief), limits_only=True)
        if broken:
            return cls(first, of_brief, (), (Withheld(answer.text[:QUOTED], broken),), answerable, unsaid)
        by_hand = Line(answer.text, cited(brief, [answer.ref]), quoted=True)
        return cls(first, of_brief, (by_hand,), (), replace(answerable, score=1.0))

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.unsaid, *self.of_brief, *self.by_hand)

    @property
    def remark(self) -> str:
        if not self.of_brief:
            return _BY_HAND
        if self.straight is not None:
            return _RULED if len(self.lines) > 1 else _BY_RULE
        return _AND_BY_HAND if self.by_hand else _QUOTED


def _best_by_hand(brief: InForce, asked: str, sure: Sequence[Hit]) -> Passage | None:
    """What somebody answered to another question, where it is the best that was found and answers this one too."""
    if not sure or sure[0].passage.kind != known.KIND or not brief.index.answerable(asked, sure[:1]).answerable:
        return None
    return sure[0].passage


def _not_asked(brief: InForce, question: str) -> Made | None:
    """The answer to what asks nothing of this brief: a greeting, abuse, another language."""
    if _GREETING.fullmatch(question.strip().casefold()):
        return Made("failed", remark=_HELLO)
    if speech.is_abuse(question):
        return Made("failed", remark=speech.CALM)
    in_vain = speech.foreign(question, "\n".join(each.text for each in brief.brief.passages))
    return Made(UNREAD, remark=in_vain) if in_vain else None


def _silent(ground: _Ground, found: Found) -> Made:
    nearest = found.hits[0].passage.ref if found.hits else ""
    like = bool(found.hits) and found.hits[0].passage.kind == known.KIND
    remark = _OVERTAKEN if ground.withheld else _LIKE if like else ground.why.why
    return Made("silent", withheld=ground.withheld, nearest=nearest, score=ground.why.score, remark=remark)


def _drafted(mind: Mind, brief: InForce, question: str, quoted: Made, ground: _Ground, found: Found, way: _Way) -> Made:
    """The same answer drafted: the straight line as it is, then what the model made of the passages and what held."""
    model, straight = mind.model, ground.straight
    assert model is not None
    if straight is not None and way.say is not None and not way.stop():
        way.say(straight)

    def say(line: Line) -> None:
        if way.say is not None and without([line], straight):
            way.say(line)

    draft = drafting.draft(
        brief,
        question,
        _to_draft_from(brief, quoted.sentences, found.hits),
        earlier=way.earlier,
        rules=mind.finder.rules(brief),
        catalog=mind.catalog,
        model=model,
        stop=way.stop,
        say=say if way.say is not None else None,
    )
    asked = replace(
        quoted,
        withheld=[*quoted.withheld, *draft.withheld],
        remark=_remark(draft, model.name),
        prompt=f"{draft.prompt.name} v{draft.prompt.version} {draft.prompt.fingerprint}",
        tokens=draft.tokens,
    )
    held = without(draft.sentences, straight)
    if not held and not (draft.sentences and straight):
        return asked
    lines = [*([straight] if straight else []), *held, *ground.by_hand]
    return replace(asked, sentences=lines, limits=quoting.limits(brief, question, lines), model=model.name)


def cut_short(made: Made) -> Made:
    """What is left of an answer that was stopped: the sentences said until then, if any."""
    said = [line for line in made.sentences if not line.quoted]
    if said:
        return replace(made, sentences=said, remark=STOPPED)
    return replace(made, state="stopped", sentences=(), limits=(), remark=STOPPED)


def _to_draft_from(brief: InForce, lines: Sequence[Line], hits: Sequence[Hit]) -> list[Passage]:
    """What would be quoted, then everything else that was found, each passage once. What people answered is left out:
    it is told in their own words."""
    first = [brief.passages[each.ref] for line in lines for each in line.cites]
    every = [*first, *(hit.passage for hit in hits)]
    return list({each.ref: each for each in every if each.kind != known.KIND}.values())


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
