"""Opens a source of an answer: the whole passage, since when it stands so, and what bears on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from capabilities.brief import InForce
from capabilities.citing import Citation, Line, cite
from capabilities.passages import Passage, spoken
from capabilities.questions import quoting
from capabilities.refusal import Refusal
from storage import brief as stored_brief
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.questions import Question
from storage.questions import kept as stored_kept

ANSWER = "answer-"  # how the reference of an answer somebody gave begins; its id follows

_GONE = "That passage is no longer here."
_CLOSED = "That passage is not cleared for everybody, so only the person who asked can open it."


@dataclass(frozen=True)
class Opened:
    """A passage of the brief version an answer was made from, whole.

    `clearance` is who may see it in the brief's own words, empty where it says nothing. It stands in these words since
    version `since`, published at `since_at`; `number` is the version the answer was made from, `now` the one in force,
    which `still` says the same or not. `limits` and `proofs` are what bears on it.
    """

    citation: Citation
    text: str
    clearance: str = ""
    since: int = 0
    since_at: datetime | None = None
    number: int = 0
    now: int = 0
    still: bool = True
    limits: tuple[Citation, ...] = ()
    proofs: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Given:
    """What somebody answered where the brief was silent: to which question, by whom, until when. `state` is as kept."""

    question: str
    text: str
    by: str
    at: datetime
    review_by: date | None
    overdue: bool
    state: str
    limits: tuple[Citation, ...] = ()


def refs_of(row: Question) -> set[str]:
    """Everything an answer cites, and what came nearest where it has none."""
    cited = {str(cite["ref"]) for each in row.sentences for cite in each.get("cites", [])}
    return cited | ({row.nearest} if row.nearest else set())


def passage(unit: Unit, brief: InForce | None, row: Question, ref: str, *, everybody: bool) -> Opened:
    """A passage that the answer in a row cites, of the version it was made from.

    Where it is opened by `everybody` it has to be cleared for all. Raises Refusal when it is not, or not there.
    """
    found = brief.passages.get(ref) if brief is not None and ref in refs_of(row) else None
    if brief is None or found is None:
        raise Refusal(_GONE)
    seen = brief.public() if everybody else brief
    if ref not in seen.passages:
        raise Refusal(_CLOSED)
    own = cite(brief, found)
    versions = stored_brief.standing(unit, brief.version.product_key, found.text)
    since, since_at = _since(versions, brief.version.number)
    return Opened(
        citation=own,
        text=spoken(found),
        clearance=(found.attribute("clearance") or "").strip(),
        since=since,
        since_at=since_at,
        number=brief.version.number,
        now=versions[0][0] if versions else 0,
        still=bool(versions and versions[0][2]),
        limits=_limits(seen, found, own),
        proofs=tuple(cite(seen, each) for each in _proofs(seen, found)),
    )


def given(unit: Unit, brief: InForce | None, row: Question, ref: str, *, today: date, everybody: bool) -> Given:
    """An answer somebody gave that the answer in a row cites. Raises Refusal when it is not there, and where it is
    opened by `everybody` and is for colleagues alone."""
    kept = stored_kept.get(unit, ref.removeprefix(ANSWER)) if ref in refs_of(row) else None
    if kept is None:
        raise Refusal(_GONE)
    if everybody and kept.inside:
        raise Refusal(_CLOSED)
    known = stored_workspace.person(unit, kept.by)
    line = Line(kept.text, (), quoted=True)
    return Given(
        question=kept.question,
        text=kept.text,
        by=(known.name if known else "") or "a colleague",
        at=kept.at,
        review_by=kept.review_by,
        overdue=kept.review_by is not None and kept.review_by < today,
        state=kept.state,
        limits=quoting.limits(brief.public(), "", [line]) if brief is not None else (),
    )


def _since(versions: Sequence[tuple[int, datetime, bool]], number: int) -> tuple[int, datetime | None]:
    """The first of the versions, up to this one, that say the same without a break."""
    since: tuple[int, datetime | None] = (0, None)
    for each, at, there in versions:
        if each > number:
            continue
        if not there:
            break
        since = (each, at)
    return since


def _limits(brief: InForce, found: Passage, own: Citation) -> tuple[Citation, ...]:
    return quoting.limits(brief, "", [Line(spoken(found), (own,), quoted=True)])


def _proofs(brief: InForce, found: Passage) -> list[Passage]:
    return [each for each in brief.brief.passages if each.kind == "proof" and each.attribute("id") in found.proofs]
