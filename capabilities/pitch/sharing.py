"""Takes out of a pitch what a channel it is shared in must not read: customers, and people, named in its words."""

from __future__ import annotations

import re
from dataclasses import replace

from capabilities.brief import InForce
from capabilities.passages import names
from capabilities.pitch.choosing import public
from capabilities.pitch.evidence import hiding_of
from capabilities.pitch.record import Drafted
from storage.database import Unit

_NEVER_NAMED = re.compile(
    r"\b(?:nam(?:e|es|ing)|mention(?:s|ing)?)\b(?: of| that| the customer)*:?\s+(?P<who>\S.*)", re.IGNORECASE
)


def for_others(unit: Unit, pitch: Drafted, brief: InForce | None) -> Drafted:
    """The pitch as a channel may read it: its words name no customer of ours, also none that the brief keeps to sales.

    Its points are the brief's or were held to it; its asker's words are anybody's.
    """
    account = pitch.about.account if pitch.about is not None else ""
    hiding = hiding_of(unit, (account, *(never_named(brief) if brief is not None else ())))
    return replace(pitch, words=hiding.hidden(pitch.words, amounts=False), wish="")


def never_named(brief: InForce) -> tuple[str, ...]:
    """Whom the brief lets nobody name in writing: in stories that are not public, and in limits: "never: name X"."""
    kept = names([each for each in brief.brief.passages if each.kind == "story" and not public(each)])
    claims = (_NEVER_NAMED.search(limit.claim) for limit in brief.brief.limits.never)
    return (*kept, *(found["who"].strip(" .“”\"'") for found in claims if found))
