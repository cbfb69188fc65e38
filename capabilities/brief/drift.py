"""Measures how far notes and pitches hang from the plumb line, by the pillars of the message, week by week.

A pillar is a line under “It makes possible”; a brief without any has one for each segment, made of its benefits. To a
line's pillar belong also the benefits that are nearer to it than to any other, and the proof they lean on. A note, or a
point of a pitch, belongs to the pillar that has the line nearest to it, if that is near enough; else it hangs from
nothing yet.

How far one hangs: 0 where it is as like the nearest line of its pillar as two notes are that say the like
(capabilities/field/finding.likeness_of, `alike`, measured: docs/search.md), 1 where it is only just near enough, which
is half way from there to what a search counts as found (`found`), and in a straight line between. A week's figure is
the mean of its notes, or points, and there is none under five (DESIGN, honest numbers).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import numpy as np

from capabilities.books import Books
from capabilities.brief import Briefs, InForce
from capabilities.brief.hanging import LEAST, Change, Hang, Vectors, Weighed, scale_of, week_starts, weigh
from capabilities.brief.proposing.seen import hiding_of
from capabilities.field.finding import likeness_of
from capabilities.finding import in_time
from capabilities.hashing import HashedWords
from capabilities.hiding import Hiding
from capabilities.kept import Kept
from capabilities.passages import Passage, spoken
from capabilities.pitch.record import drafted
from capabilities.refusal import Refusal
from capabilities.remembered import Remembered
from capabilities.themes import Themes
from storage import field as stored_field
from storage import pitch as stored_pitch
from storage import themes as stored_themes
from storage.database import Unit
from storage.field import Heard

_NOTES, _POINTS = 20_000, 1_000  # the newest of six weeks: more tell nothing new
_WARM_S = 60.0
_PULLING, _THEMES = 2, 3
_SHOWN_NOTES, _SHOWN_PEOPLE = 3, 2  # of a theme, before its name is shown (DESIGN, honest numbers)


@dataclass(frozen=True)
class Pull:
    """A note that hangs far from its pillar, names hidden."""

    words: str
    segment: str
    at: datetime


@dataclass(frozen=True)
class Pillar:
    """One pillar: week by week, oldest first, and over all of them; `pulls` are the notes that pull most."""

    name: str
    notes: tuple[Hang, ...]
    points: tuple[Hang, ...]
    all_notes: Hang
    all_points: Hang
    pulls: tuple[Pull, ...]
    change: Change | None = None  # of the notes


@dataclass(frozen=True)
class Drifted:
    """The drift of one brief: `weeks` are their Mondays, oldest first.

    `by_segments` says that the brief has no line under “It makes possible”; `by_words` that there is no embedding
    model, so that only shared words count. `loose` and `loose_points` hang from nothing yet, `themes` are those of the
    loose notes with how many are in each.
    """

    number: int
    product: str
    weeks: tuple[date, ...]
    pillars: tuple[Pillar, ...]
    notes: int
    points: int
    loose: int
    loose_points: int
    themes: tuple[tuple[str, int], ...]
    by_segments: bool
    by_words: bool


@dataclass(frozen=True)
class _Seen:
    """Everything that is read of the database, in one transaction; points as (when, words)."""

    weeks: tuple[datetime, ...]  # the starts, and the end of the last
    notes: list[Heard]
    vectors: Vectors
    points: list[tuple[datetime, str]]


@dataclass(frozen=True)
class Drift:
    """Weighs what the field said and what was pitched against the brief in force."""

    books: Books
    briefs: Briefs
    themes: Themes

    def of(self, workspace: str, brief: InForce, *, patience_s: float = 2.0) -> Drifted:
        """The drift over the last six whole weeks, Monday to Sunday in the workspace's zone.

        Notes have their vectors already; lines of the brief and points are embedded once and remembered. May take
        `patience_s` seconds while they are new. Raises Refusal where that is not enough, the embedder is away, or
        the brief has no pillar.
        """
        named = _pillars(brief)
        if not named:
            raise Refusal("The brief has no pillar to hang from. Write lines under “It makes possible”, in “What”.")
        seen = self._seen(workspace, brief)
        said = [words for _, words in seen.points]
        self._vectors([*_every_line(brief, named), *said], patience_s)  # all at once; what follows is remembered
        lines, points = self._lines(brief, named), self._vectors(said)
        scale = scale_of(likeness_of(self.themes.embedder.name))
        starts = seen.weeks
        notes_ = weigh([note.at for note in seen.notes], seen.vectors, lines, scale, starts)
        points_ = weigh([at for at, _ in seen.points], points, lines, scale, starts)
        pulling = {at: _pulling(seen.notes, notes_, at) for at in range(len(named))}
        loose = [note for note, at in zip(seen.notes, notes_.pillar, strict=True) if at < 0]
        with self.books.look(workspace) as unit:
            hiding = hiding_of(unit)
            pulls = {at: _pulls(unit, ids, hiding) for at, ids in pulling.items()}
            themes = _themes(unit, loose, hiding)
        over = range(len(starts) - 1)
        return Drifted(
            number=brief.version.number, product=brief.version.product,
            weeks=tuple(start.date() for start in starts[:-1]),
            pillars=tuple(
                Pillar(
                    name, tuple(notes_.hang(at, range(week, week + 1)) for week in over),
                    tuple(points_.hang(at, range(week, week + 1)) for week in over), notes_.hang(at),
                    points_.hang(at), pulls[at], notes_.change(at),
                )
                for at, (name, _) in enumerate(named)
            ),
            notes=len(seen.notes), points=len(seen.points), loose=len(loose),
            loose_points=int((points_.pillar < 0).sum()), themes=themes,
            by_segments=not _of_kind(brief, "makes_possible"),
            by_words=self.themes.embedder.name == HashedWords().name,
        )  # fmt: skip

    def warm(self, workspaces: Iterable[str]) -> None:
        """Have the vectors of each brief in force at hand before the first look. May take seconds, once a version."""
        for brief in filter(None, map(self.briefs.current, workspaces)):
            lines = _every_line(brief, _pillars(brief))
            rows = in_time(Kept(self.themes.embedder, self.books, brief.version.workspace), lines, _WARM_S)
            if rows is not None:  # else it is tried again at the first look
                self._embedder.know(dict(zip(lines, rows.tolist(), strict=True)))

    @cached_property
    def _embedder(self) -> Remembered:
        return Remembered(self.themes.embedder)

    def _seen(self, workspace: str, brief: InForce) -> _Seen:
        zone = self.themes.workspaces.choices(workspace).tz
        starts = week_starts(self.books.clock.now(), zone)
        since, until = starts[0], starts[-1]
        with self.books.look(workspace) as unit:
            notes, vectors = stored_field.heard(unit, since, until, model=self.themes.embedder.name, limit=_NOTES)
            pitches = [
                row
                for row in stored_pitch.drafted_between(unit, since, until)
                if row.product_key in ("", brief.version.product_key)
            ]
            points = [(row.drafted_at or row.asked_at, line.text) for row in pitches for line in drafted(row).points]
        return _Seen(starts, notes, vectors, points[-_POINTS:])

    def _vectors(self, texts: Sequence[str], patience_s: float = 1.0) -> Vectors:
        """A row of length 1 for each text. Raises Refusal."""
        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        rows = in_time(self._embedder, texts, patience_s)
        if rows is None:
            raise Refusal("The embedding model is still reading, or it is away. Please ask again in a minute.")
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def _lines(self, brief: InForce, named: Sequence[tuple[str, tuple[Passage, ...]]]) -> list[Vectors]:
        """The lines of each pillar: its own, and the benefits nearest to it with their proof. Raises Refusal."""
        own = [list(passages) for _, passages in named]
        known = {each.ref for passages in own for each in passages}
        others = [each for each in _of_kind(brief, "benefit") if each.ref not in known]
        if others:
            rows = self._vectors([*map(_told, own), *map(spoken, others)])
            nearest = (rows[len(own) :] @ rows[: len(own)].T).argmax(axis=1)
            for benefit, at in zip(others, nearest, strict=True):
                own[int(at)].append(benefit)
        proofs = {each.attribute("id"): each for each in _of_kind(brief, "proof")}
        for passages in own:
            leans = dict.fromkeys(ref for each in passages for ref in each.proofs if ref in proofs)
            passages += [proofs[ref] for ref in leans]
        rows = self._vectors([spoken(each) for passages in own for each in passages])
        return np.split(rows, np.cumsum([len(passages) for passages in own])[:-1])


def _pillars(brief: InForce) -> list[tuple[str, tuple[Passage, ...]]]:
    possible = _of_kind(brief, "makes_possible")
    if possible:
        return [(spoken(each), (each,)) for each in possible]
    by: dict[str, list[Passage]] = defaultdict(list)
    for each in _of_kind(brief, "benefit"):
        by[each.attribute("segment") or "Everybody"].append(each)
    return [(segment, tuple(benefits)) for segment, benefits in by.items()]


def _told(passages: Sequence[Passage]) -> str:
    return " ".join(map(spoken, passages))


def _every_line(brief: InForce, named: Sequence[tuple[str, tuple[Passage, ...]]]) -> list[str]:
    """Every text of the brief that is weighed against."""
    lines = [each for kind in ("makes_possible", "benefit", "proof") for each in _of_kind(brief, kind)]
    return [*(_told(passages) for _, passages in named), *map(spoken, lines)]


def _of_kind(brief: InForce, kind: str) -> list[Passage]:
    return [each for each in brief.brief.passages if each.kind == kind]


def _pulling(notes: Sequence[Heard], weighed: Weighed, pillar: int) -> list[str]:
    """The notes of a pillar that hang farthest, of different people; none where there are too few for a figure."""
    own = np.flatnonzero(weighed.pillar == pillar)
    if len(own) < LEAST:
        return []
    found: dict[str, str] = {}
    for at in own[np.argsort(-weighed.far[own], kind="stable")]:
        found.setdefault(notes[at].author, notes[at].note)
        if len(found) == _PULLING:
            break
    return list(found.values())


def _pulls(unit: Unit, note_ids: Sequence[str], hiding: Hiding) -> tuple[Pull, ...]:
    notes = {note.id: note for note in stored_field.some(unit, note_ids)}
    found = (notes[each] for each in note_ids if each in notes)
    return tuple(Pull(hiding.hidden(note.customer_words or note.text), note.segment, note.created_at) for note in found)


def _themes(unit: Unit, loose: Sequence[Heard], hiding: Hiding) -> tuple[tuple[str, int], ...]:
    """The themes most of these notes are of, by name, of those that may be shown."""
    notes = Counter(note.theme for note in loose if note.theme)
    people: dict[str, set[str]] = defaultdict(set)
    for note in loose:
        people[note.theme].add(note.author)
    shown = [
        (theme, count) for theme, count in notes.most_common()
        if count >= _SHOWN_NOTES and len(people[theme]) >= _SHOWN_PEOPLE
    ][:_THEMES]  # fmt: skip
    names = {row.id: row.name for row in stored_themes.some(unit, [theme for theme, _ in shown])}
    return tuple((hiding.hidden(names[theme]), count) for theme, count in shown if theme in names)
