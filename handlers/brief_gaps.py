"""Ways in for what the brief is silent on: /brief gaps."""

from capabilities.brief.gaps import Gaps
from handlers.commands import Command, Reply
from handlers.views import brief_gaps as views


def listing(gaps: Gaps, command: Command, words: str = "") -> Reply:
    """/brief gaps, of the product named in the words or of the default one. Raises Refusal while there is no brief."""
    workspace, user, briefs = command.deed.workspace, command.deed.user, gaps.briefs
    brief = briefs.named_in(workspace, words)
    owner = briefs.owner_of(workspace, brief)
    several = len(briefs.products(workspace)) > 1
    blocks = views.listing(
        gaps.open(workspace, brief),
        gaps.themes.workspaces.choices(workspace).tz,
        all_of_them=briefs.may_publish(workspace, user, brief.version),
        owner=owner is not None and owner[0] == user,
        product=brief.version if several else None,
    )
    return Reply("What the brief is silent on", blocks)
