"""The command line: try it, run it, look after it, bring data in and out."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from dotenv import dotenv_values
from rich.console import Console

from bot.settings import Settings, WrongSettings

if TYPE_CHECKING:
    from bot.assemble import Plumbline

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
    logging.getLogger("slack_sdk.web.base_client").setLevel(logging.CRITICAL)  # we say it ourselves, in words
    for noisy in ("apscheduler", "slack_sdk", "httpx2", "alembic", "uvicorn.access", "dbos"):
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
    from bot.running import run_socket

    _run(run_socket, *_SOCKET, migrating=True)


@cli.command(rich_help_panel="Run it")
def web(
    work: Annotated[bool, typer.Option("--work", help="Do the work as well: one process, no worker needed.")] = False,
) -> None:
    """Take what Slack sends over HTTP; a worker does the rest. Needs SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET."""
    from bot.running import run_web

    _run(partial(run_web, work=work), *_HTTP, migrating=work)


@cli.command(rich_help_panel="Run it")
def worker() -> None:
    """Draft, answer, remind and post digests. Run as many as you like on PostgreSQL. Needs SLACK_BOT_TOKEN."""
    from bot.running import run_worker

    _run(run_worker, "slack_bot_token")


@cli.command(rich_help_panel="Look after it")
def migrate() -> None:
    """Bring the database to the shape this version needs. Safe to run at every deployment."""
    from bot.running import migrated
    from storage.database import Database

    chosen = settings()
    with _no_traceback():
        database = Database(chosen.database_url)
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
    from bot.assemble import assemble
    from bot.manifest import as_yaml
    from bot.manifest import manifest as made
    from handlers.rooms import entries

    plumbline = assemble(replace(settings(), database_url="sqlite://"))  # the commands' names need no database
    chosen = plumbline.settings
    text = as_yaml(
        made(
            entries(plumbline.rooms),
            url=url or None,
            short_commands=chosen.short_commands,
            reaction=bool(chosen.reaction),
        )
    )
    plumbline.close()
    if output is None:
        print(text, end="")  # noqa: T201 (the manifest is this command's output)
    else:
        with _no_traceback():
            output.write_text(text, encoding="utf-8")


@cli.command("import", rich_help_panel="Data")
def import_(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="Field notes (CSV, JSON Lines), channel weeks (CSV), a Markdown brief, or a folder of pages."
        ),
    ] = None,
    what: Annotated[str, typer.Option(help="field, channels or brief; guessed from the file when left out.")] = "",
    workspace: Annotated[str, typer.Option(help="The workspace's key; the only one when left out.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    undo: Annotated[str, typer.Option(metavar="ID", help="Take back an import of notes, within an hour.")] = "",
) -> None:
    """Bring in notes, channel weeks or a brief. Good rows are kept, bad ones are listed with what to do.

    An import of notes that was interrupted goes on where it stopped when it is asked for again.
    """
    if (path is None) != bool(undo):
        raise typer.BadParameter("Name a file to import, or an import to --undo.")
    from bot.carrying import bring_in, take_back

    plumbline, console = _assembled(), Console()
    try:
        if path is None:
            raise typer.Exit(take_back(plumbline, undo, workspace=workspace, console=console))
        raise typer.Exit(bring_in(plumbline, path, what=what, workspace=workspace, dry_run=dry_run, console=console))
    finally:
        plumbline.close()


@cli.command(rich_help_panel="Data")
def export(
    what: Annotated[str, typer.Argument(help="field, channels, brief or digest.")],
    output: Annotated[Path | None, typer.Option(help="Write to a file instead of the screen.")] = None,
    form: Annotated[str, typer.Option("--format", help="csv, or for field notes jsonl.")] = "csv",
    html: Annotated[bool, typer.Option("--html", help="The digest as a page for e-mail.")] = False,
    workspace: Annotated[str, typer.Option(help="The workspace's key; the only one when left out.")] = "",
) -> None:
    """Take out field notes as CSV or JSON Lines, channel weeks as CSV, the brief as Markdown, the last digest as
    Markdown or HTML."""
    from bot.carrying import take_out

    plumbline, said, wanted = _assembled(), Console(stderr=True), "html" if html else form
    try:
        raise typer.Exit(take_out(plumbline, what, output=output, workspace=workspace, console=said, form=wanted))
    finally:
        plumbline.close()


@cli.command("eval", rich_help_panel="Look after it")
def eval_(
    folder: Annotated[Path, typer.Argument(help="A folder of cases, one .toml file each, such as bot/demo/eval.")],
    without_model: Annotated[
        bool, typer.Option("--without-model", help="Ask no model: the brief's own words are held to the cases.")
    ] = False,
) -> None:
    """Hold pitches and answers to cases of your own: what they must say, and what they must not.

    A case names a **brief** (a Markdown file, seen from the case), one **pitch** or **question** as somebody would
    type it, and lists of words to **expect** and to **forbid**; a question may expect "silence", and **why** is yours.

    Every case is drafted on a database of its own, by the model of the settings, and every line is checked once more.
    The table shows lines that stand on what they cite, lines withheld, forbidden lines that got through, seconds and
    tokens. Ends with 1 when a forbidden line got through, with 2 when a case cannot be read.
    """
    from bot.evaluating import evaluate

    chosen = settings()
    with _no_traceback():
        code = evaluate(folder, chosen, without_model=without_model, console=Console(), said=Console(stderr=True))
    raise typer.Exit(code)


def _assembled(*needs: str) -> "Plumbline":
    chosen = settings(*needs)
    from bot.assemble import assemble  # imported here so that --help and wrong settings answer at once

    with _no_traceback():
        return assemble(chosen)


def _run(go: "Callable[[Plumbline], None]", *needs: str, migrating: bool = False) -> None:
    """Build the program, run it until it is told to stop, and end the process whatever still holds it."""
    signal.signal(signal.SIGTERM, _not_yet_begun)
    plumbline = _assembled(*needs)
    from bot.running import leave, migrated

    code = 0
    try:
        with _no_traceback():
            if migrating:
                migrated(plumbline.database)
            go(plumbline)
    except typer.Exit as end:
        code = end.exit_code
    finally:
        plumbline.close()
    leave(code)


def _not_yet_begun(_signal: int, _frame: object) -> None:
    """Told to stop while still starting: there is nothing to finish, and nothing went wrong."""
    raise SystemExit(0)


@contextmanager
def _no_traceback() -> Iterator[None]:
    """What a person can put right is said in words, and ends the command with 2; the debug log holds the rest."""
    from bot.running import CannotStart
    from storage.database import DatabaseFault

    try:
        yield
        return
    except CannotStart as why:
        words = str(why)
    except DatabaseFault:
        words = "The database cannot be used. Is DATABASE_URL right, and the server up?"
    except OSError as error:
        words = f"{error.filename} cannot be opened or written." if error.filename else "Something cannot be reached."
    logging.getLogger("plumbline").debug("Why it stopped", exc_info=True)
    said = Console(stderr=True)
    said.print(words, markup=False, highlight=False, soft_wrap=True)
    said.print("More: python -m bot doctor", markup=False, highlight=False)
    raise typer.Exit(2)
