"""Reminds the owner of a brief of its review-by date, as durable work."""

import logging
from functools import partial

from slack_sdk.errors import SlackApiError

from capabilities.brief.review_by import REVIEW_BY, ReviewBy
from handlers.passing import passing
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import brief_review_by as views

log = logging.getLogger("plumbline.review_by")


def jobs(review_by: ReviewBy, poster: Poster) -> dict[str, Job]:
    """Looking at the dates of a day, and a message to each owner whose brief is due."""

    def remind(steps: Steps, workspace: str, key: str) -> None:  # noqa: ARG001 (the key only names the day)
        found = steps.run("find", lambda: [list(each) for each in review_by.to_tell(workspace)])
        for posting, user, version in found:
            steps.run(f"tell {posting}", partial(tell, workspace, posting, user, version))

    def tell(workspace: str, posting: str, user: str, version: str) -> bool:
        text, blocks = views.message(review_by.reminder(workspace, version))
        try:
            poster.post(workspace, posting, channel=user, text=text, blocks=blocks)
        except SlackApiError as error:
            if passing(error):
                raise
            log.warning("Slack lets nobody write to %s: %s", user, error.response.get("error"))
            return False
        return True

    return {REVIEW_BY: remind}
