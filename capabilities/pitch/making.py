"""Makes a pitch out of a brief: what is recognised, chosen, drafted or quoted, and what the field says beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from capabilities.books import Books
from capabilities.brief import InForce
from capabilities.citing import Line, Withheld, cited, excerpt
from capabilities.field.names import same
from capabilities.finding import Finder
from capabilities.grounding import OF_LIMITS, Rules, Verdict
from capabilities.holding import judged
from capabilities.passages import Passage, claim_of
from capabilities.pitch import bringing, drafting
from capabilities.pitch.asked import Asked, Situation, read
from capabilities.pitch.choosing import SHORTEST, Material, choose, speakable, step_of
from capabilities.pitch.evidence import Evidence, FieldEvidence
from capabilities.pitch.ranking import Record, standing
from capabilities.pitch.record import QUOTED, Made, verdict_of
from capabilities.pitch.structure import completed
from capabilities.pitch.trials import Trials
from capabilities.pitch.unfit import not_for
from capabilities.retrieval import Hit
from capabilities.workspace import zone_of
from prompts.catalog import Catalog
from prompts.model import BudgetSpent, Model, ModelFault, ModelRubbish
from storage import field as stored_field
from storage.field import Note
from storage.field.search import by_words

_SEARCHED = 24
_PATIENCE_S = 10.0  # for the vectors of a new version: nobody's click waits, and words alone find less
_BESIDE = 16  # passages the field is asked about
_INSTEAD = 2  # passages tried in place of one that may not be quoted
_OF_ACCOUNT = 20  # notes of the account looked at
_TITLE = 90  # characters of a line that is named

_QUOTES = "These are the brief's own words."
_FAULTS = {
    BudgetSpent: "Today's model budget is used up, so these are the brief's own words.",
    ModelRubbish: "The model's answer could not be used, so these are the brief's own words.",
}
_BY_WORDS = " The brief could not be searched by meaning just now, only by its words: a later draft may find more."
_NO_ANSWER = "The model did not answer, so these are the brief's own words."


@dataclass(frozen=True)
class Making:
    """What a pitch is made with. Nothing of the database is held while the model or the embedder is asked."""

    books: Books
    finder: Finder
    catalog: Catalog
    model: Model | None = None
    field_evidence: FieldEvidence | None = None
    trials: Trials | None = None

    def make(self, brief: InForce, asked: Asked) -> Made:
        """The pitch, drafted or, without a model or when it fails, quoted; every line held to the limits."""
        sought = asked.sought(brief.brief)
        found = self.finder.find(brief, sought, limit=_SEARCHED, patience_s=_PATIENCE_S)
        hits = found.hits
        situation = read(asked, brief.brief, hits, lambda words: self.finder.find(brief, words).hits)
        if situation.segment and situation.taken:  # what is known by another name is searched for by its own
            hits = self.finder.find(brief, f"{sought}\n{situation.segment}", limit=_SEARCHED).hits
        notes, records, zone = self._heard(brief, situation)
        material = choose(brief.brief, situation, hits, records)
        first = Made(
            remark=_nothing(brief),
            about=situation,
            plumb_line=_opening(brief),
            not_for=not_for(brief, f"{asked.said}\n{situation.stage}", situation.segment, notes, zone),
        )
        if not material.passages:
            return first
        rules = self.finder.rules(brief)
        quotes, withheld, verdicts = _quoted(brief, situation, material, rules)
        beside: Mapping[str, Evidence] = {}
        if self.field_evidence is not None:
            quoted = [brief.passages[line.cites[0].ref] for line in quotes]
            told = material.passages[:_BESIDE] if self.model is not None else quoted
            beside = self.field_evidence.beside(brief.version.workspace, told)
        made = self._drafted(
            replace(first, withheld=withheld, verdicts=verdicts), brief, material, quotes, rules, beside
        )
        note = _general(brief, situation) + _unproven(material.unproven)
        note += "" if found.thorough else _BY_WORDS
        made = replace(made, remark=made.remark + note, gave_way=_gave_way(material, records, situation))
        made = _accompanied(made, brief, beside, records)
        return _with_what_to_bring(made, brief, hits, rules)

    def _drafted(
        self,
        first: Made,
        brief: InForce,
        material: Material,
        quotes: tuple[Line, ...],
        rules: Rules,
        beside: Mapping[str, Evidence],
    ) -> Made:
        if self.model is None:
            return replace(first, points=quotes, remark=_QUOTES if quotes else _nothing(brief))
        try:
            made = drafting.draft(
                brief, first.about, material, rules=rules, catalog=self.catalog, model=self.model, evidence=beside
            )
        except ModelFault as fault:
            return replace(first, points=quotes, remark=_FAULTS.get(type(fault), _NO_ANSWER))
        most = SHORTEST if first.about.shorter else drafting.WANTED
        points = completed(brief, made.points, quotes, most)
        remark = f"Drafted by {made.model} and checked against the brief."
        if not made.points:
            remark = "Nothing the model wrote held up against the brief, so these are the brief's own words."
        elif any(point.quoted for point in points):
            remark += " The points marked as quotes are the brief's own words."
        return replace(
            first,
            points=points,
            withheld=made.withheld,
            verdicts=(*made.verdicts, *first.verdicts),
            remark=remark,
            model=made.model,
            prompt=made.prompt,
            tokens=made.tokens,
        )

    def _heard(self, brief: InForce, situation: Situation) -> tuple[list[Note], dict[str, Record], tzinfo]:
        """The notes on the account, newest first, how each claim did with this segment, and the zone of days."""
        claims = [claim_of(each) for each in speakable(brief.brief, situation)[0]]
        trials = self.trials.of(brief) if self.trials is not None else []
        with self.books.look(brief.version.workspace) as unit:
            notes: list[Note] = []
            if situation.account:
                ids = [note for note, _ in by_words(unit, situation.account, limit=200)]
                notes = [each for each in stored_field.some(unit, ids) if each.undone_at is None]
                notes = [each for each in notes if each.account and same(each.account, situation.account)]
            records = standing(unit, claims, situation.segment or "", self.books.clock.now(), trials)
            zone = zone_of(unit, "")
        return sorted(notes, key=lambda each: each.created_at, reverse=True)[:_OF_ACCOUNT], records, zone


def _accompanied(made: Made, brief: InForce, beside: Mapping[str, Evidence], records: Mapping[str, Record]) -> Made:
    """With what the field says beside each point, every theme once, and how what the point leads with did there."""
    said: dict[int, str] = {}
    found: dict[int, Evidence] = {}
    for at, point in enumerate(made.points, 1):
        passage = leads_with(brief, point)
        record = records.get(claim_of(passage)) if passage is not None else None
        if record is not None and (words := record.said(made.about.segment or "")):
            said[at] = words
        known = next((beside[each.ref] for each in point.cites if each.ref in beside), None)
        if known is not None and all(known.theme != other.theme for other in found.values()):
            found[at] = known
    return replace(made, evidence=found, records=said)


def _with_what_to_bring(made: Made, brief: InForce, hits: Sequence[Hit], rules: Rules) -> Made:
    """With a material and a story, unless a point says them already or they break a limit."""
    used = {each.ref for point in made.points for each in point.cites}
    material = bringing.material(brief, made.about, used=used)
    story = bringing.story(brief, made.about, {hit.passage.ref: hit for hit in hits}, used=used)
    return replace(
        made,
        material=material if material and _within_limits(brief, material, rules) else None,
        story=story if story and _within_limits(brief, story.line, rules) else None,
    )


def leads_with(brief: InForce, point: Line) -> Passage | None:
    """The passage a point leads with: the first it cites."""
    return brief.passages.get(point.cites[0].ref) if point.cites else None


def _opening(brief: InForce) -> Line | None:
    passage = next((each for each in brief.brief.passages if each.kind == "plumb_line"), None)
    return Line(passage.text, cited(brief, [passage.ref]), quoted=True) if passage else None


def _quoted(
    brief: InForce, situation: Situation, material: Material, rules: Rules
) -> tuple[tuple[Line, ...], tuple[Withheld, ...], tuple[dict[str, Any], ...]]:
    """The brief's own words, those of them that break one of its limits by themselves, and the verdicts on all.

    In place of a passage that breaks a limit the next one of its step is quoted.
    """
    made: list[Line] = []
    withheld: list[Withheld] = []
    verdicts: list[dict[str, Any]] = []
    spare = [each for each in material.passages if each not in material.quotes]
    for quote in material.quotes:
        for passage in [quote, *[each for each in spare if step_of(each) == step_of(quote)][:_INSTEAD]]:
            text = excerpt(passage, situation.words)
            verdict = _of_limits(judged(text, [passage.ref], [passage], rules))
            verdicts.append(verdict_of(text, [passage.ref], verdict, QUOTED))
            if verdict.allowed:
                refs = [passage.ref, *_proof_refs(brief, passage.proofs)]
                made.append(Line(text, cited(brief, refs), True, step_of(passage)))
                break
            withheld.append(Withheld(text, verdict.reasons[0].words))
        spare = [each for each in spare if all(each.ref != line.cites[0].ref for line in made)]
    return tuple(made), tuple(withheld), tuple(verdicts)


def _within_limits(brief: InForce, line: Line, rules: Rules) -> bool:
    given = [brief.passages[each.ref] for each in line.cites]
    return _of_limits(judged(line.text, [each.ref for each in given], given, rules)).allowed


def _of_limits(verdict: Verdict) -> Verdict:
    """What a verdict says of the limits alone: the brief's own words need no proof."""
    return Verdict.of([reason for reason in verdict.reasons if reason.kind in OF_LIMITS])


def _proof_refs(brief: InForce, ids: tuple[str, ...]) -> list[str]:
    wanted = {name.casefold() for name in ids}
    return [
        each.ref
        for each in brief.brief.passages
        if each.kind == "proof" and {(each.attribute("id") or "").casefold(), each.ref.casefold()} & wanted
    ]


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


def _gave_way(material: Material, records: Mapping[str, Record], situation: Situation) -> tuple[str, ...]:
    """Which lines another is said in place of, and how often they fell flat."""
    return tuple(
        f"“{excerpt(each, '', longest=_TITLE).removesuffix(' …').rstrip('.')}” gave way to another line: it"
        f" {records[claim_of(each)].said(situation.segment or '') or 'fell flat elsewhere'}."
        for each in material.gave_way
    )


def _nothing(brief: InForce) -> str:
    named = ", ".join(brief.brief.segments[:6])
    return "The brief says nothing about this." + (f" Try one of its segments: {named}." if named else "")
