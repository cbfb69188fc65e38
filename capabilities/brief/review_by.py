"""Reminds the owner of a brief of its review-by date: seven days before and on the day, with what has gathered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from capabilities.books import Books, Deed
from capabilities.brief import Briefs, InForce
from capabilities.brief.gaps import PEOPLE, Gap, Gaps
from capabilities.brief.proposing import Proposals, Proposed
from capabilities.brief.proposing.values import Failing
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM
from capabilities.refusal import Refusal
from storage import workspace as stored_workspace

REVIEW_BY = "brief_review_by"  # the kind of durable work that reminds
AHEAD = timedelta(days=7)
SOON, TODAY = "soon", "today"
_DIED = timedelta(hours=1)
_PATIENCE_S = 20.0  # nobody waits for this


@dataclass(frozen=True)
class Reminder:
    """What an owner is reminded of. `left` is how many days are left, negative once the date has passed.

    `gaps` are those that two people or more asked, and `alone` counts the others.
    """

    brief: InForce
    review_by: date
    left: int
    proposals: tuple[Proposed, ...]
    gaps: tuple[Gap, ...]
    alone: int
    failing: tuple[Failing, ...]


@dataclass(frozen=True)
class ReviewBy:
    """Says who is to be reminded of which brief, each time once, and of what."""

    books: Books
    briefs: Briefs
    nudges: Nudges
    gaps: Gaps
    proposals: Proposals
    failing: Callable[[str], Iterable[Failing]]

    def due(self, workspace: str, due: datetime) -> None:
        """Have the dates of a day looked at; asking twice does nothing. A workspace without any asks for nothing."""
        if not self._dated(workspace):
            return
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            self.books.work.enqueue(unit, REVIEW_BY, due.isoformat())

    def to_tell(self, workspace: str) -> list[tuple[str, str, str]]:
        """The reminders to send by now: (the posting's key, the person, the version's id).

        The one a week ahead comes out of the owner's budget of nudges, and waits for room in it while the week lasts.
        The one on the day is owed: it is sent whatever else they heard, as soon as they may be told. Each message is
        begun in the same transaction. What was begun more than an hour ago and never sent is told again, as its sender
        died; what was begun since is somebody else's at this moment.
        """
        made, now = [], self.books.clock.now()
        for brief, review_by in self._dated(workspace):
            left, owner = self._left(workspace, review_by), self.briefs.owner_of(workspace, brief)
            if owner is None or left > AHEAD.days:
                continue
            stage = SOON if left > 0 else TODAY
            key = f"review_by:{brief.version.product_key}:{review_by.isoformat()}:{stage}"
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                known = stored_workspace.posting(unit, key)
                if known is None:
                    say = self.nudges.spend if stage == SOON else self.nudges.owe
                    if not say(unit, owner[0], key=key, kind="review_by", again=(REVIEW_BY, key)):
                        continue
                    stored_workspace.begin_posting(unit, key, channel=owner[0], now=now)
                elif known.ts is not None or now - known.begun < _DIED:
                    continue
            made.append((key, owner[0], brief.version.id))
        return made

    def reminder(self, workspace: str, version_id: str) -> Reminder:
        """What has gathered for a brief. May take seconds. Raises Refusal when it, or its date, is gone."""
        brief = self.briefs.version(workspace, version_id)
        if brief is None or brief.brief.review_by is None:
            raise Refusal("That brief is no longer here.")
        gaps = self.gaps.open(workspace, brief, patience_s=_PATIENCE_S)
        shown = tuple(gap for gap in gaps if gap.people >= PEOPLE)
        product = brief.version.product
        return Reminder(
            brief=brief,
            review_by=brief.brief.review_by,
            left=self._left(workspace, brief.brief.review_by),
            proposals=tuple(each for each in self.proposals.open(workspace) if each.product == product),
            gaps=shown,
            alone=len(gaps) - len(shown),
            failing=tuple(each for each in self.failing(workspace) if each.version == version_id),
        )

    def _dated(self, workspace: str) -> list[tuple[InForce, date]]:
        """The briefs in force that have a review-by date."""
        found = []
        for product in self.briefs.products(workspace):
            brief = self.briefs.version(workspace, product.version.id) if product.version is not None else None
            if brief is not None and brief.brief.review_by is not None:
                found.append((brief, brief.brief.review_by))
        return found

    def _left(self, workspace: str, review_by: date) -> int:
        zone = self.proposals.zone(workspace)
        return (review_by - self.books.clock.now().astimezone(zone).date()).days
