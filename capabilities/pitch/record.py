"""A pitch as it reached a person, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from capabilities.citing import Line, Withheld, as_json, from_json
from capabilities.grounding import Verdict
from capabilities.pitch.asked import Situation
from capabilities.pitch.bringing import Story
from capabilities.pitch.evidence import Evidence
from storage.pitch import Pitch

PLUMB_LINE, POINT, WITHHELD = "plumb_line", "point", "withheld"
ABOUT, NOT_FOR, MATERIAL, STORY = "about", "not_for", "material", "story"
UNCHANGED, GAVE_WAY = "unchanged", "gave_way"
DRAFTED, MENDED, QUOTED = "drafted", "mended", "quoted"  # how a line came about that was held to the brief


@dataclass(frozen=True)
class Made:
    """What a draft consists of before it is kept. `evidence` and `records` are by the position of a point, from 1.

    `records` are in words: "landed 5 of 6 times with Hospitals"; so are the lines that `gave_way`. `verdicts` are as
    `verdict_of` writes them.
    """

    remark: str
    about: Situation
    plumb_line: Line | None = None
    not_for: tuple[Line, ...] = ()
    points: tuple[Line, ...] = ()
    material: Line | None = None
    story: Story | None = None
    withheld: tuple[Withheld, ...] = ()
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    records: Mapping[int, str] = field(default_factory=dict)
    verdicts: tuple[dict[str, Any], ...] = ()
    model: str = ""
    prompt: str = ""
    tokens: int = 0
    gave_way: tuple[str, ...] = ()
    unchanged: bool = False


@dataclass(frozen=True)
class Drafted:
    """A pitch: the plumb line it opens with, its points in order, what was withheld, and how it came about.

    `remark` says in words who wrote it and what went wrong, if anything did. `about` is what was recognised in the
    words; `not_for` says first that the brief, or a note on the account, says this is not for them. `evidence` and
    `records` are by the position of a point, from 1: what the field says beside it, and how it did there, in words.
    `gave_way` tells in words which lines fell flat too often to be said. `unchanged` is a redraft that says what the
    pitch before it said; `remark` then says why, and what would change it.
    """

    id: str
    asked_by: str
    words: str
    state: str
    plumb_line: Line | None
    points: tuple[Line, ...]
    withheld: tuple[Withheld, ...]
    remark: str
    model: str
    brief_version: str | None
    masked: tuple[str, ...] = ()
    about: Situation | None = None
    not_for: tuple[Line, ...] = ()
    material: Line | None = None
    story: Story | None = None
    evidence: Mapping[int, Evidence] = field(default_factory=dict)
    records: Mapping[int, str] = field(default_factory=dict)
    wish: str = ""
    redraft_of: str | None = None
    gave_way: tuple[str, ...] = ()
    unchanged: bool = False


def verdict_of(text: str, refs: Sequence[str], verdict: Verdict, by: str) -> dict[str, Any]:
    """What the check said of one line, whether it was shown or not."""
    reasons = [{"kind": each.kind, "words": each.words, "ref": each.ref} for each in verdict.reasons]
    return {"text": text, "refs": list(refs), "by": by, "ruling": verdict.ruling, "reasons": reasons}


def kept(made: Made) -> list[dict[str, Any]]:
    """The lines as they stand in the row."""
    lines: list[dict[str, Any]] = [{"kind": ABOUT, **_about(made.about)}]
    lines += [{"kind": PLUMB_LINE, **as_json(made.plumb_line)}] if made.plumb_line else []
    lines += [{"kind": NOT_FOR, **as_json(line)} for line in made.not_for]
    for at, point in enumerate(made.points, 1):
        more: dict[str, Any] = {"field": made.evidence[at].as_json()} if at in made.evidence else {}
        more |= {"record": made.records[at]} if at in made.records else {}
        lines.append({"kind": POINT, **as_json(point), **more})
    lines += [{"kind": MATERIAL, **as_json(made.material)}] if made.material else []
    lines += [{"kind": STORY, **as_json(made.story.line), "public": made.story.public}] if made.story else []
    lines += [{"kind": GAVE_WAY, "text": text} for text in made.gave_way]
    lines += [{"kind": UNCHANGED}] if made.unchanged else []
    return [*lines, *({"kind": WITHHELD, "text": each.text, "reason": each.reason} for each in made.withheld)]


def drafted(row: Pitch) -> Drafted:
    """The pitch of a row."""
    of: dict[str, list[dict[str, Any]]] = {}
    for each in row.points:
        of.setdefault(each["kind"], []).append(each)
    points = of.get(POINT, [])
    story, about = next(iter(of.get(STORY, [])), None), next(iter(of.get(ABOUT, [])), None)
    return Drafted(
        id=row.id,
        asked_by=row.asked_by,
        words=row.words,
        state=row.state,
        plumb_line=_first(of.get(PLUMB_LINE, [])),
        points=tuple(from_json(each) for each in points),
        withheld=tuple(Withheld(each["text"], each["reason"]) for each in of.get(WITHHELD, [])),
        remark=row.remark,
        model=row.model,
        brief_version=row.brief_version,
        masked=tuple(filter(None, row.masked.split(","))),
        about=_situation(about) if about else None,
        not_for=tuple(from_json(each) for each in of.get(NOT_FOR, [])),
        material=_first(of.get(MATERIAL, [])),
        story=Story(from_json(story), bool(story.get("public"))) if story else None,
        evidence={at: Evidence.from_json(each["field"]) for at, each in enumerate(points, 1) if "field" in each},
        records={at: str(each["record"]) for at, each in enumerate(points, 1) if "record" in each},
        wish=row.wish,
        redraft_of=row.redraft_of,
        gave_way=tuple(str(each["text"]) for each in of.get(GAVE_WAY, [])),
        unchanged=UNCHANGED in of,
    )


def _first(lines: Sequence[Mapping[str, Any]]) -> Line | None:
    return from_json(lines[0]) if lines else None


def _about(situation: Situation) -> dict[str, Any]:
    return {
        "segment": situation.segment,
        "objections": list(situation.objections),
        "competitors": list(situation.competitors),
        "price": situation.price,
        "account": situation.account,
        "stage": situation.stage,
        "taken": [list(pair) for pair in situation.taken],
        "unknown": list(situation.unknown),
    }


def _situation(kept: Mapping[str, Any]) -> Situation:
    return Situation(
        words="",
        segment=kept.get("segment"),
        objections=tuple(kept.get("objections", ())),
        competitors=tuple(kept.get("competitors", ())),
        price=bool(kept.get("price")),
        account=str(kept.get("account", "")),
        stage=str(kept.get("stage", "")),
        taken=tuple((typed, known) for typed, known in kept.get("taken", ())),
        unknown=tuple(kept.get("unknown", ())),
    )
