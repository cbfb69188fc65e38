"""Looks for what the field asks of the brief, has it worded, and keeps it as proposals."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from capabilities.books import Deed
from capabilities.brief import InForce
from capabilities.brief.proposing import causes
from capabilities.brief.proposing.causes import Ground, Later
from capabilities.brief.proposing.ground import SHOWN, Standing
from capabilities.brief.proposing.lines import line_in
from capabilities.brief.proposing.seen import ALL, Seen, notes_of, read
from capabilities.brief.proposing.values import ACCEPTED, GAP, OPEN, Cause, Evidence, Said
from capabilities.brief.proposing.wording import Given, Worded, worded
from capabilities.brief.tried import standing_since
from capabilities.passages import Passage
from capabilities.permissions import PROGRAM
from capabilities.remembered import Remembered
from capabilities.workspace import choices
from prompts.model import ModelFault
from storage import brief as stored
from storage.brief import BriefVersion, Proposal
from storage.database import Unit
from storage.field import search
from storage.themes import Theme

log = logging.getLogger("plumbline.proposing")

PROPOSE = "brief_propose"  # the kind of durable work that looks
A_DAY = 3  # new ones of the program's: more than an owner can weigh is not read
ASKED = 30  # questions of a gap kept with its proposal
_NEAR_EACH = 3  # passages that may be used in a wording, for each piece of evidence
_PATIENCE_S = 20.0


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
        self.open_again(workspace)
        brief = self.briefs.working(workspace)
        seen = self._seen(workspace, brief.version.product_key)
        made: list[str] = []
        for cause in self._causes(workspace, brief, seen) if seen.made_today < A_DAY else ():
            if cause.passage is not None and not seen.past.may_change(cause.passage.text, cause.people):
                continue
            wording = self._worded(brief, cause, seen.hiding.hidden)
            kept = self._keep(workspace, brief, cause, wording, seen)
            made += [kept] if kept else []
            if seen.made_today + len(made) >= A_DAY:
                break
        if since is None:
            return made
        return [each.id for each in self.open(workspace) if each.made_by == PROGRAM and each.made_at >= since]

    def due(self, workspace: str, due: datetime) -> None:
        """Have the evidence of a day looked over; asking twice does nothing."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            self.books.work.enqueue(unit, PROPOSE, f"due:{due.isoformat()}")

    def open_again(self, workspace: str) -> list[str]:
        """What was accepted into a draft that somebody dropped waits once more, as its line is nowhere; the ids."""
        opened: list[str] = []
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
                    opened.append(row.id)
        return opened

    def _in_force(self, unit: Unit, row: Proposal, draft: BriefVersion) -> bool:
        """Whether the line of a proposal stands in the published version that its draft was taken up into."""
        into = stored.grown_into(unit, draft.id)
        version = self.briefs.version(unit.workspace, into.id) if into is not None else None
        base = self.briefs.version(unit.workspace, row.base)
        return version is not None and line_in(version, row, base, built_on=True) is not None

    def _seen(self, workspace: str, product_key: str) -> Seen:
        now, embedder = self.books.clock.now(), self.themes.embedder.name
        with self.books.look(workspace) as unit:
            zone = choices(unit, self.themes.workspaces.defaults).tz
            return read(unit, now, zone, product_key, self.themes.nearness, embedder)

    def _causes(self, workspace: str, brief: InForce, seen: Seen) -> Iterator[Cause]:
        """What asks for a change, the strongest first; a theme is weighed only when its turn may have come."""
        asking = Remembered.knowing(self.themes.embedder, seen.vectors)
        ground = causes.Ground(brief, self.finder, asking, seen.past.unspent)
        found = causes.fell_flat(ground, seen.notes, self._since(workspace, brief))
        if self.failing is not None:
            found += causes.failing(ground, self.failing(workspace), self.books.clock.now())
        try:
            found += causes.gaps(ground, seen.questions)
        except ModelFault as fault:
            log.warning("Questions are not compared for now: %s", fault)
        later = (
            Later(weight.people, weight.newest, partial(self._of_theme, workspace, ground, theme, seen.since))
            for theme, weight in seen.themes
        )
        return causes.strongest(found, later)

    def _of_theme(self, workspace: str, ground: Ground, theme: Theme, since: datetime) -> Cause | None:
        with self.books.look(workspace) as unit:
            notes = notes_of(unit, theme, since)
            looked = [note.id for note in notes if note.kind in causes.ASKS][: causes.LOOKED_UP]
            kept = self.themes.nearness.vectors(unit, looked, model=ground.embedder.name)
        ground.embedder.know({note.text: kept[note.id].tolist() for note in notes if note.id in kept})
        return causes.of_theme(ground, theme.id, theme.name, notes)

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

    def _keep(self, workspace: str, brief: InForce, cause: Cause, wording: Worded, seen: Seen) -> str | None:
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
