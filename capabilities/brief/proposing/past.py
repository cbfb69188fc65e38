"""What was proposed before, so that the same evidence proposes once and a no is not asked again too soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capabilities.brief.proposing.values import ACCEPTED, DECLINED, GAP, OPEN, Said
from storage.brief import Proposal

_AGAIN = 2  # times the people of a declined proposal, before its cause may come again


@dataclass(frozen=True)
class Past:
    """Every proposal made so far, by what it was for."""

    of_cause: Mapping[tuple[str, str], Sequence[Proposal]]
    of_question: Mapping[str, Sequence[Proposal]]
    of_line: Mapping[str, Sequence[Proposal]]

    @classmethod
    def of(cls, rows: Sequence[Proposal]) -> Past:
        causes: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
        questions: dict[str, list[Proposal]] = defaultdict(list)
        lines: dict[str, list[Proposal]] = defaultdict(list)
        for row in rows:
            lines[row.was].append(row)
            causes[row.cause, row.cause_id].append(row)
            for each in row.evidence:
                if each.get("question"):
                    questions[each["question"]].append(row)
        return cls(causes, questions, lines)

    def earlier(self, kind: str, own_id: str, said: Sequence[Said] = ()) -> list[Proposal]:
        """What was proposed for this cause before. A gap is known by any of its questions: the oldest leaves first."""
        found = list(self.of_cause.get((kind, own_id), ()))
        if kind == GAP:
            found += [row for each in said for row in self.of_question.get(each.question, ())]
        return list({row.id: row for row in found}.values())

    def unspent(self, kind: str, own_id: str, said: Sequence[Said]) -> list[Said]:
        """What of the evidence may still ask for a change.

        Nothing while a proposal is open; after one was accepted only what came since; after one was declined nothing
        until twice as many people stand behind it. A stale one was never decided, so it holds nothing back.
        """
        earlier = self.earlier(kind, own_id, said)
        if any(row.state == OPEN for row in earlier):
            return []
        settled = [row.decided_at for row in earlier if row.state == ACCEPTED and row.decided_at is not None]
        left = [each for each in said if not settled or each.came > max(settled)]
        declined = max((row.people for row in earlier if row.state == DECLINED), default=None)
        if declined is not None and len({each.who for each in left}) < _AGAIN * max(declined, 1):
            return []
        return left

    def waits(self, kind: str, own_id: str, people: int) -> bool:
        """Whether nothing may be proposed for a cause with at most so many people behind it, whatever they say now."""
        earlier = self.earlier(kind, own_id)
        declined = max((row.people for row in earlier if row.state == DECLINED), default=None)
        too_few = declined is not None and people < _AGAIN * max(declined, 1)
        return too_few or any(row.state == OPEN for row in earlier)

    def may_change(self, line: str, people: int) -> bool:
        """Whether a line may be proposed to be changed, whatever asks for it: not while such a proposal is open, and
        after one was declined not until twice as many people stand behind the next."""
        rows = self.of_line.get(line, ())
        declined = max((row.people for row in rows if row.state == DECLINED), default=0)
        return all(row.state != OPEN for row in rows) and people >= _AGAIN * declined

    def key(self, kind: str, own_id: str, said: Sequence[Said] = ()) -> str:
        """What the next proposal for a cause is kept under: its cause, and how often it was proposed before."""
        return f"{kind}:{own_id}:{len(self.earlier(kind, own_id, said))}"
