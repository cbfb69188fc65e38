"""What a rep types after /field: whole amounts, no control characters, nothing lost."""

import time
from decimal import Decimal

import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Said, amount_in, check, read
from capabilities.field.words import REASONS, is_blank, reason_of
from capabilities.refusal import Refusal


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("€40,000 now", "40000", "EUR"),
        ("a $1,200,000 deal", "1200000", "USD"),
        ("€40.000", "40000", "EUR"),
        ("€40 000 a year", "40000", "EUR"),
        ("€1.234,50.", "1234.50", "EUR"),
        ("£1,5k, they said", "1500", "GBP"),
        ("€2.5m", "2500000", "EUR"),
        ("€2 million", "2000000", "EUR"),
        ("€40 2026 is the year", "40", "EUR"),
        ("€40 kids", "40", "EUR"),
        ("about 40k€ a year", "40000", "EUR"),
        ("EUR 40k, or less", "40000", "EUR"),
        ("a $1.2M deal", "1200000", "USD"),
        ("40.000 €", "40000", "EUR"),
        ("40 000 € in 2027", "40000", "EUR"),
        ("in 2027 40 000 €", "40000", "EUR"),
        ("1.2m usd?", "1200000", "USD"),
        ("(£3k)", "3000", "GBP"),
        ("CHF 12'500", "12500", "CHF"),
        ("2 million dollars", "2000000", "USD"),
        ("400 euros", "400", "EUR"),
    ],
)
def test_an_amount_in_a_note_is_read_whole(words: str, amount: str, currency: str) -> None:
    said = read(f"want {words}")
    assert (said.amount, said.currency, said.text) == (Decimal(amount), currency, words)


@pytest.mark.parametrize(
    "words",
    ["€1,234k", "€40,000/month", "€40,000-50,000", "€1.2.3", "40000", "€1,2345,678", "40,000 €/month", "40-50k €"],
)
def test_an_amount_that_cannot_be_told_is_left_to_the_words(words: str) -> None:
    assert (read(words).amount, read(words).currency, read(words).text) == (None, "", words)


@pytest.mark.parametrize(
    "words", ["40k people", "a40k€", "40 euroscopes", "1,234k €", "version 2 chfx", "5 all in", "EURO 2028"]
)
def test_other_figures_are_no_amount(words: str) -> None:
    assert (read(words).amount, read(words).currency) == (None, "")


@pytest.mark.parametrize(
    ("words", "amount", "currency"),
    [
        ("40,000", "40000", ""),
        ("$1,200,000", "1200000", "USD"),
        ("40000 CHF", "40000", "CHF"),
        ("12.5 sek", "12.5", "SEK"),
    ],
)
def test_a_form_takes_grouped_figures_and_any_currency(words: str, amount: str, currency: str) -> None:
    assert amount_in(words) == (Decimal(amount), currency)


def test_a_form_says_how_an_amount_is_written() -> None:
    with pytest.raises(Refusal, match="such as €40k or 40000 EUR") as refused:
        amount_in("a lot")
    assert refused.value.field == "amount"
    assert amount_in("  ") == (None, "")


def test_control_characters_are_taken_out_and_lines_and_tabs_stay() -> None:
    assert read("want\x00 at:Ac\x07me a\tplan\r\nthey can\x1b cancel") == Said(
        "a\tplan\nthey can cancel", kind="want", account="Acme"
    )
    assert Said("caf\u00e9 \U0001f469\u200d\U0001f680\ud800").text == "caf\u00e9 \U0001f469\u200d\U0001f680"


def test_a_note_with_a_nul_is_kept_by_either_database(books: Books) -> None:
    field, rep = Field(books), Deed("T1", "UREP")
    note = field.log(rep, Said("a\x00 plan"), customer_words="we\x00 want")
    assert (note.text, note.customer_words) == ("a plan", "we want")
    note = field.edit(rep, note.id, Said("two\x00 plans", account="A\x00cme"), customer_words="no\x00")
    assert field.get("T1", "UREP", note.id) == note
    assert (note.text, note.account, note.customer_words) == ("two plans", "Acme", "no")
    with pytest.raises(Refusal, match="nothing to log yet"):
        field.log(rep, Said("\x00\x01"))


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        ("objektion: too dear", "objection", "too dear"),
        ("objecton too dear", "objection", "objecton too dear"),
        ("Competitr: Kessler was there", "competitor", "Kessler was there"),
        ("wnat: an export", "want", "an export"),
        ("word: my phone is my office", "words", "my phone is my office"),
        ("doesnt\nthe video", "doesnt", "the video"),
        ("Leah: wants an export", "", "Leah: wants an export"),
        ("note: an export", "", "note: an export"),
        ("competitors dropped their price", "", "competitors dropped their price"),
        ("went well with the owner", "", "went well with the owner"),
        ("leads from the fair are junk", "", "leads from the fair are junk"),
        ("wait for the board", "", "wait for the board"),
        ("objecting to the price", "", "objecting to the price"),
    ],
)
def test_a_mistyped_kind_is_taken_for_the_nearest_and_other_words_stay(words: str, kind: str, text: str) -> None:
    assert (read(words).kind, read(words).text) == (kind, text)


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        ("lead times are too long", "", "lead times are too long"),
        ("lead generation tool wanted", "", "lead generation tool wanted"),
        ("lead return rates are too high", "", "lead return rates are too high"),
        ("works council blocks it", "", "works council blocks it"),
        ("words fail me, they churned", "", "words fail me, they churned"),
        ("competitor analysis deck missing", "", "competitor analysis deck missing"),
        ("objection handling deck is old", "objection", "objection handling deck is old"),
        ("doesn't work on a phone", "doesnt", "doesn't work on a phone"),
        ("want a monthly plan", "want", "a monthly plan"),
        ("Wants a monthly plan", "want", "a monthly plan"),
        ("want at:Acme a monthly plan", "want", "a monthly plan"),
        ("at:Acme works #hospitals the video", "works", "the video"),
        ("works  vs:Kessler  the video", "works", "the video"),
        ("competitor - Kessler was there", "competitor", "Kessler was there"),
        ("words “my phone is my office”", "words", "“my phone is my office”"),
        ("lead at:Acme only wanted socks", "lead", "only wanted socks"),
        ("lead accepted, real project", "lead", "real project"),
    ],
)
def test_a_first_word_that_belongs_to_the_note_stays_in_it(words: str, kind: str, text: str) -> None:
    assert (read(words).kind, read(words).text) == (kind, text)


def test_a_second_mark_of_one_sort_stays_in_the_words() -> None:
    said = read("want at:Acme at:Globex vs:Kessler vs:SAP via:Fair via:Ads stage:demo stage:won both")
    assert (said.account, said.competitor, said.via_channel, said.stage) == ("Acme", "Kessler", "Fair", "demo")
    assert said.text == "at:Globex vs:SAP via:Ads stage:won both"


@pytest.mark.parametrize(
    ("words", "account", "text"),
    [
        ("at:Acme, they say no", "Acme", "they say no"),
        ("at:Acme: too dear", "Acme", "too dear"),
        ("at:Acme; too dear", "Acme", "too dear"),
        ("at:A:B too dear", "A:B", "too dear"),
        ("at:'Two Words' too dear", "Two Words", "too dear"),
        ("at:'Two Words', too dear", "Two Words", "too dear"),
        ("at:„Zwei Worte“ too dear", "Zwei Worte", "too dear"),
        ("at:„Zwei Worte” too dear", "Zwei Worte", "too dear"),
        ("at:‘Two Words’ too dear", "Two Words", "too dear"),
        ("at:'s-Gravenhage they can't", "'s-Gravenhage", "they can't"),
        ("at:, too dear", "", "at:, too dear"),
    ],
)
def test_a_name_ends_where_people_end_it(words: str, account: str, text: str) -> None:
    assert (read(words).account, read(words).text) == (account, text)


@pytest.mark.parametrize(
    ("words", "verdict", "reason", "text"),
    [
        ("accepted, real project", "accepted", "", "real project"),
        ("accepted", "accepted", "", "accepted"),
        ("returned no_budget they said", "returned", "no_budget", "they said"),
        ("returned no budget", "returned", "no_budget", "returned no budget"),
        ("returned no budget until May", "returned", "no_budget", "no budget until May"),
        ("returned: wrong-segment, private household", "returned", "wrong_segment", "private household"),
        ("returned student writing a thesis", "returned", "student_or_seeker", "student writing a thesis"),
        ("returned because job seeker. nice though", "returned", "student_or_seeker", "nice though"),
        ("returned a competitor - came in disguise", "returned", "competitor", "came in disguise"),
        ("returned unreachable; four calls", "returned", "unreachable", "four calls"),
        ("returned can’t be reached", "returned", "unreachable", "returned can’t be reached"),
        ("returned duplicate of the one in March", "returned", "duplicate", "duplicate of the one in March"),
        ("Returned not the decision maker", "returned", "not_decision_maker", "Returned not the decision maker"),
        ("returned no_bugdet", "returned", "no_budget", "returned no_bugdet"),
        ("returned nobody knows why", "returned", "", "nobody knows why"),
        ("only wanted the free socks", "", "", "only wanted the free socks"),
    ],
)
def test_a_verdict_and_its_reason_are_read_as_people_write_them(
    words: str, verdict: str, reason: str, text: str
) -> None:
    said = read(f"lead at:Acme {words}")
    assert (said.lead_verdict, said.return_reason, said.text) == (verdict, reason, text)


def test_each_reason_is_known_by_its_code_and_its_label() -> None:
    assert {reason_of(code) for code in REASONS} == set(REASONS)
    assert {reason_of(label.upper()) for label in REASONS.values()} == set(REASONS)
    assert reason_of("the weather") == ""


@pytest.mark.parametrize(
    "note",
    [
        "שלום, הם רוצים  ייצוא",
        "zero\u200bwidth \u2066right\u2069 and \ufeff stay",
        "👩\u200d🚀 wants  two   spaces",
        "```\nif a:\n    b  =  at:home #not-a-segment\n```",
        "see `at:home  #x` there",
        "```\nnever closed at:home",
        "a list\n  - one\n\n\n  - two\t\tend",
        "long  " + "words  " * 800 + "end",
        "ask @ann and <!channel> & co",
        "nbsp\u00a0\u00a0here",
    ],
)
def test_a_note_survives_byte_for_byte(note: str) -> None:
    assert read(f"want at:Acme {note}").text == note
    assert read(f"  {note} \n").text == note


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("one at:Acme two", "one two"),
        ("one at:Acme  two", "one  two"),
        ("one\nat:Acme\ntwo", "one\ntwo"),
        ("one at:Acme\ntwo", "one\ntwo"),
        ("one\nat:Acme two", "one\ntwo"),
        ("one at:Acme #big via:fair two", "one two"),
        ("one two at:Acme", "one two"),
        ("#big #small one", "#small one"),
        ('at:"Two Words" vs:“Kessler Co” stage:demo one', "one"),
    ],
)
def test_only_the_hole_of_a_mark_is_closed(words: str, text: str) -> None:
    assert read(words).text == text


@pytest.mark.parametrize(
    "words", ["", " ", "\t\n", "\u200b", "\u2060\ufeff \u00a0", "\u3164", "\u202e\u2069", "\ufe0f"]
)
def test_what_cannot_be_seen_is_blank(words: str) -> None:
    assert is_blank(words)
    assert not is_blank(f"{words}🙂")
    assert not is_blank(f"{words}ש")


@pytest.mark.parametrize(
    "words",
    [
        "`" * 39_999,
        "at:" * 13_000,
        '"' * 30_000,
        "1 " * 20_000,
        "# " * 20_000,
        "1.1" * 13_000,
        "at:„ " * 8_000,
        "at:' " * 8_000,
    ],
)
def test_a_long_note_is_read_at_once(words: str) -> None:
    began = time.perf_counter()
    read(words)
    assert time.perf_counter() - began < 2  # hundredths of a second; a bad pattern would take minutes


@pytest.mark.parametrize("nothing", [" ", "\u200b\u200d", "\u2060 \ufeff\n"])
def test_a_note_of_nothing_to_see_is_refused_at_its_field(nothing: str) -> None:
    with pytest.raises(Refusal) as refused:
        check(Said(nothing))
    assert refused.value.field == "text"
