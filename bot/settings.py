"""Plumbline's settings, read once from the environment into a value that never changes."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from capabilities.masking import patterns_of, regions_of

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECRETS = ("slack_bot_token", "slack_app_token", "slack_signing_secret", "openai_api_key", "database_url")


class WrongSettings(Exception):
    """Every setting that is missing or wrong, each with what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """See .env.example for what each one means."""

    slack_bot_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = field(default="sqlite:///data/plumbline.db", repr=False)
    openai_api_key: str = field(default="", repr=False)
    openai_base_url: str = ""
    model: str = ""
    model_timeout: float = 30.0
    model_retries: int = 2
    daily_tokens: int = 500_000
    embeddings: str = "local"
    embedding_model: str = ""
    embedding_dimensions: int = 1536
    port: int = 3000
    host: str = "127.0.0.1"
    zone: str = "UTC"
    digest_channel: str = ""
    digest_day: str = "monday"
    digest_time: time = time(9, 0)
    report_day: str = "friday"
    report_time: time = time(14, 0)
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 0)
    short_commands: bool = True
    reaction: str = ""
    phone_region: str = ""
    mask_patterns: str = ""
    sales_group: str = ""
    marketing_group: str = ""
    responsible: str = ""
    admins: tuple[str, ...] = ()
    worker_name: str = ""
    log_level: str = "info"

    @classmethod
    def read(cls, environ: Mapping[str, str], *, needs: tuple[str, ...] = ()) -> "Settings":
        """Read the settings. `needs` names those that must be there for what is about to run.

        Raises WrongSettings with all problems at once.
        """
        problems: list[str] = []
        values: dict[str, Any] = {}
        for name, (variable, convert) in _NAMES.items():
            raw = environ.get(variable, "").strip()
            if not raw:
                if name in needs:
                    problems.append(f"{variable} is missing. {_HOW.get(name, 'See .env.example.')}")
                continue
            try:
                values[name] = convert(raw)
            except ValueError as error:
                problems.append(f"{variable}={_shown(name, raw)} is not right: {error}.")
        problems += [
            f"{variable} is not a setting Plumbline knows; did you mean one of those in .env.example?"
            for variable in sorted(environ)
            if variable.startswith("PLUMBLINE_") and variable not in _KNOWN
        ]
        made = cls(**values)
        if made.embeddings == "endpoint" and not made.embedding_model:
            problems.append(
                "PLUMBLINE_EMBEDDINGS=endpoint needs PLUMBLINE_EMBEDDING_MODEL, the embedding model's name."
            )
        if made.embeddings == "endpoint" and not (made.openai_api_key or made.openai_base_url):
            problems.append("PLUMBLINE_EMBEDDINGS=endpoint needs OPENAI_API_KEY or OPENAI_BASE_URL to say where it is.")
        if made.model and not made.has_model:
            problems.append("PLUMBLINE_MODEL is set but neither OPENAI_API_KEY nor OPENAI_BASE_URL says where it is.")
        if problems:
            raise WrongSettings(problems)
        return made

    @property
    def has_model(self) -> bool:
        """Whether a language model may be asked."""
        return bool(self.model and (self.openai_api_key or self.openai_base_url))


def _shown(name: str, raw: str) -> str:
    return "…" if name in SECRETS else repr(raw[:60])


def _starts(prefix: str) -> Callable[[str], str]:
    def convert(raw: str) -> str:
        if not raw.startswith(prefix):
            raise ValueError(f"it should start with {prefix}")
        return raw

    return convert


def _url(*schemes: str) -> Callable[[str], str]:
    def convert(raw: str) -> str:
        scheme, found, rest = raw.partition("://")
        if not found or scheme not in schemes:
            raise ValueError(f"it should start with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        if (not rest and scheme != "sqlite") or (scheme in ("http", "https") and not urlsplit(raw).hostname):
            raise ValueError("it names no host")
        return raw

    return convert


def _key(raw: str) -> str:
    if not raw.isascii() or not raw.isprintable() or " " in raw:
        raise ValueError("it holds signs no key has; copy it again")
    return raw


def _channel(raw: str) -> str:
    if not re.fullmatch(r"[CG][A-Z0-9]{2,}", raw):
        raise ValueError("it should be a channel's id such as C0123ABCD; Slack shows it under the channel's details")
    return raw


def _slash(raw: str) -> str:
    return _url("http", "https")(raw).rstrip("/") + "/"


def _whole(least: int, most: int) -> Callable[[str], int]:
    def convert(raw: str) -> int:
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise ValueError(f"it should be a whole number from {least} to {most}")
        return int(raw)

    return convert


def _seconds(raw: str) -> float:
    try:
        value = float(raw)
    except ValueError:
        value = -1.0
    if not 0.1 <= value <= 600:
        raise ValueError("it should be a number of seconds from 0.1 to 600")
    return value


def _zone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("it should be a time zone such as Europe/Berlin") from error
    return raw


def _day(raw: str) -> str:
    if raw.lower() not in DAYS:
        raise ValueError(f"it should be one of {', '.join(DAYS)}")
    return raw.lower()


def _time(raw: str) -> time:
    try:
        read = time.fromisoformat(raw if len(raw) > 4 else f"0{raw}")
    except ValueError as error:
        raise ValueError("it should be a time such as 09:00") from error
    if read.tzinfo is not None:
        raise ValueError("it should be a time without a zone, such as 09:00; the zone is PLUMBLINE_ZONE")
    return read


def _yes(raw: str) -> bool:
    if raw.lower() not in ("yes", "no", "true", "false", "1", "0", "on", "off"):
        raise ValueError("it should be yes or no")
    return raw.lower() in ("yes", "true", "1", "on")


def _one_of(*choices: str) -> Callable[[str], str]:
    def convert(raw: str) -> str:
        if raw.lower() not in choices:
            raise ValueError(f"it should be one of {', '.join(choices)}")
        return raw.lower()

    return convert


def _emoji(raw: str) -> str:
    name = raw.strip(":").lower()
    if not re.fullmatch(r"[\w+'-]{1,100}", name):
        raise ValueError("it should be an emoji's name as Slack shows it, such as pushpin")
    return name


def _regions(raw: str) -> str:
    return ",".join(regions_of(raw))


def _patterns(raw: str) -> str:
    patterns_of(raw)
    return raw


def _list(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


_NAMES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "slack_bot_token": ("SLACK_BOT_TOKEN", _starts("xoxb-")),
    "slack_signing_secret": ("SLACK_SIGNING_SECRET", str),
    "slack_app_token": ("SLACK_APP_TOKEN", _starts("xapp-")),
    "slack_api_url": ("SLACK_API_URL", _slash),
    "database_url": ("DATABASE_URL", _url("sqlite", "postgres", "postgresql", "postgresql+psycopg")),
    "openai_api_key": ("OPENAI_API_KEY", _key),
    "openai_base_url": ("OPENAI_BASE_URL", _url("http", "https")),
    "model": ("PLUMBLINE_MODEL", str),
    "model_timeout": ("PLUMBLINE_MODEL_TIMEOUT", _seconds),
    "model_retries": ("PLUMBLINE_MODEL_RETRIES", _whole(0, 10)),
    "daily_tokens": ("PLUMBLINE_DAILY_TOKENS", _whole(0, 10**9)),
    "embeddings": ("PLUMBLINE_EMBEDDINGS", _one_of("local", "endpoint", "off")),
    "embedding_model": ("PLUMBLINE_EMBEDDING_MODEL", str),
    "embedding_dimensions": ("PLUMBLINE_EMBEDDING_DIMENSIONS", _whole(8, 8192)),
    "port": ("PORT", _whole(1, 65_535)),
    "host": ("PLUMBLINE_HOST", str),
    "zone": ("PLUMBLINE_ZONE", _zone),
    "digest_channel": ("PLUMBLINE_DIGEST_CHANNEL", _channel),
    "digest_day": ("PLUMBLINE_DIGEST_DAY", _day),
    "digest_time": ("PLUMBLINE_DIGEST_TIME", _time),
    "report_day": ("PLUMBLINE_REPORT_DAY", _day),
    "report_time": ("PLUMBLINE_REPORT_TIME", _time),
    "quiet_from": ("PLUMBLINE_QUIET_FROM", _time),
    "quiet_until": ("PLUMBLINE_QUIET_UNTIL", _time),
    "short_commands": ("PLUMBLINE_SHORT_COMMANDS", _yes),
    "reaction": ("PLUMBLINE_REACTION", _emoji),
    "phone_region": ("PLUMBLINE_PHONE_REGION", _regions),
    "mask_patterns": ("PLUMBLINE_MASK_PATTERNS", _patterns),
    "sales_group": ("PLUMBLINE_SALES_GROUP", str),
    "marketing_group": ("PLUMBLINE_MARKETING_GROUP", str),
    "responsible": ("PLUMBLINE_RESPONSIBLE", str),
    "admins": ("PLUMBLINE_ADMINS", _list),
    "worker_name": ("PLUMBLINE_WORKER_NAME", str),
    "log_level": ("PLUMBLINE_LOG_LEVEL", _one_of("debug", "info", "warning", "error")),
}
_KNOWN = {variable for variable, _ in _NAMES.values()}
_HOW = {
    "slack_bot_token": "Slack gives it under “OAuth & Permissions” once the app is installed; it starts with xoxb-.",
    "slack_signing_secret": "Slack shows it under “Basic Information”, “App Credentials”.",
    "slack_app_token": "Make one under “Basic Information”, “App-Level Tokens”, with connections:write (xapp-…).",
}
VARIABLES = {name: variable for name, (variable, _) in _NAMES.items()}
