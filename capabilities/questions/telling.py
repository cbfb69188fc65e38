"""Tells whoever asked what was answered, each of them once, and whoever answered when it is time to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from capabilities.books import Deed
from capabilities.permissions import GUEST, PROGRAM
from capabilities.questions.keeping import ANSWERED, Keeping, name_of, stamp_of
from capabilities.questions.once import begin, sent
from capabilities.questions.owner import DUE
from capabilities.workspace import GONE
from storage import field as stored_field
from storage import nudges as stored_nudges
from storage import questions as stored_questions
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.questions import KeptAnswer
from storage.questions import kept as stored
from storage.questions.kept import KEPT, WITHDRAWN

_NUDGE = "gap"


@dataclass(frozen=True)
class Told:
    """What one person hears: their own words (`note`: of a customer, whom they logged), and the answer to them.

    `again` says that they were told something else before. `gone` that the answer was taken back, by the name `by`.
    """

    words: str
    note: bool
    answer: KeptAnswer
    by: str
    again: bool = False
    gone: bool = False


@dataclass(frozen=True)
class KeptAnswers(Keeping):
    """Everything that can be done with answers people gave."""

    def to_tell(self, workspace: str, answer_id: str, stamp: str) -> list[str]:
        """The people to tell of one wording of an answer, or that it was withdrawn: each who asked, or logged what a
        customer said, and is still here; not who answered, and no guest where it is for colleagues alone. Nobody once
        it was changed, as they hear the new words."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, answer_id)
            if row is None or not _stands(row, stamp):
                return []
            out = (GONE, GUEST) if row.inside and row.state == KEPT else (GONE,)
            gone = {each.user for each in stored_workspace.people(unit) if each.role in out}
            links = stored.links(unit, answer_id)
        last = row.ended_by if row.state == WITHDRAWN else row.by
        wanted = {each.asked_by for each in links if row.state == KEPT or each.told_at is not None}
        return sorted(wanted - gone - {last, PROGRAM})

    def hearing(self, workspace: str, answer_id: str) -> list[str]:
        """The people who are told of an answer as it is."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, answer_id)
        return self.to_tell(workspace, answer_id, stamp_of(row)) if row is not None else []

    def told(self, workspace: str, answer_id: str, stamp: str, user: str) -> Told | None:
        """What a person hears; None when the answer was changed or taken back meanwhile."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, answer_id)
            if row is None or not _stands(row, stamp):
                return None
            own = [each for each in stored.links(unit, answer_id) if each.asked_by == user]
            words, note = _said(unit, [each.question for each in own], row.question)
            gone = row.state == WITHDRAWN
            again = any(each.told_at is not None and each.told_at < row.at for each in own)
            return Told(words, note, row, name_of(unit, row.ended_by if gone else row.by), again=again, gone=gone)

    def may_tell(self, workspace: str, answer_id: str, stamp: str, user: str) -> bool:
        """Whether a person is told now. Who asked is; who only logged what a customer said hears of our own accord: it
        counts, and waits until they may be told."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            own = [each.question for each in stored.links(unit, answer_id) if each.asked_by == user]
            if any(stored_questions.get(unit, each) is not None for each in own):
                return True
            key, again = f"answer:{answer_id}:{user}", (ANSWERED, f"{answer_id}:{stamp}")
            known = stored_nudges.given(unit, key)
            if known and not self.owner.nudges.rests(unit, user):
                return True  # begun before, or told of other words: that is one thing to them
            return self.owner.nudges.owe(unit, user, key=key, kind=_NUDGE, again=again)

    def reached(self, workspace: str, answer_id: str, user: str) -> None:
        """A person was told."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            stored.note_told(unit, answer_id, user, self.books.clock.now())

    def put_under(self, workspace: str, answer_id: str) -> list[str]:
        """The ids under which what an answer answers may have been put before somebody."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, answer_id)
            own = [each.question for each in stored.links(unit, answer_id)]
        return list(dict.fromkeys([*([row.key] if row is not None else []), *own]))

    def to_review(self, workspace: str) -> list[tuple[str, str, list[str]]]:
        """Who is to be reminded that answers of theirs are past their review date: (posting's key, person, answers).

        Each date once, within the person's budget. It is who gave it, as long as they are here, else the brief's owner.
        """
        now: datetime = self.books.clock.now()
        of: dict[str, list[KeptAnswer]] = {}
        for each in self.listed(workspace, PROGRAM):
            if each.past:
                user = self._keeper(workspace, each.answer)
                if user:
                    of.setdefault(user, []).append(each.answer)
        made = []
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            for user, rows in sorted(of.items()):
                keys = {review_key(row): row.id for row in rows}
                new = [key for key in keys if not _reached(unit, key)]
                again = (DUE, f"answers:{user}")
                key = begin(unit, self.owner.nudges, user, new, kind=_NUDGE, now=now, again=again)
                if key:
                    made.append((key, user, [keys[each] for each in new]))
        return made

    def reviewed(self, workspace: str, key: str, answers: list[str]) -> None:
        """A person got the message of this key about these answers."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            rows = [row for each in answers if (row := stored.get(unit, each)) is not None]
            sent(unit, key, [review_key(row) for row in rows])

    def _keeper(self, workspace: str, row: KeptAnswer) -> str:
        with self.books.look(workspace) as unit:
            known = stored_workspace.person(unit, row.by)
        if known is not None and known.role != GONE:
            return row.by
        brief = self.briefs.current(workspace, row.product_key)
        owner = self.briefs.owner_of(workspace, brief) if brief is not None else None
        return owner[0] if owner is not None else ""


def review_key(row: KeptAnswer) -> str:
    """The posting that reminds somebody of an answer's review date."""
    return f"answer_review:{row.id}:{row.review_by}"


def told_key(answer_id: str, stamp: str, user: str) -> str:
    """The posting that tells somebody of one wording of an answer."""
    return f"answer:{answer_id}:{stamp}:{user}"


def _stands(row: KeptAnswer, stamp: str) -> bool:
    """Whether this is how an answer reads, or ended, by now."""
    return stamp == (WITHDRAWN if row.state == WITHDRAWN else stamp_of(row))


def _reached(unit: Unit, key: str) -> bool:
    known = stored_workspace.posting(unit, key)
    return known is not None and known.ts is not None


def _said(unit: Unit, own: list[str], otherwise: str) -> tuple[str, bool]:
    """Somebody's newest question as they wrote it, else what their newest note says of a customer."""
    questions = [row for each in own if (row := stored_questions.get(unit, each)) is not None]
    if questions:
        return max(questions, key=lambda row: row.asked_at).text, False
    notes = [note for each in own if (note := stored_field.get(unit, each)) is not None and note.undone_at is None]
    if notes:
        newest = max(notes, key=lambda note: note.created_at)
        return newest.customer_words or newest.text, True
    return otherwise, False
