"""A language as a file, for whoever has nothing but a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

# What the commands take, 25 ms of loading, is needed by no other one.
catalog = typer.Typer(help="A language as a spreadsheet or a PO file, and back.")
Lang = Annotated[str, typer.Option("--lang", help="The language, such as pl.")]


@catalog.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write: .xlsx or .po.")], lang: Lang
) -> None:
    """Write all sentences of a language for a translator, also of one that is new."""
    from bot.cli.translators import handing  # noqa: PLC0415

    handing.export(file, lang)


@catalog.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="The file that a translator sent back.")], lang: Lang
) -> None:
    """Take in what a translator gave back: what is right is used, what is wrong is named."""
    from bot.cli.translators import handing  # noqa: PLC0415

    handing.take_in(file, lang)


@catalog.command()
def state(lang: Annotated[str, typer.Option("--lang", help="Only this one.")] = "") -> None:
    """Say of each language what is missing, what is stale, and what is wrong."""
    from bot.cli.translators import handing  # noqa: PLC0415

    handing.state(lang)
