"""What the brief looks like in Slack: an overview, a section in full, its versions, the form to file one."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import tzinfo
from itertools import accumulate

from capabilities.brief import BriefVersion, InForce, Product
from capabilities.passages import Passage, plain_heading
from handlers.views import blocks as b
from handlers.views import brief_publish as publish_views
from handlers.views.blocks import Block
from handlers.views.brief_diff import called
from handlers.views.text import as_typed, escape, many, minute, person, shorten

FORM = "brief_form"
FILE = "brief_file"
SECTION = "brief_section"
_LIMITS_ROOM = 10_000  # characters of limits in one message, which holds some 12,000 in all
_ROOM = "Slack leaves room for 3,000 characters here. Give a longer brief as a file."


def overview(brief: InForce, drafts: Sequence[BriefVersion], zone: tzinfo, *, command: str = "/brief") -> list[Block]:
    """The plumb line, then each section with how much it holds and a button to open it, then the drafts that wait.

    `command` means its product.
    """
    version = brief.version
    made = [b.header(f"{version.product}, brief version {version.number}")]
    line = next((p.text for p in brief.brief.passages if p.kind == "plumb_line"), "")
    if line:
        made.append(b.section(f"*{escape(line)}*"))
    counts: dict[str, int] = {}
    for passage in brief.brief.passages:
        counts[_top(passage)] = counts.get(_top(passage), 0) + 1
    for name, count in list(counts.items())[:40]:
        value = f"{version.id}:{name}"
        door = b.button("Open", SECTION, value) if len(value) <= b.VALUE else None
        made.append(b.section(f"*{escape(name)}* · {many(count, 'passage')}", accessory=door))
    if drafts:
        made.append(publish_views.waiting(drafts[0], len(drafts), command=command))
    made.append(b.context(_stamp(version, zone, command)))
    return made


def section_meant(value: str) -> tuple[str, str]:
    """The version and the section a button opens."""
    version_id, _, name = value.partition(":")
    return version_id, name


def limits(brief: InForce) -> list[Block]:
    """What is never said, what only with its qualifier, and what is free to say."""
    found = brief.brief.limits
    only = [
        f"“{escape(x.claim)}” with “{escape(x.qualifier)}”" if x.qualifier else escape(x.claim) for x in found.only_with
    ]
    groups = (
        ("Never", [escape(each.claim) for each in found.never]),
        ("Only with", only),
        ("May say", [escape(each.claim) for each in found.may_say]),
    )
    made = [b.header(f"{brief.version.product}: Limits, brief version {brief.version.number}")]
    left = _LIMITS_ROOM
    for name, lines in groups:
        listed = [f"• {shorten(line, 400)}" for line in lines]
        sizes = list(accumulate(len(line) + 1 for line in listed))
        fits = bisect_right(sizes, left)
        left -= sizes[fits - 1] if fits else 0
        if rest := listed[fits:]:
            listed = [*listed[:fits], f"… and {len(rest):,} more; `/brief export` sends the whole brief."]
        made += [b.section(pack) for pack in _packed([f"*{name}*", *listed])] if lines else []
    if len(made) == 1:
        made.append(b.section("This brief sets no limits yet. Its owner can add them: `/brief edit limits`."))
    made.append(b.context("Every drafted line is held to these. Try your own words with `/check`."))
    return b.parts(made)[0]


def _packed(lines: Sequence[str]) -> list[str]:
    """The lines in as few texts as Slack lets a section hold, none of them cut."""
    packs = [lines[0]]
    for line in lines[1:]:
        if len(packs[-1]) + len(line) >= 3000:
            packs.append(line)
        else:
            packs[-1] += f"\n{line}"
    return packs


def products(found: Sequence[Product]) -> list[Block]:
    """Each product with the version in force, and which one is the default."""
    if not found:
        return none_filed([])
    lines = []
    for each in found[:40]:
        state = f"version {each.version.number}" if each.version else "nothing published yet"
        state += f", {many(each.drafts, 'draft')}" if each.drafts else ""
        default = " · the default" if each.default else ""
        lines.append(f"• *{escape(shorten(each.name, 80))}* · {state}{default}")
    hint = "Name a product first to mean it, as in `/brief <product> history`. `/brief default <product>` changes it."
    return [b.section("\n".join(lines)), b.context(hint.replace("<", "&lt;").replace(">", "&gt;"))]


def default_set(product: Product) -> list[Block]:
    return [b.section(f"*{escape(product.name)}* is meant from now on wherever no product is named.")]


def exporting(version: BriefVersion) -> list[Block]:
    return [b.section(f"I send you {called(version)} as a Markdown file, in our messages.")]


def no_files(version: BriefVersion) -> list[Block]:
    """What to do where Slack does not let the bot send files."""
    words = (
        f"Slack does not let me send {called(version)} as a file: the app wants the permission `files:write`. "
        "Whoever looks after Plumbline can add it, or take the brief out with `python -m bot export brief`."
    )
    return [b.section(words)]


def file_name(version: BriefVersion) -> str:
    """`fennhold-rounds-v3.md`"""
    bare = re.sub(r"[^\w-]+", "-", version.product.casefold()).strip("-")[:60] or "brief"
    return f"{bare}-v{version.number}.md"


def file_words(version: BriefVersion) -> str:
    """What stands above an exported file."""
    state = "" if version.published_at else ", a draft"
    return (
        f"{escape(version.product)}, brief version {version.number}{state}, word for word. "
        "Change it and send it back to me: it becomes a draft."
    )


def first_version(version: BriefVersion) -> list[Block]:
    return [b.section(f"*{escape(version.product)}* has no published brief yet, so all of this draft is new.")]


def section(brief: InForce, name: str) -> list[Block]:
    """Every passage of one section, as far as a message can hold them."""
    chosen = [p for p in brief.brief.passages if _top(p).casefold() == name.casefold()]
    made = [b.header(f"{brief.version.product}: {name}, brief version {brief.version.number}")]
    under: tuple[str, ...] = ()
    for passage in chosen:
        if passage.path[1:] and passage.path[1:] != under:
            under = passage.path[1:]
            made.append(b.section(f"*{escape(' › '.join(plain_heading(part) for part in under))}*"))
        made.append(b.section(escape(shorten(_under_its_heading(passage), 1200))))
    whole = b.parts(made)
    if len(whole) > 1:
        return [*whole[0][:-1], b.context("There is more; export the brief to read it whole.")]
    return made


def _under_its_heading(passage: Passage) -> str:
    """A passage's words; a limit under "Never" does not say "Never:" again."""
    label, _, rest = passage.text.partition(": ")
    return rest if rest and passage.path and label.casefold() == passage.path[-1].casefold() else passage.text


def section_names(brief: InForce) -> list[str]:
    return list(dict.fromkeys(_top(passage) for passage in brief.brief.passages))


def versions(rows: Sequence[BriefVersion], zone: tzinfo) -> list[Block]:
    """The versions in the order given, as many as one message holds, and a word on the rest."""
    title = b.header("Versions of the brief")
    if not rows:
        return [title, b.section("There is none yet. `/brief file` takes the first.")]
    taken, known = _taken_up(rows), {row.id: row for row in rows}
    made = [b.section(_line(row, zone, taken.get(row.id), known.get(row.made_from or ""))) for row in rows]
    # The word on the rest is weighed with them, so that there is room for it.
    shown = b.parts([title, b.context(f"… and {len(rows)} more"), *made])[0][2:]
    left = len(rows) - len(shown)
    return [title, *shown, *([b.context(f"… and {left} more")] if left else [])]


def form() -> Block:
    """A form that takes the brief as a file or as text."""
    endings = ["md", "txt", "markdown"]
    file_input: Block = {"type": "file_input", "action_id": "value", "filetypes": endings, "max_files": 1}
    return b.modal(
        FORM,
        "File a brief",
        [
            b.section("A Markdown file, or its text. It becomes a draft: I read it through, and you publish it."),
            b.input_block("file", "Markdown file", file_input, optional=True),
            b.input_block("text", "Or paste it", b.text_input("value", multiline=True), optional=True, hint=_ROOM),
            b.input_block("why", "What changed, and why?", b.text_input("value", longest=300), optional=True),
        ],
        submit="File it",
    )


def filing() -> Block:
    """What the form shows while a file is fetched and read."""
    words = "Thank you. I read the file and write to you in a moment."
    return b.modal("brief_filing", "File a brief", [b.section(words)], submit=None)


def in_modal(title: str, blocks: list[Block]) -> Block:
    """Something to read, in a window of its own."""
    return b.modal("brief_shown", title, blocks, submit=None)


def none_filed(drafts: Sequence[BriefVersion] = (), *, may: bool = True) -> list[Block]:
    """What to do while nothing is published; who `may` not file sees whom to turn to, and no drafts."""
    if drafts or not may:
        words = "No brief is published yet, so pitches and answers wait."
        if not may:
            return [b.section(f"{words} A marketer can file one with `/brief file`.")]
        return [b.section(words), publish_views.waiting(drafts[0], len(drafts))]
    return [
        b.section("No brief is filed yet. File one, and pitches and answers can begin."),
        b.actions(b.button("File a brief", FILE, style="primary")),
    ]


def could_not(words: str, name: str) -> list[Block]:
    return [b.section(f"I could not file “{escape(shorten(name, 80))}”: {escape(words)}")]


def other_file(name: str) -> str:
    """What to say to a file that is neither a brief nor a table."""
    return (
        f"I cannot read “{shorten(name, 80)}”. Send me the brief as Markdown or text (.md, .txt), weeks of channels or "
        "field notes as .csv, or ask me in words."
    )


def _top(passage: Passage) -> str:
    return passage.path[0] if passage.path else "Plumb line"


def _line(row: BriefVersion, zone: tzinfo, into: BriefVersion | None, made_from: BriefVersion | None) -> str:
    filed = f" · filed {minute(row.filed_at.astimezone(zone))} by {person(row.filed_by)}"
    if row.published_at:
        state = f"published {minute(row.published_at.astimezone(zone))} by {person(row.published_by)}"
        filed = filed if row.published_by != row.filed_by else ""
        if made_from is not None and made_from.source == row.source:
            filed = f" · it was draft v{made_from.number}{filed and f' by {person(row.filed_by)}'}"
    elif into is not None:
        state = f"went into version {into.number}"
    elif row.dropped_at:
        state = f"dropped by {person(row.dropped_by)}" if row.dropped_by else "dropped"
    else:
        state = "draft"
    why = f"\n{escape(shorten(row.why, 300))}" if row.why else ""
    override = (
        f"\nPublished though its own questions fail: {escape(shorten(row.override, 300))}" if row.override else ""
    )
    return f"*{escape(shorten(row.product, 100))} v{row.number}* · {state}{filed}{why}{override}"


def _taken_up(rows: Sequence[BriefVersion]) -> dict[str, BriefVersion]:
    """By draft, the published version that was built on it."""
    above = {row.id: row.made_from for row in rows}
    found: dict[str, BriefVersion] = {}
    for row in rows:
        below = row.made_from if row.published_at else None
        while below and below not in found:
            found[below] = row
            below = above.get(below)
    return found


def _stamp(version: BriefVersion, zone: tzinfo, command: str) -> str:
    at = (version.published_at or version.filed_at).astimezone(zone)
    owner = f" · owner {escape(version.owner)}" if version.owner else ""
    doors = ", ".join(f"`{as_typed(command)} {word}`" for word in ("history", "edit", "limits", "export"))
    return f"Published {minute(at)} by {person(version.published_by or version.filed_by)}{owner} · {doors}"
