"""Whether what is cited says what a sentence says: its words, the sense they stand in, its names, its quotes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

from capabilities.grounding import numerals
from capabilities.grounding.asking import without_disclaimers, without_lead
from capabilities.grounding.denials import denied_otherwise
from capabilities.grounding.polarity import clauses, denies, opposites
from capabilities.grounding.quantities import quantities
from capabilities.grounding.sentences import sentences
from capabilities.grounding.synonyms import same_as
from capabilities.grounding.texts import content, words
from capabilities.grounding.twists import twists
from capabilities.passages import Passage
from capabilities.stems import STOP, normalised, stem


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


# The least share of a sentence's words that must stand in what is cited, alone and where the embedding finds them
# alike, and of any clause of three words or more. Chosen on the tune halves of `python -m benchmarks grounding` and of
# tests/corpora; what they come to is in docs/benchmarks.md.
ENOUGH, ENOUGH_ALIKE, ALIKE = 0.7, 0.65, 0.5
# Where it means nearly the same as what is cited, a word or two more may be put otherwise, if none is weighty.
ENOUGH_MEANT, MEANT, ENOUGH_OF_A_CLAUSE_MEANT = 0.55, 0.74, 0.5
# A sentence that only tells of a customer's needs may say half in other words.
HALF = 0.5
_OURS = re.compile(
    r"\b(?:we|us|our|ours|it|will|can|get|gets|save|saves|promise\w*|guarantee\w*|(?:the|this) (?:app|platform|product|"
    r"software|solution|tool|system|service))\b|['’]ll\b",
    re.IGNORECASE,
)
ENOUGH_OF_A_CLAUSE = 0.4
# Words that say so little that they need no bearing; none of them counts, denies, names or says how often.
_LIGHT = _stems(
    """
    see want come take get say put use let make give look bring go mean call like would need ask know speak tell
    talk find show end turn keep hold hear read imagine think simply just own way thing both instead too even still
    already yet now then again here there up out down back away each every all nearly almost about roughly
    while anything anybody anyone usual usually really well along together
    understand wish rather please plus sorry prefer must said told got went gone gave given made took taken came saw
    seen found kept held knew known meant brought left felt thought spoke spoken heard began begun
    yes okay indeed although however such per another note happy glad people
    soon over one follow happen look itself themselves yourself somebody someone something cope matter able
    """
)
# Words that may be the whole of a claim: likeness never lends them.
_WEIGHTY = _stems(
    """
    always ever only free best ideal perfect safe secure safely certain guarantee guaranteed promise fully complete
    completely whole entire entirely every all any nothing none nobody wrong fail failure danger dangerous risk harm
    hour day week month quarter year night today tomorrow soon immediately instantly first last same rest yours ours
    certified approved official legal compliant reference writing cheap cheaper cheapest discount rebate gift bonus
    lower less fewer more better faster reduce increase double off automatic automatically unlimited forever anyway
    """
)
_CONTRACTED = re.compile(r"(\w+)'(?:m|re)|(i)'(?:ll|ve)")
# One thing said in many ways.
_AT_NO_COST = re.compile(
    r"\b(?:free(?: of charge)?(?=[\s.,;:!?]|$)(?! from)|gratis|(?:at|for) no (?:\w+ )?(?:cost|charge|fee)|"
    r"without charge|no charge|(?:costs?|pay) (?:\w+ ){0,2}?nothing|nothing to pay)\b",
    re.IGNORECASE,
)
_THEIR_WISH = re.compile(
    r"^(?:if|when|should|once) (?:they|he|she|somebody|someone|anybody|anyone|people|(?:a|the|your) (?:customer|chef|"
    r"buyer|manager|client|prospect)s?) (?:ask|want|say|object|wonder|worr|tell|insist|fear|think|push)\w*\b[^,:]*[,:]"
    r"|^(?:they|he|she|somebody|someone|"
    r"the (?:customer|chef|buyer|client|prospect)s?) (?:asks?|asked) (?:if|whether|about|for|us)\b[^.?!]*[.?!]",
    re.IGNORECASE,
)
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_QUOTE = re.compile(r"[\"“„«]([^\"“”„«»]{2,})[\"”“»]")
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-Z][\w'’&-]*[\w]|(?<![\w'’-])[A-Z]{2,}\b")
_OPENING = re.compile(r"^[\W_]*$|[.!?:;–—][\"”’»)]*\s*[\"“'‘(]?$|[\"“‘(]$")


@dataclass(frozen=True)
class Support:
    """How much of a sentence is borne out: the share of its words, that of its weakest clause of three words or
    more, the words missing, those turned round, and those that say more than is cited ("All cooks"). `needs` says that
    it only tells of what customers need and claims nothing of us, `lendable` that none of the words missing may be the
    whole of a claim."""

    share: float
    weakest: float
    missing: tuple[str, ...]
    reversed: tuple[str, ...]
    twisted: tuple[str, ...] = ()
    needs: bool = False
    lendable: bool = False

    @property
    def enough(self) -> bool:
        """Whether the sentence may stand on what is cited, by its words alone."""
        return self.borne(None)

    def borne(self, alike: float | None) -> bool:
        """The same where the cosine of the sentence to what is cited may be known.

        It lends a word or two that are missing; never a number, a name, a denial, a scope or a word of change.
        """
        if self.needs and self.share >= HALF:
            return True
        if self.reversed or self.twisted:
            return False
        if self.lendable and alike is not None and alike >= MEANT and self.share >= ENOUGH_MEANT:
            return self.weakest >= ENOUGH_OF_A_CLAUSE_MEANT
        least = ENOUGH if alike is None or alike < ALIKE else ENOUGH_ALIKE
        return self.share >= least and self.weakest >= ENOUGH_OF_A_CLAUSE

    @property
    def nearly(self) -> bool:
        """Whether it depends on that cosine."""
        return self.borne(1.0) and not self.enough


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
    return _support(sentence, tuple(cited), tuple(known))


@lru_cache(maxsize=1024)
def _support(sentence: str, cited: tuple[Passage, ...], known: tuple[str, ...]) -> Support:
    whole = sentence = _ours(sentence, cited)
    if _AT_NO_COST.search(sentence) and any(_AT_NO_COST.search(each.text) for each in cited):
        sentence = _AT_NO_COST.sub(" ", sentence)
    if not sentence:
        return Support(1.0, 1.0, (), ())
    sentence, numbers = _without_quantities(numerals.in_digits(sentence))
    text, have = _held(cited)
    free = set(content(" ".join(known)))
    spoken = {stem(word): word for word in reversed(words(sentence)) if _says(word) and stem(word) not in free}
    missing = [each for each in reversed(spoken) if not _there(each, have)]
    turned = [each for each in missing if _opposed(each, set(spoken), text)]
    needs = bool(cited) and all(x.kind == "segment" for x in cited) and not _OURS.search(sentence)
    heavy = [each for each in spoken if each not in _LIGHT]
    missing = [each for each in missing if each not in _LIGHT]
    twisted = tuple(dict.fromkeys(twists(whole, cited)))
    return Support(
        share=1 - len(missing) / (len(heavy) + numbers) if heavy else 1.0,
        weakest=_weakest(sentence, set(missing), free),
        missing=(*twisted, *(spoken[each] for each in missing)),
        reversed=tuple(spoken[each] for each in turned) or denied_otherwise(whole, cited, free=frozenset(free)),
        twisted=twisted,
        needs=needs,
        lendable=_WEIGHTY.isdisjoint(missing),
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
        unknown = [word for word in words(capitals) if word not in STOP and not denies(word) and stem(word) not in have]
        if unknown and not opening and match.group() not in {"I", "I'm", "I’m", "OK"}:
            out.append(match.group())
    return out


def _ours(sentence: str, cited: Sequence[Passage]) -> str:
    """The sentence without what it quotes from the other side: their question, their wish, a cited objection."""
    bare = without_lead(_THEIR_WISH.sub("", _LINK.sub(" ", sentence)).strip())
    # What is never said may be cited for not saying it.
    kept = without_disclaimers(bare, [each.text for each in cited if each.kind != "limit_never"])
    if not re.search(r"\w", kept):
        return ""
    bare = kept
    headings = set(map(stem, words(" ".join(x.path[-1] for x in cited if x.kind == "objection" and x.path))))

    def theirs(match: re.Match[str]) -> str:
        said = content(match.group(1))
        objected = bool(headings) and sum(each in headings for each in said) >= ENOUGH * len(said)
        return " " if objected or match.group(1).rstrip().endswith("?") else match.group()

    rest = _QUOTE.sub(theirs, bare)
    return rest if re.search(r"\w", rest) else sentence


@lru_cache(maxsize=2048)
def _held(cited: tuple[Passage, ...]) -> tuple[str, frozenset[str]]:
    """All that is cited as one text, and its stems: the same passages are cited again and again."""
    text = numerals.in_digits("\n".join(_all_of(passage) for passage in cited))
    return text, frozenset(map(stem, words(text)))


def _says(word: str) -> bool:
    """Whether a word says anything by itself: "we're" and "of" do not, and what denies is compared apart."""
    contracted = _CONTRACTED.fullmatch(word)
    return (contracted[1] or contracted[2] if contracted else word) not in STOP and not denies(word)


def _there(one: str, have: frozenset[str]) -> bool:
    return one in have or not have.isdisjoint(same_as(one)) or _cousin(one, have)


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
    if against & said:  # "after four months …, before it had been": it says both
        return False
    held = (set(map(stem, words(each))) for each in sentences(text)) if against else ()
    return any(against & each and len(said & each - against) >= 2 for each in held)


def _cousin(one: str, have: frozenset[str]) -> bool:
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
        name, text = normalised(name), normalised(text)
    return _stands(name, text) or (exact and _stands(name.upper(), text))


def _stands(name: str, text: str) -> bool:
    return name.strip()[:3] in text and _name(name).search(text) is not None


@lru_cache(maxsize=1024)
def _name(name: str) -> re.Pattern[str]:
    pattern = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name.strip())))
    return re.compile(rf"(?<!\w){pattern}(?:['’]?s)?(?!\w)")


def _all_of(passage: Passage) -> str:
    return "\n".join([*passage.path, passage.text])
