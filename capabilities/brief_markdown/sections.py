"""Which part of a brief a heading opens, what a passage there is about, and the short reference it gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from capabilities.passages import plain_heading

_SECTIONS = {
    "plumb_line": ("plumb line", "plumbline", "the plumb line", "central message", "core message"),
    "what": ("what", "what it is", "what we sell"),
    "who": ("who", "who it is for", "segments", "audience", "market"),
    "how": ("how", "benefits", "how it helps", "why they buy"),
    "proof": ("proof", "proofs", "proof points", "evidence"),
    "story": ("stories", "story", "customer stories", "case studies", "testimonials"),
    "offer": ("offers", "offer"),
    "cost_and_risk": ("cost and risk", "cost & risk", "costs and risks", "cost and risks", "risk and cost",
                      "total cost of ownership"),
    "limits": ("limits", "limit", "guardrails", "what we may say"),
    "objection": ("objections", "objection", "objection handling"),
    "competitor": ("competitors", "competitor", "competition"),
    "channel": ("channels", "channel"),
    "material": ("materials", "material", "collateral"),
    "question": ("questions", "brief tests", "tests"),
}  # fmt: skip
_BY_NAME = {name: section for section, names in _SECTIONS.items() for name in names}
_KINDS = {"who": "segment", "how": "benefit", "what": "it_is"}
_WHAT = {"it is": "it_is", "it makes possible": "makes_possible", "makes possible": "makes_possible"}
_FIELDS = {
    "evidence": "evidence", "tested": "tested", "last tested": "tested", "needs": "needs", "need": "needs",
    "not for": "not-for", "not": "not-for",
}  # fmt: skip
_LABELLED_SECTIONS = {"who", "proof", "story", "channel", "material", "offer"}
_LABELLED = re.compile(r"^\s*([^:\n]{2,24}?)\s*:\s+(.*)", re.DOTALL)
_LONGEST_SLUG = 32


def section(path: Sequence[str]) -> tuple[str, int] | None:
    """The outermost known section of a path of headings, and its place in the path."""
    for place, heading in enumerate(path):
        name = _BY_NAME.get(_bare(heading))
        # "Questions" further down a page is a page's own list of questions, not the tests of the brief.
        if name and (name != "question" or place == 0):
            return name, place
    return None


def is_section(heading: str) -> bool:
    """Whether a heading names a part of a brief."""
    return _bare(heading) in _BY_NAME


def kind(path: Sequence[str], text: str) -> str:
    """The kind of passage that stands under these headings; the limits are told apart by their reader."""
    found = section(path)
    if found is None:
        return "other"
    name, place = found
    if name == "what":
        below = path[place + 1] if len(path) > place + 1 else _labelled(text)[0]
        return _WHAT.get(_bare(below), "it_is")
    if name == "limits":
        return "other"
    return _KINDS.get(name, name)


def subject(path: Sequence[str], lead: str) -> str:
    """What a passage of a known section is about: the heading below the section, or its bold first words."""
    found = section(path)
    if found is None:
        return ""
    place = found[1]
    return plain_heading(path[place + 1]) if len(path) > place + 1 else lead


def field(path: Sequence[str], text: str) -> str:
    """The label of a labelled line below a subject's heading ("Not for: …" under a segment), as a slug."""
    found = section(path)
    if found is None or found[0] not in _LABELLED_SECTIONS or len(path) < found[1] + 2:
        return ""
    deeper = path[found[1] + 2 :]
    name = _bare(deeper[0] if deeper else _labelled(text)[0])
    known = _FIELDS.get(name, "")
    return known if found[0] == "who" else known or slug(name)


def slug(words: str) -> str:
    """Letters, digits and hyphens, at most _LONGEST_SLUG characters, cut between words where that is possible."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", words.casefold()) if not _is_mark(each))
    parts = re.findall(r"[^\W_]+", re.sub(r"['’]", "", bare))
    out = ""
    for part in parts:
        if out and len(out) + 1 + len(part) > _LONGEST_SLUG:
            break
        out = f"{out}-{part}" if out else part[:_LONGEST_SLUG]
    return out


class References:
    """Hands out references, each once: a place's first passage gets its bare name, the next ones a number."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._count: dict[str, int] = {}

    def next(self, parts: Sequence[str]) -> str:
        """A reference made of these words, outermost first."""
        base = "-".join(each for each in (slug(part) for part in parts) if each) or "passage"
        number = self._count.get(base, 0) + 1
        while (ref := base if number == 1 else f"{base}-{number}") in self._used:
            number += 1
        self._count[base] = number
        self._used.add(ref)
        return ref


def reference_parts(path: Sequence[str], *, lead: str, field_name: str) -> tuple[str, ...]:
    """The words a passage's reference is made of: its section, its subject and, in a segment, the field."""
    found = section(path)
    if found is None:
        ends = (*path[:1], *path[-1:])
        return tuple(dict.fromkeys(ends)) or ("intro",)
    place = found[1]
    about = subject(path, lead)
    return tuple(part for part in (path[place], about, field_name) if part)


def _labelled(text: str) -> tuple[str, str]:
    match = _LABELLED.match(text)
    return (match.group(1), match.group(2)) if match else ("", text)


def _bare(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", heading).strip().strip(":.?!*").strip().casefold()


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) == "Mn"
