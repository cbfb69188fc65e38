"""What Slack escaped and marked up is read as it was typed."""

from __future__ import annotations

import time

import pytest

from handlers.words import typed


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


@pytest.mark.parametrize("sign", ["<", "<@", "<a|"])
def test_a_row_of_signs_that_begin_nothing_takes_no_time(sign: str) -> None:
    began = time.monotonic()
    assert typed(sign * 20_000) == sign * 20_000
    assert time.monotonic() - began < 1
