"""The example neighbourhood, to be tried at once: three people's addresses, and one open room."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import typer

from bot import app
from handlers.core.neighbourhood.view import NeighbourhoodView
from storage.database import Database
from storage.neighbourhood.file import read_file
from storage.repositories.people.roles import COORDINATOR, KEY_HOLDER, Role
from storage.store import Store

# A planned day of at least so many minutes: a room that is there for everybody, all day long.
ALL_DAY = 12 * 60


def load_first(database: Database, example: Path, now: datetime) -> None:
    """Load the file if nothing is loaded yet, and let somebody have opened a room then."""
    with database.writing() as store:
        if store.neighbourhoods.digest() is None:
            neighbourhood = read_file(example)
            store.neighbourhoods.save(neighbourhood, now)
            _open_a_room(store, NeighbourhoodView(neighbourhood), now)


def _open_a_room(store: Store, view: NeighbourhoodView, now: datetime) -> None:
    """Somebody opened the room that is there all day; at night no room is, and nobody did."""
    for room, timetable in view.timetables.items():
        block = timetable.block_at(now)
        if block and block.minutes >= ALL_DAY:
            # Without a key any more: in the evening nobody asks them whether it is still open.
            neighbour = store.people.known([("example", room, "")])["example", room]
            store.openings.open(
                room,
                block.start.date(),
                neighbour.id,
                now=now,
                expected_end=block.end,
                end_is_planned=True,
            )
            return


def say_hello(running: app.App, database: Database, view: NeighbourhoodView) -> None:
    """Say who opens which address, and how, so that all of it can be tried at once."""
    first = next(iter(view.rooms))
    with database.writing() as store:
        now = app.now()
        codes = {
            "resident": "",
            f"key-holder of {view.rooms[first].name}": store.invitations.make(
                Role(KEY_HOLDER, first), None, now
            )[0],
            "coordinator": store.invitations.make(Role(COORDINATOR, ""), None, now)[0],
        }
        open_now = [view.rooms[room].name for room in store.openings.open_now()]
    typer.echo("\nHello! buurtbot is awake. Be three people, each in a browser window of its own.")
    typer.echo("A private window is one; to the bot a browser is one person.\n")
    for who, code in codes.items():
        for link in running.links(code):
            typer.echo(f"{who}: {link}")
    typer.echo("\nThe resident just reads and taps. The other two say yes first; each link works")
    typer.echo("once. The board for a tablet at the door is the same address with /rooms.")
    if open_now:
        typer.echo(f"Somebody with a key opened {', '.join(open_now)} already.")
    typer.echo("Stop with Ctrl-C. Nothing is lost; make run goes on from there.\n")
    sys.stdout.flush()
