"""Looks over an installation and says, for everything that is not well, what to do about it."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rich.console import Console
from rich.markup import escape
from slack_sdk.errors import SlackApiError

from bot.manifest import SCOPES
from bot.minds import model_of
from bot.settings import Settings
from bot.slack import SlackClients
from storage import migrate
from storage.database import Database, DatabaseFault

CLOCK_S = 120  # Slack takes signatures from within five minutes; a clock this far off is worth a word


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `advice` says what to do when it is not well."""

    what: str
    well: bool
    words: str
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    """Look at settings, database, migrations, Slack, the model and the clock, in that order."""
    clients = SlackClients(settings)
    looks: list[Callable[[], list[Finding]]] = [
        lambda: [_settings(settings)],
        lambda: _database(settings),
        lambda: _slack(settings, clients),
        lambda: [_model(settings)],
        lambda: [_clock(settings)],
    ]
    return [finding for look in looks for finding in look()]


def show(findings: list[Finding], console: Console) -> None:
    """Write the findings, one line each and the advice beneath."""
    for finding in findings:
        mark = "[green]well[/green] " if finding.well else "[red]look[/red] "
        console.print(mark, escape(f"{finding.what}: {finding.words}"), markup=True, highlight=False, soft_wrap=True)
        if not finding.well and finding.advice:
            console.print(f"      → {finding.advice}", markup=False, highlight=False, soft_wrap=True)
    unwell = sum(not finding.well for finding in findings)
    console.print("All is well." if not unwell else f"{unwell} of {len(findings)} need a look.")


def _settings(settings: Settings) -> Finding:
    if not settings.slack_bot_token:
        return Finding(
            "Settings",
            False,
            "there is no SLACK_BOT_TOKEN",
            "Create the app from `python -m bot manifest`, install it, and copy the token to .env. "
            "To try without Slack: make demo.",
        )
    if not settings.slack_app_token and not settings.slack_signing_secret:
        return Finding(
            "Settings",
            False,
            "neither Socket Mode nor HTTP is set up",
            "Set SLACK_APP_TOKEN for `run`, or SLACK_SIGNING_SECRET for `web`.",
        )
    both = (("Socket Mode", settings.slack_app_token), ("HTTP", settings.slack_signing_secret))
    ways = [way for way, there in both if there]
    return Finding("Settings", True, f"read; ready for {' and '.join(ways)}")


def _database(settings: Settings) -> list[Finding]:
    kind = "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"
    try:
        database = Database(settings.database_url)
        at = migrate.current(database)
        database.close()
    except (DatabaseFault, OSError):
        advice = (
            "Is the folder writable?"
            if kind == "SQLite"
            else "Is the server up, and are the name and password in DATABASE_URL right?"
        )
        return [Finding("Database", False, f"{kind} cannot be opened", advice)]
    reached = Finding("Database", True, f"{kind} opens")
    if at == migrate.HEAD:
        return [reached, Finding("Migrations", True, f"up to date ({at})")]
    words = "the database is empty" if at is None else f"at {at}, this version needs {migrate.HEAD}"
    return [reached, Finding("Migrations", False, words, "Run: python -m bot migrate")]


def _slack(settings: Settings, clients: SlackClients) -> list[Finding]:
    if not settings.slack_bot_token:
        return []
    try:
        who = clients.identity()
    except SlackApiError as error:
        code = str(error.response.get("error"))
        return [
            Finding(
                "Slack",
                False,
                f"Slack refuses the token ({code})",
                "Copy the Bot User OAuth Token again from “OAuth & Permissions”; reinstall the app if it was revoked.",
            )
        ]
    except OSError:
        return [
            Finding(
                "Slack",
                False,
                f"{settings.slack_api_url} cannot be reached",
                "Is there a way out to Slack from here (proxy, firewall)?",
            )
        ]
    found = [Finding("Slack", True, f"connected to {who.team_name or who.workspace}")]
    missing = [scope for scope in SCOPES if scope not in who.scopes] if who.scopes else []
    if missing:
        advice = "Update the app from `python -m bot manifest` and install it again."
        return [*found, Finding("Scopes", False, f"missing: {', '.join(missing)}", advice)]
    return [*found, Finding("Scopes", True, f"{len(SCOPES)} needed, all there")]


def _model(settings: Settings) -> Finding:
    if model_of(settings, _Now()) is None:
        return Finding("Model", True, "none set; pitches and answers quote the brief word for word")
    url = (settings.openai_base_url or "https://api.openai.com/v1").rstrip("/") + "/models"
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {settings.openai_api_key}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            names = [str(entry.get("id")) for entry in json.load(answer).get("data", [])]
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            return Finding("Model", False, "the endpoint refuses the key", "Check OPENAI_API_KEY.")
        return Finding(
            "Model",
            error.code == 404,
            f"the endpoint answers {error.code} to a list of models",
            "Check OPENAI_BASE_URL; it usually ends in /v1.",
        )
    except (OSError, ValueError, AttributeError, TypeError):  # away, or something else than a list of models
        return Finding(
            "Model",
            False,
            "the endpoint cannot be reached",
            "Check OPENAI_BASE_URL. Until it answers, the brief is quoted word for word.",
        )
    if names and settings.model not in names:
        return Finding(
            "Model", False, f"the endpoint does not offer {settings.model!r}", f"It offers: {', '.join(names[:8])}"
        )
    return Finding("Model", True, f"{settings.model} answers")


def _clock(settings: Settings) -> Finding:
    request = urllib.request.Request(settings.slack_api_url + "api.test", method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            sent = answer.headers.get("date")
    except OSError:
        return Finding("Clock", True, "not compared, as Slack cannot be reached")
    if not sent:
        return Finding("Clock", True, "not compared, as the other side did not tell the time")
    try:
        off = abs((parsedate_to_datetime(sent) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):  # no date, or one without a zone
        return Finding("Clock", True, "not compared, as the other side did not tell the time")
    if off > CLOCK_S:
        return Finding(
            "Clock",
            False,
            f"{off:.0f} s away from Slack's",
            "Set the machine's clock (NTP); Slack's signatures are refused beyond five minutes.",
        )
    return Finding("Clock", True, f"within {max(1, round(off))} s of Slack's, zone {time.tzname[0]}")


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)
