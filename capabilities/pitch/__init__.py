"""Pitch points for one conversation: drafted from the brief in force, each cited, held to the limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.citing import Line, Withheld
from capabilities.field.words import is_blank
from capabilities.finding import Finder
from capabilities.masking import Masking
from capabilities.passages import claim_of
from capabilities.permissions import PROGRAM
from capabilities.pitch.asked import Asked, Situation, parsed
from capabilities.pitch.evidence import Evidence, FieldEvidence
from capabilities.pitch.form import HOLDS, LONGEST, Offered, check, offered
from capabilities.pitch.making import Making, leads_with
from capabilities.pitch.record import Drafted, Made, drafted, kept
from capabilities.pitch.redrafting import compared
from capabilities.pitch.sharing import for_others
from capabilities.pitch.trials import Trials
from capabilities.refusal import Refusal
from capabilities.themes import Themes
from prompts.catalog import Catalog
from prompts.model import Model
from storage import brief as stored_brief
from storage import pitch as stored
from storage.database import Unit
from storage.pitch import Pitch, PitchPoint

__all__ = [
    "HOLDS", "LONGEST", "LONGEST_WISH", "Asked", "Drafted", "Evidence", "Line", "Offered", "Pitch", "PitchPoint",
    "Pitches", "Situation", "Withheld",
]  # fmt: skip

LONGEST_WISH = 300

_GONE = "That pitch is no longer here."
_NO_BRIEF = "There is no brief to pitch from yet. A marketer can file one with /brief file, or send me a Markdown file."


@dataclass(frozen=True)
class Pitches:
    """Asks for, drafts, shows and shares pitches. Without a model the points are quoted from the brief.

    With `themes` the points show what the field says beside them. `seconds` is a running clock.
    """

    books: Books
    briefs: Briefs
    catalog: Catalog
    model: Model | None = None
    finder: Finder = field(default_factory=Finder)
    masking: Masking = field(default_factory=Masking)
    themes: Themes | None = None
    seconds: Callable[[], float] = time.monotonic

    def offered(self, workspace: str) -> Offered:
        """What the form offers to choose from. Raises Refusal when there is no brief."""
        brief = self.briefs.current(workspace)
        if brief is None:
            raise Refusal(_NO_BRIEF)
        with self.books.look(workspace) as unit:
            return offered(brief.brief, stored_brief.products(unit))

    def ask(self, deed: Deed, words: str | Asked, channel: str = "") -> Pitch:
        """Keep a request, personal data masked, and have it drafted; words are read for what is marked in them.

        Raises Refusal when nothing is asked, too much, or there is no brief.
        """
        if isinstance(words, str):
            check(words)
            found = self.masking.mask(words.replace("\x00", "").strip())  # PostgreSQL keeps no text with a NUL in it
            asked, masked = parsed(found.words), list(found.found)
        else:
            check(words)
            asked, masked = self._masked(words)
        return self._ask(deed, asked, masked, channel)

    def redraft(self, deed: Deed, pitch_id: str, wish: str) -> Pitch:
        """Have one's own pitch drafted anew with a wish; the old one stays as it is.

        Raises Refusal when nothing is wished, too much, or it is not one's own.
        """
        if is_blank(wish):
            raise Refusal("Say what should be different, for example: shorter, or more on risk.", field="wish")
        if len(wish) > LONGEST_WISH:
            raise Refusal(f"That is {len(wish):,} characters. Say it in {LONGEST_WISH} at most.", field="wish")
        with self.books.look(deed.workspace) as unit:
            row = _row(unit, pitch_id)
        if row.asked_by != deed.user:
            raise Refusal("Only the person who asked for a pitch can have it redrafted. Yours starts with /pitch.")
        found = self.masking.mask(wish.replace("\x00", "").strip())
        asked = replace(_asked(row), wish=found.words)
        masked = [each for each in (*row.masked.split(","), *found.found) if each]
        return self._ask(deed, asked, masked, row.asked_in, redraft_of=row.id)

    def draft(self, workspace: str, pitch_id: str) -> Drafted:
        """Draft what was asked for: the slow part, with nothing of the database held meanwhile.

        What was drafted before is returned as it is. Raises Refusal when it is gone.
        """
        with self.books.look(workspace) as unit:
            row = _row(unit, pitch_id)
            earlier = stored.get(unit, row.redraft_of) if row.redraft_of else None
        if row.state != "waiting":
            return drafted(row)
        begun = self.seconds()
        asked, brief = _asked(row), self._brief(workspace, row)
        made = self._making.make(brief, asked) if brief else Made(_NO_BRIEF, Situation(asked.words))
        if brief is not None and earlier is not None:
            made = compared(made, drafted(earlier), brief)
        took = self.seconds() - begun
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _row(unit, pitch_id, alone=True)
            if row.state != "waiting":  # another worker was quicker
                return drafted(row)
            self._keep(unit, row, brief, made)
            row.seconds = round(took, 3)
        return drafted(row)

    def get(self, workspace: str, pitch_id: str) -> Drafted:
        """A pitch as it stands. Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            return drafted(_row(unit, pitch_id))

    def own(self, deed: Deed, pitch_id: str) -> Drafted:
        """A pitch its asker is about to share or to have redrafted. Raises Refusal for anybody else."""
        found = self.get(deed.workspace, pitch_id)
        if found.asked_by != deed.user:
            raise Refusal("Only the person who asked for a pitch can share it or have it redrafted.")
        return found

    def for_others(self, workspace: str, pitch_id: str) -> Drafted:
        """A pitch as a channel may read it, customers and people unnamed. Raises Refusal when it is gone."""
        found = self.get(workspace, pitch_id)
        brief = self.version(workspace, found.brief_version)
        with self.books.look(workspace) as unit:
            return for_others(unit, found, brief)

    def points(self, workspace: str, pitch_id: str) -> list[PitchPoint]:
        """The points of a pitch with what was said of each, in their order."""
        with self.books.look(workspace) as unit:
            return stored.points_of(unit, pitch_id)

    def version(self, workspace: str, version_id: str | None) -> InForce | None:
        """The brief a pitch was drafted from."""
        return self.briefs.version(workspace, version_id) if version_id else None

    def share(self, deed: Deed, pitch_id: str, channel: str) -> None:
        """Have one's own pitch posted in a channel. Raises Refusal when it is not one's own or not drafted."""
        with self.books.keep(deed) as unit:
            row = _row(unit, pitch_id)
            if row.asked_by != deed.user:
                raise Refusal("Only the person who asked for a pitch can share it.")
            if row.state != "drafted":
                raise Refusal("There is nothing to share in this pitch.")
            self.books.work.enqueue(unit, "pitch_share", f"{pitch_id}:{channel}:{self.books.new_id()}")

    def missing(self, workspace: str, before: datetime) -> list[str]:
        """Ask once more for pitches that wait since before a moment; returns their ids."""
        with self.books.look(workspace) as unit:
            waiting = stored.waiting(unit, before)
        if waiting:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for pitch_id in waiting:
                    self.books.work.enqueue(unit, "pitch", pitch_id)
        return waiting

    @cached_property
    def _making(self) -> Making:
        evidence = FieldEvidence(self.books, self.themes) if self.themes is not None else None
        trials = Trials(self.books, self.briefs, self.finder, self.themes)
        return Making(self.books, self.finder, self.catalog, self.model, evidence, trials)

    def _masked(self, asked: Asked) -> tuple[Asked, list[str]]:
        found = {name: self.masking.mask(value.replace("\x00", "").strip()) for name, value in vars(asked).items()}
        kinds = [kind for each in found.values() for kind in each.found]
        return Asked(**{name: each.words for name, each in found.items()}), kinds

    def _ask(
        self, deed: Deed, asked: Asked, masked: list[str], channel: str, *, redraft_of: str | None = None
    ) -> Pitch:
        pitch = Pitch(
            workspace=deed.workspace,
            id=self.books.new_id(),
            asked_by=deed.user,
            asked_in=channel,
            words=asked.words or asked.described,
            segment=asked.segment,
            account=asked.account,
            stage=asked.stage,
            competitor=asked.competitor,
            objection=asked.objection,
            product_key=asked.product,
            redraft_of=redraft_of,
            wish=asked.wish,
            masked=",".join(masked),
            asked_at=self.books.clock.now(),
        )
        with self.books.keep(deed) as unit:
            if stored_brief.published_id(unit) is None:
                raise Refusal(_NO_BRIEF)
            stored.add(unit, pitch)
            self.books.work.enqueue(unit, "pitch", pitch.id)
        return pitch

    def _brief(self, workspace: str, row: Pitch) -> InForce | None:
        """The brief of the product chosen, or else of the one named in the words, or else the default one."""
        chosen = self.briefs.current(workspace, row.product_key) if row.product_key else None
        if chosen is not None or self.briefs.current(workspace) is None:
            return chosen
        return self.briefs.named_in(workspace, f"{row.words} {row.wish}")

    def _keep(self, unit: Unit, row: Pitch, brief: InForce | None, made: Made) -> None:
        now, about = self.books.clock.now(), made.about
        row.state = "drafted" if made.points else "failed"
        row.brief_version = brief.version.id if brief else None
        row.product_key = brief.version.product_key if brief else row.product_key
        row.points, row.verdicts = kept(made), list(made.verdicts)
        row.remark, row.model, row.prompt, row.tokens = made.remark, made.model, made.prompt, made.tokens
        row.segment = about.segment or row.segment
        row.stage = about.stage or row.stage
        row.competitor = ", ".join(about.competitors) or row.competitor
        row.objection = "; ".join(about.objections) or row.objection
        row.drafted_at = now
        unit.session.add(row)
        if brief is None:
            return
        points = []
        for at, point in enumerate(made.points, 1):
            leading = leads_with(brief, point)
            points.append(
                PitchPoint(
                    workspace=row.workspace,
                    pitch=row.id,
                    position=at,
                    ref=leading.ref if leading else "",
                    claim=claim_of(leading) if leading else "",
                    segment=about.segment or "",
                    drafted_at=now,
                )
            )
        stored.add_points(unit, points)


def _row(unit: Unit, pitch_id: str, *, alone: bool = False) -> Pitch:
    row = stored.get_alone(unit, pitch_id) if alone else stored.get(unit, pitch_id)
    if row is None:
        raise Refusal(_GONE)
    return row


def _asked(row: Pitch) -> Asked:
    return Asked(
        words=row.words,
        segment=row.segment,
        account=row.account,
        stage=row.stage,
        competitor=row.competitor,
        objection=row.objection,
        product=row.product_key,
        wish=row.wish,
    )
