"""Words as they are compared: without case, accents and endings, and without the words every sentence has."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from snowballstemmer.english_stemmer import EnglishStemmer

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?![^\W_])|[^\W_]+(?:'[^\W_]+)*")

# Function words only: words like "not", "without", "all" and "only" change what a sentence claims and stay.
_FUNCTION_WORDS = """
    a an the this that these those and or but if then than so as at by for from in into of on onto to with about
    is are was were be been being am do does did doing have has had having will would shall should can could may
    might must i you he she it we they me him her us them my your his its our their who whom whose which what when
    where why how there here also just very too s t re ve ll d m
"""
STOP = frozenset(_FUNCTION_WORDS.split())


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English stem of one normalised word; a number is its own stem."""
    # A stemmer keeps its word in itself while it works, so each call has its own: threads share this function.
    return str(EnglishStemmer().stemWord(word)) if word.isalpha() else word


def normalised(text: str) -> str:
    """The text in one case, with accents and typographic quotes taken away."""
    flat = text.casefold().replace("’", "'")
    if flat.isascii():  # nothing to take away, and by far the most common
        return flat
    flat = unicodedata.normalize("NFKD", flat)
    return "".join(each for each in flat if each < "\x80" or unicodedata.category(each) != "Mn")


def words(text: str) -> list[str]:
    """The words and numbers of a text in order: "Crews' 1,200 jobs" gives crews, 1200, jobs."""
    found = (match.group() for match in _TOKEN.finditer(normalised(text)))
    return [_bare(word) for word in found]


def _bare(word: str) -> str:
    if word[0].isdigit():
        word = word.replace(",", "")
    return word.removesuffix("'s") if "'" in word else word


def stems(text: str) -> list[str]:
    """The stems of all words of a text, in order."""
    return [stem(word) for word in words(text)]


def content(text: str) -> list[str]:
    """The stems of the words that carry meaning, in order, repeats included."""
    return [stem(word) for word in words(text) if word not in STOP]
