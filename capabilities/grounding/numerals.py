"""Numbers written in words or with separators, read as values."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: number for number, word in enumerate(_ONES.split())}
_VALUES.update({word: number for number, word in zip(range(30, 100, 10), _TENS.split(), strict=True)})
_BIG = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted(_VALUES, key=len, reverse=True))
_NUMBER = re.compile(
    rf"\b(?:(?P<words>(?:{_WORD})(?:[\s-]+(?:{_WORD}|hundred|thousand|million|billion|and(?=\s+(?:{_WORD})\b)))*)"
    r"|(?P<article>an?)\s+(?P<big>hundred|thousand|million|billion))\b",
    re.IGNORECASE,
)
# Words that are a quantity in themselves, in the digits they are compared as.
_PHRASES = (
    (r"(?<=every )hundred|(?<=each )hundred|(?<=per )hundred", "100"), (r"a fortnight", "14 days"),
    (r"a decade", "10 years"),
    (r"(?:a|all )?round the clock|day and night(?! \w+s\b)|night and day|(?:24|twenty[ -]four) hours a day", "24/7"),
    (r"m²|sqm|sq\.? ?m", "square metres"),
    (r"(?:an?|one) year and a half", "18 months"), (r"(?:an?|one) hour and a half", "90 minutes"),
    (r"(?:an?|one) minute and a half", "90 seconds"), (r"half a minute", "30 seconds"),
    (r"(?:an?|one) week and a half", "10.5 days"), (r"three-quarters(?! of)", "75%"),
    (r"(?:an?|one) month and a half", "1.5 months"), (r"(?<=which of )the two", "these"),
    (r"(?<=for )(?:an?|one)(?= (?:whole |full )?(?:year|month|week|day|hour)\b)", "1"),
    (r"a (?=(?:hundred|thousand) (?:and \w|\w+(?:ty|teen)\b))", "one "), (r"three-quarters(?= of)", "three quarters"),
    (r"half a dozen", "6"), (r"(?:an?|one|1) dozen", "12"),
    (r"half an hour", "30 minutes"), (r"half a day", "12 hours"), (r"half a year", "6 months"),
    (r"half an? (?=kilo|ton|metre|litre|euro|dollar|million|billion|percent|per cent)", "0.5 "),
    (r"three quarters of an hour", "45 minutes"), (r"(?:a )?quarter of an hour", "15 minutes"),
    (r"two[ -]thirds of an hour", "40 minutes"), (r"a third of an hour", "20 minutes"),
    (r"three quarters of a year", "9 months"), (r"a quarter of a year", "3 months"),
    (r"three quarters of", "75% of"), (r"two[ -]thirds", "66.667%"),
    *((rf"{word}[ -]{part}s?", f"{number * 100 / whole:g}%")
      for part, whole in (("fifth", 5), ("tenth", 10), ("eighth", 8))
      for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), 2)
      if number < whole),
    *((rf"<by>(?:a|one)[ -]{part}|(?:a|one)[ -]{part}(?= of(?! an?\b)| less| fewer| more)", share)
      for part, share in (("third", "33.333%"), ("fifth", "20%"), ("tenth", "10%"))),
    (r"<by>(?:a|one)[ -]quarter|(?:a|one)[ -]quarter(?= of the| of their| of all| less| fewer)", "25%"),
    (r"by half|in half", "by 50%"),
    (r"(?<!first )(?<!second )half(?= of| the| as| our| their| what|[.,;:!?]|$)|(?<=up to )half(?! an?\b)", "50%"),
    (r"every (?:second|other)(?= (?!day|week|month|year|time|quarter|line|step)\w+)", "50% of"),
    (r"every third(?= \w+)", "33.333% of"), (r"half a (?=million|billion)", "0.5 "),
    (r"halved|halves|halving", "by 50%"),
    (r"twice|doubled|doubles|doubling|double", "2 times"), (r"tripled|triples|tripling|triple|thrice", "3 times"),
    (r"quadrupled|quadruples|quadruple", "4 times"),
)  # fmt: skip
# Where "a third" can be no ordinal: "by a third", "more than a third".
_BY = "".join(f"|(?<=\\b{word} )" for word in ("by", "than", "about", "nearly", "almost", "roughly", "around", "over"))
_PHRASE = [
    (re.compile(rf"\b(?:{words.replace('<by>', f'(?:{_BY[1:]})')})\b", re.IGNORECASE), digits)
    for words, digits in _PHRASES
]
_DOZENS = re.compile(rf"\b(?P<number>{_WORD}|\d+) dozen\b", re.IGNORECASE)
# A text with none of these has no number in words, which is told sooner than by looking for each.
_ANY = re.compile(
    r"half|halv|every|decade|clock|and night|and day|hours a day|which of the|m²|sq\.? ?m|"
    r"for an?\b|in the (?:morn|aft|even)|at night|hundred|thousand|million|billion|fortnight|"
    r"dozen|quarter|third|fifth|tenth|eighth|twice|doubl|trip|thrice|quadruple|point|fold|1/2|½|"
    rf"{_WORD}",
    re.IGNORECASE,
)
# "Four and a half", "4 1/2": after the words are digits.
_AND_A_HALF = re.compile(r"\b(?P<number>\d+)(?:[ -]and[ -]a[ -]half| 1/2|½)(?!\w)", re.IGNORECASE)
# "Six weeks and a half" is six and a half weeks.
_UNIT_AND_A_HALF = re.compile(r"\b(\w+) (hours|days|weeks|months|years|minutes) and a half\b", re.IGNORECASE)
_POINT = re.compile(r"\b(\d+) point (\d+)\b", re.IGNORECASE)
# "Nineteen pounds fifty", after the words are digits.
_AND_CENTS = re.compile(r"\b(\d+) (pounds|euros|dollars) (\d\d)\b(?!\s*(?:%|percent|per cent|cents?))", re.IGNORECASE)
_PART_OF_THE_DAY = re.compile(
    r"\b(\d{1,2}(?::\d\d)?)(?: o'clock)? (?:in the (morning|afternoon|evening)|at night)\b", re.IGNORECASE
)
_HALF_PAST = re.compile(r"\bhalf past (\d+)\b", re.IGNORECASE)
# "One in three" is a share; "the one in three shifts" is not.
_ONE_IN = re.compile(
    r"(?<!and )\bone (?=(?:in|out of) (?:every |each )?"
    r"(?:two|three|four|five|ten|twenty|hundred|\d{1,3}|1[, ]?000)\b)",
    re.IGNORECASE,
)
_FOLD = re.compile(rf"\b(\d+|{_WORD})-?fold\b", re.IGNORECASE)
# "One" alone is mostly no number ("the one place"); before these words it is.
_COUNTED_ONE = re.compile(
    r"\s+(?:and a half|percent|dollars?|euros?|hours?|minutes?|days?|weeks?|months?|years?|hundred|"
    r"lit(?:re|er)|metre|meter|kilo\w*|ton(?:ne)?\b|"
    r"thousand|million|billion)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def in_digits(text: str) -> str:
    """The text with its numbers in words written as digits: "twenty-five percent" becomes "25 percent"."""
    if _ANY.search(text) is None:
        return text
    if "and a half" in text:
        text = _UNIT_AND_A_HALF.sub(r"\1 and a half \2", text)
    for pattern, digits in _PHRASE:
        text = pattern.sub(digits, text)
    text = _DOZENS.sub(_of_dozens, text)
    text = _FOLD.sub(lambda match: f"{_VALUES.get(match.group(1).casefold(), match.group(1))} times", text)
    text = _ONE_IN.sub("1 ", text)
    text = _NUMBER.sub(lambda match: _in_digits(match, text), text)
    text = _AND_CENTS.sub(r"\1.\3 \2", text)
    text = _HALF_PAST.sub(r"\1:30", _POINT.sub(r"\1.\2", text))
    text = _PART_OF_THE_DAY.sub(lambda match: f"{match.group(1)} {'am' if match.group(2) == 'morning' else 'pm'}", text)
    return _AND_A_HALF.sub(lambda match: f"{match['number']}.5", text)


def values(digits: str) -> frozenset[float]:
    """What digits with separators may mean: "1,234.56" and "1.234,56" one value, "1.234" two, "1.000" one."""
    bare = re.sub(r"['’\s\u00a0\u202f]", "", digits)
    marks = [each for each in bare if each in ".,"]
    if not marks:
        return frozenset({float(bare)})
    last = marks[-1]
    whole, _, tail = bare.rpartition(last)
    if len(set(marks)) == 2:
        return frozenset({float(f"{re.sub('[.,]', '', whole)}.{tail}")})
    if len(marks) > 1 or (last == "," and len(tail) == 3) or tail == "000":
        return frozenset({float(re.sub("[.,]", "", bare))})
    decimal = float(f"{whole}.{tail}")
    # A lone stop before three digits is read both ways, as the writer may be from either side of the Channel.
    return frozenset({decimal, float(whole + tail)}) if len(tail) == 3 and whole != "0" else frozenset({decimal})


def _of_dozens(match: re.Match[str]) -> str:
    number = match["number"].casefold()
    return str(12 * (_VALUES[number] if number in _VALUES else int(number)))


def _in_digits(match: re.Match[str], text: str) -> str:
    if match["article"]:
        return str(_BIG[match["big"].casefold()])
    words = re.split(r"[\s-]+", match["words"].casefold())
    if words == ["one"] and not _COUNTED_ONE.match(text[match.end() :]):
        return match.group()
    if any(_apart(a, b) for a, b in pairwise(words)):
        return " ".join(str(_VALUES.get(word, word)) for word in words)
    total, current = 0, 0
    for word in words:
        if word in _VALUES:
            current += _VALUES[word]
        elif word == "hundred":
            current *= 100
        elif word in _BIG:
            total, current = total + current * _BIG[word], 0
    return str(total + current)


def _apart(one: str, next_: str) -> bool:
    """Whether two neighbouring words are two numbers ("five ten") and not one ("twenty five")."""
    return one in _VALUES and next_ in _VALUES and not (_VALUES[one] >= 20 and 0 < _VALUES[next_] < 10)
