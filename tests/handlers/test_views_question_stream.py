"""A sentence that is said in a thread reads as it was written, and does nothing else."""

import pytest
from markdown_it import MarkdownIt

from capabilities.citing import Line
from handlers.views.question_stream import sentence


@pytest.mark.parametrize(
    "text",
    [
        "Beds & wards < 9 > 3, *not* _one_ `less` [or](more) ~here~ \\ there | then.",
        "<!channel> <@U1> <https://evil.example|x> @here &amp; &lt;",
        "# 1. - + > 5",
        "1. First.",
        "12) Twelfth",
        "- a dash",
        "![a](b) **b** __c__ *** ___",
    ],
)
def test_a_sentence_is_shown_as_it_is_written_and_pings_nobody(text: str) -> None:
    said = sentence(Line(text, ()))
    shown = MarkdownIt("commonmark").parseInline(said)[0].children or []
    assert {each.type for each in shown} <= {"text", "text_special", "code_inline"}
    assert "".join(each.content for each in shown).replace("\u2060", "") == text
    assert next(each.type for each in MarkdownIt("commonmark").parse(said)) == "paragraph_open"
    assert "<" not in said
    assert "@here" not in said


def test_an_address_is_shown_as_code_which_leads_nowhere() -> None:
    said = sentence(Line("See https://lanternly.example/a_b?x=1&y=2. Or lanternly.com, e.g. in May.", ()))
    assert said == "See `https://lanternly.example/a_b?x=1&y=2`. Or `lanternly.com`, e.g. in May."
