"""What every part of proposing stands on, and a proposal as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from capabilities.books import Books
from capabilities.brief import Briefs, BriefVersion
from capabilities.brief.proposing.values import OPEN, Evidence, Failing, Proposed
from capabilities.finding import Finder
from capabilities.masking import Masking
from capabilities.nudges import Nudges
from capabilities.passages import plain_heading
from capabilities.refusal import Refusal
from capabilities.themes import Themes
from prompts.catalog import Catalog
from prompts.model import Model
from storage import brief as stored
from storage import field as stored_field
from storage.brief import Proposal
from storage.database import Unit

SHOWN = 5  # pieces of evidence kept with a proposal; all notes behind it are counted


@dataclass(frozen=True)
class Standing:
    """The capabilities that proposing rests on. `failing` gives the points of pitches that fell flat, if any do."""

    books: Books
    briefs: Briefs
    themes: Themes
    finder: Finder
    nudges: Nudges
    catalog: Catalog | None = None
    model: Model | None = None
    failing: Callable[[str], Iterable[Failing]] | None = None
    masking: Masking = field(default_factory=Masking)

    def get(self, workspace: str, proposal_id: str) -> Proposed:
        """One proposal as it stands. Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            row = stored.proposal(unit, proposal_id)
            if row is None:
                raise Refusal("That proposal is no longer here. `/brief proposals` lists those that wait.")
            return self._shown(unit, [row])[0]

    def open(self, workspace: str) -> list[Proposed]:
        """The proposals that wait for a decision, those with the most people behind them first."""
        with self.books.look(workspace) as unit:
            made = self._shown(unit, stored.proposals(unit, state=OPEN))
        return sorted(made, key=lambda each: (-each.people, -each.made_at.timestamp(), each.id))

    def decided(self, workspace: str, *, limit: int = 10) -> list[Proposed]:
        """The proposals decided last, newest first."""
        with self.books.look(workspace) as unit:
            rows = [row for row in stored.proposals(unit) if row.state != OPEN and row.decided_at is not None]
            rows.sort(key=lambda row: row.decided_at or row.made_at, reverse=True)
            return self._shown(unit, rows[:limit])

    def zone(self, workspace: str) -> ZoneInfo:
        """The workspace's zone, for days as they are shown."""
        return self.themes.workspaces.choices(workspace).tz

    def _shown(self, unit: Unit, rows: Sequence[Proposal]) -> list[Proposed]:
        """All of them in a few reads, however many they are: App Home counts them each time it is opened."""
        numbers, cited = _numbers(unit, rows), stored.notes_of_each(unit, [row.id for row in rows])
        wanted = sorted({note for notes in cited.values() for note in notes})
        there = {note.id: note for note in _some(unit, wanted) if note.undone_at is None}
        return [self._one(row, numbers, cited.get(row.id, []), there) for row in rows]

    def _one(
        self,
        row: Proposal,
        versions: dict[str, BriefVersion],
        cited: Sequence[str],
        there: Mapping[str, stored_field.Note],
    ) -> Proposed:
        """A note that was taken back since no longer counts, nor is it shown."""
        notes = [there[each] for each in cited if each in there]
        gone = set(cited) - {note.id for note in notes}
        evidence = tuple(Evidence.from_json(each) for each in row.evidence if each.get("note") not in gone)
        times = [note.created_at for note in notes] + [each.said_at for each in evidence if each.said_at is not None]
        base, draft = versions.get(row.base), versions.get(row.version or "")
        published = versions.get(row.published or "")
        return Proposed(
            id=row.id, cause=row.cause, cause_id=row.cause_id, product=base.product if base else "",
            number=base.number if base else 0, place=tuple(plain_heading(each) for each in row.path), was=row.was,
            words=row.words, why=row.why, evidence=evidence, notes=len(notes),
            people=len({note.author for note in notes}) if cited else row.people,
            oldest=min(times, default=None), newest=max(times, default=None), made_by=row.made_by,
            made_at=row.made_at, model=row.model, state=row.state, decided_by=row.decided_by,
            decided_at=row.decided_at, reason=row.reason, version=row.version or "",
            draft=draft.number if draft else 0, published=published.number if published else 0,
            product_key=row.product_key, held=row.held,
            of_draft=base is not None and base.published_at is None and not row.published,
        )  # fmt: skip


def _numbers(unit: Unit, rows: Sequence[Proposal]) -> dict[str, BriefVersion]:
    wanted = {each for row in rows for each in (row.base, row.version, row.published) if each}
    found = (stored.version(unit, each) for each in sorted(wanted))
    return {version.id: version for version in found if version is not None}


def _some(unit: Unit, note_ids: Sequence[str]) -> list[stored_field.Note]:
    return [note for at in range(0, len(note_ids), 500) for note in stored_field.some(unit, note_ids[at : at + 500])]
