"""Has a model answer in pieces, holds each sentence to the brief as soon as it is whole, and drops what fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from capabilities.brief import InForce
from capabilities.citing import Line, Withheld, cited, limit_lines, passage_lines, shown, within, without_links
from capabilities.grounding import Rules
from capabilities.holding import held_back
from capabilities.passages import Passage
from capabilities.questions.streamed import Reading, Sentence
from prompts.catalog import Catalog, Filled
from prompts.model import BudgetSpent, Model, ModelFault, estimated_tokens

_MATERIAL = 6_000  # characters of passages in a prompt
_MOST = 6  # sentences of an answer; one to four are asked for
_LONGEST = 500  # characters of a sentence


@dataclass
class Draft:
    """What has come of an answer so far."""

    prompt: Filled
    sentences: list[Line] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    said: int = 0
    characters: int = 0
    silent: bool = False
    fault: ModelFault | None = None

    @property
    def tokens(self) -> int:
        """Tokens, estimated: a stream does not always count them."""
        asked = f"{self.prompt.system}{self.prompt.user}"
        spent = not isinstance(self.fault, BudgetSpent)
        return estimated_tokens(asked) + (self.characters + 3) // 4 if spent else 0


def draft(
    brief: InForce,
    question: str,
    passages: Sequence[Passage],
    *,
    earlier: str,
    rules: Rules,
    catalog: Catalog,
    model: Model,
    stop: Callable[[], bool],
    say: Callable[[Line], None] | None = None,
) -> Draft:
    """Ask and check until the answer ends, `stop()` says so, or the model fails; what held until then is kept.

    `say` is called with each sentence that holds, as soon as it is known to.
    """
    given = within(passages, _MATERIAL)
    filled = catalog.fill(
        "questions",
        question=question,
        passages=passage_lines(given),
        earlier=earlier,
        limits=limit_lines(shown(brief.brief.limits, brief.passages)),
    )
    made, reading = Draft(filled), Reading()
    try:
        for piece in model.stream(filled, stop=stop):
            made.characters += len(piece)
            _take(made, brief, given, reading.feed(piece), rules, say)
            if made.said >= _MOST or reading.endless:
                break
        else:
            if not stop():
                _take(made, brief, given, reading.end(), rules, say)
    except ModelFault as fault:
        made.fault = fault
    made.silent = reading.silent
    return made


def _take(
    made: Draft,
    brief: InForce,
    given: Sequence[Passage],
    sentences: Sequence[Sentence],
    rules: Rules,
    say: Callable[[Line], None] | None,
) -> None:
    known = {each.ref: each for each in given}
    for sentence in sentences:
        refs = tuple(dict.fromkeys(sentence.cites))[:6]
        text = without_links(sentence.text, [known[ref] for ref in refs if ref in known])
        if not text or made.said >= _MOST or any(text == line.text for line in made.sentences):
            continue
        made.said += 1
        too_long = f"it is {len(text):,} characters long" if len(text) > _LONGEST else ""
        reason = too_long or held_back(text, refs, given, rules)
        if reason:
            made.withheld.append(Withheld(text[:_LONGEST], reason))
        else:
            made.sentences.append(Line(text, cited(brief, refs)))
            if say is not None:
                say(made.sentences[-1])
