"""What a checked text looks like: a verdict in one line, what to mend, with the brief's own wording, and the form."""

from __future__ import annotations

from capabilities.masking import said as masked_words
from capabilities.pitch.checking import LONGEST, Checked, CheckedSentence
from handlers.views import blocks as b
from handlers.views import citing
from handlers.views.blocks import Block
from handlers.views.text import escape, quote, shorten

FORM, SHORTCUT, AGAIN = "pitch_check_form", "pitch_check_message", "pitch_check_again"
TITLE = "Check against the brief"
FIELD = "text"
CARRIED = 2_000  # characters a button can carry

_MOST, _MOST_IN_FORM = 8, 20  # sentences shown, so that a message stays one message
_LABELS = {
    "not_allowed": "Not allowed",
    "needs_qualifier": "Only with its qualifier",
    "unsupported": "Not in the brief",
}
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_BY_WORDS = (
    "The brief could not be searched by its meaning in time, as when a new version is being read, so this went by its "
    "rules and its words alone. Check again in a minute."
)


def verdict(checked: Checked) -> list[Block]:
    """The verdict as a message.

    When the check was not thorough, "Check again" carries the text: nobody but its writer is shown the message, and
    Slack keeps it in no channel. A text that is too long for a button is asked for anew.
    """
    *made, small = _verdict(checked, _MOST)
    made.append(small)
    if not checked.thorough:
        made.append(b.actions(b.button("Check again", AGAIN, checked.text if len(checked.text) <= CARRIED else "")))
    return citing.fitting(made, keep=[small])


def form(text: str = "", checked: Checked | None = None, *, words: str = "") -> Block:
    """The form with what came of a check above it; the text stays in its field, where it can be mended.

    `words` say something else instead, as that a message holds nothing to check.
    """
    hint = "An e-mail, a line of your deck, what you want to say"
    field = b.text_input("value", value=text, multiline=True, hint=hint, longest=LONGEST)
    above = [*_verdict(checked, _MOST_IN_FORM), b.divider()] if checked else []
    if words:
        above = [b.section(escape(words))]
    below = "Held to the brief sentence by sentence. Nothing of it is kept."
    asked = b.input_block(FIELD, "Your text", field, hint="" if checked else below)
    return b.modal(FORM, TITLE, [*above, asked], submit="Check again" if checked else "Check")


def said(words: str) -> Block:
    """Only words, where a form would not help."""
    return b.modal("pitch_check_said", TITLE, [b.section(escape(words))], submit=None)


def summary(checked: Checked) -> str:
    """The whole in one line: “Two sentences to change, five are fine.”"""
    change, unsaid = checked.count("not_allowed", "needs_qualifier"), checked.count("unsupported")
    fine = checked.count("allowed")
    if not change and not unsaid:
        product = escape(shorten(checked.version.product, 80))
        if not fine:
            return f"Nothing to change: nothing here claims anything about {product}."
        which = {1: "it is", 2: "both are"}.get(fine, "all are")
        return f"Nothing to change: {_sentences(fine)} checked, {which} fine."
    told = []
    if change:
        told.append(f"{_sentences(change)} to change")
    if unsaid:
        told.append(f"{_number(unsaid) if change else _sentences(unsaid)} the brief does not say")
    if fine:
        told.append(f"{_number(fine)} {'is' if fine == 1 else 'are'} fine")
    line = ", ".join(told)
    return f"{line[:1].upper()}{line[1:]}."


def _verdict(checked: Checked, most: int) -> list[Block]:
    made = [b.section(f"*{summary(checked)}*")]
    mend = checked.to_mend
    for each in mend[:most]:
        made += _sentence(each)
    if len(mend) > most:
        made.append(b.section(f"And {_number(len(mend) - most)} more. Mend these first, then check again."))
    small = _below(checked)
    made.append(b.context(*small))
    return made


def _sentence(each: CheckedSentence) -> list[Block]:
    said_ = [f"*{_LABELS[each.ruling]}*", quote(" ".join(each.text.split()), 300), escape(shorten(each.words, 500))]
    if each.instead:
        lead = "Near it, the brief says" if each.ruling == "unsupported" else "Say instead"
        said_.append(f"*{lead}:* “{escape(each.instead)}”")
    cited = dict.fromkeys(x.label for x in (each.passage, each.instead_from) if x is not None)
    made = [b.section("\n".join(said_))]
    return [*made, b.context(*(escape(label) for label in cited))] if cited else made


def _below(checked: Checked) -> list[str]:
    """The small print: what was passed over, what was masked, which brief, and that nothing is kept."""
    made = []
    silent = checked.count("no_claim")
    if silent:
        claim = "claims" if silent == 1 else "claim"
        more = " more" if silent < len(checked.sentences) else ""  # than the line above counts
        many_ = f"{_number(silent)}{more} {claim}"
        passed = f"{many_} nothing (greetings, questions, dates) and {_were(silent)} passed over."
        made.append(f"{passed[:1].upper()}{passed[1:]}")
    if checked.count("unsupported"):
        made.append("What you know of this customer yourself may stay; the brief only speaks for the product.")
    if checked.cut:
        made.append(f"This is long: only the first {LONGEST:,} characters were checked.")
    if not checked.thorough:
        made.append(_BY_WORDS)
    if checked.masked:  # nothing is kept here, so it is not said to be
        made.append(masked_words(checked.masked).replace("before keeping", "before checking"))
    return [*made, f"{citing.stamp(checked.version)} · Nothing of your text is kept."]


def _sentences(count: int) -> str:
    return f"{_number(count)} sentence{'' if count == 1 else 's'}"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
