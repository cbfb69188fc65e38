"""What a channel's owner reads when sales returns many of its leads: how many, why, one rep's words, what to do."""

from capabilities.digest.spikes import Spike
from capabilities.field import REASONS
from handlers.views import blocks as b
from handlers.views.blocks import Block
from handlers.views.text import many, name, person, quote

Said = tuple[str, list[Block]]

_WORDS = 280
_TO_DO = {
    "no_need": "Look at what the channel promises: people come who have no use for it.",
    "wrong_segment": "Look at whom the channel reaches: many are outside the segments of the brief.",
    "no_budget": "Say earlier what it costs to begin, so that those who cannot pay do not come.",
    "not_decision_maker": "Ask on the form who decides, or speak to those who do.",
    "student_or_seeker": "Leave out searches for jobs and studies, and ask for a company on the form.",
    "competitor": "Look at who signs up: competitors are among them.",
    "unreachable": "Check the form: numbers and addresses that reach nobody get through.",
    "duplicate": "Leave out those who are known already before the leads go to sales.",
}
_ANY = "Ask one of the reps what was wrong with them, and what a good lead would have been."


def spike(found: Spike) -> Said:
    """The message and its words for a notification."""
    title, now, before = name(found.channel.name), found.now, found.before
    text = f"{title}: sales returned {now.returned} of {many(now.judged, 'lead')} judged in the last seven days."
    earlier = (
        f"In the four weeks before it was {before.returned} of {before.judged:,}."
        if before.judged
        else "In the four weeks before none was judged."
    )
    made = [b.section(f"*{title}*: sales returned *{now.returned} of {many(now.judged, 'lead')}* judged in the last "
                      f"seven days. {earlier}")]  # fmt: skip
    if reasons := _reasons(found):
        made.append(b.section(f"Why: {reasons}"))
    if found.words:
        made.append(b.section(f"One rep wrote:\n{quote(found.words, _WORDS)}"))
    made.append(b.section(f"*What helps now:* {_TO_DO.get(now.reason, _ANY)}"))
    if found.instead_of:
        made.append(b.context(f"{person(found.instead_of)} answers for it and cannot be asked now, so you hear of it."))
    elif found.instead_of == "":
        made.append(b.context("Nobody answers for it yet, so you hear of it: `/channels assign` gives it an owner."))
    made.append(b.context("You hear this at most once a week for a channel. `/digest preview` shows both views of it."))
    return text, made


def _reasons(found: Spike) -> str:
    """`no need 4, no budget 2, without a reason 1.`"""
    now = found.now
    named = sorted(now.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    said = [f"{REASONS[name]} {leads}" for name, leads in named if name in REASONS]
    silent = now.returned - sum(leads for name, leads in named if name in REASONS)
    said += [f"without a reason {silent}"] if silent and said else []
    return f"{', '.join(said)}." if said else ""
