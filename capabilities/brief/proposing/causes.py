"""Finds what the field asks of the brief: themes it does not answer, questions it was silent on, points that fell flat.

How much has to be there, and why: three notes of two people for a theme or a line that fell flat, as fewer are shown
to nobody (DESIGN, honest numbers); two people for a question, as each of them asked because they needed to know.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

import numpy as np

from capabilities.brief import InForce
from capabilities.brief.proposing.values import GAP, POINT, THEME, Cause, Failing, Said
from capabilities.brief.tried import COMPARED, FLAT, SAID_ALOUD, TRIED, lines_tried
from capabilities.field.finding import likeness_of
from capabilities.field.replying import speaks_to
from capabilities.finding import Finder
from capabilities.passages import Passage, claim_of, spoken
from capabilities.remembered import Remembered
from capabilities.retrieval import Hit
from prompts.embedding import Embedder
from storage.field import Note
from storage.questions import Question

NOTES, PEOPLE = 3, 2
WINDOW = timedelta(days=90)  # what nobody has said for a quarter is not what the field asks for now
LOOKED_UP = 12  # notes of a theme, the newest: enough for a share, and a night's work for hundreds of themes
_SHARE = 0.5  # of them must find no answer, or have the same passage nearest, to be said of the theme
_NEAR = 0.4  # by Hit.score: below this the passage nearest to a note is near to it by chance
_AT_ONCE = 4
_SEARCHED = 40  # passages for each note: the one meant may stand behind others that share more words with it
_PATIENCE_S = 20.0
ASKS = ("want", "objection", "doesnt", "words")
_CHANGEABLE = frozenset({"it_is", "makes_possible", "benefit", "offer", "cost_and_risk", "objection", "competitor"})

_MONEY = re.compile(r"\b(?:pric|cost|expens|cheap|discount|budget|afford|fees?\b|pay\b)|[€$£]", re.IGNORECASE)

Before = Callable[[str, str, Sequence[Said]], Sequence[Said]]  # kind, id, what was said; what of it is still unspent
Since = Callable[[Passage], datetime]  # since when a line has stood in the published brief


@dataclass(frozen=True)
class Ground:
    """What causes are looked for on: a version, and how it is searched."""

    brief: InForce
    finder: Finder
    embedder: Remembered
    unspent: Before

    @property
    def asking(self) -> Embedder | None:
        """What stands in for the finder's embedder: the same one, with vectors known already."""
        own = self.finder.embedder
        return self.embedder if own is not None and own.name == self.embedder.name else None


@dataclass(frozen=True)
class Later:
    """A cause yet to be found: the most people it may have behind it, when it was said last at the latest, and how."""

    people: int
    newest: datetime
    find: Callable[[], Cause | None]


def said_by(note: Note) -> Said:
    """A note as evidence."""
    return Said(
        text=note.text, words=note.customer_words or note.text, who=note.author, said_at=note.created_at,
        came=note.kept_at or note.created_at, note=note.id, kind=note.kind, segment=note.segment,
    )  # fmt: skip


def of_theme(ground: Ground, theme: str, name: str, notes: Sequence[Note]) -> Cause | None:
    """What a theme's notes, newest first, ask of the brief; None while it answers them or too few say it.

    Half of the newest notes must find no answer. Where half of them have the same passage nearest, the brief comes
    near and does not answer: that one is to be changed. Else it is silent, and a new line is wanted.
    """
    asks = ground.unspent(THEME, theme, [said_by(note) for note in notes if note.kind in ASKS])
    flat = sum(each.kind == "doesnt" for each in asks)
    if not _enough(asks) or flat > len(asks) / 2:  # what fell flat is told of the line that did, not of a theme
        return None
    looked = asks[:LOOKED_UP]
    hits: list[list[Hit]] = []
    silent = 0
    for at in range(0, len(looked), _AT_ONCE):
        words = [each.text for each in looked[at : at + _AT_ONCE]]
        near_each, thorough = ground.finder.find_many(
            ground.brief, words, limit=_SEARCHED, patience_s=_PATIENCE_S, asking=ground.asking
        )
        if not thorough:
            return None
        silent += sum(not speaks_to(ground.brief, said, near) for said, near in zip(words, near_each, strict=True))
        hits += near_each
        if silent + len(looked) - len(hits) < len(looked) * _SHARE:
            return None  # however the others turn out
    near = _agreed(hits)
    if near is not None and near.kind not in _CHANGEABLE:
        return None  # a limit or a proof speaks to it: that is the owner's to weigh, not the field's to reword
    why = f"{silent} of the last {len(looked)} notes on “{name}” find no answer in the brief."
    if near is not None:
        why = f"The brief comes near with this line, but {why[0].lower()}{why[1:]}"
        return _cause(THEME, theme, name, asks, passage=near, path=near.path, why=why)
    path, reason = place(name, asks)
    return _cause(THEME, theme, name, asks, passage=None, path=path, why=f"{why} {reason}")


def gaps(ground: Ground, questions: Sequence[Question]) -> list[Cause]:
    """Questions, oldest first, that the brief in force is still silent on and two different people asked."""
    groups = alike(ground.embedder, questions[-COMPARED:])
    shared = [several for several in groups if len({each.asked_by for each in several}) >= PEOPLE]
    hits, thorough = ground.finder.find_many(
        ground.brief,
        [several[-1].text for several in shared],
        limit=_SEARCHED,
        patience_s=_PATIENCE_S,
        asking=ground.asking,
    )
    made = []
    for several, near in zip(shared, hits, strict=True):
        newest = several[-1]
        if not thorough or ground.brief.index.answerable(newest.text, near).answerable:
            continue
        unspent = ground.unspent(GAP, several[0].id, [asked(each) for each in reversed(several)])
        if len({each.who for each in unspent}) < PEOPLE:
            continue
        priced = about_money(newest.text)
        path = ("Cost and risk",) if priced else ("What", "It is")
        where = "Cost and risk says what it costs." if priced else "It is holds what anybody can check."
        why = f"The brief was silent when this was asked. {where}"
        made.append(_cause(GAP, several[0].id, newest.text, unspent, passage=None, path=path, why=why))
    return made


def alike(embedder: Embedder, questions: Sequence[Question]) -> list[list[Question]]:
    """Questions put together where they ask the like, each group in the order given. Raises ModelFault.

    A question joins the first group whose first question is as like it as two notes that say the like.
    """
    if not questions:
        return []
    rows = np.asarray(embedder.embed([each.text for each in questions]), dtype=np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    least, firsts, groups = likeness_of(embedder.name).alike, list[int](), list[list[Question]]()
    for at, question in enumerate(questions):
        cosines = rows[firsts] @ rows[at] if firsts else np.zeros(0, dtype=np.float32)
        best = int(np.argmax(cosines)) if len(cosines) else -1
        if best >= 0 and cosines[best] >= least:
            groups[best].append(question)
        else:
            firsts.append(at)
            groups.append([question])
    return groups


def fell_flat(ground: Ground, notes: Sequence[Note], since: Since) -> list[Cause]:
    """Lines that fell flat by the notes that say so, newest first, more often than they landed.

    Only what was said while the line stood in the published brief counts.
    """
    tried = [note for note in notes if note.kind in TRIED][:COMPARED]
    of: dict[tuple[str, str], list[Note]] = defaultdict(list)
    lines: dict[tuple[str, str], Passage] = {}
    for note, line in (
        lines_tried(ground.finder, ground.brief, tried, patience_s=_PATIENCE_S, asking=ground.asking) or ()
    ):
        if note.created_at >= since(line):
            key = (claim_of(line), note.segment.casefold())
            lines.setdefault(key, line)
            of[key].append(note)
    made = []
    for key, several in of.items():
        flat = [said_by(note) for note in several if note.kind == FLAT]
        landed = len(several) - len(flat)
        own_id = point_id(*key)
        flat = list(ground.unspent(POINT, own_id, flat))
        if _enough(flat) and len(flat) > landed:
            line, segment = lines[key], several[0].segment
            why = f"It fell flat {len(flat)} times{_with(segment)} and landed {times(landed)}."
            made.append(_cause(POINT, own_id, spoken(line), flat, passage=line, path=line.path, why=why))
    return made


def failing(ground: Ground, points: Iterable[Failing], now: datetime) -> list[Cause]:
    """Lines whose record in pitches says so: how many marks that takes is told there, and two people's they must be."""
    made = []
    known = {claim_of(each): each for each in reversed(ground.brief.brief.passages)}
    for point in points:
        line, own_id = known.get(point.claim), point_id(point.claim, point.segment.casefold())
        marks = [Said("", "", f"{at}", None, now) for at in range(point.people)]  # who marks what is nobody's business
        if line is None or line.kind not in SAID_ALOUD or point.people < PEOPLE:
            continue
        if ground.unspent(POINT, own_id, marks):
            words = tuple(Said(each, each, "", None, now, kind="mark", segment=point.segment) for each in point.words)
            why = f"In pitches it fell flat {times(point.flat)}{_with(point.segment)} and landed {times(point.landed)}."
            made.append(Cause(POINT, own_id, spoken(line), words, point.people, now, line, line.path, why))
    return made


def place(name: str, asks: Sequence[Said]) -> tuple[tuple[str, ...], str]:
    """The headings a new line belongs under, and why there: objections among the replies, what touches money there,
    and what customers want under what the product makes possible."""
    kinds = Counter(each.kind for each in asks)
    if kinds["objection"] > len(asks) / 2:
        return ("Objections", name), "Reps look for the reply under Objections."
    if sum(about_money(each.text) for each in asks) > len(asks) / 2:
        return ("Cost and risk",), "It is about money, so it belongs under Cost and risk."
    return ("What", "It makes possible"), "What customers want stands under It makes possible."


def about_money(words: str) -> bool:
    """Whether it is the price somebody speaks of."""
    return _MONEY.search(words) is not None


def point_id(claim: str, segment: str) -> str:
    """What a line that fell flat with a segment is known by."""
    return f"{claim}:{segment}"[:80]


def times(count: int) -> str:
    return {0: "not once", 1: "once"}.get(count, f"{count} times")


def strongest(known: Iterable[Cause], later: Iterable[Later]) -> Iterator[Cause]:
    """The causes most people stand behind first, then those heard last; of one line, or one cause, only the first.

    `later` are causes yet to be found, that which may come first first: one is looked for only once no cause that is
    found already comes before it for sure.
    """
    told: set[str] = set()
    order = count()
    waiting = [_ranked(cause, next(order)) for cause in known]
    heapq.heapify(waiting)
    unfound = deque(later)
    while waiting or unfound:
        if unfound and (not waiting or waiting[0][:2] >= (-unfound[0].people, -unfound[0].newest.timestamp())):
            found = unfound.popleft().find()
            if found is not None:
                heapq.heappush(waiting, _ranked(found, next(order)))
            continue
        cause = heapq.heappop(waiting)[-1]
        line = cause.passage.ref if cause.passage is not None else f"{cause.kind}:{cause.id}"
        if line not in told:
            told.add(line)
            yield cause


def _ranked(cause: Cause, found: int) -> tuple[int, float, str, int, Cause]:
    """In this order; `found` is another one for each, so that causes themselves are never compared."""
    return -cause.people, -cause.newest.timestamp(), cause.id, found, cause


def _cause(
    kind: str, own_id: str, about: str, said: Sequence[Said], *, passage: Passage | None, path: Sequence[str], why: str
) -> Cause:
    newest = max(each.said_at or each.came for each in said)
    people = len({each.who for each in said if each.who})
    return Cause(kind, own_id, about, tuple(said), people, newest, passage, tuple(path), why)


def _enough(said: Sequence[Said]) -> bool:
    return len(said) >= NOTES and len({each.who for each in said}) >= PEOPLE


def _agreed(hits: Sequence[Sequence[Hit]]) -> Passage | None:
    """The passage that is nearest to half of the notes or more: what the brief has to say to them, if anything."""
    nearest = [near[0].passage for near in hits if near and near[0].score >= _NEAR]
    counts: Mapping[str, int] = Counter(each.ref for each in nearest)
    best = max(nearest, key=lambda each: counts[each.ref], default=None)
    return best if best is not None and counts[best.ref] >= max(2, len(hits) * _SHARE) else None


def asked(question: Question) -> Said:
    """A question as evidence."""
    return Said(
        text=question.text, words=question.text, who=question.asked_by, said_at=question.asked_at,
        came=question.asked_at, question=question.id, kind="question",
    )  # fmt: skip


def _with(segment: str) -> str:
    return f" with {segment}" if segment else ""
