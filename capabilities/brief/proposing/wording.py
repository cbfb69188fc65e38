"""Has a model word a proposed line, and lets it through only if it breaks no limit and invents nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, JsonValue, create_model

from capabilities.brief.proposing.values import Cause
from capabilities.citing import limit_lines, one_line, passage_lines, within
from capabilities.grounding import OF_LIMITS, Rules, sentences
from capabilities.grounding.quantities import quantities, stands_in
from capabilities.grounding.support import names_missing, strangers, support
from capabilities.passages import Passage, claim_of, spoken
from capabilities.stems import content
from prompts.catalog import Catalog, Filled
from prompts.fence import passage_line
from prompts.model import Answer, Model, ModelFault

log = logging.getLogger("plumbline.proposing")

LONGEST = 400  # characters; 45 words are asked for
_EVIDENCE = 10  # pieces of it in a prompt; with 300 characters each some 1,000 tokens
_OF_ONE = 300
_TOLD = 3  # reasons
_NO_WORDS = "It has no words."
_FACTS = 3_000  # characters of passages that may be used, besides the line itself
_NOT_OURS = ("<", ">", "@", "#", "http:", "https:", "www.", "[", "]", "{", "}", "*", "`", "|")


class Line(BaseModel):
    """What a model is asked for."""

    words: str
    notes: list[str]


@dataclass(frozen=True)
class Worded:
    """What came of asking for a wording, and what it took: `words` where it holds, else in `held` why there is none."""

    words: str
    held: str = ""
    model: str = ""
    prompt: str = ""
    tokens: int = 0


@dataclass(frozen=True)
class Given:
    """What a line may be made of: the passage as it is and others that may be used, the rules, and what is hidden."""

    cause: Cause
    facts: tuple[Passage, ...]
    rules: Rules
    hide: Callable[[str], str]

    @property
    def quotes(self) -> dict[str, str]:
        """The evidence a model is shown, by the ids it is cited by there, with names hidden."""
        return {f"n{at}": self.hide(each.text)[:_OF_ONE] for at, each in enumerate(self.cause.said[:_EVIDENCE], 1)}


def worded(given: Given, *, catalog: Catalog, model: Model) -> Worded:
    """A model's wording, mended once if need be; without words, and with the reason, when it does not hold even so."""
    listed = _listed(given)
    filled = catalog.fill("propose", **listed)
    try:
        answer = model.typed(filled, shape([*given.quotes]), max_tokens=300)
    except ModelFault as fault:
        log.warning("A proposal goes without wording: %s", fault)
        return Worded("", "The model did not answer when it was asked for a wording.")
    prompts, tokens = [filled], answer.prompt_tokens + answer.completion_tokens
    words, reasons = _read(answer), wrong(given, _read(answer), answer.value.notes)
    if reasons:
        told = f"{one_line(words)[:LONGEST] or 'no words'} – wrong: {' '.join(map(one_line, reasons[:5]))}"
        mending = catalog.fill("propose_repair", **listed, draft=told)
        try:
            answer = model.typed(mending, shape([*given.quotes]), max_tokens=300)
        except ModelFault as fault:
            log.warning("A proposal goes without wording: %s", fault)
            return Worded("", _held(reasons), prompt=_named(filled), tokens=tokens)
        prompts.append(mending)
        tokens += answer.prompt_tokens + answer.completion_tokens
        words, reasons = _read(answer), wrong(given, _read(answer), answer.value.notes)
    prompt = " + ".join(map(_named, prompts))
    if reasons:
        return Worded("", _held(reasons), prompt=prompt, tokens=tokens)
    return Worded(words, model=answer.model, prompt=prompt, tokens=tokens)


def shape(ids: list[str]) -> type[Line]:
    """The same, with the ids that exist named in its JSON schema."""
    known: list[JsonValue] = [*ids]
    field: Any = Field(json_schema_extra={"items": {"type": "string", "enum": known}, "minItems": 1})
    return create_model("Line", __base__=Line, notes=(list[str], field))


def wrong(given: Given, words: str, notes: Sequence[str]) -> list[str]:
    """Every reason why a model's wording cannot stand, for the model and the owner to read; nothing when it can.

    What the evidence says may be said, as the owner decides whether it is true of the product. But numbers and names
    must stand in the brief, as a customer's figure is nobody's proof, and the limits hold as for every drafted line.
    """
    cause, quotes = given.cause, given.quotes
    cited = [quotes[each.strip(" []")] for each in dict.fromkeys(notes) if each.strip(" []") in quotes]
    if not words:
        return [_NO_WORDS]
    made = []
    if len(words) > LONGEST or not words.isprintable():
        made.append(f"It is more than one line of at most {LONGEST} characters.")
    if any(mark in words.lower() for mark in _NOT_OURS):
        made.append("It holds a link, a mention or markup.")
    if cause.passage is not None and _claim(cause.passage, words) == claim_of(cause.passage):
        made.append("It says what the line says already.")
    if not cited:
        made.append("It cites none of the notes.")
    elif not set(content(words)) & {stem for quote in cited for stem in content(quote)}:
        made.append("It says nothing of what the notes it cites say.")
    return [*_limits(given, words), *made, *_invented(given, words)]


def _invented(given: Given, words: str) -> list[str]:
    """What stands neither in the brief nor, numbers and names apart, in the evidence."""
    brief = _brief(given)
    known = [each for passage in brief for each in quantities("\n".join([*passage.path, passage.text]))]
    figures = [each for each in quantities(words) if not stands_in(each, known)]
    made = [f"“{each.text}” stands in no passage that may be used." for each in figures]
    product = [given.rules.brief.product]
    unknown = [*names_missing(words, brief, given.rules.names), *strangers(words, brief, known=product)]
    made += [f"“{name}” is named in no passage that may be used." for name in dict.fromkeys(unknown)]
    if given.hide(words) != words and not any(name in words for name in given.rules.names):
        made.append("It names a customer or a person.")
    everything = [*brief, *(Passage(f"n{at}", (), text, "other", 0) for at, text in enumerate(given.quotes.values()))]
    for sentence in sentences(words) or [words]:
        found = support(sentence, everything, known=product)
        if not found.enough:
            missing = ", ".join(f"“{word}”" for word in (found.reversed or found.missing)[:4])
            made.append(f"Neither the passages nor the notes say {missing or 'this'}.")
    return made


def _limits(given: Given, words: str) -> list[str]:
    refs = [each.ref for each in _brief(given)]
    verdict = given.rules.check(words, cites=refs)
    return [reason.words.replace(f" ({reason.ref})", "") for reason in verdict.reasons if reason.kind in OF_LIMITS]


def _held(reasons: Sequence[str]) -> str:
    """What the owner is told of a wording they do not see: the reasons, the gravest first."""
    if reasons == [_NO_WORDS]:
        return "The model found nothing to say that the brief and the notes bear out."
    return f"The model’s wording was held back. {' '.join(reasons[:_TOLD])}"


def _brief(given: Given) -> list[Passage]:
    own = [given.cause.passage] if given.cause.passage is not None else []
    return [*own, *(each for each in given.facts if each not in own)]


def _claim(passage: Passage, words: str) -> str:
    return claim_of(Passage(passage.ref, passage.path, words, passage.kind, passage.line))


def _listed(given: Given) -> dict[str, str]:
    cause = given.cause
    lines = [
        passage_line(own_id, section=", ".join(part for part in (each.kind, each.segment) if part), text=quote)
        for (own_id, quote), each in zip(given.quotes.items(), cause.said, strict=False)
    ]
    return {
        "line": one_line(spoken(cause.passage)) if cause.passage is not None else "",
        "section": " › ".join(cause.path),
        "why": cause.why,
        "notes": "\n".join(lines),
        "facts": passage_lines(within(given.facts, _FACTS)) if given.facts else "",
        "limits": limit_lines(given.rules.brief.limits),
    }


def _read(answer: Answer[Line]) -> str:
    return " ".join(answer.value.words.split()).strip('"“”').strip()


def _named(prompt: Filled) -> str:
    return f"{prompt.name} v{prompt.version} {prompt.fingerprint}"
