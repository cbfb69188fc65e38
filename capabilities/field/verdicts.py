"""Reads the verdict on a lead and its reason out of a rep's own words."""

import re

from capabilities.field.names import nearest

REASONS = {
    "no_need": "no need",
    "wrong_segment": "wrong segment",
    "no_budget": "no budget",
    "not_decision_maker": "not the one who decides",
    "student_or_seeker": "student or job seeker",
    "competitor": "a competitor",
    "unreachable": "cannot be reached",
    "duplicate": "already known",
}
VERDICTS = ("accepted", "returned")

_VERDICT = re.compile(r"(accepted|accept|returned|return|rejected|reject)\b[:,.]?\s*", re.IGNORECASE)
_BECAUSE = re.compile(r"(?:because(?: of)?|since|as|for|with|due to|it'?s|[-–—])\s+", re.IGNORECASE)
# What people write for each reason, beside its own name and its words above.
_SAID = {
    "no_need": ("no interest", "not interested", "just curious"),
    "wrong_segment": ("not our segment", "wrong size", "wrong country", "wrong industry", "wrong region"),
    "no_budget": ("no money", "no funds"),
    "not_decision_maker": ("not the decision maker", "not a decision maker", "no decision maker", "wrong person"),
    "student_or_seeker": (
        "student",
        "students",
        "job seeker",
        "jobseeker",
        "job hunter",
        "student or seeker",
        "intern",
    ),
    "competitor": ("competitor", "competition"),
    "unreachable": ("can't be reached", "can't reach", "cannot reach", "not reachable", "no reply", "no answer"),
    "duplicate": ("double", "already a customer", "known already", "already in"),
}
_LETTERS = re.compile(r"[a-z']+")
_MOST_WORDS = 5


def verdict_of(words: str) -> tuple[str, str, str]:
    """The verdict, the reason's code ("" for none) and what is left, of words after "lead"; no verdict leaves all.

    Words that carry the reason on ("no budget until May") stay; and so does the verdict where nothing else is said.
    """
    match = _VERDICT.match(words)
    if match is None:
        return "", "", words
    verdict = "accepted" if match.group(1).lower().startswith("accept") else "returned"
    rest = words[match.end() :].strip()
    reason, after = ("", rest) if verdict == "accepted" else _reason(rest)
    bare = not match.group(1).lower().endswith("ed") and not match.group().rstrip().endswith((":", ",", "."))
    if bare and rest and not reason:  # "lead return rates are high" judges no lead
        return "", "", words
    return verdict, reason, after or words.strip()


def reason_of(words: str) -> str:
    """The code of the reason that words such as "no budget" or "wrong-segment" stand for, "" for none."""
    bare = _bare(words)
    return _phrases().get(bare, "") or nearest(bare, REASONS)


def _reason(words: str) -> tuple[str, str]:
    because = _BECAUSE.match(words)
    start = because.end() if because else 0
    pieces = list(re.finditer(r"[^\s:,.;–—-][^\s:,.;–—]*", words[start:]))
    for count in range(min(len(pieces), _MOST_WORDS), 0, -1):
        end = start + pieces[count - 1].end()
        said = words[start:end]
        coded = count == 1 and re.search(r"[_-]", said) is not None
        reason = reason_of(said) if coded else _phrases().get(_bare(said), "")
        if reason:
            ends = coded or re.match(r"\s*(?:$|[:,.;–—\n]|- )", words[end:])
            return reason, words[end:].strip().lstrip(":,.;–—-").strip() if ends else words
    return "", words


def _phrases() -> dict[str, str]:
    found = {phrase: code for code, phrases in _SAID.items() for phrase in phrases}
    for code, label in REASONS.items():
        found |= {code.replace("_", " "): code, label: code}
    return found


def _bare(words: str) -> str:
    flat = words.lower().replace("’", "'").replace("_", " ").replace("-", " ")
    return re.sub(r"^(?:a|an|the) ", "", " ".join(_LETTERS.findall(flat)))
