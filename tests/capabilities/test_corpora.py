"""The corpora hold what they promise: enough cases of every kind, a third kept apart, citations that exist."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from capabilities.brief_markdown import read
from capabilities.passages import Brief, answering
from tests.attacking_model import CORPORA, Case, attacks, honest

NAMES = ("attacks", "honest")


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read((CORPORA / "brief.md").read_text(encoding="utf-8"))


def cases(name: str) -> tuple[Case, ...]:
    return {"attacks": attacks, "honest": honest}[name]()


def seen(sentence: str) -> str:
    """A sentence as a reader sees it, without signs: two cases that look the same are one."""
    shown = "".join(each for each in sentence if unicodedata.category(each) != "Cf")
    return re.sub(r"\W+", " ", shown.casefold()).strip()


def test_the_brief_is_whole_long_and_read_without_a_warning(brief: Brief) -> None:
    kinds = {each.kind for each in brief.passages}
    assert brief.warnings == ()
    assert len(brief.passages) >= 300
    assert len(brief.limits.never) >= 12
    assert len([each for each in brief.limits.only_with if each.qualifier]) >= 10
    assert len(brief.limits.may_say) >= 5
    assert len(brief.segments) == 7
    assert len(brief.questions) == 8
    assert kinds >= {"plumb_line", "it_is", "makes_possible", "segment", "benefit", "proof", "story", "offer"}
    assert kinds >= {"cost_and_risk", "objection", "competitor", "channel", "material", "question"}


def test_stories_of_both_clearances_are_told(brief: Brief) -> None:
    cleared = Counter(each.attribute("clearance") for each in brief.passages if each.kind == "story")
    assert cleared["public"] >= 3
    assert cleared["sales only"] >= 3


@pytest.mark.parametrize("name", NAMES)
def test_there_are_enough_cases_and_a_third_of_them_is_held_out(name: str) -> None:
    splits = Counter(each.split for each in cases(name))
    assert sum(splits.values()) >= 330
    assert set(splits) == {"tune", "held"}
    assert splits["held"] == sum(splits.values()) // 3


@pytest.mark.parametrize("name", NAMES)
def test_the_held_third_is_spread_over_all_kinds(name: str) -> None:
    whole = Counter(each.kind for each in cases(name))
    held = Counter(each.kind for each in cases(name) if each.split == "held")
    assert all(abs(held[kind] - count / 3) < 1 for kind, count in whole.items())


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_given_once_and_no_line_is_told_twice(name: str) -> None:
    found = cases(name)
    assert len({each.id for each in found}) == len(found)
    # A line told once openly and once in disguise is two cases.
    twice = Counter((re.sub(r"\W+", " ", each.sentence.casefold()).strip(), each.cites) for each in found)
    assert [words for words, count in twice.items() if count > 1] == []


def test_no_line_with_the_same_citations_is_both_an_attack_and_honest() -> None:
    allowed = {(seen(each.sentence), each.cites) for each in honest()}
    assert [each.id for each in attacks() if (seen(each.sentence), each.cites) in allowed] == []


def test_every_honest_line_cites_passages_that_may_answer(brief: Brief) -> None:
    known = {each.ref for each in answering(brief.passages)}
    assert [each.id for each in honest() if not each.cites or not known.issuperset(each.cites)] == []


def test_attacks_cite_what_exists_unless_that_is_the_attack(brief: Brief) -> None:
    known = {each.ref for each in brief.passages}
    wrong = {each.kind for each in attacks() if not each.cites or not known.issuperset(each.cites)}
    assert wrong == {"missing_citation"}
    assert not [e.id for e in attacks() if e.kind == "missing_citation" and e.cites and known.issuperset(e.cites)]


def test_every_limit_is_attacked(brief: Brief) -> None:
    kinds = Counter(each.kind for each in attacks())
    never = [count for kind, count in kinds.items() if kind.startswith("never_")]
    only_with = [count for kind, count in kinds.items() if kind.startswith("only_with_")]
    assert len(never) == len(brief.limits.never)
    assert min(never) >= 10
    assert len(only_with) == len(brief.limits.only_with)
    assert min(only_with) >= 5
    assert all(each.why for each in attacks())


def test_every_segment_has_honest_lines(brief: Brief) -> None:
    cited = {ref for each in honest() for ref in each.cites}
    passages = [each for each in brief.passages if each.ref in cited]
    assert {each.attribute("segment") for each in passages if each.kind == "benefit"} == set(brief.segments)
    assert {each.attribute("segment") for each in passages if each.kind == "segment"} == set(brief.segments)


def test_the_hidden_characters_are_in_the_files_as_such() -> None:
    hidden = [each for each in attacks() if each.kind == "zero_width"]
    assert all(any(unicodedata.category(letter) == "Cf" for letter in each.sentence) for each in hidden)
    alike = [each for each in attacks() if each.kind == "homoglyph"]
    assert all(not each.sentence.isascii() for each in alike)
    assert hidden
    assert alike


def test_the_corpora_name_no_path_and_end_in_one_newline() -> None:
    for path in sorted(each for each in Path(CORPORA).rglob("*.*") if each.is_file()):
        words = path.read_text(encoding="utf-8")
        assert words.endswith("\n")
        assert not words.endswith("\n\n")


@pytest.mark.parametrize("number", range(1, 15))
def test_a_brief_of_another_trade_is_read_and_what_is_said_of_it_cites_it(number: int) -> None:
    folder = CORPORA / "trades"
    brief = read((folder / f"brief{number}.md").read_text(encoding="utf-8"))
    assert brief.warnings == ()
    for name in NAMES:
        rows = [
            json.loads(line) for line in (folder / f"{name}{number}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        assert len(rows) >= 60
        assert {row["split"] for row in rows} == {"held" if number > 12 else "tune"}
        missing = [row["id"] for row in rows if any(brief.passage(ref) is None for ref in row["cites"])]
        assert not [each for each in missing if "missing-citation" not in each]
