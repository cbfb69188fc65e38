"""Every way a note comes in, walked as a person would: one line, a form, a message, a reaction, a direct message."""

import logging
import re
import time

import pytest
from playwright.sync_api import expect

from bot.demo.start import Demo
from capabilities.field import KINDS, Note
from tests.browser.conftest import Sit
from tests.quickness import quickest

pytestmark = pytest.mark.browser
log = logging.getLogger(__name__)

PARTS = "wants the parts of each van on the board before she sends anyone"
OTHERS = ("a lighter tablet for the cold store", "to send an invoice from the roof", "the same route every Tuesday")
QUICK_S = 3.0  # from the pressed key to what the note gave back; a person on the machine of a test waits a second


def test_one_line_is_shown_at_once_with_its_kind_and_gives_back_its_theme(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.log("want at:Hinrichsen a warning the evening before")  # a program just started loads its model once
    told = seat.page.get_by_test_id("ephemeral")
    seat.log(f"at:Ottery #refrigeration-service Planner {PARTS}")
    expect(seat.confirmed).to_contain_text("Logged as a want · Ottery · #refrigeration-service")
    expect(seat.confirmed).to_contain_text(f"Planner {PARTS}")
    expect(seat.confirmed).to_contain_text(re.compile(r"Note \w{12} · Undo within an hour"))
    for name in ("Edit", "Undo", "Add details"):
        expect(seat.confirmed.get_by_role("button", name=name)).to_be_visible()
    expect(seat.given).to_contain_text(re.compile(r"Theme: .*van.*, \d+ in the last seven days", re.IGNORECASE))
    expect(seat.given).to_contain_text(re.compile(r"[2-9] other people said the like in the last 30 days\."))

    others = iter(OTHERS)

    def note() -> None:
        before, begun = told.count(), time.monotonic()
        seat.say(f"/field want at:Ottery #refrigeration-service {next(others)}")
        expect(told).to_have_count(before + 1)
        shown_s = time.monotonic() - begun
        expect(told).to_have_count(before + 2)
        given_s = time.monotonic() - begun
        log.info("A note in one line: confirmed after %.2f s, given back after %.2f s", shown_s, given_s)

    assert quickest(note, under_s=QUICK_S) < QUICK_S  # --log-cli-level=INFO shows how quick


SAID = {
    "want": "A want",
    "objection": "An objection",
    "works": "Something that works",
    "doesnt": "Something that doesn't work",
    "lead": "A lead verdict",
    "competitor": "About a competitor",
    "words": "A customer's sentence",
}
OTHER = re.compile("|".join(f"^{label}$" for label in SAID.values()))


def test_a_guessed_kind_is_put_right_with_one_tap(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN")
    seat.go("sales-floor")
    seat.log("Nobody at Torwacht reads the report any more, three pages too long")
    one = seat.confirmed.get_by_role("button", name=OTHER).first
    kind = KINDS[next(kind for kind, label in SAID.items() if label == one.inner_text())]
    expect(seat.confirmed).not_to_contain_text(f"Logged as {kind}")
    one.click()
    expect(seat.confirmed).to_contain_text(f"Logged as {kind}")
    expect(seat.confirmed.get_by_role("button", name=OTHER)).to_have_count(0)


def test_an_objection_is_answered_by_the_brief_with_its_source(demo: Demo, sit: Sit) -> None:
    seat = sit("UPRIYA")
    seat.go("sales-floor")
    given = seat.log("objection at:Brackwater vs:Rutano Rutano is half of our price, he said and put the offer aside")
    expect(seat.confirmed).to_contain_text("Logged as an objection · Brackwater · vs Rutano")
    expect(given).to_contain_text("Theme: ")
    expect(given).to_contain_text("What the brief says")
    expect(given).to_contain_text("how many return visits did you have last month")
    expect(given).to_contain_text("Brief v2 › Objections › Rutano is cheaper")
    expect(given).not_to_contain_text("silent")
    seat.shoot("field")


def test_what_turns_out_to_be_an_objection_is_answered_then(demo: Demo, sit: Sit) -> None:
    seat = sit("UCALLUM")
    seat.go("sales-floor")
    seat.log("at:Pennick Rutano is cheaper, half our price, he said")
    seat.confirmed.get_by_role("button", name="An objection").click()
    expect(seat.confirmed).to_contain_text("Logged as an objection · Pennick")
    expect(seat.given).to_contain_text("What the brief says")
    expect(seat.given).to_contain_text("Brief v2 › Objections › Rutano is cheaper")


def test_an_objection_the_brief_is_silent_on_reaches_its_owner_in_one_message(demo: Demo, sit: Sit) -> None:
    words = "Their fire insurer takes no inspection that was signed with a finger on glass"
    seat = sit("UTOMASZ")
    seat.go("sales-floor")
    given = seat.log(f"objection at:Nordpol {words}")
    expect(given).to_contain_text("The brief is silent on this: it goes to Henrike Vossberg.")
    owner = sit("UHENRIKE")
    owner.go("Plumbline")
    heard = owner.messages.filter(has_text=words)
    expect(heard).to_have_count(1)
    expect(heard).to_contain_text("The brief is silent on an objection that Tomasz Wrobel just heard · Nordpol")
    expect(heard).to_contain_text("Add a reply under Objections in the brief")
    owner.page.reload()
    expect(heard).to_have_count(1)


def test_a_form_shows_the_whole_confirmation_where_it_was(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA")
    seat.say("/field")
    seat.field("text").fill("Wants to see the stock of parts on each van before anyone drives")
    seat.field("kind").select_option(label="Want")
    seat.field("account").fill("Catskeel")
    seat.field("amount").fill("$12k")
    seat.submit()
    expect(seat.modal).to_contain_text("Logged as a want · Catskeel · 12,000 USD")
    expect(seat.modal).to_contain_text(re.compile("Theme: .*in the last seven days"))
    expect(seat.modal).to_contain_text("said the like in the last 30 days")
    expect(seat.modal.get_by_role("button", name="Undo")).to_be_visible()
    seat.close()


def test_somebodys_message_is_logged_with_its_author_and_its_link(demo: Demo, sit: Sit) -> None:
    seat = sit("UCALLUM")
    seat.go("field-notes")
    row = seat.messages.filter(has_text="Hudsonreach, before hello")
    row.hover()
    row.get_by_test_id("message-menu").click()
    seat.page.get_by_test_id("shortcut-field_from_message").click()
    expect(seat.field("text")).to_have_value(re.compile("what's on my trucks"))
    seat.submit()
    expect(seat.modal).to_contain_text("From Dana Whitlock’s message")
    expect(seat.modal).to_contain_text(re.compile("said the like|first to say|Nobody else"))
    seat.close()
    logged = [note for note in _notes_of(demo, "UCALLUM") if "Hudsonreach" in note.text]
    assert [note.message_by for note in logged] == ["UDANA"]
    assert "CFIELDNOTES" in logged[0].permalink


def test_a_reaction_logs_the_message_under_it_once(demo: Demo, sit: Sit) -> None:
    seat = sit("UAYLIN")
    seat.go("field-notes")
    row = seat.messages.filter(has_text="Tollgate Cooling, owner")
    seat.react(row, "memo")
    seat.go("Plumbline")
    logged = seat.messages.filter(has_text="What have I got on the vans tonight?")
    expect(logged).to_have_count(1)
    expect(logged).to_contain_text("From Callum Frayne’s message")
    expect(logged).to_contain_text("Theme: ")
    expect(logged.get_by_role("button", name="Undo")).to_be_visible()
    seat.go("field-notes")
    row.get_by_test_id("reaction-memo").click()
    expect(row.get_by_test_id("reaction-memo")).to_have_count(0)
    seat.react(row, "memo")
    seat.go("Plumbline")
    seat.say("log want Tollgate wants one list for all vans at five")
    said = seat.messages.filter(has_text="log want Tollgate wants one list")  # the second reaction is answered too
    expect(said.get_by_test_id("thread-link")).to_be_visible()
    expect(logged).to_have_count(1)


def test_log_in_a_direct_message_logs_what_follows(demo: Demo, sit: Sit) -> None:
    seat = sit("UTOMASZ")
    seat.go("Plumbline")
    answer = seat.ask('log want at:"Polder Koel" the plan for tomorrow on paper by six in the evening')
    expect(answer).to_contain_text("Logged as a want · Polder Koel")
    expect(answer).to_contain_text("the plan for tomorrow on paper")
    expect(answer).to_contain_text(re.compile("Theme: |first to say|Nobody else"))
    answer.get_by_role("button", name="Undo").click()
    seat.agree("Undo this note?")
    expect(answer).to_contain_text("Undone. The note is gone from every count")


def test_a_statement_in_a_direct_message_is_offered_to_be_logged(demo: Demo, sit: Sit) -> None:
    seat = sit("UDANA")
    seat.go("Plumbline")
    answer = seat.ask("The planner told me they tried a whiteboard beside it and went back to paper")
    expect(answer).to_contain_text("That reads like something a customer said.")
    expect(answer.get_by_role("button", name="Answer it from the brief")).to_be_visible()
    answer.get_by_role("button", name="Log this").click()
    expect(answer).to_contain_text("Logged as ")
    expect(answer).to_contain_text("went back to paper")
    expect(answer).to_contain_text(re.compile("Theme: |first to say|Nobody else|What the brief says|silent"))
    expect(answer.get_by_role("button", name="Log this")).to_have_count(0)


def test_personal_data_is_masked_and_the_person_sees_it(demo: Demo, sit: Sit) -> None:
    seat = sit("UJONAS")
    seat.go("sales-floor")
    seat.log("want call back 0171 2345678 or planner@sorbeck.example, account DE89 3704 0044 0532 0130 00, about gates")
    expect(seat.confirmed).to_contain_text("call back [phone] or [e-mail], account [bank account], about gates")
    expect(seat.confirmed).to_contain_text("Masked before keeping: ")
    kept = _notes_of(demo, "UJONAS")[0]
    assert "2345678" not in kept.text
    assert "sorbeck.example" not in kept.text
    assert "3704" not in kept.text


def test_a_likely_repetition_is_asked_about_and_dropped_by_a_tap(demo: Demo, sit: Sit) -> None:
    words = "Their shop steward asks where the technicians' jobs are stored and for how long"
    seat = sit("UPRIYA")
    seat.go("sales-floor")
    seat.log(f"at:Skerry {words}")
    given = seat.log(f"at:Skerry {words} exactly")
    expect(given).to_contain_text("You logged nearly the same today:")
    expect(given.get_by_role("button", name="Keep both")).to_be_visible()
    given.get_by_role("button", name="Undo this one").click()
    expect(given).to_contain_text("Undone.")
    assert [note.text for note in _notes_of(demo, "UPRIYA") if note.text.startswith(words)] == [words]
    again = seat.log(f"at:Skerry {words}, says he")
    again.get_by_role("button", name="Keep both").click()
    expect(again.get_by_role("button", name="Keep both")).to_have_count(0)
    assert len([note for note in _notes_of(demo, "UPRIYA") if note.text.startswith(words)]) == 2


def _notes_of(demo: Demo, user: str) -> list[Note]:
    """What is kept of a person's notes, the newest first."""
    rooms = demo.plumbline.rooms
    return rooms.field.mine(rooms.workspaces.every()[0], user)
