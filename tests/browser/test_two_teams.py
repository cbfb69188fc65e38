"""From a reminder to a goal that both teams signed: a channel's week, its leads, the digest, what follows."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from bot.demo import company
from bot.demo.start import Demo
from bot.settings import Settings
from tests.browser.conftest import Sit, elsewhere, started
from tests.browser.seat import SHOTS, Seat
from tests.model_server import ScriptedModelServer

pytestmark = pytest.mark.browser

OWNER, REP, BOSS = "UOLU", "UPRIYA", "URUTH"  # Olu and Priya live by London's clock, an hour behind the workspace's
TALK = (
    ("UOLU", "The bakery recording brought 12 sign-ups on Tuesday, most of them from one newsletter.", 3),
    ("UHENRIKE", "The auditor had to cancel, so nothing live this week.", 2),
    ("UOLU", "Next week I ask for the job title on the form: too many sign-ups were students.", 2),
)
STORY = {
    "worked": "The bakery recording brought 12 sign-ups, most of them from one newsletter.",
    "didnt": "The auditor cancelled, so nothing was live.",
    "next": "Ask for the job title on the form, as too many sign-ups were students.",
}
GOAL = "Webinar leads that sales keeps"
DECISION = {
    "decision": "Decide who rewrites the Social ads before they get more money.",
    "why": "Sales returned 5 of 5 leads judged, most often as a student or job seeker.",
}
SUMMARY = (
    "The auditor cancelled, so nothing was live. The recording brought 12 sign-ups, most of them from one newsletter."
)
RETURNED = (
    ("student_or_seeker", "Writes a thesis on bakeries and liked the recording."),
    ("student_or_seeker", "Looks for a trainee place in a food plant, wants to know whom to write to."),
    ("student_or_seeker", "Student, wanted the slides for a seminar."),
    ("no_need", "One oven and no technicians, the landlord sees to everything."),
    ("no_need", "Sells ovens himself and was curious."),
)


@pytest.fixture(params=["without a model", "with a model"])
def demo(
    request: pytest.FixtureRequest, filled_at: Callable[[datetime | None], Path], tmp_path: Path
) -> Iterator[Demo]:  # fmt: skip
    """The company two minutes before the week's reports are due, where the people of Webinars have talked."""
    friday = company.opening(datetime.now(UTC)).replace(hour=13, minute=58)
    settings = None
    if request.param == "with a model":
        model: ScriptedModelServer = request.getfixturevalue("model")
        model.say(json.dumps(STORY), asked="The messages of the week, one a line")
        model.say(json.dumps(DECISION), asked="The facts of the week, one a line")
        # Said of each story: it stands only where that story holds it.
        summaries = [{"story": number, "summary": SUMMARY} for number in range(1, 7)]
        model.say(json.dumps({"summaries": summaries}), asked="The stories of the week, one a line")
        settings = Settings(openai_base_url=model.url, openai_api_key="x", model="tiny", model_retries=0)
    running = started(Path(shutil.copytree(filled_at(friday), tmp_path / "demo")), settings=settings)
    _talked(running)
    yield running
    elsewhere(running.stop)


def test_a_week_reported_and_leads_returned_become_a_decision_and_a_goal_of_both_teams(
    demo: Demo, sit: Sit, request: pytest.FixtureRequest
) -> None:
    modelled = demo.plumbline.settings.model == "tiny"
    name = "-drafted" if modelled else ""
    friday = demo.plumbline.clock.now().astimezone(company.ZONE).date()

    owner = sit(OWNER)
    owner.go("marketing")
    owner.say("/channels link Webinars #webinars")
    expect(owner.told).to_contain_text("Webinars")
    owner.go("Plumbline")
    _move(owner, friday, "14:00")
    reminder = owner.messages.filter(has_text="Webinars: the week of").last
    expect(reminder).to_contain_text("is due now")
    _both(owner, f"walk-1-reminder{name}")
    owner.press("channels_report_now", within=reminder)
    _report(owner, name, modelled=modelled)

    rep = sit(REP)
    rep.go("sales-floor")
    for reason, words in RETURNED:
        expect(rep.log(f"lead returned {reason} via:Webinars {words}")).to_be_visible()
    _both(rep, f"walk-3-returned{name}")
    _move(owner, friday, "14:16")
    spike = owner.messages.filter(has_text="sales returned").last
    expect(spike).to_contain_text("5 of 5 leads")
    expect(spike).to_contain_text("student or job seeker 3, no need 2")
    expect(spike).not_to_contain_text("Priya")
    _both(owner, f"walk-4-spike{name}")

    boss = sit(BOSS)
    boss.go("growth-digest")
    boss.page.get_by_test_id("clock-next").click()
    expect(boss.page.get_by_test_id("clock-now")).to_contain_text("09:00")
    digest = boss.messages.first
    expect(digest).to_contain_text("Sales and marketing, week of")
    expect(digest).to_contain_text(DECISION["decision"] if modelled else "Decide what Social ads changes before")
    expect(digest.get_by_role("table").first).to_contain_text("Webinars")
    expect(digest.locator(".block-data_visualization svg")).to_be_visible()
    if modelled:
        expect(digest).to_contain_text("The decision line is drafted by tiny")
    _both(boss, f"walk-5-digest{name}", height=2300, of=digest)

    digest.get_by_test_id("thread-link").click()
    expect(boss.answers.last).to_contain_text("Webinars")
    if modelled:
        expect(boss.answers.filter(has_text=SUMMARY)).to_have_count(1)
    _both(boss, f"walk-5-thread{name}", height=2300)

    _agreed(owner, rep, name)
    expect(owner.messages.filter(has_text="sales returned")).to_have_count(1)  # Friday's leads are not told anew
    for who, seat in (("marketer", owner), ("rep", rep), ("responsible", boss)):
        home = seat.home()
        expect(home).to_contain_text(GOAL)
        expect(home).to_contain_text("1 now, from 1 to 6 by")
        _both(seat, f"walk-7-home-{who}{name}", height=1900)
    boss.go("growth-digest")
    expect(boss.messages).to_have_count(1)
    _next_digest(boss, friday + timedelta(days=10), name)


def _next_digest(seat: Seat, monday: date, name: str) -> None:
    """A week in which nobody handed in: the digest says so, and where the goal of both teams stands."""
    _move(seat, monday, "09:00")
    expect(seat.messages).to_have_count(2)
    digest = seat.messages.last
    expect(digest).to_contain_text("Heard: 0 of 6 channels")
    expect(digest).to_contain_text(GOAL)
    expect(digest).to_contain_text("from 1 to 6 by")
    _both(seat, f"walk-8-next-digest{name}", height=1900, of=digest)


def _agreed(owner: Seat, rep: Seat, name: str) -> None:
    """Set an aim that marketing proposes and sales signs: it is live for both only then."""
    owner.say(f"/goals propose {GOAL}")
    expect(owner.field("title")).to_have_value(GOAL)
    owner.field("measure").select_option(label="Leads sales accepted")
    owner.field("about").select_option(label="Webinars")
    owner.field("target").fill("6")
    owner.field("signer").select_option(value=REP)
    _both(owner, f"walk-6-form{name}", height=1000)
    owner.submit()
    expect(owner.modal).to_contain_text("Proposed, and signed by you.")
    owner.close()
    rep.go("Plumbline")
    asked = rep.messages.filter(has_text=GOAL).first
    expect(asked).to_contain_text("It is live once somebody of sales signs it.")
    _both(rep, f"walk-6-asked{name}")
    rep.press("goals_sign_sales", within=asked)
    for seat in (rep, owner):
        expect(seat.messages.filter(has_text="Both sides have signed: this goal is live.")).to_be_visible()
    expect(asked).to_contain_text("is signed by both sides and live")
    _both(owner, f"walk-6-live{name}")


def _report(seat: Seat, name: str, *, modelled: bool) -> None:
    """Hand the week in: last week's numbers are there, the story is drafted, and why a number moved is asked."""
    expect(seat.modal).to_contain_text("Webinars, week of")
    expect(seat.field("spend")).to_have_value("110")
    expect(seat.field("leads")).to_have_value("4")
    _drafted(seat)
    expect(seat.field("worked")).to_have_value(re.compile("bakery recording brought 12 sign-ups"))
    expect(seat.field("didnt")).to_have_value(re.compile("auditor .*cancel"))
    expect(seat.field("next")).to_have_value(re.compile("job title on the form"))
    expect(seat.modal).to_contain_text("Drafted from 3 messages" if modelled else "From 3 messages of this week")
    _both(seat, f"walk-2-form{name}", height=1500)
    seat.field("spend").fill("-240")
    seat.field("leads").fill("12")
    seat.field("qualified").fill("2")
    seat.field("customers").fill("13")
    seat.submit()
    expect(seat.wrong("spend")).to_have_text("Spend cannot be less than zero.")
    seat.field("spend").fill("240 €")
    seat.submit()
    expect(seat.modal).to_contain_text("13 new customers on 12 leads")
    seat.field("customers").fill("0")
    seat.modal.get_by_label("Why?").first.fill("The recording went out in a paid newsletter.")
    _both(seat, f"walk-2-why{name}")
    seat.submit()
    expect(seat.modal).to_contain_text("Handed in: Webinars")
    expect(seat.modal).to_contain_text("20 EUR")
    _both(seat, f"walk-2-handed-in{name}")
    seat.close()


def _drafted(seat: Seat) -> None:
    """Have the draft put in, which may have come before the form was opened."""
    put = seat.page.get_by_role("button", name="Put in the draft")
    worked = seat.field("worked")
    for _ in range(40):
        if worked.input_value():
            return
        if put.count():
            put.click()
        seat.page.wait_for_timeout(250)
    raise AssertionError("there is no draft")


def _both(seat: Seat, name: str, *, height: int | None = None, of: Locator | None = None) -> None:
    """The picture as a desk shows it and as a phone does, when pictures are taken."""
    seat.shoot(name, height=height, of=of)
    size = seat.page.viewport_size
    if SHOTS and size:
        seat.page.set_viewport_size({"width": 390, "height": 844})
        seat.shoot(f"{name}-390", height=height, of=of)
        seat.page.set_viewport_size(size)


def _move(seat: Seat, day: date, hour: str) -> None:
    """Set the clock to an hour of the zone of who sits there."""
    seat.page.get_by_test_id("clock-now").click()
    seat.page.get_by_test_id("clock-box").fill(f"{day}T{hour}")
    seat.page.get_by_test_id("clock-set").click()
    expect(seat.page.get_by_test_id("clock-now")).to_contain_text(hour)


def _talked(demo: Demo) -> None:
    """Give the workspace a channel #webinars, with the bot in it and what was said there this week."""
    state = demo.playground.workspace.state
    with state.lock:
        room = {**state.data["channels"]["CMARKETING"], "id": "CWEBINARS", "name": "webinars", "topic": "Recordings"}
        state.data["channels"]["CWEBINARS"] = room
        said = demo.plumbline.clock.now().timestamp() - 7_200
        state.data["messages"]["CWEBINARS"] = [
            {
                "type": "message", "user": user, "text": words, "ts": f"{said + number * 600:.6f}",
                "reactions": [{"name": "+1", "users": ["UHENRIKE", "UMATEO", "USASKIA"][:liked]}],
            }
            for number, (user, words, liked) in enumerate(TALK)
        ]  # fmt: skip
