"""python -m benchmarks: measure everything and print the tables of docs/benchmarks.md."""

import sys

from benchmarks import ack, carrying, start


def main() -> int:
    """Print each table; returns 1 when a limit is not kept."""
    started = start.measure()
    print("## Start\n\n" + "\n".join(start.report(started)) + "\n", flush=True)
    found = ack.measure()
    print("## Acknowledging /field, with 100,000 notes stored\n\n" + "\n".join(ack.report(found)), flush=True)
    slow = [
        ours / bare
        for both in found.values()
        for bare, ours in ((both[0].p50, both[1].p50), (both[0].p95, both[1].p95))
        if ours / bare > ack.LIMIT
    ]
    brought = carrying.measure()
    print("\n## Importing notes\n\n" + "\n".join(carrying.report(brought)), flush=True)
    late = started.ready_s - started.imports_s > start.LIMIT_S or started.resident_mb > start.LIMIT_MB
    return 1 if slow or late or not carrying.kept(brought) else 0


if __name__ == "__main__":
    sys.exit(main())
