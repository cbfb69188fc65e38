"""Finds notes by their words: FTS5 on SQLite, text search on PostgreSQL, from whatever somebody typed."""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa

from storage.database import Unit

LONGEST = 20_000  # letters of one text that are looked at; a note has some thousands at most
LONGEST_WORD = 60  # PostgreSQL refuses words of two thousand letters, and nobody remembers one of sixty
MOST_WORDS = 32  # different words of one question; a longer one is a text, and likeness serves it better
COMMON = 5_000  # notes; ranking so many takes some 10 ms
NEWEST = 10_000  # notes of a workspace

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

    Any text may be asked with; what holds no word finds nothing. A word that `COMMON` notes hold finds only the
    `NEWEST`, unless a rarer one stands beside it. The scores of two questions cannot be compared.
    """
    wanted = asked(words)
    if not wanted or limit < 1:
        return []
    common = _common(unit, wanted)
    rare = [word for word in wanted if word not in common]
    found = _ranked(unit, rare, wanted, above=0, limit=limit) if rare else {}
    if common and len(found) < limit:
        newest = unit.connection.execute(_NEWEST, {"workspace": unit.workspace, "newest": NEWEST}).scalar()
        found = {**_ranked(unit, wanted, wanted, above=newest or 0, limit=limit), **found}
    return sorted(found.items(), key=lambda hit: -hit[1])[:limit]


def _ranked(unit: Unit, one_of: Sequence[str], wanted: Sequence[str], *, above: int, limit: int) -> dict[str, float]:
    """The best notes with a number above this that hold one of the first words, by how they hold all of the others."""
    given = {"workspace": unit.workspace, "above": above, "limit": limit}
    # Every word is quoted, so that none is read as AND, OR or NEAR; `words_of` leaves no quotation mark in a word.
    if unit.connection.dialect.name == "sqlite":
        every, some = (" OR ".join(f'"{word}"' for word in part) for part in (wanted, one_of))
        asked_for = every if one_of == wanted else f"({some}) AND ({every})"
        rows = unit.connection.execute(_SQLITE, {**given, "asked": asked_for})
    else:
        every, some = (" | ".join(f"'{word}'" for word in part) for part in (wanted, one_of))
        rows = unit.connection.execute(_POSTGRES, {**given, "every": every, "some": some})
    return {note: float(score) for note, score in rows}


def _common(unit: Unit, wanted: Sequence[str]) -> set[str]:
    """Which of the words so many notes hold that ranking all of them would take a second, of all workspaces."""
    if unit.connection.dialect.name != "sqlite":
        given = {"words": list(wanted), "common": COMMON}
        return set(unit.connection.execute(_COMMON_BY_STATISTICS, given).scalars())
    return {
        word
        for word in wanted
        if unit.connection.execute(_HOW_COMMON, {"asked": f'"{word}"', "most": COMMON}).scalar_one() == COMMON
    }


_NEWEST = sa.text("SELECT seq FROM field_search WHERE workspace = :workspace ORDER BY seq DESC LIMIT 1 OFFSET :newest")
_SQLITE = sa.text(
    "SELECT s.note, -w.rank FROM field_words w JOIN field_search s ON s.seq = w.rowid"
    " WHERE w.field_words MATCH :asked AND w.rowid > :above AND s.workspace = :workspace ORDER BY w.rank LIMIT :limit"
)
_HOW_COMMON = sa.text("SELECT count(*) FROM (SELECT 1 FROM field_words WHERE field_words MATCH :asked LIMIT :most)")
# A word as it was written counts for both configurations, its stem for one. The weights are those of D, C, B and A.
# Ranking by how close the words stand (ts_rank_cd) takes three times as long and, with any of them enough, says less.
_POSTGRES = sa.text(
    "WITH asked AS (SELECT to_tsquery('simple', :every) || to_tsquery('english', :every) AS every,"
    " to_tsquery('simple', :some) || to_tsquery('english', :some) AS one_of)"
    " SELECT s.note, ts_rank('{0.5,0.5,0.5,1}', s.words, asked.every, 1) AS score FROM field_search s, asked"
    " WHERE s.words @@ asked.one_of AND s.seq > :above AND s.workspace = :workspace ORDER BY score DESC LIMIT :limit"
)
# Counting would walk through all of them; the database's own statistics know the most common words.
_COMMON_BY_STATISTICS = sa.text(
    "SELECT asked.word FROM unnest(CAST(:words AS text[])) AS asked(word) WHERE EXISTS ("
    " SELECT 1 FROM pg_stats s JOIN pg_class c ON c.oid = 'field_search'::regclass,"
    " unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS known(word, share)"
    " WHERE s.tablename = 'field_search' AND s.attname = 'words' AND s.schemaname = c.relnamespace::regnamespace::text"
    " AND known.share * c.reltuples >= :common AND (known.word = asked.word"
    " OR known.word = ANY (ts_lexize('english_stem', asked.word))))"
)
