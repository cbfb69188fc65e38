"""Ways in for the digest: /digest, and the durable work that posts it once."""

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from capabilities.digest import Digest, Digests, from_json, key_parts, to_json
from capabilities.refusal import Refusal
from capabilities.workspace import DAYS, Workspaces
from handlers.commands import Command, Entry, Reply
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import blocks as b
from handlers.views import digest as views
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.digest")

_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|[^>]*)?>")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(am|pm)?", re.IGNORECASE)
_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_SHAPES: tuple[dict[str, bool], ...] = (
    {},
    {"chart": False},
    {"chart": False, "table": False},
)  # the best looking first

_EXAMPLES = (
    "/digest preview",
    "/digest now",
    "/digest last",
    "/digest schedule monday 09:00 #growth",
    "/digest schedule tuesday 08:30 Europe/Berlin",
)


def entry(digests: Digests) -> Entry:
    """The /digest command."""
    subs = {"": _preview, "preview": _preview, "now": _now, "last": _last, "schedule": _schedule}

    def run(command: Command) -> Reply:
        word, _, rest = command.text.partition(" ")
        sub = subs.get(word.lower())
        if sub is None:
            raise Refusal(f"“{word[:40]}” is nothing /digest knows. It knows preview, now, last and schedule.")
        return sub(digests, command, rest)

    return Entry(
        "digest",
        "[preview | now | last | schedule monday 09:00 #channel]",
        "One page a week for both teams.",
        _EXAMPLES,
        run,
    )


def register(app: App, digests: Digests) -> None:
    """Nothing to register beside the command."""


def jobs(digests: Digests, workspaces: Workspaces, poster: Poster) -> dict[str, Job]:
    """Composing a digest, posting it, and telling the responsible person when it cannot be posted."""

    def post(steps: Steps, workspace: str, key: str) -> None:
        channel, due = key_parts(key)
        if not steps.run("look", lambda: digests.waits(workspace, key)):
            return
        content: dict[str, Any] = {}
        reason = ""
        if channel:
            # What was settled once is said on every rerun: another part of it may be posted already.
            counted = steps.run(
                "compose", lambda: to_json(digests.kept(workspace, key)[0] or digests.compose(workspace, due))
            )
            content = steps.run("draft", lambda: to_json(_settled(digests, workspace, key, from_json(counted))))
            reason = _post_all(steps, poster, digests, workspace, key, from_json(content))
        if reason or not channel:
            steps.run("tell", lambda: _tell(poster, workspaces, workspace, channel, key, reason))
        posted = bool(channel) and not reason
        steps.run("finish", lambda: digests.finish(workspace, key, content=content, posted=posted))

    return {"digest": post}


def _settled(digests: Digests, workspace: str, key: str, counted: Digest) -> Digest:
    """The digest of this key, drafted and kept the first time, and the same ever after."""
    kept, _ = digests.kept(workspace, key)
    return kept or digests.keep(workspace, key, digests.draft(counted))


def _post_all(steps: Steps, poster: Poster, digests: Digests, workspace: str, key: str, digest: Digest) -> str:
    """Post the digest and, where it is long, its rest in the thread; returns Slack's reason if it may not be."""
    channel, _, name = key.rpartition("|")
    said = views.text(digest)

    def first() -> dict[str, Any]:
        _, begun = digests.kept(workspace, key)
        for at, shape in list(enumerate(_SHAPES))[begun or 0 :]:
            parts = _messages(digest, shape)
            digests.keep_shape(workspace, key, at)  # before it is posted: the rest must come in the same one
            try:
                posted = f"digest:{channel}:{name}"
                ts = poster.post(workspace, posted, channel=channel, text=said, blocks=parts[0])
                return {"ts": ts, "shape": at, "more": len(parts) - 1}
            except SlackApiError as error:
                code = str(error.response.get("error") or "")
                if not code or code in _PASSING:
                    raise
                if code not in _BLOCKS_REFUSED or at == len(_SHAPES) - 1:
                    return {"refused": code}
                log.warning("Slack refused the blocks of a digest (%s); posting a plainer one", code)
        raise AssertionError("unreachable")

    done = steps.run("post", first)
    if "refused" in done:
        return str(done["refused"])
    rest = _messages(digest, _SHAPES[done["shape"]])[1:]
    for at, blocks in enumerate(rest):
        suffix = "thread" if at == 0 else f"thread:{at + 1}"
        named = f"digest:{channel}:{name}:{suffix}"
        steps.run(suffix, _in_thread(poster, workspace, channel, named, blocks, done["ts"]))
    return ""


def _messages(digest: Digest, shape: dict[str, bool]) -> list[list[Block]]:
    """The message and those of its thread, each within Slack's limits."""
    return [part for page in views.pages(digest, **shape) for part in b.parts(page)]


def _in_thread(
    poster: Poster, workspace: str, channel: str, key: str, blocks: list[Block], thread: str
) -> Callable[[], str]:
    words = "The digest, continued"
    return lambda: poster.post(workspace, key, channel=channel, text=words, blocks=blocks, thread=thread)


def _tell(poster: Poster, workspaces: Workspaces, workspace: str, channel: str, key: str, reason: str) -> bool:
    """Write to the responsible person; about a missing channel once and for all, about a digest once for each."""
    to = workspaces.responsible(workspace)
    if to is None:
        log.warning("The digest %s could not be posted (%s), and nobody responsible is known", key, reason)
        return False
    words = views.unreachable(channel, reason)
    about = f"digest:{key}:told" if channel else "digest:no-channel"
    try:
        poster.post(workspace, about, channel=to, text=words, blocks=[b.section(words)])
    except SlackApiError as error:
        if not error.response.get("error") or error.response.get("error") in _PASSING:
            raise
        log.warning("Could not tell %s of the digest %s: %s", to, key, error.response.get("error"))
        return False
    return True


def _preview(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    digest = digests.preview(command.deed.workspace)
    return Reply(views.text(digest), _one_message(digest, "A preview, for your eyes only."))


def _last(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    digest = digests.last(command.deed.workspace)
    if digest is None:
        raise Refusal("No digest has been posted yet. See what it would say with /digest preview.")
    return Reply(views.text(digest), _one_message(digest, "The digest posted last."))


def _now(digests: Digests, command: Command, words: str) -> Reply:  # noqa: ARG001 (nothing follows the word)
    channel, _ = digests.now(command.deed)
    said = f"The digest is on its way to {views.place(channel)}."
    return Reply(said, [b.section(said)])


def _schedule(digests: Digests, command: Command, words: str) -> Reply:
    chosen = _asked(words)
    if chosen:
        said = f"Done. {views.timetable(digests.schedule(command.deed, **chosen))}"
    else:
        said = views.timetable(digests.workspaces.choices(command.deed.workspace))
        said += " Change it with `/digest schedule monday 09:00 #channel`."
    return Reply(said, [b.section(said)])


def _asked(words: str) -> dict[str, str]:
    """What is chosen in words such as "monday 09:00 Europe/Berlin #growth", in any order. Raises Refusal."""
    chosen: dict[str, str] = {}
    for word in words.split():
        linked = _CHANNEL.fullmatch(word)
        if linked:
            chosen["channel"] = linked.group(1)
        elif word.startswith("#"):
            chosen["channel"] = word[1:]
        elif day := _day(word):
            chosen["day"] = day
        elif time := _TIME.fullmatch(word):
            chosen["time"] = _time(*time.groups())
        elif "/" in word or word == "UTC":
            chosen["zone"] = word
        elif word.lower() not in ("at", "on", "in", "every"):
            raise Refusal(f"I do not understand “{word[:40]}”. Write it like: /digest schedule monday 09:00 #channel")
    return chosen


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
