"""Has a model sum up the owners' stories, all in one call, and keeps each summary only where its story bears it out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pydantic import BaseModel

from capabilities.digest.placing import clauses, misplaced, opened
from capabilities.digest.values import Digest, Told
from capabilities.grounding import check, sentences
from capabilities.passages import Limits, Passage
from prompts.catalog import Catalog
from prompts.model import BudgetSpent, Model, ModelFault

PATIENCE = timedelta(minutes=1)  # after a decision that took so long the stories stay as they are: a digest is awaited
_TOKENS, _TOKENS_EACH = 100, 80  # an answer may be so long: the frame, and each of the stories
_LONGEST = 320  # characters of a summary; the prompt asks for 35 words
_MOST_SENTENCES = 3
_NOT_OURS = ("<", ">", "@", "http:", "https:", "www.", "```", "[", "]")
_HEADINGS = ("what worked", "did not work", "changes next")  # a summary may say under which of them something stood
_NO_LIMITS = Limits((), (), ())

SPENT = "Today's model budget is used up, so the channels' stories stand in their owners' words."
AWAY = "The model gave no summaries of the channels' stories, so these stand in their owners' words."


class Summary(BaseModel):
    """One story in short, by the number it was given under."""

    story: int
    summary: str


class Summaries(BaseModel):
    """What the model is asked for."""

    summaries: list[Summary]


def summed(digest: Digest, model: Model | None, catalog: Catalog | None) -> Digest:
    """The digest with the model's summaries that hold, and a remark on them; without its `stories` in any case."""
    stories, bare = digest.stories, replace(digest, stories=())
    if model is None or catalog is None or not stories:
        return bare
    most = _TOKENS + _TOKENS_EACH * len(stories)
    try:
        answer = model.typed(catalog.fill("stories", stories=lines(stories)), Summaries, max_tokens=most)
    except BudgetSpent:
        return _remarked(bare, SPENT)
    except ModelFault:
        return _remarked(bare, AWAY)
    held: dict[str, str] = {}
    for each in answer.value.summaries:
        said = " ".join(each.summary.split())
        if 1 <= each.story <= len(stories) and holds(said, stories[each.story - 1]):
            held.setdefault(stories[each.story - 1].channel, said)
    rows = tuple(replace(row, summary=held.get(row.channel, "")) for row in bare.rows)
    return _remarked(replace(bare, rows=rows), _account(len(held), len(stories), answer.model))


def lines(stories: Sequence[Told]) -> str:
    """The stories as the prompt lists them, one a line."""
    made = []
    for at, each in enumerate(stories, start=1):
        told = zip(("Worked", "Did not work", "Changes next"), (each.worked, each.didnt, each.next), strict=True)
        parts = " ".join(f"{name}: {' '.join(words.split())}" for name, words in told if words)
        made.append(f"[{at}] {' '.join(each.channel.split())}. {parts}")
    return "\n".join(made)


def holds(summary: str, story: Told) -> bool:
    """Whether a summary is short and plain, and each of its sentences says what the story does.

    Sentences are held as those drafted from a brief are: no figure, name, denial or claim the story has not. Another
    channel's words count for nothing, whatever the story says they should.
    """
    if not summary or len(summary) > _LONGEST or any(mark in summary.lower() for mark in _NOT_OURS):
        return False
    several = sentences(summary)
    if not 1 <= len(several) <= _MOST_SENTENCES:
        return False
    passages = {
        f"s{at}": Passage(ref=f"s{at}", path=(), text=line, kind="other", line=at)
        for at, line in enumerate(story.parts, start=1)
    }
    held = [clause for line in story.parts for clause in clauses(line)]
    if misplaced(summary, held) or opened(summary, held):
        return False
    known = (story.channel, *_HEADINGS)
    return all(
        check(each, cites=tuple(passages), passages=passages, limits=_NO_LIMITS, known=known, touched=()).allowed
        for each in several
    )


def _account(held: int, asked: int, model: str) -> str:
    """What became of the stories, so that nobody takes a model's words for an owner's."""
    if not held:
        return "The channels' stories are their owners' words."
    which = "The channels' stories" if held == asked else f"{held} of {asked} stories"
    return f"{which} {'is' if held == 1 and asked > 1 else 'are'} summed up by {model}, each held to its owner's words."


def _remarked(digest: Digest, remark: str) -> Digest:
    return replace(digest, remark=f"{digest.remark} {remark}".strip())
