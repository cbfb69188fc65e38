"""Prompts are named, versioned Markdown files, filled strictly: inputs declared, used and given agree."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from prompts.fence import fence

_FILE = re.compile(r"\A\+\+\+\n(?P<head>.*?)^\+\+\+\n(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
_PARTS = re.compile(r"\A\s*## System\n(?P<system>.*?)^## User\n(?P<user>.*)\Z", re.DOTALL | re.MULTILINE)
_TITLES = ["## System", "## User"]
_KINDS = ("data", "plain")


class PromptError(Exception):
    """A prompt file or filling is not as it must be; the message names the prompt and what to put right."""


@dataclass(frozen=True)
class Filled:
    """A prompt ready to be sent: the two messages, and which words of which version they are."""

    name: str
    version: int
    fingerprint: str
    system: str
    user: str


@dataclass(frozen=True)
class Prompt:
    """One prompt file as read: `inputs` says of each if it is `data` (fenced) or `plain` (ours, one line)."""

    name: str
    version: int
    fingerprint: str
    inputs: Mapping[str, str]
    system: Template
    user: Template

    def fill(self, values: Mapping[str, str]) -> Filled:
        """Put each input in its place, once; PromptError unless exactly the declared ones are given."""
        _same(self.name, "lacks", set(self.inputs) - set(values))
        _same(self.name, "was given what it does not declare:", set(values) - set(self.inputs))
        tags = frozenset(name for name, kind in self.inputs.items() if kind == "data")
        ready = {
            name: fence(name, values[name], tags=tags) if name in tags else self._plain(name, values[name])
            for name in self.inputs
        }
        return Filled(
            name=self.name,
            version=self.version,
            fingerprint=self.fingerprint,
            system=self.system.substitute(ready).strip(),
            user=self.user.substitute(ready).strip(),
        )

    def _plain(self, name: str, value: str) -> str:
        # A plain value stands outside any fence, so it must be ours: a number, a name from a fixed list.
        if not value.strip() or len(value) > 80 or not value.isprintable() or "<" in value:
            raise PromptError(
                f"Prompt {self.name!r}: the plain input {name!r} must be one short line of our own words; "
                "declare it as data if people can write it."
            )
        return value


@dataclass(frozen=True)
class Catalog:
    """All prompts of one folder, by name."""

    prompts: Mapping[str, Prompt]

    @classmethod
    def load(cls, folder: Path | None = None) -> Catalog:
        """Read every `*.md` of `folder`, by default this one; PromptError names the first that is wrong."""
        files = sorted((folder or Path(__file__).parent).glob("*.md"))
        read = [parse(file.read_text(encoding="utf-8"), stem=file.stem) for file in files]
        return cls(prompts={prompt.name: prompt for prompt in read})

    def fill(self, name: str, /, **values: str) -> Filled:
        """The prompt `name` with its inputs in place; PromptError for an unknown name or other inputs."""
        if name not in self.prompts:
            raise PromptError(f"There is no prompt {name!r}; there are: {', '.join(sorted(self.prompts)) or 'none'}.")
        return self.prompts[name].fill(values)


def parse(text: str, *, stem: str) -> Prompt:
    """Read one prompt file's text; `stem` is its file's name. Raises PromptError with what to put right."""
    text = text.replace("\r\n", "\n")
    head, body = _taken_apart(text, stem)
    name, version, inputs = head.get("name"), head.get("version"), head.get("inputs", {})
    if name != stem:
        raise PromptError(f"Prompt file {stem!r} calls itself {name!r}; the name and the file must agree.")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise PromptError(f"Prompt {stem!r}: version must be a whole number from 1 up.")
    if not isinstance(inputs, dict) or any(kind not in _KINDS for kind in inputs.values()):
        raise PromptError(f"Prompt {stem!r}: [inputs] must say 'data' or 'plain' for each input.")
    parts = _PARTS.match(body)
    if parts is None or [line for line in body.split("\n") if line in _TITLES] != _TITLES:
        raise PromptError(f"Prompt {stem!r} must have one '## System' part and then one '## User' part.")
    system, user = Template(parts["system"]), Template(parts["user"])
    if not (system.is_valid() and user.is_valid()):
        raise PromptError(f"Prompt {stem!r} has a stray $; write $$ for a dollar sign.")
    used = {*system.get_identifiers(), *user.get_identifiers()}
    _same(stem, "uses what it does not declare:", used - set(inputs))
    _same(stem, "declares but never uses:", set(inputs) - used)
    return Prompt(
        name=stem,
        version=version,
        fingerprint=hashlib.sha256(text.encode()).hexdigest()[:16],
        inputs=inputs,
        system=system,
        user=user,
    )


def _taken_apart(text: str, stem: str) -> tuple[dict[str, object], str]:
    found = _FILE.match(text)
    if found is None:
        raise PromptError(f"Prompt {stem!r} must begin with a TOML head between two lines of +++.")
    try:
        return tomllib.loads(found["head"]), found["body"]
    except tomllib.TOMLDecodeError as error:
        raise PromptError(f"Prompt {stem!r}: its head is not TOML ({error}).") from error


def _same(name: str, what: str, odd: set[str]) -> None:
    if odd:
        raise PromptError(f"Prompt {name!r} {what} {', '.join(sorted(odd))}.")
