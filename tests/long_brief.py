"""A brief with every part and every way people write them."""

BRIEF = """---
owner: Maya Lind
review-by: 2026-06-30
team: product marketing
---

# Brief: Plumb

## Plumb line

Your crews finish the job,
with or without a signal.

## What
### It is
Field-service software that works offline and syncs when the signal returns.
### It makes possible
- Crews close jobs on site the same day.

## Who
### Mid-market
Evidence: 14 interviews in 2025.
Tested: 2026-03-12
Needs: less paperwork
Not for: teams under 20 technicians
### Enterprise utilities
- **Evidence:** three pilots
- **Not for:** public tenders

## How
### For mid-market
- Crews cut paperwork by 40% in three months. [proof: northmilk-40]
- Works in basements and barns. [proof: offline-test, missing-one]
  - also in lifts
### For hospitals
- An audit trail for each job.

## Proof
- northmilk-40: Northmilk cut paperwork by 40% in three months. [clearance: public]
### offline-test
- **Figure:** 72 hours without a signal, no data lost.
- **Clearance:** sales only

## Stories
- **Northmilk, 40 crews (clearance: public).** They stopped losing job sheets.
- **A dairy in the south (sales only).** No name in writing.

## Cost and risk
| Item | Year 1 | Year 2 |
|---|---|---|
| Licence | $12,000 | $12,000 |
| Training | $2,000 | none |

## Limits
Never:
- promise delivery dates
- say "best in class"

Only with:
- fully offline — with: except for maps
- "40% less paperwork" only with "at Northmilk"
- SOC 2: only with "Type I"
- Only with: "works in lifts" — with: "in our own test"
- GDPR compliant

**May say:** we host in the EU

## Objections
### Too expensive
A pilot costs less than one lost week.

## Competitors
- **Fieldly** — strong on routing; needs a signal.

## Materials
- [Offline one-pager](https://example.com/offline)

## Odds and ends
> A quoted line.

```
kept = "as it is"
```

<!-- not for anybody else -->

## Questions
- Does it work offline?
  - *expect*: offline; syncs
  - *forbid*: always
### Can I promise a date?
Expect: no
Forbid: March
"""
