"""How long it takes to hold a text of 200 words to a brief of 300 passages, beside embedding its sentences alone."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.limits import CORPORA, Case, cases
from bot.minilm import MiniLM
from capabilities.brief_markdown import read
from capabilities.grounding import Rules

WORDS, ROUNDS, LIMIT_MS = 200, 120, 100.0


@dataclass(frozen=True)
class Times:
    """Milliseconds by the clock on the wall, and of the processor, which a busy machine changes less."""

    p50: float
    p95: float
    cpu_p50: float
    cpu_p95: float


@dataclass(frozen=True)
class Measured:
    """The three in turns over the same texts; `first` is the check that makes the vectors of the limits."""

    passages: int
    sentences: float
    likeness: Times
    rules: Times
    embedding: Times
    first_ms: float

    @property
    def kept(self) -> bool:
        """Whether 95 in 100 checks stay under the limit by the clock on the wall: on a quiet machine, as both of its
        processors embed."""
        return self.likeness.p95 < LIMIT_MS


def measure() -> Measured:
    """Every text is new: no wording of it is remembered from the round before."""
    brief = read((CORPORA / "brief.md").read_text(encoding="utf-8"))
    embedder = MiniLM()
    embedder.embed(["The model is loaded at its first text."])
    alone, likeness = Rules.of(brief), Rules.of(brief, embedder)
    chosen, pool = random.Random(4), [*cases("honest"), *cases("attacks")]
    texts = [_text(chosen, pool, mark) for mark in range(ROUNDS)]
    began = time.perf_counter()
    _check(likeness, _text(chosen, pool, ROUNDS))
    first = (time.perf_counter() - began) * 1000
    took: dict[str, list[tuple[float, float]]] = {"likeness": [], "rules": [], "embedding": []}
    for place, text in enumerate(texts):
        ways: dict[str, Callable[[], object]] = {
            "likeness": lambda text=text: _check(likeness, text),  # type: ignore[misc]
            # Another text of the same kind: the first way has just prepared the words of this one.
            "rules": lambda place=place: _check(alone, _text(chosen, pool, ROUNDS + 1 + place)),  # type: ignore[misc]
            "embedding": lambda text=text: embedder.embed([each.sentence for each in text]),  # type: ignore[misc]
        }
        for name, run in ways.items():
            took[name].append(_timed(run))
    return Measured(
        passages=len(brief.passages),
        sentences=sum(map(len, texts)) / len(texts),
        likeness=_times(took["likeness"]),
        rules=_times(took["rules"]),
        embedding=_times(took["embedding"]),
        first_ms=first,
    )


def _text(chosen: random.Random, pool: Sequence[Case], mark: int) -> list[Case]:
    """About 200 words, half of them honest; a number in brackets makes each text a new one."""
    text: list[Case] = []
    while sum(len(each.sentence.split()) for each in text) < WORDS:
        case = chosen.choice(pool)
        text.append(Case(case.split, case.kind, f"{case.sentence} ({mark})", case.cites))
    return text


def _check(rules: Rules, text: Sequence[Case]) -> object:
    return rules.check_many([each.sentence for each in text], [each.cites for each in text])


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    run()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _times(took: Sequence[tuple[float, float]]) -> Times:
    wall, processor = (sorted(each[side] for each in took) for side in (0, 1))
    half, most = len(took) // 2, int(len(took) * 0.95)
    return Times(wall[half], wall[most], processor[half], processor[most])


def report(found: Measured) -> list[str]:
    """The table, as Markdown lines."""
    base = found.embedding
    lines = [
        f"A text of {WORDS} words ({found.sentences:.1f} sentences) against {found.passages} passages; the first check "
        f"of a version, which makes the vectors of its limits, took {found.first_ms:.0f} ms.",
        "",
        "| | p50 | p95 | processor p50 | processor p95 | ratio to embedding (processor, p50) |",
        "|---|---|---|---|---|---|",
    ]
    for name, each in (
        ("check, rules and likeness", found.likeness),
        ("check, rules alone", found.rules),
        ("embedding the same sentences alone", base),
    ):
        lines.append(
            f"| {name} | {each.p50:.0f} ms | {each.p95:.0f} ms | {each.cpu_p50:.0f} ms | {each.cpu_p95:.0f} ms "
            f"| {each.cpu_p50 / base.cpu_p50:.2f} |"
        )
    return lines
