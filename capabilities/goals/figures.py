"""What the program counts for goals by itself: from notes and pitches of 28 days, and reports of four whole weeks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from capabilities.books import Books
from capabilities.brief import Briefs
from capabilities.channels import WEEK, monday_of
from capabilities.channels.numbers import cost_per
from capabilities.goals.values import CHANNEL, MEASURES, SEGMENT, THEME, Offered, share_of
from capabilities.workspace import Workspaces, choices
from storage import channels as stored_channels
from storage import goals as stored
from storage import pitch as stored_pitch
from storage import themes as stored_themes
from storage.channels import Report
from storage.database import Unit
from storage.goals import Said
from storage.pitch import PitchPoint

DAYS, WEEKS = timedelta(days=28), 4
RATE_BASE = 5  # DESIGN, honest numbers: no rate on fewer than five
_SOON = timedelta(microseconds=1)
GONE = {CHANNEL: "a channel that is gone", THEME: "a theme that is gone"}


def key_of(words: str) -> str:
    """The form in which channels and segments are compared."""
    return " ".join(words.split()).casefold()


@dataclass(frozen=True)
class Tally:
    """The figures at one moment, each counted when first asked for, within one transaction."""

    unit: Unit
    now: datetime
    zone: ZoneInfo

    def value(self, measure: str, about: str) -> Decimal | None:
        """What a measure says; None where it cannot be told: too few for a rate, nothing to divide by, all silent."""
        counts: dict[str, Callable[[str], Decimal | None]] = {
            "accepted": self._accepted, "returned": self._returned, "cost": self._cost, "customers": self._customers,
            "notes": lambda about: Decimal(_sum(self._of(self._said, about))), "objections": self._objections,
            "landed": self._landed,
        }  # fmt: skip
        count = counts.get(measure)
        return count(about) if count is not None else None

    def unit_of(self, measure: str) -> str:
        """What a measure is counted in: a currency, percent, or nothing more than the things themselves."""
        return "%" if MEASURES[measure].kind == "share" else self._currency if measure == "cost" else ""

    def name_of(self, about: str) -> str:
        """What a goal is about, by its name; empty for all."""
        kind, _, key = about.partition(":")
        if kind == CHANNEL:
            channel = self._channels.get(key)
            return channel.name if channel is not None else GONE[CHANNEL]
        if kind == THEME:
            theme = stored_themes.standing(self.unit, key)
            return theme.name if theme is not None else GONE[THEME]
        return key

    @cached_property
    def _said(self) -> list[Said]:
        return stored.said(self.unit, self.now - DAYS, self.now + _SOON)

    @cached_property
    def _monday(self) -> datetime:
        """When the running week began."""
        return datetime.combine(monday_of(self.now.astimezone(self.zone).date()), time(0), self.zone)

    @cached_property
    def _said_in_weeks(self) -> list[Said]:
        first = datetime.combine(self._monday.date() - WEEKS * WEEK, time(0), self.zone)
        return stored.said(self.unit, first, self._monday)

    @cached_property
    def _reports(self) -> list[Report]:
        first = self._monday.date() - WEEKS * WEEK
        return stored_channels.latest_reports(self.unit, first, self._monday.date() - WEEK)

    @cached_property
    def _points(self) -> list[PitchPoint]:
        return stored_pitch.marked(self.unit, since=self.now - DAYS)

    @cached_property
    def _channels(self) -> dict[str, stored_channels.Channel]:
        return {channel.id: channel for channel in stored_channels.channels(self.unit)}

    @property
    def _currency(self) -> str:
        """The one currency of the reports; empty where there are several, which cannot be added, or none."""
        found = {report.currency for report in self._reports if report.spend is not None}
        return found.pop() if len(found) == 1 else ""

    def _accepted(self, about: str) -> Decimal:
        return Decimal(_sum(self._of(self._said, about), verdict="accepted"))

    def _returned(self, about: str) -> Decimal | None:
        judged = [each for each in self._of(self._said, about) if each.verdict]
        whole = _sum(judged)
        return share_of(_sum(judged, verdict="returned"), whole) if whole >= RATE_BASE else None

    def _objections(self, about: str) -> Decimal | None:
        if _sum(self._said) < RATE_BASE:  # nobody logs anything: that is no fall in objections
            return None
        return Decimal(sum(each.count for each in self._of(self._said, about) if each.kind == "objection"))

    def _customers(self, about: str) -> Decimal | None:
        known = [report.customers for report in self._reported(about) if report.customers is not None]
        return Decimal(sum(known)) if known else None

    def _cost(self, about: str) -> Decimal | None:
        """The spend of the reports by the leads accepted from those very channels in the same weeks."""
        paid = [report for report in self._reported(about) if report.spend is not None]
        if not paid or not self._currency:
            return None
        channels = [self._channels.get(each) for each in {report.channel for report in paid}]
        names = {key_of(channel.name) for channel in channels if channel is not None}
        said = [each for each in self._said_in_weeks if key_of(each.channel) in names]
        spend = sum((report.spend or Decimal(0) for report in paid), Decimal(0))
        return cost_per(spend, _sum(said, verdict="accepted"))

    def _landed(self, about: str) -> Decimal | None:
        kind, _, key = about.partition(":")
        fitting = [each for each in self._points if kind != SEGMENT or key_of(each.segment) == key_of(key)]
        if len(fitting) < RATE_BASE:
            return None
        return share_of(sum(each.outcome == "landed" for each in fitting), len(fitting))

    def _reported(self, about: str) -> list[Report]:
        _, _, key = about.partition(":")
        return [report for report in self._reports if not about or report.channel == key]

    def _of(self, said: Sequence[Said], about: str) -> list[Said]:
        kind, _, key = about.partition(":")
        if kind == CHANNEL:
            channel = self._channels.get(key)
            wanted = key_of(channel.name) if channel is not None else None
            return [each for each in said if key_of(each.channel) == wanted]
        if kind == SEGMENT:
            return [each for each in said if key_of(each.segment) == key_of(key)]
        if kind == THEME:
            theme = stored_themes.standing(self.unit, key)
            return [each for each in said if theme is not None and each.theme == theme.id]
        return list(said)


@dataclass(frozen=True)
class Figures:
    """Counts for goals, and says what can be counted. `themes` names the themes everybody may see, as (id, name)."""

    books: Books
    workspaces: Workspaces
    briefs: Briefs
    themes: Callable[[str], Iterable[tuple[str, str]]]

    def at(self, unit: Unit, now: datetime) -> Tally:
        return Tally(unit, now, choices(unit, self.workspaces.defaults).tz)

    def offered(self, workspace: str) -> Offered:
        """What a goal may be about: channels that are asked for, segments of the brief and of channels, themes."""
        brief = self.briefs.current(workspace)
        with self.books.look(workspace) as unit:
            channels = [channel for channel in stored_channels.channels(unit) if not channel.paused]
        named = [*(brief.brief.segments if brief is not None else ()), *(each.segment for each in channels)]
        segments = {key_of(name): " ".join(name.split()) for name in reversed(named) if name.strip()}
        return Offered(
            channels=tuple((f"{CHANNEL}:{each.id}", each.name) for each in channels),
            segments=tuple((f"{SEGMENT}:{name}", name) for name in reversed(segments.values())),
            themes=tuple((f"{THEME}:{theme}", name) for theme, name in self.themes(workspace)),
        )


def _sum(said: Iterable[Said], *, verdict: str = "") -> int:
    return sum(each.count for each in said if not verdict or each.verdict == verdict)
