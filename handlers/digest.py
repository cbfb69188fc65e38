"""The way in for the digest: /digest, to look at it, have it posted, and set its timetable."""

import re

from slack_bolt import App

from capabilities.digest import Digest, Digests
from capabilities.refusal import Refusal
from capabilities.workspace import DAYS, MONTHLY, OFF, TWO_WEEKLY, WEEKLY, Choices
from handlers.commands import Command, Entry, Reply
from handlers.digest_posting import jobs as jobs
from handlers.views import blocks as b
from handlers.views import digest as views
from handlers.views import digest_sending as sending_views
from handlers.views.blocks import Block

_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?", re.IGNORECASE)

_OFTEN = {
    "weekly": WEEKLY, "week": WEEKLY, "two-weekly": TWO_WEEKLY, "biweekly": TWO_WEEKLY, "fortnightly": TWO_WEEKLY,
    "fortnight": TWO_WEEKLY, "other": TWO_WEEKLY, "second": TWO_WEEKLY, "monthly": MONTHLY, "month": MONTHLY,
    "off": OFF, "never": OFF,
}  # fmt: skip
_HOURS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}

_EXAMPLES = (
    "/digest preview",
    "/digest now",
    "/digest last",
    "/digest schedule monday 09:00 #growth",
    "/digest schedule tuesday 08:30 Europe/Berlin",
    "/digest schedule two-weekly",
    "/digest schedule off",
    "/digest me on",
)


def entry(digests: Digests) -> Entry:
    """The /digest command."""
    subs = {
        "": _preview,
        "off": _off,
        "preview": _preview,
        "now": _now,
        "last": _last,
        "schedule": _schedule,
        "me": _me,
    }
    alone = (_preview, _now, _last)

    def run(command: Command) -> Reply:
        word, _, rest = command.text.partition(" ")
        sub = subs.get(word.lower())
        if sub is None:
            raise Refusal(f"“{word[:40]}” is nothing /digest knows. It knows preview, now, last, schedule and me.")
        if rest.strip() and sub in alone:
            said = _alone(digests.workspaces.choices(command.deed.workspace), word)
            return Reply(said, [b.section(said)])
        return sub(digests, command, rest)

    return Entry(
        "digest",
        "[preview | now | last | schedule monday 09:00 #channel | me on]",
        "One page a week for both teams.",
        _EXAMPLES,
        run,
    )


def register(app: App, digests: Digests) -> None:
    """Nothing to register beside the command."""


def _alone(chosen: Choices, word: str) -> str:
    """Why a word is followed by none: a digest posted where nobody meant it cannot be taken back."""
    if word.lower() != "now" or not chosen.digest_channel:
        return f"Nothing follows `/digest {word.lower()}`: write it alone."
    where = views.place(chosen.digest_channel)
    return f"Write `/digest now` alone: it posts to {where}. `/digest schedule #channel` changes where digests go."


def _preview(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    digest = digests.preview(command.deed.workspace)
    above = sending_views.preview(digests.coming(command.deed.workspace))
    return Reply(views.text(digest), _one_message(digest, above))


def _last(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    unposted = digests.sending.unposted(command.deed.workspace)
    if unposted is not None and unposted.digest is not None:
        above = sending_views.late(unposted, over=digests.books.clock.now() > unposted.until)
        return Reply(views.text(unposted.digest), _one_message(unposted.digest, above))
    digest = digests.last(command.deed.workspace)
    if digest is None:
        raise Refusal("No digest has been posted yet. See what it would say with /digest preview.")
    return Reply(views.text(digest), _one_message(digest, "The digest posted last."))


def _now(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    channel, _ = digests.now(command.deed)
    said = f"The digest is on its way to {views.place(channel)}."
    return Reply(said, [b.section(said)])


def _schedule(digests: Digests, command: Command, words: str) -> Reply:
    chosen, workspace = _asked(words), command.deed.workspace
    if chosen and "every" not in chosen and digests.workspaces.choices(workspace).digest_every == OFF:
        chosen["every"] = WEEKLY  # who names a day or a channel wants it to come
    if chosen:
        now = digests.schedule(command.deed, **chosen)
        said = [f"Done. {views.timetable(now, digests.sending.reached(workspace))}"]
    else:
        now = digests.workspaces.choices(workspace)
        said = [views.timetable(now, digests.sending.reached(workspace))]
    due = digests.coming(workspace)
    if now.digest_channel and due is not None:
        said.append(sending_views.coming(due))
    if "channel" in chosen and digests.sending.again(workspace):
        said.append(sending_views.moved(now.digest_channel))
    if not chosen:
        said.append("Change it with `/digest schedule monday 09:00 #channel`.")
    return Reply(" ".join(said), [b.section(" ".join(said))])


def _off(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    return _schedule(digests, command, "off")


def _me(digests: Digests, command: Command, words: str) -> Reply:
    """The digest in one's own messages: on, off, or as it stands."""
    word = words.strip().lower()
    if word not in ("", "on", "off"):
        raise Refusal("Write `/digest me on` or `/digest me off`.")
    if word:
        digests.own(command.deed, word == "on")
    said = views.own(digests.has_own(command.deed.workspace, command.deed.user))
    return Reply(said, [b.section(said)])


def _asked(words: str) -> dict[str, str]:
    """What is chosen in words such as "monday 09:00 Europe/Berlin #growth", in any order. Raises Refusal."""
    chosen: dict[str, str] = {"every": WEEKLY} if words.strip().lower() == "on" else {}
    for word in (each.strip(",;") for each in words.split()):
        name, value = _meant(word)
        if name in ("day", "time", "zone", "channel") and chosen.get(name, value) != value:
            raise Refusal(f"Which one, “{chosen[name]}” or “{value}”? A digest has one day, hour and channel.")
        if name:
            chosen.setdefault(name, value)  # "every second week" is two-weekly
    return chosen


def _meant(word: str) -> tuple[str, str]:
    """What one word chooses, as (name, value); both empty for a word that only joins others. Raises Refusal."""
    plain = word.lower()
    if linked := _CHANNEL.fullmatch(word):
        return "channel", linked.group(1)
    if word.startswith("#"):  # Slack would have made a link of one it knows
        raise Refusal(f"I know no channel “{word[:40]}”. Pick it from the list Slack offers after the #.")
    if day := _day(word):
        return "day", day
    if time := _TIME.fullmatch(word):
        return "time", _time(*time.groups())
    if plain in _HOURS:
        return "time", _HOURS[plain]
    if often := _OFTEN.get(plain):
        return "every", often
    if "/" in word or word == "UTC":
        return "zone", word
    if plain in ("daily", "day"):
        raise Refusal("Weekly is the most often a digest comes. Write it like: /digest schedule monday 09:00")
    if plain and plain not in ("at", "on", "in", "every", "each", "the", "to", "and"):
        raise Refusal(f"I do not understand “{word[:40]}”. Write it like: /digest schedule monday 09:00 #channel")
    return "", ""


def _day(word: str) -> str:
    wanted = word.lower()
    plain = wanted.removesuffix("s") if wanted.removesuffix("s") in DAYS else wanted
    return next((day for day in DAYS if plain == day or (len(plain) == 3 and day.startswith(plain))), "")


def _time(hour: str, minute: str | None, half: str | None) -> str:
    value = int(hour)
    if half and 1 <= value <= 12:
        value = value % 12 + (12 if half.lower() == "pm" else 0)
    return f"{value:02}:{minute or '00'}"


def _one_message(digest: Digest, words: str) -> list[Block]:
    """As much of a digest as one answer to a command holds; charts are for messages in channels."""
    parts = b.parts([b.context(words), *views.blocks(digest, chart=False)])
    if len(parts) == 1:
        return parts[0]
    return [*parts[0][: b.MESSAGE_BLOCKS - 1], b.context("… the rest follows in the thread of a posted digest.")]
