"""A brief's life in the browser: changed by section, read through, compared, published, its history, taken out."""

import re

from playwright.sync_api import expect

from bot.demo.start import Demo
from tests.browser.conftest import Sit

MARKETER, REP = "UHENRIKE", "UAYLIN"


def test_a_section_is_changed_read_through_compared_and_published(demo: Demo, sit: Sit) -> None:
    seat = sit(MARKETER)
    seat.go("marketing")
    seat.say("/brief edit")
    expect(seat.told).to_contain_text("On top of version 2.")
    seat.shoot("brief-edit", height=1100)
    seat.say("/brief edit who > Bakeries")
    expect(seat.modal).to_contain_text("It will stand in “Who”, after “Facility managers”.")
    seat.shoot("brief-add")
    seat.close()
    seat.say("/brief edit offers")
    field = seat.field("text")
    expect(field).to_have_value(re.compile("Two rounds beside your board"))
    field.fill(field.input_value().replace("plan two weeks", "plan three weeks"))
    seat.field("why").fill("Two weeks were too short for the third team")
    seat.shoot("brief-form")
    seat.submit()
    expect(seat.modal).to_contain_text("Saved as draft version 3.")
    seat.close()
    seat.go("Plumbline")
    read = seat.messages.last
    expect(read).to_contain_text("Fennhold Rounds, draft version 3: read through.")
    seat.shoot("brief-review", height=1100)
    seat.press("brief_changes", within=read)
    expect(seat.modal).to_contain_text("two → three weeks")
    seat.shoot("brief-changes")
    seat.close()
    seat.press("brief_publish", within=read)
    expect(read).to_contain_text("Fennhold Rounds, version 3 is published")
    seat.shoot("brief-published")


def test_everybody_reads_the_history_the_difference_and_the_limits(demo: Demo, sit: Sit) -> None:
    seat = sit(REP)
    seat.say("/brief history")
    expect(seat.told).to_contain_text("v3 · published")
    seat.shoot("brief-history")
    seat.say("/brief diff 1 2")
    expect(seat.told).to_contain_text("version 1 → version 2")
    seat.shoot("brief-diff", height=1100)
    seat.say("/brief limits")
    expect(seat.told).to_contain_text("we match Rutano's price.")
    seat.shoot("brief-limits", height=1000)
    seat.say("/brief export")
    expect(seat.told).to_contain_text("as a Markdown file")
    seat.go("Plumbline")
    expect(seat.messages.last).to_contain_text("fennhold-rounds-v3.md")
    seat.shoot("brief-export")


def test_a_rep_changes_and_publishes_nothing(demo: Demo, sit: Sit) -> None:
    seat = sit(REP)
    for words in ("/brief edit", "/brief publish", "/brief file"):
        seat.say(words)
        expect(seat.told).to_contain_text("needs the marketer role")


def test_a_draft_nobody_wants_is_dropped(demo: Demo, sit: Sit) -> None:
    seat = sit(MARKETER)
    seat.go("marketing")
    seat.say("/brief edit materials")
    seat.field("text").fill("")
    seat.submit()
    expect(seat.modal).to_contain_text("This removes the section Materials with 6 lines.")
    seat.shoot("brief-remove")
    seat.submit()
    expect(seat.modal).to_contain_text("Saved as draft version 4.")
    seat.close()
    seat.go("Plumbline")
    read = seat.messages.last
    expect(read).to_contain_text("draft version 4: read through.")
    seat.press("brief_drop", within=read)
    seat.agree("Drop this draft?")
    expect(read).to_contain_text("dropped by")
