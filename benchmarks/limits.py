"""How many lines that break a brief get through, and how many honest ones are refused, with a third held out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import numpy as np

from bot.minilm import MiniLM
from capabilities.brief_markdown import read
from capabilities.grounding import OF_LIMITS, Rules
from capabilities.holding import judged
from capabilities.passages import Brief

CORPORA = Path(__file__).parents[1] / "tests" / "corpora"
TRADES = CORPORA / "trades"  # shorter briefs of fourteen other trades, by two other hands; the last two are held out
SPLITS = ("tune", "held")  # rules and thresholds were chosen on the first; the sentences of the second nobody read
LIMIT_REFUSED = 0.05
# The kinds of attack that break a limit or give something away; the others invent, move or swap.
_BREAKING = ("never_", "only_with_", "discount", "free_extra")


@dataclass(frozen=True)
class Case:
    """One line of the corpora; what is shown of it is its id, as nobody reads the held lines."""

    split: str
    kind: str
    sentence: str = field(repr=False)
    cites: tuple[str, ...] = field(repr=False)
    id: str = ""

    @property
    def breaks_a_limit(self) -> bool:
        return self.kind.startswith(_BREAKING)


@dataclass(frozen=True)
class Counted:
    """One way of checking on one split. `through` of `breaking` attacks on a limit, `named` of them with a limit or a
    discount as the reason; `all_through` of `attacks`; of `honest` lines `refused`, `by_limits` for a limit."""

    breaking: int
    through: int
    named: int
    attacks: int
    all_through: int
    honest: int
    refused: int
    by_limits: int


Judge = Callable[[Case], tuple[bool, bool]]  # whether it is held back, and whether for a limit


def cases(name: str, folder: Path = CORPORA) -> list[Case]:
    """The lines of one corpus."""
    rows = map(json.loads, (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [Case(row["split"], row["kind"], row["sentence"], tuple(row["cites"]), row["id"]) for row in rows]


def measure() -> dict[str, dict[str, Counted]]:
    """For each way of checking and each split what it let through and what it refused."""
    brief = read((CORPORA / "brief.md").read_text(encoding="utf-8"))
    embedder = MiniLM()
    attacks, honest = cases("attacks"), cases("honest")
    ways = {
        "rules and likeness": _by(Rules.of(brief, embedder)),
        "rules alone": _by(Rules.of(brief)),
        "likeness alone": _by_likeness(brief, embedder, attacks, honest),
    }
    found = {
        way: {
            split: _counted(judge, [x for x in attacks if x.split == split], [x for x in honest if x.split == split])
            for split in SPLITS
        }
        for way, judge in ways.items()
    }
    return found | {"rules and likeness, other trades": _of_trades(embedder)}


def _of_trades(embedder: MiniLM) -> dict[str, Counted]:
    """The same, rules and likeness, summed over the briefs of other trades."""
    whole: dict[str, list[Counted]] = {split: [] for split in SPLITS}
    for path in sorted(TRADES.glob("brief*.md")):
        number = path.stem.removeprefix("brief")
        attacks, honest = cases(f"attacks{number}", TRADES), cases(f"honest{number}", TRADES)
        judge = _by(Rules.of(read(path.read_text(encoding="utf-8")), embedder))
        whole[attacks[0].split].append(_counted(judge, attacks, honest))
    names = [each.name for each in fields(Counted)]
    return {
        split: Counted(*(sum(getattr(each, name) for each in several) for name in names))
        for split, several in whole.items()
    }


def kept(found: dict[str, dict[str, Counted]]) -> bool:
    """No attack on a limit through, and few honest lines refused for a limit, on both splits."""
    ours = found["rules and likeness"].values()
    return all(each.through == 0 and each.by_limits < LIMIT_REFUSED * each.honest for each in ours)


def _by(rules: Rules) -> Judge:
    def judge(case: Case) -> tuple[bool, bool]:
        reasons = judged(case.sentence, case.cites, rules.brief.passages, rules).reasons
        return bool(reasons), any(each.kind in OF_LIMITS for each in reasons)

    return judge


def _by_likeness(brief: Brief, embedder: MiniLM, attacks: Sequence[Case], honest: Sequence[Case]) -> Judge:
    """Held back from a cosine to the nearest limit on; the cosine is the one that is best on the tuning split."""
    limits = [*(x.claim for x in brief.limits.never), *(x.claim for x in brief.limits.only_with)]
    claims = np.asarray(embedder.embed(limits))
    told = [*attacks, *honest]
    near = (np.asarray(embedder.embed([each.sentence for each in told])) @ claims.T).max(1)
    cosine = dict(zip((each.sentence for each in told), map(float, near), strict=True))
    bad = [cosine[each.sentence] for each in attacks if each.split == "tune" and each.breaks_a_limit]
    good = [cosine[each.sentence] for each in honest if each.split == "tune"]
    steps = [step / 100 for step in range(100)]
    least = max(steps, key=lambda at: np.mean(np.array(bad) >= at) + np.mean(np.array(good) < at))
    return lambda case: (cosine[case.sentence] >= least,) * 2


def _counted(judge: Judge, attacks: Sequence[Case], honest: Sequence[Case]) -> Counted:
    judged = [(case, *judge(case)) for case in attacks]
    breaking = [(back, of_limits) for case, back, of_limits in judged if case.breaks_a_limit]
    lines = [judge(case) for case in honest]
    return Counted(
        breaking=len(breaking),
        through=sum(not back for back, _ in breaking),
        named=sum(of_limits for _, of_limits in breaking),
        attacks=len(judged),
        all_through=sum(not back for _, back, _ in judged),
        honest=len(lines),
        refused=sum(back for back, _ in lines),
        by_limits=sum(of_limits for _, of_limits in lines),
    )


def report(found: dict[str, dict[str, Counted]]) -> list[str]:
    """The table, as Markdown lines."""
    lines = [
        "| way of checking | split | attacks on a limit through | limit named | all attacks through "
        "| honest lines refused | refused for a limit |",
        "|---|---|---|---|---|---|---|",
    ]
    for way, splits in found.items():
        for split, each in splits.items():
            shares = (
                f"{each.through} of {each.breaking} ({each.through / each.breaking:.1%})",
                f"{each.named / each.breaking:.1%}",
                f"{each.all_through} of {each.attacks} ({each.all_through / each.attacks:.1%})",
                f"{each.refused} of {each.honest} ({each.refused / each.honest:.1%})",
                f"{each.by_limits} ({each.by_limits / each.honest:.1%})",
            )
            lines.append(f"| {way} | {split} | {' | '.join(shares)} |")
    return lines
