"""How often the kind of a note is guessed right without a language model, on notes the rules were not made with."""

import csv
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.minilm import MiniLM
from capabilities.field.kinds import Guess, by_rules, decide, examples
from capabilities.field.learning import KindExamples, Reading, nearest
from capabilities.field.words import KINDS

NOTES = Path(__file__).with_name("kinds.csv")  # text, kind, half: the half is the last bit of the text's hash
HELD_OUT = "b"  # half a is shipped in the examples and was read while the rules were written
ACCURACY, RULES_ACCURACY = 0.79, 0.82  # measured: both 0.820, rules alone 0.851


@dataclass(frozen=True)
class Measured:
    """The kinds given by hand beside the guesses of one way of guessing."""

    given: tuple[str, ...]
    guesses: tuple[Guess, ...]

    @property
    def accuracy(self) -> float:
        """The share guessed right."""
        return _share([guess.kind == kind for kind, guess in zip(self.given, self.guesses, strict=True)])

    @property
    def offered(self) -> float:
        """The share where the right kind is the guess or one of the two offered beside it."""
        pairs = zip(self.given, self.guesses, strict=True)
        return _share([kind in (guess.kind, *guess.others) for kind, guess in pairs])

    @property
    def f1(self) -> float:
        """The mean over the kinds of the harmonic mean of precision and recall."""
        return sum(self._f1(kind) for kind in KINDS) / len(KINDS)

    def of(self, kind: str) -> tuple[int, float, float]:
        """How many there are, precision and recall of one kind."""
        right = sum(guess.kind == kind == given for given, guess in zip(self.given, self.guesses, strict=True))
        said = sum(guess.kind == kind for guess in self.guesses)
        there = self.given.count(kind)
        return there, right / max(said, 1), right / max(there, 1)

    def _f1(self, kind: str) -> float:
        _, precision, recall = self.of(kind)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure(half: str = HELD_OUT) -> dict[str, Measured]:
    """The rules alone, the examples alone, and both together, on one half."""
    rows = notes(half)
    embedder = MiniLM()
    reading = KindExamples.of(embedder).reading()
    vectors = embedder.embed([text for text, _ in rows])
    given = tuple(kind for _, kind in rows)
    rules = tuple(by_rules(text) for text, _ in rows)
    near = tuple(nearest(vector, reading) for vector in vectors)
    both = tuple(decide(ours, theirs) for ours, theirs in zip(rules, near, strict=True))
    return {"rules": Measured(given, rules), "examples": Measured(given, near), "both": Measured(given, both)}


def notes(half: str) -> list[tuple[str, str]]:
    """The (text, kind) rows of one half."""
    with NOTES.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["kind"]) for row in csv.DictReader(file) if row["half"] == half]


def report(found: dict[str, Measured]) -> list[str]:
    """The tables, as Markdown lines."""
    lines = ["| way | notes | accuracy | macro-F1 | among the three offered |", "|---|---|---|---|---|"]
    for way, measured in found.items():
        lines.append(
            f"| {way} | {len(measured.given)} | {measured.accuracy:.3f} | {measured.f1:.3f} | {measured.offered:.3f} |"
        )
    lines += ["", "| kind (both) | notes | precision | recall |", "|---|---|---|---|"]
    for kind in KINDS:
        there, precision, recall = found["both"].of(kind)
        lines.append(f"| {kind} | {there} | {precision:.2f} | {recall:.2f} |")
    return lines


def rules_take(rows: Sequence[tuple[str, str]], *, rounds: int = 20) -> float:
    """Microseconds the rules take for a note: this is spent before Slack is acknowledged."""
    for text, _ in rows:
        by_rules(text)
    began = time.perf_counter()
    for _ in range(rounds):
        for text, _ in rows:
            by_rules(text)
    return (time.perf_counter() - began) / rounds / len(rows) * 1e6


def learn() -> None:
    """Learn the shipped examples anew with the built-in embedding model, as they or the model were changed."""
    rows, embedder = examples(), MiniLM()
    vectors = embedder.embed([text for text, _ in rows])
    Reading.of(embedder.name, vectors, [kind for _, kind in rows]).ship(rows)


def main() -> int:
    """Print the tables; returns 1 when guessing became worse than it was."""
    if sys.argv[1:] == ["learn"]:
        learn()
    found = measure()
    print("\n".join(report(found)))
    print(f"\nThe rules take {rules_take(notes(HELD_OUT)):.0f} µs a note.")
    return 1 if found["both"].accuracy < ACCURACY or found["rules"].accuracy < RULES_ACCURACY else 0


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(len(right), 1)


if __name__ == "__main__":
    sys.exit(main())
