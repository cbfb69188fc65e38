"""Telling a channel's owner that its leads come back, as durable work: one message, once a week and channel."""

from capabilities.digest.spikes import SPIKE, Spikes, key_parts, nudge_key
from handlers.ports import Job, Steps
from handlers.posting import Poster
from handlers.views import channel_spikes as views


def jobs(spikes: Spikes, poster: Poster) -> dict[str, Job]:
    """The word to one owner, or where Slack cannot reach them, to the responsible person."""

    def tell(steps: Steps, workspace: str, key: str) -> None:
        posting = nudge_key(*key_parts(key))

        def say() -> bool:
            # Looked up and posted in one step: verdicts that were put right in the meantime are not told.
            found = spikes.said(workspace, key)
            if found is None:
                return False
            text, blocks = views.spike(found)
            if poster.reach(workspace, posting, to=found.to, text=text, blocks=blocks):
                return True
            other = spikes.instead(workspace, key, found)
            if other is None:
                return False
            text, blocks = views.spike(other)
            return poster.reach(workspace, f"{posting}:instead", to=other.to, text=text, blocks=blocks)

        steps.run("tell", say)

    return {SPIKE: tell}
