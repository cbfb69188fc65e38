"""The command line: try it, run it, look after it, bring data in and out."""

import logging
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values
from rich.console import Console

from bot.settings import Settings, WrongSettings

cli = typer.Typer(
    name="plumbline",
    help="Plumbline joins sales and marketing around one brief, in Slack. Begin with: python -m bot demo",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
_SOCKET = ("slack_bot_token", "slack_app_token")
_HTTP = ("slack_bot_token", "slack_signing_secret")


def settings(*needs: str) -> Settings:
    """The settings from the environment, with .env beneath it; says everything that is wrong, then stops."""
    environ = {name: value for name, value in dotenv_values(".env").items() if value is not None} | dict(os.environ)
    try:
        read = Settings.read(environ, needs=needs)
    except WrongSettings as wrong:
        said = Console(stderr=True)
        said.print("[bold]Some settings need a look[/bold] (.env.example explains each):")
        for problem in wrong.problems:
            said.print(f"  • {problem}", highlight=False, markup=False)
        raise typer.Exit(2) from None
    logging.basicConfig(
        level=read.log_level.upper(), format="%(asctime)s %(levelname)-7s %(name)s  %(message)s", stream=sys.stderr
    )
    for noisy in ("apscheduler", "slack_sdk", "httpx2", "alembic", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    return read


@cli.command(rich_help_panel="Try it")
def demo(
    port: Annotated[int, typer.Option(help="Where the local workspace's page is served.")] = 3900,
    bot_port: Annotated[int, typer.Option(help="Where the bot listens.")] = 3901,
    folder: Annotated[Path, typer.Option(help="Where the demonstration keeps what you type.")] = Path(".demo"),
    reset: Annotated[bool, typer.Option("--reset", help="Forget everything typed so far and begin anew.")] = False,
) -> None:
    """A made-up company in a local workspace: no Slack, no key, nothing sent anywhere."""
    from bot.demo.start import run_demo  # the demonstration starts the playground; nothing else needs it

    run_demo(port=port, bot_port=bot_port, folder=folder, reset=reset)


@cli.command(rich_help_panel="Run it")
def run() -> None:
    """Everything in one process, over Socket Mode. Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN."""
    from bot.running import migrated, run_socket

    plumbline = _assembled(*_SOCKET)
    migrated(plumbline.database)
    run_socket(plumbline)
    plumbline.close()


@cli.command(rich_help_panel="Run it")
def web(
    work: Annotated[bool, typer.Option("--work", help="Do the work as well: one process, no worker needed.")] = False,
) -> None:
    """Take what Slack sends over HTTP; a worker does the rest. Needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET."""
    from bot.running import migrated, run_web

    plumbline = _assembled(*_HTTP)
    if work:
        migrated(plumbline.database)
    run_web(plumbline, work=work)
    plumbline.close()


@cli.command(rich_help_panel="Run it")
def worker() -> None:
    """Draft, answer, remind and post digests. Run as many as you like on PostgreSQL. Needs SLACK_BOT_TOKEN."""
    from bot.running import run_worker

    plumbline = _assembled("slack_bot_token")
    run_worker(plumbline)
    plumbline.close()


@cli.command(rich_help_panel="Look after it")
def migrate() -> None:
    """Bring the database to the shape this version needs. Safe to run at every deployment."""
    from bot.running import migrated
    from storage.database import Database

    database = Database(settings().database_url)
    migrated(database)
    database.close()
    Console().print("The database is up to date.")


@cli.command(rich_help_panel="Look after it")
def doctor() -> None:
    """Check settings, database, Slack, model and clock, and say what to do about each failure."""
    from bot.doctor import examine, show

    findings = examine(settings())
    show(findings, Console())
    raise typer.Exit(0 if all(finding.well for finding in findings) else 1)


@cli.command(rich_help_panel="Look after it")
def manifest(
    url: Annotated[str, typer.Option(help="The public address of `web`, for HTTP; leave out for Socket Mode.")] = "",
    output: Annotated[Path | None, typer.Option(help="Write to a file instead of the screen.")] = None,
) -> None:
    """The Slack app's manifest: paste it where Slack asks for one when you create the app."""
    from bot.manifest import as_yaml
    from bot.manifest import manifest as made
    from handlers.rooms import entries

    plumbline = _assembled()
    text = as_yaml(made(entries(plumbline.rooms), url=url or None, short_commands=plumbline.settings.short_commands))
    plumbline.close()
    if output is None:
        print(text, end="")  # noqa: T201 (the manifest is this command's output)
    else:
        output.write_text(text)


@cli.command("import", rich_help_panel="Data")
def import_(
    path: Annotated[
        Path, typer.Argument(help="A CSV of field notes or channel weeks, a Markdown brief, or a folder of pages.")
    ],
    what: Annotated[str, typer.Option(help="field, channels or brief; guessed from the file when left out.")] = "",
    workspace: Annotated[str, typer.Option(help="The workspace's key; the only one when left out.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
) -> None:
    """Bring in notes, channel weeks or a brief. Good rows are kept, bad ones are listed with what to do."""
    from bot.carrying import bring_in

    plumbline = _assembled()
    try:
        raise typer.Exit(bring_in(plumbline, path, what=what, workspace=workspace, dry_run=dry_run, console=Console()))
    finally:
        plumbline.close()


@cli.command(rich_help_panel="Data")
def export(
    what: Annotated[str, typer.Argument(help="field, channels, brief or digest.")],
    output: Annotated[Path | None, typer.Option(help="Write to a file instead of the screen.")] = None,
    workspace: Annotated[str, typer.Option(help="The workspace's key; the only one when left out.")] = "",
) -> None:
    """Take out field notes or channel weeks as CSV, the brief or the last digest as Markdown."""
    from bot.carrying import take_out

    plumbline = _assembled()
    try:
        raise typer.Exit(take_out(plumbline, what, output=output, workspace=workspace, console=Console(stderr=True)))
    finally:
        plumbline.close()


def _assembled(*needs: str) -> "Plumbline":  # type: ignore[name-defined]  # noqa: F821
    from bot.assemble import assemble  # imported here so that --help and wrong settings answer at once

    return assemble(settings(*needs))
