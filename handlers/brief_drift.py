"""Ways in for drift: /brief drift."""

from capabilities.brief.drift import Drift
from handlers.commands import Command, Reply
from handlers.views import brief_drift as views


def listing(drift: Drift, command: Command, words: str = "") -> Reply:
    """/brief drift, of the product named in the words or of the default one. Raises Refusal while there is no brief."""
    workspace = command.deed.workspace
    drifted = drift.of(workspace, drift.briefs.named_in(workspace, words))
    zone = drift.themes.workspaces.choices(workspace).tz
    return Reply(views.text(drifted), views.blocks(drifted, zone))
