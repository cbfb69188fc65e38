"""Ways in to the versions of the brief: /brief history, diff, default, export."""

import re

from capabilities.brief import BriefVersion, Product
from capabilities.refusal import NotAllowed, Refusal
from handlers.brief import BriefWays, Word
from handlers.commands import Command, Reply
from handlers.views import brief as brief_views
from handlers.views import brief_diff as diff_views
from handlers.views.blocks import MESSAGE_BLOCKS


def words() -> dict[str, Word]:
    """What /brief does about versions, by the word after it."""
    return {"history": _history, "diff": _diff, "default": _default, "export": _export}


def _history(ways: BriefWays, command: Command, _: str, product: Product | None) -> Reply:
    workspace, user = command.deed.workspace, command.deed.user
    rows = ways.briefs.versions(workspace, product.key if product else None)
    drafts = {row.product_key: row for row in rows if row.published_at is None}
    own = {key for key, row in drafts.items() if ways.briefs.may_publish(workspace, user, row)}
    seen = [row for row in rows if row.published_at or row.product_key in own]
    return Reply("Versions of the brief", brief_views.versions(seen, ways.zone(command.deed)))


def _diff(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply:
    briefs, workspace = ways.briefs, command.deed.workspace
    numbers = [int(each) for each in re.findall(r"\d{1,6}", rest)]
    key = ways.key(workspace, product)
    if len(numbers) > 2:
        raise Refusal("Two versions can be compared: /brief diff 2 3")
    if len(numbers) == 2:
        one, other = (briefs.numbered(workspace, key, number) for number in numbers)
    elif numbers:
        one, other = ways.needed(workspace, product), briefs.numbered(workspace, key, numbers[0])
        if one.version.id == other.version.id:  # of the one in force what it brought is asked for
            one = briefs.numbered(workspace, key, _before(ways, workspace, one.version))
        if other.version.published_at is not None and other.version.number < one.version.number:
            one, other = other, one  # of two that were in force the earlier first; a draft is what would come
    else:
        one, other = ways.needed(workspace, product), briefs.working(workspace, key)
        if one.version.id == other.version.id:
            raise Refusal("There is no open draft to compare. Name two versions: /brief diff 1 2")
    for each in (one, other):
        _may_read(ways, command, each.version)
    found = briefs.diff(workspace, one.version.id, other.version.id)
    return Reply("What changed in the brief", diff_views.shown(found, most=MESSAGE_BLOCKS))


def _default(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply:
    wanted = rest or (product.name if product else "")
    if not wanted:
        return Reply("Products", brief_views.products(ways.briefs.products(command.deed.workspace)))
    done = ways.briefs.set_default(command.deed, wanted)
    return Reply(f"{done.name} is the default now.", brief_views.default_set(done))


def _export(ways: BriefWays, command: Command, rest: str, product: Product | None) -> Reply:
    briefs, workspace = ways.briefs, command.deed.workspace
    number = re.search(r"\d{1,6}", rest)
    if number:
        wanted = briefs.numbered(workspace, ways.key(workspace, product), int(number.group())).version
    else:
        wanted = ways.needed(workspace, product).version
    _may_read(ways, command, wanted)
    briefs.ask_export(command.deed, wanted.id)
    return Reply("On its way.", brief_views.exporting(wanted))


def _before(ways: BriefWays, workspace: str, version: BriefVersion) -> int:
    """The number of the version that was in force before this one. Raises Refusal where it was the first."""
    older = (row for row in ways.briefs.versions(workspace, version.product_key) if row.number < version.number)
    found = max((row.number for row in older if row.published_at is not None), default=0)
    if not found:
        raise Refusal(f"Version {version.number} is the first that was published: there is none before it.")
    return found


def _may_read(ways: BriefWays, command: Command, version: BriefVersion) -> None:
    """Pass, or raise NotAllowed: everybody may read what was published, and a draft who may publish it."""
    if version.published_at is not None:
        return
    try:
        ways.briefs.require_publisher(command.deed, version)
    except NotAllowed as refusal:
        reading = f"Reading {diff_views.called(version)}"
        raise NotAllowed(reading, role=refusal.role, ask=refusal.ask) from refusal
