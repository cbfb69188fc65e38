"""Reads from a person's status in Slack whether they are away: on holiday, ill, on leave."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# What Slack itself offers for holidays and illness, and what people commonly pick beside it.
_SIGNS = frozenset(
    {
        "palm_tree", "desert_island", "beach_with_umbrella", "beach_umbrella", "umbrella_on_ground",
        "face_with_thermometer", "thermometer", "sneezing_face", "face_with_head_bandage", "nauseated_face",
        "face_vomiting", "baby_bottle", "breast-feeding",
    }
)  # fmt: skip
_WORDS = re.compile(
    r"""\b(?:
    vacation\w* | holidays? | out\ sick | off\ sick | sick\ (?:day|leave) | ill | on\ leave | (?:annual|parental|family
    |maternity|paternity|medical|unpaid|study)\ leave | out\ of\ (?:the\ )?office | ooo | pto | sabbatical | time\ off
    | day\ off | urlaub\w* | krank\w* | elternzeit | abwesend | vacances | congés? | malade | vacaciones | de\ baja
    | ferie | ferien | malattia | férias | vakantie | ziek | semester | urlop | wakacje
    )\b|^(?:sick|leave|away|off)$""",
    re.IGNORECASE | re.VERBOSE,
)
_STILL_HERE = re.compile(r"\b(?:back from|before|until my|planning|no)\b", re.IGNORECASE)


def absence(member: Mapping[str, Any], now: datetime) -> tuple[bool, datetime | None]:
    """Whether a person is away by their status, and until when where it names an end.

    `member` is a person as users.list or users.info gives them.
    """
    profile = member.get("profile") or {}
    ends = int(profile.get("status_expiration") or 0)
    until = datetime.fromtimestamp(ends, UTC) if ends > 0 else None
    if until is not None and until <= now:
        return False, None
    words = str(profile.get("status_text") or "").strip()
    sign = str(profile.get("status_emoji") or "").strip(":").partition("::")[0]
    said = bool(_WORDS.search(words))
    away = (said or sign in _SIGNS) and not _STILL_HERE.search(words)
    return away, until if away else None
