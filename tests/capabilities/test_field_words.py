"""What a rep types after /field: whole amounts, no control characters, nothing lost."""

from decimal import Decimal

import pytest

from capabilities.books import Books, Deed
from capabilities.field import Field, Said, amount_in, read
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
    ],
)
def test_an_amount_in_a_note_is_read_whole(words: str, amount: str, currency: str) -> None:
    said = read(f"want {words}")
    assert (said.amount, said.currency, said.text) == (Decimal(amount), currency, words)


@pytest.mark.parametrize("words", ["€1,234k", "€40,000/month", "€40,000-50,000", "€1.2.3", "40000", "€1,2345,678"])
def test_an_amount_that_cannot_be_told_is_left_to_the_words(words: str) -> None:
    assert (read(words).amount, read(words).currency, read(words).text) == (None, "", words)


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
