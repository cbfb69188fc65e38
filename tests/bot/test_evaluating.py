"""`python -m bot eval`: a folder of cases against a real endpoint, without a model, and every wrong input."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bot import evaluating
from bot.evaluating import evaluate
from bot.settings import Settings
from tests.bot.test_cli import plumb
from tests.model_server import Scripted, ScriptedModelServer
from tests.processes import ROOT
from tests.small_brief import BRIEF

SHIPPED = Path(evaluating.__file__).parent / "demo" / "eval"
CASE = 'brief = "brief.md"\npitch = "hospitals, hand-overs are forgotten"\n'
OFF = Settings(embeddings="off")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brief.md").write_text(BRIEF, encoding="utf-8")
    (tmp_path / "wards.toml").write_text(CASE + 'expect = ["9 minutes"]\nforbid = ["guaranteed"]\n', encoding="utf-8")
    return tmp_path


def run(folder: Path, settings: Settings = OFF, *, without_model: bool = True) -> tuple[int, str, str]:
    """The exit code, the table, and what was said of wrong input."""
    shown, said = io.StringIO(), io.StringIO()
    code = evaluate(
        folder, settings, without_model=without_model, console=Console(file=shown, width=80),
        said=Console(file=said, width=80),
    )  # fmt: skip
    return code, shown.getvalue(), said.getvalue()


def asking(server: ScriptedModelServer) -> Settings:
    return replace(OFF, model="scripted", openai_base_url=server.url, openai_api_key="sk-test", model_retries=0)


def test_without_a_model_the_briefs_own_words_are_held_to_the_case(folder: Path) -> None:
    code, shown, said = run(folder)
    assert (code, said) == (0, "")
    assert "1 cases, no model" not in shown
    assert "1 case, no model" in shown
    assert "1/1" in shown
    assert "No forbidden line got through." in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_words_a_case_forbids_end_it_with_one_and_are_named(folder: Path) -> None:
    (folder / "strict.toml").write_text(CASE + 'forbid = ["9 minutes less"]\n', encoding="utf-8")
    code, shown, _ = run(folder)
    assert code == 1
    assert "strict: got through: “" in shown
    assert "It says “9 minutes less”." in shown


def test_a_model_that_invents_is_withheld_and_counted(folder: Path) -> None:
    with ScriptedModelServer() as server:
        invented = {"points": [{"text": "Guaranteed: 70% fewer mistakes.", "cites": ["plumb-line"]}]}
        server.then(*(Scripted(text=json.dumps(invented)) for _ in range(2)))
        code, shown, _ = run(folder, asking(server), without_model=False)
        assert code == 0
        assert "scripted" in shown
        assert "withheld: “Guaranteed: 70% fewer mistakes.”" in shown
        assert server.requests


def test_an_obedient_model_drafts_and_its_tokens_are_counted(folder: Path) -> None:
    with ScriptedModelServer() as server:
        code, shown, _ = run(folder, asking(server), without_model=False)
    row = next(line for line in shown.splitlines() if line.startswith("wards"))
    assert code == 0
    assert " model " in row
    assert int(row.split()[-1].replace(",", "")) > 0


def test_a_model_that_is_down_is_told_of_and_the_brief_speaks(folder: Path) -> None:
    with ScriptedModelServer() as server:
        server.then(*(Scripted(status=500) for _ in range(4)))
        code, shown, _ = run(folder, asking(server), without_model=False)
    assert code == 0
    assert "wards: The model did not answer" in shown


def test_every_wrong_case_is_told_at_once_a_line_each(folder: Path) -> None:
    (folder / "broken.toml").write_text("brief = ", encoding="utf-8")
    (folder / "odd.toml").write_text(CASE + 'expects = ["x"]\n', encoding="utf-8")
    (folder / "lost.toml").write_text(CASE.replace("brief.md", "gone.md") + 'expect = ["x"]\n', encoding="utf-8")
    (folder / "latin.toml").write_bytes(b'why = "\xe4"\n')
    code, shown, said = run(folder)
    assert (code, shown) == (2, "")
    assert len(said.splitlines()) == 4
    assert "broken: this is not TOML" in said
    assert "odd: “expects” is no key" in said
    assert "lost: its brief gone.md is no file that is there." in said
    assert "latin: this is not a text in UTF-8." in said


def test_no_folder_no_cases_and_no_model_are_told(tmp_path: Path, folder: Path) -> None:
    assert "There is no" in run(tmp_path / "nope")[2]
    (tmp_path / "empty").mkdir()
    assert "holds no cases" in run(tmp_path / "empty")[2]
    code, _, said = run(folder, without_model=False)
    assert code == 2
    assert "No model is set up." in said


def test_a_brief_that_is_none_is_told_with_the_case(folder: Path) -> None:
    (folder / "brief.md").write_bytes(b"\x00\x01\x02")
    code, _, said = run(folder)
    assert code == 2
    assert said.startswith("wards: ")


def test_the_shipped_cases_let_nothing_forbidden_through() -> None:
    code, shown, said = run(SHIPPED)
    assert (code, said) == (0, "")
    assert "No forbidden line got through." in shown
    assert 8 <= len(list(SHIPPED.glob("*.toml"))) <= 12


def test_from_the_command_line_wrong_input_is_two_and_forbidden_words_are_one(tmp_path: Path) -> None:
    said = plumb(tmp_path, "eval", "nope", "--without-model")
    assert (said.returncode, said.stdout) == (2, "")
    assert "There is no nope. Name a folder" in said.stderr
    cases = tmp_path / "cases"
    cases.mkdir()
    shutil.copy(ROOT / "bot" / "demo" / "company" / "brief-v2.md", cases / "brief.md")
    text = 'brief = "brief.md"\nquestion = "What does it cost for 12 technicians?"\nforbid = ["EUR 348"]\n'
    (cases / "cost.toml").write_text(text, encoding="utf-8")
    said = plumb(tmp_path, "eval", "cases", "--without-model", PLUMBLINE_EMBEDDINGS="off")
    assert said.returncode == 1
    assert "1 forbidden line got through." in said.stdout
