"""How a pitch did: its asker says what landed, is asked once if they did not, and reports what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from capabilities.books import Books, Deed
from capabilities.brief import Briefs
from capabilities.citing import Line
from capabilities.masking import Masking
from capabilities.nudges import Nudges
from capabilities.passages import claim_of, spoken
from capabilities.permissions import PROGRAM
from capabilities.pitch.ranking import FLAT, LANDED, LOOK_BACK, PEOPLE, bound, record
from capabilities.pitch.record import Drafted, drafted
from capabilities.refusal import Refusal
from capabilities.workspace import GONE, Workspaces, choices
from storage import brief as stored_brief
from storage import pitch as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.pitch import Pitch, PitchPoint, PitchProblem

__all__ = [
    "FLAT", "LANDED", "LONGEST_PROBLEM", "LONGEST_WORD", "FailingPoint", "FollowUp", "Outcomes", "PitchPoint",
    "PitchProblem", "Reported",
]  # fmt: skip

LONGEST_WORD, LONGEST_PROBLEM = 300, 1_000
AFTER, UNTIL = 2, 5  # working days after the draft between which somebody is asked; later they no longer know
LEAST_MARKS, LOW = 4, 0.6  # of a failing point: so many marks, and 90 % sure that it lands less often than this

_GONE = "That pitch is no longer here."
_NOT_YOURS = "Only the person who asked for a pitch can say how it did. Yours starts with /pitch."


@dataclass(frozen=True)
class FailingPoint:
    """A passage of a brief in force that falls flat with a segment.

    `landed` and `flat` are its marks of the last 360 days; `people` said it fell flat, and `words` are what they said,
    newest first.
    """

    claim: str
    ref: str
    text: str
    segment: str
    landed: int
    flat: int
    words: tuple[str, ...]
    version: str = ""
    people: int = 0


@dataclass(frozen=True)
class FollowUp:
    """A pitch whose asker is asked how it did, and its day in the workspace's zone."""

    pitch: Drafted
    points: tuple[PitchPoint, ...]
    day: datetime


@dataclass(frozen=True)
class Reported:
    """A problem, the point it is about (None for the whole pitch), and the name of who hears of it."""

    problem: PitchProblem
    pitch: Drafted
    point: Line | None
    owner: str = ""


@dataclass(frozen=True)
class Outcomes:
    """Keeps how pitches did. Nobody's marks are counted by person: they rank points, not reps."""

    books: Books
    briefs: Briefs
    workspaces: Workspaces
    nudges: Nudges
    masking: Masking = field(default_factory=Masking)

    def points(self, workspace: str, pitch_id: str) -> list[PitchPoint]:
        """The points of a pitch in their order, as they are marked."""
        with self.books.look(workspace) as unit:
            return stored.points_of(unit, pitch_id)

    def to_mark(self, deed: Deed, pitch_id: str) -> tuple[Drafted, list[PitchPoint]]:
        """A pitch its asker is about to mark. Raises Refusal for anybody else, or when it is gone."""
        with self.books.look(deed.workspace) as unit:
            return drafted(_own(unit, deed, pitch_id)), stored.points_of(unit, pitch_id)

    def mark(
        self, deed: Deed, pitch_id: str, outcome: str, positions: Sequence[int] = (), word: str = ""
    ) -> list[PitchPoint]:
        """Say of these points (of all, without any) that they landed or fell flat; the last word counts.

        `word` says why, personal data masked. Raises Refusal, also for anybody but the asker.
        """
        word = self._words(word, LONGEST_WORD, field="word")
        now = self.books.clock.now()
        with self.books.keep(deed) as unit:
            row = _own(unit, deed, pitch_id, alone=True)  # two taps at once: the points and the pitch say the same
            points = stored.points_of(unit, pitch_id)
            chosen = [point for point in points if not positions or point.position in positions]
            if positions and len(chosen) != len(set(positions)):
                raise Refusal("That point is no longer in this pitch.", field="points")
            for point in chosen:
                point.outcome, point.word, point.marked_by, point.marked_at = outcome, word, deed.user, now
                unit.session.add(point)
            row.outcome, row.outcome_word, row.outcome_at = outcome, word, now
            unit.session.add(row)
            # A key of its own each time: every mark shows, the message always as things stand when it is drawn.
            self.books.work.enqueue(unit, "pitch_marked", f"{pitch_id}:{self.books.new_id()}")
        return points

    def follow_ups(self, workspace: str) -> list[str]:
        """Have those asked today who said nothing of a pitch of theirs: of each person the newest; returns their ids.

        Two to five working days after the draft, Monday to Friday. Harmless when repeated.
        """
        now = self.books.clock.now()
        asked: dict[str, Pitch] = {}
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            zone = choices(unit, self.workspaces.defaults).tz
            today = now.astimezone(zone).date()
            if today.weekday() >= 5:
                return []
            # Five working days are seven days, or eight with the weekend at both ends; the days decide.
            for row in stored.to_follow_up(unit, now - timedelta(days=UNTIL + 4), now):
                day = (row.drafted_at or now).astimezone(zone).date()
                if working_days(day, AFTER) <= today <= working_days(day, UNTIL):
                    asked[row.asked_by] = row  # oldest first: the newest stays
            for row in asked.values():
                self.books.work.enqueue(unit, "pitch_follow_up", f"{row.id}:{today.isoformat()}")
        return [row.id for row in asked.values()]

    def follow_up(self, workspace: str, pitch_id: str) -> FollowUp | None:
        """Take one from the asker's nudge budget and say what they are asked.

        None when they marked it meanwhile, were asked of another pitch today, left, or may not be told now: then it is
        asked for anew as soon as they may, while it is fresh.
        Asked again after a crash it says the same.
        """
        now = self.books.clock.now()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row, zone = stored.get_alone(unit, pitch_id), choices(unit, self.workspaces.defaults).tz
            if row is None or row.outcome or row.drafted_at is None:
                return None
            if row.followed_up_at is None:
                person = stored_workspace.person(unit, row.asked_by)
                today = now.astimezone(zone).date()
                others = stored.by_person(unit, row.asked_by, limit=50)
                before = (each.followed_up_at for each in others if each.followed_up_at is not None)
                if (person and person.role == GONE) or any(at.astimezone(zone).date() == today for at in before):
                    return None
                if today > working_days(row.drafted_at.astimezone(zone).date(), UNTIL):
                    return None  # it waited until nobody remembers
                again = ("pitch_follow_up", f"{pitch_id}:again")
                if not self.nudges.spend(unit, row.asked_by, key=f"pitch:{pitch_id}", kind="pitch", again=again):
                    return None
                row.followed_up_at = now
                unit.session.add(row)
            return _asked(unit, row, zone)

    def asked(self, workspace: str, pitch_id: str) -> FollowUp:
        """What somebody was asked, as it stands by now. Raises Refusal when the pitch is gone."""
        with self.books.look(workspace) as unit:
            row, zone = stored.get(unit, pitch_id), choices(unit, self.workspaces.defaults).tz
            if row is None or row.drafted_at is None:
                raise Refusal(_GONE)
            return _asked(unit, row, zone)

    def report(self, deed: Deed, pitch_id: str, position: int, words: str) -> Reported:
        """Keep what is wrong with a point (0: with the whole) and have the brief's owner told.

        Raises Refusal when nothing is said, or for anybody but the asker.
        """
        words = self._words(words, LONGEST_PROBLEM, field="words")
        if not words:
            raise Refusal("Say in a few words what is wrong.", field="words")
        with self.books.look(deed.workspace) as unit:
            version = _own(unit, deed, pitch_id).brief_version
        user, name = self._owner(deed.workspace, version)
        problem = PitchProblem(
            workspace=deed.workspace, id=self.books.new_id(), pitch=pitch_id, position=position, words=words,
            by=deed.user, at=self.books.clock.now(), told=user,
        )  # fmt: skip
        with self.books.keep(deed) as unit:
            row = drafted(_own(unit, deed, pitch_id))
            point = _point(row, position)
            stored.add_problem(unit, problem)
            if user and user != deed.user:
                # A colleague's own words, passed on to whom they name: said at once, and counted.
                self.nudges.owe(unit, user, key=f"pitch_problem:{problem.id}", kind="pitch", anytime=True)
                self.books.work.enqueue(unit, "pitch_problem", problem.id)
        return Reported(problem, row, point, name)

    def problem(self, workspace: str, problem_id: str) -> Reported:
        """A problem as it was reported. Raises Refusal when it is gone."""
        with self.books.look(workspace) as unit:
            problem = stored.problem(unit, problem_id)
            row = stored.get(unit, problem.pitch) if problem is not None else None
            known = stored_workspace.person(unit, problem.told) if problem is not None else None
        if problem is None or row is None:
            raise Refusal(_GONE)
        pitch = drafted(row)
        return Reported(problem, pitch, _point(pitch, problem.position), known.name if known else "")

    def failing(self, workspace: str) -> list[FailingPoint]:
        """Passages of the briefs in force that fall flat with a segment, the surest first.

        Four marks of that segment at least, two people who say it fell flat, and an upper bound (ranking.bound) of the
        share that lands under 0.6: four flat of four are enough, and two landed of ten. Marks of other segments do not
        count here: what fails with one may well land with the next.
        """
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            marks = stored.marked(unit, since=now - LOOK_BACK)
            versions = [version.id for version in stored_brief.products(unit)]
        here = {
            claim_of(passage): (version, passage)
            for version in versions
            if (brief := self.briefs.version(workspace, version)) is not None
            for passage in reversed(brief.brief.passages)
        }
        groups: dict[tuple[str, str], list[PitchPoint]] = {}
        for mark in marks:
            if mark.claim in here:
                groups.setdefault((mark.claim, " ".join(mark.segment.split()).casefold()), []).append(mark)
        found = []
        for (claim, _), own in groups.items():
            known = record(own, own[-1].segment, now)
            most = bound(known.landed, known.flat, "upper")
            people = {mark.marked_by for mark in own if mark.outcome == FLAT}
            if known.n >= LEAST_MARKS and len(people) >= PEOPLE and most < LOW:
                version, passage = here[claim]
                words = tuple(dict.fromkeys(mark.word for mark in reversed(own) if mark.outcome == FLAT and mark.word))
                point = FailingPoint(
                    claim, passage.ref, spoken(passage), own[-1].segment, known.times, known.n - known.times, words,
                    version, len(people),
                )  # fmt: skip
                found.append((most, claim, point))
        return [point for *_, point in sorted(found, key=lambda each: each[:2])]

    def _words(self, words: str, longest: int, *, field: str) -> str:
        words = words.replace("\x00", "").strip()  # PostgreSQL keeps no text with a NUL in it
        if len(words) > longest:
            raise Refusal(f"That is {len(words):,} characters; {longest:,} are enough.", field=field)
        return self.masking.mask(words).words

    def _owner(self, workspace: str, version_id: str | None) -> tuple[str, str]:
        """Who hears of a problem, by id and name: the brief's owner, else the responsible person; empty for nobody."""
        brief = self.briefs.version(workspace, version_id) if version_id else None
        owner = self.briefs.owner_of(workspace, brief) if brief is not None else None
        if owner is not None:
            return owner
        user = self.workspaces.responsible(workspace) or ""
        return user, next((known.name for known in self.workspaces.people(workspace) if known.user == user), "")


def working_days(day: date, count: int) -> date:
    """The day that is so many working days, Monday to Friday, after a day."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _own(unit: Unit, deed: Deed, pitch_id: str, *, alone: bool = False) -> Pitch:
    row = stored.get_alone(unit, pitch_id) if alone else stored.get(unit, pitch_id)
    if row is None:
        raise Refusal(_GONE)
    if row.asked_by != deed.user:
        raise Refusal(_NOT_YOURS)
    if row.state != "drafted":
        raise Refusal("This pitch has no points that could have landed.")
    return row


def _asked(unit: Unit, row: Pitch, zone: ZoneInfo) -> FollowUp:
    day = row.drafted_at or row.asked_at
    return FollowUp(drafted(row), tuple(stored.points_of(unit, row.id)), day.astimezone(zone))


def _point(pitch: Drafted, position: int) -> Line | None:
    return pitch.points[position - 1] if 0 < position <= len(pitch.points) else None
