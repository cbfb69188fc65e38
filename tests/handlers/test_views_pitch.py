"""A pitch is shown in blocks that Slack takes, with nothing in them that pings or links, whatever it holds."""

from __future__ import annotations

from typing import Any

import pytest

from capabilities.citing import Citation, Line, Withheld
from capabilities.pitch import Drafted
from handlers.views import pitch as views
from playground.blocks.surfaces import problems_of
from tests.asking import HOSTILE, VERSION
from tests.front_door import words


def line(text: str, *, quoted: bool = False, step: str = "benefit", cites: int = 1) -> Line:
    made = (Citation(f"how-{at}", "Brief v2 › How › Hospitals", f"passage {at}") for at in range(cites))
    return Line(text, tuple(made), quoted, step)


def pitch(**changed: Any) -> Drafted:
    usual: dict[str, Any] = {
        "id": "id1", "asked_by": "UANN", "words": "hospitals", "state": "drafted",
        "plumb_line": line("Every shift hands over in the light.", quoted=True),
        "points": (line("You need light.", step="need"), line("9 minutes less.", quoted=True)),
        "withheld": (), "remark": "Drafted by m and checked against the brief.", "model": "m", "brief_version": "v1",
    }  # fmt: skip
    return Drafted(**usual | changed)


def checked(blocks: list[dict[str, Any]], surface: str = "message") -> str:
    assert problems_of(blocks, surface=surface, file_exists=lambda _: False) == []
    return words(blocks)


def test_a_pitch_opens_with_the_plumb_line_and_cites_each_point() -> None:
    said = checked(views.pitch(pitch(), VERSION))
    assert said.index("hands over in the light") < said.index("*1. What they need*\nYou need light.")
    assert "Brief v2 › How › Hospitals: “passage 0”" in said
    assert "*2. What they gain* · quoted\n> 9 minutes less." in said
    assert "Drafted by m and checked against the brief. · Lanternly, brief v2 of Fri 20 Nov" in said


def test_where_every_point_is_a_quote_the_remark_says_it_once() -> None:
    said = checked(views.pitch(pitch(points=(line("9 minutes less.", quoted=True),)), VERSION))
    assert "· quoted" not in said


def test_withheld_points_are_one_quiet_line_with_the_reason() -> None:
    said = checked(
        views.pitch(pitch(withheld=(Withheld("40 % less", "“40 %” is not in the passage cited."),)), VERSION)
    )
    assert "1 point withheld: “40 %” is not in the passage cited." in said
    assert "40 % less" not in said
    assert "withheld" not in checked(views.shared(pitch(withheld=(Withheld("a", "b"),)), VERSION))


def test_a_pitch_without_points_says_why_and_offers_nothing_to_share() -> None:
    made = views.pitch(pitch(state="failed", points=(), remark="The brief says nothing about this."), VERSION)
    assert "The brief says nothing about this." in checked(made)
    assert not any(block["type"] == "actions" for block in made)


def test_what_is_shared_names_who_shares_and_keeps_the_passages_to_itself() -> None:
    said = checked(views.shared(pitch(), VERSION))
    assert said.startswith("<@UANN> shares a pitch for “hospitals”")
    assert "Brief v2 › How › Hospitals" in said
    assert "passage 0" not in said


@pytest.mark.parametrize("show", [views.pitch, views.shared])
def test_hostile_words_neither_ping_nor_link(show: Any) -> None:
    made = Line(HOSTILE, (Citation("r", HOSTILE, HOSTILE),), step="need")
    hostile = pitch(
        words=HOSTILE, plumb_line=made, points=(made,), withheld=(Withheld(HOSTILE, HOSTILE),), remark=HOSTILE
    )
    said = checked(show(hostile, None)).replace("<@UANN>", "")
    assert "<" not in said.replace("&lt;", "")
    assert "@here" not in said
    assert "<" not in views.text(hostile)


def test_a_pitch_of_any_length_fits_one_message() -> None:
    long = line("&" * 5000, cites=9)
    checked(views.pitch(pitch(words="&" * 2000, plumb_line=long, points=(long,) * 6), VERSION))


def test_the_forms_are_ones_slack_takes() -> None:
    for view in (views.form(), views.asked(HOSTILE), views.share_form(pitch(words=HOSTILE * 50))):
        checked(view["blocks"], "modal")
        assert len(view["title"]["text"]) <= 24
    assert views.share_form(pitch())["private_metadata"] == "id1"


def test_what_is_said_at_once_repeats_the_words_harmlessly() -> None:
    said = views.drafting_words(f"hospitals\n{HOSTILE}")
    assert said.startswith("Drafting your pitch for “hospitals &lt;!channel&gt;")
    assert said.endswith("it arrives in your messages with me in a moment.")
