"""Keeps what people answer where the brief is silent: held to its limits, once for each gap, changed or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.gaps import Gap
from capabilities.brief.owning import may_publish, require_publisher
from capabilities.citing import Citation
from capabilities.finding import Finder
from capabilities.masking import Masking, said
from capabilities.permissions import PROGRAM
from capabilities.questions.asking_owner import AskingOwner
from capabilities.questions.heeding import LONGEST, heeded
from capabilities.questions.wordings import asked_by, wordings
from capabilities.refusal import Refusal
from capabilities.workspace import choices
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.questions import KeptAnswer
from storage.questions import kept as stored
from storage.questions.kept import KEPT, WITHDRAWN

__all__ = ["ANSWERED", "LONGEST", "Keeping", "KeptAnswer", "Listed", "ToAnswer", "name_of", "stamp_of"]

ANSWERED = "gap_answered"  # the kind of durable work that tells whoever asked
HOLDS = timedelta(days=90)  # for so long an answer is taken to be right, if its writer says nothing else
_FURTHEST = timedelta(days=2 * 366)
WORDINGS = 10  # of a gap, to choose from: as many as Slack shows with boxes to tick
_PATIENCE_S = 0.3  # somebody waits, and Slack for no more than three seconds

_GONE = "That answer is no longer here. /brief answers lists those that are kept."
_CLOSED = "The brief answers this by now, or it was taken back."


@dataclass(frozen=True)
class ToAnswer:
    """What somebody is about to answer: the newest wording, names hidden, and how many asked.

    `wordings` are all of them, the newest first, each with the id of one question or note that has it: what is much
    alike is not always the same, so whoever answers says which of them it answers. For an answer that is changed
    `text` is what it says now, and `answer` its id; `review_by` is what is proposed. `inside` says that it is for
    colleagues alone, or had better be: the brief has something near to it that is not for everybody.
    """

    key: str
    product_key: str
    words: str
    wordings: tuple[tuple[str, str], ...]
    people: int
    near: Citation | None
    review_by: date
    text: str = ""
    answer: str = ""
    stamp: str = ""
    inside: bool = False


@dataclass(frozen=True)
class Listed:
    """A kept answer in the list; `by` is the name of who gave it, `past` says that the day to look at it has come."""

    answer: KeptAnswer
    by: str
    past: bool
    may_change: bool


@dataclass(frozen=True)
class Keeping:
    """Takes answers from whoever may publish the brief."""

    books: Books
    briefs: Briefs
    owner: AskingOwner
    finder: Finder = field(default_factory=Finder)
    masking: Masking = field(default_factory=Masking)

    def to_answer(self, deed: Deed, key: str) -> ToAnswer:
        """A gap, by the id of any of its questions or notes, or a single question, for the form that answers it.

        Raises Refusal when it is gone or answered, NotAllowed without the role. May take seconds.
        """
        gap = self._gap(deed.workspace, key)
        with self.books.look(deed.workspace) as unit:
            self._require_unanswered(unit, deed, [key])
            if gap is None:
                raise Refusal(_CLOSED)
            require_publisher(unit, deed.user, gap.product_key)
            until = self._today(unit) + HOLDS
            said = tuple((words, ids[0]) for words, ids in wordings(unit, gap).items())[:WORDINGS]
        brief = self.briefs.current(deed.workspace, gap.product_key)
        closed = brief.passages.keys() - brief.public().passages.keys() if brief is not None else ()
        inside = gap.near is not None and gap.near.ref in closed
        return ToAnswer(key, gap.product_key, gap.words, said, gap.people, gap.near, until, inside=inside)

    def to_change(self, deed: Deed, answer_id: str) -> ToAnswer:
        """A kept answer, for the form that changes it. Raises Refusal when it is gone, NotAllowed without the role."""
        with self.books.look(deed.workspace) as unit:
            row = _kept(unit, answer_id)
            require_publisher(unit, deed.user, row.product_key)
            until = row.review_by or self._today(unit) + HOLDS
            people = len({each.asked_by for each in stored.links(unit, answer_id)})
        return ToAnswer(
            row.key, row.product_key, row.question, (), people, None, until, row.text, row.id, row.at.isoformat(),
            row.inside,
        )  # fmt: skip

    def answer(
        self,
        deed: Deed,
        key: str,
        text: str,
        review_by: str,
        only: Sequence[str] | None = None,
        *,
        inside: bool = False,
    ) -> KeptAnswer:
        """Keep an answer to a gap, or to a single question, by its key, and have everybody told who asked.

        `review_by` is a date as in 2026-12-31; `only` are the wordings it answers, by their ids: the others wait on.
        What is `inside` is for colleagues alone. Personal data is masked. Raises Refusal, at the field, for words that
        break a limit of the brief and for a date that cannot be, and when somebody else was quicker: it says who.
        NotAllowed without the role. May take seconds.
        """
        gap = self._gap(deed.workspace, key)
        product, words = gap.product_key if gap is not None else "", text
        if gap is not None:
            with self.books.look(deed.workspace) as unit:
                require_publisher(unit, deed.user, product)
            words = self._held(deed.workspace, product, text)
        with self.books.keep(deed) as unit:  # the same form again ends here, whatever became of the gap
            stored.alone(unit)  # of two who answer at once the second sees what the first one said
            self._require_unanswered(unit, deed, [key, *(gap.asked if gap is not None else ())])
            if gap is None:
                raise Refusal(_CLOSED, field="answer")
            require_publisher(unit, deed.user, product)
            every = wordings(unit, gap)
            meant = {said: ids for said, ids in every.items() if only is None or {*ids} & {*only}} or every
            asked = [each for ids in meant.values() for each in ids]
            # What is left out goes on under the gap's key, and a line proposed for it is none of this answer's.
            own_key = key if key in asked else asked[0]
            row = KeptAnswer(
                workspace=deed.workspace, id=self.books.new_id(), product_key=product, key=own_key,
                question=next(iter(meant)), text=words, by=deed.user, at=self.books.clock.now(),
                review_by=self._until(unit, review_by), inside=inside,
            )  # fmt: skip
            stored.add(unit, row, [(each, who) for each in asked if (who := asked_by(unit, each))])
            self.books.work.enqueue(unit, ANSWERED, f"{row.id}:{stamp_of(row)}")
        return row

    def change(
        self, deed: Deed, answer_id: str, text: str, review_by: str, *, stamp: str, inside: bool = False
    ) -> KeptAnswer:
        """Say it differently, or for longer; whoever was told the old words is told the new ones.

        `stamp` is when the answer was given that the person has before them: what somebody else changed meanwhile is
        refused. Raises Refusal, NotAllowed.
        """
        with self.books.look(deed.workspace) as unit:
            row = _kept(unit, answer_id)
            require_publisher(unit, deed.user, row.product_key)
        words = self._held(deed.workspace, row.product_key, text)
        with self.books.keep(deed) as unit:
            stored.alone(unit)
            row = _kept(unit, answer_id)
            require_publisher(unit, deed.user, row.product_key)
            if row.at.isoformat() != stamp:
                who = "You" if row.by == deed.user else name_of(unit, row.by)
                raise Refusal(
                    f"{who} changed this answer meanwhile. Open it again with /brief answers.", field="answer"
                )
            row.review_by, row.inside = self._until(unit, review_by), inside
            if row.text != words:
                row.text, row.by, row.at = words, deed.user, self.books.clock.now()
                self.books.work.enqueue(unit, ANSWERED, f"{row.id}:{stamp_of(row)}")
            stored.save(unit, row)
        return row

    def confirm(self, deed: Deed, answer_id: str) -> KeptAnswer:
        """It is still right, for as long again. Raises Refusal when it is gone, NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            row = _kept(unit, answer_id)
            require_publisher(unit, deed.user, row.product_key)
            row.review_by = self._today(unit) + HOLDS
            stored.save(unit, row)
        return row

    def withdraw(self, deed: Deed, answer_id: str) -> KeptAnswer:
        """Take an answer back: nobody is answered with it any more, its gap is open again, and whoever was told hears
        of it. Raises Refusal when it is gone, NotAllowed without the role."""
        with self.books.keep(deed) as unit:
            stored.alone(unit)
            row = _kept(unit, answer_id)
            require_publisher(unit, deed.user, row.product_key)
            row.state, row.ended_at, row.ended_by = WITHDRAWN, self.books.clock.now(), deed.user
            stored.save(unit, row)
            self.books.work.enqueue(unit, ANSWERED, f"{row.id}:{WITHDRAWN}")
        return row

    def listed(self, workspace: str, user: str, product_key: str | None = None) -> list[Listed]:
        """The kept answers, those past their review date first, then the newest."""
        with self.books.look(workspace) as unit:
            rows, today = stored.kept_answers(unit, product_key=product_key), self._today(unit)
            may = {key: may_publish(unit, user, key) for key in {row.product_key for row in rows}}
            made = [Listed(row, name_of(unit, row.by), _past(row, today), may[row.product_key]) for row in rows]
        return sorted(made, key=lambda each: (not each.past, -each.answer.at.timestamp()))

    def published(self, workspace: str, version_id: str, proposals: Sequence[str]) -> list[str]:
        """The lines made of some answers came into force: from here on the brief says it; the ids of the answers."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            rows = stored.of_proposals(unit, proposals)
            for row in rows:
                row.state, row.ended_at, row.ended_by = stored.IN_BRIEF, self.books.clock.now(), version_id
                stored.save(unit, row)
        return [row.id for row in rows]

    def masked(self, text: str) -> str:
        """What of an answer was masked, in words; empty when nothing was."""
        return said(self.masking.mask(text).found)

    def _gap(self, workspace: str, key: str) -> Gap | None:
        gap = self.owner.open_gap(workspace, key, patience_s=_PATIENCE_S)
        return gap or self.owner.alone(workspace, key)

    def _held(self, workspace: str, product_key: str, text: str) -> str:
        """The words as they are kept. Raises Refusal when there are none, too many, or a limit forbids them."""
        brief = self.briefs.current(workspace, product_key) or self.briefs.needed(workspace)
        return heeded(self.finder, self.masking, brief, text)

    def _require_unanswered(self, unit: Unit, deed: Deed, asked: Sequence[str]) -> None:
        known = stored.answering(unit, asked)
        if known is not None:
            who = "You have" if known.by == deed.user else f"{name_of(unit, known.by)} has"
            words = " ".join(known.text.split())
            words = words if len(words) <= 200 else f"{words[:199]}…"
            then = "The brief says it since." if known.state == stored.IN_BRIEF else "/brief answers changes it."
            raise Refusal(f"{who} answered this already: “{words}” {then}", field="answer")

    def _until(self, unit: Unit, review_by: str) -> date:
        today = self._today(unit)
        try:
            until = date.fromisoformat(review_by)
        except ValueError as error:
            raise Refusal("Choose the day on which you look at it again.", field="review_by") from error
        if until <= today:
            raise Refusal("Choose a day after today.", field="review_by")
        if until - today > _FURTHEST:
            raise Refusal("Choose a day within the next two years.", field="review_by")
        return until

    def _today(self, unit: Unit) -> date:
        zone = choices(unit, self.owner.gaps.themes.workspaces.defaults).tz
        return self.books.clock.now().astimezone(zone).date()


def stamp_of(row: KeptAnswer) -> str:
    """Which wording of an answer this is."""
    return f"{row.at.timestamp():.6f}"


def name_of(unit: Unit, user: str) -> str:
    """What a person is called, or their id."""
    known = stored_workspace.person(unit, user)
    return known.name if known is not None and known.name else user


def _kept(unit: Unit, answer_id: str) -> KeptAnswer:
    row = stored.get(unit, answer_id)
    if row is None or row.state != KEPT:
        raise Refusal(_GONE)
    return row


def _past(row: KeptAnswer, today: date) -> bool:
    return row.review_by is not None and row.review_by <= today
