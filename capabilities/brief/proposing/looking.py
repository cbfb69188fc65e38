"""Looks for what the field asks of the brief, has it worded, and keeps it as proposals."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from capabilities.books import Deed
from capabilities.brief import InForce
from capabilities.brief.proposing import causes
from capabilities.brief.proposing.belonging import Belonging
from capabilities.brief.proposing.ground import SHOWN, Standing
from capabilities.brief.proposing.lines import line_in
from capabilities.brief.proposing.past import Past
from capabilities.brief.proposing.values import ACCEPTED, GAP, OPEN, Cause, Evidence, Said
from capabilities.brief.proposing.wording import Given, Worded, worded
from capabilities.brief.tried import COMPARED, TRIED, standing_since
from capabilities.hiding import Hiding
from capabilities.passages import Passage
from capabilities.permissions import PROGRAM
from capabilities.workspace import choices
from prompts.model import ModelFault
from storage import brief as stored
from storage import field as stored_field
from storage import questions as stored_questions
from storage import themes as stored_themes
from storage import workspace as stored_workspace
from storage.brief import BriefVersion, Proposal
from storage.database import Unit
from storage.field import Note, search

log = logging.getLogger("plumbline.proposing")

PROPOSE = "brief_propose"  # the kind of durable work that looks
A_DAY = 3  # new ones of the program's: more than an owner can weigh is not read
ALL = 2_000  # proposals looked back on
_OF_THEME = 200  # notes of a theme that speak for a proposal, the newest
ASKED = 30  # questions of a gap kept with its proposal
_COMMON = 3_000  # notes by which it is told which words are names
_NEAR_EACH = 3  # passages that may be used in a wording, for each piece of evidence
_PATIENCE_S = 20.0


@dataclass(frozen=True)
class _Seen:
    """Everything a look reads of the database, in one transaction."""

    past: Past
    made_today: int
    themes: list[tuple[str, str, list[Note]]]
    notes: list[Note]
    questions: list[stored_questions.Question]
    hiding: Hiding


@dataclass(frozen=True)
class Looking(Standing):
    """Makes proposals out of what was said."""

    def look(self, workspace: str, since: datetime | None = None) -> list[str]:
        """Propose what the field asks for; the ids of the new proposals, the strongest first, at most three a day.

        May take minutes: the model words each. Nothing is held meanwhile, and asked again it makes none twice. With
        `since`, when the look first began, those it had made before it was broken off are among them.
        """
        if self.briefs.current(workspace) is None:
            return []
        self._open_again(workspace)
        brief = self.briefs.working(workspace)
        seen = self._seen(workspace, brief.version.product_key)
        made: list[str] = []
        for cause in causes.strongest(self._causes(workspace, brief, seen)):
            if seen.made_today + len(made) >= A_DAY:
                break
            if cause.passage is not None and not seen.past.may_change(cause.passage.text, cause.people):
                continue
            wording = self._worded(brief, cause, seen.hiding.hidden)
            kept = self._keep(workspace, brief, cause, wording, seen)
            made += [kept] if kept else []
        if since is None:
            return made
        return [each.id for each in self.open(workspace) if each.made_by == PROGRAM and each.made_at >= since]

    def due(self, workspace: str, due: datetime) -> None:
        """Have the evidence of a day looked over; asking twice does nothing."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            self.books.work.enqueue(unit, PROPOSE, f"due:{due.isoformat()}")

    def _open_again(self, workspace: str) -> None:
        """What was accepted into a draft that somebody dropped waits once more: its line is nowhere."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            drafts = [draft.id for draft in stored.drafts(unit)]
            standing = {row.id for draft in drafts for row in stored.lineage(unit, draft)}
            for product in {row.product_key for row in stored.proposals(unit, state=ACCEPTED, limit=ALL)}:
                for row in stored.unpublished(unit, product):
                    draft = stored.version(unit, row.version or "")
                    if row.version in standing or draft is None or draft.dropped_at is None:
                        continue
                    if self._in_force(unit, row, draft):
                        continue  # publishing took its draft away; whoever is cited is told in a moment
                    row.state, row.version, row.decided_by, row.decided_at = OPEN, None, "", None
                    stored.save_proposal(unit, row)

    def _in_force(self, unit: Unit, row: Proposal, draft: BriefVersion) -> bool:
        """Whether the line of a proposal stands in the published version that its draft was taken up into."""
        into = stored.grown_into(unit, draft.id)
        version = self.briefs.version(unit.workspace, into.id) if into is not None else None
        base = self.briefs.version(unit.workspace, row.base)
        return version is not None and line_in(version, row, base, built_on=True) is not None

    def _seen(self, workspace: str, product_key: str) -> _Seen:
        now = self.books.clock.now()
        since = now - causes.WINDOW
        with self.books.look(workspace) as unit:
            zone = choices(unit, self.themes.workspaces.defaults).tz
            today = datetime.combine(now.astimezone(zone).date(), time(0), zone)
            weights = stored_themes.weights(unit, since=since)
            questions = stored_questions.silent_since(unit, since, now)
            belonging = Belonging.of(unit, (each.brief_version for each in questions))
            return _Seen(
                past=Past.of(stored.proposals(unit, limit=ALL)),
                made_today=stored.made_since(unit, today, by=PROGRAM),
                themes=[
                    (row.id, row.name, _undecided(row, stored_field.by_theme(unit, row.id, limit=_OF_THEME), since))
                    for row in stored_themes.every(unit)
                    if (weight := weights.get(row.id)) and row.decision != "declined"
                    and weight.notes >= causes.NOTES and weight.people >= causes.PEOPLE
                ],
                notes=stored_field.of_kinds(unit, TRIED, since, now, limit=COMPARED),
                questions=[
                    each for each in questions if belonging.is_about(product_key, each.text, each.brief_version)
                ],
                hiding=hiding_of(unit),
            )  # fmt: skip

    def _causes(self, workspace: str, brief: InForce, seen: _Seen) -> list[Cause]:
        ground = causes.Ground(brief, self.finder, self.themes.embedder, seen.past.unspent)
        themes = (causes.of_theme(ground, *each) for each in seen.themes)
        found = [cause for cause in themes if cause is not None]
        found += causes.fell_flat(ground, seen.notes, self._since(workspace, brief))
        if self.failing is not None:
            found += causes.failing(ground, self.failing(workspace), self.books.clock.now())
        try:
            return [*found, *causes.gaps(ground, seen.questions)]
        except ModelFault as fault:
            log.warning("Questions are not compared for now: %s", fault)
            return found

    def _since(self, workspace: str, brief: InForce) -> causes.Since:
        """Since when a line stands; nothing said before the window is looked at."""
        now = self.books.clock.now()
        return standing_since(self.briefs, workspace, brief, oldest=now - causes.WINDOW, never=now)

    def _worded(self, brief: InForce, cause: Cause, hide: Callable[[str], str]) -> Worded:
        if self.model is None or self.catalog is None:
            return Worded("")
        given = Given(cause, self._facts(brief, cause), self.finder.rules(brief), hide)
        return worded(given, catalog=self.catalog, model=self.model)

    def _facts(self, brief: InForce, cause: Cause) -> tuple[Passage, ...]:
        """The passages a wording may use: what the line leans on, and those nearest to the evidence."""
        own = cause.passage
        leans = [each for each in brief.brief.passages if own and each.attribute("id") in own.proofs]
        asked = [each.text for each in cause.said[:SHOWN]]
        hits, _ = self.finder.find_many(brief, asked, limit=_NEAR_EACH, patience_s=_PATIENCE_S)
        near = [hit.passage for several in hits for hit in several if not hit.passage.kind.startswith("limit_")]
        return tuple(dict.fromkeys([*leans, *near]))

    def _keep(self, workspace: str, brief: InForce, cause: Cause, wording: Worded, seen: _Seen) -> str | None:
        """Keep a proposal and return its id; None when it was made meanwhile."""
        now, key = self.books.clock.now(), seen.past.key(cause.kind, cause.id, cause.said)
        passage, own_id = cause.passage, self.books.new_id()
        row = Proposal(
            workspace=workspace, id=own_id, key=key, product_key=brief.version.product_key, base=brief.version.id,
            ref=passage.ref if passage else "", path=list(cause.path), was=passage.text if passage else "",
            words=wording.words, held=wording.held, cause=cause.kind, cause_id=cause.id, why=cause.why,
            evidence=_evidence(cause, seen.hiding.hidden), people=cause.people, made_by=PROGRAM, made_at=now,
            model=wording.model, prompt=wording.prompt, tokens=wording.tokens,
        )  # fmt: skip
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            search.alone(unit)
            if stored.proposed(unit, key) is not None:
                return None
            stored.add_proposal(unit, row, [each.note for each in cause.said if each.note])
        return own_id


def _undecided(theme: stored_themes.Theme, notes: Sequence[Note], since: datetime) -> list[Note]:
    """The notes of a theme, newest first, that came after it was last decided on, and within the window."""
    decided = theme.decided_at if theme.decision else None
    return [
        note
        for note in notes
        if note.created_at >= since and (decided is None or (note.kept_at or note.created_at) > decided)
    ]


def _evidence(cause: Cause, hide: Callable[[str], str]) -> list[dict[str, object]]:
    """What is shown of the evidence: the newest of each person first, names hidden."""
    seen: set[str] = set()
    firsts: list[Said] = []
    others: list[Said] = []
    for each in cause.said:
        (others if each.who in seen else firsts).append(each)
        seen.add(each.who)
    most = ASKED if cause.kind == GAP else SHOWN
    return [evidence_of(each, hide).as_json() for each in [*firsts, *others][:most]]


def evidence_of(said: Said, hide: Callable[[str], str]) -> Evidence:
    """What somebody said, as it is shown: names hidden."""
    return Evidence(hide(said.words), said.kind, said.segment, said.said_at, said.note, said.question)


def hiding_of(unit: Unit) -> Hiding:
    """What is hidden of whatever anybody in this workspace said."""
    people = [row.name for row in stored_workspace.people(unit)]
    texts = stored_themes.texts(unit, limit=_COMMON)
    return Hiding.of(accounts=stored_field.accounts(unit), people=people, texts=texts)
