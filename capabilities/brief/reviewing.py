"""Reads a draft through before it is published: what to mend, and what comes of the brief's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.brief.in_force import InForce
from capabilities.brief.linting import Finding, lint
from capabilities.brief.testing import Tested, run
from capabilities.finding import Finder
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from storage import brief as stored
from storage.brief import BriefVersion


@dataclass(frozen=True)
class Reviewed:
    """A draft as it was read through."""

    brief: InForce
    findings: tuple[Finding, ...]
    tests: tuple[Tested, ...]

    @property
    def version(self) -> BriefVersion:
        return self.brief.version

    @property
    def failing(self) -> int:
        """How many of the brief's own questions fail."""
        return sum(1 for each in self.tests if not each.passed)


@dataclass(frozen=True)
class Reviews:
    """Reviews drafts and keeps what was found."""

    books: Books
    briefs: Briefs
    finder: Finder

    def review(self, workspace: str, version_id: str) -> Reviewed:
        """Lint a draft, ask it its own questions and keep both; done again it says the same. Takes up to a minute.

        Raises Refusal when the draft is gone.
        """
        brief = self.briefs.version(workspace, version_id)
        if brief is None:
            raise Refusal("That draft is no longer here. /brief history shows what there is.")
        if brief.version.reviewed_at is None:
            findings = lint(brief.brief, today=self.books.clock.now().date())
            tests = run(brief, self.finder)
            self._keep(workspace, version_id, findings, tests)
        return self.of(workspace, version_id)

    def of(self, workspace: str, version_id: str) -> Reviewed:
        """What a review found, as it was kept. Raises Refusal when the version is gone."""
        brief = self.briefs.version(workspace, version_id)
        if brief is None:
            raise Refusal("That draft is no longer here. /brief history shows what there is.")
        return Reviewed(
            brief,
            tuple(Finding.from_json(each) for each in brief.version.findings),
            tuple(Tested.from_json(each) for each in brief.version.tests),
        )

    def writer(self, workspace: str, version_id: str) -> str | None:
        """Who waits for the review: the person who filed the draft, None when it was filed by the program."""
        brief = self.briefs.version(workspace, version_id)
        return brief.version.filed_by if brief is not None and brief.version.filed_by != PROGRAM else None

    def missing(self, workspace: str) -> int:
        """Ask again for the review of every open draft that has none; returns how many there were."""
        with self.books.look(workspace) as unit:
            waiting = stored.unreviewed(unit)
        if waiting:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                for version_id in waiting:
                    self.books.work.enqueue(unit, "brief_review", version_id)
        return len(waiting)

    def _keep(self, workspace: str, version_id: str, findings: Sequence[Finding], tests: Sequence[Tested]) -> None:
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            version = stored.version(unit, version_id)
            if version is not None:
                version.findings = [each.as_json() for each in findings]
                version.tests = [each.as_json() for each in tests]
                version.reviewed_at = self.books.clock.now()
                unit.session.add(version)
