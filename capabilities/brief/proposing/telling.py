"""Tells people what became of what they said: the owner of a proposal, and whoever was cited of a line that changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from capabilities.books import Deed
from capabilities.brief.proposing.asking import PROPOSED
from capabilities.brief.proposing.deciding import Deciding
from capabilities.brief.proposing.lines import line_in
from capabilities.brief.proposing.values import OPEN, Changed, Evidence
from capabilities.passages import plain_heading, spoken
from capabilities.permissions import PROGRAM
from capabilities.workspace import GONE
from storage import brief as stored
from storage import field as stored_field
from storage import questions as stored_questions
from storage import workspace as stored_workspace
from storage.brief import Proposal
from storage.database import Unit

PUBLISHED = "brief_published"  # the kind of durable work that tells whoever is cited
_NUDGE = "brief"


@dataclass(frozen=True)
class Telling(Deciding):
    """Whom to tell, once each, and within the budget of nudges."""

    def to_tell_owner(self, workspace: str, proposal_id: str, *, asked: str = "") -> str | None:
        """The brief's owner, if they are to hear of this proposal now: their id.

        None when it is decided, nobody is known, it was told with another, or they may not be told now: then it is
        asked for anew as soon as they may, and stands in the list. Who `asked` for a look hears of it whatever they
        heard before. The message is begun in the same transaction, and tells of all of theirs that wait by now.
        """
        with self.books.look(workspace) as unit:
            row = stored.proposal(unit, proposal_id)
        if row is None or row.state != OPEN:
            return None
        # A draft may name another owner, who may not decide yet.
        brief = self.briefs.current(workspace, row.product_key) or self.briefs.working(workspace, row.product_key)
        owner = self.briefs.owner_of(workspace, brief)
        if owner is None:
            return None
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = stored.proposal(unit, proposal_id)
            if row is None or row.state != OPEN:
                return None
            if stored_workspace.posting(unit, owner_key(proposal_id)) is None:
                if owner[0] != asked and row.told == owner[0]:
                    return None
                key, again = f"proposal:{proposal_id}", (PROPOSED, proposal_id)
                if owner[0] != asked and not self.nudges.spend(unit, owner[0], key=key, kind=_NUDGE, again=again):
                    return None
                self._begin(unit, owner_key(proposal_id), owner[0])
                for each in stored.proposals(unit, state=OPEN):
                    if each.product_key == row.product_key:
                        each.told = owner[0]
                        stored.save_proposal(unit, each)
        return owner[0]

    def published(self, workspace: str, version_id: str) -> list[str]:
        """Note which accepted proposals came into force with a version; the people whose words they cite.

        A proposal did when its line stands in the version, as it was accepted or, in a version built on that draft,
        worded once more. Asked again it says the same.
        """
        version = self.briefs.version(workspace, version_id)
        if version is None or version.version.published_at is None:
            return []
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            built_on = {row.id for row in stored.lineage(unit, version_id)}
            for row in stored.unpublished(unit, version.version.product_key):
                base = self.briefs.version(workspace, row.base)
                line = line_in(version, row, base, built_on=row.version in built_on)
                if line is not None:
                    row.published, row.became = version_id, spoken(line)
                    stored.save_proposal(unit, row)
            people = {user for row in stored.published_in(unit, version_id) for user in _cited(unit, row)}
            here = {each.user for each in stored_workspace.people(unit) if each.role != GONE}
        return sorted(people & here)

    def in_version(self, workspace: str, version_id: str) -> list[str]:
        """The ids of the proposals whose line came into force with a version."""
        with self.books.look(workspace) as unit:
            return [row.id for row in stored.published_in(unit, version_id)]

    def changed_for(self, workspace: str, version_id: str, user: str) -> list[Changed]:
        """The lines that a person's words changed in a version, in the order they were decided."""
        version = self.briefs.version(workspace, version_id)
        if version is None:
            return []
        with self.books.look(workspace) as unit:
            return [
                Changed(
                    row.id, tuple(map(plain_heading, row.path)), row.was, row.became, version.version.number, *theirs
                )
                for row in stored.published_in(unit, version_id)
                if (theirs := _cited(unit, row).get(user))
            ]

    def to_tell_writer(self, workspace: str, version_id: str, user: str) -> bool:
        """Whether a person hears now that their words changed a line: once for a version, within their budget.

        Until then the receipt of each note says so all the same. The message is begun in the same transaction.
        """
        now = self.books.clock.now()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            key = writer_key(version_id, user)
            if stored_workspace.posting(unit, key) is not None:
                return True
            if not self.nudges.spend(unit, user, key=key, kind=_NUDGE, again=(PUBLISHED, f"{version_id}:{user}")):
                return False
            self._begin(unit, key, user)
            rows = stored.published_in(unit, version_id)
            own = [note.id for row in rows for note in _notes(unit, row) if note.author == user]
            stored.note_told(unit, [row.id for row in rows], own, now)
            return True

    def _begin(self, unit: Unit, key: str, user: str) -> None:
        stored_workspace.begin_posting(unit, key, channel=user, now=self.books.clock.now())


def owner_key(proposal_id: str) -> str:
    """The posting that tells the owner of a proposal."""
    return f"proposal:{proposal_id}"


def writer_key(version_id: str, user: str) -> str:
    """The posting, and the nudge, that tells somebody that their words changed a version."""
    return f"changed:{version_id}:{user}"


def _cited(unit: Unit, row: Proposal) -> dict[str, tuple[str, str]]:
    """The people a proposal rests on, and by what of theirs: a note, a question, or the proposal itself; and their
    words, the newest where there are several."""
    asked = [Evidence.from_json(each).question for each in row.evidence]
    questions = [stored_questions.get(unit, each) for each in asked if each]
    people = {row.made_by: ("proposal", row.why)} if row.made_by != PROGRAM else {}
    people |= {each.asked_by: ("question", each.text) for each in reversed(questions) if each is not None}
    notes = sorted(_notes(unit, row), key=lambda note: note.created_at)
    return people | {note.author: ("note", note.text) for note in notes}


def _notes(unit: Unit, row: Proposal) -> Iterable[stored_field.Note]:
    cited = [each.note for each in stored.notes_of(unit, row.id)]
    some = (note for at in range(0, len(cited), 500) for note in stored_field.some(unit, cited[at : at + 500]))
    return [note for note in some if note.undone_at is None]
