"""Chooses what is shown of an owner's story, cut where a sentence ends, and which stories are worth summing up."""

from collections.abc import Collection, Mapping, Sequence

from capabilities.channels import Report
from capabilities.digest.channel_values import Row
from capabilities.digest.values import Told
from capabilities.grounding import sentences
from capabilities.hiding import Hiding

PARTS = ("worked", "didnt", "next")
SHOWN = 240  # characters of each part of a story
MOST = 12  # stories a model sums up in one digest; of more channels nobody reads each
READ = 500  # characters of each part it is given


def shortened(words: str, longest: int) -> str:
    """As many whole sentences, in order, as `longest` characters hold; the first alone is cut at a word if it must.

    Cut words end in "…", so that nobody takes them for all that was said.
    """
    words = " ".join(words.split())
    if len(words) <= longest:
        return words
    kept = ""
    for sentence in sentences(words):
        longer = f"{kept} {sentence}".strip()
        if len(longer) + 2 > longest:
            break
        kept = longer
    return f"{kept} …" if kept else f"{words[: longest - 1].rsplit(' ', 1)[0].rstrip(',;:–- ')}…"


def shown(words: str, hiding: Hiding) -> str:
    """An owner's words as everybody may read them: hidden first, so that no cut leaves half a name.

    What a channel costs may be said, so amounts stay.
    """
    return shortened(hiding.hidden(" ".join(words.split()), amounts=False), SHOWN)


def worth_summing(
    rows: Sequence[Row], reports: Mapping[str, Report], first: Collection[str], hiding: Hiding
) -> tuple[Told, ...]:
    """The stories of more than one sentence, those of channels named `first` at the head, then the highest spend."""
    found: list[Told] = []
    for row in sorted(rows, key=lambda row: row.channel not in first):  # keeps the order of the rows beside that
        report = reports.get(row.channel)
        if report is None or len(found) == MOST:
            continue
        told = {name: hiding.hidden(" ".join(getattr(report, name).split()), amounts=False) for name in PARTS}
        made = Told(row.channel, **{name: shortened(words, READ) for name, words in told.items()})
        if len(sentences("\n".join(made.parts))) > 1:
            found.append(made)
    return tuple(found)
