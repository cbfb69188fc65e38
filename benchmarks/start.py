"""How long Plumbline takes to be ready beside importing its libraries, and the memory it then holds."""

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import stage

LIBRARIES = (
    "slack_bolt", "slack_bolt.adapter.socket_mode", "sqlmodel", "psycopg", "dbos", "apscheduler.schedulers.background",
    "apscheduler.triggers.cron", "starlette.applications", "uvicorn", "numpy", "markdown_it", "snowballstemmer",
)  # fmt: skip
TIMES = 5
LIMIT_S, LIMIT_MB = 1.0, 180.0
FIRST_S = 5.0  # in which the first start of all has embedded the brief, for good


@dataclass(frozen=True)
class Started:
    """Seconds, and megabytes of resident memory before the first embedding."""

    imports_s: float
    ready_s: float
    resident_mb: float


def measure(*, times: int = TIMES) -> Started:
    """Medians, and the most memory, of several starts on a database in use; imports and starts take turns."""
    imports: list[float] = []
    ready: list[float] = []
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder, stage.slack() as slack_url:
        url = stage.full_database(Path(folder), notes=0)  # notes without vectors would be embedded at once
        for at in range(times + 1):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", f"import {', '.join(LIBRARIES)}"], check=True)
            imports.append(time.perf_counter() - began)
            with stage.process("plumbline", str(stage.free_port()), slack_url, url) as (child, seconds):
                ready.append(seconds)
                time.sleep(1.0 if at else FIRST_S)  # the worker's threads have begun
                memory.append(_resident_mb(child.pid))
    return Started(statistics.median(imports[1:]), statistics.median(ready[1:]), max(memory[1:]))


def report(found: Started) -> list[str]:
    return [
        "| | measured | limit |",
        "|---|---|---|",
        f"| importing the libraries alone | {found.imports_s:.2f} s | |",
        f"| ready to answer | {found.ready_s:.2f} s | |",
        f"| ready after the imports | {found.ready_s - found.imports_s:.2f} s | {LIMIT_S:.0f} s |",
        f"| resident memory before the first embedding | {found.resident_mb:.0f} MB | {LIMIT_MB:.0f} MB |",
    ]


def _resident_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
