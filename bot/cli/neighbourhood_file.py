"""The neighbourhood as a file: tried, loaded, and written with what the chat changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from bot import app
from bot.cli.tools import CannotDo, storage
from bot.rendering.text import Reader, write
from bot.settings import read_settings
from handlers.core.messages import Text
from handlers.manage.changes import told
from handlers.manage.changes.differences import differences
from handlers.manage.changes.undone import undone_by
from locales import SOURCE
from storage.neighbourhood.file import read_file
from storage.neighbourhood.model import Neighbourhood
from storage.neighbourhood.written import to_toml
from storage.store import Store

HERE = "what was changed in the chat"


def load(
    file: Annotated[Path, typer.Argument(help="A neighbourhood file (TOML).")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change and who is told, and stop.")
    ] = False,
    over_chat: Annotated[
        bool, typer.Option("--over-chat", help="Undo what was changed in the chat, unasked.")
    ] = False,
) -> None:
    """Read a neighbourhood file; a mistake in it changes nothing."""
    loaded = read_file(file)
    with storage(read_settings()) as database:
        database.check_schema()
        with database.reading() as store:
            if not store.neighbourhoods.keys_fit():
                raise CannotDo("The key file does not belong to this database.")
            before, undone = store.neighbourhoods.digest(), undone_by(store, loaded)
        if dry_run:
            # Who would be told is looked at under lock, as when it is told.
            with database.writing() as store:
                _say_what_would_change(store, loaded, undone)
            return
        if undone and not over_chat:
            _ask(undone)
        with database.writing() as store:
            store.neighbourhoods.hold()
            if store.neighbourhoods.digest() != before:
                raise CannotDo("Somebody changed the neighbourhood just now. Please load it again.")
            is_new = store.neighbourhoods.save(loaded, app.now())
    said = f"{len(loaded.rooms)} rooms loaded." if is_new else "nothing changed."
    typer.echo(f"{loaded.name}: {said}")


def export(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write the neighbourhood as it is now, with what the chat changed, for `load`."""
    with storage(read_settings()) as database:
        app.check_storage(database)
        with database.reading() as store:
            present = store.neighbourhoods.current()
    if present is None:
        raise CannotDo("No neighbourhood file was loaded yet.")
    file.write_text(to_toml(present), "utf-8")
    typer.echo(f"{present.name} is in {file}.")


def _say_what_would_change(store: Store, loaded: Neighbourhood, undone: list[Text]) -> None:
    present = store.neighbourhoods.current()
    if present is None:
        typer.echo(f"{loaded.name}: {len(loaded.rooms)} rooms would be loaded.")
        return
    changes = differences(present, loaded, SOURCE)
    if not changes:
        typer.echo(f"{loaded.name}: nothing would change.")
        return
    typer.echo("This would change:")
    _say(changes)
    people = told.people_told(store, present, loaded, app.now())
    typer.echo(write(told.how_many(len(people)), Reader.of(SOURCE, SOURCE)))
    if undone:
        typer.echo(f"It would undo {HERE}:")
        _say(undone)


def _ask(undone: list[Text]) -> None:
    """Undo what the chat changed only when somebody says yes."""
    if not sys.stdin.isatty():
        lines = " ".join(_in_words(undone))
        raise CannotDo(
            f"This file would undo {HERE}: {lines} "
            "Write it into the file (buurtbot export FILE shows it), or load with --over-chat."
        )
    typer.echo(f"This file would undo {HERE}:")
    _say(undone)
    if not typer.confirm("Load it all the same?"):
        raise CannotDo("Nothing was changed.")


def _say(lines: Iterable[Text]) -> None:
    for line in _in_words(lines):
        typer.echo(f"  {line}")


def _in_words(lines: Iterable[Text]) -> list[str]:
    reader = Reader.of(SOURCE, SOURCE)
    return [write(line, reader) for line in lines]
