"""Accepts a proposal into a draft of the brief, or declines it with a reason; of two who decide at once one wins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from capabilities.books import Deed
from capabilities.brief import BriefVersion, InForce
from capabilities.brief.drafts import MovedOn, still
from capabilities.brief.editing import added, replaced
from capabilities.brief.owning import may_publish, require_publisher
from capabilities.brief.proposing.asking import LONGEST, LONGEST_WHY, Asking, one_line
from capabilities.brief.proposing.limiting import require_within_limits
from capabilities.brief.proposing.looking import PROPOSE
from capabilities.brief.proposing.seen import ALL, hiding_of
from capabilities.brief.proposing.values import ACCEPTED, DECLINED, OPEN, STALE, THEME, Proposed
from capabilities.passages import Passage, claim_of
from capabilities.permissions import MAY, PROGRAM, role_of
from capabilities.refusal import Refusal
from capabilities.themes.shaping import DECLINED as THEME_DECLINED
from capabilities.themes.shaping import SHAPING
from storage import brief as stored
from storage import workspace as stored_workspace
from storage.brief import Proposal
from storage.database import Unit

DECIDED = "brief_decided"  # the kind of durable work that tells a person what became of their proposal
_STALE = (
    "This line of the brief changed since the proposal was made, so it no longer fits and is put aside. If the notes "
    "still ask for a change, a new one comes."
)


@dataclass(frozen=True)
class Accepted:
    """An accepted proposal and the draft its line was written into."""

    proposal: Proposed
    draft: BriefVersion


@dataclass(frozen=True)
class _Ready:
    """What accepting would write: the source with the line in it, None where the line to change is there no more."""

    brief: InForce
    words: str
    source: str | None


@dataclass(frozen=True)
class Deciding(Asking):
    """What the owner of the brief does with a proposal."""

    def may_decide(self, workspace: str, user: str, product_key: str = "") -> bool:
        """Whether a person may accept and decline: who may publish this product's brief."""
        key = product_key or self._key(workspace)
        with self.books.look(workspace) as unit:
            return may_publish(unit, user, key)

    def for_reader(self, workspace: str, user: str, proposals: Sequence[Proposed]) -> list[Proposed]:
        """Those of the proposals that a person may read: the lines of a draft are not everybody's.

        Who may not decide reads them without the names of customers and people.
        """
        may = {key: self.may_decide(workspace, user, key) for key in {each.product_key for each in proposals}}
        if all(may.values()):
            return list(proposals)
        with self.books.look(workspace) as unit:
            hide = hiding_of(unit).hidden
        return [
            each if may[each.product_key] else replace(each, words=hide(each.words, amounts=False))
            for each in proposals
            if may[each.product_key] or not self._is_secret(workspace, each)
        ]

    def for_one(self, workspace: str, user: str, proposal_id: str) -> Proposed:
        """The same of one proposal. Raises Refusal when it is gone, or not theirs to read."""
        readable = self.for_reader(workspace, user, [self.get(workspace, proposal_id)])
        if not readable:
            raise Refusal("This is about a draft of the brief that is not published yet. Its owner decides.")
        return readable[0]

    def _is_secret(self, workspace: str, proposal: Proposed) -> bool:
        """Whether the line it would change stands in a draft alone."""
        if not proposal.of_draft or not proposal.was:
            return False
        current = self.briefs.current(workspace, proposal.product_key)
        return current is None or all(each.text != proposal.was for each in current.brief.passages)

    def ask_to_look(self, deed: Deed) -> None:
        """Have the evidence looked over now, for somebody who may decide; they hear what came of it."""
        self.briefs.needed(deed.workspace)
        if not self.may_decide(deed.workspace, deed.user):
            raise Refusal("Say what the brief should say: `/brief propose` and your words. Its owner decides.")
        with self.books.keep(deed) as unit:
            self.books.work.enqueue(unit, PROPOSE, f"asked:{deed.user}:{self.books.new_id()}")

    def to_decide(self, deed: Deed, proposal_id: str) -> Proposed:
        """The proposal, for a form about it. Raises Refusal when it is decided, NotAllowed."""
        with self.books.look(deed.workspace) as unit:
            row = self._open(unit, deed.user, proposal_id)
            return self._shown(unit, [row])[0]

    def accept(self, deed: Deed, proposal_id: str, words: str = "") -> Accepted:
        """Write a proposal's line, or these words in its place, into a new draft on top of the newest one.

        The draft and the decision are kept together. Raises Refusal when it is decided already, has no words, breaks a
        limit of the brief, or its line changed meanwhile (it is stale from then on); NotAllowed.
        """
        words = one_line(words, "words", LONGEST)
        while True:
            try:
                made = self._accept(deed, proposal_id, self._ready(deed, proposal_id, words))
            except MovedOn:
                continue
            if made is None:
                raise Refusal(_STALE)
            return made

    def _ready(self, deed: Deed, proposal_id: str, words: str) -> _Ready | None:
        """The brief with the line in it, held to its limits outside of any transaction, as that may ask an embedder;
        None when the proposal waits no more."""
        with self.books.look(deed.workspace) as unit:
            row = stored.proposal(unit, proposal_id)
            if row is None or row.state != OPEN:
                return None
            brief = self.briefs.working_in(unit, row.product_key)
        words = words or row.words
        if not words:
            raise Refusal("Write the line first: no wording is drafted for this one.", field="words")
        source = _written(brief, row, words)
        if source is not None:
            require_within_limits(self.finder.rules(brief), source)
        return _Ready(brief, words, source)

    def _accept(self, deed: Deed, proposal_id: str, ready: _Ready | None) -> Accepted | None:
        """Keep what was decided; None when the line to change is there no more. Raises MovedOn, Refusal."""
        with self.books.keep(deed) as unit:
            stored.alone(unit)
            row = self._open(unit, deed.user, proposal_id)
            if ready is None:
                raise MovedOn  # it was opened again meanwhile
            still(unit, row.product_key, ready.brief.version)
            if ready.source is None:
                row.state = STALE
                self._decide(unit, row, deed, "")
                return None
            draft = self.briefs.draft_in(unit, deed, ready.source, base=ready.brief, why=_why(row))
            row.state, row.version = ACCEPTED, draft.id
            if row.words != ready.words:
                row.words, row.model = ready.words, ""  # from here on it is a person's
            self._decide(unit, row, deed, "")
            return Accepted(self._shown(unit, [row])[0], draft)

    def overtaken(self, workspace: str, version_id: str) -> list[str]:
        """Put aside the proposals whose line a published version, and the draft on top of it, have no more; the ids.

        Their messages say so, and whoever proposed one hears.
        """
        published = self.briefs.version(workspace, version_id)
        if published is None:
            return []
        product_key = published.version.product_key
        brief = self.briefs.working(workspace, product_key)
        there = {each.text for each in brief.brief.passages}
        deed = Deed(workspace, PROGRAM)
        with self.books.keep(deed) as unit:
            stored.alone(unit)
            gone = [
                row
                for row in stored.proposals(unit, state=OPEN, limit=ALL)
                if row.product_key == product_key and row.was and row.was not in there
            ]
            for row in gone:
                row.state = STALE
                self._decide(unit, row, deed, "")
        return [row.id for row in gone]

    def decline(self, deed: Deed, proposal_id: str, reason: str, *, with_theme: bool = False) -> Proposed:
        """Decline a proposal, for a reason that whoever asks later can read. Raises Refusal, NotAllowed.

        A line can be wrong while what customers say stands, so its theme is declined only `with_theme`: then everybody
        who said it reads the reason in their receipt.
        """
        reason = one_line(reason, "reason", LONGEST_WHY)
        if not reason:
            raise Refusal("Say why: it is kept with the proposal.", field="reason")
        with self.books.keep(deed) as unit:
            stored.alone(unit)
            row = self._open(unit, deed.user, proposal_id)
            row.state = DECLINED
            self._decide(unit, row, deed, reason)
            made = self._shown(unit, [row])[0]
        if with_theme and row.cause == THEME:
            self.themes.decide(replace(deed, delivery=None), row.cause_id, THEME_DECLINED, reason=reason)
        return made

    def may_decline_theme(self, workspace: str, user: str, proposal: Proposed) -> bool:
        """Whether declining can reach the theme behind a proposal, too."""
        with self.books.look(workspace) as unit:
            return proposal.cause == THEME and role_of(unit, user) in MAY[SHAPING]

    def _open(self, unit: Unit, user: str, proposal_id: str) -> Proposal:
        row = stored.proposal(unit, proposal_id)
        if row is None:
            raise Refusal("That proposal is no longer here. `/brief proposals` lists those that wait.")
        require_publisher(unit, user, row.product_key)
        if row.state == STALE:
            raise Refusal(_STALE)
        if row.state != OPEN:
            known = stored_workspace.person(unit, row.decided_by)
            who = "You" if row.decided_by == user else (known.name if known and known.name else "Somebody")
            raise Refusal(f"{who} {row.state} this proposal already.")
        return row

    def _decide(self, unit: Unit, row: Proposal, deed: Deed, reason: str) -> None:
        row.decided_by, row.decided_at, row.reason = deed.user, self.books.clock.now(), reason
        stored.save_proposal(unit, row)
        # One whose draft was dropped is decided once more, and told once more.
        self.books.work.enqueue(unit, DECIDED, f"{row.id}:{row.version or row.state}")

    def _key(self, workspace: str) -> str:
        current = self.briefs.current(workspace)
        return current.version.product_key if current is not None else ""


def _written(brief: InForce, row: Proposal, words: str) -> str | None:
    """The source of the brief with the line in it; None when the line to change is there no more. Raises Refusal."""
    source = brief.brief.source
    if not row.was:
        said = claim_of(Passage("", (), words, "other", 0))
        if any(claim_of(each) == said for each in brief.brief.passages):
            raise Refusal("The brief says this already, word for word.", field="words")
        return added(source, row.path, words)
    same = [each for each in brief.brief.passages if each.text == row.was]
    here = [each for each in same if list(each.path) == list(row.path)]
    line = next((each for each in here if each.ref == row.ref), None) or next(iter([*here, *same]), None)
    return replaced(source, line, words) if line is not None else None


def _why(row: Proposal) -> str:
    return f"Proposal accepted: {row.why}"[:300]
