"""Questions about positioning: answered from the brief in force with citations, or an honest "the brief is silent"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from capabilities.books import Deed
from capabilities.brief import InForce
from capabilities.citing import Citation, Line, Withheld, unlinked
from capabilities.permissions import PROGRAM
from capabilities.questions import turns
from capabilities.questions.answering import Say
from capabilities.questions.evidence import Evidence
from capabilities.questions.making import ANSWERED, HELD, SILENT, Making, earlier_of, keep
from capabilities.questions.record import Answered
from capabilities.refusal import Refusal
from storage import questions as stored
from storage.database import Unit
from storage.questions import Question

__all__ = ["LONGEST", "Answered", "Citation", "Evidence", "Line", "Question", "Questions", "Say", "Withheld"]

LONGEST = 4_000  # characters of a question; what is longer is a document
_OPEN = ("waiting", "stopping")

_GONE = "That question is no longer here."
_NOT_YOURS = "Only the person who asked can share an answer."
_INSIDE = "This answer rests on a passage that stays inside the house: {where}. Tell it to whom it concerns yourself."
_GIVEN_UP = "This was not answered, as something failed on our side. Please ask once more."
_EMPTY = "Ask me in words, for example: May I say we are cheaper?"
_TOO_LONG = f"That is longer than {LONGEST:,} characters, so I have not read it. Ask me in a sentence or two."


@dataclass(frozen=True)
class Questions(Making):
    """Takes questions and answers them. Without a model the best passages are quoted."""

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
            text=unlinked(masked.words),
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
            earlier = earlier_of(unit, row)
        if row.state not in _OPEN:
            return self._shown(row)
        brief = self._of(row)  # one version throughout, whatever is published meanwhile
        made = self._made(row, earlier, brief, say)
        evidence = self._evidence(row) if made.state in (ANSWERED, SILENT) else ()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _row(unit, question_id)
            if row.state in _OPEN:  # otherwise another worker was quicker
                keep(row, made, brief, evidence, self.books.clock.now())
                unit.session.add(row)
                if row.state == SILENT:
                    self.books.work.enqueue(unit, "gap", question_id)
        return self._shown(row)

    def give_up(self, workspace: str, question_id: str) -> None:
        """It will not be answered any more: it keeps none of its asker's turns. What was answered stays so."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _row(unit, question_id)
            if row.state in _OPEN:
                row.state, row.remark = "failed", _GIVEN_UP
                unit.session.add(row)

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

    def share(self, deed: Deed, question_id: str, channel: str) -> None:
        """Have one's own question and its answer posted in a channel. Raises Refusal when there is no answer, or one
        that rests on what not everybody may see."""
        with self.books.look(deed.workspace) as unit:
            row = _row(unit, question_id)
        if row.asked_by != deed.user:
            raise Refusal(_NOT_YOURS)
        if row.state != ANSWERED or not row.sentences:
            raise Refusal("There is no answer to share yet.")
        inside = self._inside(deed.workspace, row)
        if inside:
            raise Refusal(_INSIDE.format(where=inside), field="channel")
        with self.books.keep(deed) as unit:
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
