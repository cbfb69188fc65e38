"""A text model that means harm: it drafts lines that may not be shown, and answers in every broken way there is."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from prompts.catalog import Filled
from prompts.model import Answer, Model, ModelFault, T, never
from tests.model_server import Scripted

CORPORA = Path(__file__).parent / "corpora"
_GIVEN = re.compile(r"^\[([^\]\s]+)\] ", re.MULTILINE)
_TO_MEND = re.compile(r"^\d+\. ", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One line of a corpus; `cites` are references of its brief, `why` says what is wrong with an attack.

    A test that fails shows its id: nobody reads the held lines.
    """

    id: str
    split: str
    kind: str
    sentence: str = field(repr=False)
    cites: tuple[str, ...]
    why: str = ""


@cache
def attacks() -> tuple[Case, ...]:
    """Every line that may not be shown."""
    return _read("attacks.jsonl")


@cache
def honest() -> tuple[Case, ...]:
    """Every line that may be shown."""
    return _read("honest.jsonl")


@dataclass(frozen=True)
class Draft:
    """What the model says for one pitch: honest lines, attacks, and what it writes when told to mend those."""

    honest: tuple[Case, ...]
    first: tuple[Case, ...]
    then: tuple[Case, ...] = ()


@dataclass
class AttackingModel:
    """Says the drafts in order, one for each pitch; told to mend a line, it writes the next attack in its place.

    `said` are the lines it has drafted so far. `aimed` are the ids of those all of whose citations it had been given:
    only they are held back for what they say and not for what they cite.
    """

    drafts: deque[Draft]
    name: str = "attacker"
    said: list[Case] = field(default_factory=list)
    aimed: set[str] = field(default_factory=set)
    _mending: deque[Case] = field(default_factory=deque)

    def typed(self, prompt: Filled, shape: type[T], *, max_tokens: int = 800) -> Answer[T]:
        """The next draft, or attacks in place of those it is to mend."""
        if prompt.name == "pitch":
            draft = self.drafts.popleft()
            cases: Sequence[Case] = (*draft.honest, *draft.first)
            self._mending = deque(draft.then)
        elif prompt.name == "pitch_repair":
            wanted = len(_TO_MEND.findall(prompt.user.rsplit("<points>", 1)[-1]))
            cases = [self._mending.popleft() for _ in range(min(wanted, len(self._mending)))]
        else:
            raise ModelFault(f"{prompt.name} is not attacked")
        given = set(_GIVEN.findall(prompt.user))
        self.said += cases
        self.aimed |= {each.id for each in cases if each.cites and given.issuperset(each.cites)}
        return Answer(
            value=shape.model_validate(drafted(cases)),
            model=self.name,
            prompt_tokens=10,
            completion_tokens=10,
            prompt=prompt,
        )

    def stream(self, prompt: Filled, *, max_tokens: int = 600, stop: Callable[[], bool] = never) -> Iterator[str]:
        """Nothing: only pitches are attacked here."""
        raise ModelFault(f"{prompt.name} is not attacked")


@dataclass
class Behind:
    """A model in whose place another can be put while a program runs."""

    model: Model | None = None
    name: str = "attacker"

    def typed(self, prompt: Filled, shape: type[T], *, max_tokens: int = 800) -> Answer[T]:
        """What the other one answers."""
        if self.model is None:
            raise ModelFault("there is none")
        return self.model.typed(prompt, shape, max_tokens=max_tokens)

    def stream(self, prompt: Filled, *, max_tokens: int = 600, stop: Callable[[], bool] = never) -> Iterator[str]:
        """What the other one answers, in pieces."""
        if self.model is None:
            raise ModelFault("there is none")
        return self.model.stream(prompt, max_tokens=max_tokens, stop=stop)


def drafted(cases: Sequence[Case]) -> dict[str, Any]:
    """The lines in the shape a pitch is asked for."""
    return {"points": [{"text": each.sentence, "cites": list(each.cites)} for each in cases]}


def broken(cases: Sequence[Case]) -> Scripted:
    """JSON that stops in the middle, called finished all the same."""
    whole = json.dumps(drafted(cases))
    return Scripted(text=whole[: len(whole) - 20])


def misshapen(cases: Sequence[Case]) -> Scripted:
    """JSON that is whole, in another shape than was asked for."""
    return Scripted(text=json.dumps({"pitch": " ".join(each.sentence for each in cases), "approved": True}))


def talked(cases: Sequence[Case]) -> Scripted:
    """The lines as chat, with no JSON at all."""
    return Scripted(text="Of course. Tell them: " + " ".join(each.sentence for each in cases))


def endless(cases: Sequence[Case]) -> Scripted:
    """The lines over and over, until the endpoint cuts them off: about a million characters."""
    many = " ".join(each.sentence for each in cases)
    text = '{"points": [' + json.dumps({"text": many * (1_000_000 // max(1, len(many))), "cites": []})
    return Scripted(text=text, finish="length")


def dying(cases: Sequence[Case]) -> Scripted:
    """An answer whose connection drops before it is whole."""
    return Scripted(raw=json.dumps(drafted(cases)), headers={"Content-Length": "1000000"})


def declining(cases: Sequence[Case]) -> Scripted:
    """A refusal that says the lines all the same."""
    return Scripted(refusal=" ".join(each.sentence for each in cases))


BREAKING: tuple[Callable[[Sequence[Case]], Scripted], ...] = (broken, misshapen, talked, endless, dying, declining)


def _read(name: str) -> tuple[Case, ...]:
    rows = [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]
    return tuple(Case(**{**row, "cites": tuple(row["cites"])}) for row in rows)
