"""The walk of a new person: log what a customer said, file the brief, get a pitch, ask, report a channel."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.demo import company
from bot.demo.start import Demo
from tests.browser.conftest import Sit

pytestmark = pytest.mark.browser

WANT = 'want at:"Kälteteam Sorbeck" #refrigeration-service Planner wants to see which parts are on which van first'


def test_the_page_opens_with_people_and_channels(demo: Demo, sit: Sit) -> None:
    seat = sit("")
    for name in ("field-notes", "general", "growth-digest", "marketing", "random", "sales-floor", "Plumbline"):
        expect(seat.page.get_by_test_id(f"sidebar-channel-{name}")).to_be_visible()
    expect(seat.messages.filter(has_text="Hudsonreach, before hello")).to_be_visible()
    seat.page.get_by_test_id("whoami").click()
    people = seat.page.get_by_test_id("whoami-list").get_by_role("menuitemradio")
    expect(people).to_have_count(12)
    people.filter(has_text="Henrike Vossberg").click()
    expect(seat.page.get_by_test_id("whoami")).to_contain_text("Henrike Vossberg")
    expect(seat.page.get_by_test_id("clock-next")).to_contain_text("Monday 09:00")


def test_a_note_is_logged_by_command_and_the_command_is_completed(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.box.press_sequentially("/fi")
    offered = seat.page.get_by_test_id("command-item-field")
    expect(offered).to_contain_text("Log what a customer wants.")
    seat.box.press("Tab")
    expect(seat.box).to_have_value("/field ")
    seat.page.keyboard.insert_text(WANT)
    seat.box.press("Enter")
    expect(seat.confirmed).to_contain_text("Logged as a want · Kälteteam Sorbeck · #refrigeration-service")
    expect(seat.confirmed).to_contain_text("which parts are on which van first")
    expect(seat.confirmed.get_by_role("button", name="Edit")).to_be_visible()
    expect(seat.confirmed.get_by_role("button", name="Undo")).to_be_visible()


def test_a_note_is_undone_after_a_question(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN")
    seat.go("sales-floor")
    seat.log("want wrong customer, wrong day")
    expect(seat.confirmed).to_contain_text("Logged as a want")
    seat.press("field_undo", within=seat.confirmed)
    seat.page.get_by_test_id("confirm-no").click()
    expect(seat.confirmed).to_contain_text("Logged as a want")
    seat.press("field_undo", within=seat.confirmed)
    seat.agree("Undo this note?")
    undone = seat.page.get_by_test_id("ephemeral").filter(has_text="Undone. The note is gone from every count")
    expect(undone).to_be_visible()
    seat.say("/field mine")
    expect(seat.told).to_contain_text("Your latest notes")
    expect(seat.told).not_to_contain_text("wrong customer, wrong day")


def test_a_note_is_logged_by_form_and_mistakes_are_said_at_their_fields(demo: Demo, sit: Sit) -> None:
    seat = sit("UCALLUM")
    seat.say("/field")
    expect(seat.modal).to_contain_text("Log a field note")
    seat.submit()
    expect(seat.wrong("text")).to_be_visible()
    seat.field("text").fill("Nice portfolio, no compressor. He took the ad for a job.")
    seat.field("amount").fill("lots")
    seat.submit()
    expect(seat.wrong("amount")).to_contain_text("Write the amount as a number with its currency")
    expect(seat.wrong("text")).to_be_hidden()
    expect(seat.field("text")).to_have_value(re.compile("Nice portfolio"))
    seat.shoot("form")
    seat.field("amount").fill("€40k")
    seat.field("kind").select_option(label="Lead")
    seat.field("via_channel").fill("Social ads")
    seat.field("return_reason").select_option(label="Student or job seeker")
    seat.submit()
    expect(seat.modal).to_contain_text("Logged as a lead verdict · via Social ads · returned: student or job seeker")
    expect(seat.modal).to_contain_text(re.compile("40,000|40 000|40k"))
    seat.close()


def test_a_note_is_logged_from_somebodys_message(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("field-notes")
    row = seat.messages.filter(has_text="Nordpol")
    row.hover()
    row.get_by_test_id("message-menu").click()
    menu = seat.page.get_by_test_id("message-menu-list")
    expect(menu).to_contain_text("Log as field note")
    seat.shoot("shortcut")
    menu.get_by_test_id("shortcut-field_from_message").click()
    expect(seat.field("text")).to_have_value(re.compile(r"Warn me when the job needs a part"))
    expect(seat.modal).to_contain_text("From Tomasz Wrobel’s message.")
    seat.field("account").fill("Nordpol")
    seat.submit()
    expect(seat.modal).to_contain_text("Logged as ")
    expect(seat.modal).to_contain_text("Nordpol")
    seat.close()


def test_a_rep_may_not_file_a_brief_and_is_told_whom_to_ask(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN")
    seat.say("/brief file")
    said = seat.page.get_by_test_id("ephemeral").last
    expect(said).to_contain_text("needs the marketer role. Ask Henrike Vossberg.")
    expect(seat.modal).to_have_count(0)


def test_the_marketer_files_the_brief_with_a_form_and_everybody_reads_it(demo: Demo, sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "brief-v3.md"
    file.write_text(_brief("2027-05-31"), encoding="utf-8")
    seat = sit("UHENRIKE")
    seat.say("/brief file")
    seat.field("file").set_input_files(tmp_path / "brief-v3.md")
    expect(seat.modal).to_contain_text("brief-v3.md")
    seat.field("why").fill("Looked through, nothing to change before May")
    seat.submit()
    expect(seat.modal).to_contain_text("write to you in a moment")
    seat.close()
    seat.go("Plumbline")
    read = seat.messages.last
    expect(read).to_contain_text("Fennhold Rounds, draft version 3: read through.")
    seat.press("brief_publish", within=read)
    expect(read).to_contain_text("Fennhold Rounds, version 3 is published")
    seat.go("marketing")
    seat.say("/brief")
    expect(seat.told).to_contain_text("Fennhold Rounds, brief version 3")
    expect(seat.told).to_contain_text("The week you planned is the week you drive.")
    seat.shoot("brief", height=1060)
    seat.told.get_by_role("button", name="Open").nth(8).click()
    expect(seat.modal).to_contain_text("Limits, brief version 3")
    seat.close()


def test_the_brief_is_filed_by_sending_it_to_the_bot_which_a_rep_may_not(demo: Demo, sit: Sit, tmp_path: Path) -> None:
    file = tmp_path / "brief-v4.md"
    file.write_text(_brief("2027-06-30"), encoding="utf-8")
    for user, said in (
        ("UAYLIN", "needs the marketer role. Ask Henrike Vossberg."),
        ("UHENRIKE", "Fennhold Rounds, draft version 4: read through."),
    ):
        seat = sit(user)
        seat.go("Plumbline")
        seat.send(file)
        expect(seat.page.locator("body")).to_contain_text(said)  # a refusal stands in the thread of the file


def test_a_pitch_arrives_with_its_sources(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.say("/pitch Refrigeration service, they say Rutano is cheaper")
    expect(seat.told).to_contain_text("it arrives in your messages with me")
    seat.go("Plumbline")
    pitch = seat.messages.filter(has_text="Your pitch for “Refrigeration service, they say Rutano is cheaper”")
    expect(pitch).to_have_count(1)
    expect(pitch).to_contain_text("The week you planned is the week you drive.")
    expect(pitch).to_contain_text("return visit")
    expect(pitch).to_contain_text(re.compile(r"Brief v\d › "))
    expect(pitch.locator(".block-section").filter(has_text=re.compile(r"^\s*\d\. "))).to_have_count(5)
    expect(pitch).to_contain_text("These are the brief's own words.")
    seat.shoot("pitch", height=1160)


def test_a_question_is_answered_with_its_source(demo: Demo, sit: Sit) -> None:
    seat = sit("UTOMASZ")
    seat.go("Plumbline")
    answer = seat.ask("Does the app work without a signal?")
    expect(answer).to_contain_text("the app works without a signal")
    expect(answer).to_contain_text(re.compile(r"Brief v\d › "))
    expect(answer.get_by_role("button", name="Share in a channel")).to_be_visible()
    seat.shoot("question")


def test_a_question_the_brief_does_not_answer_is_said_to_be_one(demo: Demo, sit: Sit) -> None:
    seat = sit("UTOMASZ")
    seat.go("Plumbline")
    answer = seat.ask("Can the planner see what stock is on each van?")
    expect(answer).to_contain_text("The brief is silent on this.")
    expect(answer.get_by_role("button", name="Share in a channel")).to_have_count(0)
    seat.shoot("silent")


def test_a_channel_is_reported_by_form_and_impossible_numbers_are_refused(demo: Demo, sit: Sit) -> None:
    seat = sit("UOLU")
    seat.go("marketing")
    seat.say("/channels")
    expect(seat.told).to_contain_text("5 of 6 channels handed in")
    seat.say("/channels report Webinars")
    expect(seat.modal).to_contain_text("Webinars, week of")
    seat.field("spend").fill("a lot")
    seat.field("leads").fill("12")
    seat.submit()
    expect(seat.wrong("spend")).to_contain_text("is not a number I can read")
    seat.shoot("channels")
    seat.field("spend").fill("300")
    seat.field("qualified").fill("40")
    seat.submit()
    expect(seat.wrong("qualified")).to_contain_text("There cannot be more qualified leads (40) than leads (12).")
    seat.field("qualified").fill("5")
    seat.field("worked").fill("Two plants asked for the recording.")
    seat.submit()
    expect(seat.modal).to_contain_text("One more question")
    expect(seat.field("worked")).to_have_value("Two plants asked for the recording.")
    for why in seat.modal.get_by_label("Why?").all():
        why.fill("One date instead of two.")
    seat.shoot("channels-why")
    seat.submit()
    expect(seat.modal).to_contain_text("Handed in: Webinars")
    expect(seat.modal).to_contain_text("25 EUR")
    expect(seat.modal).to_contain_text("Two plants asked for the recording.")
    seat.close()
    seat.say("/channels")
    expect(seat.told).to_contain_text("6 of 6 channels handed in")


def test_home_shows_my_notes_to_edit_or_undo(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    home = seat.home()
    expect(home).to_contain_text("Your notes")
    expect(home).to_contain_text("Planner wants to see which parts are on which van first")
    expect(home).to_contain_text("Fennhold Rounds, brief version")
    expect(home.get_by_role("button", name="Undo").first).to_be_visible()
    home.get_by_role("button", name="Edit").first.click()
    expect(seat.modal).to_contain_text("Edit field note")
    seat.field("text").fill("Parts on each van, before anybody drives")
    seat.submit()
    expect(seat.modal).to_contain_text("Changed: ")
    seat.close()
    expect(seat.home()).to_contain_text("Parts on each van, before anybody drives")


def _brief(review_by: str) -> str:
    """The company's brief with another day to look through it by."""
    text = (company.FOLDER / "brief-v2.md").read_text(encoding="utf-8")
    return text.replace("review-by: 2027-03-31", f"review-by: {review_by}")
