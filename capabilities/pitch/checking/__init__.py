"""Holds a rep's own text to the brief, sentence by sentence, and keeps nothing of it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from capabilities.books import Books
from capabilities.brief import Briefs, BriefVersion, InForce
from capabilities.citing import Citation, cite
from capabilities.finding import Finder
from capabilities.masking import Masking
from capabilities.passages import names
from capabilities.pitch.checking.claiming import Part, parts
from capabilities.pitch.checking.ground import Ground, asking
from capabilities.pitch.checking.judging import Judge, Judged, Ruling
from capabilities.refusal import Refusal
from capabilities.remembered import Remembered
from capabilities.retrieval import Hit
from prompts.embedding import Embedder

__all__ = ["LONGEST", "Checked", "CheckedSentence", "Checks", "Ruling"]

LONGEST = 3_000  # characters of a text that are checked, as many as a field of a form holds
_PATIENCE_S = 1.0  # the person waits for the acknowledgement, which Slack gives up after three
_NEAREST = 6
_KEPT = 8  # versions

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
    _grounds: dict[str, Ground] = field(default_factory=dict, compare=False, repr=False)

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
        ground = self._ground(brief)
        embedder = self.finder.embedder
        judged = self._in_time(ground, said, embedder) if embedder is not None else None
        thorough = judged is not None or embedder is None
        if judged is None:  # by words alone: what does without an embedder is never slow
            judged = Judge(ground, ground.by_words).judge(said, self._near(Finder(), brief, said)[0])
        sentences = tuple(_shown(brief, part, each) for part, each in zip(said, judged, strict=True))
        return Checked(sentences, thorough, brief.version, kept, masked.found, len(masked.words) > LONGEST)

    def _in_time(self, ground: Ground, said: Sequence[Part], embedder: Embedder) -> list[Judged] | None:
        """The sentences judged with their meaning looked at; None when that takes longer than a person should wait.

        Vectors of a new version, an embedder far away, a busy machine: each can take seconds.
        """

        def judge() -> list[Judged] | None:
            once = Remembered(embedder)  # for this text alone, and gone with it
            near, thorough = self._near(self.finder, ground.brief, said, asking=once)
            return Judge(ground, asking(self.finder.rules(ground.brief), once)).judge(said, near) if thorough else None

        came: SimpleQueue[list[Judged] | Exception | None] = SimpleQueue()

        def work() -> None:
            try:
                came.put(judge())
            except Exception as error:  # noqa: BLE001 (raised below, where the person waits)
                came.put(error)

        # Left behind when it is late; as a daemon it keeps no process from stopping while an embedder hangs.
        threading.Thread(target=work, name="check", daemon=True).start()
        try:
            judged = came.get(timeout=_PATIENCE_S)
        except Empty:
            return None
        if isinstance(judged, Exception):
            raise judged
        return judged

    def _near(
        self, finder: Finder, brief: InForce, said: Sequence[Part], asking: Embedder | None = None
    ) -> tuple[list[list[Hit]], bool]:
        """The passages nearest to each sentence that claims something; none for the others."""
        claiming = [each.bare for each in said if each.claims]
        found, thorough = finder.find_many(brief, claiming, limit=_NEAREST, patience_s=_PATIENCE_S, asking=asking)
        near = iter(found)
        return [next(near) if each.claims else [] for each in said], thorough

    def _ground(self, brief: InForce) -> Ground:
        """What a version gives to stand on; the last few stay. Two threads may work it out twice, to the same end."""
        key = f"{brief.version.workspace} {brief.version.id}"
        ground = self._grounds.get(key)
        if ground is None:
            if len(self._grounds) >= _KEPT:
                self._grounds.clear()
            ground = self._grounds[key] = Ground(brief)
        return ground


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
