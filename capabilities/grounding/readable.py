"""A text as a person reads it: without signs nobody sees, and with look-alike letters read as what they look like."""

from __future__ import annotations

import html
import re
import unicodedata

_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХаеорсухіјѕԁһӏԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονɡɩı",
    "ABEKMHOPCTYXaeopcyxijsdhlqwABEZHIKMNOPTYXovgii",
)
_STYLED = ("<font>", "<wide>", "<narrow>", "<circle>", "<square>")
_WORD = re.compile(r"[^\W\d_]+")
# Letters set apart by single spaces, stops or strokes: "d i s c o u n t", "d.i.s.c.o.u.n.t".
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*·]){3,}[^\W\d_](?!\w)")
_MARKUP = re.compile(
    r"(?<=\w)(?:\*{1,3}|~{1,2}|`|_{2})(?=\w)|</?(?:b|i|u|em|strong|s|span|font|mark|code)\b[^>]*>", re.I
)
# What is struck out is taken back, but "~5 days" is about five.
_STRUCK = re.compile(r"(?<![\w~])(~{1,2})(?=[^\s\d~])[^~\n]*?(?<=[^\s~])\1(?![\w~])")
_DIGIT_FOR_LETTER = str.maketrans("013457@$", "oieastas")
_MIXED = re.compile(r"(?<![\w$@])(?=[a-z]*[013457@$][a-z])(?=[\w$@]*[a-z]{2})[a-z013457@$]{5,}(?![\w$@])", re.I)


def plain(text: str) -> str:
    """The text to hold to the brief: what stays hidden or disguised in a word is taken away before it is compared."""
    seen = "".join(map(_shown, html.unescape(text)))
    seen = _MARKUP.sub("", _STRUCK.sub(" ", seen))
    seen = _WORD.sub(_in_latin, seen)
    seen = _SPACED.sub(lambda match: re.sub(r"[ .\-_*·]", "", match.group()), seen)
    return _MIXED.sub(_in_letters, seen)


def _shown(sign: str) -> str:
    if sign.isascii():
        return sign
    kind = unicodedata.category(sign)
    if kind in {"Cf", "Cc"} or "VARIATION SELECTOR" in unicodedata.name(sign, ""):
        return ""
    if kind in {"Zs", "Zl", "Zp"} and sign not in "\u00a0\u202f":
        return " "
    return unicodedata.normalize("NFKC", sign) if unicodedata.decomposition(sign).startswith(_STYLED) else sign


def _in_latin(match: re.Match[str]) -> str:
    """A word in Latin letters when all of it that is not Latin only looks so; a Russian or Greek word stays."""
    word = match.group()
    if word.isascii():
        return word
    read = word.translate(_LOOK_ALIKE)
    return read if all("LATIN" in unicodedata.name(letter, "") for letter in read) else word


def _in_letters(match: re.Match[str]) -> str:
    """A word of letters with digits for some of them ("d1scount") in letters; a name such as "SOC2a" has capitals."""
    word = match.group()
    digits = sum(not letter.isalpha() for letter in word)
    return word.translate(_DIGIT_FOR_LETTER) if word.islower() and digits <= len(word) // 3 else word
