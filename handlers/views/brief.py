"""What the brief looks like in Slack: an overview, a section in full, its versions, the form to file one."""

from collections.abc import Sequence

from capabilities.brief import BriefVersion, Filed, InForce
from capabilities.passages import Passage, plain_heading
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import escape, many, minute, person, shorten

FORM = "brief_form"
FILE = "brief_file"
SECTION = "brief_section"
_ROOM = "Slack leaves room for 3,000 characters here. Give a longer brief as a file."


def overview(brief: InForce) -> list[Block]:
    """The plumb line, then each section with how much it holds and a button to open it."""
    made = [b.header(f"{brief.version.product}, brief version {brief.version.number}")]
    line = next((p.text for p in brief.brief.passages if p.kind == "plumb_line"), "")
    if line:
        made.append(b.section(f"*{escape(line)}*"))
    counts: dict[str, int] = {}
    for passage in brief.brief.passages:
        counts[_top(passage)] = counts.get(_top(passage), 0) + 1
    for name, count in list(counts.items())[:40]:
        door = b.button("Open", SECTION, name)
        made.append(b.section(f"*{escape(name)}* · {many(count, 'passage')}", accessory=door))
    made.append(b.context(_stamp(brief.version)))
    return made


def section(brief: InForce, name: str) -> list[Block]:
    """Every passage of one section, as far as a message can hold them."""
    chosen = [p for p in brief.brief.passages if _top(p).casefold() == name.casefold()]
    made = [b.header(f"{name}, brief version {brief.version.number}")]
    under: tuple[str, ...] = ()
    for passage in chosen:
        if passage.path[1:] and passage.path[1:] != under:
            under = passage.path[1:]
            made.append(b.section(f"*{escape(' › '.join(plain_heading(part) for part in under))}*"))
        made.append(b.section(f"{escape(shorten(passage.text, 1200))}\n_`{passage.ref}`_"))
    whole = b.parts(made)
    if len(whole) > 1:
        return [*whole[0][:-1], b.context("There is more; export the brief to read it whole.")]
    return made


def section_names(brief: InForce) -> list[str]:
    return list(dict.fromkeys(_top(passage) for passage in brief.brief.passages))


def versions(rows: Sequence[BriefVersion]) -> list[Block]:
    """The versions in the order given, as many as one message holds, and a word on the rest."""
    title = b.header("Versions of the brief")
    made = [b.section(_line(row)) for row in rows]
    # The word on the rest is weighed with them, so that there is room for it.
    shown = b.parts([title, b.context(f"… and {len(rows)} more"), *made])[0][2:]
    left = len(rows) - len(shown)
    return [title, *shown, *([b.context(f"… and {left} more")] if left else [])]


def filed(done: Filed) -> list[Block]:
    """The confirmation of a version just filed, with what could not be understood."""
    version, brief = done.version, done.brief
    made = [
        b.section(
            f"*Filed: {escape(version.product)}, version {version.number}.* "
            f"{many(len(brief.passages), 'passage')}, {many(len(brief.segments), 'segment')}, "
            f"{many(len(brief.limits.never) + len(brief.limits.only_with), 'limit')}."
        )
    ]
    if brief.warnings:
        lines = "\n".join(f"• {escape(shorten(words, 300))}" for words in brief.warnings[:8])
        more = f"\n… and {len(brief.warnings) - 8} more" if len(brief.warnings) > 8 else ""
        made.append(b.section(f"Worth a look:\n{lines}{more}"))
    made.append(b.context("Everybody's pitches and answers use it from now on. `/brief` shows it."))
    return made


def form() -> Block:
    """A form that takes the brief as a file or as text."""
    endings = ["md", "txt", "markdown"]
    file_input: Block = {"type": "file_input", "action_id": "value", "filetypes": endings, "max_files": 1}
    return b.modal(
        FORM,
        "File a brief",
        [
            b.section("A Markdown file, or its text. Every version is kept."),
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


def none_filed() -> list[Block]:
    return [
        b.section("No brief is filed yet. File one, and pitches and answers can begin."),
        b.actions(b.button("File a brief", FILE, style="primary")),
    ]


def could_not(words: str, name: str) -> list[Block]:
    return [b.section(f"I could not file “{escape(shorten(name, 80))}”: {escape(words)}")]


def _top(passage: Passage) -> str:
    return passage.path[0] if passage.path else "Plumb line"


def _line(row: BriefVersion) -> str:
    state = "published" if row.published_at else "draft"
    why = f"\n{escape(shorten(row.why, 300))}" if row.why else ""
    when = f"{minute(row.filed_at)} UTC by {person(row.filed_by)}"
    return f"*{escape(shorten(row.product, 100))} v{row.number}* · {state} · {when}{why}"


def _stamp(version: BriefVersion) -> str:
    by = person(version.filed_by)
    owner = f" · owner {escape(version.owner)}" if version.owner else ""
    doors = "`/brief history`, `/brief file`, `/brief show <section>`"
    return f"Filed {minute(version.filed_at)} UTC by {by}{owner} · {doors}"
