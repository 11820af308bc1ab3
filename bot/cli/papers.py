"""Commands that make something to read or to hang up: the report, and the poster for a door."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import app
from bot.cli.tools import CannotDo, check_place, storage
from bot.rendering.text import Reader
from bot.settings import read_settings
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.everybody.start import ROOM_LINK
from handlers.reports.history import history, year_so_far
from handlers.reports.period import Period
from handlers.reports.reach.calculation import make_report
from storage.neighbourhood.checks import nearest
from storage.repositories.people.roles import KEY_HOLDER, Role


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


WITH_MONTHS = (Form.XLSX, Form.PDF)
SEPARATOR = "Commas separate the columns. Letters are UTF-8. In Excel: Data, From Text/CSV."
NOT_FOR_A_SCREEN = (Form.XLSX, Form.PDF, Form.PNG)


def report(
    week: Annotated[str, typer.Option(help="A week, such as 2026-W47.")] = "",
    month: Annotated[str, typer.Option(help="A month, such as 2026-11.")] = "",
    quarter: Annotated[str, typer.Option(help="A quarter, such as 2026-Q4.")] = "",
    year: Annotated[str, typer.Option(help="A year, such as 2026.")] = "",
    room: Annotated[str, typer.Option(help="Only this room, by its id.")] = "",
    audience: Annotated[Audience, typer.Option(help="For whom.")] = Audience.TEAM,
    form: Annotated[
        Form, typer.Option("--format", help="In what form; csv has commas between its columns.")
    ] = Form.TEXT,
    out: Annotated[Path | None, typer.Option(help="A file to write to.")] = None,
) -> None:
    """Print the reach report: last week, for the team, as text, unless said otherwise."""
    # What makes files is needed here only; the program itself does not carry it along.
    from bot.exports import report as exports_report  # noqa: PLC0415

    kinds = {"week": week, "month": month, "quarter": quarter, "year": year}
    asked = {kind: typed for kind, typed in kinds.items() if typed}
    if len(asked) > 1:
        raise typer.BadParameter("Name one of --week, --month, --quarter and --year.")
    settings = read_settings()
    with storage(settings) as database:
        view = app.check_storage(database)
        if room and room not in view.rooms:
            check_place(view, Role(KEY_HOLDER, room))
        period = _period(view, asked)
        rooms = [room] if room else None
        with database.reading() as store:
            made = make_report(view, store, period, app.now(), rooms)
            past = history(view, store, period, app.now(), rooms)
            months = year_so_far(view, store, made) if form in WITH_MONTHS else ()
    reader = Reader.of("", view.neighbourhood.default_language)
    content = exports_report.write(made, past, view, reader, form.value, audience.value, months)
    _hand_over(content, out, is_text=form not in NOT_FOR_A_SCREEN)
    if form is Form.CSV:
        # Said here and not in the file: a line "sep=," there is a row of figures to most programs.
        typer.echo(SEPARATOR, err=True)


def poster(
    room: Annotated[str, typer.Option(help="The room's id.")],
    out: Annotated[Path | None, typer.Option(help="A file to write to.")] = None,
) -> None:
    """Print a poster for the door of a room: an A4 page (PDF) with its hours and a QR code."""
    from bot.exports import poster as exports_poster  # noqa: PLC0415

    settings = read_settings()
    with storage(settings) as database:
        view = app.check_storage(database)
    if room not in view.rooms:
        raise CannotDo(f'There is no room "{room}": {nearest(room, view.rooms)}')
    links: list[exports_poster.Link] = []
    for kind in app.CHANNELS:
        addresses = asyncio.run(kind.links_from(settings, ROOM_LINK + room))
        links += [exports_poster.Link(address, kind.app) for address in addresses]
        if kind.is_on(settings) and not addresses:
            typer.echo(f"{kind.title} is not reached: its code is not on this poster.", err=True)
    made = exports_poster.make(view, view.rooms[room], links, view.today(app.now()))
    if made.left_out:
        languages = ", ".join(made.left_out)
        typer.echo(
            f"No font here has the letters for: {languages}. See the operator page.", err=True
        )
    _hand_over(made.content, out, is_text=False)


def _hand_over(content: bytes, out: Path | None, *, is_text: bool) -> None:
    """Write to a file or to what reads along; a screen gets text only."""
    if out:
        out.write_bytes(content)
    elif not is_text and sys.stdout.isatty():
        raise CannotDo("This cannot be shown on a screen. Write it to a file with --out FILE.")
    else:
        sys.stdout.buffer.write(content)


def _period(view: NeighbourhoodView, asked: Mapping[str, str]) -> Period:
    """The period that was asked for, or last week."""
    today = view.today(app.now())
    try:
        read = {"week": Period.week, "month": Period.month, "quarter": Period.quarter}
        named = [read.get(kind, Period.year)(typed) for kind, typed in asked.items()]
    except ValueError as problem:
        raise typer.BadParameter(str(problem)) from None
    period = named[0] if named else Period.last_week(today)
    if period.first > today:
        raise CannotDo(f"{period.id} has not begun yet.")
    return period
