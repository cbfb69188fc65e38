"""What becomes of a digest beside its channel: whose own copy it is, who hears that Slack did not take it, and when it
is tried again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from capabilities.books import Books, Deed
from capabilities.channels import WEEK
from capabilities.digest import rhythm
from capabilities.digest.values import Digest, from_json, to_json
from capabilities.nudges import Nudges, bare
from capabilities.permissions import ADMIN, GUEST, MARKETER, PROGRAM, RESPONSIBLE
from capabilities.workspace import GONE, Choices, Workspaces, choices, known_of
from storage import digest as stored
from storage import digest_waiting as waiting
from storage import nudges as stored_nudges
from storage import workspace as stored_workspace
from storage.database import Unit

KIND, COPY, TOLD = "digest", "digest_copy", "digest_told"  # the kinds of durable work
LATE = timedelta(hours=1)  # what comes sooner than that is not worth a word
_KNOWN = "digest_channel_known"  # the setting that keeps which channel a name meant: names change, ids do not


@dataclass(frozen=True)
class Unposted:
    """A digest that Slack did not take; `until` is when it is tried for the last time, both in the workspace's zone."""

    channel: str
    due: datetime
    until: datetime
    digest: Digest | None


@dataclass(frozen=True)
class Copy:
    """One person's own copy; `shape` is how plainly its channel got it, None where it got none."""

    user: str
    name: str
    digest: Digest
    shape: int | None


@dataclass(frozen=True)
class Sending:
    """Sees to it that no digest is lost where it cannot be posted, and that copies come at an hour that suits."""

    books: Books
    workspaces: Workspaces
    nudges: Nudges

    def copies(self, unit: Unit, key: str) -> None:
        """Have the digest of this key sent to whoever wants it in their own messages: at once, or as their quiet hours
        or their absence end. Asked for as it was, it counts in their budget and is not held up by it."""
        for user in sorted(row.user for row in stored_workspace.people(unit) if _may_have_copies(row)):
            self.nudges.ask(unit, user, key=f"{own_key(key)}:{user}", kind=KIND, work=(COPY, f"{_plain(key)}|{user}"))

    def copy(self, workspace: str, work: str) -> Copy | None:
        """What is sent to one person; None where they left, are a guest, want it no longer, or a later one has come."""
        channel, due, user = bare(work).split("|")[:3]
        with self.books.look(workspace) as unit:
            row = stored.get(unit, channel, datetime.fromisoformat(due))
            known = stored_workspace.person(unit, user)
            last = stored.last_posted(unit)
            if row is None or not row.content or known is None or not _may_have_copies(known):
                return None
            if last is not None and last.due > row.due and _covers_more(last.content, row.content):
                return None
            shape = row.shape if row.state == waiting.POSTED else None
            return Copy(user, f"{own_key(bare(work))}:{user}", from_json(row.content), shape)

    def end_copies(self, workspace: str, user: str) -> None:
        """Nothing reaches this person any more."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            if stored_workspace.person(unit, user) is not None:
                stored_workspace.save_person(unit, user, {"own_digest": False}, now=self.books.clock.now())

    def tell(self, unit: Unit, key: str, reason: str, *, after: str = "") -> str | None:
        """Have somebody told that a digest could not be posted, at an hour that suits; who that is.

        It is the responsible person, or else whoever comes next in `_answering`, who is away last; the next after
        `after`, whom Slack let nobody reach. None where nobody is left.
        """
        now = self.books.clock.now()
        away = {row.user for row in stored_workspace.people(unit) if known_of(row).is_away(now)}
        left = sorted(_answering(unit), key=lambda user: user in away)
        left = left[left.index(after) + 1 :] if after in left else left
        if not left:
            return None
        if after == "" and any(stored_nudges.given(unit, f"{told_key(key, reason)}:{user}") for user in left):
            return left[0]  # who was told when it was tried before may be away by now
        named = f"{told_key(key, reason)}:{left[0]}"
        self.nudges.ask(unit, left[0], key=named, kind=KIND, work=(TOLD, f"{_plain(key)}|{left[0]}|{reason}"))
        return left[0]

    def tell_next(self, workspace: str, key: str, reason: str, *, after: str) -> str | None:
        """`tell` in a transaction of its own."""
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            return self.tell(unit, key, reason, after=after)

    def is_answering(self, workspace: str, user: str) -> bool:
        """Whether this is the person responsible for both teams, or an admin."""
        with self.books.look(workspace) as unit:
            known = stored_workspace.person(unit, user)
        return known is not None and known.role in (RESPONSIBLE, ADMIN)

    def unposted(self, workspace: str) -> Unposted | None:
        """The newest digest, if Slack did not take it."""
        with self.books.look(workspace) as unit:
            row = waiting.newest_unposted(unit)
            chosen = choices(unit, self.workspaces.defaults)
        return _unposted(row, chosen) if row is not None else None

    def still_unposted(self, workspace: str, key: str) -> Unposted | None:
        """The digest of this key, as long as Slack has not taken it."""
        channel, due = key_parts(key)
        with self.books.look(workspace) as unit:
            row = stored.get(unit, channel, due)
            chosen = choices(unit, self.workspaces.defaults)
        return _unposted(row, chosen) if row is not None and row.state in (waiting.FAILED, waiting.WAITING) else None

    def again(self, workspace: str) -> str | None:
        """Have the newest digest that Slack did not take tried again, in the channel that is chosen by now; its key.

        None where there is none, it is too old, or still no channel is chosen. Any number of processes may ask.
        """
        now = self.books.clock.now()
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            row = waiting.newest_unposted(unit)
            chosen = choices(unit, self.workspaces.defaults)
            if row is None or not chosen.digest_channel or now > _until(row, chosen):
                return None
            content, due = row.content, row.due
            if content:
                content = to_json(_late(from_json(content), due, chosen))
            same = row.channel == chosen.digest_channel
            if not waiting.take_up(unit, row, waiting.WAITING if same else waiting.MOVED):
                return None
            unit.session.expire(row)
            if not same and not stored.claim(unit, chosen.digest_channel, due, now):
                return None
            key = key_of(chosen.digest_channel, due)
            taken = stored.get(unit, chosen.digest_channel, due)
            if taken is not None and taken.state == waiting.WAITING:
                taken.content = content
                unit.session.add(taken)
            # The work of the first time is done: another try is another piece of work.
            self.books.work.enqueue(unit, KIND, f"{key}|{now.astimezone(UTC):%Y%m%dT%H%M%S%f}" if same else key)
        return key

    def given_up(self, workspace: str, key: str) -> str | None:
        """Note that the work of a digest ended without one, so that it is tried again; who is to hear of it, once."""
        channel, due = key_parts(key)
        with self.books.keep(Deed(workspace, PROGRAM)) as unit:
            waiting.give_up(unit, channel, due)
            return next(iter(_answering(unit)), None) if key == _plain(key) else None

    def remarked(self, workspace: str, key: str, digest: Digest) -> Digest:
        """The same with a word where it comes late, and where the weeks before it had none."""
        _, due = key_parts(key)
        with self.books.look(workspace) as unit:
            chosen = choices(unit, self.workspaces.defaults)
            last = stored.last_posted(unit)
        if self.books.clock.now() - due < LATE:
            return digest
        missed = (digest.start - last.covers_until) // WEEK if last is not None and last.covers_until else 0
        return _late(digest, due, chosen, missed=max(0, missed))

    def reached(self, workspace: str) -> bool | None:
        """Whether the newest digest of the chosen channel got there; None before the first."""
        with self.books.look(workspace) as unit:
            state = waiting.newest_state(unit, choices(unit, self.workspaces.defaults).digest_channel)
        return None if state is None else state == waiting.POSTED

    def place(self, workspace: str, channel: str) -> str:
        """The id of a channel that was chosen by its name, once Slack has told it; else as it is."""
        with self.books.look(workspace) as unit:
            known = stored_workspace.setting(unit, _KNOWN)
        name, _, found = (known.value if known is not None else "").partition(" ")
        return found if found and name == channel else channel

    def learn(self, workspace: str, channel: str, found: str) -> None:
        """Keep which channel a name means: it stays the digest's when it is renamed."""
        if found and found != channel:
            with self.books.keep(Deed(workspace, PROGRAM)) as unit:
                now = self.books.clock.now()
                stored_workspace.save_setting(unit, _KNOWN, f"{channel} {found}", by=PROGRAM, now=now)


def key_of(channel: str, due: datetime) -> str:
    """The key of a digest's durable work: the Slack channel and the due time."""
    return f"{channel}|{due.astimezone(UTC).isoformat()}"


def key_parts(key: str) -> tuple[str, datetime]:
    """The Slack channel and the due time of a key, or of one that is tried again."""
    channel, due = key.split("|")[:2]
    return channel, datetime.fromisoformat(due)


def own_key(key: str) -> str:
    """What copies are kept under: a digest moved to another channel is not sent to anybody anew."""
    return f"digest:{key.split('|')[1]}:own"


def told_key(key: str, reason: str) -> str:
    """What it is kept under that somebody was told: once for each reason, and of a missing channel once for all."""
    return f"digest:{_plain(key)}:{reason}:told" if key_parts(key)[0] else "digest:no-channel"


def _plain(key: str) -> str:
    return "|".join(key.split("|")[:2])


def _answering(unit: Unit) -> Iterable[str]:
    """Who can put a digest's channel right: the responsible person, admins, who set the timetable, marketers."""
    for role in (RESPONSIBLE, ADMIN):
        yield from stored_workspace.holding(unit, role)
    marketers = stored_workspace.holding(unit, MARKETER)
    set_by = {row.changed_by for name in ("digest_channel", "digest_day") if (row := _setting(unit, name))}
    for user in sorted(set_by):
        known = stored_workspace.person(unit, user)
        if known is not None and known.role not in (GONE, GUEST, RESPONSIBLE, ADMIN):
            yield user
            marketers = [each for each in marketers if each != user]
    yield from marketers


def _may_have_copies(row: stored_workspace.Person) -> bool:
    return row.own_digest and row.role not in (GONE, GUEST)


def _setting(unit: Unit, name: str) -> stored_workspace.Setting | None:
    return stored_workspace.setting(unit, name)


def _until(row: stored.Digest, chosen: Choices) -> datetime:
    return row.due + rhythm.fresh(chosen.digest_every)


def _unposted(row: stored.Digest, chosen: Choices) -> Unposted:
    digest = from_json(row.content) if row.content else None
    return Unposted(row.channel, row.due.astimezone(chosen.tz), _until(row, chosen).astimezone(chosen.tz), digest)


def _covers_more(last: dict[str, object], content: dict[str, object]) -> bool:
    return bool(last) and str(last.get("end")) > str(content.get("end"))


def _late(digest: Digest, due: datetime, chosen: Choices, *, missed: int = 0) -> Digest:
    """With the word that it comes late, said once."""
    there = due.astimezone(chosen.tz)
    said = f"This digest was due on {there:%A} {there.day} {there:%B} at {there:%H:%M}; I could not post it then."
    if said in digest.remark:
        return digest
    if missed:
        weeks = "week" if missed == 1 else f"{missed} weeks"
        said += f" For the {weeks} before it there is none."
    return replace(digest, remark=f"{said} {digest.remark}".strip())
