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
    lines += _closer(digest)
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
    lines = []
    for heading, points in words.tried(digest):
        lines += ["", f"{heading}:", ""]
        for point in points:
            why = f" “{_md(point.word)}”" if point.fell_flat and point.word else ""
            lines.append(f"- {_md(point.text)} ({_md(words.point_words(point))}){why}")
    return ["", "## What works, what does not", *lines] if lines else []


def _channels(digest: Digest) -> list[str]:
    lines = ["", "## Channels", ""]
    if not digest.rows:
        return [*lines, "No channel is set up yet."]
    cells = scoreboard.cells(digest.rows, digest.totals, whole=True)
    missing = [_md(each) for each in [words.unreported(digest)] if each]
    if not cells:
        return [*lines, *missing]
    lines += [f"| {' | '.join(cells[0])} |", f"|---|{'---:|' * (len(cells[0]) - 1)}"]
    lines += [f"| {' | '.join(_md(cell) for cell in line)} |" for line in cells[1:]]
    lines += ["", " ".join([*missing, _md(words.beneath_table(digest, whole=True))])]
    return lines + [
        line for flag in words.looked_at(digest) for line in ("", f"**{_md(flag.channel)}**: {_md(flag.words)}")
    ]


def _closer(digest: Digest) -> list[str]:
    lines = []
    for name, said in words.closer(digest):
        lines += ["", f"**{_md(name)}**", "", *[f"- {_md(each)}" for each in said]]
    return ["", "## Each channel, closer", *lines] if lines else []


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
        lines += ["", f"## {words.silent(digest)}", ""]
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
        lines.append(f"- **{_md(words.goal_title(goal))}**: {_md(goal_views.plainly(goal))}")
    return lines


def _agenda(digest: Digest) -> list[str]:
    if not digest.joint.agenda:
        return []
    items = enumerate(digest.joint.agenda, start=1)
    lines = [f"{at}. {item.minutes} min: {_md(words.item_words(item))}" for at, item in items]
    return ["", "## Your joint half hour", "", *lines]


def _theme_lines(theme: Theme, when: str) -> list[str]:
    lines = ["", f"**{_md(theme.name)}**: {_md(words.theme_words(theme, when))}"]
    return [*lines, "", f"> {_md(theme.quote.text)}"] if theme.quote else lines


def _md(said: str) -> str:
    """Somebody's words with nothing in them that Markdown or HTML would take for its own."""
    said = " ".join(said.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for sign in "\\`*_[]|#":
        said = said.replace(sign, f"\\{sign}")
    return said
