"""The durable work that posts a digest once, in the best looking shape Slack takes, and tells when it cannot be."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.digest import Digest, Digests, from_json, key_parts, to_json
from capabilities.workspace import Workspaces
from handlers.brief_files import put_up
from handlers.passing import passing
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import blocks as b
from handlers.views import digest as views
from handlers.views import digest_picture
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.digest")

_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
PICTURE = "picture"
_SHAPES: tuple[dict[str, bool], ...] = (
    {},
    {"chart": False, PICTURE: True},
    {"chart": False},
    {"chart": False, "table": False},
)  # the best looking first
_PATIENCE_S = (1.0, 2.0)  # a picture just put up is refused until Slack has looked at it


def jobs(
    digests: Digests, workspaces: Workspaces, poster: Poster, *, sleep: Callable[[float], None] = time.sleep
) -> dict[str, Job]:
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
            digest = from_json(content)
            done = _post_all(steps, poster, digests, workspace, key, digest, sleep)
            reason = str(done.get("refused") or "")
            for user in steps.run("readers", lambda: digests.readers(workspace)):
                _to_reader(steps, poster, workspace, user, key, _own_messages(digest, done), views.text(digest))
        if reason or not channel:
            steps.run("tell", lambda: _tell(poster, workspaces, workspace, channel, key, reason))
        posted = bool(channel) and not reason
        steps.run("finish", lambda: digests.finish(workspace, key, content=content, posted=posted))

    return {"digest": post}


def _settled(digests: Digests, workspace: str, key: str, counted: Digest) -> Digest:
    """The digest of this key, drafted and kept the first time, and the same ever after."""
    kept, _ = digests.kept(workspace, key)
    return kept or digests.keep(workspace, key, digests.draft(counted))


def _post_all(
    steps: Steps, poster: Poster, digests: Digests, workspace: str, key: str, digest: Digest,
    sleep: Callable[[float], None],
) -> dict[str, Any]:  # fmt: skip
    """Post the digest and, where it is long, its rest in the thread; returns the shape it went in, or the reason why
    Slack refused it."""
    channel, _, name = key.rpartition("|")
    said, posted = views.text(digest), f"digest:{channel}:{name}"

    def one(parts: list[list[Block]], patience: tuple[float, ...]) -> str | SlackApiError:
        """The time stamp of the message, or why its blocks are refused for good."""
        try:
            return poster.post(workspace, posted, channel=channel, text=said, blocks=parts[0])
        except SlackApiError as error:
            if not error.response.get("error") or passing(error):
                raise
            if error.response.get("error") not in _BLOCKS_REFUSED or not patience:
                return error
        sleep(patience[0])
        return one(parts, patience[1:])

    def first() -> dict[str, Any]:
        _, begun = digests.kept(workspace, key)
        for at, shape in list(enumerate(_SHAPES))[begun or 0 :]:
            picture = _picture(poster.clients.of(workspace), digest) if shape.get(PICTURE) else ""
            if shape.get(PICTURE) and not picture:
                continue
            parts = _messages(digest, shape, picture)
            digests.keep_shape(workspace, key, at)  # before it is posted: the rest must come in the same one
            done = one(parts, _PATIENCE_S if picture else ())
            if isinstance(done, str):
                return {"ts": done, "shape": at, "more": len(parts) - 1, PICTURE: picture}
            code = str(done.response.get("error"))
            if code not in _BLOCKS_REFUSED or at == len(_SHAPES) - 1:
                return {"refused": code}
            log.warning("Slack refused the blocks of a digest (%s); posting a plainer one", code)
        raise AssertionError("unreachable")

    done: dict[str, Any] = steps.run("post", first)
    if "refused" in done:
        return done
    rest = _messages(digest, _SHAPES[done["shape"]], done.get(PICTURE, ""))[1:]
    for at, blocks in enumerate(rest):
        suffix = "thread" if at == 0 else f"thread:{at + 1}"
        steps.run(suffix, _in_thread(poster, workspace, channel, f"{posted}:{suffix}", blocks, done["ts"]))
    return done


def _to_reader(
    steps: Steps, poster: Poster, workspace: str, user: str, key: str, parts: list[list[Block]], said: str
) -> None:
    """The digest in one person's own messages, its rest beneath it. Whom Slack lets nobody write to gets none."""

    def send(at: int, thread: str | None) -> str:
        words = "The digest, continued" if at else said
        try:
            named = f"digest:{key}:own:{user}:{at}"
            return poster.post(workspace, named, channel=user, text=words, blocks=parts[at], thread=thread)
        except SlackApiError as error:
            if passing(error):
                raise
            log.warning("The digest could not be sent to %s: %s", user, error.response.get("error"))
            return ""

    ts = steps.run(f"own:{user}", lambda: send(0, None))
    for at in range(1, len(parts) if ts else 0):
        steps.run(f"own:{user}:{at}", partial(send, at, ts))


def _own_messages(digest: Digest, done: dict[str, Any]) -> list[list[Block]]:
    """In the shape the channel got; the plain one where it got none, for nobody knows what would be taken."""
    shape = _SHAPES[done["shape"]] if "shape" in done else _SHAPES[-1]
    return _messages(digest, shape, done.get(PICTURE, ""))


def _messages(digest: Digest, shape: dict[str, bool], picture: str) -> list[list[Block]]:
    """The message and those of its thread, each within Slack's limits."""
    shown = {name: wanted for name, wanted in shape.items() if name != PICTURE}
    return [part for page in views.pages(digest, **shown, picture=picture) for part in b.parts(page)]


def _picture(client: WebClient, digest: Digest) -> str:
    """Put the chart up as a file and return its id; empty where it may not be, or there is nothing to draw.

    Put up twice it stands in one message all the same, for nobody sees a file that no message shows.
    """
    drawn = digest_picture.drawn(digest.rows)
    if not drawn:
        return ""
    try:
        file_id = put_up(client, digest_picture.NAME, drawn)
        client.files_completeUploadExternal(files=[{"id": file_id, "title": digest_picture.TITLE}])
        return file_id
    except (SlackApiError, OSError) as error:  # the numbers stand in the table: no digest waits for a picture
        log.warning("The chart of a digest could not be put up as a picture: %s", error)
        return ""


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
    return poster.reach(workspace, about, to=to, text=words, blocks=[b.section(words)])
