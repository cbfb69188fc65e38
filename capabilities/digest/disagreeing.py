"""Finds the channels whose owner's story and what sales says of their leads do not go together, by plain rules."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capabilities.channels import ChannelWeek
from capabilities.digest import quotes, telling
from capabilities.digest.hearing import NONE, Heard, Verdicts
from capabilities.digest.values import RATE_BASE, Disagreement
from capabilities.field import REASONS
from capabilities.hiding import Hiding
from storage.database import Unit
from storage.field import Note
from storage.field import counts as stored

WELL, BADLY = "well", "badly"
TOLD = 12  # channels told in words; the others are only marked
LOOKED_AT = 20  # a channel's newest verdicts, one of which speaks for sales
_SHARE = (3, 5)  # three in five: half and half is no view that another could contradict

_LEADS = r"leads?|enquir\w+|inquir\w+|prospects?|sign-?ups?|registrations?|contacts?|visitors?|requests?|attendees?"
_RUN = r"week|month|quarter|results?|numbers|response|turn-?out|launch|run"
_GOOD = (
    r"good|great|strong|solid|excellent|best|better|promising|qualified|high[- ]quality|keen|hot|fitting|perfect|"
    r"superb|fantastic|wonderful"
)
_BAD = (
    r"bad|poor|weak|worse|worst|junk|spam|unqualified|low[- ]quality|cold|useless|irrelevant|disappointing|wrong|"
    r"unsuitable|time-?wasters?"
)
_WORKED = r"worked|paid off|did well|went well|performed well|outperform\w*|over-?performed|success\w*|record"
_NOT = re.compile(
    r"\b(?:no|not|none|never|nor|hardly|barely|few|fewer|less|without|nothing|nobody|unless|if|but|although|though|"
    r"however|should|could|would|might|hope\w*|expect\w*|want\w*|plan\w*|will|try\w*|test\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOT_GOOD = re.compile(
    rf"\b(?:{_LEADS})\b[^.;!?]*\b(?:were|was|are|is)(?: not|n['’]t)(?: (?:very|really|so|that|as))? (?:{_GOOD})\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def _beside(one: str, other: str) -> re.Pattern[str]:
    """Either before the other, within one sentence."""
    return re.compile(rf"\b(?:{one})\b.*\b(?:{other})\b|\b(?:{other})\b.*\b(?:{one})\b", re.IGNORECASE)


_PRAISE = (_beside(_GOOD, f"{_LEADS}|{_RUN}"), re.compile(rf"\b(?:{_WORKED})\b", re.IGNORECASE))
_BLAME = (_beside(_BAD, _LEADS),)


@dataclass(frozen=True)
class Side:
    """How a story tells it, and its sentence that does."""

    told: str
    sentence: str

    @property
    def verdict(self) -> str:
        """What most leads then got from sales, against the story."""
        return "returned" if self.told == WELL else "accepted"


def told(worked: str, didnt: str) -> Side | None:
    """How a story speaks of a channel's leads; None when it does not, or speaks both ways.

    Conservative on purpose: only plain sentences count, and none with a negation, a wish or a "but" in it.
    """
    praise = [each for each in _sentences(worked) if _says(each, _PRAISE) and not _says(each, _BLAME)]
    blame = [each for each in _sentences(f"{worked}\n{didnt}") if _says(each, _BLAME) or _NOT_GOOD.search(each)]
    if praise and blame:
        return None
    if praise:
        return Side(WELL, praise[0])
    return Side(BADLY, blame[0]) if blame else None


def sides(week: Sequence[ChannelWeek], verdicts: Mapping[str, Verdicts]) -> dict[str, Side]:
    """The stories that sales contradicts, by their channel's name key: three in five of five verdicts or more."""
    found = {}
    for row in week:
        judged = verdicts.get(row.channel.name_key, NONE)
        if row.report is None or judged.judged < RATE_BASE:
            continue
        side = told(row.report.worked, row.report.didnt)
        if side is None:
            continue
        against = judged.returned if side.told == WELL else judged.accepted
        if against * _SHARE[1] >= judged.judged * _SHARE[0]:
            found[row.channel.name_key] = side
    return found


def weightiest(against: Mapping[str, Side], verdicts: Mapping[str, Verdicts]) -> list[str]:
    """The channels whose two views are told in words, by their name key: those with the most verdicts first."""
    return sorted(against, key=lambda name: (-verdicts[name].judged, name))[:TOLD]


def contradicting(
    unit: Unit, start: datetime, end: datetime, said: Heard, against: Mapping[str, Side]
) -> list[Note]:  # fmt: skip
    """The newest verdicts on the leads of these channels that contradict their story."""
    return [
        note
        for name in weightiest(against, said.verdicts)
        for note in stored.newest_judged(
            unit, start, end, verdict=against[name].verdict, channels=said.verdicts[name].written, limit=LOOKED_AT
        )
    ]


def disagreement(channel: str, side: Side, judged: Verdicts, notes: Sequence[Note], hiding: Hiding) -> Disagreement:
    """Both sides' words on a channel's leads; `notes` are verdicts of the kind that contradicts the story."""
    much = judged.returned if side.told == WELL else judged.accepted
    reason = judged.reason if side.told == WELL else ""
    why = f", most often “{REASONS[reason]}”" if reason in REASONS else ""
    return Disagreement(
        channel=channel,
        told=side.told,
        story=telling.shown(side.sentence, hiding),
        counted=f"Sales {side.verdict} {much} of {judged.judged} leads judged{why}.",
        field=quotes.telling(notes, hiding),
    )


def _sentences(words: str) -> list[str]:
    return [" ".join(each.split()) for each in _SENTENCE.split(words) if each.strip()]


def _says(sentence: str, patterns: Sequence[re.Pattern[str]]) -> bool:
    return any(each.search(sentence) for each in patterns) and not _NOT.search(sentence)
