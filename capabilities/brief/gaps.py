"""Finds what the brief is silent on: questions nobody could answer, and objections it has no reply to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np

from capabilities.books import Books
from capabilities.brief import Briefs, InForce
from capabilities.brief.proposing.belonging import Belonging
from capabilities.brief.proposing.seen import hiding_of
from capabilities.brief.proposing.values import OPEN
from capabilities.citing import Citation, cite, unlinked
from capabilities.field.finding import likeness_of
from capabilities.field.replying import speaks_to
from capabilities.finding import Finder, in_time
from capabilities.hashing import HashedWords
from capabilities.hiding import Hiding
from capabilities.questions import known as known_
from capabilities.questions import quoting
from capabilities.questions.known import Known
from capabilities.remembered import Remembered
from capabilities.retrieval import Hit
from capabilities.themes import Themes
from storage import brief as stored
from storage import field as stored_field
from storage import questions as stored_questions
from storage.brief import Proposal

WINDOW = timedelta(days=90)  # what nobody has asked for a quarter is asked no more
PEOPLE = 2  # from so many on a gap is anybody's to see: of one person alone it would be told who asked
MOST = 300  # questions, and as many objections, the newest
_OTHERS = 2  # further wordings shown with a gap
_SEARCHED = 40  # passages for each: the reply may stand behind others that share more words with what was said
_PROPOSALS = 500
_VERSIONS, _KEPT = 8, 4_000  # verdicts are kept of so many versions, on so many texts of each


@dataclass(frozen=True)
class Gap:
    """Something the brief does not answer, however often it was put. Names are hidden in its words.

    `key` is what it is known by: the oldest of its questions, else of its objections. `words` is the newest wording,
    `others` are further ones. `people` counts those who asked or heard it from a customer, each once; `who` are their
    ids, for the owner of the brief alone. `near` is the passage nearest to it, `proposal` the id of the open proposal
    for it, empty when there is none. `sure` is False where the brief could not be searched by meaning. `since` is when
    the oldest of its questions was asked, None where there are objections alone.
    """

    key: str
    words: str
    others: tuple[str, ...]
    questions: tuple[str, ...]
    objections: tuple[str, ...]
    people: int
    who: tuple[str, ...]
    newest: datetime
    near: Citation | None = None
    proposal: str = ""
    sure: bool = True
    since: datetime | None = None
    product_key: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The ids of its questions and of its objections."""
        return (*self.questions, *self.objections)


@dataclass(frozen=True)
class _Item:
    """A question, or a note with an objection; `text` is what is looked up."""

    id: str
    question: bool
    text: str
    words: str
    who: str
    at: datetime


@dataclass(frozen=True)
class _Seen:
    """Everything that is read of the database, in one transaction; `vectors` are those kept of notes, by their text."""

    items: list[_Item]
    vectors: dict[str, list[float]]
    hiding: Hiding
    proposals: list[Proposal]


@dataclass(frozen=True)
class _Judged:
    """Whether the brief has an answer to a text, and its nearest passage."""

    answered: bool
    near: str


@dataclass(frozen=True)
class Gaps:
    """Looks up what the brief in force does not answer, nor anybody who answers for it."""

    books: Books
    briefs: Briefs
    themes: Themes
    finder: Finder
    _judged: dict[str, dict[tuple[bool, str], _Judged]] = field(default_factory=dict, compare=False, repr=False)

    def open(self, workspace: str, brief: InForce | None = None, *, patience_s: float = 0.5) -> list[Gap]:
        """What the brief in force, or this one, is silent on: what two people or more asked comes first, then by how
        many, then the newest. Empty while no brief is in force.

        Questions are those of the last 90 days that had no answer and have none by now, neither of the brief nor one
        that somebody gave and that is kept. With several products
        only what is about this brief's counts (see `Belonging`). May take `patience_s` seconds three times while a
        version or much that was asked is new; nothing is held meanwhile.
        """
        brief = brief or self.briefs.current(workspace)
        if brief is None:
            return []
        seen = self._seen(workspace, brief.version.product_key)
        brief = self._known.of(workspace, brief)
        judged, sure = self._verdicts(brief, seen, patience_s)
        silent = [each for each in seen.items if not judged[each.question, each.text].answered]
        made = []
        for several in self._alike(silent, seen.vectors, patience_s):
            ref = judged[several[-1].question, several[-1].text].near
            passage = brief.passages.get(ref)
            near = cite(brief, passage) if passage is not None else None
            made.append(_gap(several, seen, near, sure=sure, product_key=brief.version.product_key))
        return sorted(made, key=lambda gap: (-gap.people, -gap.newest.timestamp(), gap.key))

    def every(self, workspace: str, *, patience_s: float = 0.5) -> list[Gap]:
        """The same of the briefs of all products, each product by itself."""
        products = [each.key for each in self.briefs.products(workspace) if each.version is not None]
        briefs = [self.briefs.current(workspace, key) for key in products]
        return [
            gap for brief in briefs if brief is not None for gap in self.open(workspace, brief, patience_s=patience_s)
        ]

    def asked(self, workspace: str, key: str) -> str:
        """What was asked under the key of a gap, names hidden; empty when it is gone."""
        with self.books.look(workspace) as unit:
            question, note = stored_questions.get(unit, key), stored_field.get(unit, key)
            words = question.text if question is not None else note.text if note is not None else ""
            return hiding_of(unit).hidden(words) if words else ""

    @cached_property
    def _known(self) -> Known:
        return Known(self.books, self.briefs)

    @cached_property
    def _embedder(self) -> Remembered:
        return Remembered(self.themes.embedder)

    def _seen(self, workspace: str, product_key: str) -> _Seen:
        now, model = self.books.clock.now(), self.themes.embedder.name
        with self.books.look(workspace) as unit:
            since = now - WINDOW
            asked = stored_questions.silent_since(unit, since, now)
            notes = stored_field.objections(unit, since, limit=MOST)
            answered = stored_questions.answered_questions(unit)
            asked = [each for each in asked if each.id not in answered]
            notes = [each for each in notes if each.id not in answered]
            versions = [*(each.brief_version for each in asked), *(each.brief_version for each in notes)]
            belonging = Belonging.of(unit, versions)
            asked = [each for each in asked if belonging.is_about(product_key, each.text, each.brief_version)][-MOST:]
            notes = [each for each in notes if belonging.is_about(product_key, each.text, each.brief_version)]
            items = [_Item(each.id, True, each.text, each.text, each.asked_by, each.asked_at) for each in asked]
            objections = [
                _Item(each.id, False, _whole(each.text, each.customer_words, each.competitor),
                      each.customer_words or each.text, each.author, each.created_at)
                for each in notes
            ]  # fmt: skip
            kept = self.themes.nearness.vectors(unit, [each.id for each in objections], model=model)
            vectors = {each.text: kept[each.id].tolist() for each in objections if each.id in kept}
            open_ = stored.proposals(unit, state=OPEN, limit=_PROPOSALS)
            proposals = [row for row in open_ if row.product_key == product_key]
            items = sorted([*items, *objections], key=lambda each: (each.at, each.id))
            return _Seen(items, vectors, hiding_of(unit), proposals)

    def _verdicts(self, brief: InForce, seen: _Seen, patience_s: float) -> tuple[dict[tuple[bool, str], _Judged], bool]:
        """What the brief has to say to each text, and whether it was searched as thoroughly as can be."""
        known = self._judged.get(brief.key, {})
        made = {key: known[key] for each in seen.items if (key := (each.question, each.text)) in known}
        new = [key for key in dict.fromkeys((each.question, each.text) for each in seen.items) if key not in made]
        if not new:
            return made, True
        asking = Remembered.knowing(self._embedder, seen.vectors)
        hits, thorough = self.finder.find_many(
            brief, [text for _, text in new], limit=_SEARCHED, patience_s=patience_s, asking=asking
        )
        for (question, text), near in zip(new, hits, strict=True):
            near = known_.sure(text, near)
            answers = _answers if question else speaks_to
            near_by = near[0].passage.ref if near else ""
            told = answers(brief, text, near) or known_.again(brief, text, self._embedder) is not None
            made[question, text] = _Judged(told, near_by)
        if thorough:
            while len(self._judged) >= _VERSIONS:  # the oldest first: what it answers is asked for no more
                self._judged.pop(next(iter(self._judged)), None)
            self._judged[brief.key] = dict(list({**known, **made}.items())[-_KEPT:])
        return made, thorough

    def _alike(self, items: Sequence[_Item], vectors: dict[str, list[float]], patience_s: float) -> list[list[_Item]]:
        """Put together where they say the like, each group oldest first. An item joins the group whose first one it is
        most like, where they are as alike as two notes that say the like."""
        if not items:
            return []
        texts, embedder = [each.text for each in items], self._embedder.name
        rows = in_time(Remembered.knowing(self._embedder, vectors), texts, patience_s)
        if rows is None:  # the embedder is slow or away
            by_words = HashedWords()
            rows, embedder = np.asarray(by_words.embed(texts), dtype=np.float32), by_words.name
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        least, firsts, groups = likeness_of(embedder).alike, list[int](), list[list[_Item]]()
        for at, item in enumerate(items):
            cosines = rows[firsts] @ rows[at] if firsts else np.zeros(0, dtype=np.float32)
            best = int(np.argmax(cosines)) if len(cosines) else -1
            if best >= 0 and cosines[best] >= least:
                groups[best].append(item)
            else:
                firsts.append(at)
                groups.append([item])
        return groups


def _answers(brief: InForce, words: str, hits: list[Hit]) -> bool:
    """Whether the brief has an answer to a question, as an answer without a model is decided on."""
    return (
        bool(quoting.instead_of_a_discount(brief, words, hits) or quoting.what_is_never_said(brief, words))
        or brief.index.answerable(words, hits).answerable
    )


def _gap(several: Sequence[_Item], seen: _Seen, near: Citation | None, *, sure: bool, product_key: str) -> Gap:
    newest = several[-1]

    def hide(words: str) -> str:
        return unlinked(seen.hiding.hidden(words))

    questions = tuple(each.id for each in several if each.question)
    objections = tuple(each.id for each in several if not each.question)
    others = dict.fromkeys(each.words for each in reversed(several))
    others.pop(newest.words)
    who = tuple(dict.fromkeys(each.who for each in several))
    return Gap(
        key=(questions or objections)[0], words=hide(newest.words), others=tuple(map(hide, list(others)[:_OTHERS])),
        questions=questions, objections=objections, people=len(who), who=who, newest=newest.at, near=near,
        proposal=_proposed(seen.proposals, {*questions, *objections}), sure=sure,
        since=next((each.at for each in several if each.question), None), product_key=product_key,
    )  # fmt: skip


def _proposed(proposals: Sequence[Proposal], ids: set[str]) -> str:
    """The open proposal for one of these questions or notes, the newest first; empty when there is none."""
    for row in proposals:
        spoken_for = {each.get("question") or each.get("note") for each in row.evidence} | {row.cause_id}
        if ids & spoken_for:
            return row.id
    return ""


def _whole(*parts: str) -> str:
    """What of a note is looked up, each part once: its text, the customer's words, the competitor."""
    made: list[str] = []
    for part in parts:
        if part and not any(part.casefold() in other.casefold() for other in made):
            made.append(part)
    return "\n".join(made)
