"""A digest in its forms: a message with its thread, a page for mail, a chart as a picture."""

import re
import zlib
from dataclasses import replace

from capabilities.digest import (
    Asked,
)
from handlers.views import digest as views
from handlers.views import digest_picture
from handlers.views.digest_html import html
from tests.front_door import words
from tests.shown_digest import DIGEST, FULL, GOAL, HOSTILE, QUIET, problems, row


def test_a_long_week_is_a_message_and_its_thread_in_the_order_that_meetings_need() -> None:
    first, second, closer = views.pages(FULL)
    for page in (first, second, closer):
        assert problems(page) == []
        assert page[0]["type"] != "divider"
    said = [words(page) for page in (first, second, closer)]
    assert "Landed:\n• Parts on the van _(4 of 5 times with Doors)_" in said[0]
    assert "Fell flat:\n• One price _(3 of 4 times)_\n> They knew it." in said[0]
    assert "Heard: 1 of 2 channels" in said[0]
    assert "where the two views differ, gaps and changes of the brief, goals, the agenda" in said[0]
    order = ("Where the two views differ", "The brief was silent", "Two of its lines were changed by three notes",
             "*Forty demos*", "Your joint half hour", "2. _10 min_  Drill in pairs.")  # fmt: skip
    assert sorted(order, key=said[1].index) == list(order)
    assert "*Also said*\n> That board sells itself." in said[2]
    assert "*Social ads*\n• Leads and spend: “A new picture.”" in said[2]
    shapes = [views.pages(FULL, chart=False), views.pages(FULL, chart=False, table=False)]
    assert [shape[1:] for shape in shapes] == [[second, closer]] * 2
    assert "- **Forty demos**: ▰▰" in views.markdown(FULL)
    assert "1. 20 min: The decision at the top: who does what, and by when." in views.markdown(FULL)
    ended = replace(FULL, joint=replace(FULL.joint, goals=(replace(GOAL, state="reached"),)))
    assert "*Reached: Forty demos*" in words(views.blocks(ended))
    asked = replace(FULL, joint=replace(FULL.joint, goals=(replace(GOAL, state="proposed", sales=("U1",)),)))
    assert "*To be signed by marketing: Forty demos*" in words(views.blocks(asked))
    told = replace(FULL, rows=(row("Podcast", story="“We liked it.”", didnt="Too late."),))
    assert "• What worked: “We liked it.”\n• What did not: “Too late.”" in words(views.blocks(told))
    assert "• Its owner, in short: Well." in words(views.blocks(replace(FULL, rows=(row("Podcast", summary="Well."),))))


def test_the_page_for_mail_says_it_all_needs_nothing_fetched_and_takes_no_words_for_its_own() -> None:
    page = html(FULL)
    for said in (
        "Decide what Social ads changes.", "Parts on each van", "One price (3 of 4 times): “They knew it.”", "22.96",
        "Not ours.", "Is there a trial?", "Forty demos", "20 min: The decision", "Heard: 1 of 2 channels",
    ):  # fmt: skip
        assert said in page
    assert not re.search(r"<(?:img|script|link|style)|https?:", page)
    bad = html(replace(FULL, decision=HOSTILE, rows=(row(HOSTILE, story=HOSTILE),), asked=(Asked(HOSTILE, 2),)))
    assert "<https" not in bad
    assert "&lt;@U1&gt;" in bad
    assert "A quiet week" in html(QUIET)


def test_the_chart_as_a_picture_says_its_numbers_and_is_one() -> None:
    drawn = digest_picture.drawn(FULL.rows)
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (800, 174)
    lengths = int.from_bytes(drawn[33:37])
    raw = zlib.decompress(drawn[41 : 41 + lengths])
    assert len(raw) == 174 * (1 + 3 * 800)
    assert bytes((18, 91, 102)) in raw
    assert digest_picture.drawn(QUIET.rows) == b""
    page = views.pages(FULL, chart=False, picture="F1")[0]
    assert problems(page) == []
    (image,) = (block for block in page if block["type"] == "image")
    assert image["alt_text"] == "Social ads: 27 leads, 1 accepted"
    assert digest_picture.drawn([row("展示会 " + "x" * 90, leads=10**9)])


def test_a_short_week_is_one_message() -> None:
    assert views.pages(DIGEST) == [views.blocks(DIGEST)]
    assert views.pages(QUIET) == [views.blocks(QUIET)]
