"""A small brief with nothing to mend, to break in one place and look through again."""

from __future__ import annotations

from datetime import date

from capabilities.brief.linting import Finding, lint
from capabilities.brief_markdown import read

GOOD = """# Brief: Tally
## Plumb line
Every till is right at closing time.
## Who
### Shops
- Evidence: 14 interviews.
- Tested: 2026-05, a letter to 60 shops.
## How
### For Shops
- Counting the till takes 12 minutes less a day. [proof: p1]
## Proof
- **p1:** counting the till takes 12 minutes less a day, the mean of 9 shops. (clearance: public)
## Limits
- Never: guaranteed results
- Only with: "12 minutes less" — with: "a day"
- May say: the first month is a trial.
## Questions
### How long does it take?
- expect: 12 minutes
"""
TODAY = date(2026, 11, 20)


def found(source: str, kind: str = "") -> list[Finding]:
    return [each for each in lint(read(source), today=TODAY) if each.kind == kind or not kind]


def with_line(section: str, line: str) -> str:
    assert f"{section}\n" in GOOD
    return GOOD.replace(f"{section}\n", f"{section}\n{line}\n", 1)


def line_of(source: str, words: str) -> int:
    return next(at for at, line in enumerate(source.split("\n"), 1) if words in line)
