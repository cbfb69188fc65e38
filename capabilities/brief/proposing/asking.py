"""Takes the changes that people propose: anybody may, whatever their role, and whoever owns the brief decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.books import Deed
from capabilities.brief import InForce
from capabilities.brief.proposing.looking import ALL, Looking
from capabilities.brief.proposing.values import GAP, OPEN, PERSON
from capabilities.field.words import clean, is_blank
from capabilities.passages import Passage, claim_of
from capabilities.refusal import Refusal
from storage import brief as stored
from storage.brief import Proposal

PROPOSED = "brief_proposed"  # the kind of durable work that tells the owner of a proposal
LONGEST, LONGEST_WHY = 1_000, 500  # characters of a line, and of the reason for it
_MOST_OPEN = 10  # of one person's at a time


@dataclass(frozen=True)
class Asking(Looking):
    """Keeps what people propose."""

    def near(self, workspace: str, words: str, *, limit: int = 60) -> tuple[InForce, list[Passage]]:
        """The brief that would be changed, and its passages, those nearest to the words first. Raises Refusal."""
        brief = self.briefs.working(workspace)
        every = [each for each in brief.brief.passages if each.kind != "question"]
        hits = self.finder.find(brief, words, limit=limit, patience_s=0.2).hits if words.strip() else []
        first = [hit.passage for hit in hits if hit.passage.kind != "question"]
        return brief, list(dict.fromkeys([*first, *every]))[:limit]

    def by_person(
        self, deed: Deed, *, base: str, ref: str = "", path: Sequence[str] = (), words: str, why: str, gap: str = ""
    ) -> str:
        """Keep a change that a person proposes, whatever their role; its id. The brief's owner hears of it.

        `ref` is the passage of version `base` to change; without one the words are a new line under `path`. `gap` is
        what nobody could answer, if the line answers that. Raises Refusal.
        """
        words, why = one_line(words, "words", LONGEST), one_line(why, "why", LONGEST_WHY)
        if not words:
            raise Refusal("Write the line as it should read.", field="words")
        if not why:
            raise Refusal("Say why: whoever decides reads this first.", field="why")
        brief = self.briefs.version(deed.workspace, base)
        passage = brief.passages.get(ref) if brief is not None else None
        if brief is None or (ref and passage is None) or not (ref or path):
            raise Refusal("Choose the line to change, or the section a new line belongs to.", field="place")
        if any(claim_of(each) == claim_of(_reads(each, words)) for each in ([passage] if passage else [])):
            raise Refusal("These are the words that stand there now.", field="words")
        with self.books.keep(deed) as unit:
            own = [row for row in stored.proposals(unit, state=OPEN, limit=ALL) if row.made_by == deed.user]
            if len(own) >= _MOST_OPEN:
                raise Refusal(f"{_MOST_OPEN} of your proposals wait for an answer. Let those be decided first.")
            own_id = self.books.new_id()
            row = Proposal(
                workspace=deed.workspace, id=own_id, key=f"person:{own_id}", product_key=brief.version.product_key,
                base=base, ref=ref, path=list(passage.path if passage else path), was=passage.text if passage else "",
                words=words, cause=GAP if gap else PERSON, cause_id=gap or own_id, why=why, people=1,
                made_by=deed.user, made_at=self.books.clock.now(),
            )  # fmt: skip
            stored.add_proposal(unit, row, [])
            self.books.work.enqueue(unit, PROPOSED, own_id)
        return own_id


def one_line(words: str, field: str, longest: int) -> str:
    """Words as a person gave them, on one line. Raises Refusal when they are too long."""
    words = "" if is_blank(words) else " ".join(clean(words).split())
    if len(words) > longest:
        raise Refusal(f"Keep it to {longest:,} characters; this has {len(words):,}.", field=field)
    return words


def _reads(passage: Passage, words: str) -> Passage:
    return Passage(passage.ref, passage.path, words, passage.kind, passage.line, attributes=passage.attributes)
