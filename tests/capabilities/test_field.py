"""Logging, mending and undoing field notes: what is kept, what is masked, and who answers."""

from decimal import Decimal

import numpy as np
import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Said, other_kinds
from capabilities.masking import Masking
from capabilities.refusal import Refusal
from storage import field as stored
from storage.field import Note, search
from tests.conftest import StillClock, WrittenWork

HERE, ANN = "T1", "UANN"
DEED = Deed(HERE, ANN)


@pytest.fixture
def field(books: Books) -> Field:
    return Field(books, Masking("DE"))


def kept(field: Field, note: Note) -> Note:
    with field.books.look(HERE) as unit:
        found = stored.get(unit, note.id)
    assert found is not None
    return found


def known(field: Field, note: Note, theme: str | None = None) -> None:
    """As the settling of notes leaves one."""
    with field.books.keep(DEED) as unit:
        stored.change(unit, note.id, {"known_at": field.books.clock.now(), "theme": theme})


def test_a_note_waits_to_be_settled_and_says_where_its_author_waits(field: Field) -> None:
    note = field.log(DEED, Said("a plan", kind="want"), reply_to="url:https://example.com/1", message_by="UBEN")
    assert kept(field, note) == note
    assert (note.known_at, note.reply_to, note.message_by) == (None, "url:https://example.com/1", "UBEN")
    assert note.kept_at == note.created_at == field.books.clock.now()


def test_a_kind_that_was_said_is_a_persons_and_one_that_was_not_the_rules(field: Field) -> None:
    said = field.log(DEED, Said("too expensive for them", kind="want"))
    guessed = field.log(DEED, Said("too expensive for them"))
    lead = field.log(DEED, Said("good talk", lead_verdict="accepted"))
    assert (said.kind, said.kind_by, other_kinds(said)) == ("want", "person", ())
    assert (guessed.kind, guessed.kind_by) == ("objection", "rules")
    assert len(other_kinds(guessed)) == 2
    assert "objection" not in other_kinds(guessed)
    assert (lead.kind, lead.kind_by) == ("lead", "person")


def test_personal_data_is_masked_in_every_field_before_it_is_kept(field: Field) -> None:
    said = Said("call 030 901820", kind="want", account="anna@acme.example", stage="4111 1111 1111 1111")
    note = kept(field, field.log(DEED, said, customer_words="DE89 3704 0044 0532 0130 00 is mine"))
    assert (note.text, note.account, note.stage) == ("call [phone]", "[e-mail]", "[card]")
    assert note.customer_words == "[bank account] is mine"
    assert note.masked == "phone,email,card,bank"


def test_an_edit_keeps_how_the_note_read_and_makes_it_wait_again(field: Field, clock: StillClock) -> None:
    note = field.log(DEED, Said("a plan", kind="want", amount=Decimal(40), currency="EUR"))
    known(field, note, theme="t1")
    clock.go(hours=3)
    edited = field.edit(DEED, note.id, Said("two plans", kind="want", account="Acme"), reply_to="view:V1")
    assert kept(field, note) == edited
    assert (edited.text, edited.account, edited.amount, edited.theme) == ("two plans", "Acme", None, None)
    assert (edited.known_at, edited.reply_to, edited.edited_at) == (None, "view:V1", clock.at)
    _, (earlier,) = field.wordings(HERE, ANN, note.id)
    assert earlier.was == {"text": "a plan", "account": "", "amount": "40.00", "currency": "EUR"}
    assert (earlier.by, earlier.at) == (ANN, clock.at)


def test_an_edit_of_anything_but_the_words_leaves_the_note_in_its_theme(field: Field) -> None:
    note = field.log(DEED, Said("a plan", kind="want"))
    known(field, note, theme="t1")
    assert field.edit(DEED, note.id, Said("a plan", kind="want", account="Acme")).theme == "t1"


def test_an_edit_that_changes_nothing_is_none(field: Field) -> None:
    note = field.log(DEED, Said("a plan"))
    known(field, note)
    before = kept(field, note)
    assert field.edit(DEED, note.id, Said("a plan", kind=note.kind)) == before
    assert kept(field, note) == before
    assert field.wordings(HERE, ANN, note.id)[1] == []


def test_a_kind_chosen_in_the_form_is_a_persons(field: Field) -> None:
    note = field.log(DEED, Said("too expensive"))
    edited = field.edit(DEED, note.id, Said("too expensive", kind="words"))
    assert (edited.kind, edited.kind_by) == ("words", "person")


def test_what_was_masked_stays_known_after_an_edit(field: Field) -> None:
    note = field.log(DEED, Said("call 030 901820", kind="want"))
    edited = field.edit(DEED, note.id, Said("write to a@b.example", kind="want"))
    assert edited.masked == "email"
    assert kept(field, note).masked == "phone,email"


def test_undo_takes_the_note_out_of_the_search_in_the_same_breath(field: Field) -> None:
    note = field.log(DEED, Said("a plan they can cancel", kind="want"), reply_to="user:UANN")
    with field.books.keep(DEED) as unit:
        row = search.Findable(note.id, note.created_at, note.text, "words", np.ones(1, dtype=np.float32))
        search.make_findable(unit, [row])
        assert [found for found, _ in search.by_words(unit, "cancel", limit=5)] == [note.id]
    field.undo(DEED, note.id)
    with field.books.look(HERE) as unit:
        assert search.by_words(unit, "cancel", limit=5) == []
    assert kept(field, note).reply_to == ""


def test_a_guess_put_right_is_no_earlier_wording_and_a_persons_word_is(field: Field) -> None:
    note = field.log(DEED, Said("a plan"))
    field.say_kind(DEED, note.id, "want")
    assert (kept(field, note).kind, kept(field, note).kind_by) == ("want", "person")
    assert field.wordings(HERE, ANN, note.id)[1] == []
    field.say_kind(DEED, note.id, "words")
    assert [each.was for each in field.wordings(HERE, ANN, note.id)[1]] == [{"kind": "want"}]


def test_a_note_corrected_to_an_objection_is_answered(field: Field, work: WrittenWork) -> None:
    note = field.log(DEED, Said("a plan"))
    known(field, note)
    field.say_kind(DEED, note.id, "objection", reply_to="url:x")
    ((_, kind, key),) = work.asked
    assert (kind, key.partition(":")[0]) == ("notes", note.id)
    assert kept(field, note).reply_to == "url:x"


@pytest.mark.parametrize("kind", ["nonsense", ""])
def test_an_unknown_kind_is_refused_with_the_known_ones(field: Field, kind: str) -> None:
    note = field.log(DEED, Said("a plan"))
    with pytest.raises(Refusal, match="Choose one of: want, objection"):
        field.say_kind(DEED, note.id, kind)


def test_nobody_else_corrects_or_reads_how_a_note_once_read(field: Field) -> None:
    note, ben = field.log(DEED, Said("a plan")), Deed(HERE, "UBEN")
    for verb in (
        lambda: field.say_kind(ben, note.id, "want"),
        lambda: field.edit(ben, note.id, Said("x")),
        lambda: field.wordings(HERE, "UBEN", note.id),
    ):
        with pytest.raises(Refusal, match="Only the person who logged"):
            verb()


def test_one_piece_of_work_answers_a_note_and_hears_the_same_after_a_crash(field: Field) -> None:
    note = field.log(DEED, Said("a plan"), reply_to="url:x\nagain:y")
    assert field.take_reply(HERE, note.id, "work1") == "url:x\nagain:y"
    assert field.take_reply(HERE, note.id, "work2") == ""
    assert field.take_reply(HERE, note.id, "work1") == "url:x\nagain:y"
    assert field.end_reply(HERE, note.id, "work2") is False
    assert field.end_reply(HERE, note.id, "work1") is True
    assert kept(field, note).reply_to == ""
    assert field.take_reply(HERE, note.id, "work3") == ""


def test_whoever_waits_anew_meanwhile_is_not_forgotten(field: Field) -> None:
    note = field.log(DEED, Said("a plan"), reply_to="url:x")
    field.take_reply(HERE, note.id, "work1")
    field.edit(DEED, note.id, Said("another plan"), reply_to="view:V")
    assert field.end_reply(HERE, note.id, "work1") is False
    assert field.take_reply(HERE, note.id, "work2") == "view:V"


def test_an_undone_note_is_answered_no_more(field: Field) -> None:
    note = field.log(DEED, Said("a plan"), reply_to="url:x")
    field.undo(DEED, note.id)
    assert field.take_reply(HERE, note.id, "work1") == ""
    assert field.one(HERE, note.id) is None
