"""Counting: what stands behind each theme, counted by the database, and how its week compares with those before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from capabilities.permissions import MAY, role_of
from capabilities.refusal import Refusal
from capabilities.stems import content
from capabilities.themes.shaping import HIDDEN, OPEN, SHAPING, Shaping
from capabilities.themes.trend import last_weeks, trend, week_starts
from capabilities.themes.values import PUBLIC_NOTES, PUBLIC_PEOPLE, ThemeBrief, ThemeOpen, ThemeShown, ThemeWeek
from capabilities.workspace import GONE, choices
from storage import brief as stored_brief
from storage import field as stored_field
from storage import themes as stored
from storage import workspace as stored_workspace
from storage.database import Unit
from storage.field import search
from storage.themes import Theme, Themed, Weight

NOTES = 10  # notes a theme opens with
_NO_TIME = datetime.min.replace(tzinfo=UTC)
_NOTHING = Weight("", 0, 0, 0, _NO_TIME, _NO_TIME)


@dataclass(frozen=True)
class Counting(Shaping):
    """Shows themes."""

    def shown(
        self,
        workspace: str,
        *,
        forming: bool = False,
        hidden: bool = False,
        details: bool = True,
    ) -> list[ThemeShown]:
        """The themes that may be shown to everybody, the heaviest of the last seven days first, then of all time.

        With `forming` those under three notes or two people too, with `hidden` those that were hidden: for whoever
        may shape them. Without `details`, which are most of the counting, kinds, segments and amounts are left out.
        """
        with self.books.look(workspace) as unit:
            rows = {row.id: row for row in stored.every(unit, states=(OPEN, HIDDEN) if hidden else (OPEN,))}
            weights = {each: weight for each, weight in stored.weights(unit).items() if each in rows}
            if not forming:
                weights = {each: weight for each, weight in weights.items() if _public(weight)}
            counts = stored.weekly(unit, self._last_weeks(unit))
            order = sorted(weights, key=lambda each: _order(each, weights[each], counts, rows[each]))
            return self._shown(unit, [rows[each] for each in order], weights, counts, details=details)

    def open(self, workspace: str, user: str, theme_id: str, *, notes: int = NOTES) -> ThemeOpen:
        """A theme with its newest notes. Raises Refusal when it is gone or, for who may not shape it, not to be shown.

        A theme that was merged opens as the one it was merged into.
        """
        with self.books.look(workspace) as unit:
            row = stored.standing(unit, theme_id)
            may = role_of(unit, user) in MAY[SHAPING]
            if row is None:
                raise Refusal("That theme is no longer here.")
            weights = stored.weights(unit, theme=row.id)
            counts = stored.weekly(unit, self._last_weeks(unit), theme=row.id)
            (found,) = self._shown(unit, [row], weights, counts)
            if not may and found.state != OPEN:
                raise Refusal("A marketer has hidden this theme.")
            if not may and not found.public:
                raise Refusal("Too few people have said this so far to show it. It opens at three notes of two people.")
            newest = stored_field.by_theme(unit, row.id, limit=notes)
        return ThemeOpen(found, tuple(newest), may_shape=may)

    def find(self, workspace: str, user: str, words: str, *, limit: int = 5) -> list[ThemeShown]:
        """The themes a person may see whose names, or else whose notes, share the most with these words, best first."""
        may = self.may_shape(workspace, user)
        every = self.shown(workspace, forming=may, hidden=may, details=False)
        wanted = set(content(words))
        exact = [each for each in every if each.name.casefold() == words.strip().casefold()]
        scored = [(len(wanted & set(content(each.name))), each) for each in every]
        named = [each for score, each in sorted(scored, key=lambda pair: -pair[0]) if score]
        if exact or named or not wanted:
            return list({each.id: each for each in (*exact, *named)}.values())[:limit]
        with self.books.look(workspace) as unit:
            hits = search.by_words(unit, words, limit=50)
            of = {note.id: note.theme for note in stored_field.some(unit, [note for note, _ in hits])}
        heard: dict[str, int] = defaultdict(int)
        for note, _ in hits:
            if theme := of.get(note):
                heard[theme] += 1
        return sorted((each for each in every if each.id in heard), key=lambda each: -heard[each.id])[:limit]

    def for_digest(self, workspace: str, start: datetime, end: datetime) -> list[ThemeWeek]:
        """The open themes that notes from `start` up to `end`, a whole week, belong to; the most notes first."""
        with self.books.look(workspace) as unit:
            rows = {row.id: row for row in stored.every(unit)}
            notes: dict[str, list[Themed]] = defaultdict(list)
            for note in stored.themed_between(unit, start, end):
                if note.theme in rows:
                    notes[note.theme].append(note)
            # Counting all that was ever said takes seconds where there is much; most themes need only their week.
            thin = [each for each, several in notes.items() if not _enough(several)]
            weights, gone = stored.weights(unit, among=thin) if thin else {}, _gone(unit)
            counts = stored.weekly(unit, week_starts(start, self._zone(unit)))
        made = [
            _week(rows[each], several, counts.get(each, [0] * 5)[:-1], gone, public=_enough(several) or _public(weight))
            for each, several in notes.items()
            # none when all its notes were taken back since they were read
            if (weight := weights.get(each, _NOTHING)).notes or _enough(several)
        ]
        return sorted(made, key=lambda week: (-len(week.notes), -week.people, week.name, week.id))

    def brief_of(self, workspace: str, theme_id: str) -> ThemeBrief | None:
        """A theme in one line, for who just said the same; None when it is gone or hidden."""
        with self.books.look(workspace) as unit:
            row = stored.standing(unit, theme_id)
            weight = stored.weights(unit, theme=row.id).get(row.id) if row is not None else None
            if row is None or weight is None or row.state != OPEN:
                return None
            weeks = stored.weekly(unit, self._last_weeks(unit), theme=row.id)
            *before, now = weeks.get(row.id, [0] * 5)
        return ThemeBrief(row.id, row.name, weight.notes, weight.people, trend(now, before))

    def _last_weeks(self, unit: Unit) -> list[datetime]:
        return last_weeks(self.books.clock.now(), self._zone(unit))

    def _zone(self, unit: Unit) -> ZoneInfo:
        return choices(unit, self.workspaces.defaults).tz

    def _shown(
        self,
        unit: Unit,
        rows: Sequence[Theme],
        weights: dict[str, Weight],
        counts: dict[str, list[int]],
        *,
        details: bool = True,
    ) -> list[ThemeShown]:
        ids = [row.id for row in rows] if details else []
        segments, kinds, at_stake = stored.segments(unit, ids), stored.kinds(unit, ids), stored.at_stake(unit, ids)
        versions = {row.id: row.number for row in stored_brief.versions(unit)} if any(r.decision for r in rows) else {}
        made, gone = [], _gone(unit)
        for row in rows:
            weight = weights.get(row.id) or Weight(row.id, 0, 0, 0, row.created_at, row.created_at)
            *before, now = counts.get(row.id, [0] * 5)
            made.append(
                ThemeShown(
                    id=row.id, name=row.name, notes=weight.notes, people=weight.people, accounts=weight.accounts,
                    first=weight.first, newest=weight.newest, trend=trend(now, before),
                    kinds=dict(kinds.get(row.id, [])), segments=_folded(segments.get(row.id, [])),
                    at_stake=at_stake.get(row.id, {}), owner=row.owner, sales=_here(row.sales, gone),
                    marketing=_here(row.marketing, gone),
                    state=row.state, decision=row.decision, decision_reason=row.decision_reason, hand=row.hand,
                    decision_version=versions.get(row.decision_version or ""),
                )
            )  # fmt: skip
        return made


def _gone(unit: Unit) -> AbstractSet[str]:
    return {person.user for person in stored_workspace.people(unit) if person.role == GONE}


def _here(user: str, gone: AbstractSet[str]) -> str:
    """A place in the pair; that of somebody who left the workspace is free."""
    return "" if user in gone else user


def _public(weight: Weight) -> bool:
    return weight.notes >= PUBLIC_NOTES and weight.people >= PUBLIC_PEOPLE


def _order(theme: str, weight: Weight, counts: dict[str, list[int]], row: Theme) -> tuple[int, int, str]:
    now = counts[theme][-1] if theme in counts else 0
    return (-now, -weight.notes, row.name)


def _enough(notes: Sequence[Themed]) -> bool:
    """Whether the week alone makes its theme public."""
    return len(notes) >= PUBLIC_NOTES and len({note.author for note in notes}) >= PUBLIC_PEOPLE


def _week(
    row: Theme, notes: Sequence[Themed], before: Sequence[int], gone: AbstractSet[str], *, public: bool
) -> ThemeWeek:  # fmt: skip
    several = defaultdict[str, int](int)
    for note in notes:
        if note.segment:
            several[note.segment] += 1
    segments = sorted(several.items(), key=lambda pair: (-pair[1], pair[0]))
    return ThemeWeek(
        id=row.id,
        name=row.name,
        notes=tuple(note.id for note in notes),
        people=len({note.author for note in notes}),
        accounts=len({note.account.casefold() for note in notes if note.account}),
        trend=trend(len(notes), before),
        segments=_folded(segments),
        public=public,
        sales=_here(row.sales, gone),
        marketing=_here(row.marketing, gone),
    )


def _folded(segments: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """One segment written in large and small letters is one, under the form used most."""
    made: dict[str, tuple[str, int]] = {}
    for name, number in segments:
        known = made.get(name.casefold())
        made[name.casefold()] = (known[0], known[1] + number) if known else (name, number)
    return tuple(sorted(made.values(), key=lambda pair: (-pair[1], pair[0])))
