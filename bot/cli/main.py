"""The command line. Exit code 0: done; 1: could not, one sentence on stderr; 2: wrong usage."""

from __future__ import annotations

import asyncio
import logging
import sys
from functools import partial
from pathlib import Path
from socket import socket
from typing import Annotated

import typer

from bot import VERSION, app, logs
from bot.channels.base import Fatal
from bot.cli import doctor, neighbourhood_file, papers, roles
from bot.cli import example as example_street
from bot.cli.backup import back_up
from bot.cli.tools import CannotDo, storage
from bot.cli.translators import catalog, talk, words
from bot.pipeline.limits.send_limits import Rates
from bot.rendering.chart import CannotDraw
from bot.settings import Settings, WrongSetting, read_settings
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database, DriverError, StorageProblem
from storage.keyring import KeyMissing
from storage.neighbourhood.file import FileMistake
from storage.upkeep import forgotten_lists
from storage.upkeep.rotation import seal_all_again

cli = typer.Typer(
    help="The chatbot of the neighbourhood rooms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(roles.invite, name="invite")
cli.add_typer(catalog.catalog, name="catalog")

# How many people a room of demo data has at least.
FEWEST_A_ROOM = 20


def _say_version(value: bool) -> None:  # noqa: FBT001
    if value:
        typer.echo(f"buurtbot {VERSION}")
        raise typer.Exit


@cli.callback()
def everything(
    version: Annotated[  # noqa: FBT002
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Which version it is."
        ),
    ] = False,
) -> None:
    """The chatbot of the neighbourhood rooms."""


PROBLEMS = (CannotDo, CannotDraw, Fatal, WrongSetting, StorageProblem, KeyMissing, FileMistake)


def main() -> None:
    """Run a command; a problem is one plain sentence on stderr and exit code 1."""
    try:
        cli()
    except PROBLEMS as problem:
        sys.exit(f"buurtbot: {problem}")
    except DriverError as problem:
        sys.exit(f"buurtbot: the database cannot be used ({type(problem.orig).__name__}).")
    except Exception as problem:
        if not isinstance(problem, OSError):
            # A mistake of ours; where it happened is in the log when that is set to debug.
            logging.getLogger(__name__).debug("unexpected", exc_info=True)
            sys.exit(f"buurtbot: something unexpected went wrong here ({type(problem).__name__}).")
        what = f" {problem.filename}" if problem.filename else ""
        sys.exit(f"buurtbot:{what} cannot be used: {problem.strerror or type(problem).__name__}.")


@cli.command()
def run(
    example: Annotated[
        Path | None,
        typer.Option(help="First migrate, load this file if nothing is loaded, and print links."),
    ] = None,
) -> None:
    """Start every channel that is configured, and the ticker."""
    settings = read_settings()
    logs.set_up(settings.log_level, settings.log_format)
    with storage(settings) as database:
        if example:
            _migrate(database)
            example_street.load_first(database, example, app.now())
        view = app.check_storage(database)
        database.say_alive()
        listener = app.listen(settings)
        asyncio.run(_run(settings, database, view, listener, with_links=example is not None))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with storage(read_settings()) as database:
        _migrate(database)
        typer.echo("The database has the newest schema.")


cli.command()(neighbourhood_file.load)
cli.command()(neighbourhood_file.export)
cli.command()(papers.report)
cli.command()(papers.poster)
cli.command()(words.words)
cli.command()(talk.talk)


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write a consistent, sealed copy while the program runs. Keep the key file elsewhere."""
    with storage(read_settings()) as database:
        app.check_storage(database)
        rows = back_up(database, file, app.now(), _progress)
        typer.echo(f"{rows} rows are in {file}. Without the key file they cannot be read.")
        try:
            forgotten_lists.backed_up_to(database, file.parent, app.now())
        except OSError as problem:
            raise CannotDo(
                f"The backup is whole, but who is forgotten from now on cannot be listed beside it "
                f"and {database.keys.path}: {problem.strerror}."
            ) from problem


@cli.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    forgotten: Annotated[
        Path | None,
        typer.Option(
            help="The list of who was forgotten since (forgotten-..., beside the key file and the "
            "last backup). It is found there by itself."
        ),
    ] = None,
    *,
    send_waiting: Annotated[
        bool, typer.Option("--send-waiting", help="Send what waited for over a day as well.")
    ] = False,
) -> None:
    """Fill an empty place from a backup, without those who were forgotten since.

    It takes the key file that the backup was made with. All comes back, or nothing does.
    """
    # Alembic again, for backups of an older schema.
    from bot.cli.restore import restore as bring_back  # noqa: PLC0415

    # A new key ring would open nothing: it must be the one the backup was made with.
    with storage(read_settings(), making_keys=False) as database:
        done = bring_back(
            database, file, app.now(), _progress, forgotten=forgotten, sends_waiting=send_waiting
        )
        typer.echo(f"{done.rows} rows are back.")
        if done.until:
            typer.echo(
                f"This list of forgotten people reaches until {done.until:%Y-%m-%d %H:%M} UTC; "
                f"{done.forgotten} of them were in the backup and are forgotten again."
            )
        else:
            typer.echo("This list of forgotten people is empty: nobody was forgotten again.")
        if done.not_sent:
            typer.echo(
                f"{done.not_sent} messages that waited for over a day are not sent "
                "(--send-waiting sends them)."
            )
        for trouble in database.what_is_wrong():
            typer.echo(trouble, err=True)


@cli.command("demo-data")
def demo_data(
    years: Annotated[int, typer.Option(min=1, max=20, help="How long it has been there.")] = 1,
    rooms: Annotated[int, typer.Option(min=1, max=200, help="How many rooms.")] = 4,
    people: Annotated[
        int, typer.Option(min=FEWEST_A_ROOM, max=2_000_000, help="How many wrote within a year.")
    ] = 600,
    seed: Annotated[
        int, typer.Option(min=0, max=2**63 - 1, help="The same seed gives the same figures.")
    ] = 1,
) -> None:
    """Fill an empty database with a neighbourhood that does not exist, to try things out.

    For tests, pictures and measurements. All of it is made, or nothing is.
    """
    if people < FEWEST_A_ROOM * rooms:
        raise typer.BadParameter(
            f"{rooms} rooms need at least {FEWEST_A_ROOM * rooms} people.",
            param_hint="'--people'",
        )
    # Nobody else needs all of what it takes.
    from bot.cli.demo import Size, make_demo  # noqa: PLC0415

    settings = read_settings()
    with storage(settings) as database:
        size = Size(years=years, rooms=rooms, people=people, seed=seed)
        made, rows = make_demo(database, size, app.now(), settings.report_time, _progress)
    typer.echo(
        f"{made.name} is made. Rooms: {rooms}, people: {people}, years: {years}, rows: {rows}."
    )


@cli.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything personal with a new key, while the program runs."""
    with storage(read_settings()) as database:
        app.check_storage(database)
        database.keys.rotate()
        done = seal_all_again(database, _progress)
        forgotten_lists.keep(database, app.now(), is_nightly=True)
    typer.echo(f"{done} values are sealed with the new key. Back up the key file now.")


cli.command()(roles.roles)
cli.command()(roles.suspend)
cli.command("give-back")(roles.give_back)
cli.command()(roles.end)


@cli.command()
def check(
    clock_is_right: Annotated[  # noqa: FBT002
        bool,
        typer.Option("--clock-is-right", help="Somebody looked: this computer's clock is right."),
    ] = False,
) -> None:
    """A doctor: settings, keys, database, clock, catalogs, channels; one line each."""
    if not asyncio.run(doctor.check(typer.echo, clock_is_right=clock_is_right)):
        raise typer.Exit(1)


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} rows")
        sys.stderr.flush()


def _migrate(database: Database) -> None:
    # Alembic takes a fifth of a second and some memory that a running bot does not need.
    from storage.upkeep.migrate import migrate as bring_up  # noqa: PLC0415

    bring_up(database)


async def _run(
    settings: Settings,
    database: Database,
    view: NeighbourhoodView,
    listener: socket,
    *,
    with_links: bool,
) -> None:
    running = app.App(settings, database, view, rates=Rates())
    await running.run(
        listener, partial(example_street.say_hello, running, database, view) if with_links else None
    )
