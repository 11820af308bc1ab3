"""Hands a language out as a file and takes it in again, and says how far each language is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

import locales
from bot import logs
from bot.cli.tools import CannotDo
from bot.cli.translators import screens, sheet, sheet_back, stage
from bot.cli.translators.screens import Screen
from bot.settings import read_settings
from locales.catalogs import heads, po, rows, taking

XLSX, PO = ".xlsx", ".po"
LARGEST = sheet_back.MOST_BYTES
# Whoever gave no address gets the file back.
BACK = "whoever gave it to you"


def export(file: Path, lang: str) -> None:
    """Write all sentences of a language for a translator, also of one that is new."""
    ending = _ending(file)
    book = _book(lang)
    send_to = read_settings().translations_to.strip() or BACK
    if ending == PO:
        content = po.written(book, send_to).encode()
    else:
        tags = [tag for tag in dict.fromkeys(("en", "nl", lang)) if tag in locales.languages()]
        names = [locales.languages()[tag].own_name for tag in tags]
        content = sheet.written(book, _screens(tags), names, send_to)
    file.write_bytes(content)
    open_rows = sum(row.state != rows.FINE for row in book.rows)
    typer.echo(f"{len(book.rows)} sentences are in {file}; {open_rows} of them wait for words.")


def take_in(file: Path, lang: str) -> None:
    """Take in what a translator gave back: what is right is used, what is wrong is named."""
    ending = _ending(file)
    if file.stat().st_size > LARGEST:
        raise CannotDo(f"{file} is larger than {LARGEST // 1_000_000} MB.")
    content = file.read_bytes()
    with taking.one_at_a_time():
        before, book = taking.content_of(lang), _book(lang)
        try:
            given = po.read(lang, content) if ending == PO else sheet_back.read(book, content)
        except (po.NotACatalog, sheet_back.NotASheet) as problem:
            raise CannotDo(f"{file} {problem}.") from problem
        taken = taking.take_in(lang, given)
        if taken.new:
            try:
                taking.keep(lang, taken, before)
            except taking.ChangedMeanwhile:
                raise CannotDo(
                    f"Somebody else changed the catalog for {lang} at this moment. Try again."
                ) from None
    for line in taken.left:
        typer.echo(line.replace("\n", " / "))
    typer.echo(f"{taken.new} new, {taken.same} as before.")
    if taken.left:
        raise CannotDo(f"{len(taken.left)} left out: named above.")


def state(lang: str) -> None:
    """Say of each language what is missing, what is stale, and what is wrong."""
    known = sorted({*locales.languages(), *locales.broken()} - {locales.SOURCE})
    unread = []
    for tag in [lang] if lang else known:
        try:
            book = _book(tag)
        except CannotDo as problem:
            # What can be said of the others is said all the same.
            unread.append(str(problem))
        else:
            _say_state(book)
    if unread:
        raise CannotDo(" ".join(unread))


def _say_state(book: rows.Book) -> None:
    found = Counter(row.state.partition(":")[0] for row in book.rows)
    named = (rows.FINE, rows.MISSING, rows.STALE, rows.WRONG)
    counted = ", ".join(f"{name} {found[name]}" for name in named)
    typer.echo(f"{book.tag} ({book.own_name}): {counted}")
    lacks = Counter(row.readers for row in book.rows if row.state == rows.MISSING)
    for readers, number in lacks.items():
        typer.echo(f"  missing, {readers[0].lower()}{readers[1:]}: {number}")
    for row in book.rows:
        if row.state not in {rows.FINE, rows.MISSING}:
            changed = f" {row.before}" if row.before else ""
            line = f"{row.number}, {row.slot}: {row.one}: {row.state}.{changed}"
            typer.echo("  " + line.replace("\n", " / "))


def _screens(tags: Sequence[str]) -> list[Screen]:
    logs.set_up("error", "text")
    with stage.opened() as opened:
        return screens.played(opened, tags)


def _ending(file: Path) -> str:
    ending = file.suffix.lower()
    if ending not in {XLSX, PO}:
        raise CannotDo(f"{file} has to end in {XLSX} (a spreadsheet) or {PO}: save it as one.")
    return ending


def _book(lang: str) -> rows.Book:
    if lang == locales.SOURCE:
        raise CannotDo("English is the source: its sentences stand in the code.")
    try:
        return rows.book(lang)
    except heads.UnknownTag as problem:
        raise CannotDo(str(problem)) from problem
    except (OSError, ValueError, LookupError) as problem:
        raise CannotDo(
            f"The catalog for {lang} cannot be read: mend its messages.po, or take it away."
        ) from problem
