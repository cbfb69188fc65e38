"""Pitch points for one conversation: drafted from the brief in force, each cited, held to the limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.citing import Line, Withheld, cited, excerpt
from capabilities.finding import Finder
from capabilities.grounding import Rules
from capabilities.holding import held_back
from capabilities.masking import Masking
from capabilities.permissions import PROGRAM
from capabilities.pitch import drafting
from capabilities.pitch.asked import Situation, read
from capabilities.pitch.choosing import STEPS, Material, choose, step_of
from capabilities.pitch.record import Drafted, drafted, kept
from capabilities.refusal import Refusal
from prompts.catalog import Catalog
from prompts.embedding import Embedder
from prompts.model import BudgetSpent, Model, ModelFault, ModelRubbish
from storage import brief as stored_brief
from storage import pitch as stored
from storage.database import Unit
from storage.pitch import Pitch

__all__ = ["LONGEST", "Drafted", "Line", "Pitch", "Pitches", "Withheld"]

LONGEST = 2_000  # characters of a request
_LEAST = 3  # points a pitch should have; quotes fill it up
_SEARCHED = 24

_GONE = "That pitch is no longer here."
_NO_BRIEF = "There is no brief to pitch from yet. A marketer can file one with /brief file, or send me a Markdown file."
_QUOTED = "These are the brief's own words."
_FAULTS = {
    BudgetSpent: "Today's model budget is used up, so these are the brief's own words.",
    ModelRubbish: "The model's answer could not be used, so these are the brief's own words.",
}
_NO_ANSWER = "The model did not answer, so these are the brief's own words."


@dataclass(frozen=True)
class _Made:
    """What a draft consists of before it is kept."""

    plumb_line: Line | None
    points: tuple[Line, ...]
    withheld: tuple[Withheld, ...] = ()
    remark: str = ""
    model: str = ""
    prompt: str = ""
    tokens: int = 0


@dataclass(frozen=True)
class Pitches:
    """Asks for, drafts, shows and shares pitches. Without a model the points are quoted from the brief."""

    books: Books
    briefs: Briefs
    catalog: Catalog
    model: Model | None = None
    embedder: Embedder | None = None
    shared_finder: Finder | None = None
    masking: Masking = field(default_factory=Masking)

    @cached_property
    def finder(self) -> Finder:
        """What searches the brief; keeps the vectors of versions it has met."""
        return self.shared_finder or Finder(self.embedder)

    def ask(self, deed: Deed, words: str, channel: str = "") -> Pitch:
        """Keep a request, personal data masked, and have it drafted.

        Raises Refusal when nothing is asked or there is no brief.
        """
        _check(words)
        masked = self.masking.mask(words.replace("\x00", "").strip())  # PostgreSQL keeps no text with a NUL in it
        pitch = Pitch(
            workspace=deed.workspace,
            id=self.books.new_id(),
            asked_by=deed.user,
            asked_in=channel,
            words=masked.words,
            masked=",".join(masked.found),
            asked_at=self.books.clock.now(),
        )
        with self.books.keep(deed) as unit:
            if stored_brief.published_id(unit) is None:
                raise Refusal(_NO_BRIEF)
            stored.add(unit, pitch)
            self.books.work.enqueue(unit, "pitch", pitch.id)
        return pitch

    def draft(self, workspace: str, pitch_id: str) -> Drafted:
        """Draft what was asked for: the slow part, with nothing of the database held meanwhile.

        What was drafted before is returned as it is. Raises Refusal when it is gone.
        """
        with self.books.look(workspace) as unit:
            row = _row(unit, pitch_id)
        if row.state != "waiting":
            return drafted(row)
        brief = self.briefs.current(workspace)
        made = self._make(brief, row.words) if brief else _Made(None, (), remark=_NO_BRIEF)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = _row(unit, pitch_id)
            if row.state != "waiting":  # another worker was quicker
                return drafted(row)
            row.state = "drafted" if made.points else "failed"
            row.brief_version = brief.version.id if brief else None
            row.points = kept(made.plumb_line, made.points, made.withheld)
            row.remark, row.model, row.prompt, row.tokens = made.remark, made.model, made.prompt, made.tokens
            row.drafted_at = self.books.clock.now()
            unit.session.add(row)
        return drafted(row)

    def get(self, workspace: str, pitch_id: str) -> Drafted:
        """A pitch as it stands. Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            return drafted(_row(unit, pitch_id))

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

    def _make(self, brief: InForce, words: str) -> _Made:
        hits = self.finder.find(brief, words, limit=_SEARCHED).hits
        situation = read(words, brief.brief, hits)
        material = choose(brief.brief, situation, hits)
        opening = _opening(brief)
        if not material.passages:
            return _Made(opening, (), remark=_nothing(brief))
        rules = self.finder.rules(brief)
        quotes = _quoted(brief, situation, material, rules)
        note = _general(brief, situation) + _unproven(material.unproven)
        if self.model is None:
            return _Made(opening, quotes, remark=(_QUOTED if quotes else _nothing(brief)) + note)
        try:
            made = drafting.draft(brief, situation, material, rules=rules, catalog=self.catalog, model=self.model)
        except ModelFault as fault:
            return _Made(opening, quotes, remark=_FAULTS.get(type(fault), _NO_ANSWER) + note)
        points, remark = _filled_up(made.points, quotes), f"Drafted by {made.model} and checked against the brief."
        if not made.points:
            remark = "Nothing the model wrote held up against the brief, so these are the brief's own words."
        elif len(points) > len(made.points):
            remark += " The points marked as quotes are the brief's own words."
        return _Made(opening, points, made.withheld, remark + note, made.model, made.prompt, made.tokens)


def _check(words: str) -> None:
    if not words.strip():
        raise Refusal(
            "Say whom you are talking to or what they said, for example: /pitch mid-market, they find us expensive.",
            field="words",
        )
    if len(words) > LONGEST:
        raise Refusal(
            f"That is {len(words):,} characters. Tell me the situation in a few sentences, {LONGEST:,} at most.",
            field="words",
        )


def _row(unit: Unit, pitch_id: str) -> Pitch:
    row = stored.get(unit, pitch_id)
    if row is None:
        raise Refusal(_GONE)
    return row


def _opening(brief: InForce) -> Line | None:
    passage = next((each for each in brief.brief.passages if each.kind == "plumb_line"), None)
    return Line(passage.text, cited(brief, [passage.ref]), quoted=True) if passage else None


def _quoted(brief: InForce, situation: Situation, material: Material, rules: Rules) -> tuple[Line, ...]:
    """The brief's own words, but for a passage that would break one of the brief's limits by itself."""
    made = []
    for passage in material.quotes:
        text = excerpt(passage, situation.words)
        if not held_back(text, [passage.ref], [passage], rules, limits_only=True):
            made.append(
                Line(text, cited(brief, [passage.ref, *_proof_refs(brief, passage.proofs)]), True, step_of(passage))
            )
    return tuple(made)


def _proof_refs(brief: InForce, ids: tuple[str, ...]) -> list[str]:
    wanted = {name.casefold() for name in ids}
    return [
        each.ref
        for each in brief.brief.passages
        if each.kind == "proof" and {(each.attribute("id") or "").casefold(), each.ref.casefold()} & wanted
    ]


def _filled_up(points: tuple[Line, ...], quotes: tuple[Line, ...]) -> tuple[Line, ...]:
    """Fewer than three points are made up to three with quotes of what is not cited yet."""
    used = {each.ref for point in points for each in point.cites}
    fresh = [quote for quote in quotes if quote.cites and quote.cites[0].ref not in used]
    added = fresh[: max(0, _LEAST - len(points))] if points else list(quotes)
    return tuple(sorted([*points, *added], key=lambda point: STEPS.index(point.step)))


def _general(brief: InForce, situation: Situation) -> str:
    if situation.recognised or not brief.brief.segments:
        return ""
    named = ", ".join(brief.brief.segments[:6])
    return f" I recognised no segment in your words, so they are general. The brief knows: {named}."


def _unproven(count: int) -> str:
    if not count:
        return ""
    what, have = ("1 benefit was", "its proof is") if count == 1 else (f"{count} benefits were", "their proof is")
    return f" {what} left out, because {have} not in the brief."


def _nothing(brief: InForce) -> str:
    named = ", ".join(brief.brief.segments[:6])
    return "The brief says nothing about this." + (f" Try one of its segments: {named}." if named else "")
