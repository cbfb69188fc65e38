"""The house keeps its laws, and each law is seen to fail when it is broken on purpose."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests import laws
from tests.laws import Source

ROOT = Path(__file__).parents[1]
HOUSE = laws.sources(ROOT)
BESIDE = laws.sources(ROOT, ("tests", "benchmarks"))

Law = Callable[[Sequence[Source]], list[str]]


def test_imports_point_one_way() -> None:
    assert laws.wrong_arrows(HOUSE) == []


def test_imports_make_no_circle() -> None:
    assert laws.circles(HOUSE) == []


def test_each_library_is_known_only_in_its_home() -> None:
    assert laws.strangers(HOUSE) == []


def test_each_module_opens_with_one_sentence() -> None:
    assert laws.without_a_sentence([*HOUSE, *BESIDE]) == []


def test_each_capability_has_its_file_in_each_folder() -> None:
    assert laws.missing_cells(ROOT) == []


def test_the_environment_is_read_only_in_bot_and_only_when_asked() -> None:
    assert laws.read_environment(HOUSE) == []


def test_files_and_functions_stay_readable() -> None:
    assert laws.too_long([*HOUSE, *BESIDE]) == []


def test_no_file_is_called_utils() -> None:
    assert laws.nameless([*HOUSE, *BESIDE]) == []


PLANTED: list[tuple[Law, str, str, str]] = [
    (
        laws.wrong_arrows,
        "storage/field.py",
        "from capabilities.field import Field",
        "storage/field.py:2 storage",
    ),
    (laws.wrong_arrows, "prompts/model.py", "import storage.database", "prompts/model.py:2 prompts imports storage"),
    (laws.wrong_arrows, "capabilities/a.py", "def f():\n    import handlers.field", "capabilities/a.py:3 capabilities"),
    (
        laws.wrong_arrows,
        "capabilities/a.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from bot.settings import Settings",
        "capabilities/a.py:4 capabilities imports bot.settings",
    ),
    (laws.wrong_arrows, "handlers/field.py", "from storage.field import Note", "handlers/field.py:2 handlers imports"),
    (laws.wrong_arrows, "handlers/views/a.py", "from ... import bot", "handlers/views/a.py:2 handlers imports bot"),
    (laws.wrong_arrows, "playground/a.py", "from bot.clock import RealClock", "playground/a.py:2 playground imports"),
    (laws.wrong_arrows, "bot/web.py", "from playground.server import serve", "bot/web.py:2 bot imports playground"),
    (
        laws.wrong_arrows,
        "capabilities/a.py",
        "import importlib\nimportlib.import_module('handlers.field')",
        "capabilities/a.py:3 capabilities imports handlers.field",
    ),
    (
        laws.strangers,
        "capabilities/a.py",
        "import slack_sdk.errors",
        "capabilities/a.py:2 capabilities",
    ),
    (
        laws.strangers,
        "bot/doctor.py",
        "from sqlalchemy.exc import DBAPIError",
        "bot/doctor.py:2 bot imports",
    ),
    (laws.strangers, "handlers/a.py", "def f():\n    from sqlmodel import Session", "handlers/a.py:3 handlers imports"),
    (laws.strangers, "capabilities/a.py", "import openai", "capabilities/a.py:2 capabilities imports openai"),
    (laws.strangers, "storage/a.py", "from dbos import DBOS", "storage/a.py:2 storage imports dbos"),
    (laws.strangers, "playground/a.py", "import slack_bolt", "playground/a.py:2 playground imports slack_bolt"),
    (laws.strangers, "handlers/a.py", "__import__('s' + 'qlmodel')", "handlers/a.py:2 handlers imports a name made at"),
    (laws.read_environment, "handlers/a.py", "import os\ndef f(): return os.environ['A']", "handlers/a.py:3 reads"),
    (laws.read_environment, "playground/a.py", "import os\ndef f(): return os.getenv('A')", "playground/a.py:3 reads"),
    (laws.read_environment, "bot/a.py", "import os\nA = os.environ.get('A')", "bot/a.py:3 reads the environment while"),
    (laws.read_environment, "bot/a.py", "import os\ndef f(a=os.getenv('A')): return a", "bot/a.py:3 reads the environ"),
    (laws.read_environment, "bot/a.py", "from os import environ", "bot/a.py:2 imports os.environ"),
    (laws.too_long, "bot/a.py", "A = 1\n" * 300, "bot/a.py has 301 lines"),
    (laws.too_long, "bot/a.py", "def f():\n" + "    print()\n" * 60, "bot/a.py:2 f has 61 lines"),
    (laws.nameless, "capabilities/utils.py", "", "capabilities/utils.py says nothing"),
    (laws.nameless, "storage/utils/a.py", "", "storage/utils/a.py says nothing"),
]


@pytest.mark.parametrize(("law", "path", "text", "named"), PLANTED, ids=[f"{p[0].__name__} {p[1]}" for p in PLANTED])
def test_a_planted_violation_is_named(tmp_path: Path, law: Law, path: str, text: str, named: str) -> None:
    tree = planted(tmp_path, path, f'"""Does one thing."""\n{text}\n'.replace("\n\n", "\n"))
    found = law(tree)
    assert any(words.startswith(named) for words in found), found


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("A = 1\n", "has no docstring"),
        ('"""Does one thing. And then another."""\n', "more than one sentence"),
        ('"""things"""\n', "no sentence"),
    ],
)
def test_a_module_that_does_not_open_with_one_sentence_is_named(tmp_path: Path, text: str, named: str) -> None:
    found = laws.without_a_sentence(planted(tmp_path, "bot/a.py", text))
    assert len(found) == 1
    assert named in found[0]


def test_what_the_laws_allow_goes_by(tmp_path: Path) -> None:
    text = '"""Builds."""\nimport os\nfrom storage.database import Database\n\n\ndef f():\n    return os.environ\n'
    tree = planted(tmp_path, "bot/a.py", text)
    tree += planted(tmp_path, "bot/demo/start.py", '"""Starts both."""\nfrom playground.server import serve\n')
    for law in (laws.wrong_arrows, laws.strangers, laws.without_a_sentence, laws.read_environment, laws.too_long):
        assert law(tree) == []


def test_a_circle_of_imports_is_named(tmp_path: Path) -> None:
    planted(tmp_path, "bot/a.py", "from bot import b\n")
    planted(tmp_path, "bot/b.py", "from bot.c import d\n")
    planted(tmp_path, "bot/c.py", "import bot.a\n")
    assert laws.circles(laws.sources(tmp_path)) == ["bot.a → bot.b → bot.c → bot.a"]


def test_data_and_inner_functions_do_not_make_a_function_long(tmp_path: Path) -> None:
    inner = "    def g():\n" + "        print()\n" * 50
    text = "def f():\n" + "    print()\n" * 5 + inner + "    return [\n" + "        1,\n" * 100 + "    ]\n"
    assert laws.too_long(planted(tmp_path, "bot/a.py", text)) == []


def test_a_missing_cell_of_the_grid_is_named(tmp_path: Path) -> None:
    for word in laws.WORDS:
        for folder in ("handlers", "handlers/views", "capabilities", "storage"):
            planted(tmp_path, f"{folder}/{word}.py", "")
    (tmp_path / "handlers" / "views" / "pitch.py").rename(tmp_path / "handlers" / "views" / "pitches.py")
    assert laws.missing_cells(tmp_path) == ["handlers/views/pitch.py is missing"]


WATCH = """
import importlib, json, os, sys, threading

names, others = json.loads(sys.stdin.read())
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
FORBIDDEN = ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.system", "os.exec", "os.posix_spawn", "os.putenv",
             "socket.", "subprocess.", "sqlite3.", "time.sleep", "urllib.Request")

# What libraries do when they are imported is not ours to answer for: they are there before the watch begins.
for name in others:
    importlib.import_module(name)

def hook(event, args):
    if event == "open" and isinstance(args[2], int) and args[2] & WRITES:
        done.append(f"opens {args[0]!r} for writing")
    elif event.startswith(FORBIDDEN):
        done.append(event)

found, done, threads = {}, [], threading.active_count()
sys.addaudithook(hook)
threading.setprofile(lambda *_: done.append("starts a thread"))  # for a thread that is over already
for name in names:
    importlib.import_module(name)
    if threading.active_count() != threads:
        threads = threading.active_count()
        done.append("starts a thread")
    if done:
        found[name] = sorted(set(done))
        done.clear()
print(json.dumps(found))
"""


def imported(root: Path) -> dict[str, list[str]]:
    """What each module below `root` does when it is imported in a new process with an empty environment."""
    tree = laws.sources(root)
    names = [laws.module_of(source.path) for source in tree]
    others = sorted({name for source in tree for name in laws.libraries(source)})
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH],
        input=json.dumps([names, others]),
        env={},
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_importing_any_module_does_nothing() -> None:
    assert imported(ROOT) == {}


def test_a_module_that_does_something_when_imported_is_named(tmp_path: Path) -> None:
    planted(tmp_path, "bot/writes.py", "from pathlib import Path\nPath('left').write_text('behind')\n")
    planted(tmp_path, "bot/listens.py", "import socket\nsocket.socket().bind(('127.0.0.1', 0))\n")
    planted(tmp_path, "bot/runs.py", "import threading\nthreading.Thread(target=print, daemon=True).start()\n")
    planted(tmp_path, "bot/still.py", "import threading\nLOCK = threading.Lock()\n")
    found = imported(tmp_path)
    assert set(found) == {"bot.writes", "bot.listens", "bot.runs"}
    assert "opens 'left' for writing" in found["bot.writes"]
    assert "socket.bind" in found["bot.listens"]


def planted(root: Path, path: str, text: str) -> list[Source]:
    """A tree with one more file in it; gives that file."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return [source for source in laws.sources(root, (path.partition("/")[0],)) if source.path == path]
