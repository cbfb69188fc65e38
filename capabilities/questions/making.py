"""How a question comes to its answer: what it is answered from, by whose leave, and what is kept of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from capabilities.books import Books
from capabilities.brief import Briefs, InForce
from capabilities.finding import Finder
from capabilities.masking import Masking
from capabilities.passages import is_public
from capabilities.questions import answering
from capabilities.questions.answering import Made, Mind, Say
from capabilities.questions.evidence import Evidence, FieldEvidence, as_json
from capabilities.questions.known import KIND, Known
from capabilities.questions.record import Answered, answered, kept
from capabilities.refusal import Refusal
from capabilities.remembered import Remembered
from capabilities.themes import Themes
from prompts.catalog import Catalog
from prompts.model import Model
from storage import questions as stored
from storage.database import Unit
from storage.questions import Question

ANSWERED, SILENT = "answered", "silent"
HELD = "held"  # its writer was asked whether it is a question
_MEMORY = 6  # questions of a thread that a follow-up may look back on
_LOOKED_THROUGH = 60  # of a thread, where others ask too
_LOOK_S = 0.2  # how often a running answer looks whether it was stopped


@dataclass(frozen=True)
class Making:
    """Makes answers.

    With `themes` an answer shows beside it what the field says. `seconds` is a running clock, asked so that the
    database is not asked for every piece of an answer.
    """

    books: Books
    briefs: Briefs
    catalog: Catalog
    model: Model | None = None
    finder: Finder = field(default_factory=Finder)
    masking: Masking = field(default_factory=Masking)
    themes: Themes | None = None
    seconds: Callable[[], float] = time.monotonic

    def _made(self, row: Question, earlier: Sequence[Question], brief: InForce | None, say: Say | None) -> Made:
        if row.state == "stopping":
            return Made("stopped", remark=answering.STOPPED)
        if row.remark or brief is None:
            return Made("failed", remark=row.remark or answering.NO_BRIEF)
        stop = self._stopped(row.workspace, row.id)
        mind = Mind(self.finder, self.catalog, self.model, self._embedder)
        made = answering.make(mind, brief, row.text, earlier, stop, say)
        if self.model is not None and self._now_stopped(row.workspace, row.id):
            return answering.cut_short(made)
        return made

    @cached_property
    def _known(self) -> Known:
        return Known(self.books, self.briefs)

    @cached_property
    def _embedder(self) -> Remembered | None:
        return Remembered(self.finder.embedder) if self.finder.embedder is not None else None

    def _of(self, row: Question) -> InForce | None:
        """What a question is answered from: the brief in force of the product it names, as far as its reader may see
        it, and what people answered beside it."""
        try:
            brief = self.briefs.named_in(row.workspace, row.text)
        except Refusal:
            return None
        return self._known.of(row.workspace, brief.public() if row.public else brief, everybody=row.public)

    def _evidence(self, row: Question) -> tuple[Evidence, ...]:
        if self.themes is None:
            return ()
        return FieldEvidence(self.books, self.themes).near(row.workspace, row.text, self._embedder)

    def _inside(self, workspace: str, row: Question) -> str:
        """Where a passage stands that an answer rests on and not everybody may see; empty where all of them may."""
        version = row.brief_version or ""
        brief = self.briefs.version(workspace, version)
        public = brief.public().passages if brief is not None else {}
        for cite in (cite for each in row.sentences for cite in each.get("cites", [])):
            found = None if cite["ref"] in public else self._known.passage(workspace, version, cite["ref"])
            if found is not None and (found.kind != KIND or not is_public(found)):
                return str(cite["label"])
        return ""

    def _stopped(self, workspace: str, question_id: str) -> Callable[[], bool]:
        """Says whether the asker pressed Stop, looking a few times a second."""
        known, looked = False, float("-inf")

        def stop() -> bool:
            nonlocal known, looked
            now = self.seconds()
            if not known and now - looked >= _LOOK_S:
                known, looked = self._now_stopped(workspace, question_id), now
            return known

        return stop

    def _now_stopped(self, workspace: str, question_id: str) -> bool:
        with self.books.look(workspace) as unit:
            return stored.state(unit, question_id) == "stopping"

    def _shown(self, row: Question) -> Answered:
        brief = self.briefs.version(row.workspace, row.brief_version) if row.brief_version else None
        near = self._known.passage(row.workspace, row.brief_version or "", row.nearest) if row.nearest else None
        return answered(row, brief, near)


def earlier_of(unit: Unit, row: Question) -> list[Question]:
    """What the same person asked before in the same thread, oldest first; nothing without a thread.

    Where others read along nothing counts that was answered to this person alone.
    """
    if not row.thread:
        return []
    said = stored.of_thread(unit, row.asked_in, row.thread, limit=_LOOKED_THROUGH)
    said = [each for each in said if each.public or not row.public]
    before = [each for each in said if each.id != row.id and each.asked_at <= row.asked_at and each.state != HELD]
    return [each for each in before if each.asked_by == row.asked_by][-_MEMORY:]


def keep(row: Question, made: Made, brief: InForce | None, evidence: Sequence[Evidence], now: datetime) -> None:
    """Write an answer into the row of its question."""
    row.state, row.remark = made.state, made.remark
    row.sentences = kept(made.sentences, made.limits, made.withheld)
    row.nearest, row.score = made.nearest, made.score
    row.model, row.prompt, row.tokens = made.model, made.prompt, made.tokens
    row.evidence = [as_json(each) for each in evidence]
    row.brief_version = brief.version.id if brief else None
    row.answered_at = now
