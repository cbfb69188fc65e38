"""Chooses the customers' words that stand beside the counts of a week."""

from collections import Counter
from collections.abc import Collection, Sequence

from capabilities.digest.values import Quote
from capabilities.hiding import Hiding
from capabilities.stems import content
from storage.field import Note

MOST = 5
_PER_KIND, _PER_AUTHOR = 2, 2
LOOKED_AT = 400  # the newest notes are enough to choose five from, however many there were
_LONGEST = 280
_TELLING = 3  # words of meaning: "a lead, no budget" tells nothing the counts do not
_SPOKEN = ("want", "objection", "words")  # kinds whose text is mostly what a customer said


def quote(note: Note, hiding: Hiding) -> Quote:
    """What a note quotes, with nothing in it that names the customer, a rep or an amount."""
    return Quote(hiding.hidden(_words(note)), note.kind, segment_shown(note.segment, hiding))


def telling(notes: Sequence[Note], hiding: Hiding) -> str:
    """One rep's words on a lead, the newest that say more than the verdict, cut short; empty where nobody's do."""
    newest = sorted(notes, key=lambda note: (note.created_at, note.id), reverse=True)
    for note in newest:
        words = hiding.hidden(_words(note))
        if len(set(content(words))) >= _TELLING:
            return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]}…"
    return ""


def segment_shown(segment: str, hiding: Hiding) -> str:
    """A segment as everybody may read it; empty when it holds a customer, a rep or an amount."""
    segment = " ".join(segment.split())
    return segment if hiding.hidden(segment) == segment else ""


def chosen(notes: Sequence[Note], *, most: int, spoken: Collection[str]) -> list[Note]:
    """Up to `most` notes to quote: words marked as a customer's own first, then what speaks of what most speak of.

    No customer speaks twice, nor any of `spoken` again (in small letters); no kind of note or rep fills the list, as
    long as there are others.
    """
    newest = sorted(notes, key=lambda note: (note.created_at, note.id), reverse=True)[:LOOKED_AT]
    stems = {note.id: set(content(_words(note))) for note in newest}
    common = Counter(stem for of_note in stems.values() for stem in of_note)

    def rank(note: Note) -> tuple[bool, float]:
        of_note = stems[note.id]
        weight = sum(common[stem] for stem in of_note) / len(of_note) if of_note else 0.0
        return bool(note.customer_words.strip()), weight

    able = [note for note in newest if len(stems[note.id]) >= 2 and len(_words(note)) <= _LONGEST]
    able = [note for note in able if note.customer_words.strip() or note.kind in _SPOKEN]
    ranked = sorted(able, key=rank, reverse=True)
    return sorted(_spread(ranked, most, spoken), key=ranked.index)


def _spread(ranked: Sequence[Note], most: int, spoken: Collection[str]) -> list[Note]:
    picked: list[Note] = []
    kinds, authors, accounts = Counter[str](), Counter[str](), set(spoken)
    for strict in (True, False):
        for note in ranked:
            account = note.account.casefold()
            full = kinds[note.kind] >= _PER_KIND or authors[note.author] >= _PER_AUTHOR
            if len(picked) >= most or note in picked or (account and account in accounts) or (strict and full):
                continue
            picked.append(note)
            kinds[note.kind] += 1
            authors[note.author] += 1
            accounts.add(account)
    return picked


def _words(note: Note) -> str:
    return " ".join((note.customer_words.strip() or note.text).split())
