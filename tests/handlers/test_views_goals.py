"""Goals as blocks: within Slack's limits however many there are, and nobody's words ping or format."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from capabilities.goals import DROPPED, LIVE, MISSED, PROPOSED, REACHED, SIDES, Asked, Entry, GoalShown, Offered
from handlers.views import blocks as b
from handlers.views import goal_forms as forms
from handlers.views import goals as views
from playground.blocks.surfaces import problems_of

ZONE = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
WILD = "<!channel> @here *b* `c` \u202eturned\u202c " + "x" * 100
GOAL = GoalShown(
    id="g1", title=WILD, measure="", counted="Entered", kind="count", unit="<b>", direction="up", start=Decimal(12),
    now=Decimal("26.50"), target=Decimal(40), due=date(2026, 12, 18), owner="UREP", proposed_by="UREP", asked="UMARK",
    sales=("UREP",), marketing=("UMARK",), state=LIVE, part=0.5, on_track=False, as_of=AT, live_at=AT,
)  # fmt: skip
BOSS = Asked("UBOSS", SIDES, leads=True)


def many() -> list[GoalShown]:
    states = (LIVE, PROPOSED, REACHED, MISSED, DROPPED)
    return [
        replace(GOAL, id=f"g{at}{state}", state=state, marketing=() if state == PROPOSED else ("UMARK",), why=WILD)
        for state in states
        for at in range(20)
    ]


@pytest.mark.parametrize("goals", [[], [GOAL], many()], ids=["none", "one", "a hundred"])
def test_the_list_fits_a_message_and_says_how_many_more_there_are(goals: list[GoalShown]) -> None:
    blocks = views.listing(goals, BOSS, ZONE)
    assert len(b.parts(blocks)) == 1
    assert problems_of(blocks, surface="message", file_exists=lambda _: False) == []
    said = json.dumps(blocks)
    assert "<!channel>" not in said
    assert "\\u202e" not in said
    assert ("83 more" in said) == (len(goals) == 100)


@pytest.mark.parametrize("state", [LIVE, PROPOSED, REACHED, MISSED, DROPPED])
def test_each_message_about_a_goal_is_one_slack_takes(state: str) -> None:
    goal = replace(GOAL, state=state, marketing=() if state == PROPOSED else ("UMARK",), why=WILD, ended_by="UREP")
    entries = [Entry(AT, Decimal(26), "UREP", WILD)]
    drawn = [views.settled(goal), views.asking(goal, BOSS), views.unreachable(goal), views.live(goal, "UREP")]
    drawn += [views.ended(goal)] if state in (REACHED, MISSED, DROPPED) else []
    drawn.append(("", views.opened(goal, entries, BOSS, ZONE)))
    for text, blocks in drawn:
        assert problems_of(blocks, surface="message", file_exists=lambda _: False) == []
        assert "<!channel>" not in text + json.dumps(blocks)
    for view in (views.window(goal, entries, BOSS, ZONE), views.proposed(goal), views.entered(goal), forms.enter(goal)):
        assert problems_of(view["blocks"], surface="modal", file_exists=lambda _: False) == []


def test_a_form_takes_hundreds_of_channels_and_themes() -> None:
    named = tuple((f"channel:c{at}", f"Channel {at} {WILD}") for at in range(250))
    view = forms.form(BOSS, Offered(named, named, named), title=WILD, due=date(2027, 1, 1))
    assert problems_of(view["blocks"], surface="modal", file_exists=lambda _: False) == []
    about = next(block for block in view["blocks"] if block.get("block_id") == "about")["element"]
    assert sum(len(group["options"]) for group in about["option_groups"]) == 751


@pytest.mark.parametrize(
    ("part", "drawn"), [(0.0, "▱" * 10), (0.99, "▰" * 9 + "▱"), (1.0, "▰" * 10), (0.5, "▰" * 5 + "▱" * 5)]
)
def test_the_bar_is_full_only_where_the_way_is(part: float, drawn: str) -> None:
    assert views.bar(part) == drawn


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "*26.50* now, from 12 to *40 &lt;b&gt;* by Fri 18 Dec 2026 · behind"),
        ({"today": date(2026, 11, 20)}, "to *40 &lt;b&gt;* by Fri 18 Dec · behind"),
        (
            {"unit": "%", "now": None, "on_track": None, "part": None},
            "Too little is counted yet to say; from 12 to *40 %*",
        ),
        ({"state": MISSED, "unit": "", "on_track": None}, "ended at *26.50*, from 12 to *40* by"),
        ({"state": PROPOSED, "start": None}, "To *40 &lt;b&gt;* by"),
    ],
)
def test_a_goal_says_where_it_stands(changed: dict[str, object], says: str) -> None:
    assert says in views.compact(replace(GOAL, **changed))  # type: ignore[arg-type]
