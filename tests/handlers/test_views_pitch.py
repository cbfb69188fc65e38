"""A pitch is shown in blocks that Slack takes, with nothing in them that pings or links, whatever it holds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from capabilities.citing import Citation, Line, Withheld
from capabilities.pitch import Drafted, Evidence, Offered, PitchPoint, Situation
from capabilities.pitch.bringing import Story
from capabilities.pitch.unfit import OF_ACCOUNT, OF_BRIEF, OF_OTHERS
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


def test_an_answer_to_what_they_say_is_named_as_that() -> None:
    answer = Line("Ask first.", (Citation("o-1", "Brief v2 › Objections › Too dear", "Ask first."),), True, "need")
    rival = line("Wardmate: a ticket desk.", step="need")
    about = Situation("x", objections=("too dear",), competitors=("Wardmate",))
    said = checked(views.pitch(pitch(points=(answer, rival), about=about), VERSION))
    assert "*1. When they say “Too dear”* · quoted\n> Ask first." in said
    assert "*2. When they look at Wardmate*\n" in said


def test_a_proof_that_is_a_point_is_not_said_again_below_another() -> None:
    proof = Citation("p1", "Brief v2 › Proof", "9 minutes less a shift.")
    benefit = Line("Home on time.", (*line("x").cites, proof), quoted=True, step="benefit")
    points = (benefit, Line("9 minutes less a shift.", (proof,), quoted=True, step="proof"))
    assert checked(views.pitch(pitch(points=points), VERSION)).count("9 minutes less a shift.") == 1


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


def test_of_a_limit_its_words_are_given_and_not_what_a_model_cites_it_by() -> None:
    reason = "The brief says never: a free month (first one) (limits-never-2). “Fast” may be said only with “9” (o-w)."
    said = checked(views.pitch(pitch(withheld=(Withheld("Free.", reason),)), VERSION))
    assert "never: a free month (first one). “Fast” may be said only with “9”." in said


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


def test_a_long_pitch_still_says_where_each_point_stands_and_how_it_did() -> None:
    cites = tuple(Citation(f"how-{at}", "Brief v2 › How › Hospitals", "passage " * 60) for at in range(4))
    long = Line("word " * 130, cites, step="benefit")
    kept = [
        PitchPoint(
            workspace="T", pitch="id1", position=at, drafted_at=datetime(2026, 11, 20, tzinfo=UTC), outcome="landed"
        )
        for at in range(1, 6)
    ]  # fmt: skip
    once = line("word " * 130, quoted=True, step=OF_BRIEF)
    held = (Withheld("a", "why " * 60),) * 4
    made = pitch(
        points=(long,) * 5, story=Story(long, public=True), material=long, plumb_line=once, not_for=(once,) * 2,
        withheld=held,
    )  # fmt: skip
    said = checked(views.pitch(made, VERSION, kept))
    assert "*You said:* landed" in said
    assert said.count("Brief v2 › How › Hospitals") >= 20
    assert "passage passage" not in said
    assert "Lanternly, brief v2 of Fri 20 Nov" in said


def test_what_is_too_long_even_so_keeps_its_buttons_and_what_was_said() -> None:
    long = line("&" * 5000, cites=9)
    kept = [
        PitchPoint(
            workspace="T", pitch="id1", position=at, drafted_at=datetime(2026, 11, 20, tzinfo=UTC), outcome="flat"
        )
        for at in range(1, 7)
    ]  # fmt: skip
    made = pitch(plumb_line=long, points=(long,) * 6, withheld=(Withheld("&", "&" * 900),) * 4)
    said = checked(views.pitch(made, VERSION, kept))
    assert "*You said:* fell flat" in said
    assert "Share in a channel" in said
    assert "*1. What they gain*" in said


def test_a_channel_is_not_told_that_the_pitch_is_its_own() -> None:
    assert views.text(pitch()) == "Your pitch for “hospitals”"
    assert views.text(pitch(), own=False) == "A pitch for “hospitals”"


def test_the_forms_are_ones_slack_takes() -> None:
    offered = Offered(
        segments=("Hospitals", "x" * 400, "y" * 140),
        competitors=(HOSTILE,),
        objections=tuple(f"They say {at}" for at in range(200)),
        products=(("lanternly", "Lanternly"), ("other", "Other")),
    )
    long = pitch(words=HOSTILE * 50)
    for view in (
        views.form(),
        views.form(offered),
        views.asked(HOSTILE),
        views.share_form(long, pitch()),
        views.redraft_form(long),
        views.redraft_form(pitch(words="")),
    ):
        checked(view["blocks"], "modal")
        assert len(view["title"]["text"]) <= 24
    assert views.share_form(pitch(), pitch())["private_metadata"] == "id1"


def test_what_is_said_at_once_repeats_the_words_harmlessly() -> None:
    said = views.drafting_words(f"hospitals\n{HOSTILE}")
    assert said.startswith("Drafting your pitch for “hospitals &lt;!channel&gt;")
    assert said.endswith("it arrives in your messages with me in a moment.")


STORY = Story(line("They read it in writing nowhere.", quoted=True), public=False)
EVIDENCE = Evidence(
    "t", f"minutes {HOSTILE}", 7, 5, datetime(2026, 9, 3, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
)
WHOLE: dict[str, Any] = {
    "about": Situation(
        words="", segment="Hospitals", objections=("Tablets carry germs",), competitors=("Wardmate",), price=True,
        account="Acme", stage="first call", taken=(("hospital wards", "Hospitals"),), unknown=("Foobar",),
    ),
    "not_for": (line("day centres", quoted=True, step=OF_BRIEF), line("A lead was returned.", step=OF_ACCOUNT)),
    "material": line("The page (https://example.com/page), for Hospitals.", quoted=True),
    "story": STORY,
    "evidence": {1: EVIDENCE},
    "records": {1: "landed 5 of 6 times with Hospitals"},
    "gave_way": ("“Nine minutes” gave way to another line: it fell flat 6 times in the field with Hospitals.",),
    "wish": "shorter",
}  # fmt: skip


def test_a_pitch_says_whom_it_is_for_and_what_was_read_as_what() -> None:
    said = checked(views.pitch(pitch(**WHOLE), VERSION))
    assert (
        "For *Hospitals* · first call · at Acme · vs Wardmate · they say: Tablets carry germs · cost and risk" in said
    )
    assert "The brief has no “hospital wards”; I took the nearest, Hospitals." in said
    assert "The brief does not know “Foobar”." in said
    assert "redrafted with your wish “shorter”" in said


def test_a_wish_that_changed_nothing_says_so_and_does_not_repeat_the_pitch() -> None:
    said = checked(views.pitch(pitch(**WHOLE, unchanged=True, remark="I choose among its lines."), VERSION))
    assert "Your wish “shorter” changed nothing: the pitch you have is the one you would get again." in said
    assert "I choose among its lines." in said
    assert "redrafted with your wish" not in said
    assert "You need light." not in said


def test_whom_it_is_not_for_comes_before_the_plumb_line_and_the_points_follow() -> None:
    said = checked(views.pitch(pitch(**WHOLE), VERSION))
    assert said.index("> day centres") < said.index("*Look twice:* A lead was returned.")
    others = checked(views.pitch(pitch(not_for=(line("day centres", quoted=True, step=OF_OTHERS),)), VERSION))
    assert "*Under Hospitals the brief says whom this is not for, and it sounds like them:*\n> day centres" in others
    assert said.index("*Look twice:*") < said.index("hands over in the light") < said.index("You need light.")


def test_what_the_field_says_is_marked_as_no_proof_and_the_record_has_its_n() -> None:
    said = checked(views.pitch(pitch(**WHOLE), VERSION))
    assert "*Heard in the field* (no proof): “minutes &lt;!channel&gt;" in said
    assert "5 people, 3 Sep 2026 to 20 Nov 2026 · Landed 5 of 6 times with Hospitals" in said


def test_a_story_for_sales_only_is_marked_and_never_shared() -> None:
    own = checked(views.pitch(pitch(**WHOLE), VERSION))
    assert "*A story to tell* · sales only: tell it, do not send it\n> They read it in writing nowhere." in own
    others = checked(views.shared(pitch(**WHOLE), VERSION))
    assert "in writing nowhere" not in others
    assert "The story stays with you" in words(views.share_form(pitch(**WHOLE), pitch(**WHOLE)))
    public = WHOLE | {"story": Story(STORY.line, public=True)}
    assert "in writing nowhere" in checked(views.shared(pitch(**public), VERSION))


def test_others_hear_neither_of_the_account_nor_of_the_field() -> None:
    others = checked(views.shared(pitch(**WHOLE), VERSION))
    assert "it fell flat 6 times in the field with Hospitals." in checked(views.pitch(pitch(**WHOLE), VERSION))
    for kept in ("Acme", "lead was returned", "Heard in the field", "Landed 5 of 6", "fell flat 6", "shorter"):
        assert kept not in others
    assert "> day centres" in others
    assert "https://example.com/page" in others


def test_with_its_kept_points_a_pitch_has_the_buttons_that_say_how_it_did() -> None:
    kept = [
        PitchPoint(workspace="T", pitch="id1", position=at, drafted_at=datetime(2026, 11, 20, tzinfo=UTC))
        for at in (1, 2)
    ]
    blocks = views.pitch(pitch(**WHOLE), VERSION, kept)
    said = checked(blocks)
    assert [word in said for word in ("Landed\n", "Fell flat", "Share in a channel", "Redraft")] == [True] * 4
    assert len([block for block in blocks if "accessory" in block]) == 2
    assert "Fell flat" not in checked(views.pitch(pitch(**WHOLE), VERSION))


def test_a_pitch_asked_for_with_an_account_alone_has_no_empty_quotation_marks() -> None:
    said = checked(views.pitch(pitch(words=""), VERSION)) + checked(views.shared(pitch(words=""), VERSION))
    assert "“”" not in said + views.text(pitch(words="")) + views.drafting_words("")


def test_the_form_offers_names_where_the_brief_has_some() -> None:
    blocks = {block["block_id"]: block for block in views.form(Offered(segments=("Hospitals",)))["blocks"]}
    assert blocks["segment"]["element"]["type"] == "static_select"
    assert blocks["competitor"]["element"]["type"] == "plain_text_input"
    assert "product" not in blocks
    assert all(block["optional"] for block in blocks.values())
