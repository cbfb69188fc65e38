"""The forms of those who shape the themes: a new name, another theme to join, notes to part, an owner, a reason."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from capabilities.field import Note
from capabilities.themes import LONGEST_LENS, LONGEST_NAME, LONGEST_REASON, ThemeShown
from handlers.views import blocks as b
from handlers.views import themes as views
from handlers.views.blocks import Block
from handlers.views.text import day, escape, many, plain, shorten

RENAME_FORM, MERGE_FORM, SPLIT_FORM = "theme_rename_form", "theme_merge_form", "theme_split_form"
OWNER_FORM, DECLINE_FORM, LENS_FORM = "theme_owner_form", "theme_decline_form", "theme_lens_form"
MOST = 100  # Slack's limit for the options of a menu
MOST_HIDDEN = 8  # hidden themes in the list, so that it stays within the 50 blocks of a message


def rename(theme: ThemeShown) -> Block:
    name = b.text_input("value", value=theme.name, longest=LONGEST_NAME)
    hint = "In the customers' words, two to six of them. It stays until somebody changes it again."
    return b.modal(RENAME_FORM, "Rename theme", [b.input_block("name", "Name", name, hint=hint)],
                   submit="Rename", memory=theme.id)  # fmt: skip


def merge(theme: ThemeShown, others: Sequence[ThemeShown]) -> Block:
    """Which theme takes this one's notes. Without another there is nothing to choose."""
    options = [b.option(f"{shorten(each.name, 55)} ({many(each.notes, 'note')})", each.id) for each in others[:MOST]]
    if not options:
        return b.modal(MERGE_FORM, "Merge theme", [b.section("There is no other theme yet.")], submit=None)
    chosen = b.select("value", options, hint="Choose a theme")
    hint = f"All notes of “{plain(theme.name, 80)}” go there. That theme keeps its name, owner and pair."
    return b.modal(MERGE_FORM, "Merge theme", [b.input_block("into", "Merge into", chosen, hint=hint)],
                   submit="Merge", memory=theme.id)  # fmt: skip


def split(theme: ThemeShown, notes: Sequence[Note], zone: ZoneInfo) -> Block:
    """Which notes make a theme of their own, and what it is called. The newest hundred can be chosen."""
    if not notes:
        return b.modal(SPLIT_FORM, "Split theme", [b.section("This theme has no notes to split off.")], submit=None)
    options = [b.option(f"{day(note.created_at.astimezone(zone))}: {note.text}", note.id) for note in notes[:MOST]]
    several: Block = {"type": "multi_static_select", "action_id": "value", "options": options}
    several["placeholder"] = {"type": "plain_text", "text": "Choose notes"}
    hint = "They stay where you put them." + (f" The newest {MOST} are listed." if theme.notes > MOST else "")
    blocks = [
        b.input_block("notes", "Notes that are about something else", several, hint=hint),
        b.input_block("name", "Name of the new theme", b.text_input("value", longest=LONGEST_NAME)),
    ]
    return b.modal(SPLIT_FORM, "Split theme", blocks, submit="Split", memory=theme.id)


def owner(theme: ThemeShown) -> Block:
    chosen: Block = {"type": "users_select", "action_id": "value"}
    if theme.owner:
        chosen["initial_user"] = theme.owner
    hint = "They look after it: what it is called, and what becomes of it."
    return b.modal(OWNER_FORM, "Owner of the theme", [b.input_block("owner", "Who looks after it?", chosen, hint=hint)],
                   submit="Save", memory=theme.id)  # fmt: skip


def decline(theme: ThemeShown) -> Block:
    reason = b.text_input("value", multiline=True, longest=LONGEST_REASON)
    hint = "Everybody who asked for it reads this in their receipt."
    return b.modal(DECLINE_FORM, "Decline theme", [b.input_block("reason", "Why not?", reason, hint=hint)],
                   submit="Decline", memory=theme.id)  # fmt: skip


def lens(words: str) -> Block:
    text = b.text_input("value", value=words, multiline=True, longest=LONGEST_LENS, hint="Work on site, not the price")
    hint = "A sentence or two. Themes nobody has shaped by hand are named anew with it."
    asked = b.input_block("lens", "What do you care about?", text, optional=True, hint=hint)
    return b.modal(LENS_FORM, "What we care about", [asked], submit="Save")


def listed(made: Sequence[Block], themes: Sequence[ThemeShown], *, may_shape: bool) -> list[Block]:
    """The list with what it has no room for named at its end, and for who shapes themes those that are hidden."""
    hidden = [each for each in themes if each.state == "hidden"] if may_shape else []
    public = sum(each.public and each.state != "hidden" for each in themes)
    forming = len(themes) - len(hidden) - public if may_shape else 0
    more = max(0, public - views.TOP) + max(0, forming - views.TOP)
    added = [b.context(f"{more:,} more: `/field theme` and a word of the name.")] if more else []
    if hidden:
        added += [b.divider(), b.section("*Hidden*: shown nowhere else")]
        added += [
            b.section(f"*{escape(shorten(each.name, LONGEST_NAME))}*", accessory=b.button("Open", views.OPEN, each.id))
            for each in hidden[:MOST_HIDDEN]
        ]
    if len(hidden) > MOST_HIDDEN:
        left = len(hidden) - MOST_HIDDEN
        added.append(b.context(f"{left:,} more hidden: `/field theme` and a word of the name."))
    # What the workspace cares about stays at the foot of the list.
    foot = max((at for at, block in enumerate(made) if block["type"] == "divider"), default=len(made))
    foot = foot if may_shape else len(made)
    return [*made[:foot], *added, *made[foot:]]
