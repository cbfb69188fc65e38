"""Notices that sales returns unusually many of a channel's leads, and sees to it that its owner hears the same day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from capabilities.books import Books, Deed
from capabilities.channels.weeks import WEEK, monday_of
from capabilities.digest import quotes
from capabilities.digest.disagreeing import LOOKED_AT
from capabilities.digest.hearing import NONE, Verdicts, verdicts
from capabilities.digest.values import RATE_BASE
from capabilities.hiding import Hiding
from capabilities.nudges import Nudges
from capabilities.permissions import PROGRAM
from capabilities.quiet import is_quiet
from capabilities.themes.trend import last_weeks, trend
from capabilities.workspace import GONE, Workspaces, choices, known_of, responsible_in, zone_of
from storage import channels as stored_channels
from storage import field as stored_field
from storage import nudges as stored_nudges
from storage import workspace as stored_workspace
from storage.channels import Channel
from storage.database import Unit
from storage.field import counts as stored

SPIKE = "spike"  # the kind of durable work, and of nudge
WORSE = 20  # percentage points more returned than in the four weeks before, where those have five verdicts
_BEFORE = ("rising", "new")  # of the leads returned; the rest is what this channel always is


@dataclass(frozen=True)
class Spike:
    """A channel's leads of the last seven days, most of them returned, beside the four weeks before.

    `words` are one rep's, without names; empty where nobody wrote any. `instead_of` names the owner who is away or
    cannot be reached when it goes to the responsible person, and is empty for a channel that has no owner.
    """

    to: str
    channel: Channel
    now: Verdicts
    before: Verdicts
    words: str = ""
    instead_of: str | None = None


@dataclass(frozen=True)
class Spikes:
    """Looks for returned leads that pile up; each channel is told of once a week."""

    books: Books
    workspaces: Workspaces
    nudges: Nudges

    def look(self, workspace: str) -> int:
        """Have the owners told of whose leads come back now; how many channels that were. Harmless when repeated.

        In an owner's quiet hours nothing is said: the first look after them finds it again.
        """
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            found = self._found(unit, now)
        told = 0
        for channel, to in found.items():
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                monday = monday_of(self._day(unit, now))
                if self.nudges.owe(unit, to, key=nudge_key(channel, monday), kind=SPIKE):
                    # With the moment in it: what was not said after all is asked for anew, and that is other work.
                    self.books.work.enqueue(unit, SPIKE, f"{channel}:{monday}:{now.astimezone(UTC):%Y%m%dT%H%M%S}")
                    told += 1
        return told

    def said(self, workspace: str, key: str) -> Spike | None:
        """What is told now of a channel; None when the leads were accepted after all, or this is no time to tell."""
        channel_id, monday = key_parts(key)
        now = self.books.clock.now()
        with self.books.look(workspace) as unit:
            channel = stored_channels.channel(unit, channel_id)
            spike = self._spike(unit, channel, now) if channel is not None else None
        if spike is None:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                stored_nudges.drop(unit, nudge_key(channel_id, monday))
        return spike

    def instead(self, workspace: str, key: str, spike: Spike) -> Spike | None:
        """The same for the responsible person, where Slack cannot reach who it is for; None if that is nobody else, or
        while they may not be told: then the work of this key is asked for anew as soon as they may."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            boss, own = responsible_in(unit), f"{nudge_key(*key_parts(key))}:instead"
            if boss is None or boss == spike.to:
                return None
            known = stored_nudges.given(unit, own)
            if not known and not self.nudges.owe(unit, boss, key=own, kind=SPIKE, again=(SPIKE, key)):
                return None
        return Spike(boss, spike.channel, spike.now, spike.before, spike.words, spike.to)

    def _found(self, unit: Unit, now: datetime) -> dict[str, str]:
        """The channels to tell of by their id, with whom to tell."""
        chosen = choices(unit, self.workspaces.defaults)
        spans = last_weeks(now, chosen.tz)
        week = verdicts(stored.judged(unit, *_utc(spans[-2:])))
        if not any(_much(each) for each in week.values()):
            return {}
        before = [verdicts(stored.judged(unit, *_utc(span))) for span in pairwise(spans[:-1])]
        monday, found = monday_of(self._day(unit, now)), {}
        for channel in stored_channels.channels(unit):
            several = [each.get(channel.name_key, NONE) for each in before]
            if (
                channel.paused
                or _told(unit, channel.id, monday, now)
                or not spikes(week.get(channel.name_key, NONE), several)
            ):
                continue
            to, _ = _who(unit, channel, now)
            if to is not None and not is_quiet(now, zone_of(unit, to), chosen.quiet):
                found[channel.id] = to
        return found

    def _spike(self, unit: Unit, channel: Channel, now: datetime) -> Spike | None:
        chosen = choices(unit, self.workspaces.defaults)
        spans = last_weeks(now, chosen.tz)
        since, until = _utc(spans[-2:])
        week = verdicts(stored.judged(unit, since, until)).get(channel.name_key, NONE)
        before = [verdicts(stored.judged(unit, *_utc(span))) for span in pairwise(spans[:-1])]
        several = [each.get(channel.name_key, NONE) for each in before]
        to, instead_of = _who(unit, channel, now)
        if to is None or not spikes(week, several) or is_quiet(now, zone_of(unit, to), chosen.quiet):
            return None
        notes = stored.newest_judged(unit, since, until, verdict="returned", channels=week.written, limit=LOOKED_AT)
        hiding = Hiding.of(
            accounts=stored_field.accounts(unit),
            people=(person.name for person in stored_workspace.people(unit)),
            texts=(note.text for note in notes),
        )
        # What is advised is about the reason named most, and so are the words where anybody's are.
        main = [note for note in notes if note.return_reason == week.reason]
        words = quotes.telling(main, hiding) or quotes.telling(notes, hiding)
        return Spike(to, channel, week, _sum(several), words, instead_of)

    def _day(self, unit: Unit, now: datetime) -> date:
        return now.astimezone(choices(unit, self.workspaces.defaults).tz).date()


def spikes(now: Verdicts, before: list[Verdicts]) -> bool:
    """Whether returns of the last seven days stand out from the four spans of seven days `before`, oldest first.

    Half or more of five leads judged came back, more of them than chance gives (as themes reckon what rises), and a
    larger share than before: a channel that always returned so many is a matter for the digest, not for today.
    """
    if not _much(now):
        return False
    if trend(now.returned, [each.returned for each in before]).word not in _BEFORE:
        return False
    earlier = _sum(before)
    if earlier.judged < RATE_BASE:
        return True
    rise = now.returned * earlier.judged - earlier.returned * now.judged
    return rise * 100 >= WORSE * now.judged * earlier.judged


def nudge_key(channel: str, monday: date) -> str:
    """What a spike is kept and posted under: each channel once a week, by the workspace's own calendar.

    Seven days lie between two of them at least (see _told), as the same leads count for so long.
    """
    return f"{SPIKE}:{channel}:{monday}"


def key_parts(key: str) -> tuple[str, date]:
    """The channel and the Monday of the week that a piece of work is about."""
    channel, monday, _ = key.rsplit(":", 2)
    return channel, date.fromisoformat(monday)


def _told(unit: Unit, channel: str, monday: date, now: datetime) -> bool:
    """Whether a channel was told of in this week, or in the one before of leads that still count."""
    if stored_nudges.given(unit, nudge_key(channel, monday)):
        return True
    before = stored_nudges.said_at(unit, nudge_key(channel, monday - WEEK))
    return before is not None and now - before < WEEK


def _much(each: Verdicts) -> bool:
    return each.judged >= RATE_BASE and each.returned * 2 >= each.judged


def _who(unit: Unit, channel: Channel, now: datetime) -> tuple[str | None, str | None]:
    """Whom to tell, and instead of whom: the owner, or the responsible person for one who is away or gone."""
    person = stored_workspace.person(unit, channel.owner) if channel.owner else None
    away = person is not None and (person.role == GONE or known_of(person).is_away(now))
    if channel.owner and not away:
        return channel.owner, None
    boss = responsible_in(unit)
    if boss is not None and boss != channel.owner:
        return boss, channel.owner
    return channel.owner or None, None


def _sum(several: list[Verdicts]) -> Verdicts:
    reasons: dict[str, int] = {}
    for each in several:
        for name, leads in each.reasons.items():
            reasons[name] = reasons.get(name, 0) + leads
    return Verdicts(sum(each.accepted for each in several), sum(each.returned for each in several), reasons)


def _utc(span: list[datetime] | tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    since, until = span
    return since.astimezone(UTC), until.astimezone(UTC)
