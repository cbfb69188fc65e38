"""What is delivered and needs nothing done is acknowledged, so that Slack does not deliver it again."""

import re

from slack_bolt import Ack, App

_ANY = re.compile(".*")


def register(app: App) -> None:
    """Register last: Bolt takes the first listener that fits. Link buttons, edits and deletions end here."""

    @app.event(_ANY)
    def on_event() -> None:
        """Other people's edits, our own messages, events of features that are off."""

    @app.action(_ANY)
    def on_action(ack: Ack) -> None:
        ack()
