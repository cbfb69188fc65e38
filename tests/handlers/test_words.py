"""What Slack escaped and marked up is read as it was typed."""

from __future__ import annotations

import pytest

from handlers.words import is_wordless, typed, without
from tests.quickness import quickest


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<https://example.com|example.com> &lt;3", "example.com <3"),
        ("<mailto:a@b.example> and <tel:+491>", "a@b.example and +491"),
        ("<@U1|ann> <@U2> <#C1|sales> <!channel> <!subteam^S1|@team>", "@ann @U2 #sales @channel @team"),
        ("5 < 6 <and", "5 < 6 <and"),
        ("<<https://example.com>", "<https://example.com"),
    ],
)
def test_marks_become_words(sent: str, read: str) -> None:
    assert typed(sent) == read


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ("<@UBOT> May I?", "May I?"),
        ("<@UBOT>: may I?", "may I?"),
        ("Ann, ask <@UBOT|plumbline> about <@U1>", "Ann, ask about <@U1>"),
        ("<@UBOT> :tada:", ":tada:"),
        ("<@UBOT>", ""),
        (" nobody is named ", " nobody is named "),
    ],
)
def test_whoever_is_spoken_to_is_no_part_of_what_is_said(sent: str, left: str) -> None:
    assert without(sent, "UBOT") == left


def test_emoji_and_signs_are_no_words_and_letters_of_any_script_are() -> None:
    assert [is_wordless(text) for text in ("", " ?!", ":+1::skin-tone-2: :tada:", "\u200b")] == [True] * 4
    assert [is_wordless(text) for text in ("a", "なぜ", ":tada: yes", "10:30")] == [False] * 4


@pytest.mark.parametrize("sign", ["<", "<@", "<a|"])
def test_a_row_of_signs_that_begin_nothing_takes_no_time(sign: str) -> None:
    assert typed(sign * 20_000) == sign * 20_000
    assert quickest(lambda: typed(sign * 20_000), under_s=1) < 1
