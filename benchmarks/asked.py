"""Questions with the passages that answer them, out of public sets and of a real company's pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.labelled import DATA
from capabilities.brief_markdown import read
from capabilities.passages import Passage, answering

TUNED, HELD = 0, 1


@dataclass(frozen=True)
class Put:
    """A question put to a pool of passages: the references of those that answer it, and the half it belongs to."""

    text: str
    right: frozenset[str]
    half: int


@dataclass(frozen=True)
class Pool:
    """Passages searched together, and what is asked of them. Passages of either half are in the pool for both."""

    passages: tuple[Passage, ...]
    put: tuple[Put, ...]


@dataclass(frozen=True)
class Pair:
    """A question beside one passage, whether that answers it, and the half it belongs to."""

    question: str
    passage: Passage
    answers: bool
    half: int


def pools() -> dict[str, Pool]:
    """Every set to search in, by name."""
    return {"clapnq": _clapnq_pool(), "squad2": _squad_pool(), "mtrag_un": _turns_pool(), "sourcegraph": _pages_pool()}


def clapnq() -> list[Pair]:
    """600 questions, each with the passage its readers were shown; every second one tunes."""
    return [
        Pair(row["input"], _passage(f"{name}-{place}", row["passages"][0]["text"]), name == "answerable", place % 2)
        for name in ("answerable", "unanswerable")
        for place, row in enumerate(_lines(f"clapnq/clapnq_dev_{name}.jsonl"))
    ]


def squad2() -> list[Pair]:
    """All questions with their paragraphs; those without answer were made to deceive. Each second article tunes."""
    return [
        Pair(asked["question"], passage, not asked["is_impossible"], half)
        for passage, questions, half in _paragraphs()
        for asked in questions
    ]


def _clapnq_pool() -> Pool:
    """The passages of answerable and unanswerable questions together; one that is there twice answers under both."""
    pairs = clapnq()
    first: dict[str, Passage] = {}
    for each in pairs:
        first.setdefault(each.passage.text, each.passage)
    put = [Put(x.question, frozenset({first[x.passage.text].ref}), x.half) for x in pairs if x.answers]
    return Pool(tuple(first.values()), tuple(put))


def _squad_pool() -> Pool:
    pairs = squad2()
    passages = {each.passage.ref: each.passage for each in pairs}
    put = [Put(each.question, frozenset({each.passage.ref}), each.half) for each in pairs if each.answers]
    return Pool(tuple(passages.values()), tuple(put))


def _turns_pool() -> Pool:
    """The last words of a conversation, by themselves, and what they were answered from; nothing was tuned on it."""
    passages: dict[str, Passage] = {}
    put = []
    for row in _lines("mtrag_un/turns.jsonl"):
        own = [_passage("", each["text"]) for each in row["contexts"]]
        for each in own:
            passages.setdefault(each.text, _passage(f"context-{len(passages)}", each.text))
        if own:
            put.append(Put(row["input"][-1]["text"], frozenset(passages[each.text].ref for each in own), HELD))
    return Pool(tuple(passages.values()), tuple(put))


def _pages_pool() -> Pool:
    """Pages of a real company as they are read when filed. Asked are the headings of its customers' questions, which
    are taken off the passages below them: those are the right ones. Nothing was tuned on it."""
    passages: list[Passage] = []
    put: list[Put] = []
    for page in sorted((DATA / "briefs" / "sourcegraph").glob("*.md")):
        for each in answering(read(page.read_text("utf-8")).passages):
            asked = [_spoken(heading) for heading in each.path if _spoken(heading).endswith("?")]
            path = tuple(heading for heading in each.path if not _spoken(heading).endswith("?"))
            ref = f"{page.stem}-{each.ref}"
            passages.append(Passage(ref, path, each.text, each.kind, each.line, each.proofs, each.attributes))
            put += [Put(question, frozenset({ref}), HELD) for question in asked[-1:] if not _only_points(each.text)]
    return Pool(tuple(passages), tuple(_joined(put)))


def _joined(put: Iterable[Put]) -> list[Put]:
    """One for each question, with all that answers it."""
    found: dict[str, frozenset[str]] = {}
    for each in put:
        found[each.text] = found.get(each.text, frozenset()) | each.right
    return [Put(text, right, HELD) for text, right in found.items()]


def _only_points(text: str) -> bool:
    """Whether a passage only says where the answer stands ("See …")."""
    return text.startswith("See ") and len(text) < 300


def _spoken(heading: str) -> str:
    """A heading without the address behind its words."""
    return re.sub(r"\s*\((?:https?:|\.|/)[^)]*\)", "", heading).strip()


def _paragraphs() -> list[tuple[Passage, list[dict[str, Any]], int]]:
    data = json.loads((DATA / "questions" / "squad2" / "dev-v2.0.half.json").read_text("utf-8"))["data"]
    return [
        (_passage(f"{article}-{place}", paragraph["context"]), paragraph["qas"], article % 2)
        for article, of in enumerate(data)
        for place, paragraph in enumerate(of["paragraphs"])
    ]


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / "questions" / name).read_text("utf-8").splitlines()]


def _passage(ref: str, text: str) -> Passage:
    return Passage(ref, (), text.strip(), "other", 1)
