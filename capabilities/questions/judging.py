"""What askers say of answers: whether they helped and why not, and how often each passage cited did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.masking import Masking
from capabilities.passages import Passage, claim_of
from capabilities.questions import opening
from capabilities.questions.known import Known
from capabilities.questions.opening import ANSWER, Given, Opened
from capabilities.refusal import NotAllowed, Refusal
from storage import questions as stored
from storage.database import Unit
from storage.questions import JudgedAnswer, Question

__all__ = ["LONGEST_WHY", "REASONS", "Given", "Judged", "Judging", "Opened", "Unhelpful"]

WINDOW = timedelta(days=90)  # the brief has changed since what is older
REASONS = {
    "wrong": "It is wrong",
    "old": "It is out of date",
    "beside": "It is not what I asked",
    "unusable": "I may not use it as it stands",
    "else": "Something else",
}
LONGEST_WHY = 300  # characters
_MOST = 5_000  # judged answers looked at, the newest

_GONE = "That question is no longer here."
_NOT_YOURS = "Only the person who asked can judge an answer."


@dataclass(frozen=True)
class Judged:
    """How answers that cite a passage did in the last 90 days: how many helped, how many did not.

    `reasons` are what their askers said, newest first: a key of REASONS, and words that may be empty.
    """

    helpful: int = 0
    not_helpful: int = 0
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Unhelpful:
    """The passages of a brief in force, and the answers kept beside it, that did not help, the worst first.

    `elsewhere` counts answers that did not help and cite nothing of these.
    """

    brief: InForce
    passages: tuple[tuple[Passage, Judged], ...]
    elsewhere: int


@dataclass(frozen=True)
class _Seen:
    """A judged answer, its brief's product, and its claims: what its passages say, rather than where they stood."""

    answer: JudgedAnswer
    product_key: str
    claims: frozenset[str]


@dataclass(frozen=True)
class Judging:
    """Keeps what is said of answers, and says it to those who look after the brief. Nobody is named there."""

    books: Books
    briefs: Briefs
    masking: Masking = field(default_factory=Masking)

    def judge(self, deed: Deed, question_id: str, *, helpful: bool) -> Question:
        """Keep whether an answer helped; the last word holds. Raises Refusal for anyone but the asker."""
        with self.books.keep(deed) as unit:
            row = _own(unit, deed, question_id)
            row.helpful, row.judged_at = ("yes" if helpful else "no"), self.books.clock.now()
            if helpful:
                row.why = row.why_kind = ""
            unit.session.add(row)
        return row

    def why(self, deed: Deed, question_id: str, kind: str, words: str = "") -> str:
        """Keep why an answer did not help, personal data masked; returns the name of who reads it, empty for nobody.

        `kind` is a key of REASONS. Raises Refusal without one, for too many words, and for anyone but the asker.
        """
        if kind not in REASONS:
            raise Refusal("Choose what comes nearest.", field="kind")
        words = words.replace("\x00", "").strip()  # PostgreSQL keeps no text with a NUL in it
        if len(words) > LONGEST_WHY:
            raise Refusal(f"That is {len(words):,} characters; {LONGEST_WHY} are enough.", field="words")
        words = self.masking.mask(words).words
        with self.books.keep(deed) as unit:
            row = _own(unit, deed, question_id)
            row.helpful, row.judged_at = "no", self.books.clock.now()
            row.why_kind, row.why = kind, words
            unit.session.add(row)
        brief = self._brief(row)
        owner = self.briefs.owner_of(deed.workspace, brief) if brief is not None else None
        return owner[1] if owner is not None else ""

    def opened(self, deed: Deed, question_id: str, ref: str) -> tuple[Opened | Given, Judged | None]:
        """A source of an answer, and how its answers did for who may publish the brief.

        Whoever asked, and who may publish, opens every one; others those that are cleared for everybody, as an answer
        may stand in a channel. Raises Refusal.
        """
        with self.books.look(deed.workspace) as unit:
            row = _row(unit, question_id)
        brief = self._brief(row)
        publisher = brief is not None and self.briefs.may_publish(deed.workspace, deed.user, brief.version)
        own = deed.user == row.asked_by and not row.public
        with self.books.look(deed.workspace) as unit:
            found: Opened | Given
            if ref.startswith(ANSWER) and not (brief is not None and ref in brief.passages):
                today = self.books.clock.now().date()
                found = opening.given(unit, brief, row, ref, today=today, everybody=not (own or publisher))
            else:
                found = opening.passage(unit, brief, row, ref, everybody=not (own or publisher))
        if not publisher or brief is None:
            return found, None
        passage = brief.passages.get(ref)
        claim = claim_of(passage) if passage is not None else ref
        return found, self._counted(deed.workspace).get(claim, Judged())

    def of_passages(self, workspace: str, passages: Iterable[Passage]) -> dict[str, Judged]:
        """How answers that cite each of these passages did, by its ref; in whatever version they were cited."""
        counted = self._counted(workspace)
        return {each.ref: counted.get(_key(each), Judged()) for each in passages}

    def unhelpful(self, deed: Deed, words: str = "") -> Unhelpful:
        """What did not help, of the product named in the words or of the default one.

        Raises Refusal while there is no brief, NotAllowed for whoever may not publish it.
        """
        brief = self.briefs.named_in(deed.workspace, words)
        try:
            self.briefs.require_publisher(deed, brief.version)
        except NotAllowed as no:
            raise NotAllowed("Reading what did not help", role=no.role, ask=no.ask) from None
        about = [each for each in self._seen(deed.workspace) if each.product_key == brief.version.product_key]
        counted = _count(about)
        known = Known(self.books, self.briefs).of(deed.workspace, brief)  # answers people gave did not help either
        here = {_key(each): each for each in reversed(known.brief.passages)}
        found = [(here[claim], judged) for claim, judged in counted.items() if claim in here and judged.not_helpful]
        found.sort(key=lambda each: (-each[1].not_helpful, each[1].helpful, each[0].line))
        without = [each for each in about if each.answer.helpful == "no" and not each.claims & here.keys()]
        return Unhelpful(brief, tuple(found), len(without))

    def _counted(self, workspace: str) -> dict[str, Judged]:
        return _count(self._seen(workspace))

    def _seen(self, workspace: str) -> list[_Seen]:
        """The answers judged lately, each with what its sentences stand on."""
        with self.books.look(workspace) as unit:
            rows = stored.judged_since(unit, self.books.clock.now() - WINDOW, limit=_MOST)
        versions = {
            row.brief_version: row.brief_version and self.briefs.version(workspace, row.brief_version) for row in rows
        }
        claims: dict[tuple[str, str], str] = {}  # many answers cite the same few passages
        made = []
        for row in rows:
            brief = versions[row.brief_version] or None
            own = set()
            for ref in _cited(row):
                key = (row.brief_version or "", ref)
                if key not in claims:
                    passage = brief.passages.get(ref) if brief is not None else None
                    claims[key] = claim_of(passage) if passage is not None else ref
                own.add(claims[key])
            made.append(_Seen(row, brief.version.product_key if brief is not None else "", frozenset(own)))
        return made

    def _brief(self, row: Question) -> InForce | None:
        return self.briefs.version(row.workspace, row.brief_version) if row.brief_version else None


def _cited(row: JudgedAnswer) -> set[str]:
    sentences = (each for each in row.sentences if each.get("kind") == "sentence")
    return {str(cite["ref"]) for each in sentences for cite in each.get("cites", [])}


def _count(seen: Sequence[_Seen]) -> dict[str, Judged]:
    """By claim; each answer counts once for each passage it cites."""
    by_claim: dict[str, list[JudgedAnswer]] = {}
    for each in seen:
        for claim in each.claims:
            by_claim.setdefault(claim, []).append(each.answer)
    return {claim: _judged(answers) for claim, answers in by_claim.items()}


def _judged(answers: Sequence[JudgedAnswer]) -> Judged:
    unhelpful = [each for each in answers if each.helpful == "no"]
    reasons = tuple((each.why_kind, each.why) for each in unhelpful if each.why_kind)
    return Judged(len(answers) - len(unhelpful), len(unhelpful), reasons)


def _key(passage: Passage) -> str:
    return passage.ref if passage.kind == "answer" else claim_of(passage)


def _row(unit: Unit, question_id: str) -> Question:
    row = stored.get(unit, question_id)
    if row is None:
        raise Refusal(_GONE)
    return row


def _own(unit: Unit, deed: Deed, question_id: str) -> Question:
    row = _row(unit, question_id)
    if row.asked_by != deed.user:
        raise Refusal(_NOT_YOURS)
    return row
