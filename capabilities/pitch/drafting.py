"""Drafts pitch points with a model, holds them to the brief and their order, has them mended once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, JsonValue, create_model

from capabilities.brief import InForce
from capabilities.citing import (
    Line,
    Withheld,
    cited,
    limit_lines,
    one_line,
    passage_lines,
    within,
    without_links,
)
from capabilities.grounding import Reason, Rules, Verdict
from capabilities.holding import judged
from capabilities.passages import Passage
from capabilities.pitch import structure
from capabilities.pitch.asked import Situation
from capabilities.pitch.choosing import SHORTEST, STEPS, Material, step_of
from capabilities.pitch.evidence import Evidence
from capabilities.pitch.pointless import pointless
from capabilities.pitch.record import DRAFTED, MENDED, verdict_of
from prompts.catalog import Catalog, Filled
from prompts.model import Answer, Model, ModelFault

WANTED = 5
_MATERIAL = 7_000  # characters of passages in a prompt: some 2,000 tokens, which a small local model still reads
_LONGEST = 500  # characters of a point; 40 words are asked for
# Characters of a point and refs it cites, as the schema asks for them: five points fit in the tokens of an answer.
_ASKED, _CITED = 320, 3
_WRONG = " – wrong: "  # what stands between a point and what is to be mended in it
_FEWEST = 3  # words of a point: "..." is none, whatever it cites
_LONGEST_REF = 120  # a brief has none that is longer


class Point(BaseModel):
    """A point as a model writes it: first where it stands, so that a small model says what stands there."""

    cites: list[str]
    text: str


class PitchPoints(BaseModel):
    """What a model is asked for."""

    points: list[Point]


def shape(passages: list[Passage], most: int) -> type[PitchPoints]:
    """The same, with the refs that exist named in its JSON schema, and its lengths: a small model then cites no other
    ref and comes to an end. `most` is how many points it may give.

    Only the schema is narrower. What comes back is read as before, so that a wrong ref of an endpoint that does not
    keep to schemas costs its own point and not the whole draft.
    """
    known: list[JsonValue] = [each.ref for each in passages]
    refs: dict[str, JsonValue] = {"items": {"type": "string", "enum": known}, "minItems": 1, "maxItems": _CITED}
    cites: Any = Field(json_schema_extra=refs)
    text: Any = Field(json_schema_extra={"maxLength": _ASKED})
    points: Any = Field(json_schema_extra={"maxItems": most})
    point = create_model("Point", __base__=Point, cites=(list[str], cites), text=(str, text))
    return create_model("PitchPoints", __base__=PitchPoints, points=(list[point], points))  # type: ignore[valid-type]


@dataclass(frozen=True)
class Try:
    """What came of asking the model: points that held, those withheld, what the check said of each line, and what it
    took."""

    points: tuple[Line, ...]
    withheld: tuple[Withheld, ...]
    verdicts: tuple[dict[str, Any], ...]
    model: str
    prompt: str
    tokens: int


@dataclass(frozen=True)
class _Checked:
    text: str
    refs: tuple[str, ...]
    verdict: Verdict
    by: str

    @property
    def reason(self) -> str:
        """The gravest reason to hold it back, empty when it holds."""
        return next((each.words for each in self.verdict.reasons), "")

    def place(self, brief: InForce) -> structure.Point:
        """Where it stands in a talk: by the passage it leads with."""
        cited = [brief.passages[ref] for ref in self.refs if ref in brief.passages]
        step = step_of(cited[0]) if cited else STEPS[-1]
        return structure.Point(step, frozenset(each.kind for each in cited), self.reason)


def draft(
    brief: InForce,
    situation: Situation,
    material: Material,
    *,
    rules: Rules,
    catalog: Catalog,
    model: Model,
    evidence: Mapping[str, Evidence] | None = None,
) -> Try:
    """Ask, check, have mended once, withhold. Raises ModelFault when the model gives nothing at all.

    `evidence` is what the field says beside a passage, by its ref: the model may choose by it and never cites it.
    """
    passages = within(material.passages, _MATERIAL)
    wanted = SHORTEST if situation.shorter else WANTED
    line = next((each.text for each in brief.brief.passages if each.kind == "plumb_line"), "")
    filled = catalog.fill(
        "pitch",
        plumb_line=line,
        passages=passage_lines(passages),
        evidence=_evidence(passages, evidence or {}),
        situation=told(situation),
        wish=situation.wish,
        limits=limit_lines(brief.brief.limits),
        wanted=str(wanted),
    )
    answer = model.typed(filled, shape(passages, wanted))
    checked = _checked(rules, passages, answer.value.points[:wanted], DRAFTED, situation.words)
    every = list(checked)
    prompts, tokens = [filled], answer.prompt_tokens + answer.completion_tokens
    asked = structure.asks([each.place(brief) for each in checked], material, passages, wanted)
    if asked:
        mended = _mended(brief, passages, checked, asked, catalog=catalog, model=model)
        if mended is not None:
            checked, anew = _taken(rules, passages, checked, asked, mended, situation.words)
            every += anew
            prompts.append(mended.prompt)
            tokens += mended.prompt_tokens + mended.completion_tokens
    again = structure.once([each.place(brief) for each in checked])
    reasons = {at: each.reason or again.get(at, "") for at, each in enumerate(checked)}
    points = [_line(brief, each) for at, each in enumerate(checked) if not reasons[at]]
    return Try(
        points=tuple(sorted(points, key=lambda point: STEPS.index(point.step))),
        withheld=tuple(Withheld(each.text, reasons[at]) for at, each in enumerate(checked) if reasons[at]),
        verdicts=tuple(verdict_of(each.text, each.refs, each.verdict, each.by) for each in every),
        model=answer.model,
        prompt=" + ".join(named(each) for each in prompts),
        tokens=tokens,
    )


def named(prompt: Filled) -> str:
    """A prompt's name, version and fingerprint, as drafts remember it."""
    return f"{prompt.name} v{prompt.version} {prompt.fingerprint}"


def told(situation: Situation) -> str:
    """A situation as a prompt tells it: what was said, and what the brief knows of it by name."""
    known = [
        f"Segment: {situation.segment}" if situation.segment else "",
        f"Stage: {situation.stage}" if situation.stage else "",
        f"Objection: {'; '.join(situation.objections)}" if situation.objections else "",
        f"Competitor: {'; '.join(situation.competitors)}" if situation.competitors else "",
        "Price came up." if situation.price else "",
    ]
    return "\n".join([situation.words, *(each for each in known if each)])


def _evidence(passages: list[Passage], evidence: Mapping[str, Evidence]) -> str:
    lines = [
        f"[{each.ref}] {found.people} people said the like, from {found.oldest:%Y-%m-%d} to {found.newest:%Y-%m-%d}"
        + (f": {one_line(found.name)}" if found.name else "")
        for each in passages
        if (found := evidence.get(each.ref))
    ]
    return "\n".join(lines)


def _checked(rules: Rules, passages: list[Passage], points: list[Point], by: str, said: str) -> list[_Checked]:
    known = {each.ref: each for each in passages}
    made: list[_Checked] = []
    for point in points:
        refs = tuple(dict.fromkeys(ref.strip().strip("[]")[:_LONGEST_REF] for ref in point.cites))[:6]
        text = without_links(_said(point.text, passages), [known[ref] for ref in refs if ref in known])
        if len(re.findall(r"\w+", text)) < _FEWEST or any(text == each.text for each in made):
            continue
        verdict = _verdict(rules, passages, text, refs)
        nothing = pointless(text, [known[ref] for ref in refs if ref in known], said) if verdict.allowed else ""
        if nothing:
            verdict = Verdict.of([Reason("unsupported", nothing)])
        made.append(_Checked(text[:_LONGEST], refs, verdict, by))
    return made


def _said(text: str, passages: list[Passage]) -> str:
    """What a point says, without what a small model copies along with it: where a passage stands, what was wrong."""
    bare = text.partition(_WRONG)[0].strip()
    headings = (f"{', '.join(each.path)}:" for each in passages if each.path)
    return next((bare.removeprefix(each).strip() for each in headings if bare.startswith(each)), bare)


def _verdict(rules: Rules, passages: list[Passage], text: str, refs: tuple[str, ...]) -> Verdict:
    if len(text) > _LONGEST:
        words = f"it is {len(text):,} characters long; a point has 40 words"
        return Verdict.of([Reason("unsupported", words)])
    return judged(text, refs, passages, rules)


def _mended(
    brief: InForce,
    passages: list[Passage],
    checked: list[_Checked],
    asked: list[structure.Ask],
    *,
    catalog: Catalog,
    model: Model,
) -> Answer[PitchPoints] | None:
    """The points asked for written anew; None when the model fails at it, as what held so far still stands."""
    said = ["(missing)" if each.at is None else one_line(checked[each.at].text) for each in asked]
    wrong = [one_line(each.wrong) for each in asked]
    listed = "\n".join(f"{at}. {said[at - 1]}{_WRONG}{wrong[at - 1]}" for at in range(1, len(asked) + 1))
    filled = catalog.fill(
        "pitch_repair",
        passages=passage_lines(passages),
        limits=limit_lines(brief.brief.limits),
        points=listed,
    )
    try:
        return model.typed(filled, shape(passages, len(asked)))
    except ModelFault:
        return None


def _taken(
    rules: Rules,
    passages: list[Passage],
    checked: list[_Checked],
    asked: list[structure.Ask],
    mended: Answer[PitchPoints],
    said: str,
) -> tuple[list[_Checked], list[_Checked]]:
    """Each point replaced by what was written in its place where that holds, those that were missing, and all new ones.

    A point mended into nothing keeps its reason.
    """
    made = list(checked)
    every: list[_Checked] = []
    for ask, again in zip(asked, mended.value.points, strict=False):
        better = _checked(rules, passages, [again], MENDED, said)
        every += better
        # Withheld even so: the person is told about the draft as it was first written, and what was wrong with it.
        if not better or better[0].reason or any(better[0].text == other.text for other in made):
            continue
        if ask.at is None:
            made.append(better[0])
        else:
            made[ask.at] = better[0]
    return made, every


def _line(brief: InForce, point: _Checked) -> Line:
    return Line(point.text, cited(brief, point.refs), step=point.place(brief).step)
