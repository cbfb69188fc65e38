"""What the documents say is what the program does: commands, settings, targets, links, the manifest."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from typer.main import get_command

from bot.assemble import assemble
from bot.cli import cli
from bot.manifest import OPTIONAL_SCOPES, SCOPES
from bot.settings import VARIABLES, Settings
from capabilities.brief.linting import lint
from capabilities.brief_markdown import read
from handlers.rooms import entries
from tests.conftest import WrittenWork

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")

_SETTING = re.compile(r"^#?([A-Z][A-Z_]+)=(.*)$")


@pytest.fixture
def slash_commands(sqlite_url: str) -> Iterator[set[str]]:
    """The slash commands the program registers."""
    plumbline = assemble(Settings(slack_bot_token="xoxb-1", database_url=sqlite_url), work=WrittenWork())
    yield {"/plumb", *(f"/{entry.word}" for entry in entries(plumbline.rooms))}
    plumbline.close()


def command_line() -> set[str]:
    """The commands of `python -m bot`."""
    return set(get_command(cli).commands)  # type: ignore[attr-defined]


def table_of_commands(text: str) -> list[str]:
    """The first cell of each row that begins with a command."""
    return re.findall(r"^\| `((?:/|python -m bot )[a-z]+)` \|", text, re.MULTILINE)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def shown_settings() -> dict[str, str]:
    """Every setting in .env.example, with the value shown there."""
    found = [_SETTING.match(line) for line in EXAMPLE.splitlines()]
    return {match[1]: match[2] for match in found if match}


def test_the_readme_names_exactly_the_slash_commands(slash_commands: set[str]) -> None:
    named = [command for command in table_of_commands(README) if command.startswith("/")]
    assert sorted(named) == sorted(slash_commands)


def test_the_readme_names_exactly_the_commands_of_the_command_line() -> None:
    named = [command.rpartition(" ")[2] for command in table_of_commands(README) if not command.startswith("/")]
    assert sorted(named) == sorted(command_line())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_mentions_exists(page: Path, slash_commands: set[str]) -> None:
    text = page.read_text(encoding="utf-8")
    typed = set(re.findall(r"`(/[a-z]+)(?=[ `])", text)) - {"/invite", "/healthz", "/readyz", "/me"}
    assert typed <= slash_commands
    assert set(re.findall(r"python -m bot ([a-z]+)", text)) <= command_line()
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)(?=`| PORT|$)", text, re.MULTILINE)) <= targets()


def test_the_readme_names_the_targets_people_need() -> None:
    named = set(re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)$", README, re.MULTILINE))
    assert {one or other for one, other in named} >= {
        "demo",
        "demo-reset",
        "run",
        "doctor",
        "test",
        "check",
        "bench",
        "soak",
    }


def test_every_setting_stands_in_the_example_and_no_other() -> None:
    assert sorted(shown_settings()) == sorted(VARIABLES.values())


def test_every_setting_in_the_example_is_explained_just_above() -> None:
    lines = EXAMPLE.splitlines()
    bare = [
        match[1]
        for before, line in zip(["", *lines], lines, strict=False)
        if (match := _SETTING.match(line)) and not (before.startswith("# ") and len(before) > 20)
    ]
    assert bare == []


def test_the_values_shown_are_the_defaults_and_the_examples_are_right() -> None:
    shown = {name: value for name, value in shown_settings().items() if value}
    read, default = Settings.read(shown), Settings()
    differing = {name for name in VARIABLES if getattr(default, name) and getattr(read, name) != getattr(default, name)}
    assert differing == set()
    unexplained = {name for name in VARIABLES if VARIABLES[name] not in shown} - {
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
    }
    assert unexplained == set(), "these show neither a default nor an example"


def test_settings_named_in_the_pages_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"\bPLUMBLINE_[A-Z_]+\b", page.read_text(encoding="utf-8"))}
    assert named <= set(VARIABLES.values())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_within_leads_somewhere(page: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def without_code(page: Path) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_a_readme_is_short_enough_to_be_read() -> None:
    assert README.count("\n") <= 150


def test_every_scope_is_explained_to_who_installs_the_app() -> None:
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    explained = set(
        re.findall(r"`([a-z_]+:[a-z]+|commands)`(?=[^|\n]*\|)", page.partition("### What the app may do")[2])
    )
    assert explained == {*SCOPES, *OPTIONAL_SCOPES}


def test_the_procfile_and_compose_start_what_there_is() -> None:
    procfile = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    started = dict(line.split(": ", 1) for line in procfile if line.strip())
    assert set(started) == {"release", "web", "worker"}
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    lines = [*started.values(), *(service["command"] for service in services.values() if "command" in service)]
    assert {line.removeprefix("python -m bot ") for line in lines} == {"migrate", "web", "worker"}
    settings = {name for service in services.values() for name in service.get("environment", {})}
    assert {name for name in settings if not name.startswith("POSTGRES_")} <= set(VARIABLES.values())


def test_the_image_holds_every_folder_the_program_needs() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))
    assert copied == {"bot", "handlers", "capabilities", "prompts", "storage", "playground"}


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]$", text, re.MULTILINE)
    assert text.index("## [Unreleased]") == text.index("\n## [") + 1, "what is not released stands first"


def test_the_manifest_in_the_root_is_what_the_program_prints(tmp_path: Path) -> None:
    # From a folder without .env, so that nobody's own settings change what is compared.
    environ = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite:///{tmp_path}/x.db",
    }
    made = subprocess.run(
        [sys.executable, "-m", "bot", "manifest"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    kept = (ROOT / "manifest.yaml").read_text(encoding="utf-8")
    assert kept == made.stdout, "make it anew: python -m bot manifest --output manifest.yaml"


def test_no_page_speaks_of_one_machine() -> None:
    for page in PAGES:
        assert not re.search(r"/(?:home|root|Users|work)/", page.read_text(encoding="utf-8")), page.name


def test_the_brief_shown_as_an_example_has_nothing_to_mend() -> None:
    page = (ROOT / "docs" / "brief.md").read_text(encoding="utf-8")
    brief = read(page.split("```")[1].strip("\n"))
    assert (brief.warnings, lint(brief, today=date(2026, 11, 22))) == ((), ())
    assert {"plumb_line", "segment", "benefit", "proof", "story", "limit_never", "limit_only_with", "question"} <= {
        passage.kind for passage in brief.passages
    }
