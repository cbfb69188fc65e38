"""Holds a rep's own text to the brief, sentence by sentence, and keeps nothing of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from capabilities.books import Books
from capabilities.brief import Briefs, BriefVersion, InForce
from capabilities.citing import Citation, cite
from capabilities.finding import Finder
from capabilities.grounding import Rules
from capabilities.masking import Masking
from capabilities.passages import names
from capabilities.pitch.checking.claiming import Part, parts
from capabilities.pitch.checking.judging import Judge, Judged, Ruling
from capabilities.refusal import Refusal

__all__ = ["LONGEST", "Checked", "CheckedSentence", "Checks", "Ruling"]

LONGEST = 3_000  # characters of a text that are checked, as many as a field of a form holds
_PATIENCE_S = 0.5  # while a version is new; the person waits for the acknowledgement
_NEAREST = 6

_GRAVITY: tuple[Ruling, ...] = ("not_allowed", "needs_qualifier", "unsupported", "allowed", "no_claim")


@dataclass(frozen=True)
class CheckedSentence:
    """One sentence as it was written, and whether it may be said.

    `words` say why not; `passage` is the limit it breaks, or what it stands on; `instead` are words of the brief that
    may be said in its place.
    """

    text: str
    ruling: Ruling
    words: str = ""
    passage: Citation | None = None
    instead: str = ""
    instead_from: Citation | None = None


@dataclass(frozen=True)
class Checked:
    """A text checked. `thorough` is False while its meaning could not be searched for; `masked` are the kinds of
    personal data taken out before anything was done with it, `text` is what was left, and `cut` says that only its
    beginning was checked."""

    sentences: tuple[CheckedSentence, ...]
    thorough: bool
    version: BriefVersion
    text: str = ""
    masked: tuple[str, ...] = ()
    cut: bool = False

    @property
    def to_mend(self) -> tuple[CheckedSentence, ...]:
        """The sentences that need something, the grave ones first."""
        wrong = [each for each in self.sentences if each.ruling not in ("allowed", "no_claim")]
        return tuple(sorted(wrong, key=lambda each: _GRAVITY.index(each.ruling)))

    def count(self, *rulings: Ruling) -> int:
        """How many sentences have one of these rulings."""
        return sum(each.ruling in rulings for each in self.sentences)


@dataclass(frozen=True)
class Checks:
    """Checks what a rep is about to say. Reads only: no row, no log, nothing of the text stays."""

    books: Books
    briefs: Briefs
    finder: Finder
    masking: Masking = field(default_factory=Masking)

    def ready(self, workspace: str) -> None:
        """Pass, or raise Refusal: asked before a form is opened, so that nobody fills it in for nothing."""
        self.briefs.needed(workspace)

    def check(self, workspace: str, text: str) -> Checked:
        """The verdict on each sentence; personal data is masked first, and of a long text the beginning is checked.

        Quick enough to answer at once: at most a second while a version is new. Raises Refusal when there is nothing
        to check, or no brief.
        """
        if not any(each.isalnum() for each in text):
            raise Refusal("Give me the words to check, for example: /check We can start on Monday.", field="text")
        masked = self.masking.mask(text.replace("\x00", "").strip())
        brief = self.briefs.named_in(workspace, masked.words)
        known = [brief.brief.product, *names(brief.brief.passages)]
        kept = masked.words[:LONGEST]
        said = parts(kept, known=known)
        claiming = [each.bare for each in said if each.claims]
        found, thorough = self.finder.find_many(brief, claiming, limit=_NEAREST, patience_s=_PATIENCE_S)
        near = iter(found)
        hits = [next(near) if each.claims else [] for each in said]
        # While the meaning cannot be searched for, the limits are not looked for in other words either.
        rules = self.finder.rules(brief) if thorough else Rules.of(brief.brief)
        judged = Judge(brief, rules).judge(said, hits)
        sentences = tuple(_shown(brief, part, each) for part, each in zip(said, judged, strict=True))
        return Checked(sentences, thorough, brief.version, kept, masked.found, len(masked.words) > LONGEST)


def _shown(brief: InForce, part: Part, judged: Judged) -> CheckedSentence:
    wording = judged.instead
    return CheckedSentence(
        part.text,
        judged.ruling,
        judged.words,
        cite(brief, judged.passage) if judged.passage else None,
        wording.text if wording else "",
        cite(brief, wording.passage) if wording else None,
    )
