"""Questions about positioning: answered from the brief in force with citations, or an honest "the brief is silent"."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.citing import Citation, Line, Withheld
from capabilities.finding import Finder
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.questions import answering, turns
from capabilities.questions.answering import Made, Mind, Say
from capabilities.questions.evidence import Evidence
from capabilities.questions.record import Answered, answered, kept
from capabilities.refusal import Refusal
from prompts.catalog import Catalog
from prompts.model import Model
from storage import questions as stored
from storage.database import Unit
from storage.questions import Question

__all__ = ["LONGEST", "Answered", "Citation", "Evidence", "Line", "Question", "Questions", "Say", "Withheld"]

LONGEST = 4_000  # characters of a question; what is longer is a document
_OPEN = ("waiting", "stopping")
HELD = "held"  # its writer was asked whether it is a question
_MEMORY = 6  # questions of a thread that a follow-up may look back on
_LOOK_S = 0.2  # how often a running answer looks whether it was stopped

_GONE = "That question is no longer here."
_NOT_YOURS = "Only the person who asked can share an answer."
_EMPTY = "Ask me in words, for example: May I say we are cheaper?"
_TOO_LONG = f"That is longer than {LONGEST:,} characters, so I have not read it. Ask me in a sentence or two."


@dataclass(frozen=True)
class Questions:
    """Takes questions and answers them. Without a model the best passages are quoted.

    `seconds` is a running clock, asked so that the database is not asked for every piece of an answer.
    """

    books: Books
    briefs: Briefs
    catalog: Catalog
    model: Model | None = None
    finder: Finder = field(default_factory=Finder)
    masking: Masking = field(default_factory=Masking)
    seconds: Callable[[], float] = time.monotonic

    def ask(
        self, deed: Deed, text: str, channel: str, thread: str = "", *, reply_to: str = "", public: bool = False
    ) -> Question:
        """Keep a question and have it answered: in its thread, or without one in the asker's own messages.

        `reply_to` is where the answer of a command goes first. `public` is for a question asked where others read
        along, or by a guest: it is answered with nothing but what everybody may see.

        Raises Refusal when there are no words. Personal data is masked; too many words are kept cut, and the answer
        says so.
        """
        question = _cut(self._asked(deed, text, channel, thread))
        question.reply_to, question.public = reply_to, public
        with self.books.keep(deed) as unit:
            turns.enter(self.books, unit, question, slow=self.model is not None)
        return question

    def ahead(self, question: Question) -> int:
        """How many of the asker's own questions come before this one; none where answers come at once."""
        if self.model is None:
            return 0
        with self.books.look(question.workspace) as unit:
            return turns.ahead(unit, question)

    def hold(self, deed: Deed, text: str, channel: str, thread: str) -> Question:
        """Keep words that read like no question, and have their writer asked what is meant by them."""
        question = self._asked(deed, text, channel, thread)
        question.state = HELD
        with self.books.keep(deed) as unit:
            stored.add(unit, question)
            self.books.work.enqueue(unit, "held", question.id)
        return question

    def release(self, deed: Deed, question_id: str) -> None:
        """It was a question after all: have it answered. Raises Refusal for anyone but its writer."""
        with self.books.keep(deed) as unit:
            row = _row(unit, question_id)
            if row.asked_by != deed.user:
                raise Refusal("Only the person who wrote this can have it answered.")
            if row.state == HELD:
                row.state = "waiting"
                turns.enter(self.books, unit, _cut(row), slow=self.model is not None)

    def _asked(self, deed: Deed, text: str, channel: str, thread: str) -> Question:
        if not re.search(r"\w", text):
            raise Refusal(_EMPTY, field="text")
        masked = self.masking.mask(text.replace("\x00", "").strip())  # PostgreSQL keeps no text with a NUL in it
        return Question(
            workspace=deed.workspace,
            id=self.books.new_id(),
            asked_by=deed.user,
            asked_in=channel,
            thread=thread,
            text=masked.words,
            masked=",".join(masked.found),
            asked_at=self.books.clock.now(),
        )

    def answer(self, workspace: str, question_id: str, say: Say | None = None) -> Answered:
        """Answer a question: the slow part, with nothing of the database held while a model is asked.

        `say` is called with each sentence that was drafted and held up, in order, as soon as it has. What was answered
        before is returned as it is, and nothing is said. Raises Refusal when it is gone.
        """
        with self.books.look(workspace) as unit:
            row = _row(unit, question_id)
            earlier = _earlier(unit, row)
        if row.state not in _OPEN:
            return self._shown(row)
        brief = self.briefs.current(workspace)
        made = self._made(row, earlier, brief, say)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _row(unit, question_id)
            if row.state in _OPEN:  # otherwise another worker was quicker
                _keep(row, made, brief, self.books.clock.now())
                unit.session.add(row)
        return self._shown(row)

    def get(self, workspace: str, question_id: str) -> Answered:
        """A question as it stands. Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            row = _row(unit, question_id)
        return self._shown(row)

    def own(self, deed: Deed, question_id: str) -> Answered:
        """An answer its asker is about to share. Raises Refusal for anybody else."""
        with self.books.look(deed.workspace) as unit:
            row = _row(unit, question_id)
        if row.asked_by != deed.user:
            raise Refusal(_NOT_YOURS)
        return self._shown(row)

    def version(self, workspace: str, answer: Answered) -> InForce | None:
        """The brief an answer was made from."""
        return self.briefs.version(workspace, answer.brief_version) if answer.brief_version else None

    def stop(self, deed: Deed, channel: str, thread: str) -> list[str]:
        """The asker wants no more of the answers being written in a thread, which is to be seen at once; returns
        which were."""
        with self.books.keep(deed) as unit:
            rows = stored.waiting_in(unit, channel, thread, deed.user)
            for row in rows:
                row.state = "stopping"
                unit.session.add(row)
                self.books.work.enqueue(unit, "question_stopped", row.id)
        return [row.id for row in rows]

    def judge(self, deed: Deed, question_id: str, *, helpful: bool) -> None:
        """Keep whether an answer helped; the last word holds. Raises Refusal for anyone but the asker."""
        with self.books.keep(deed) as unit:
            row = _row(unit, question_id)
            if row.asked_by != deed.user:
                raise Refusal("Only the person who asked can judge an answer.")
            row.helpful = "yes" if helpful else "no"
            unit.session.add(row)

    def share(self, deed: Deed, question_id: str, channel: str) -> None:
        """Have one's own question and its answer posted in a channel. Raises Refusal when there is no answer."""
        with self.books.keep(deed) as unit:
            row = _row(unit, question_id)
            if row.asked_by != deed.user:
                raise Refusal(_NOT_YOURS)
            if row.state != "answered" or not row.sentences:
                raise Refusal("There is no answer to share yet.")
            self.books.work.enqueue(unit, "question_share", f"{question_id}:{channel}:{self.books.new_id()}")

    def opened(self, deed: Deed, channel: str, key: str) -> None:
        """Somebody opened their messages with the bot: have questions suggested to them, once for each `key`."""
        with self.books.keep(deed) as unit:
            self.books.work.enqueue(unit, "prompts", f"{channel}:{key}")

    def suggested(self, workspace: str) -> list[str]:
        """Up to four questions worth asking: those the brief is tested with, then what its limits and segments hold."""
        brief = self.briefs.current(workspace)
        if brief is None:
            return ["How do I file a brief?"]
        asked = [each.question for each in brief.brief.questions if len(each.question) <= 120][:3]
        if brief.brief.limits.never:
            asked.append("What may we never say?")
        asked += [f"What matters to {name}?" for name in brief.brief.segments]
        return (asked or [f"What is {brief.brief.product}?"])[:4]

    def missing(self, workspace: str, before: datetime) -> list[str]:
        """Ask once more for questions that wait since before a moment; returns their ids."""
        with self.books.look(workspace) as unit:
            waiting = stored.waiting(unit, before)
        if waiting:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for question_id in waiting:
                    self.books.work.enqueue(unit, "question", question_id)
        return waiting

    def _made(self, row: Question, earlier: Sequence[Question], brief: InForce | None, say: Say | None) -> Made:
        if row.state == "stopping":
            return Made("stopped", remark=answering.STOPPED)
        if row.remark or brief is None:
            return Made("failed", remark=row.remark or answering.NO_BRIEF)
        stop = self._stopped(row.workspace, row.id)
        mind = Mind(self.finder, self.catalog, self.model)
        made = answering.make(mind, brief, row.text, earlier, stop, say)
        if self.model is not None and self._now_stopped(row.workspace, row.id):
            return answering.cut_short(made)
        return made

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
        return answered(row, brief)


def _cut(row: Question) -> Question:
    """The question no longer than one may be; what is longer is refused when it is answered."""
    if len(row.text) > LONGEST:
        row.text, row.remark = row.text[:LONGEST], _TOO_LONG
    return row


def _row(unit: Unit, question_id: str) -> Question:
    row = stored.get(unit, question_id)
    if row is None:
        raise Refusal(_GONE)
    return row


def _earlier(unit: Unit, row: Question) -> list[Question]:
    """What the same person asked before in the same thread, oldest first; nothing without a thread."""
    if not row.thread:
        return []
    said = stored.of_thread(unit, row.asked_in, row.thread, limit=_MEMORY + 1)
    before = [each for each in said if each.id != row.id and each.asked_at <= row.asked_at and each.state != HELD]
    return [each for each in before if each.asked_by == row.asked_by][-_MEMORY:]


def _keep(row: Question, made: Made, brief: InForce | None, now: datetime) -> None:
    row.state, row.remark = made.state, made.remark
    row.sentences = kept(made.sentences, made.limits, made.withheld)
    row.nearest, row.score = made.nearest, made.score
    row.model, row.prompt, row.tokens = made.model, made.prompt, made.tokens
    row.brief_version = brief.version.id if brief else None
    row.answered_at = now
