"""python -m benchmarks [part …]: measure everything, or these parts, and print the tables of docs/benchmarks.md."""

import sys
from collections.abc import Callable
from functools import cache

from benchmarks import (
    ack,
    answerability,
    asking,
    carrying,
    checking_speed,
    digest,
    grounding,
    kinds,
    limits,
    nearest,
    reminders,
    retrieval,
    search,
    start,
    themes,
)
from benchmarks.likeness import Embedded
from bot.minilm import MiniLM


def main(chosen: list[str]) -> int:
    """Print each table; returns 1 when a limit is not kept, 2 when there is no such part."""
    if unknown := [name for name in chosen if name not in PARTS]:
        print(f"There is no part {unknown[0]!r}. The parts are: {', '.join(PARTS)}.")
        return 2
    kept = [measure() for name, measure in PARTS.items() if name in (chosen or PARTS)]
    return 0 if all(kept) else 1


def _start() -> bool:
    found = start.measure()
    _show("Start", start.report(found))
    return found.ready_s - found.imports_s <= start.LIMIT_S and found.resident_mb <= start.LIMIT_MB


def _ack() -> bool:
    found = ack.measure()
    _show("Acknowledging /field, with 100,000 notes stored", ack.report(found))
    return all(
        ours / bare <= ack.LIMIT
        for both in found.values()
        for bare, ours in ((both[0].p50, both[1].p50), (both[0].p95, both[1].p95))
    )


def _busy() -> bool:
    _show("The same while that process answers every note it takes, without a pause", ack.busy())
    return True


def _carrying() -> bool:
    found = carrying.measure()
    _show("Importing notes", carrying.report(found))
    return carrying.kept(found)


def _nearest() -> bool:
    found = nearest.on_sqlite()
    _show("Like notes while logging, on SQLite", nearest.report(found))
    return found.kept


def _million() -> bool:
    found = nearest.on_postgres()
    _show("Like notes while logging, on PostgreSQL", nearest.report(found))
    return found.kept


def _digest() -> bool:
    found = digest.on_sqlite()
    _show("Composing a digest, on SQLite", digest.report(found))
    return digest.kept(found)


def _digest_million() -> bool:
    found = digest.on_postgres()
    _show("Composing a digest, on PostgreSQL", digest.report(found))
    return digest.kept(found)


def _kinds() -> bool:
    found = kinds.measure()
    _show("The kind of a note, guessed without a language model", kinds.report(found))
    return found["both"].accuracy >= kinds.ACCURACY and found["rules"].accuracy >= kinds.RULES_ACCURACY


def _search() -> bool:
    return search.main() == 0


def _themes() -> bool:
    found = themes.measure()
    _show("Themes", themes.report(found))
    return found.kept


def _limits() -> bool:
    found = limits.measure()
    _show("Lines that break the brief, and honest ones", limits.report(found))
    return limits.kept(found)


def _checking() -> bool:
    found = checking_speed.measure()
    _show("Holding a text to the brief", checking_speed.report(found))
    return found.kept


def _grounding() -> bool:
    found = grounding.measure()
    _show("Whether a passage bears a sentence out", grounding.report(found))
    return found.kept


def _asking() -> bool:
    found = asking.measure()
    _show("Questions asked at once", asking.report(found))
    return found.kept


def _retrieval() -> bool:
    found = retrieval.measure(_embedded())
    _show("Questions and the passages that answer them", retrieval.report(found))
    return found.kept


def _answerability() -> bool:
    found = answerability.measure(_embedded())
    _show("Whether a question has an answer", answerability.report(found))
    return found.kept


@cache
def _embedded() -> Embedded:
    """What two parts embed, once."""
    return Embedded(MiniLM(), {})


def _reminders() -> bool:
    found = reminders.measure()
    _show("A year of reminders", reminders.report(found))
    return found.kept and found.seconds <= reminders.LIMIT_S


def _show(title: str, lines: list[str]) -> None:
    print(f"## {title}\n\n" + "\n".join(lines) + "\n", flush=True)


# Each prints its table and says whether its limits were kept. `million` takes a quarter of an hour, `search` minutes.
PARTS: dict[str, Callable[[], bool]] = {
    "start": _start, "ack": _ack, "busy": _busy, "carrying": _carrying, "nearest": _nearest, "million": _million,
    "kinds": _kinds, "search": _search, "themes": _themes, "limits": _limits, "checking": _checking, "asking": _asking,
    "grounding": _grounding, "retrieval": _retrieval, "answerability": _answerability,
    "reminders": _reminders, "digest": _digest, "digest_million": _digest_million,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
