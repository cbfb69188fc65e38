"""Tests hand in real objects instead of patching, and leave nothing out without saying why."""

from pathlib import Path

import pytest

from tests import laws
from tests.laws import Source

ROOT = Path(__file__).parents[1]
TESTS = laws.sources(ROOT, ("tests", "benchmarks"))


def test_nothing_is_patched() -> None:
    assert TESTS
    assert laws.patches(TESTS) == []


def test_nothing_is_left_out_without_a_reason() -> None:
    assert laws.left_out_without_reason(TESTS) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("from unittest import mock", "imports unittest.mock"),
        ("from unittest.mock import patch", "imports unittest.mock.patch"),
        ("import unittest.mock as m", "imports unittest.mock"),
        ("import mock", "imports mock"),
        ("def test_a(monkeypatch):\n    monkeypatch.setattr('a.b', 1)", "uses monkeypatch.setattr"),
        ("def test_a(monkeypatch):\n    monkeypatch.delattr('a.b')", "uses monkeypatch.delattr"),
        ("def test_a(monkeypatch):\n    monkeypatch.setitem({}, 'a', 1)", "uses monkeypatch.setitem"),
        ("@mock.patch('a.b')\ndef test_a(found): ...", "uses mock.patch"),
        ("def test_a():\n    found = MagicMock()", "uses MagicMock"),
        ("def test_a():\n    found = mock.AsyncMock()", "uses mock.AsyncMock"),
        ("def test_a(mocker):\n    mocker.patch('a.b')", "uses mocker.patch"),
    ],
)
def test_a_planted_patch_is_named(tmp_path: Path, text: str, named: str) -> None:
    found = laws.patches(planted(tmp_path, text))
    assert any(named in words for words in found), found


@pytest.mark.parametrize(
    "text",
    [
        "def test_a():\n    pytest.skip()",
        "def test_a():\n    pytest.skip('')",
        "@pytest.mark.skip\ndef test_a(): ...",
        "@pytest.mark.skip(reason=' ')\ndef test_a(): ...",
        "@pytest.mark.skipif(True)\ndef test_a(): ...",
        "@pytest.mark.xfail(strict=True)\ndef test_a(): ...",
    ],
)
def test_a_test_left_out_in_silence_is_named(tmp_path: Path, text: str) -> None:
    assert len(laws.left_out_without_reason(planted(tmp_path, text))) == 1


def test_a_reason_goes_by(tmp_path: Path) -> None:
    text = (
        "def test_a():\n    pytest.skip('no chromium here')\n"
        "def test_b():\n    pytest.skip(f'the data is not here: {1}')\n"
        "@pytest.mark.skipif(True, reason='needs Linux')\ndef test_c(monkeypatch):\n    monkeypatch.chdir('/')\n"
    )
    tree = planted(tmp_path, text)
    assert laws.left_out_without_reason(tree) == laws.patches(tree) == []


def planted(root: Path, text: str) -> list[Source]:
    (root / "tests").mkdir()
    (root / "tests" / "test_a.py").write_text(f"{text}\n", encoding="utf-8")
    return laws.sources(root, ("tests",))
