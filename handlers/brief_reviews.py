"""What is done about a draft behind the scenes: it is read through, its message says what became of it, and a version
is handed out as a file."""

import logging
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from capabilities.brief import BriefVersion
from capabilities.posting import Postings
from handlers import brief_files
from handlers.brief import BriefWays
from handlers.passing import passing
from handlers.ports import Clients, Job, Steps
from handlers.posting import Poster
from handlers.views import brief as brief_views
from handlers.views import brief_publish as views
from handlers.views import brief_review as review_views
from handlers.views.blocks import Block
from handlers.views.text import escape

log = logging.getLogger("plumbline.brief")

_NO_FILES = ("missing_scope", "not_allowed_token_type", "access_denied", "file_uploads_disabled")  # and it stays so


def jobs(ways: BriefWays, clients: Clients, poster: Poster, postings: Postings) -> dict[str, Job]:
    """Reviewing a draft and telling its writer, showing what became of it, and handing the brief out as a file."""
    briefs = ways.briefs

    def review(steps: Steps, workspace: str, key: str) -> None:
        def read() -> str:
            ways.reviews.review(workspace, key)
            return key

        def tell(writer: str) -> str:
            found = ways.reviews.of(workspace, key)
            if found.version.dropped_at is not None:
                return ""  # meanwhile, while it was read: whoever did that waits for nothing
            draft = f"{found.version.product}, draft version {found.version.number}"
            text = escape(f"{draft}: read through, {review_views.summary(found.findings, found.tests)}.")
            shown = review_message(ways, workspace, key)
            return poster.post(workspace, f"brief_review:{key}", channel=writer, text=text, blocks=shown)

        steps.run("review", read)
        writer = ways.reviews.writer(workspace, key)
        if writer is None:
            return
        steps.run("tell", lambda: tell(writer))
        steps.run("show", lambda: became(workspace, key))  # somebody may have decided before there was a message

    def became(workspace: str, key: str) -> bool:
        """Show in the message on a draft what became of it; False while it waits, or where there is no message."""
        posting = postings.at(workspace, f"brief_review:{key}")
        version = briefs.version(workspace, key)
        if posting is None or posting.ts is None or version is None or not _is_settled(version.version):
            return False
        into = briefs.grown_into(workspace, key)
        shown = views.settled(version.version, zone=briefs.zone(workspace, version.version.filed_by), into=into)
        client = clients.of(workspace)
        try:
            client.chat_update(channel=posting.channel, ts=posting.ts, text="What became of the draft", blocks=shown)
        except SlackApiError as error:
            if passing(error):
                raise
            log.info("The message of a review cannot be changed: %s", error.response.get("error"))
            return False
        return True

    def settled(steps: Steps, workspace: str, key: str) -> None:
        steps.run("show", lambda: became(workspace, key))

    def export(steps: Steps, workspace: str, key: str) -> None:
        version_id, user = key.split(":")[:2]
        found = briefs.version(workspace, version_id)
        if found is None:
            return
        version = found.version
        name, words_ = brief_views.file_name(version), brief_views.file_words(version)

        def tried(do: Callable[[WebClient], str]) -> str:
            try:
                return do(clients.of(workspace))
            except SlackApiError as error:
                if error.response.get("error") not in _NO_FILES:
                    raise
                shown = brief_views.no_files(version)
                poster.post(workspace, f"brief_export:{key}", channel=user, text="No file.", blocks=shown)
                return ""

        def send(client: WebClient) -> str:
            where = Poster.direct(client, user)
            brief_files.hand_out(client, where, file_id, name, words_)
            return where

        # Two steps, as the second can ask whether it was done before: the same file in the same messages.
        file_id = steps.run("put up", lambda: tried(lambda client: brief_files.put_up(client, name, _bytes(version))))
        if file_id:
            steps.run("send", lambda: tried(send))

    return {"brief_review": review, "brief_settled": settled, "brief_export": export}


def _is_settled(version: BriefVersion) -> bool:
    return version.published_at is not None or version.dropped_at is not None


def _bytes(version: BriefVersion) -> bytes:
    return version.source.encode()


def review_message(ways: BriefWays, workspace: str, version_id: str) -> list[Block]:
    """The message on a draft that was read through, with its buttons."""
    found = ways.reviews.of(workspace, version_id)
    brief = found.brief.brief
    return views.reviewed(
        found.version,
        review_views.blocks(found.findings, found.tests, found.brief.page.place),
        passages=len(brief.passages),
        limits=len(brief.limits.never) + len(brief.limits.only_with),
        may=ways.briefs.may_publish(workspace, found.version.filed_by, found.version),
        command=ways.command(found.version),
    )
