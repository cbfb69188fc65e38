"""What a question can be answered with: the brief in force, and beside it what people answered where it is silent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from capabilities.books import Books
from capabilities.brief import Briefs, InForce
from capabilities.field.finding import likeness_of
from capabilities.finding import in_time
from capabilities.grounding.polarity import denies
from capabilities.passages import Passage, is_public
from capabilities.retrieval import Hit
from capabilities.stems import content, words
from prompts.embedding import Embedder
from storage import questions as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.questions import KeptAnswer
from storage.questions import kept as stored_kept

KIND = "answer"
COLLEAGUES = "colleagues only"  # the clearance of an answer that is not for everybody
_KEPT = 64  # views of briefs in memory
_APART = 4_096  # answers taken apart in memory
_COVERED = 0.75  # of the words asked for, rare ones weighing more, that an answer to another question must hold
_NAME = re.compile(r"(?<=[\w,;:()'’\"”-] )[(\"“'‘]?[A-Z][\w'’-]*|\w*\d[\w.,]*")  # or a number
_PATIENCE_S = 1.0


@dataclass(frozen=True)
class Known:
    """Puts the answers people gave beside the brief they are about."""

    books: Books
    briefs: Briefs
    _views: dict[str, InForce] = field(default_factory=dict, compare=False, repr=False)

    def of(self, workspace: str, brief: InForce, unit: Unit | None = None, *, everybody: bool = False) -> InForce:
        """A brief with the answers kept for its product; the same object while nothing changed.

        `unit` is the caller's own transaction, where one is open. What is for `everybody` to read is left without the
        answers that are for colleagues alone.
        """
        if unit is None:
            with self.books.look(workspace) as own:
                passages = self._passages(own, brief)
        else:
            passages = self._passages(unit, brief)
        view = brief.beside([each for each in passages if is_public(each)] if everybody else passages)
        if view is brief:
            return brief
        known = self._views.get(f"{workspace} {view.key}")
        if known is not None and known.version == brief.version:
            return known
        while len(self._views) >= _KEPT:
            self._views.pop(next(iter(self._views)), None)
        self._views[f"{workspace} {view.key}"] = view
        return view

    def passage(self, workspace: str, brief_version: str, ref: str) -> Passage | None:
        """A passage of a version, or an answer that is or was kept beside it, by its reference; None when gone."""
        brief = self.briefs.version(workspace, brief_version)
        found = brief.passages.get(ref) if brief is not None else None
        if found is not None or not ref.startswith(f"{KIND}-"):
            return found
        with self.books.look(workspace) as unit:
            row = stored_kept.get(unit, ref.removeprefix(f"{KIND}-"))
            return self._passage(unit, row) if row is not None else None

    def _passages(self, unit: Unit, brief: InForce) -> list[Passage]:
        rows = stored.kept_answers(unit, product_key=brief.version.product_key)
        return [self._passage(unit, row) for row in rows]

    def _passage(self, unit: Unit, row: KeptAnswer) -> Passage:
        person = stored_workspace.person(unit, row.by)
        past = row.review_by is not None and row.review_by < self.books.clock.now().date()
        attributes = [
            ("by", person.name if person is not None and person.name else "a colleague"),
            ("at", row.at.date().isoformat()),
            ("review_by", row.review_by.isoformat() if row.review_by else ""),
            ("id", row.id),
        ]
        attributes += [("past", "yes")] if past else []
        attributes += [("clearance", COLLEAGUES)] if row.inside else []
        return Passage(f"{KIND}-{row.id}", (row.question,), row.text, KIND, 0, attributes=tuple(attributes))


def again(view: InForce, question: str, embedder: Embedder | None) -> Passage | None:
    """The newest answer somebody gave to this very question, in its words or others; None where nobody did.

    Other words are those as alike as two notes that say the like, and none among them that neither the old question
    nor its answer has: "Do we ship to Norway?" is as near to "Do we ship to Sweden?" as to itself put otherwise.
    """
    answers = [each for each in reversed(view.brief.passages) if each.kind == KIND]
    said = tuple(words(question))
    same = next((each for each in answers if said and _apart(_asked(each), each.text)[0] == said), None)
    if same is not None or embedder is None:
        return same
    own = set(content(question)) - set(content(view.brief.product))
    near = [each for each in answers if own and own <= _apart(_asked(each), each.text)[1]]
    near = [each for each in near if _denies(_asked(each)) == _denies(question)]
    rows = in_time(embedder, [question, *map(_asked, near)], _PATIENCE_S) if near else None
    if rows is None:
        return None
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    cosines = rows[1:] @ rows[0]
    best = int(np.argmax(cosines))
    return near[best] if cosines[best] >= likeness_of(embedder.name).alike else None


def sure(question: str, hits: Sequence[Hit]) -> list[Hit]:
    """The hits without the answers people gave to something else than this: near it, and no answer to it.

    An answer to a question is near to every question like it. It counts where it holds nearly all that is asked for,
    with every name and number.
    """
    asked = set(content(" ".join(match.group() for match in _NAME.finditer(question))))

    def answers(hit: Hit) -> bool:
        return hit.coverage >= _COVERED and asked <= _held(hit.passage)

    return [hit for hit in hits if hit.passage.kind != KIND or answers(hit)]


def _asked(answer: Passage) -> str:
    return answer.path[0] if answer.path else ""


@lru_cache(maxsize=_APART)
def _apart(asked: str, text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words of an old question, and the stems it holds together with its answer. Hundreds of questions are held to
    hundreds of answers whenever one more is given."""
    return tuple(words(asked)), frozenset(content(f"{asked} {text}"))


def _held(passage: Passage) -> set[str]:
    return set(content(f"{' '.join(passage.path)} {passage.text}"))


def _denies(text: str) -> bool:
    return any(map(denies, words(text)))
