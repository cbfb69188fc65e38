"""Finds what the brief has to say to an objection, word for word, with its citation and the limits that apply."""

from __future__ import annotations

from dataclasses import dataclass

from capabilities.brief import InForce
from capabilities.citing import Citation, Line, cited, excerpt
from capabilities.finding import Finder
from capabilities.holding import held_back
from capabilities.passages import Passage
from capabilities.questions import quoting
from capabilities.retrieval import Hit

_SEARCHED = 40  # passages looked at: the reply may stand behind others that share more words with the note
_LINES = 2
# Nobody sits before this work: who logged the note has its confirmation already. A brief of 300 passages is searchable
# by meaning after a few seconds.
_PATIENCE_S = 20.0
# From which score a reply to an objection is one to this objection. Of the demo company's 26 objections the right
# reply passes for 21 with vectors and for 19 without; of 15 that its brief says nothing to, none and one do.
_IT_IS, _IT_IS_BY_WORDS = 0.45, 0.5


@dataclass(frozen=True)
class Reply:
    """The brief's own words to an objection, and the limits they or the note come near to."""

    lines: tuple[Line, ...]
    limits: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Looked:
    """What a look into the brief brought. It is `silent` only when all of it was searched in vain."""

    reply: Reply | None
    silent: bool


def look(finder: Finder, brief: InForce, words: str) -> Looked:
    """What the brief has to say to these words of a customer. May take _PATIENCE_S seconds while a version is new."""
    found = finder.find(brief, words, limit=_SEARCHED, patience_s=_PATIENCE_S)
    lines = _lines(brief, words, found.hits, answerable=found.answerability.answerable)
    kept = tuple(line for line in lines if not _breaks_a_limit(finder, brief, line))
    said = Reply(kept, quoting.limits(brief, words, kept)) if kept else None
    return Looked(said, silent=said is None and found.thorough)


def speaks_to(brief: InForce, words: str, hits: list[Hit]) -> bool:
    """Whether the brief has something to say to these words, by the passages nearest to them; limits are not asked."""
    return bool(_lines(brief, words, hits, answerable=brief.index.answerable(words, hits).answerable))


def _lines(brief: InForce, words: str, hits: list[Hit], *, answerable: bool) -> tuple[Line, ...]:
    return (
        _objections(brief, words, hits)
        or quoting.instead_of_a_discount(brief, words, hits)
        or (quoting.quotes(brief, words, hits)[:_LINES] if answerable else ())
    )


def _objections(brief: InForce, words: str, hits: list[Hit]) -> tuple[Line, ...]:
    """The passages under the objection that is nearest, in the brief's order; nothing when none is near enough."""
    best = next((hit for hit in hits if hit.passage.kind == "objection"), None)
    if best is None or best.score < (_IT_IS if best.likeness is not None else _IT_IS_BY_WORDS):
        return ()
    under = [each for each in brief.brief.passages if _beside(each, best.passage)]
    chosen = under if len(under) <= _LINES else [best.passage]
    return tuple(Line(excerpt(each, words), cited(brief, [each.ref]), quoted=True) for each in chosen)


def _beside(passage: Passage, other: Passage) -> bool:
    return passage.kind == "objection" and passage.path == other.path


def _breaks_a_limit(finder: Finder, brief: InForce, line: Line) -> bool:
    refs = [each.ref for each in line.cites]
    passages = [brief.passages[ref] for ref in refs]
    # A limit quoted as such says what not to say.
    if any(each.kind.startswith("limit_") for each in passages):
        return False
    return bool(held_back(line.text, refs, passages, finder.rules(brief), limits_only=True))
