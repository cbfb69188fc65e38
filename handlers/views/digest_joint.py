"""A digest's second half as blocks: what to look at, where the views differ, what is silent, goals, the agenda."""

from dataclasses import replace

from capabilities.digest import Digest
from handlers.views import blocks as b
from handlers.views import digest_words as words
from handlers.views import goals as goal_views
from handlers.views import scoreboard
from handlers.views.blocks import Block
from handlers.views.text import many, quote, shorten
from handlers.views.text import name as named

_FLAGS, _DIFFER, _CLOSE, _GOALS = 6, 4, 20, 6
_STORY, _SAID = 240, 600  # characters of a story's part, and of one line
_LINE = 220  # characters of a changed line of the brief


def looks(digest: Digest) -> list[Block]:
    """Channels to look at."""
    made = []
    for flag in words.looked_at(digest)[:_FLAGS]:
        name = named(flag.channel)
        said = f"*Look at {name}*: {named(flag.words, _SAID)}"
        if flag.story and flag.words == digest.why:  # said at the top already: here the other view of it
            said = f"*{name}, as its owner sees it*\n{quote(flag.story, _STORY)}"
        elif flag.story and flag.channel not in {each.channel for each in digest.disagreements}:
            said += f"\nIts owner says:\n{quote(flag.story, _STORY)}"
        made.append(b.section(said))
    return [b.divider(), *made] if made else []


def closer(digest: Digest) -> list[Block]:
    """Each channel's way from lead to customer, what moved and why, and what its owner tells."""
    found = words.closer(digest)
    if not found:
        return []
    made = [b.section("*Each channel, closer*")]
    made += [
        b.section("\n".join([f"*{named(name)}*", *[f"• {named(each, _SAID)}" for each in said]]))
        for name, said in found[:_CLOSE]
    ]
    more = len(found) - _CLOSE
    all_of_them = "in the digest as a file: `python -m bot export digest`"
    return [b.divider(), *made, *([b.context(f"{many(more, 'channel')} more {all_of_them}")] if more > 0 else [])]


def differ(digest: Digest) -> list[Block]:
    """Where a channel's story and what sales says of its leads do not go together."""
    if not digest.disagreements:
        return []
    made = [b.section("*Where the two views differ*")]
    made += [b.section(scoreboard.two_views(each)) for each in digest.disagreements[:_DIFFER]]
    return [b.divider(), *made]


def brief(digest: Digest) -> list[Block]:
    """What nobody answers yet: how many questions of the week, and what several people met; and what was changed."""
    made = []
    if digest.gaps or digest.asked:
        said = [quote(each, 200) for each in digest.gap_texts]
        said += [f"{quote(each.words, 200)}\n> – {many(each.people, 'person', 'people')}" for each in digest.asked]
        made.append(b.section("\n".join([f"*{words.silent(digest)}*", *said])))
    for change in digest.joint.changes[:3]:
        lines = [quote(f"• {shorten(line, _LINE)}") for line in change.words]
        made.append(b.section("\n".join([named(words.change_words(change), _SAID), *lines])))
    return [b.divider(), *made] if made else []


def goals(digest: Digest) -> list[Block]:
    shown = digest.joint.goals
    if not shown:
        return []
    made = [b.section("*Goals of both teams*")]
    made += [b.section(goal_views.compact(replace(goal, title=words.goal_title(goal)))) for goal in shown[:_GOALS]]
    more = len(shown) - _GOALS
    return [b.divider(), *made, *([b.context(f"{many(more, 'goal')} more: `/goals`")] if more > 0 else [])]


def agenda(digest: Digest) -> list[Block]:
    """The joint half hour. Empty in digests from before there was one."""
    items = digest.joint.agenda
    if not items:
        return []
    said = [named(words.item_words(item), _SAID) for item in items]
    lines = [f"{at}. _{item.minutes} min_  {each}" for at, (item, each) in enumerate(zip(items, said, strict=True), 1)]
    return [b.divider(), b.section("\n".join(["*Your joint half hour*", *lines]))]
