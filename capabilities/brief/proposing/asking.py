"""Takes the changes that people propose: anybody may, whatever their role, and whoever owns the brief decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.books import Deed
from capabilities.brief import InForce
from capabilities.brief.proposing import causes
from capabilities.brief.proposing.looking import ASKED, Looking, evidence_of, log
from capabilities.brief.proposing.seen import ALL, hiding_of
from capabilities.brief.proposing.values import GAP, OPEN, PERSON
from capabilities.field.words import clean, is_blank
from capabilities.passages import Passage, claim_of
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from prompts.model import ModelFault
from storage import brief as stored
from storage import field as stored_field
from storage import questions as stored_questions
from storage.brief import Proposal
from storage.questions import kept as stored_kept

PROPOSED = "brief_proposed"  # the kind of durable work that tells the owner of a proposal
LONGEST, LONGEST_WHY = 1_000, 500  # characters of a line, and of the reason for it
_MOST_OPEN = 10  # of one person's at a time
_NEAREST = 20  # lines offered first, or where no line holds what was typed
_ALWAYS = (("What", "It makes possible"), ("Objections",))  # sections a brief may still lack


@dataclass(frozen=True)
class Asking(Looking):
    """Keeps what people propose."""

    def to_change(self, workspace: str, user: str, product_key: str | None = None) -> InForce:
        """The brief that a person would change, of this product or of the default one. Raises Refusal.

        A draft is not everybody's: who may not publish it proposes on what is in force.
        """
        brief = self.briefs.current(workspace, product_key) or self.briefs.needed(workspace)
        if self.briefs.may_publish(workspace, user, brief.version):
            brief = self.briefs.working(workspace, brief.version.product_key)
        return brief

    def places(
        self, workspace: str, base: str, typed: str, *, about: str = ""
    ) -> tuple[list[Passage], list[tuple[str, ...]]]:
        """The lines of a version to change and its sections for a new one, by what was typed to find one.

        Those that hold every word typed; where no line does, the lines nearest in meaning. Without anything typed all
        of them, the lines nearest to what the proposal is `about` first.
        """
        brief = self.briefs.version(workspace, base)
        if brief is None:
            return [], []
        lines = [each for each in brief.brief.passages if each.kind != "question"]
        sections = [path for path in dict.fromkeys([*brief.brief.headings, *_ALWAYS]) if path]
        wanted = typed.casefold().split()
        if not wanted:
            return list(dict.fromkeys([*self._nearest(brief, about), *lines])), sections
        held = [each for each in lines if _holds(f"{' '.join(each.path)} {each.text}", wanted)]
        return held or self._nearest(brief, typed), [path for path in sections if _holds(" ".join(path), wanted)]

    def _nearest(self, brief: InForce, words: str) -> list[Passage]:
        hits = self.finder.find(brief, words, limit=_NEAREST, patience_s=0.2).hits if words.strip() else []
        return [hit.passage for hit in hits if hit.passage.kind != "question"]

    def by_person(
        self, deed: Deed, *, base: str, ref: str = "", path: Sequence[str] = (), words: str, why: str, gap: str = ""
    ) -> str:
        """Keep a change that a person proposes, whatever their role; its id. The brief's owner hears of it.

        `ref` is the passage of version `base` to change; without one the words are a new line under `path`. `gap` is
        what nobody could answer, if the line answers that. Raises Refusal.
        """
        words = one_line(self.masking.mask(words).words, "words", LONGEST)
        why = one_line(self._hidden(deed.workspace, self.masking.mask(why).words), "why", LONGEST_WHY)
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
            if gap:  # an answer that was kept for it is in the brief once this is
                stored_kept.note_proposed(unit, gap, own_id)
            self.books.work.enqueue(unit, PROPOSED, own_id)
        return own_id

    def _hidden(self, workspace: str, words: str) -> str:
        """The words without names of customers and people: a proposal is in everybody's list."""
        with self.books.look(workspace) as unit:
            return hiding_of(unit).hidden(words, amounts=False)

    def gather(self, workspace: str, proposal_id: str) -> int:
        """Put what was asked behind a person's line for a gap, so that whoever asked hears of it; returns how many.

        A gap is known by the oldest of its questions, or of its notes. May take seconds.
        """
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            row = stored.proposal(unit, proposal_id)
            if row is None or row.cause != GAP or row.evidence or row.state != OPEN:
                return 0
            questions = stored_questions.silent_since(unit, now - causes.WINDOW, now)
            note, hide = stored_field.get(unit, row.cause_id), hiding_of(unit).hidden
        said = [causes.said_by(note)] if note is not None and note.undone_at is None else []
        try:
            groups = causes.alike(self.themes.embedder, questions)
        except ModelFault as fault:
            log.warning("Questions are not compared for now: %s", fault)
            groups = [[each] for each in questions]
        own = next((group for group in groups if any(each.id == row.cause_id for each in group)), [])
        said += [causes.asked(each) for each in reversed(own)]
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = stored.proposal(unit, proposal_id)
            if row is None or row.evidence or not said:
                return 0
            row.evidence = [evidence_of(each, hide).as_json() for each in said[:ASKED]]
            row.people = len({each.who for each in said})
            stored.save_proposal(unit, row)
            stored.add_notes(unit, row.id, [each.note for each in said if each.note])
        return len(said)


def one_line(words: str, field: str, longest: int) -> str:
    """Words as a person gave them, on one line. Raises Refusal when they are too long."""
    words = "" if is_blank(words) else " ".join(clean(words).split())
    if len(words) > longest:
        raise Refusal(f"Keep it to {longest:,} characters; this has {len(words):,}.", field=field)
    return words


def _holds(text: str, wanted: Sequence[str]) -> bool:
    return all(each in text.casefold() for each in wanted)


def _reads(passage: Passage, words: str) -> Passage:
    return Passage(passage.ref, passage.path, words, passage.kind, passage.line, attributes=passage.attributes)
