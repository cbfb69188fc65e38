"""A brief is read from Markdown leniently: its parts are found, nothing is lost, and nothing breaks the reader."""

from __future__ import annotations

import contextlib
import json
import re
import time
from datetime import date
from pathlib import Path

import pytest

from capabilities.brief_markdown import join, read, read_bytes, write
from capabilities.passages import Brief, BriefQuestion, OnlyWith, answering, label, names, spoken
from capabilities.refusal import NotAllowed, Refusal
from tests.long_brief import BRIEF

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def brief() -> Brief:
    return read(BRIEF)


def refs(brief: Brief, kind: str) -> list[str]:
    return [each.ref for each in brief.passages if each.kind == kind]


def test_the_head_and_the_title_are_read(brief: Brief) -> None:
    assert (brief.product, brief.owner, brief.review_by) == ("Plumb", "Maya Lind", date(2026, 6, 30))
    assert write(brief) == BRIEF


def test_each_part_of_a_brief_becomes_passages_of_its_kind_with_short_references(brief: Brief) -> None:
    assert refs(brief, "plumb_line") == ["plumb-line"]
    assert refs(brief, "it_is") == ["what-it-is"]
    assert refs(brief, "makes_possible") == ["what-it-makes-possible"]
    assert refs(brief, "segment")[:4] == [f"who-mid-market-{x}" for x in ("evidence", "tested", "needs", "not-for")]
    assert refs(brief, "benefit") == ["how-mid-market", "how-mid-market-2", "how-hospitals"]
    assert refs(brief, "proof")[:2] == ["proof-northmilk-40", "proof-offline-test-figure"]
    assert refs(brief, "objection") == ["objections-too-expensive"]
    assert refs(brief, "competitor") == ["competitors-fieldly"]
    assert refs(brief, "cost_and_risk") == ["cost-and-risk-licence", "cost-and-risk-training"]


def test_a_passage_knows_its_line_its_headings_and_its_proofs(brief: Brief) -> None:
    found = brief.passage("how-mid-market-2")
    assert found is not None
    assert found.path == ("How", "For mid-market")
    assert found.text == "Works in basements and barns.\n– also in lifts"
    assert found.proofs == ("offline-test", "missing-one")
    assert found.attribute("segment") == "Mid-market"
    assert BRIEF.split("\n")[found.line - 1].startswith("- Works in basements")
    assert label(found, 7) == "Brief v7 › How › Mid-market"


def test_wrapped_lines_are_one_passage_and_labelled_lines_are_several(brief: Brief) -> None:
    first = brief.passage("plumb-line")
    assert first is not None
    assert first.text == "Your crews finish the job, with or without a signal."
    assert brief.segments == ("Mid-market", "Enterprise utilities")


def test_a_table_is_read_row_by_row_with_the_names_of_its_columns(brief: Brief) -> None:
    row = brief.passage("cost-and-risk-training")
    assert row is not None
    assert row.text == "Item: Training; Year 1: $2,000; Year 2: none"


def test_clearance_holds_for_all_that_stands_beside_it(brief: Brief) -> None:
    figure, open_, closed = (
        brief.passage("proof-offline-test-figure"),
        brief.passage("stories-northmilk-40-crews"),
        brief.passage("stories-a-dairy-in-the-south"),
    )
    assert figure is not None
    assert open_ is not None
    assert closed is not None
    assert [x.attribute("clearance") for x in (figure, open_, closed)] == ["sales only", "public", "sales only"]
    assert figure.attribute("id") == "offline-test"
    assert spoken(figure) == "72 hours without a signal, no data lost."
    assert open_.text == "Northmilk, 40 crews. They stopped losing job sheets."
    assert names(brief.passages) == ("Northmilk", "Fieldly")


def test_limits_are_read_in_every_way_people_write_them(brief: Brief) -> None:
    assert [each.claim for each in brief.limits.never] == ["promise delivery dates", 'say "best in class"']
    assert brief.limits.only_with[:4] == (
        OnlyWith("fully offline", "except for maps", "limits-only-with"),
        OnlyWith("40% less paperwork", "at Northmilk", "limits-only-with-2"),
        OnlyWith("SOC 2", "Type I", "limits-only-with-3"),
        OnlyWith("works in lifts", "in our own test", "limits-only-with-4"),
    )
    assert [each.claim for each in brief.limits.may_say] == ["we host in the EU"]
    never = brief.passage(brief.limits.never[0].ref)
    assert never is not None
    assert (never.kind, label(never, 2)) == ("limit_never", "Brief v2 › Limits › Never")


@pytest.mark.parametrize(
    "limits",
    [
        "### Never\n- promise dates\n### Only with:\n- fast — with: in our test\n### May say\n- we exist",
        "- Never: promise dates\n- Only with: fast — with: in our test\n- May say: we exist",
        "- **Never:** promise dates\n- **Only with:** “fast” with: “in our test”\n- **May say:** we exist",
        "**Never:** promise dates\n\n**Only with:** fast: only with in our test\n\n**May say:** we exist",
        "- Never:\n  - promise dates\n- Only with:\n  - fast\n    - with: in our test\n- May say:\n  - we exist",
        "Never: promise dates\nOnly with: fast (with: in our test)\nMay say: we exist",
        "- Never promise dates\n\n**Only with**\n\n- fast, only with in our test\n\n*May say*\n\n- we exist",
    ],
)
def test_limits_may_be_headings_bullets_bold_words_or_plain_lines(limits: str) -> None:
    found = read(f"# Brief: X\n\n## Limits\n\n{limits}\n").limits
    assert [each.claim for each in found.never] == ["promise dates"]
    assert [(each.claim, each.qualifier) for each in found.only_with] == [("fast", "in our test")]
    assert [each.claim for each in found.may_say] == ["we exist"]


def test_questions_carry_what_they_expect_and_forbid(brief: Brief) -> None:
    assert brief.questions == (
        BriefQuestion("Does it work offline?", ("offline", "syncs"), ("always",), "questions"),
        BriefQuestion("Can I promise a date?", ("no",), ("March",), "questions-can-i-promise-a-date"),
    )
    assert not [each for each in answering(brief.passages) if each.kind == "question"]


def test_a_question_may_be_one_line_or_a_row_of_a_table() -> None:
    line = read("# Brief: X\n\n## Questions\n- Is it fast? — expect: yes; quick — forbid: fastest\n")
    row = read("# Brief: X\n\n## Questions\n|Question|Expect|Forbid|\n|-|-|-|\n|Is it fast?|yes; quick|fastest|\n")
    for each in (line, row):
        assert [(q.question, q.expect, q.forbid) for q in each.questions] == [
            ("Is it fast?", ("yes", "quick"), ("fastest",))
        ]


def test_the_owner_hears_what_does_not_meet(brief: Brief) -> None:
    said = "\n".join(brief.warnings)
    assert "“missing-one”" in said
    assert "“GDPR compliant”" in said
    assert "“Hospitals”, which Who does not name" in said
    assert "hidden comment" in said
    assert "not for anybody else" not in "\n".join(each.text for each in brief.passages)


def test_unknown_headings_are_kept_and_a_page_without_a_title_takes_its_first_heading() -> None:
    page = read("# About us\n\nWe make doors.\n\n## Weather\n\nIt rains.\n")
    assert page.product == "About us"
    assert [(x.ref, x.kind, x.path) for x in page.passages] == [
        ("intro", "other", ()),
        ("weather", "other", ("Weather",)),
    ]
    assert read("just a line").product == "Untitled"
    assert read("## Plumb line\n\nOne.\n").product == "Untitled"
    assert read("## Plumb line\n\nOne.\n").passages[0].kind == "plumb_line"


def test_a_long_paragraph_becomes_passages_a_person_can_read() -> None:
    text = " ".join(f"Sentence number {n} says a little more about doors." for n in range(60))
    pieces = read(f"# Brief: X\n\n## How\n\n{text}\n").passages
    assert max(len(each.text) for each in pieces) <= 700
    assert " ".join(each.text for each in pieces) == text
    endless = read("# Brief: X\n\n" + "a" * 5_000).passages
    assert "".join(each.text for each in endless) == "a" * 5_000


@pytest.mark.parametrize("text", ["", "  \n\t\n", "---\n***\n# \n", "🙂🙂", "\x00\x01\x02\x03" * 50])
def test_a_text_with_nothing_to_read_is_refused_in_plain_words(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert refused.value.words.endswith(".")
    assert refused.value.field == "brief"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_may_be_utf8_or_utf16(encoding: str) -> None:
    assert read_bytes("# Brief: Türen\n\nGrüße\n".encode(encoding)).product == "Türen"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "Word or zip"),
        (b"# Brief: X\n\ncaf\xe9 au lait\n", "Line 3"),
        (b"a" * 1_000_001, "1 MB is the most"),
        (b"", "empty"),
        (b"a\n" * 30_000, "30,000 lines"),
        (b"a" * 200_000, "Line 1 is over"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=re.escape(words)):
        read_bytes(data)


def test_a_refusal_for_want_of_a_role_names_the_role_and_whom_to_ask() -> None:
    no = NotAllowed("Publishing a brief", role="marketer", ask="Maya")
    assert (no.words, no.role, no.ask) == ("Publishing a brief needs the marketer role. Ask Maya.", "marketer", "Maya")


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))


def lost(brief: Brief) -> set[str]:
    """Words of the source that stand in no passage, heading, mark or head."""
    kept = [brief.product, brief.owner or ""]
    for each in brief.passages:
        kept += [each.text, *each.proofs, *(word for pair in each.attributes for word in pair)]
    kept += [word for path in brief.headings for word in path]
    without_comments = re.sub(r"<!--.*?(-->|\Z)", "", brief.source, flags=re.DOTALL)
    body = re.sub(r"\A---\n.*?\n---\n", "", without_comments, flags=re.DOTALL)
    return words_of(body) - words_of(" ".join(kept)) - {"Brief", "proof", "clearance"}


def test_no_word_is_lost(brief: Brief) -> None:
    assert lost(brief) == set()
    deep = "# Brief: X\n\n" + "".join("  " * n + f"- level{n}\n" for n in range(60)) + "\n[ref]: https://x.y\n"
    assert lost(read(deep)) == set()
    assert lost(read("# Brief: X\n\n" + "> " * 300 + "bottom\n\n## After\n\nrest\n")) == set()


def test_naughty_strings_never_break_the_reader_and_never_get_lost(shared_data: Path) -> None:
    path = shared_data / "adversarial" / "blns.json"
    strings: list[str] = json.loads(path.read_text())
    for naughty in strings:
        for page in (
            naughty,
            f"# Brief: {naughty}\n\n## {naughty}\n\n{naughty}\n\n- {naughty}\n",
            f"## Limits\n- {naughty}",
        ):
            try:
                found = read(page)
            except Refusal:
                continue
            assert len({each.ref for each in found.passages}) == len(found.passages)
            assert all(re.fullmatch(r"[^\W_]+(-[^\W_]+)*", each.ref) for each in found.passages)
    together = read("# Brief: all\n\n" + "\n\n".join(x for x in strings if "&" not in x and "\\" not in x))
    assert {word for word in lost(together) if word.isascii()} == set()


@pytest.mark.parametrize("unit", ["[", "*a ", "> ", "- ", "![](", "<a ", "1) ", "# h\n", "- a\n", "<!--\n"])
def test_a_page_made_to_be_slow_is_read_in_seconds_or_refused(unit: str) -> None:
    started = time.thread_time()  # the processor's: the machine may be busy with other tests
    with contextlib.suppress(Refusal):
        read("word\n\n" + unit * 8_000)
    assert time.thread_time() - started < 5


def test_pages_filed_as_one_brief_keep_every_word_under_their_own_heading() -> None:
    pages = [
        ("One", "# Deep\n\ntext\n\n```\n# no heading\n"),
        ("Two", "Setext\n===\n\nmore <!-- open"),
        ("Three", "###### Six\n\nlast"),
    ]
    joined = read(join(pages, product="All"))
    assert joined.product == "All"
    assert [each.path for each in joined.passages] == [
        ("One", "Deep"),
        ("One", "Deep"),
        ("Two", "Setext"),
        ("Three", "Six"),
    ]


def test_the_pages_of_a_real_company_are_filed_without_loss(shared_data: Path) -> None:
    folder = shared_data / "briefs" / "sourcegraph"
    pages = [(path.stem.split("__")[-1], path.read_text()) for path in sorted(folder.glob("*.md"))]
    found = read(join(pages, product="Sourcegraph"))
    assert lost(found) == set()
    assert len(found.passages) > 400
    assert max(len(each.text) for each in found.passages) <= 700
    assert {path[0] for path in found.headings} >= {title.replace("_", " ") for title, _ in pages if "_" not in title}
    for _, page in pages:
        assert lost(read(page)) == set()


@pytest.mark.parametrize("name", ["brief-v1.md", "brief-v2.md"])
def test_the_brief_of_the_demo_company_is_understood_whole(name: str) -> None:
    path = ROOT / "bot" / "demo" / "company" / name
    found = read(path.read_text())
    assert lost(found) == set()
    assert found.warnings == ()
    assert len(found.segments) >= 3
    assert {x.attribute("segment") for x in found.passages if x.kind == "benefit"} == set(found.segments)
    assert found.limits.never
    assert all(each.qualifier for each in found.limits.only_with)
    assert found.limits.may_say
    assert all(each.expect and each.forbid for each in found.questions)


def test_a_label_right_below_a_bullet_opens_what_follows_and_is_no_part_of_it() -> None:
    limits = read("# Brief: X\n\n## Limits\nNever:\n- free months\nMay say:\n- ten years in the trade\n").limits
    assert [limit.claim for limit in limits.never] == ["free months"]
    assert [limit.claim for limit in limits.may_say] == ["ten years in the trade"]
