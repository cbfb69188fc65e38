"""Whether a sentence denies what is cited, or says what is cited as denied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from capabilities.grounding import numerals
from capabilities.grounding.polarity import denies
from capabilities.grounding.sentences import sentences
from capabilities.grounding.texts import words
from capabilities.passages import Passage
from capabilities.stems import STOP, stem


def _stems(listed: str) -> frozenset[str]:
    return frozenset(map(stem, listed.split()))


# Two clauses speak of the same thing when they share this much of the shorter's words; then both deny or neither.
_ALIKE = 0.6
_CLAUSE = re.compile(
    r"[,;:()—–\n]|\s-\s|(?<!\d)\.(?!\d)|"
    r"\b(?:but|so|because|while|although|if|when|where|which|who|due to|thanks to|as long as|before|until|unless)\b|"
    r"\bthat\b(?=\s+(?:no|not|never|nobody|nothing)\b)|(?<=\bnothing )and\b|"
    r"\band\b(?=\s+(?:no|not|never|nobody|nothing|none|it|they|we|you|he|she|the|that|does|do|is|are|will)\b)|"
    r"\band\b(?=\s+\w+\s+(?:no|none|nothing|nobody|never|not)\b)|(?=\b(?:instead of|rather than)\b)",
    re.IGNORECASE,
)
# Phrases with a "no" or a "not" that deny nothing of what stands around them: "a no-obligation trial", "no surprise".
_NO_DENIAL = re.compile(
    r"\bno-(?=\w)|\bnot (?:only|just|merely)\b|\bno (?:surprise|problem|trouble|wonder|secret|doubt|more than|more|"
    r"less than)\b|\bsays? no\b(?! to)|"
    r"\b(?:at|for|with|in|under) no (?:\w+ )?(?=\w+)",
    re.IGNORECASE,
)
_HAVING_NONE = re.compile(r"\b(?:that|who|which) (?:have|has|had) no(?: \w+ of)?(?= )", re.IGNORECASE)
_ENDS_A_LIST = re.compile(r"^\s*\w+(?:[\w\s-]*?)\bor\b\s+\w+", re.IGNORECASE)
_AHEAD_OF_NO = re.compile(r"\b(?:no|nobody|nothing|none)\b", re.IGNORECASE)
_IN_PLACE_OF = re.compile(r"\s*(?:instead of|rather than)\b", re.IGNORECASE)
_NO_THING = re.compile(
    r"\b(?:no|without|nothing to|need not|not (?:for|in|to|by|at|on)|cannot|not|never)\s+"
    r"(?:(?:a|an|the|any|be|been|yet|ever)\s+)*(?P<thing>[a-z]+)",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no)\b|n['’]t\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:or|nor|for|in|of|from|by|at|on)\b", re.IGNORECASE)
# A clause with one of these neither denies nor affirms what stands behind it.
_BETWEEN = re.compile(
    r"\b(?:without|less|fewer|hardly|seldom|rarely|only|same|outside|beyond|except|other than|unless|until)\b", re.I
)
# What stands behind these labels is what is not so, or not said.
_DENYING_LABEL = re.compile(r"^\s*(?:never|not for|not meant for|who this is not for)\s*:", re.IGNORECASE)
_DENYING_HEADING = re.compile(r"^(?:never|not for|(?:what|whom?|things?|where)\b.*\b(?:not|never)\b.*)$", re.IGNORECASE)
# Words with which a sentence keeps somebody out, or a thing from being said, without a "not".
_LIGHT = _stems(
    """
    want any some need get make let one say us
    """
)
_KEPT_OUT = re.compile(
    r"\b(?:avoid|refuse|decline|exclude|leave out|rule out|stay away|steer clear|"
    r"too (?:small|large|big|few|many|early|late|\w+ for)|not the right|unfit|unsuited|unsuitable|"
    r"wrong for|rather than|instead of|except|only from|elsewhere|forbid|forbidden|off limits|beyond|unless|hardly|"
    r"out of the question|nobody|none|another year|should pass|drop|skip)\w*\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """The stems of a clause that mean something, whether it is denied, and whether that can be told at all."""

    meant: frozenset[str]
    denied: bool
    between: bool

    def against(self, other: Clause) -> bool:
        """Whether one of two clauses about the same thing denies it and the other does not."""
        return self.denied != other.denied and self.between == other.between


def denied_otherwise(sentence: str, cited: Sequence[Passage], *, free: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words of a clause that is denied where the clause most like it in what is cited is not, or the reverse.

    Words that are `free`, as the product's name, do not show that two clauses speak of the same thing.
    """
    held: list[Clause] = []
    for passage in cited:
        free |= _subject(passage)
        if passage.kind == "limit_never" and any(map(denies, words(passage.text))):
            continue  # "no false alarms" is never said: that there are some may be
        if (labelled := _behind_a_label(passage)) is not None:
            if turned := _said_of_the_denied(sentence, labelled, free):
                return turned
            continue
        held += _clauses_of(passage)
    if said_yet := _denied_words(sentence, cited) - free:
        return tuple(sorted(said_yet))
    for said in clauses(sentence):
        meant = said.meant - free
        if len(meant) < 2:
            continue
        others = [(each, each.meant - free) for each in held]
        shares = [(len(meant & x) / min(len(meant), len(x)), each) for each, x in others if len(meant & x) >= 2]
        best = max((share for share, _ in shares), default=0.0)
        against = [x for share, x in shares if share >= best]
        if best >= _ALIKE and all(map(said.against, against)) and not _said_beside(said, against, held, free):
            return tuple(sorted(meant))
    return ()


def _said_beside(said: Clause, against: Sequence[Clause], held: Sequence[Clause], free: frozenset[str]) -> bool:
    """Whether another clause says it in the same sense: with a word of the sentence that none of those against has."""
    own = said.meant - free - frozenset().union(*(each.meant for each in against))
    return any(said.denied == each.denied and own & each.meant for each in held)


@lru_cache(maxsize=4096)
def _clauses_of(passage: Passage) -> tuple[Clause, ...]:
    bare = re.sub(r"^[^:.]{1,40}:\s", "", passage.text)
    return tuple(clause for part in sentences(bare) for clause in clauses(part))


def clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text, in order."""
    before = False
    text = _HAVING_NONE.sub("without", text)
    for part in _CLAUSE.split(_NO_DENIAL.sub(" ", numerals.in_digits(text))):
        if _IN_PLACE_OF.match(part):  # what something takes the place of is neither denied nor said
            continue
        if len(_NOT.findall(part)) > 1 and re.search(r"\band\b", part):  # each half denies by itself
            yield from (clause for half in re.split(r"\band\b", part) for clause in clauses(half))
            continue
        if found := words(part):
            denied = sum(denies(word) for word in found if word not in {"without", "nor"}) % 2 == 1
            # "No fee for users, for sites or for the menu file" denies all three.
            after_no = before
            before = denied = denied or (before and _GOES_ON.match(part) is not None)
            # "…, sites or the menu file" behind a no: whether that no goes on cannot be told from the words.
            listed = after_no and not denied and len(_meant(found)) <= 5
            if listed and _ENDS_A_LIST.search(part):  # "not sell bins, food or advice" denies all three
                listed, before, denied = False, True, True
            between = listed or _BETWEEN.search(part) is not None
            yield Clause(_meant(found), denied, between)
            # In "with the box in your own building no mail leaves the house" the box is not denied.
            ahead = _meant(_AHEAD_OF_NO.split(part, maxsplit=1)[0].casefold().split())
            if denied and not between and len(ahead) > 2 and _AHEAD_OF_NO.search(part):
                yield Clause(ahead, denied, True)


def _denied_words(sentence: str, cited: Sequence[Passage]) -> frozenset[str]:
    """Words that stand in what is cited only behind a no ("without the prices", "not for a name") and are said here
    by a sentence without any no."""
    if any(map(denies, words(sentence))) or _KEPT_OUT.search(sentence) or _BETWEEN.search(sentence):
        return frozenset()
    text = "\n".join(each.text for each in cited)
    denied = {stem(word) for match in _NO_THING.finditer(text) for word in words(match["thing"])}
    rest = set(map(stem, words(_NO_THING.sub(" ", "\n".join("\n".join([*x.path, x.text]) for x in cited)))))
    return frozenset(denied - rest - STOP - _LIGHT) & frozenset(map(stem, words(sentence)))


def _subject(passage: Passage) -> frozenset[str]:
    """The stems of the name a story or a competitor's passage is about: every sentence of it is."""
    about = passage.attribute("subject") if passage.kind in {"story", "competitor"} else None
    return frozenset(map(stem, words(about or "")))


def _behind_a_label(passage: Passage) -> str | None:
    """What a passage says is not so, when its label or heading says it and not the sentence; or None."""
    if label := _DENYING_LABEL.match(passage.text):
        return passage.text[label.end() :]
    if passage.kind == "limit_never":
        return passage.text
    heading = passage.path[-1] if passage.path else ""
    # Under "What we do not do" a line that denies by itself is read by itself.
    if _DENYING_HEADING.match(heading) and not any(map(denies, words(passage.text))):
        return passage.text
    return None


def _said_of_the_denied(sentence: str, body: str, free: frozenset[str]) -> tuple[str, ...]:
    """The words that a sentence shares with what is denied as a whole, when nothing in the sentence denies."""
    if any(map(denies, words(sentence))) or _KEPT_OUT.search(sentence):
        return ()
    meant, held = _meant(words(sentence)) - free, _meant(words(body)) - free
    shared = meant & held
    return tuple(sorted(shared)) if len(shared) >= 2 and len(shared) >= 0.5 * min(len(meant), len(held)) else ()


def _meant(said: Sequence[str]) -> frozenset[str]:
    kept = (stem(word) for word in said if word not in STOP and not denies(word) and not word[0].isdigit())
    return frozenset(each for each in kept if each not in _LIGHT)
