"""The durable work that posts a digest once, in the best looking shape Slack takes, and tells when it cannot be."""

import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from capabilities.digest import Digest, Digests, from_json, key_parts, to_json
from capabilities.digest.sending import COPY, KIND, TOLD, told_key
from capabilities.nudges import bare
from handlers.brief_files import put_up
from handlers.passing import passing
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import blocks as b
from handlers.views import digest as views
from handlers.views import digest_picture
from handlers.views import digest_sending as sending_views
from handlers.views.blocks import Block

log = logging.getLogger("plumbline.digest")

_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_GONE = frozenset({"user_not_found", "users_not_found", "user_disabled", "user_deactivated", "account_inactive"})
_NO_CHANNEL = "no_channel"
PICTURE = "picture"
_SHAPES: tuple[dict[str, bool], ...] = (
    {},
    {"chart": False, PICTURE: True},
    {"chart": False},
    {"chart": False, "table": False},
)  # the best looking first
_PATIENCE_S = (1.0, 2.0)  # a picture just put up is refused until Slack has looked at it


def jobs(
    digests: Digests,
    poster: Poster,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Job]:
    """Composing a digest and posting it, each person's own copy, and telling somebody when it cannot be posted."""

    def post(steps: Steps, workspace: str, key: str) -> None:
        channel, due = key_parts(key)
        if not steps.run("look", lambda: digests.waits(workspace, key)):
            return
        content: dict[str, Any] = {}
        reason = "" if channel else _NO_CHANNEL
        if channel:
            # What was settled once is said on every rerun: another part of it may be posted already.
            counted = steps.run(
                "compose", lambda: to_json(digests.kept(workspace, key)[0] or digests.compose(workspace, due))
            )
            content = steps.run("draft", lambda: to_json(_settled(digests, workspace, key, from_json(counted))))
            done = _post_all(steps, poster, digests, workspace, key, from_json(content), sleep)
            reason = str(done.get("refused") or "")
        told_to = steps.run(
            "finish",
            lambda: digests.finish(workspace, key, content=content, posted=not reason, reason=reason),
        )
        if reason and not told_to:
            log.warning("The digest %s could not be posted (%s), and nobody is known to tell", key, reason)

    def copy(steps: Steps, workspace: str, key: str) -> None:
        _copy(steps, digests, poster, workspace, key)

    def told(steps: Steps, workspace: str, key: str) -> None:
        steps.run("tell", lambda: _tell(digests, poster, workspace, key))

    return {KIND: post, COPY: copy, TOLD: told}


def _settled(digests: Digests, workspace: str, key: str, counted: Digest) -> Digest:
    """The digest of this key, drafted and kept the first time, and the same ever after."""
    kept, _ = digests.kept(workspace, key)
    if kept is not None:
        return kept
    return digests.keep(workspace, key, digests.sending.remarked(workspace, key, digests.draft(counted)))


def _post_all(
    steps: Steps, poster: Poster, digests: Digests, workspace: str, key: str, digest: Digest,
    sleep: Callable[[float], None],
) -> dict[str, Any]:  # fmt: skip
    """Post the digest and, where it is long, its rest in the thread; returns the shape it went in, or the reason why
    Slack refused it."""
    named, due = key.split("|")[:2]
    channel = digests.sending.place(workspace, named)
    said, posted = views.text(digest), f"digest:{named}:{due}"

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
            picture = _picture(poster, workspace, f"{posted}:{PICTURE}", digest) if shape.get(PICTURE) else ""
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
    known = poster.postings.at(workspace, posted)
    channel = known.channel if known is not None else channel
    digests.sending.learn(workspace, named, channel)
    rest = _messages(digest, _SHAPES[done["shape"]], done.get(PICTURE, ""))[1:]
    for at, blocks in enumerate(rest):
        suffix = "thread" if at == 0 else f"thread:{at + 1}"
        refused = steps.run(suffix, _in_thread(poster, workspace, channel, f"{posted}:{suffix}", blocks, done["ts"]))
        if refused:  # archived meanwhile, say: what is missing comes when the whole is tried again
            return {**done, "refused": refused}
    return done


def _copy(steps: Steps, digests: Digests, poster: Poster, workspace: str, key: str) -> None:
    """The digest in one person's own messages, its rest beneath it. Whom Slack lets nobody write to gets none, and who
    has left none ever after."""
    copy = digests.sending.copy(workspace, key)
    if copy is None:
        return
    picture = poster.postings.at(workspace, _picture_key(bare(key)))
    # The plain one where the channel got none, for nobody knows what would be taken.
    shape = _SHAPES[copy.shape] if copy.shape is not None else _SHAPES[-1]
    parts = _messages(copy.digest, shape, (picture.ts if picture is not None else None) or "")

    def send(at: int, thread: str | None) -> str:
        words = "The digest, continued" if at else views.text(copy.digest)
        try:
            named = f"{copy.name}:{at}"
            return poster.post(workspace, named, channel=copy.user, text=words, blocks=parts[at], thread=thread)
        except SlackApiError as error:
            if passing(error):
                raise
            code = str(error.response.get("error"))
            log.warning("The digest could not be sent to %s: %s", copy.user, code)
            if code in _GONE:
                digests.sending.end_copies(workspace, copy.user)
            return ""

    ts = steps.run("copy", lambda: send(0, None))
    for at in range(1, len(parts) if ts else 0):
        steps.run(f"copy:{at}", partial(send, at, ts))


def _messages(digest: Digest, shape: dict[str, bool], picture: str) -> list[list[Block]]:
    """The message and those of its thread, each within Slack's limits."""
    shown = {name: wanted for name, wanted in shape.items() if name != PICTURE}
    return [part for page in views.pages(digest, **shown, picture=picture) for part in b.parts(page)]


def _picture(poster: Poster, workspace: str, key: str, digest: Digest) -> str:
    """Put the chart up as a file, once, and return its id; empty where it may not be, or there is nothing to draw.

    Put up twice, after a death between the two, it stands in one message all the same, for nobody sees a file that no
    message shows.
    """
    drawn = digest_picture.drawn(digest.rows)
    if not drawn:
        return ""
    known, _ = poster.postings.begin(workspace, key, "")
    if known.ts is not None:
        return known.ts
    client = poster.clients.of(workspace)
    try:
        file_id = put_up(client, digest_picture.NAME, drawn)
        client.files_completeUploadExternal(files=[{"id": file_id, "title": digest_picture.TITLE}])
    except (SlackApiError, OSError) as error:  # the numbers stand in the table: no digest waits for a picture
        log.warning("The chart of a digest could not be put up as a picture: %s", error)
        return ""
    poster.postings.finish(workspace, key, "", file_id)
    return file_id


def _picture_key(key: str) -> str:
    channel, due = key.split("|")[:2]
    return f"digest:{channel}:{due}:{PICTURE}"


def _in_thread(
    poster: Poster, workspace: str, channel: str, key: str, blocks: list[Block], thread: str
) -> Callable[[], str]:
    """Posts a part of the thread; gives why Slack refused it, empty where it is there. Blocks that are refused are
    posted as their words."""

    def send(parts: list[Block], words: str) -> str:
        try:
            poster.post(workspace, key, channel=channel, text=words, blocks=parts, thread=thread)
        except SlackApiError as error:
            code = str(error.response.get("error") or "")
            if not code or passing(error):
                raise
            if code in _BLOCKS_REFUSED and parts:
                log.warning("Slack refused the blocks of a digest's thread (%s); posting its words", code)
                return send([], "\n".join(_said(blocks)))
            return code
        return ""

    return lambda: send(blocks, "The digest, continued")


def _said(blocks: Any) -> Iterator[str]:
    """The words of blocks, in order."""
    if isinstance(blocks, list):
        for each in blocks:
            yield from _said(each)
    elif isinstance(blocks, dict):
        if isinstance(blocks.get("text"), str):
            yield blocks["text"]
        for value in blocks.values():
            yield from _said(value)


def _tell(digests: Digests, poster: Poster, workspace: str, key: str) -> bool:
    """Write to the person of this key that a digest could not be posted, or have the next one told.

    Nothing where it was posted meanwhile.
    """
    channel, due, user, reason = bare(key).split("|")
    digest = f"{channel}|{due}"
    unposted = digests.sending.still_unposted(workspace, digest)
    if unposted is None:
        return False
    words = sending_views.failed(unposted, reason, answering=digests.sending.is_answering(workspace, user))
    if poster.reach(workspace, told_key(digest, reason), to=user, text=words, blocks=[b.section(words)]):
        return True
    return digests.sending.tell_next(workspace, digest, reason, after=user) is not None
