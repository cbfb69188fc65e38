"""Finds notes by their words: FTS5 on SQLite, text search on PostgreSQL, from whatever somebody typed."""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import Unit

LONGEST = 20_000  # letters of one text that are looked at; a note has some thousands at most
LONGEST_WORD = 60  # PostgreSQL refuses words of two thousand letters, and nobody remembers one of sixty
MOST_WORDS = 32  # different words of one question; a longer one is a text, and likeness serves it better

# Words that nearly every sentence has. They say nothing in a question that has others, and cost the most.
_EVERYDAY = (
    "a about all also am an and any are as at be been but by can could did do does for from get had has have he her"
    " his how i if in into is it its just me my no not of on or our she should so some than that the their them then"
    " there these they this those to too us was we were what when where which who why will with would you your"
)
EVERYDAY = frozenset(_EVERYDAY.split())
_PLAIN = re.compile(r"[a-z0-9]+")
_MARKS = re.compile("[\u0300-\u036f]")
# Languages written without spaces: each sign is a word of its own, or a sentence would be one word.
_UNSPACED = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


def words_of(text: str) -> list[str]:
    """The words of a text in small letters without accents, in order: the same for both databases.

    Whatever is no letter and no figure parts words; signs without width vanish, so that nothing can hide in a word.
    """
    text = text[:LONGEST].lower()
    if text.isascii():
        found = _PLAIN.findall(text)
    else:
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        text = _UNSPACED.sub(r" \1 ", unicodedata.normalize("NFC", text))
        found = "".join(map(_sign, text)).split()
    return [word[:LONGEST_WORD] for word in found]


def _sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    return sign if kind[0] in "LMN" else "" if kind == "Cf" else " "


def asked(text: str) -> list[str]:
    """The different words to look for; everyday ones only where there are no others."""
    found = list(dict.fromkeys(words_of(text)))
    return ([word for word in found if word not in EVERYDAY] or found)[:MOST_WORDS]


def by_words(unit: Unit, words: str, *, limit: int) -> list[tuple[str, float]]:
    """(note, score) of the notes that hold at least one of the words or its stem; the highest score is the best.

    Any text may be asked with; what holds no word finds nothing. The scores of two questions cannot be compared.
    """
    wanted = asked(words)
    if not wanted or limit < 1:
        return []
    given = {"workspace": unit.workspace, "limit": limit}
    if unit.connection.dialect.name == "sqlite":
        query, given["asked"] = _SQLITE, _any_of(wanted, sign=" OR ", quote='"')
    else:
        query, given["asked"] = _POSTGRES, _any_of(wanted, sign=" | ", quote="'")
    return [(note, float(score)) for note, score in unit.connection.execute(query, given)]


# Both quote every word, so that none is read as AND, OR or NEAR; `words_of` leaves no quotation mark in a word.
def _any_of(words: Sequence[str], *, sign: str, quote: str) -> str:
    return sign.join(f"{quote}{word}{quote}" for word in words)


_SQLITE = sa.text(
    "SELECT s.note, -w.rank FROM field_words w JOIN field_search s ON s.seq = w.rowid"
    " WHERE w.field_words MATCH :asked AND s.workspace = :workspace ORDER BY w.rank LIMIT :limit"
)
# A word as it was written counts for both configurations, its stem for one. The weights are those of D, C, B and A.
_POSTGRES = sa.text(
    "WITH asked AS (SELECT to_tsquery('simple', :asked) || to_tsquery('english', :asked) AS q)"
    " SELECT s.note, ts_rank_cd('{0.5,0.5,0.5,1}', s.words, asked.q, 1) AS score FROM field_search s, asked"
    " WHERE s.words @@ asked.q AND s.workspace = :workspace ORDER BY score DESC LIMIT :limit"
)
