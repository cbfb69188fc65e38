"""Whether what is cited says what a sentence says: its words, the sense they stand in, its names, its quotes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from capabilities.grounding import numerals
from capabilities.grounding.polarity import clauses, denies, opposites
from capabilities.grounding.quantities import quantities
from capabilities.grounding.sentences import sentences
from capabilities.passages import Passage
from capabilities.stems import STOP, content, normalised, stem, words

# The least share of a sentence's words that must stand in what is cited, and of any clause of three words or more.
# Roughly set on one half of the 613 summaries of SummEdits' sales e-mails: with all rules together 82% of faithful
# and 28% of altered summaries of that half pass, 72% and 36% of the other; of 151 with a number changed, 6 pass.
ENOUGH = 0.75
ENOUGH_OF_A_CLAUSE = 0.4
# Two clauses speak of the same thing when they share this much of the shorter's words; then both deny or neither.
_ALIKE = 0.6
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-Z][\w'’&-]*[\w]|(?<![\w'’-])[A-Z]{2,}\b")
_OPENING = re.compile(r"^[\W_]*$|[.!?:;–—]\s*[\"“'‘(]?$|[\"“‘(]$")


@dataclass(frozen=True)
class Support:
    """How much of a sentence is borne out: the share of its words, that of its weakest clause of three words or
    more, the words missing, and those turned round."""

    share: float
    weakest: float
    missing: tuple[str, ...]
    reversed: tuple[str, ...]

    @property
    def enough(self) -> bool:
        """Whether the sentence may stand on what is cited."""
        return self.share >= ENOUGH and self.weakest >= ENOUGH_OF_A_CLAUSE and not self.reversed


def quoted(sentence: str, cited: Sequence[Passage]) -> bool:
    """Whether a sentence is a cited passage word for word, or whole sentences of it in a row."""
    said = words(sentence)
    if not said:
        return False
    for passage in cited:
        bodies = [passage.text, passage.text.partition(":")[2]]  # with its label ("Figure: …") and without
        parts = [[words(each) for each in sentences(body)] for body in bodies]
        if any(_runs_to(said, part[start:]) for part in parts for start in range(len(part))):
            return True
    return False


def support(sentence: str, cited: Sequence[Passage], *, known: Collection[str] = ()) -> Support:
    """How far the cited passages bear a sentence; `known` are words that need no bearing, as the product's name."""
    sentence, numbers = _without_quantities(numerals.in_digits(sentence))
    text = numerals.in_digits("\n".join(_all_of(passage) for passage in cited))
    have, free = set(map(stem, words(text))), set(content(" ".join(known)))
    spoken = {
        stem(word): word
        for word in reversed(words(sentence))
        if word not in STOP and not denies(word) and stem(word) not in free
    }
    missing = [each for each in reversed(spoken) if each not in have and not _cousin(each, have)]
    turned = [each for each in missing if _opposed(each, set(spoken), text)]
    return Support(
        share=1 - len(missing) / (len(spoken) + numbers) if spoken else 1.0,
        weakest=_weakest(sentence, set(missing), free),
        missing=tuple(spoken[each] for each in missing),
        reversed=tuple(spoken[each] for each in turned) or _denied_otherwise(sentence, text),
    )


def names_missing(sentence: str, cited: Sequence[Passage], names: Collection[str]) -> list[str]:
    """The given names a sentence uses that no cited passage has.

    A name in lower case counts too, unless the sentence is written with capitals: there "box" is a box.
    """
    text = "\n".join(_all_of(passage) for passage in cited)
    careful = sentence.lstrip(" \"“'‘(")[:1].isupper()
    return [
        name
        for name in names
        if re.search(r"\w", name) and _named(name, sentence, exact=careful) and not _named(name, text, exact=False)
    ]


def strangers(sentence: str, cited: Sequence[Passage], *, known: Collection[str] = ()) -> list[str]:
    """Words with a capital inside a sentence that no cited passage has: names nobody gave us."""
    sentence, _ = _without_quantities(sentence)
    long_words = re.findall(r"[^\W\d_]{4,}", sentence)
    if sum(word[0].isupper() for word in long_words) > 0.6 * max(len(long_words), 1) and len(long_words) > 3:
        return []  # a title: capitals say nothing there
    have = set(map(stem, words("\n".join(_all_of(each) for each in cited) + " " + " ".join(known))))
    out = []
    for match in _CAPITALISED.finditer(sentence):
        opening = _OPENING.search(sentence[: match.start()]) is not None
        capitals = " ".join(part for part in match.group().split("-") if part[:1].isupper())
        unknown = [word for word in words(capitals) if word not in STOP and stem(word) not in have]
        if unknown and not opening and match.group() not in {"I", "I'm", "I’m", "OK"}:
            out.append(match.group())
    return out


def _denied_otherwise(sentence: str, text: str) -> tuple[str, ...]:
    """The words of a clause that is denied where the clause most like it in the text is not, or the reverse."""
    cited = clauses(text)
    for held, denied in clauses(sentence):
        meant = frozenset(each for each in held if each not in STOP)
        if len(meant) < 2:
            continue
        shares = [(len(meant & other) / min(len(meant), max(len(other - STOP), 1)), no) for other, no in cited
                  if len(meant & other) >= 2]  # fmt: skip
        best = max((share for share, _ in shares), default=0.0)
        if best >= _ALIKE and all(no != denied for share, no in shares if share >= best):
            return tuple(sorted(meant))
    return ()


def _without_quantities(sentence: str) -> tuple[str, int]:
    """The sentence without its numbers and their units, which are compared as quantities, and how many there were."""
    found = quantities(sentence)
    for quantity in found:
        sentence = sentence.replace(quantity.text, " ", 1)
    return sentence, len(found)


def _weakest(sentence: str, missing: set[str], free: set[str]) -> float:
    """The least share of a clause's words that are borne out: "…, ensuring seamless operations" hides in a whole."""
    shares = [1.0]
    for held, _ in clauses(sentence):
        meant = {each for each in held if each not in STOP} - free
        if len(meant) >= 3:
            shares.append(1 - len(meant & missing) / len(meant))
    return min(shares)


def _opposed(one: str, said: set[str], text: str) -> bool:
    """Whether a sentence of the text has the opposite of a stem beside two more stems of what is said."""
    against = opposites().get(one, frozenset())
    held = (set(map(stem, words(each))) for each in sentences(text)) if against else ()
    return any(against & each and len(said & each - against) >= 2 for each in held)


def _cousin(one: str, have: set[str]) -> bool:
    """Whether a longer word shares all but its ending with one that is there, as "planner" does with "planning"."""
    return len(one) >= 6 and any(each.startswith(one[:-2]) and len(each) <= len(one) + 1 for each in have)


def _runs_to(said: list[str], parts: list[list[str]]) -> bool:
    """Whether the first few parts together are exactly what is said."""
    run: list[str] = []
    for part in parts:
        run += part
        if len(run) >= len(said):
            return run == said
    return False


def _named(name: str, text: str, *, exact: bool) -> bool:
    if not exact:
        return _stands(normalised(name), normalised(text))
    return _stands(name, text) or _stands(name.upper(), text)


def _stands(name: str, text: str) -> bool:
    pattern = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name.strip())))
    return re.search(rf"(?<!\w){pattern}(?:['’]?s)?(?!\w)", text) is not None


def _all_of(passage: Passage) -> str:
    return "\n".join([*passage.path, passage.text])
