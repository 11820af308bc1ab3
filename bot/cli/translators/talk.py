"""The bot in a terminal, for translators: what changes in a catalog is read in the next line."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

import locales
from bot import logs
from bot.cli.tools import CannotDo
from bot.cli.translators.stage import PEOPLE, RESIDENT, Shown, Stage, opened, with_three_people

AS, END = "/as ", "/end"
HELP = (
    "The bot talks here as on a telephone. Nothing of this is kept, and nobody else reads it.\n"
    'Write as a neighbour would. A number taps that button; "3" in quotes is written.\n'
    f"{AS}{'|'.join(PEOPLE)}: go on as somebody else. {END}: stop.\n"
)


def talk(
    lang: Annotated[str, typer.Option("--lang", help="The language, such as pl.")],
) -> None:
    """Talk with the bot in a terminal: an example neighbourhood, nothing is kept."""
    logs.set_up("error", "text")
    if lang not in locales.languages():
        known = ", ".join(locales.languages())
        raise CannotDo(
            f"The catalog for {lang[:20]!r} cannot be read: mend its messages.po first."
            if lang in locales.broken()
            else f"There is no catalog for {lang[:20]!r} yet. There is: {known}."
        )
    with opened() as stage:
        with_three_people(stage, lang)
        typer.echo(HELP)
        _show(stage.says(RESIDENT, "/start"))
        who = RESIDENT
        for line in _lines():
            _say_what_changed()
            if line == END:
                return
            if line.startswith(AS):
                who = _somebody_else(line.removeprefix(AS).strip(), who)
            elif line:
                _show(_done(stage, who, line))


def _done(stage: Stage, who: str, line: str) -> list[Shown]:
    if line.isdecimal() and len(line) <= 3 and 1 <= int(line) <= len(stage.buttons(who)):
        key = stage.buttons(who)[int(line) - 1]
        if key.link:
            typer.echo(f"(This button opens {key.link})")
            return []
        return stage.taps(who, int(line))
    is_quoted = len(line) > 1 and line[0] == line[-1] == '"'
    return stage.says(who, line[1:-1] if is_quoted else line)


def _somebody_else(wanted: str, who: str) -> str:
    if wanted not in PEOPLE:
        typer.echo(f"(There is: {', '.join(PEOPLE)}.)")
        return who
    typer.echo(f"(You are the {wanted} now. Begin with /menu.)")
    return wanted


def _say_what_changed() -> None:
    for tag in locales.renew():
        typer.echo(f"(The catalog for {tag} changed, and is read from now on.)")
    for tag in locales.broken():
        typer.echo(f"(The catalog for {tag} cannot be read now; the one before is used.)")


def _show(messages: Iterable[Shown]) -> None:
    for shown in messages:
        typer.echo(f"--- the {shown.who} reads:")
        typer.echo("\n".join(shown.lines()))
    sys.stdout.flush()


def _lines() -> Iterator[str]:
    """What is typed, line by line, until the end."""
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    while True:
        if sys.stdin.isatty():
            typer.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            return
        yield line.strip()
