"""An answer as it reached a person, and how it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from capabilities.brief import InForce
from capabilities.citing import Citation, Line, Withheld, as_json, cite, from_json
from capabilities.passages import Passage
from capabilities.questions import evidence as field_evidence
from capabilities.questions.evidence import Evidence
from storage.questions import Question

SENTENCE, LIMIT, WITHHELD = "sentence", "limit", "withheld"


@dataclass(frozen=True)
class Answered:
    """An answer: its sentences with their citations, the limits that apply, and how it came about.

    `state` is as in the row; `nearest` is what comes closest where the brief is silent; `remark` is for the asker.
    `thread` is empty for a question asked by command, whose answer goes to the asker's own messages. `public` says that
    it was asked where others read along, or by a guest: then it holds nothing that not everybody may see. `evidence` is
    what the field says beside it. `helpful` is yes, no or empty, `why_kind` what was wrong where it was no. `paged`
    says that a person was asked for.
    """

    id: str
    asked_by: str
    channel: str
    thread: str
    text: str
    state: str
    sentences: tuple[Line, ...]
    limits: tuple[Citation, ...]
    withheld: tuple[Withheld, ...]
    nearest: Citation | None
    remark: str
    model: str
    brief_version: str | None
    masked: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    public: bool = False
    helpful: str = ""
    why_kind: str = ""
    paged: bool = False


def kept(sentences: Sequence[Line], limits: Sequence[Citation], withheld: Sequence[Withheld]) -> list[dict[str, Any]]:
    """The lines as they stand in the row."""
    made = [{"kind": SENTENCE, **as_json(each)} for each in sentences]
    made += [{"kind": LIMIT, **as_json(Line(each.quote, (each,), quoted=True))} for each in limits]
    return [*made, *({"kind": WITHHELD, "text": each.text, "reason": each.reason} for each in withheld)]


def answered(row: Question, brief: InForce | None, nearest: Passage | None = None) -> Answered:
    """The answer of a row; `brief` is the version it was made from, `nearest` the passage its reference names."""
    of = {kind: [each for each in row.sentences if each["kind"] == kind] for kind in (SENTENCE, LIMIT, WITHHELD)}
    return Answered(
        id=row.id,
        asked_by=row.asked_by,
        channel=row.asked_in,
        thread=row.thread,
        text=row.text,
        state=row.state,
        sentences=tuple(from_json(each) for each in of[SENTENCE]),
        limits=tuple(from_json(each).cites[0] for each in of[LIMIT]),
        withheld=tuple(Withheld(each["text"], each["reason"]) for each in of[WITHHELD]),
        nearest=cite(brief, nearest) if brief and nearest else None,
        remark=row.remark,
        model=row.model,
        brief_version=row.brief_version,
        masked=tuple(filter(None, row.masked.split(","))),
        evidence=tuple(field_evidence.from_json(each) for each in row.evidence),
        public=row.public,
        helpful=row.helpful,
        why_kind=row.why_kind,
        paged=row.paged_at is not None,
    )
