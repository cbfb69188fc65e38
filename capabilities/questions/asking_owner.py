"""Puts what the brief is silent on before whoever owns it: once for each gap, and once more while nobody answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.brief.gaps import PEOPLE, Gap, Gaps
from capabilities.brief.proposing.seen import hiding_of
from capabilities.citing import cite
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM
from capabilities.questions.once import begin, sent
from capabilities.questions.owner import (
    ASKED,
    DUE,
    GAP,
    PAGED,
    Begun,
    Owner,
    Put,
    asked_key,
    begun_by,
    gap_key,
    overdue_key,
    page_key,
)
from capabilities.refusal import Refusal
from storage import nudges as stored_nudges
from storage import questions as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.questions import Question
from storage.questions import kept as stored_kept

OVERDUE = timedelta(days=7)
_NUDGE = "gap"
_PATIENCE_S = 20.0  # nobody waits for this

_GONE = "That question is no longer here."
_NOBODY = "Nobody is known who answers for the brief. A marketer can name its owner at the top of it with /brief edit."


@dataclass(frozen=True)
class AskingOwner:
    """Says who is asked what, each time once."""

    books: Books
    briefs: Briefs
    gaps: Gaps
    nudges: Nudges

    def ask(self, deed: Deed, question_id: str) -> Owner:
        """Send what the brief is silent on to its owner, for whoever asked; who that is. Nothing is sent where the
        asker is the owner. Raises Refusal for anybody else, and where it was sent or answered already."""
        row = self._own(deed, question_id)
        owner = self._owner(deed.workspace, self._brief(deed.workspace, row))
        if owner is None:
            raise Refusal(_NOBODY)
        if owner.user == deed.user:
            return owner
        with self.books.keep(deed) as unit:
            answer = stored_kept.answering(unit, [question_id])
            if answer is not None:
                raise Refusal(f"{_name(unit, answer.by)} has answered this by now. Ask me again and you read it.")
            if stored_workspace.posting(unit, asked_key(question_id)) is not None:
                raise Refusal(f"{owner.first} has it already. You hear from me as soon as there is an answer.")
            self.books.work.enqueue(unit, GAP, f"{question_id}:{ASKED}")
        return owner

    def page(self, deed: Deed, question_id: str) -> Owner:
        """Have a person look at a question and its answer, for whoever asked; who that is. The brief's owner, or the
        person responsible where there is none or it is the owner who asks. Raises Refusal for anybody else, and the
        second time."""
        row = self._own(deed, question_id)
        owner = self.paged(deed.workspace, row)
        if owner is None:
            raise Refusal(_NOBODY)
        with self.books.keep(deed) as unit:
            again = stored.get(unit, question_id)
            if again is None:
                raise Refusal(_GONE)
            if again.paged_at is not None:
                raise Refusal(f"{owner.first} has it already and gets back to you.")
            again.paged_at = self.books.clock.now()
            unit.session.add(again)
            self.books.work.enqueue(unit, PAGED, question_id)
        return owner

    def paged(self, workspace: str, row: Question) -> Owner | None:
        """Who looks at a question when a person is wanted."""
        owner = self._owner(workspace, self._brief(workspace, row))
        if owner is not None and owner.user != row.asked_by:
            return owner
        user = self.gaps.themes.workspaces.responsible(workspace)
        with self.books.look(workspace) as unit:
            return Owner(user, _name(unit, user)) if user is not None and user != row.asked_by else None

    def to_page(self, workspace: str, question_id: str) -> Owner | None:
        """Who is written to for a question that wants a person; it counts among what they hear of us. Asked again it
        says the same."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, question_id)
        owner = self.paged(workspace, row) if row is not None else None
        if owner is not None:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                # Whoever asked waits for a person now: it is their message, and we only pass it on.
                self.nudges.owe(unit, owner.user, key=f"page:{question_id}", kind=_NUDGE, anytime=True)
        return owner

    def to_tell(self, workspace: str, question_id: str, *, asked: bool) -> Begun | None:
        """The message to an owner about the gap a question is in.

        None while only one person asked, unless that one `asked` for it, and while the owner may not be told: then it
        is asked for anew as soon as they may.
        The same again for a gap that was sent before, whose message is brought up to date. The message is begun in the
        same transaction, by one of those who ask for it at once. May take seconds.
        """
        gap = self.open_gap(workspace, question_id) or (self.alone(workspace, question_id) if asked else None)
        if gap is None:
            return None
        brief = self.briefs.current(workspace, gap.product_key) or self.briefs.needed(workspace)
        owner = self._owner(workspace, brief)
        if owner is None or gap.who == (owner.user,):
            return None
        now, own = self.books.clock.now(), begun_by(question_id, asked=asked)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            stored_nudges.alone(unit, owner.user)
            for own_id in gap.asked:
                key = gap_key(own_id, owner.user)
                if stored_workspace.posting(unit, key) is not None:
                    mine = stored_workspace.posting(unit, own)
                    return Begun(key, owner, own_id, mine=mine is not None and mine.channel == key)
            key = gap_key(gap.key, owner.user)
            if not asked and gap.people < PEOPLE:
                return None
            if asked:  # passed on for somebody who waits for it
                self.nudges.owe(unit, owner.user, key=key, kind=_NUDGE, anytime=True)
            elif not self.nudges.spend(unit, owner.user, key=key, kind=_NUDGE, again=(GAP, f"{question_id}:")):
                return None
            stored_workspace.begin_posting(unit, key, channel=owner.user, now=now)
            stored_workspace.begin_posting(unit, own, channel=key, now=now)
        return Begun(key, owner, gap.key, mine=True)

    def put(self, workspace: str, own_id: str) -> Put:
        """What a message to the owner says by now: of the gap with this question, or note, in it."""
        words = self.gaps.asked(workspace, own_id)
        with self.books.look(workspace) as unit:
            answer = stored_kept.answering(unit, [own_id])
        if answer is not None:
            return Put(words, answer=answer)
        gap = self.open_gap(workspace, own_id) or self.alone(workspace, own_id)
        return Put(gap.words if gap is not None else words, gap)

    def messages(self, workspace: str, own_id: str) -> list[str]:
        """The keys of the messages that put a question, or note, before somebody."""
        with self.books.look(workspace) as unit:
            begun = stored_workspace.postings(unit, gap_key(own_id, ""))
            page = stored_workspace.posting(unit, page_key(own_id))
        return [each.key for each in [*begun, *([page] if page is not None else [])]]

    def open_gap(self, workspace: str, own_id: str, *, patience_s: float = _PATIENCE_S) -> Gap | None:
        """The gap with this question, or note, in it, of whatever product; None when there is none any more."""
        every = self.gaps.every(workspace, patience_s=patience_s)
        return next((gap for gap in every if own_id in gap.asked), None)

    def alone(self, workspace: str, question_id: str) -> Gap | None:
        """A question by itself, as a gap: what was asked in a talk is not always understood without it."""
        with self.books.look(workspace) as unit:
            row = stored.get(unit, question_id)
            if row is None:
                return None
            words = hiding_of(unit).hidden(row.text)
        brief = self._brief(workspace, row)
        asked = self.briefs.version(workspace, row.brief_version) if row.brief_version else None
        near = asked.passages.get(row.nearest) if asked is not None else None
        return Gap(
            key=row.id, words=words, others=(), questions=(row.id,), objections=(), people=1, who=(row.asked_by,),
            newest=row.asked_at, near=cite(asked, near) if asked is not None and near is not None else None,
            since=row.asked_at, product_key=brief.version.product_key,
        )  # fmt: skip

    def due(self, workspace: str, due: datetime) -> None:
        """Have what waits for an answer looked over; asking twice does nothing."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            self.books.work.enqueue(unit, DUE, due.isoformat())

    def overdue(self, workspace: str) -> list[tuple[str, str, list[str]]]:
        """The reminders to send by now: (the posting's key, the owner, the keys of gaps), one for each product.

        Of a gap that was asked a week ago or earlier, by two people or by one who had it sent, and has neither an
        answer nor an open proposal. Each is told of once, within the owner's budget of nudges. May take seconds.
        """
        made, now = [], self.books.clock.now()
        for brief in self._briefs(workspace):
            owner = self._owner(workspace, brief)
            late = [
                gap
                for gap in self.gaps.open(workspace, brief, patience_s=_PATIENCE_S)
                if gap.since is not None and now - gap.since >= OVERDUE and not gap.proposal
            ]
            if owner is None or not late:
                continue
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                late = [gap for gap in late if gap.people >= PEOPLE or _sent(unit, gap, owner.user)]
                wanted = [gap.key for gap in late if not _reminded(unit, gap)]
                keys, again = [overdue_key(each) for each in wanted], (DUE, f"gaps:{brief.version.product_key}"[:150])
                key = begin(unit, self.nudges, owner.user, keys, kind=_NUDGE, now=now, again=again)
            if key:
                made.append((key, owner.user, wanted))
        return made

    def waiting(self, workspace: str, keys: Sequence[str]) -> list[Gap]:
        """Those of some gaps that are open still, in the order of `/brief gaps`."""
        return [gap for gap in self.gaps.every(workspace, patience_s=_PATIENCE_S) if set(keys) & set(gap.asked)]

    def reminded(self, workspace: str, key: str, gaps: Sequence[str]) -> None:
        """The owner got the message of this key about these gaps."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            sent(unit, key, [overdue_key(each) for each in gaps])

    def _briefs(self, workspace: str) -> list[InForce]:
        products = [each.key for each in self.briefs.products(workspace) if each.version is not None]
        return [found for key in products if (found := self.briefs.current(workspace, key)) is not None]

    def _own(self, deed: Deed, question_id: str) -> Question:
        with self.books.look(deed.workspace) as unit:
            row = stored.get(unit, question_id)
        if row is None:
            raise Refusal(_GONE)
        if row.asked_by != deed.user:
            raise Refusal("Only the person who asked can pass this on. Ask me the same, and you hear the answer too.")
        return row

    def _brief(self, workspace: str, row: Question) -> InForce:
        """The brief in force of the product that was asked about. Raises Refusal while there is none."""
        asked = self.briefs.version(workspace, row.brief_version) if row.brief_version else None
        current = self.briefs.current(workspace, asked.version.product_key) if asked is not None else None
        return current or self.briefs.needed(workspace)

    def _owner(self, workspace: str, brief: InForce) -> Owner | None:
        owner = self.briefs.owner_of(workspace, brief)
        if owner is not None:
            return Owner(*owner)
        user = self.gaps.themes.workspaces.responsible(workspace)
        with self.books.look(workspace) as unit:
            return Owner(user, _name(unit, user)) if user is not None else None


def _sent(unit: Unit, gap: Gap, user: str) -> bool:
    return any(stored_workspace.posting(unit, gap_key(each, user)) is not None for each in gap.asked)


def _reminded(unit: Unit, gap: Gap) -> bool:
    """Whether the owner was reminded of it, under whatever question was its oldest then."""
    known = (stored_workspace.posting(unit, overdue_key(each)) for each in gap.asked)
    return any(each is not None and each.ts is not None for each in known)


def _name(unit: Unit, user: str) -> str:
    known = stored_workspace.person(unit, user)
    return known.name if known is not None and known.name else user
