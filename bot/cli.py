"""The command line. Exit code 0: done; 1: could not, one sentence on stderr; 2: wrong usage."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from socket import socket
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot import app as program
from bot import doctor, logs, report_files
from bot import poster as posters
from bot.backup import back_up
from bot.backup import restore as bring_back
from bot.channels.base import Fatal
from bot.pace import Rates
from bot.pictures import CannotDraw
from bot.render import Reader
from bot.settings import Settings, WrongSetting, read_settings
from handlers.history import history
from handlers.house import House
from handlers.period import Period
from handlers.reach import make_report
from handlers.start import ROOM_LINK
from storage.audit import SUSPENDED
from storage.database import Database, StorageProblem, speaking
from storage.keyring import KeyMissing
from storage.neighbourhood_checks import nearest
from storage.neighbourhood_file import FileMistake, read_file
from storage.roles import COORDINATOR, KEY_HOLDER, PARTNER, Role

cli = typer.Typer(
    help="The chatbot of the neighbourhood rooms.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
invite = typer.Typer(help="Print a one-time link that gives a role.", no_args_is_help=True)
cli.add_typer(invite, name="invite")


class Audience(StrEnum):
    """For whom a report is."""

    TEAM = "team"
    FUNDER = "funder"


class Form(StrEnum):
    """In what form a report is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"


class CannotDo(Exception):
    """What was asked cannot be done; the sentence says why."""


NOT_FOR_A_SCREEN = (Form.XLSX, Form.PDF, Form.PNG)
RESEAL_AT_ONCE = 500
PROBLEMS = (CannotDo, CannotDraw, Fatal, WrongSetting, StorageProblem, KeyMissing, FileMistake)


def main() -> None:
    """Run a command; a problem is one plain sentence on stderr and exit code 1."""
    try:
        cli()
    except PROBLEMS as problem:
        sys.exit(f"buurtbot: {problem}")
    except DBAPIError as problem:
        sys.exit(f"buurtbot: the database cannot be used ({type(problem.orig).__name__}).")
    except Exception as problem:
        if not isinstance(problem, OSError):
            # A mistake of ours; where it happened is in the log when that is set to debug.
            logging.getLogger(__name__).debug("unexpected", exc_info=True)
            sys.exit(f"buurtbot: something unexpected went wrong here ({type(problem).__name__}).")
        what = f" {problem.filename}" if problem.filename else ""
        sys.exit(f"buurtbot:{what} cannot be used: {problem.strerror or type(problem).__name__}.")


@contextmanager
def storage(settings: Settings, *, making_keys: bool = True) -> Iterator[Database]:
    """The database, closed again afterwards."""
    database = program.open_storage(settings, making_keys=making_keys)
    try:
        with speaking(database.url):
            yield database
    finally:
        database.close()


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
            _load_first(database, example)
        house = program.check_storage(database)
        database.say_alive()
        listener = program.listen(settings)
        asyncio.run(_run(settings, database, house, listener, with_links=example is not None))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with storage(read_settings()) as database:
        _migrate(database)
        typer.echo("The database has the newest schema.")


@cli.command()
def load(file: Annotated[Path, typer.Argument(help="A neighbourhood file (TOML).")]) -> None:
    """Read a neighbourhood file; a mistake in it changes nothing."""
    neighbourhood = read_file(file)
    with storage(read_settings()) as database:
        database.check_schema()
        with database.writing() as store:
            if not store.neighbourhoods.keys_fit():
                raise CannotDo("The key file does not belong to this database.")
            is_new = store.neighbourhoods.save(neighbourhood)
        rooms = len(neighbourhood.rooms)
        typer.echo(
            f"{neighbourhood.name}: {rooms} rooms loaded."
            if is_new
            else f"{neighbourhood.name}: nothing changed."
        )


@invite.command("coordinator")
def invite_coordinator() -> None:
    """Invite a coordinator: gets the report, invites key-holders. Works for one hour."""
    _invite(Role(COORDINATOR, ""))


@invite.command("keyholder")
def invite_keyholder(room: Annotated[str, typer.Option(help="The room's id.")]) -> None:
    """Invite a key-holder of a room. Works for 24 hours."""
    _invite(Role(KEY_HOLDER, room))


@invite.command("partner")
def invite_partner(partner: Annotated[str, typer.Option(help="The partner's id.")]) -> None:
    """Invite somebody who answers for a partner. Works for 24 hours."""
    _invite(Role(PARTNER, partner))


@cli.command()
def report(
    week: Annotated[str, typer.Option(help="A week, such as 2026-W47.")] = "",
    month: Annotated[str, typer.Option(help="A month, such as 2026-11.")] = "",
    year: Annotated[str, typer.Option(help="A year, such as 2026.")] = "",
    room: Annotated[str, typer.Option(help="Only this room, by its id.")] = "",
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.TEAM,
    form: Annotated[Form, typer.Option("--format", help="In what form.")] = Form.TEXT,
    out: Annotated[Path | None, typer.Option(help="A file to write to.")] = None,
) -> None:
    """Print the reach report: last week, for the team, as text, unless said otherwise."""
    if sum(map(bool, (week, month, year))) > 1:
        raise typer.BadParameter("Name one of --week, --month and --year.")
    settings = read_settings()
    with storage(settings) as database:
        house = program.check_storage(database)
        if room and room not in house.rooms:
            _check_place(house, Role(KEY_HOLDER, room))
        period = _period(house, week, month, year)
        rooms = [room] if room else None
        with database.reading() as store:
            made = make_report(house, store, period, program.now(), rooms)
            past = history(house, store, period, program.now(), rooms)
    reader = Reader.of("", house.neighbourhood.default_language)
    content = report_files.write(made, past, house, reader, form.value, audience.value)
    _hand_over(content, out, is_text=form not in NOT_FOR_A_SCREEN)


@cli.command()
def poster(
    room: Annotated[str, typer.Option(help="The room's id.")],
    out: Annotated[Path | None, typer.Option(help="A file to write to.")] = None,
) -> None:
    """Print a poster for the door of a room: an A4 page (PDF) with its hours and a QR code."""
    settings = read_settings()
    with storage(settings) as database:
        house = program.check_storage(database)
    if room not in house.rooms:
        raise CannotDo(f'There is no room "{room}": {nearest(room, house.rooms)}')
    links = asyncio.run(doctor.links(settings, ROOM_LINK + room))
    if settings.telegram_token.get_secret_value() and len(links) == 1:
        typer.echo("Telegram is not reached: its code is not on this poster.", err=True)
    made = posters.make(house, house.rooms[room], links, house.today(program.now()))
    if made.left_out:
        languages = ", ".join(made.left_out)
        typer.echo(
            f"No font here has the letters for: {languages}. See the operator page.", err=True
        )
    _hand_over(made.content, out, is_text=False)


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write a consistent, sealed copy while the program runs. Keep the key file elsewhere."""
    with storage(read_settings()) as database:
        program.check_storage(database)
        rows = back_up(database, file, _progress)
    typer.echo(f"{rows} rows are in {file}. Without the key file they cannot be read.")


@cli.command()
def restore(file: Annotated[Path, typer.Argument(help="A file that backup wrote.")]) -> None:
    """Fill an empty database from a backup, with the key file it was made with."""
    # A new key ring would open nothing: it must be the one the backup was made with.
    with storage(read_settings(), making_keys=False) as database:
        _migrate(database)
        rows = bring_back(database, file, _progress)
    typer.echo(f"{rows} rows are back.")


@cli.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything personal with a new key, while the program runs."""
    with storage(read_settings()) as database:
        program.check_storage(database)
        database.keys.rotate()
        done = 0
        while True:
            with database.writing() as store:
                sealed = store.people.seal_again(RESEAL_AT_ONCE)
                words = store.talks.seal_again(RESEAL_AT_ONCE)
                words += store.requests.seal_again(RESEAL_AT_ONCE)
            if not sealed + words:
                break
            done += sealed
            _progress(done)
    typer.echo(f"{done} addresses are sealed with the new key. Back up the key file now.")


@cli.command()
def roles() -> None:
    """List who has which role: a number, since when, where from; never a name."""
    with storage(read_settings()) as database:
        house = program.check_storage(database)
        with database.reading() as store:
            held = store.roles.everybody()
    for one in held:
        place = f" {one.role.place}" if one.role.place else ""
        since = f"since {house.local(one.since):%Y-%m-%d}"
        state = ", suspended" if one.suspended_at else ""
        gone = ", left the chat" if one.has_left else ""
        typer.echo(
            f"{one.id}: {one.role.role}{place} {one.number}, {since}, {one.channel}{state}{gone}"
        )


@cli.command()
def suspend(number: Annotated[int, typer.Argument(help="The number that `roles` shows.")]) -> None:
    """Suspend a role at once, for a lost phone. A coordinator gives it back in the chat."""
    with storage(read_settings()) as database:
        program.check_storage(database)
        now = program.now()
        with database.writing() as store:
            held = next((one for one in store.roles.everybody() if one.id == number), None)
            if held is None:
                raise CannotDo(f"There is no role with number {number}. See: buurtbot roles")
            if store.roles.suspend(number, now):
                store.invitations.withdraw_of(held.person, now)
                role = held.role
                store.audit.note(SUSPENDED, role.role, now, place=role.place, about=held.person)
    typer.echo("Suspended. Without a coordinator left: buurtbot invite coordinator")


@cli.command()
def check() -> None:
    """A doctor: settings, keys, database, catalogs, channels; one line each."""
    if not asyncio.run(doctor.check(typer.echo)):
        raise typer.Exit(1)


def _hand_over(content: bytes, out: Path | None, *, is_text: bool) -> None:
    """Write to a file or to what reads along; a screen gets text only."""
    if out:
        out.write_bytes(content)
    elif not is_text and sys.stdout.isatty():
        raise CannotDo("This cannot be shown on a screen. Write it to a file with --out FILE.")
    else:
        sys.stdout.buffer.write(content)


def _period(house: House, week: str, month: str, year: str) -> Period:
    try:
        if week:
            period = Period.week(week)
        elif month:
            period = Period.month(month)
        else:
            today = house.today(program.now())
            period = Period.year(year) if year else Period.last_week(today)
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None
    if period.first > house.today(program.now()):
        raise CannotDo(f"{period.id} has not begun yet.")
    return period


def _progress(done: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} rows")
        sys.stderr.flush()


def _migrate(database: Database) -> None:
    # Alembic takes a fifth of a second and some memory that a running bot does not need.
    from storage.migrate import migrate as bring_up  # noqa: PLC0415

    bring_up(database)


def _load_first(database: Database, example: Path) -> None:
    with database.writing() as store:
        if store.neighbourhoods.digest() is None:
            store.neighbourhoods.save(read_file(example))


async def _run(
    settings: Settings, database: Database, house: House, listener: socket, *, with_links: bool
) -> None:
    running = program.App(settings, database, house, rates=Rates())
    await running.run(
        listener, partial(_say_links, running, database, house) if with_links else None
    )


def _say_links(running: program.App, database: Database, house: House) -> None:
    """An address for each of the three kinds of people, so that all of it can be tried at once."""
    first = next(iter(house.rooms))
    with database.writing() as store:
        now = program.now()
        codes = {
            "resident": "",
            f"key-holder of {house.rooms[first].name}": store.invitations.make(
                Role(KEY_HOLDER, first), None, now
            )[0],
            "coordinator": store.invitations.make(Role(COORDINATOR, ""), None, now)[0],
        }
    for who, code in codes.items():
        for link in running.links(code):
            typer.echo(f"{who}: {link}")
    sys.stdout.flush()


def _invite(role: Role) -> None:
    settings = read_settings()
    with storage(settings) as database:
        house = program.check_storage(database)
        _check_place(house, role)
        with database.writing() as store:
            code, expires = store.invitations.make(role, None, program.now())
    typer.echo(f"code:    {code}")
    typer.echo(f"expires: {house.local(expires):%Y-%m-%d %H:%M}")
    for link in asyncio.run(doctor.links(settings, code)):
        typer.echo(link)


def _check_place(house: House, role: Role) -> None:
    if role.role == KEY_HOLDER and role.place not in house.rooms:
        known = ", ".join(house.rooms)
        raise CannotDo(f"There is no room {role.place!r}. The rooms are: {known}.")
    partners = [partner.id for partner in house.neighbourhood.partners]
    if role.role == PARTNER and role.place not in partners:
        known = ", ".join(partners) or "none yet"
        raise CannotDo(f"There is no partner {role.place!r}. The partners are: {known}.")
