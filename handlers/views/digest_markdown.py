"""A digest as Markdown, for files and wherever else a page is pasted."""

from capabilities.digest import Digest, Disagreement, Theme
from handlers.views import digest_words as words
from handlers.views import goals as goal_views
from handlers.views import scoreboard
from handlers.views.text import many


def markdown(digest: Digest) -> str:
    """The whole page."""
    lines = [f"# {words.title(digest)}", "", f"**{_md(digest.decision)}** {_md(digest.why)}"]
    lines += [*_wants(digest), *_tried(digest), *_channels(digest), *_differ(digest), *_brief(digest)]
    lines += [*_goals(digest), *_agenda(digest)]
    tail = " ".join(each for each in (words.coverage(digest) + ".", digest.remark) if each)
    return "\n".join([*lines, "", f"*{_md(tail)}*", ""])


def _wants(digest: Digest) -> list[str]:
    lines = ["", "## What customers want", ""]
    if digest.quiet:
        return [*lines, words.QUIET]
    lines.append(words.all_said(digest))
    lines += [line for theme in digest.themes or () for line in _theme_lines(theme, words.time_of(digest))]
    lines += ["", words.more(digest)] if digest.more else []
    lines += ["", f"By kind: {words.kinds(digest)}."]
    lines += ["", *[f"- {_md(words.group_words(group))}" for group in digest.groups]] if digest.groups else []
    return lines + [line for each in digest.quotes for line in ("", f"> {_md(each.text)} ({_md(words.about(each))})")]


def _tried(digest: Digest) -> list[str]:
    if not digest.joint.points:
        return []
    lines = ["", "## What works, what does not", ""]
    for point in digest.joint.points:
        why = f" “{_md(point.word)}”" if point.fell_flat and point.word else ""
        lines.append(f"- {_md(point.text)} ({_md(words.point_words(point))}){why}")
    return lines


def _channels(digest: Digest) -> list[str]:
    lines = ["", "## Channels", ""]
    if not digest.rows:
        return [*lines, "No channel is set up yet."]
    cells = scoreboard.cells(digest.rows, digest.totals)
    lines += [f"| {' | '.join(cells[0])} |", f"|{'---|' * len(cells[0])}"]
    lines += [f"| {' | '.join(_md(cell) for cell in line)} |" for line in cells[1:]]
    lines += ["", words.beneath_table(digest)]
    lines += [line for flag in digest.flags for line in ("", f"**{_md(flag.channel)}**: {_md(flag.words)}")]
    for row in digest.rows:
        said = [*(each for each in (scoreboard.stages(row), scoreboard.usual(row)) if each)]
        said += [why for _, why in words.reasons(row)]
        if said:
            lines += ["", f"**{_md(row.channel)}**, closer:", "", *[f"- {_md(each)}" for each in said]]
    return lines


def _differ(digest: Digest) -> list[str]:
    if not digest.disagreements:
        return []
    return ["", "## Where the two views differ", *[line for each in digest.disagreements for line in _views(each)]]


def _views(each: Disagreement) -> list[str]:
    lines = ["", f"**{_md(each.channel)}**: {_md(each.counted)}", "", f"> {_md(each.story)} (its owner)"]
    return [*lines, "", f"> {_md(each.field)} (sales)"] if each.field else lines


def _brief(digest: Digest) -> list[str]:
    lines = []
    if digest.gaps or digest.asked:
        lines += ["", "## The brief is silent", "", f"{words.silent(digest)}.", ""]
        lines += [f"- {_md(each)}" for each in digest.gap_texts]
        lines += [f"- {_md(each.words)} ({many(each.people, 'person', 'people')})" for each in digest.asked]
    if digest.joint.changes:
        lines += ["", "## The brief changed", ""]
        for change in digest.joint.changes:
            lines += [
                _md(words.change_words(change)),
                *[line for each in change.words for line in ("", f"> {_md(each)}")],
            ]
    return lines


def _goals(digest: Digest) -> list[str]:
    if not digest.joint.goals:
        return []
    lines = ["", "## Goals of both teams", ""]
    for goal in digest.joint.goals:
        lines.append(f"- **{_md(goal.title)}**: {_md(goal_views.plainly(goal))}")
    return lines


def _agenda(digest: Digest) -> list[str]:
    if not digest.joint.agenda:
        return []
    items = enumerate(digest.joint.agenda, start=1)
    return ["", "## Your joint half hour", "", *[f"{at}. {item.minutes} min: {_md(item.words)}" for at, item in items]]


def _theme_lines(theme: Theme, when: str) -> list[str]:
    lines = ["", f"**{_md(theme.name)}**: {_md(words.theme_words(theme, when))}"]
    return [*lines, "", f"> {_md(theme.quote.text)}"] if theme.quote else lines


def _md(said: str) -> str:
    """Somebody's words with nothing in them that Markdown or HTML would take for its own."""
    said = " ".join(said.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]|#":
        said = said.replace(sign, f"\\{sign}")
    return said
