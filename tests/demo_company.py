"""Reads the made-up company of the demo for its tests."""

import csv
import re
from pathlib import Path

COMPANY = Path(__file__).parents[1] / "bot" / "demo" / "company"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")

Row = dict[str, str]


def words_of(name: str) -> str:
    return (COMPANY / name).read_text(encoding="utf-8")


def rows_of(name: str) -> list[Row]:
    with (COMPANY / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def week(row: Row) -> int:
    """Weeks before the running one."""
    return int(row["created_at"].split()[0][2:])


def when(row: Row) -> tuple[int, int, str]:
    """Sorts from the oldest to the newest."""
    parts = row["created_at"].split()
    return (-week(row), DAYS.index(parts[1]), parts[2])


def between(rows: list[Row], first: int, last: int) -> list[Row]:
    return [row for row in rows if last <= week(row) <= first]


def threads() -> dict[str, set[str]]:
    """The table of threads in STORY.md: name to source ids."""
    table = words_of("STORY.md").split("## Threads", 1)[1]
    lines = re.findall(r"^\| (\w+) \|[^|]+\|[^|]+\| ([\d ]+) \|$", table, flags=re.MULTILINE)
    return {name: {f"demo-{number}" for number in numbers.split()} for name, numbers in lines}


def thread(notes: list[Row], name: str) -> list[Row]:
    return [note for note in notes if note["source_id"] in threads()[name]]


def section(brief: str, name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", brief, flags=re.MULTILINE | re.DOTALL)
    assert found, f"no section {name}"
    return found.group(1)


def segments() -> list[str]:
    return re.findall(r"^### (.+)$", section(words_of("brief-v2.md"), "Who"), flags=re.MULTILINE)
